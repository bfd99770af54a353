#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "base/secret.h"
#include "base/time.h"

namespace tidings::adapters::postgres {

struct Options {
    Secret url;                   // as libpq takes it: a URI, or `key=value` words
    std::size_t connections = 4;  // at most so many at once

    // What `due` gives to one, it gives to no other for `claim`: only then, or by a commit, is it free again.
    // Who has the same name is the same one.
    std::string claimant = "tidings";
    Duration claim = std::chrono::seconds{5};
    bool claims = true;  // off: `due` only looks, whoever has claimed what

    // Nothing hangs longer: not a connection that is made, a statement, or the wait for a lock.
    Duration connect_timeout = std::chrono::seconds{5};
    Duration statement_timeout = std::chrono::seconds{30};
    Duration lock_timeout = std::chrono::seconds{10};
    // For what goes through all rows: a recount, the sends of a start, a migration.
    Duration slow_statement_timeout = std::chrono::minutes{10};
};

}  // namespace tidings::adapters::postgres
