#include "services/notifier/unreported.h"

#include <gtest/gtest.h>

#include "services/records/status_record.h"
#include "support/builders.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::OutcomeKind;

core::OutcomeRecord told(int returns, Duration wait = Duration::zero()) {
    const auto written =
        outcome_of({{test::a_notification().id, 7}, 3, returns, "nobody said", wait}, test::kNoon);
    ports::Record record;
    record.key = written.key;
    record.value = written.value;
    return std::get<core::OutcomeRecord>(records::read_status(record).value());
}

TEST(Unreported, IsUnknownForThePolicyToJudge) {
    const auto outcome = told(1);
    EXPECT_EQ(outcome.task, (core::TaskId{test::a_notification().id, 7}));
    EXPECT_EQ(outcome.attempt, 3);
    EXPECT_EQ(outcome.returns, 1);
    EXPECT_EQ(outcome.finished_at, test::kNoon);
    EXPECT_EQ(outcome.outcome.kind, OutcomeKind::unknown);
    EXPECT_EQ(outcome.outcome.detail, "nobody said");
    EXPECT_FALSE(outcome.outcome.retry_after);
}

TEST(Unreported, IsPoisonTheFifthTime) {
    for (int returns = 1; returns <= 6; ++returns) {
        EXPECT_EQ(told(returns).outcome.kind, returns < 5 ? OutcomeKind::unknown : OutcomeKind::poison)
            << returns;
    }
    EXPECT_EQ(told(5).outcome.detail, "nobody said, 5 times");
}

TEST(Unreported, AsksForItsWait) {
    EXPECT_EQ(told(4, 15s).outcome.retry_after, 15s);
    EXPECT_FALSE(told(5, 15s).outcome.retry_after) << "poison waits for nothing";
}

}  // namespace
}  // namespace tidings::notifier
