#include "app/argument_checks.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/command.h"
#include "app/setting_kinds.h"
#include "babel/vocabulary.h"
#include "base/json.h"
#include "base/nearest.h"
#include "base/time_zone.h"
#include "core/address.h"
#include "core/ids.h"
#include "core/quiet_hours.h"

namespace tidings::app {
namespace {

// A value is quoted as far as this many bytes.
constexpr std::size_t kQuotedMax = 80;

std::string quoted(std::string_view value) {
    const std::string shown = printable(value);
    if (shown.size() > kQuotedMax) return "what it was given";
    return shown.starts_with('"') ? shown : '"' + shown + '"';
}

Complaint unless(bool good, std::string_view value, std::string_view what) {
    return good ? Complaint{} : fmt::format("{} {}", quoted(value), what);
}

// What core says of a member of a body: "must be …".
Complaint with(std::string_view value, std::optional<std::string> fault) {
    return unless(!fault, value, fault.value_or(""));
}

// "strict, default or debug"
std::string any_of(const std::vector<std::string>& words) {
    if (words.size() == 1) return words.front();
    return fmt::format("{} or {}", fmt::join(words.begin(), words.end() - 1, ", "), words.back());
}

Complaint check_word(const std::vector<std::string>& words, std::string_view value) {
    return unless(std::ranges::find(words, value) != words.end(), value,
                  fmt::format("is not known; write {}{}", any_of(words), did_you_mean(value, words)));
}

Complaint check_words(const std::vector<std::string>& words, std::string_view value) {
    for (const std::string& part : parse_list(value)) {
        if (auto complaint = check_word(words, part)) return complaint;
    }
    return std::nullopt;
}

}  // namespace

Complaint check_time(std::string_view value) {
    return unless(parse_rfc3339(value).has_value(), value,
                  "is not a time with an offset; write one such as 2026-03-29T00:30:00Z");
}

Complaint check_duration(std::string_view value) {
    return unless(parse_duration(value).has_value(), value, "is not a duration; write one such as 10s");
}

Complaint check_zone(std::string_view value) {
    return unless(TimeZone::find(value).has_value(), value,
                  "is no time zone of the IANA database; write one such as Europe/Berlin");
}

Complaint check_locale(std::string_view value) {
    return with(value, core::locale_fault(value));
}

Complaint check_known_locale(std::string_view value) {
    if (auto complaint = check_locale(value)) return complaint;
    return unless(babel::is_known_locale(value), value, "is not known; write a tag such as de or pt-BR");
}

Complaint check_quiet_hours(std::string_view value) {
    return unless(core::QuietHours::parse(value).has_value(), value,
                  "is no span of the clock; write one such as 22:00-08:00");
}

Complaint check_limit(std::string_view value) {
    constexpr std::int64_t kLimitMax = 500;
    const auto limit = parse_number(value);
    return unless(limit && *limit >= 1 && *limit <= kLimitMax, value, "is not a number from 1 to 500");
}

Complaint check_version(std::string_view value) {
    const auto version = parse_number(value);
    return unless(version && *version >= 1 && *version <= std::numeric_limits<std::int32_t>::max(), value,
                  "is not the number of a version; they count from 1");
}

Complaint check_url(std::string_view value) {
    return unless(is_url(value), value, "is no http or https URL; write one such as http://127.0.0.1:8080");
}

Complaint check_name(std::string_view value) {
    return with(value, core::name_fault(value));
}

Complaint check_names(std::string_view value) {
    if (value.empty()) return check_name(value);
    for (const std::string& part : parse_list(value)) {
        if (auto complaint = check_name(part)) return complaint;
    }
    return std::nullopt;
}

Complaint check_email(std::string_view value) {
    return with(value, core::email_fault(value));
}

Complaint check_phone(std::string_view value) {
    return with(value, core::phone_fault(value));
}

Complaint check_json(std::string_view value) {
    if (value == "-" || value.starts_with('@')) return std::nullopt;
    const Result<json::value> read = json::read(value);
    if (read) return std::nullopt;
    return fmt::format("{} is not JSON: {}", quoted(value), read.error().message);
}

Complaint check_field(std::string_view value) {
    const std::size_t equals = value.find('=');
    return unless(equals != std::string_view::npos && equals > 0, value, "is no field; write name=value");
}

Complaint check_switch(std::string_view value) {
    const std::size_t equals = value.find('=');
    const std::string_view word = equals == std::string_view::npos ? "" : value.substr(equals + 1);
    return unless(equals > 0 && (word == "on" || word == "off"), value,
                  "switches nothing; write name=on or name=off");
}

Complaint complaint_about(const OptionSpec& spec, std::string_view value) {
    if (value.empty() && spec.empty_takes_away) return std::nullopt;
    if (spec.check != nullptr) return spec.check(value);
    if (spec.words.empty()) return std::nullopt;
    return spec.comma_list ? check_words(spec.words, value) : check_word(spec.words, value);
}

Complaint complaint_about(const PositionalSpec& spec, std::string_view value) {
    if (spec.check != nullptr) return spec.check(value);
    return spec.words.empty() ? std::nullopt : check_word(spec.words, value);
}

}  // namespace tidings::app
