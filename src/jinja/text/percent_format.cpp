#include "jinja/text/percent_format.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <span>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/number_text.h"
#include "jinja/text/python_text.h"
#include "jinja/text/unicode.h"
#include "jinja/values/big_integer.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

// More than Python takes, too, would be wide; below it the bound on output holds.
constexpr int kFieldMax = 1'000'000'000;

// One "%…" of a format.
struct Directive {
    bool left = false;
    bool sign = false;
    bool blank = false;
    bool zero = false;
    bool alternative = false;
    int width = 0;
    int precision = -1;
    char type = 0;
};

class Formatter {
public:
    Formatter(Rendering& rendering, const Value& format, const Value& arguments)
        : rendering_(rendering),
          format_(format.as_text()),
          markup_(format.is_markup()),
          arguments_(arguments) {
        const bool is_tuple = arguments.is(Value::Type::tuple);
        count_ = is_tuple ? arguments.as_items().size() : 1;
    }

    std::string run() {
        while (at_ < format_.size()) {
            const std::size_t percent = std::min(format_.find('%', at_), format_.size());
            out_ += format_.substr(at_, percent - at_);
            at_ = percent;
            if (at_ < format_.size()) read_directive();
            rendering_.check_text(out_.size());
        }
        const bool all_used = used_ >= count_ || by_name_ || is_mapping();
        if (!all_used) type_error("not all arguments converted during string formatting");
        return std::move(out_);
    }

private:
    char current() const {
        if (at_ >= format_.size()) value_error("incomplete format");
        return format_[at_];
    }

    void read_directive() {
        ++at_;
        if (current() == '%') {
            ++at_;
            out_ += '%';
            return;
        }
        Directive directive;
        if (current() == '(') read_key();
        read_flags(directive);
        directive.width = read_number(directive, true);
        if (current() == '.') {
            ++at_;
            directive.precision = read_number(directive, false);
        }
        if (current() == 'l' || current() == 'h' || current() == 'L') ++at_;
        directive.type = current();
        ++at_;
        const Value value = next_argument();
        if (std::string_view("diouxXeEfFgGcrsa").find(directive.type) == std::string_view::npos)
            unsupported();
        append(directive, value);
    }

    // Where the parenthesis at `at_` is closed.
    std::size_t end_of_key() const {
        std::size_t open = 0;
        for (std::size_t at = at_; at < format_.size(); ++at) {
            if (format_[at] == '(') ++open;
            if (format_[at] == ')' && --open == 0) return at;
        }
        value_error("incomplete format key");
    }

    // To Python, whatever has items is a mapping here, none of whose members must be used.
    bool is_mapping() const {
        return arguments_.is_undefined() ||
               (is_subscriptable(arguments_) && !arguments_.is_text() && !arguments_.is(Value::Type::tuple));
    }

    // What the key names is all that is left for the directive, a width of `*` included.
    void read_key() {
        if (!is_mapping()) type_error("format requires a mapping");
        const std::size_t end = end_of_key();
        keyed_ = member_of(Value::text(format_.substr(at_ + 1, end - at_ - 1)));
        at_ = end + 1;
        by_name_ = true;
        used_ = 0;
    }

    Value member_of(const Value& key) {
        if (arguments_.is_undefined()) {
            if (!is_html(arguments_)) rendering_.undefined_error(arguments_);
            return arguments_;
        }
        if (arguments_.is_list() || arguments_.is(Value::Type::range)) {
            type_error(std::string(type_name(arguments_)) + " indices must be integers or slices, not str");
        }
        const Value value = find_item(rendering_, arguments_, key);
        if (value.is_missing()) fail("KeyError", repr(rendering_, key));
        return value;
    }

    void read_flags(Directive& directive) {
        for (;; ++at_) {
            switch (current()) {
                case '-':
                    directive.left = true;
                    break;
                case '+':
                    directive.sign = true;
                    break;
                case ' ':
                    directive.blank = true;
                    break;
                case '0':
                    directive.zero = true;
                    break;
                case '#':
                    directive.alternative = true;
                    break;
                default:
                    return;
            }
        }
    }

    int read_number(Directive& directive, bool is_width) {
        std::int64_t number = 0;
        if (current() == '*') {
            ++at_;
            const Value value = next_argument();
            if (markup_ || !value.is_any_integer()) type_error("* wants int");
            number = integer_or(value, 0);
            if (number < 0 && is_width) directive.left = true;
            number = number < 0 ? (is_width ? (number < -kFieldMax ? kFieldMax + 1 : -number) : 0) : number;
        }
        for (; is_digit(static_cast<unsigned char>(current())) && number <= kFieldMax; ++at_) {
            number = number * 10 + (current() - '0');
        }
        if (number > kFieldMax) value_error("width too big");
        rendering_.check_text(static_cast<std::size_t>(number));
        rendering_.charge_bytes(static_cast<std::size_t>(number));
        return static_cast<int>(number);
    }

    Value next_argument() {
        if (used_ >= count_) type_error("not enough arguments for format string");
        if (by_name_) return (++used_, keyed_);
        return arguments_.is(Value::Type::tuple) ? arguments_.as_items()[used_++] : (++used_, arguments_);
    }

    [[noreturn]] void unsupported() const {
        const Character c = character_at(format_, at_ - 1);
        char code[16];
        std::snprintf(code, sizeof code, "0x%x", static_cast<unsigned>(c.code));
        const bool is_shown = c.code >= 31 && c.code <= 126;
        const std::string shown(is_shown ? format_.substr(at_ - 1, c.bytes) : "?");
        value_error("unsupported format character '" + shown + "' (" + code + ") at index " +
                    std::to_string(count_characters(format_.substr(0, at_ - 1))));
    }

    void append(const Directive& directive, const Value& value) {
        switch (directive.type) {
            case 's':
                return pad(directive, cut(directive, markup_ ? escape(rendering_, value).as_text()
                                                             : to_text(rendering_, value)));
            case 'r':
            case 'a': {
                const std::string shown = repr(rendering_, value);
                const std::string text = directive.type == 'a' ? ascii_only(shown) : shown;
                return pad(directive,
                           cut(directive, markup_ ? escape(rendering_, Value::text(text)).as_text() : text));
            }
            case 'c':
                return append_character(directive, value);
            case 'd':
            case 'i':
            case 'u':
                return append_decimal(directive, markup_ ? read_integer(value) : value);
            case 'o':
            case 'x':
            case 'X':
                return append_based(directive, value);
            default:
                return append_float(directive, markup_ ? read_real(value) : value);
        }
    }

    // A safe format wraps what it is given into an object that int() and float() are asked of, so that texts
    // of digits are numbers; and no other directive takes it.
    Value read_integer(const Value& value) {
        if (!value.is_text()) return value;
        const Value integer = parse_integer(rendering_, value.as_text(), 10);
        if (integer.is_missing())
            value_error("invalid literal for int() with base 10: " + repr(rendering_, value));
        return integer;
    }

    Value read_real(const Value& value) {
        if (value.is_number()) return value;
        if (value.is_undefined()) rendering_.undefined_error(value);
        if (!value.is_text()) {
            type_error("float() argument must be a string or a real number, not '" +
                       std::string(type_name(value)) + "'");
        }
        const std::optional<double> real = parse_real(value.as_text());
        if (!real) value_error("could not convert string to float: " + repr(rendering_, value));
        return Value::real(*real);
    }

    std::string_view given_type(const Value& value) const {
        return markup_ ? "_MarkupEscapeHelper" : type_name(value);
    }

    static std::string_view cut(const Directive& directive, std::string_view text) {
        return directive.precision < 0 ? text
                                       : substring(text, 0, static_cast<std::size_t>(directive.precision));
    }

    void pad(const Directive& directive, std::string_view text) {
        const std::size_t size = count_characters(text);
        const auto width = static_cast<std::size_t>(directive.width);
        const std::size_t blanks = width > size ? width - size : 0;
        if (!directive.left) out_.append(blanks, ' ');
        out_ += text;
        if (directive.left) out_.append(blanks, ' ');
    }

    void append_character(const Directive& directive, const Value& value) {
        std::string text;
        if (markup_) {
            type_error("%c requires int or char");
        } else if (value.is_text() && count_characters(value.as_text()) == 1) {
            text = value.as_text();
        } else if (value.is_integral() && value.as_integer() >= 0 && value.as_integer() < 0x110000) {
            append_code(static_cast<char32_t>(value.as_integer()), text);
        } else if (value.is_any_integer()) {
            fail("OverflowError", "%c arg not in range(0x110000)");
        } else {
            type_error("%c requires int or char");
        }
        pad(directive, text);
    }

    // The sign, then `digits` behind as many zeros as the width asks for.
    void append_number(const Directive& directive, bool negative, std::string_view prefix,
                       std::string_view digits) {
        const std::string_view sign = negative ? "-" : directive.sign ? "+" : directive.blank ? " " : "";
        const std::size_t size = sign.size() + prefix.size() + digits.size();
        const auto width = static_cast<std::size_t>(directive.width);
        const std::size_t missing = width > size ? width - size : 0;
        const bool zeros = directive.zero && !directive.left;
        if (!zeros && !directive.left) out_.append(missing, ' ');
        out_.append(sign).append(prefix);
        if (zeros) out_.append(missing, '0');
        out_ += digits;
        if (directive.left) out_.append(missing, ' ');
    }

    static std::string with_precision(const Directive& directive, std::string digits) {
        const auto precision = static_cast<std::size_t>(std::max(directive.precision, 0));
        if (digits.size() < precision) digits.insert(0, precision - digits.size(), '0');
        return digits;
    }

    void append_decimal(const Directive& directive, const Value& value) {
        if (!value.is_number()) not_a_number(directive, value, "a real number");
        const Value whole = value.is(Value::Type::real) ? without_fraction(value.as_real()) : value;
        append_number(directive, is_negative(whole), "",
                      with_precision(directive, integer_digits(rendering_, whole, 10)));
    }

    Value without_fraction(double d) {
        if (std::isinf(d)) fail("OverflowError", "cannot convert float infinity to integer");
        if (std::isnan(d)) value_error("cannot convert float NaN to integer");
        return whole_part(rendering_, d);
    }

    void append_based(const Directive& directive, const Value& value) {
        if (markup_ || !value.is_any_integer()) not_a_number(directive, value, "an integer");
        std::string digits = integer_digits(rendering_, value, directive.type == 'o' ? 8 : 16);
        if (directive.type == 'X') digits = to_upper(digits);
        const std::string prefix = directive.alternative ? std::string("0") + directive.type : "";
        append_number(directive, is_negative(value), prefix, with_precision(directive, digits));
    }

    // Written to `few`, or to `many` where that is too short.
    static std::string_view float_digits(const Directive& directive, double d, int precision,
                                         std::span<char> few, std::string& many) {
        const char lower = static_cast<char>(directive.type | 0x20);
        std::span<char> digits = few;
        if (precision > 20 || d > 1e20) {
            many.resize(static_cast<std::size_t>(precision) + 330);
            digits = many;
        }
        std::size_t size = 0;
        if (directive.alternative) {
            const char format[] = {'%', '#', '.', '*', lower, '\0'};
            size = static_cast<std::size_t>(
                std::max(std::snprintf(digits.data(), digits.size(), format, precision, d), 0));
        } else {
            const auto style = lower == 'f'   ? std::chars_format::fixed
                               : lower == 'e' ? std::chars_format::scientific
                                              : std::chars_format::general;
            const auto end =
                std::to_chars(digits.data(), digits.data() + digits.size(), d, style, precision).ptr;
            size = static_cast<std::size_t>(end - digits.data());
        }
        const std::string_view written(digits.data(), size);
        if (lower == directive.type) return written;
        return many = to_upper(written);
    }

    void append_float(const Directive& directive, const Value& value) {
        if (!value.is_number()) {
            if (value.is_undefined()) rendering_.undefined_error(value);
            type_error("must be real number, not " + std::string(type_name(value)));
        }
        const double d = value.as_real();
        const int precision = directive.precision < 0 ? 6 : directive.precision;
        std::array<char, 64> few;
        std::string many;
        append_number(directive, std::signbit(d) && !std::isnan(d), "",
                      float_digits(directive, std::fabs(d), precision, few, many));
    }

    [[noreturn]] void not_a_number(const Directive& directive, const Value& value, const char* what) {
        const bool is_based = directive.type == 'x' || directive.type == 'X' || directive.type == 'o';
        if (value.is_undefined() && !is_based) rendering_.undefined_error(value);
        type_error(std::string("%") + directive.type + " format: " + what + " is required, not " +
                   std::string(given_type(value)));
    }

    Rendering& rendering_;
    std::string_view format_;
    bool markup_;
    Value arguments_;
    std::size_t count_ = 0;
    std::size_t used_ = 0;
    bool by_name_ = false;
    Value keyed_;  // what the last key names
    std::size_t at_ = 0;
    std::string out_;
};

}  // namespace

Value format_percent(Rendering& rendering, const Value& format, const Value& arguments) {
    return rendering.text(Formatter(rendering, format, arguments).run(), format.is_markup());
}

}  // namespace tidings::jinja
