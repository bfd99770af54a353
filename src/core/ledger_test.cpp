#include "core/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidings::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Ledger balanced() {
    Ledger l;
    l.accepted = 120;
    l.consumed = 100;
    l.counts = {.events = 70, .duplicates = 20, .changes = 5, .unreadable = 3, .gaps = 2, .missing = 0};
    l.decided = 90;
    l.states = {10, 5, 5, 50, 8, 4, 3, 2};
    l.purged = 3;
    return l;
}

TEST(Ledger, BalancesWhenEveryEquationHolds) {
    EXPECT_THAT(Ledger{}.faults(), IsEmpty());
    EXPECT_THAT(balanced().faults(), IsEmpty());
    EXPECT_EQ(balanced().lag(), 20);
}

TEST(Ledger, NamesWhatDoesNotHold) {
    const auto fault_of = [](auto change) {
        Ledger l = balanced();
        change(l);
        return l.faults();
    };
    EXPECT_THAT(fault_of([](Ledger& l) { l.accepted = 99; }), ElementsAre(HasSubstr("the log ends at 99")));
    EXPECT_THAT(fault_of([](Ledger& l) { --l.counts.events; }),
                ElementsAre("100 records were consumed, but 99 are accounted for"));
    EXPECT_THAT(fault_of([](Ledger& l) {
                    --l.counts.gaps;
                    ++l.counts.missing;
                }),
                ElementsAre("1 records were deleted unread"));
    EXPECT_THAT(fault_of([](Ledger& l) { ++l.decided; }),
                ElementsAre("91 notifications were decided, but 90 are accounted for"));
    EXPECT_THAT(fault_of([](Ledger& l) { l.stuck = 2; }),
                ElementsAre("2 notifications are queued without a task"));
    EXPECT_THAT(fault_of([](Ledger& l) { l.overdue = 7; }),
                ElementsAre(HasSubstr("7 notifications are overdue")));
}

TEST(Ledger, NamesAllFaultsAtOnce) {
    Ledger l = balanced();
    l.consumed = 200;
    l.purged = 0;
    l.stuck = 1;
    EXPECT_EQ(l.faults().size(), 4U);
}

TEST(Ledger, EveryStateIsAccountedFor) {
    for (const State s : kStates) {
        Ledger l = balanced();
        ++l.states[index(s)];
        EXPECT_EQ(l.faults().size(), 1U) << name(s);
        ++l.decided;
        EXPECT_THAT(l.faults(), IsEmpty()) << name(s);
    }
}

TEST(Ledger, ShowsItsCounts) {
    EXPECT_EQ(
        json::write(balanced().to_json()),
        R"({"balanced":true,"accepted":120,"lag":20,"events":70,"duplicates":20,"changes":5,"unreadable":3,)"
        R"("gaps":2,"missing":0,"decided":90,"states":{"scheduled":10,"queued":5,"sent":5,"delivered":50,)"
        R"("failed":8,"cancelled":4,"expired":3,"suppressed":2},"purged":3,"faults":[]})");
    Ledger l = balanced();
    l.stuck = 1;
    const json::value shown = l.to_json();
    EXPECT_FALSE(shown.as_object().at("balanced").as_bool());
    EXPECT_EQ(shown.as_object().at("faults").as_array().size(), 1U);
}

TEST(ConsumedCounts, AddUp) {
    ConsumedCounts a{1, 2, 3, 4, 5, 6};
    a += {10, 20, 30, 40, 50, 60};
    EXPECT_EQ(a, (ConsumedCounts{11, 22, 33, 44, 55, 66}));
    EXPECT_EQ(a.sum(), 231);
}

}  // namespace
}  // namespace tidings::core
