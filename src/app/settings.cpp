#include "app/settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/setting_kinds.h"
#include "base/assert.h"
#include "base/log_format.h"
#include "core/rate_limit.h"

namespace tidings::app {

namespace {

std::string cite(const SettingSpec& spec, std::string_view text, std::string_view origin) {
    std::string shown;
    if (spec.secret && origin != "default") {
        shown = "its value";
    } else {
        log::append_quoted(text, shown);
    }
    return fmt::format("{}: {} ({})", spec.name, shown, origin);
}

}  // namespace

Settings::Settings() {
    for (const SettingSpec& spec : setting_table()) {
        entries_[spec.name] = {.spec = &spec, .text = spec.fallback};
    }
}

const Settings::Entry& Settings::entry(std::string_view name) const {
    const auto found = entries_.find(name);
    TIDINGS_ASSERT(found != entries_.end());
    return found->second;
}

const std::string& Settings::checked(std::string_view name, SettingKind kind) const {
    const Entry& e = entry(name);
    TIDINGS_ASSERT(e.spec->kind == kind);
    return e.text;
}

const std::string& Settings::text(std::string_view name) const {
    const Entry& e = entry(name);
    TIDINGS_ASSERT(!e.spec->secret);
    return e.text;
}

std::vector<std::string> Settings::words(std::string_view name) const {
    return parse_list(checked(name, SettingKind::words));
}

bool Settings::flag(std::string_view name) const {
    return parse_flag(checked(name, SettingKind::flag)).value();
}

std::int64_t Settings::number(std::string_view name) const {
    return parse_number(checked(name, SettingKind::number)).value();
}

double Settings::share(std::string_view name) const {
    return parse_share(checked(name, SettingKind::share)).value();
}

Duration Settings::duration(std::string_view name) const {
    return parse_duration(checked(name, SettingKind::duration)).value();
}

std::vector<Duration> Settings::durations(std::string_view name) const {
    return parse_durations(checked(name, SettingKind::durations)).value();
}

std::optional<core::RateLimit> Settings::limit(std::string_view name) const {
    return core::RateLimit::parse(checked(name, SettingKind::limit)).value();
}

Secret Settings::secret(std::string_view name) const {
    return Secret(entry(name).text);
}

bool Settings::has_role(std::string_view role) const {
    return std::ranges::count(words("roles"), role) > 0;
}

std::map<std::string, Secret> Settings::set_below(std::string_view group) const {
    std::map<std::string, Secret> found;
    const std::string prefix = std::string(group) + '.';
    for (const auto& [name, e] : entries_) {
        if (name.starts_with(prefix) && e.origin != "default") {
            found.emplace(name.substr(prefix.size()), Secret(e.text));
        }
    }
    return found;
}

const std::string& Settings::origin(std::string_view name) const {
    return entry(name).origin;
}

std::string Settings::shown(std::string_view name) const {
    const Entry& e = entry(name);
    if (!e.spec->secret || e.origin == "default") return e.text;
    return e.text.empty() ? "" : "(set)";
}

std::string Settings::cited(std::string_view name) const {
    const Entry& e = entry(name);
    return cite(*e.spec, e.text, e.origin);
}

Result<> Settings::set(std::string_view name, std::string text, std::string origin) {
    const auto found = entries_.find(name);
    TIDINGS_ASSERT(found != entries_.end());
    Entry& e = found->second;
    if (const auto wrong = complaint(*e.spec, text)) {
        return invalid(cite(*e.spec, text, origin) + ' ' + *wrong);
    }
    e.text = std::move(text);
    e.origin = std::move(origin);
    return {};
}

}  // namespace tidings::app
