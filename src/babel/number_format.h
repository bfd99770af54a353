#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "babel/locale.h"

namespace tidings::babel {

// A whole number, a real one, or digits of any length: "-1234.50", "1e3".
using Number = std::variant<std::int64_t, double, std::string_view>;

enum class NumberStyle : std::uint8_t { decimal, percent, scientific, currency, accounting, currency_name };

struct NumberFormat {
    NumberStyle style = NumberStyle::decimal;
    std::string_view pattern{};   // of CLDR; empty: the locale's own
    std::string_view currency{};  // ISO 4217, for the last three styles
    bool currency_digits = true;  // as many decimals as the currency has, not as the pattern has
};

// Halves are rounded to the even digit, as Babel does. A pattern or currency that is none is a ValueError.
std::string format_number(const Locale& locale, const NumberFormat& format, const Number& number);

// Whether it reads as Python's Decimal would read it, and is neither long nor has a large exponent.
bool is_decimal(std::string_view text);

}  // namespace tidings::babel
