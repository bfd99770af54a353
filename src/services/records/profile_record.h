#pragma once

#include <vector>

#include "base/json.h"
#include "core/recipient.h"
#include "ports/event_log.h"

namespace tidings::records {

// A change of a recipient's profile, on its way in the same order as the user's events. It is written to both
// event topics; `version` (microseconds since 1970, strictly rising for one gateway) says which copy is old.
struct ProfileChange {
    enum class Kind { put, patch, erase };
    Kind kind = Kind::put;
    core::UserId user;
    std::int64_t version = 0;
    json::value profile;  // put: the whole; patch: a JSON merge patch; erase: null
};

// One record for each of the two event topics.
std::vector<ports::NewRecord> write_profile_change(const ProfileChange& change);

Result<ProfileChange> read_profile_change(const ports::Record& record);

// The profile after the change, of the revision that was known. Errc::invalid when what comes out is no
// profile.
Result<core::Recipient> apply(const ProfileChange& change, const core::Recipient& known);

}  // namespace tidings::records
