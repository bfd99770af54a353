#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/admin_test.h"

namespace tidings::admin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class LedgerTest : public AdminTest {
protected:
    LedgerTest() : AdminTest(with_clock()) {}
    Options with_clock() {
        Options options;
        options.set_clock = [this](Time t) -> Result<> {
            if (t < stage_.clock.now()) return invalid("the clock never goes back");
            stage_.clock.advance(t - stage_.clock.now());
            return {};
        };
        return options;
    }
    Answer move_clock(std::string body) { return ask("POST", "/v1/test/clock", std::move(body)); }
};

TEST_F(LedgerTest, ItHasEveryCountAndBalances) {
    decide(order("order-1"));
    decide(order("order-1"));
    send();
    decide_and_fail("order-2");
    put_user("{}");
    stage_.append({core::Topic::events, "ann", {}, "{}"});
    settle();
    const auto shown = get("/v1/ledger");
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.text("/balanced"), "true") << shown.body;
    for (const auto& [row, count] : {std::pair{"accepted", "6"},
                                     {"lag", "0"},
                                     {"events", "2"},
                                     {"duplicates", "1"},
                                     {"changes", "2"},
                                     {"unreadable", "1"},
                                     {"gaps", "0"},
                                     {"missing", "0"},
                                     {"decided", "2"},
                                     {"purged", "0"},
                                     {"faults", "[]"},
                                     {"states/delivered", "1"},
                                     {"states/failed", "1"}}) {
        EXPECT_EQ(shown.text("/" + std::string(row)), count) << row;
    }
    EXPECT_EQ(get("/v1/ledger?recount=true").body, shown.body);
    EXPECT_EQ(get("/v1/ledger?recount=false").body, shown.body);
}

TEST_F(LedgerTest, WhatIsAcceptedAndNotReadYetIsLag) {
    stage_.append(records::write_event(order()));
    EXPECT_EQ(get("/v1/ledger").text("/lag"), "1");
    EXPECT_EQ(get("/v1/ledger").text("/balanced"), "true");
}

TEST_F(LedgerTest, WhatIsQueuedForLongWithoutATaskIsAFault) {
    decide(order());
    stage_.queue.acknowledge(stage_.take()).value();  // and no outcome was ever told
    EXPECT_EQ(get("/v1/ledger").text("/balanced"), "true");
    stage_.clock.advance(16min);
    const auto shown = get("/v1/ledger");
    EXPECT_EQ(shown.text("/balanced"), "false");
    EXPECT_EQ(shown.at("/faults").as_array().size(), 1U) << shown.body;
}

TEST_F(LedgerTest, WhatWaitsInTheQueueForLongIsNone) {
    decide(order());
    stage_.clock.advance(1h);
    EXPECT_EQ(get("/v1/ledger").text("/balanced"), "true");
}

TEST_F(LedgerTest, WhatIsDueForAMinuteAndNotQueuedIsAFault) {
    decide_later("order-1");
    stage_.clock.advance(60min + 30s);
    EXPECT_EQ(get("/v1/ledger").text("/balanced"), "true");
    stage_.clock.advance(31s);
    EXPECT_EQ(get("/v1/ledger").text("/balanced"), "false");
    settle();
    EXPECT_EQ(get("/v1/ledger").text("/balanced"), "true");
}

TEST_F(LedgerTest, AFaultyQueryIsRefused) {
    EXPECT_THAT(get("/v1/ledger?recount=yes").faults(), ElementsAre("recount"));
    EXPECT_THAT(get("/v1/ledger?recont=true").faults(), ElementsAre("recont"));
}

TEST_F(LedgerTest, EveryReasonHasASentence) {
    const auto shown = get("/v1/reasons");
    EXPECT_EQ(shown.status, 200);
    for (const auto reason : core::kReasons) {
        EXPECT_THAT(shown.body, ::testing::HasSubstr("\"" + std::string(core::name(reason)) + "\""));
    }
}

// The test clock.

TEST_F(LedgerTest, TheClockIsMovedByASpanOrToAMoment) {
    EXPECT_EQ(move_clock(R"({"advance": "15m"})").text("/now"), "2026-01-15T12:15:00Z");
    EXPECT_EQ(move_clock(R"({"set": "2026-03-29T00:30:00+01:00"})").text("/now"), "2026-03-28T23:30:00Z");
    EXPECT_EQ(move_clock(R"({"set": "2026-01-01T00:00:00Z"})").status, 422);
    EXPECT_EQ(stage_.clock.now(), test::at("2026-03-28T23:30:00Z"));
}

TEST_F(LedgerTest, AFaultyMoveIsRefusedWithItsPlace) {
    EXPECT_THAT(move_clock("{}").faults(), ElementsAre(""));
    EXPECT_THAT(move_clock(R"({"advance": "1m", "set": "2027-01-01T00:00:00Z"})").faults(), ElementsAre(""));
    EXPECT_THAT(move_clock(R"({"advance": 15})").faults(), ElementsAre("/advance"));
    EXPECT_THAT(move_clock(R"({"advance": "soon", "by": 1})").faults(),
                ::testing::UnorderedElementsAre("/advance", "/by"));
    EXPECT_THAT(move_clock(R"({"advance": "106751991d"})").faults(), ElementsAre("/advance"));
    EXPECT_THAT(move_clock(R"({"set": "tomorrow"})").faults(), ElementsAre("/set"));
    EXPECT_EQ(move_clock("{").status, 400);
    EXPECT_EQ(stage_.clock.now(), test::at("2026-01-15T12:00:00Z"));
}

using WithoutTestClock = AdminTest;

TEST_F(WithoutTestClock, NobodyMovesTheClock) {
    EXPECT_EQ(ask("POST", "/v1/test/clock", R"({"advance": "15m"})").status, 404);
}

}  // namespace
}  // namespace tidings::admin
