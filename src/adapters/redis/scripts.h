#pragma once

#include <array>
#include <map>
#include <set>
#include <string>

#include "adapters/redis/keys.h"

namespace tidings::adapters::redis {

// Every move of several steps, each one call to Redis: lua/<name>.lua, which says what it takes and answers.
enum class Script {
    push,
    fence,
    take,
    acknowledge,
    release,
    renew,
    ended,
    holds,
    withdraw,
    depths,
    count_sends,
    begin_refill,
    end_refill,
    adopt,
    quarantine,
    put_aside,
    intake_take,
    intake_done,
};
inline constexpr std::size_t kScripts = static_cast<std::size_t>(Script::intake_done) + 1;

// The texts of the scripts: the tables of keys.h, the shared parts that a script needs, the script itself.
using ScriptTexts = std::array<std::string, kScripts>;
ScriptTexts script_texts(const Names& names, const std::set<core::Channel>& foreign,
                         const std::map<core::Channel, core::RateLimit>& limits, Duration silence);

}  // namespace tidings::adapters::redis
