#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace tidings::http {

// What is wrong with one place of a request's body. `pointer` is an RFC 6901 pointer into the body as sent.
struct Fault {
    std::string pointer;
    std::string detail;
};

// A problem of a kind of its own (RFC 9457): its type is a URN made from the title ("invalid event" becomes
// "urn:tidings:problem:invalid-event"), so titles are fixed texts that clients may rely on. All texts are
// UTF-8.
Response problem(int status, std::string_view title, std::string_view detail,
                 const std::vector<Fault>& faults = {});

// A problem that says no more than its status does: "about:blank", titled with the status's own phrase.
Response problem(int status, std::string_view detail);

}  // namespace tidings::http
