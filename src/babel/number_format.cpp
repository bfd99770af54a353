#include "babel/number_format.h"

#include <charconv>

#include <unicode/decimfmt.h>
#include <unicode/numberformatter.h>
#include <unicode/ucurr.h>

#include "babel/cache.h"
#include "babel/icu.h"
#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::babel {
namespace {

using icu::number::LocalizedNumberFormatter;

constexpr std::size_t kNumberFormattersMax = 64;
constexpr std::size_t kNumberPatternMax = 128;
constexpr std::size_t kDigitsMax = 400;  // of a number in a text; every double has fewer
constexpr int kExponentMax = 400;

// An icu::DecimalFormat keeps what its formatter points to.
struct Formatter {
    std::unique_ptr<icu::NumberFormat> owner;
    LocalizedNumberFormatter own;
    const LocalizedNumberFormatter* use = &own;
};

[[noreturn]] void unknown_currency(std::string_view currency) {
    jinja::value_error("unknown currency " + jinja::repr_text(currency.substr(0, 16)) +
                       "; write a code of ISO 4217 such as 'EUR'");
}

icu::CurrencyUnit currency_unit(std::string_view currency) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::CurrencyUnit unit(
        icu::StringPiece(currency.data(), static_cast<std::int32_t>(currency.size())), status);
    if (U_FAILURE(status) || currency.size() != 3) unknown_currency(currency);
    return unit;
}

UNumberFormatStyle icu_style(NumberStyle style) {
    switch (style) {
        case NumberStyle::decimal:
            return UNUM_DECIMAL;
        case NumberStyle::percent:
            return UNUM_PERCENT;
        case NumberStyle::scientific:
            return UNUM_SCIENTIFIC;
        case NumberStyle::currency:
        case NumberStyle::currency_name:
            return UNUM_CURRENCY;
        case NumberStyle::accounting:
            return UNUM_CURRENCY_ACCOUNTING;
    }
    return UNUM_DECIMAL;
}

void set_currency(icu::DecimalFormat& made, const NumberFormat& format) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::CurrencyUnit unit = currency_unit(format.currency);
    made.setCurrency(unit.getISOCurrency(), status);
    if (format.currency_digits) {
        const std::int32_t digits = ucurr_getDefaultFractionDigits(unit.getISOCurrency(), &status);
        made.setMinimumFractionDigits(digits);
        made.setMaximumFractionDigits(digits);
    } else if (format.pattern.empty()) {
        made.setMinimumFractionDigits(2);  // as every locale's pattern has it
        made.setMaximumFractionDigits(2);
    }
    if (U_FAILURE(status)) unknown_currency(format.currency);
}

// "12.00 euros"
std::unique_ptr<Formatter> make_named(const Locale& locale, const NumberFormat& format) {
    auto made = std::make_unique<Formatter>();
    made->own = icu::number::NumberFormatter::withLocale(icu_locale(locale))
                    .unit(currency_unit(format.currency))
                    .unitWidth(UNUM_UNIT_WIDTH_FULL_NAME)
                    .grouping(UNUM_GROUPING_ON_ALIGNED);
    if (!format.currency_digits) made->own = made->own.precision(icu::number::Precision::maxFraction(3));
    return made;
}

std::unique_ptr<Formatter> make_formatter(const Locale& locale, const NumberFormat& format) {
    if (format.pattern.size() > kNumberPatternMax)
        jinja::value_error("a number's pattern has at most " + std::to_string(kNumberPatternMax) + " bytes");
    if (format.style == NumberStyle::currency_name && format.pattern.empty())
        return make_named(locale, format);
    const std::string wrong = "no pattern of numbers: " + jinja::repr_text(format.pattern);
    UErrorCode status = U_ZERO_ERROR;
    auto made = std::make_unique<Formatter>();
    made->owner.reset(icu::NumberFormat::createInstance(icu_locale(locale), icu_style(format.style), status));
    check(status, wrong);
    auto* const decimal = dynamic_cast<icu::DecimalFormat*>(made->owner.get());
    if (decimal == nullptr) jinja::value_error("the locale's numbers have no pattern");
    if (!format.pattern.empty()) decimal->applyPattern(to_utf16(format.pattern), status);
    if (!format.currency.empty()) set_currency(*decimal, format);
    made->use = decimal->toNumberFormatter(status);
    check(status, wrong);
    return made;
}

icu::number::FormattedNumber formatted(const LocalizedNumberFormatter& formatter, const Number& number,
                                       UErrorCode& status) {
    if (const auto* const whole = std::get_if<std::int64_t>(&number))
        return formatter.formatInt(*whole, status);
    if (const auto* const real = std::get_if<double>(&number)) return formatter.formatDouble(*real, status);
    const std::string_view digits = std::get<std::string_view>(number);
    return formatter.formatDecimal({digits.data(), static_cast<std::int32_t>(digits.size())}, status);
}

std::string_view skip_digits(std::string_view text, std::size_t& count) {
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        text.remove_prefix(1);
        ++count;
    }
    return text;
}

}  // namespace

std::string format_number(const Locale& locale, const NumberFormat& format, const Number& number) {
    thread_local Cache<Formatter, kNumberFormattersMax> formatters;
    thread_local std::string buffer;
    const char flags[] = {static_cast<char>('a' + static_cast<int>(format.style)),
                          format.currency_digits ? '1' : '0', '\0'};
    const std::string_view key = cache_key(buffer, locale.tag(), flags, format.currency, format.pattern);
    const Formatter& formatter = formatters.get(key, [&] { return make_formatter(locale, format); });
    UErrorCode status = U_ZERO_ERROR;
    const icu::number::FormattedNumber result = formatted(*formatter.use, number, status);
    const icu::UnicodeString text = result.toTempString(status);
    check(status, "the number cannot be written");
    return to_utf8(text);
}

bool is_decimal(std::string_view text) {
    if (text.size() > kDigitsMax) return false;
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    std::size_t digits = 0;
    text = skip_digits(text, digits);
    if (text.starts_with('.')) text = skip_digits(text.substr(1), digits);
    if (digits == 0) return false;
    if (text.empty()) return true;
    if (text.front() != 'e' && text.front() != 'E') return false;
    text.remove_prefix(1);
    if (text.starts_with('+')) text.remove_prefix(1);
    int exponent = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
    return error == std::errc() && end == text.data() + text.size() && exponent <= kExponentMax &&
           exponent >= -kExponentMax;
}

}  // namespace tidings::babel
