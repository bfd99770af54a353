#pragma once

#include "ports/event_log.h"

namespace tidings::records {

// The version that every record on the logs has which says nothing else in the header `tidings_record`: all
// that has been written so far. What may be overlooked (a new member, a new header) comes without a new
// version: readers pass over what they do not know, and keep it where they write the record on. A record that
// must not be half understood has a higher version, and a program that does not know it sets it aside as one
// that it cannot read: a dead letter, whole, to be replayed once the program is newer.
inline constexpr std::int32_t kRecordVersion = 1;
inline constexpr std::string_view kRecordVersionHeader = "tidings_record";

// Errc::invalid where the record is of a version that this program does not know.
Result<> understood(const ports::Headers& headers);

}  // namespace tidings::records
