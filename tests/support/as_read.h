// A record as a reader of the log meets it.
#pragma once

#include "ports/event_log.h"
#include "support/builders.h"

namespace tidings::test {

inline ports::Record as_read(const ports::NewRecord& written) {
    return {{written.topic, 0}, 0, kNoon, written.key, written.headers, written.value};
}

}  // namespace tidings::test
