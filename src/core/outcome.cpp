#include "core/outcome.h"

namespace tidings::core {

bool uses_up_attempt(OutcomeKind kind) {
    return kind != OutcomeKind::stale && kind != OutcomeKind::throttled && kind != OutcomeKind::cancelled;
}

}  // namespace tidings::core
