#include "babel/words.h"

#include <array>
#include <vector>

#include <unicode/listformatter.h>

#include "babel/cache.h"
#include "babel/icu.h"
#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::babel {
namespace {

constexpr std::size_t kListFormattersMax = 16;
constexpr std::size_t kCodeMax = 32;

struct ListStyle {
    std::string_view name;
    UListFormatterType type;
    UListFormatterWidth width;
};

constexpr ListStyle kStyles[] = {
    {"standard", ULISTFMT_TYPE_AND, ULISTFMT_WIDTH_WIDE},
    {"standard-short", ULISTFMT_TYPE_AND, ULISTFMT_WIDTH_SHORT},
    {"or", ULISTFMT_TYPE_OR, ULISTFMT_WIDTH_WIDE},
    {"or-short", ULISTFMT_TYPE_OR, ULISTFMT_WIDTH_SHORT},
    {"unit", ULISTFMT_TYPE_UNITS, ULISTFMT_WIDTH_WIDE},
    {"unit-short", ULISTFMT_TYPE_UNITS, ULISTFMT_WIDTH_SHORT},
    {"unit-narrow", ULISTFMT_TYPE_UNITS, ULISTFMT_WIDTH_NARROW},
};

const ListStyle& style_of(std::string_view name) {
    for (const ListStyle& style : kStyles) {
        if (style.name == name) return style;
    }
    jinja::value_error("unknown style of lists " + jinja::repr_text(name.substr(0, 32)) +
                       "; there are standard, or and unit");
}

}  // namespace

std::string format_list(const Locale& locale, std::span<const std::string_view> items,
                        std::string_view style) {
    thread_local Cache<icu::ListFormatter, kListFormattersMax> formatters;
    thread_local std::string buffer;
    const ListStyle& chosen = style_of(style);
    UErrorCode status = U_ZERO_ERROR;
    const auto& formatter = formatters.get(cache_key(buffer, locale.tag(), chosen.name), [&] {
        std::unique_ptr<icu::ListFormatter> made(
            icu::ListFormatter::createInstance(icu_locale(locale), chosen.type, chosen.width, status));
        check(status, "the list cannot be written");
        return made;
    });
    std::vector<icu::UnicodeString> texts;
    texts.reserve(items.size());
    for (const std::string_view item : items) texts.push_back(to_utf16(item));
    icu::UnicodeString out;
    formatter.format(texts.data(), static_cast<std::int32_t>(texts.size()), out, status);
    check(status, "the list cannot be written");
    return to_utf8(out);
}

std::string territory_name(const Locale& locale, std::string_view code) {
    const std::string region(code.substr(0, kCodeMax));
    icu::UnicodeString out;
    const icu::Locale named("", region.c_str());
    if (*named.getCountry() == '\0') return std::string(code);
    return to_utf8(named.getDisplayCountry(icu_locale(locale), out));
}

std::string language_name(const Locale& locale, std::string_view code) {
    const std::string tag(code.substr(0, kCodeMax));
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale named = icu::Locale::forLanguageTag(tag, status);
    if (U_FAILURE(status) || *named.getLanguage() == '\0') return std::string(code);
    icu::UnicodeString out;
    return to_utf8(named.getDisplayName(icu_locale(locale), out));
}

}  // namespace tidings::babel
