#pragma once

#include "services/intake/submission.h"

namespace tidings::intake {

// One event as it was said, before it is split by recipients.
struct Said {
    core::Event event;
    std::vector<core::UserId> users;  // each once
    bool many = false;                // it said `users`
};

// What a form calls the parts of an event that both forms check: faults as they begin, to which the detail is
// added.
struct Places {
    core::Fault type;
    core::Fault expires_at;
    std::string send_at;  // its name
    std::string data;     // its pointer
};

// What both forms have in common, once their envelope is read.
void check(Said& said, const Reading& reading, const Places& places, core::Faults& faults);

// The short form: {"type", "user" or "users", "data", …}. `pointer` is its own place in the body.
Said read_short_form(const json::value& v, const Reading& reading, const std::string& pointer,
                     core::Faults& faults);

}  // namespace tidings::intake
