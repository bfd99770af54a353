#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace tidings::http {

struct Call {
    std::string base_url = "http://127.0.0.1:8080";
    std::string method = "GET";
    std::string path{};  // percent-encoded, with the query; begins with '/'
    Fields headers{};
    std::string body{};
    std::chrono::milliseconds timeout{10'000};
};

// One request, waited for; for the command line. The names of the response's headers are in lower case.
// Redirects are not followed, and the environment's proxies are not used. An answer of any status is a
// success; Errc::unavailable when none came (the text says which address, and what to do), Errc::invalid for
// a URL or a header that is none, Errc::full for an answer above 64 MiB.
Result<Response> call(const Call& call);

}  // namespace tidings::http
