#pragma once

#include <span>

#include "jinja/run/rendering.h"

namespace tidings::jinja {

// Counts what a filter, a test or a function is called with, as it may go through each text.
inline void charge_texts(Rendering& rendering, std::span<const Value> values) {
    for (const Value& value : values) {
        if (value.is_text()) rendering.charge(value.as_text().size() / 16);
    }
}

}  // namespace tidings::jinja
