#include "jinja/text/format_spec.h"

#include <algorithm>
#include <cstdio>
#include <limits>

#include "jinja/failure.h"
#include "jinja/run/rendering.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

constexpr bool is_align(char c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
}

// A character as an error shows it.
std::string shown(std::string_view character) {
    const char32_t code = character_at(character, 0).code;
    if (code > 32 && code < 128) return "'" + std::string(character) + "'";
    char text[16];
    std::snprintf(text, sizeof text, "'\\x%x'", static_cast<unsigned>(code));
    return text;
}

class SpecParser {
public:
    SpecParser(std::string_view text, const Value& value)
        : text_(text), type_name_(type_name(value)), is_text_(value.is_text()) {}

    FormatSpec parse() {
        const std::string_view whole = text_;
        read_align();
        if (!text_.empty() && std::string_view("+- ").find(text_[0]) != std::string_view::npos) {
            spec_.sign = take();
        }
        spec_.no_negative_zero = skip('z');
        spec_.alternative = skip('#');
        if (!has_fill_ && skip('0')) {
            spec_.fill = "0";
            if (spec_.align == 0 && !is_text_) spec_.align = '=';
        }
        spec_.width = read_number();
        read_grouping();
        if (skip('.')) {
            spec_.precision = read_number();
            if (spec_.precision < 0) value_error("Format specifier missing precision");
        }
        if (count_characters(text_) > 1) {
            value_error("Invalid format specifier '" + std::string(whole) + "' for object of type '" +
                        std::string(type_name_) + "'");
        }
        spec_.type = text_;
        check_grouping();
        return spec_;
    }

private:
    char take() {
        const char c = text_[0];
        text_.remove_prefix(1);
        return c;
    }

    bool skip(char c) {
        if (!text_.starts_with(c)) return false;
        text_.remove_prefix(1);
        return true;
    }

    void read_align() {
        if (text_.empty()) return;
        const std::size_t first = character_at(text_, 0).bytes;
        if (first < text_.size() && is_align(text_[first])) {
            has_fill_ = true;
            spec_.fill = text_.substr(0, first);
            text_.remove_prefix(first);
            spec_.align = take();
        } else if (is_align(text_[0])) {
            spec_.align = take();
        }
    }

    // -1 where there is none.
    std::int64_t read_number() {
        if (text_.empty() || !is_digit(static_cast<unsigned char>(text_[0]))) return -1;
        constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
        std::int64_t number = 0;
        while (!text_.empty() && is_digit(static_cast<unsigned char>(text_[0]))) {
            const int digit = take() - '0';
            if (number > (kMax - digit) / 10) value_error("Too many decimal digits in format string");
            number = number * 10 + digit;
        }
        return number;
    }

    void read_grouping() {
        if (skip(',')) spec_.grouping = ',';
        if (text_.starts_with('_')) {
            if (spec_.grouping != 0) value_error("Cannot specify both ',' and '_'.");
            spec_.grouping = take();
        }
        if (text_.starts_with(',') && spec_.grouping == '_') value_error("Cannot specify both ',' and '_'.");
    }

    void check_grouping() const {
        if (spec_.grouping == 0) return;
        const std::string_view allowed = spec_.grouping == '_' ? "deEfFgG%boxX" : "deEfFgG%";
        const char type = spec_.type_code();
        const bool default_type = type == 0 && !is_text_;
        if (default_type || (type != 0 && allowed.find(type) != std::string_view::npos)) return;
        value_error(std::string("Cannot specify '") + spec_.grouping + "' with " +
                    shown(type == 0 ? "s" : spec_.type) + ".");
    }

    std::string_view text_;
    std::string_view type_name_;
    bool is_text_;
    bool has_fill_ = false;
    FormatSpec spec_;
};

std::string format_text(Rendering& rendering, const Value& value, const FormatSpec& spec) {
    if (spec.type_code() != 0 && spec.type_code() != 's') unknown_format_code(spec.type, type_name(value));
    std::string_view text = value.as_text();
    if (spec.sign == ' ') value_error("Space not allowed in string format specifier");
    if (spec.sign != 0) value_error("Sign not allowed in string format specifier");
    if (spec.no_negative_zero) {
        value_error("Negative zero coercion (z) not allowed in string format specifier");
    }
    if (spec.alternative) value_error("Alternate form (#) not allowed in string format specifier");
    if (spec.align == '=') value_error("'=' alignment not allowed in string format specifier");
    if (spec.precision >= 0) text = substring(text, 0, static_cast<std::size_t>(spec.precision));
    return pad_text(rendering, text, spec.width, spec.fill, spec.align == '>' || spec.align == '^',
                    spec.align != '>', false);
}

}  // namespace

void unknown_format_code(std::string_view code, std::string_view type_name) {
    value_error("Unknown format code " + shown(code) + " for object of type '" + std::string(type_name) +
                "'");
}

std::string format_value(Rendering& rendering, const Value& value, std::string_view spec) {
    std::string out;
    if (spec.empty()) {
        append_str(rendering, value, out);
        return out;
    }
    if (value.is_text()) return format_text(rendering, value, SpecParser(spec, value).parse());
    if (value.is(Value::Type::object)) return value.as_object().formatted(rendering, spec);
    if (!value.is_number()) {
        type_error("unsupported format string passed to " + std::string(type_name(value)) + ".__format__");
    }
    const FormatSpec parsed = SpecParser(spec, value).parse();
    rendering.charge_bytes(static_cast<std::size_t>(std::max<std::int64_t>(parsed.precision, 0)));
    if (value.is(Value::Type::real)) return format_real(rendering, value.as_real(), parsed, "float");
    return format_integer(rendering, value, parsed);
}

}  // namespace tidings::jinja
