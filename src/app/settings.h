#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings_table.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "core/rate_limit.h"

namespace tidings::app {

// The settings in force, each with where it came from. Immutable once loaded, so any thread may read.
//
// Each method takes a name of the table and is for settings of its own kind; any other name or kind is a bug
// (assertion).
class Settings {
public:
    // The defaults.
    Settings();

    const std::string& text(std::string_view name) const;  // text, path, word, address, url, locale
    std::vector<std::string> words(std::string_view name) const;
    bool flag(std::string_view name) const;
    std::int64_t number(std::string_view name) const;
    double share(std::string_view name) const;
    Duration duration(std::string_view name) const;
    std::vector<Duration> durations(std::string_view name) const;
    std::optional<core::RateLimit> limit(std::string_view name) const;
    Secret secret(std::string_view name) const;

    // Whether the roles of this process include it.
    bool has_role(std::string_view role) const;

    // What was set below `group.`, by what follows the dot; nothing for what is at its default. For the
    // settings of providers.
    std::map<std::string, Secret> set_below(std::string_view group) const;

    // "default", "flag --http-listen", "environment TIDINGS_HTTP_LISTEN", "file tidings.toml line 3".
    const std::string& origin(std::string_view name) const;

    // For people: the value, or "(set)" or "" for a secret; a default is none.
    std::string shown(std::string_view name) const;

    // For errors about a value: `http.listen: "127.0.0.1:80" (flag --http-listen)`.
    std::string cited(std::string_view name) const;

    // Errc::invalid with what is wrong and where it came from.
    Result<> set(std::string_view name, std::string text, std::string origin);

private:
    struct Entry {
        const SettingSpec* spec = nullptr;
        std::string text;
        std::string origin = "default";
    };
    const Entry& entry(std::string_view name) const;
    const std::string& checked(std::string_view name, SettingKind kind) const;

    std::map<std::string, Entry, std::less<>> entries_;
};

// Where settings may come from; the first that has one wins.
struct SettingSources {
    std::map<std::string, std::string> flags = {};        // by setting name
    std::map<std::string, std::string> environment = {};  // all of it, by variable
    std::string file = {};  // --config; else TIDINGS_CONFIG, else ./tidings.toml
};

struct LoadedSettings {
    Settings settings;
    std::vector<std::string> warnings;
};

// Errc::invalid with every fault, one a line. A file that was named must exist.
Result<LoadedSettings> load_settings(const SettingSources& sources);

}  // namespace tidings::app
