#pragma once

#include "core/event_type.h"
#include "jinja/shape.h"

namespace tidings::catalog {

// What templates of the event type may use: the members of its data as its schema has them, and `data`,
// `event`, `user` and `unsubscribe_url`. A schema that lists no properties, or allows others expressly
// (`additionalProperties`, `patternProperties`), leaves the names open.
jinja::Shape variables_of(const core::EventType& type);

}  // namespace tidings::catalog
