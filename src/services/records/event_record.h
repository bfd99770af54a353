#pragma once

#include "core/event.h"
#include "ports/event_log.h"

namespace tidings::records {

// An event as a CloudEvent in binary mode (CloudEvents 1.0, Kafka binding): attributes as `ce_` headers, the
// data as the value, the user as key and subject. The extensions `priority`, `channels` (a comma list),
// `sendat` and `expirytime` carry the short form's fields; `tidings_` headers carry what the gateway stamped.
ports::NewRecord write_event(const core::Event& event);

// The topic an event of this priority goes to.
core::Topic topic_for(core::Priority priority);

// Whether a record of the event topics is an event (else it is a change of a profile).
bool is_event(const ports::Record& record);

// Reads what write_event or any CloudEvents producer wrote, in binary or structured mode. Errc::invalid says
// what is wrong with it. Without a stamp that is a time, `received_at` is the record's own time and
// `type_version` 0: nobody has held it against the schema yet.
Result<core::Event> read_event(const ports::Record& record);

// The gateway's stamp of a record of the event topics, by its clock then: of an event when it was received,
// of a change of a profile its version. Errc::invalid where it cannot be read.
Result<Time> stamp_of(const ports::Record& record);

}  // namespace tidings::records
