#include "providers/shared/settings.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/assert.h"

namespace tidings::providers {
namespace {

std::optional<std::int64_t> to_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

Settings::Settings(std::initializer_list<std::pair<const std::string, std::string>> values) {
    for (const auto& [key, value] : values) set(key, value);
}

void Settings::set(std::string key, std::string value) {
    values_.insert_or_assign(std::move(key), Secret(std::move(value)));
}

SettingsReader::SettingsReader(std::string_view provider, std::span<const SettingInfo> known,
                               const Settings& given)
    : provider_(provider), known_(known), given_(given) {
    for (const auto& [key, value] : given.values()) {
        const bool is_known =
            std::any_of(known.begin(), known.end(), [&](const SettingInfo& i) { return i.key == key; });
        if (!is_known) fault(key, "is no setting of this provider");
    }
    for (const SettingInfo& i : known) {
        if (i.required && text(i.key).empty()) fault(i.key, "is required");
    }
}

const SettingInfo& SettingsReader::info(std::string_view key) const {
    const auto found =
        std::find_if(known_.begin(), known_.end(), [&](const SettingInfo& i) { return i.key == key; });
    TIDINGS_ASSERT(found != known_.end());
    return *found;
}

std::string SettingsReader::text(std::string_view key) {
    return secret(key).reveal();
}

Secret SettingsReader::secret(std::string_view key) {
    const auto found = given_.values().find(key);
    return found != given_.values().end() ? found->second : Secret(std::string(info(key).fallback));
}

std::int64_t SettingsReader::number(std::string_view key, std::int64_t least, std::int64_t most) {
    const auto given = to_number(text(key));
    if (given && *given >= least && *given <= most) return *given;
    fault(key, fmt::format("must be a number from {} to {}", least, most));
    return to_number(info(key).fallback).value_or(least);
}

Duration SettingsReader::duration(std::string_view key, Duration least, Duration most) {
    const auto given = parse_duration(text(key));
    if (given && *given >= least && *given <= most) return *given;
    fault(key,
          fmt::format("must be a duration from {} to {}", format_duration(least), format_duration(most)));
    const auto fallback = parse_duration(info(key).fallback);
    return fallback ? *fallback : least;
}

std::string SettingsReader::choice(std::string_view key, std::initializer_list<std::string_view> words) {
    std::string given = text(key);
    if (std::find(words.begin(), words.end(), given) != words.end()) return given;
    fault(key, fmt::format("must be one of: {}", fmt::join(words, ", ")));
    return std::string(info(key).fallback);
}

void SettingsReader::fault(std::string_view key, std::string_view what) {
    if (!faults_.empty()) faults_ += "; ";
    faults_ += fmt::format("{}.{} {}", provider_, key, what);
}

Result<> SettingsReader::finish() const {
    if (!faults_.empty()) return invalid(faults_);
    return {};
}

}  // namespace tidings::providers
