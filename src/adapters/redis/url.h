#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace tidings::adapters::redis {

// Where a Redis is and how to be let in.
struct Address {
    std::string host = "127.0.0.1";
    int port = 6379;
    std::string user;  // empty: the default one
    Secret password;   // empty: none is needed
    int database = 0;

    // "host:port", for people.
    std::string place() const;
};

// Reads `redis://[[user]:password@]host[:port][/database]`; user and password with percent escapes, an IPv6
// host in brackets. Errc::invalid says what is wrong, without the password. `rediss://` is refused: this
// program speaks to Redis without TLS.
Result<Address> parse_url(std::string_view url);

}  // namespace tidings::adapters::redis
