#pragma once

#include <string>
#include <utility>

#include "core/outcome.h"

namespace tidings::providers {

// An outcome of which only the kind and the words are known.
inline core::Outcome ended(core::OutcomeKind kind, std::string detail) {
    core::Outcome outcome;
    outcome.kind = kind;
    outcome.detail = std::move(detail);
    return outcome;
}

// What cannot be mended by trying again because the address can never be one.
inline core::Outcome bad_address(std::string detail) {
    core::Outcome outcome = ended(core::OutcomeKind::rejected, std::move(detail));
    outcome.reason = core::Reason::bad_address;
    return outcome;
}

// The end of a message whose turn did not come while it might begin.
inline core::Outcome not_begun() {
    return ended(core::OutcomeKind::stale, "its turn did not come in time");
}

}  // namespace tidings::providers
