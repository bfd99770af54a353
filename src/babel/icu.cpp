#include "babel/icu.h"

#include <unicode/ures.h>

#include "babel/cache.h"
#include "jinja/failure.h"

namespace tidings::babel {
namespace {

// The longest tag that is looked at; real ones have up to 35 characters.
constexpr std::size_t kTagMax = 64;
constexpr std::size_t kKnownMax = 32;

icu::Locale parsed(std::string_view tag) {
    std::string text(tag);
    for (char& c : text) {
        if (c == '_') c = '-';
    }
    UErrorCode status = U_ZERO_ERROR;
    icu::Locale locale = icu::Locale::forLanguageTag(text, status);
    if (U_FAILURE(status)) locale.setToBogus();
    return locale;
}

// ICU itself would fall back to the locale of the process.
bool has_data(std::string_view tag) {
    if (tag.empty() || tag.size() > kTagMax) return false;
    const icu::Locale locale = parsed(tag);
    if (locale.isBogus() || *locale.getLanguage() == '\0') return false;
    UErrorCode status = U_ZERO_ERROR;
    ures_close(ures_open(nullptr, locale.getLanguage(), &status));
    return U_SUCCESS(status) && status != U_USING_DEFAULT_WARNING;
}

}  // namespace

std::optional<Locale> Locale::find(std::string_view tag) {
    thread_local Cache<bool, kKnownMax> known;
    if (!known.get(tag.substr(0, kTagMax + 1), [&] { return std::make_unique<bool>(has_data(tag)); }))
        return std::nullopt;
    return Locale(tag);
}

Locale Locale::find_or_english(std::string_view tag) {
    const std::optional<Locale> found = find(tag);
    return found ? *found : Locale("en");
}

icu::Locale icu_locale(const Locale& locale) {
    icu::Locale result = parsed(locale.tag());
    UErrorCode status = U_ZERO_ERROR;
    const std::string calendar = result.getKeywordValue<std::string>("calendar", status);
    status = U_ZERO_ERROR;
    if (calendar.empty()) result.setKeywordValue("calendar", "gregorian", status);
    return result;
}

std::string to_utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::UnicodeString to_utf16(std::string_view text) {
    return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

void check(UErrorCode status, std::string_view what_is_wrong) {
    if (U_SUCCESS(status)) return;
    if (status == U_MEMORY_ALLOCATION_ERROR) jinja::fail("LimitError", "memory is short");
    jinja::value_error(std::string(what_is_wrong));
}

}  // namespace tidings::babel
