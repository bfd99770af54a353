#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ports/provider.h"
#include "providers/smtp/options.h"

namespace tidings::providers {

// A message on its way: built, and waiting for a connection or using one.
struct Letter {
    std::uint64_t tag = 0;
    Time started_at;
    SteadyTime begin_by;
    SteadyTime leased_until;
    SteadyTime deadline;
    bool has_begun = false;  // on a connection that turned out to be closed
    std::string to;
    std::string message;
    std::string message_id;
    std::vector<std::string> hidden;
};

// Whether it is too late for it to begin.
inline bool is_late(const Letter& letter, SteadyTime now) {
    return letter.begin_by < now || letter.leased_until < now;
}

// A letter of which only its place and times are known.
Letter blank_letter(const ports::Delivery& delivery, Time now, SteadyTime deadline);

// Fills the rest in. A delivery that can be no letter gives the outcome that this has.
std::optional<core::Outcome> write_letter(const ports::Delivery& delivery, const SmtpSender& sender,
                                          Letter& letter);

}  // namespace tidings::providers
