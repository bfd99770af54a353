#include "core/outcome.h"

#include <gtest/gtest.h>

namespace tidings::core {
namespace {

TEST(Outcome, UsesUpAnAttemptWhenTheMessageMayHaveGoneOut) {
    for (const OutcomeKind kind : kOutcomeKinds) {
        const bool free =
            kind == OutcomeKind::stale || kind == OutcomeKind::throttled || kind == OutcomeKind::cancelled;
        EXPECT_EQ(uses_up_attempt(kind), !free) << name(kind);
    }
}

}  // namespace
}  // namespace tidings::core
