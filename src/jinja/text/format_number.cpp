#include <cmath>
#include <cstdio>

#include "jinja/failure.h"
#include "jinja/run/rendering.h"
#include "jinja/text/format_spec.h"
#include "jinja/text/python_text.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"
#include "jinja/values/big_integer.h"

namespace tidings::jinja {
namespace {

// Digits with a separator after each group from the right, behind as many zeros as the width asks for.
std::string grouped(std::string_view digits, char separator, std::size_t group, std::int64_t width) {
    std::string reversed;
    auto left = static_cast<std::int64_t>(digits.size());
    std::int64_t in_group = 0;
    while (left > 0 || width > 0) {
        if (separator != 0 && in_group == static_cast<std::int64_t>(group)) {
            reversed += separator;
            in_group = 0;
            --width;
        }
        reversed += left > 0 ? digits[static_cast<std::size_t>(left - 1)] : '0';
        --left;
        --width;
        ++in_group;
    }
    return {reversed.rbegin(), reversed.rend()};
}

std::string sign_of(bool negative, char sign) {
    if (negative) return "-";
    return sign == '+' || sign == ' ' ? std::string(1, sign) : std::string();
}

std::string format_character(Rendering& rendering, const Value& value, const FormatSpec& spec) {
    if (spec.sign != 0) value_error("Sign not allowed with integer format specifier 'c'");
    if (spec.alternative) {
        value_error("Alternate form (#) not allowed with integer format specifier 'c'");
    }
    if (!value.is_integral()) fail("OverflowError", "Python int too large to convert to C long");
    const std::int64_t code = value.as_integer();
    if (code < 0 || code >= 0x110000) fail("OverflowError", "%c arg not in range(0x110000)");
    std::string text;
    append_code(static_cast<char32_t>(code), text);
    return format_parts(rendering, {.text = text}, spec);
}

// What "%.*e" and the like make of a number that is not negative.
std::string printed(double d, char type, std::int64_t precision, bool alternative) {
    const std::string format = std::string(alternative ? "%#.*" : "%.*") + type;
    std::string digits(static_cast<std::size_t>(precision) + 340, '\0');
    const int size =
        std::snprintf(digits.data(), digits.size(), format.c_str(), static_cast<int>(precision), d);
    digits.resize(static_cast<std::size_t>(std::max(size, 0)));
    return digits;
}

// Without a type: as repr() where no precision is given, else "g" that shows it is no integer.
std::string general(double d, std::int64_t precision, bool alternative) {
    std::string out;
    if (precision < 0 || !std::isfinite(d)) {
        append_real(d, out);
        return out;
    }
    const auto wanted = static_cast<int>(std::max<std::int64_t>(precision, 1));
    const std::string text = printed(d, 'e', wanted - 1, false);
    const std::size_t e = text.find('e');
    std::string digits = text.substr(0, 1);
    if (wanted > 1) digits += text.substr(2, e - 2);
    const std::size_t last = digits.find_last_not_of('0');
    if (!alternative) digits.resize(last == std::string::npos ? 1 : last + 1);
    append_digits(digits, std::atoi(text.c_str() + e + 1), wanted - 1, out);
    if (alternative && out.find('.') == std::string::npos) out.insert(out.find('e'), 1, '.');
    return out;
}

std::string real_digits(double d, const FormatSpec& spec) {
    switch (const char type = spec.type_code()) {
        case 0:
            return general(d, spec.precision, spec.alternative);
        case '%':
            return printed(d, 'f', spec.precision < 0 ? 6 : spec.precision, spec.alternative) + "%";
        default:
            return printed(d, type == 'n' ? 'g' : type, spec.precision < 0 ? 6 : spec.precision,
                           spec.alternative);
    }
}

}  // namespace

std::string format_parts(Rendering& rendering, const NumberParts& parts, const FormatSpec& spec) {
    if (spec.width > 0) rendering.check_text(static_cast<std::size_t>(spec.width));
    std::size_t whole = 0;
    while (whole < parts.text.size() && std::isxdigit(static_cast<unsigned char>(parts.text[whole])) != 0 &&
           (parts.group == 4 || is_digit(static_cast<unsigned char>(parts.text[whole])))) {
        ++whole;
    }
    const std::string before = sign_of(parts.negative, spec.sign) + std::string(parts.prefix);
    const std::string_view rest = parts.text.substr(whole);
    const bool zeros = spec.align == '=' && spec.fill == "0" && whole > 0;
    const std::int64_t width = spec.width - static_cast<std::int64_t>(before.size() + count_characters(rest));
    const std::string digits =
        grouped(parts.text.substr(0, whole), spec.grouping, parts.group, zeros ? width : 0);
    const std::string after = digits + std::string(rest);
    if (spec.align == '=') {
        return before + pad_text(rendering, after, spec.width - static_cast<std::int64_t>(before.size()),
                                 spec.fill, true, false);
    }
    return pad_text(rendering, before + after, spec.width, spec.fill, spec.align != '<',
                    spec.align == '<' || spec.align == '^', false);
}

std::string format_integer(Rendering& rendering, const Value& value, FormatSpec spec) {
    const char type = spec.type_code() == 0 ? 'd' : spec.type_code();
    if (std::string_view("eEfFgG%").find(type) != std::string_view::npos) {
        return format_real(rendering, value.as_real(), spec, type_name(value));
    }
    if (std::string_view("bcdoxXn").find(type) == std::string_view::npos) {
        unknown_format_code(spec.type, type_name(value));
    }
    if (spec.precision >= 0) value_error("Precision not allowed in integer format specifier");
    if (spec.no_negative_zero) {
        value_error("Negative zero coercion (z) not allowed in integer format specifier");
    }
    if (type == 'c') return format_character(rendering, value, spec);
    const int base = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    std::string digits = integer_digits(rendering, value, base);
    if (type == 'X') digits = to_upper(digits);
    const std::string prefix = spec.alternative && base != 10 ? std::string("0") + type : "";
    const std::size_t group = base == 10 ? 3 : 4;
    return format_parts(rendering, {is_negative(value), prefix, digits, group}, spec);
}

std::string format_real(Rendering& rendering, double value, FormatSpec spec, std::string_view type_name) {
    const char type = spec.type_code();
    if (type != 0 && std::string_view("eEfFgGn%").find(type) == std::string_view::npos) {
        unknown_format_code(spec.type, type_name);
    }
    if (spec.precision > 0) rendering.check_text(static_cast<std::size_t>(spec.precision));
    const double shown = type == '%' ? value * 100 : value;
    const std::string digits = real_digits(std::fabs(shown), spec);
    bool negative = std::signbit(shown) && !std::isnan(shown);
    if (spec.no_negative_zero && digits.find_first_of("123456789i") == std::string::npos) negative = false;
    return format_parts(rendering, {.negative = negative, .text = digits}, spec);
}

}  // namespace tidings::jinja
