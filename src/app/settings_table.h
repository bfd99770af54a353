#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidings::app {

// What a setting's text means; how each is checked stands in setting_kinds.cpp.
enum class SettingKind {
    text,
    path,
    word,   // one of `words`
    words,  // a comma list of `words`
    flag,
    number,  // whole, from `least` to `most`
    share,   // 0 to 1
    duration,
    durations,  // a comma list, or "none"
    limit,      // "100/1s", or "none"
    address,    // host:port to listen on
    url,        // http:// or https://, or empty
    locale,
};

// One setting under its one name: `http.listen` is the flag --http-listen, the environment's
// TIDINGS_HTTP_LISTEN, and `listen` under [http] in tidings.toml.
struct SettingSpec {
    std::string name = {};
    SettingKind kind = SettingKind::text;
    std::string fallback = {};  // the text in force where nothing is set
    std::string help = {};      // one sentence
    std::string used_by = "all roles";
    std::vector<std::string> words = {};
    std::int64_t least = 0;
    std::int64_t most = 0;

    // A secret is never shown, and may be given as a file that holds it, under the name with `_file` behind.
    bool secret = false;
};

std::string flag_of(std::string_view name);         // "--http-listen"
std::string environment_of(std::string_view name);  // "TIDINGS_HTTP_LISTEN"

// All of them: those below in this room, then each provider's own. The order is that of the documentation.
const std::vector<SettingSpec>& setting_table();

// The one of that name, or nullptr.
const SettingSpec* find_setting(std::string_view name);

// Every name that may be set, secrets' `_file` names included.
const std::vector<std::string>& setting_names();

}  // namespace tidings::app
