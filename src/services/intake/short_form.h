#pragma once

#include "services/intake/submission.h"

namespace tidings::intake {

// One event as it was said, before it is split by recipients.
struct Said {
    core::Event event;
    std::vector<core::UserId> users;  // each once
    bool many = false;                // it said `users`
};

// What both forms have in common, once their envelope is read. Faults go to `faults`, with pointers into the
// body: `data_pointer` is where the data stands in it.
void check(Said& said, const Reading& reading, const std::string& pointer, const std::string& data_pointer,
           core::Faults& faults);

// The short form: {"type", "user" or "users", "data", …}. `pointer` is its own place in the body.
Said read_short_form(const json::value& v, const Reading& reading, const std::string& pointer,
                     core::Faults& faults);

}  // namespace tidings::intake
