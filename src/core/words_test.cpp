#include "core/words.h"

#include <set>

#include <gtest/gtest.h>

namespace tidings::core {
namespace {

// Every word has a name of its own that reads back, and the list holds the enumerators in their order.
template <class Words, class Parse>
void check_round_trip(const Words& words, Parse parse) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < words.size(); ++i) {
        EXPECT_EQ(index(words[i]), i);
        EXPECT_FALSE(name(words[i]).empty());
        EXPECT_TRUE(names.insert(name(words[i])).second) << name(words[i]);
        EXPECT_EQ(parse(name(words[i])), words[i]);
    }
    for (const std::string_view other : {"", " ", "Email", "email ", "nothing", "0"}) {
        EXPECT_EQ(parse(other), std::nullopt) << other;
    }
}

TEST(Words, EveryNameReadsBack) {
    check_round_trip(kChannels, parse_channel);
    check_round_trip(kPriorities, parse_priority);
    check_round_trip(kStates, parse_state);
    check_round_trip(kReasons, parse_reason);
    check_round_trip(kOutcomeKinds, parse_outcome);
}

// They are stored as numbers; what moves here would change what old rows say.
TEST(Words, KeepTheirStoredOrder) {
    EXPECT_EQ(index(Channel::push), 2U);
    EXPECT_EQ(index(Priority::critical), 0U);
    EXPECT_EQ(index(Priority::low), 3U);
    EXPECT_EQ(index(State::delivered), 3U);
    EXPECT_EQ(index(State::suppressed), 7U);
    EXPECT_EQ(index(Reason::attempts_exhausted), 13U);
    EXPECT_EQ(index(OutcomeKind::delivered), 8U);
}

TEST(Words, AnOutcomeThatSaysMoreRanksHigher) {
    EXPECT_LT(OutcomeKind::stale, OutcomeKind::throttled);
    EXPECT_LT(OutcomeKind::unknown, OutcomeKind::retry);
    EXPECT_LT(OutcomeKind::retry, OutcomeKind::rejected);
    EXPECT_LT(OutcomeKind::rejected, OutcomeKind::accepted);
    EXPECT_LT(OutcomeKind::accepted, OutcomeKind::delivered);
}

}  // namespace
}  // namespace tidings::core
