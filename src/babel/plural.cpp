#include "babel/plural.h"

#include <unicode/plurrule.h>

#include "babel/cache.h"
#include "babel/icu.h"

namespace tidings::babel {
namespace {

constexpr std::size_t kRulesMax = 32;

}  // namespace

std::string_view plural_category(const Locale& locale, double n, PluralType type) {
    thread_local Cache<icu::PluralRules, kRulesMax> rules;
    thread_local std::string buffer;
    const bool ordinal = type == PluralType::ordinal;
    const auto& rule = rules.get(cache_key(buffer, locale.tag(), ordinal ? "o" : "c"), [&] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::PluralRules> made(icu::PluralRules::forLocale(
            icu_locale(locale), ordinal ? UPLURAL_TYPE_ORDINAL : UPLURAL_TYPE_CARDINAL, status));
        check(status, "the locale has no rules of plurals");
        return made;
    });
    const icu::UnicodeString found = rule.select(n);
    for (const std::string_view name : {"zero", "one", "two", "few", "many"}) {
        if (found == to_utf16(name)) return name;
    }
    return "other";
}

}  // namespace tidings::babel
