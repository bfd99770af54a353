#include "core/state.h"

#include <map>
#include <sstream>

#include <gtest/gtest.h>

namespace tidings::core {
namespace {

constexpr std::array kCauses{Cause::decision, Cause::outcome, Cause::receipt, Cause::command};

// The table once more, as a drawing: a row for each state it leaves, a column for each it enters, in the
// order scheduled queued sent delivered failed cancelled expired suppressed. The letters are the causes that
// may.
constexpr std::string_view kDrawing = R"(
scheduled   .   d   o   o   do  doc d   d
queued      do  .   o   o   o   oc  d   d
sent        .   .   .   or  r   .   .   .
delivered   .   .   .   .   r   .   .   .
failed      oc  c   o   o   .   o   .   c
cancelled   o   .   o   o   o   .   .   .
expired     .   .   .   .   .   .   .   .
suppressed  .   .   .   .   .   .   .   .
)";

std::map<std::pair<State, State>, std::string> drawn() {
    std::map<std::pair<State, State>, std::string> table;
    std::istringstream lines{std::string(kDrawing)};
    std::string from;
    while (lines >> from) {
        for (const State to : kStates) lines >> table[{parse_state(from).value(), to}];
    }
    return table;
}

TEST(State, FollowsTheTableAndNothingElse) {
    const auto table = drawn();
    ASSERT_EQ(table.size(), kStates.size() * kStates.size());
    for (const auto& [move, causes] : table) {
        for (const Cause cause : kCauses) {
            const char letter = "dorc"[static_cast<std::size_t>(cause)];
            EXPECT_EQ(may_follow(move.first, move.second, cause), causes.find(letter) != std::string::npos)
                << name(move.first) << " to " << name(move.second) << " by " << letter;
        }
    }
}

TEST(State, NeverFollowsItself) {
    for (const State s : kStates) {
        for (const Cause cause : kCauses) EXPECT_FALSE(may_follow(s, s, cause));
    }
}

TEST(State, ARowMayBecomeWhatAnyCauseMayMakeOfIt) {
    for (const auto& [move, causes] : drawn()) {
        const bool expected = causes != "." || move.first == move.second;
        EXPECT_EQ(may_become(move.first, move.second), expected)
            << name(move.first) << " to " << name(move.second);
    }
}

TEST(State, FinalIsWhatNoDecisionMoves) {
    for (const State from : kStates) {
        if (!is_settled(from)) continue;
        for (const State to : kStates) EXPECT_FALSE(may_follow(from, to, Cause::decision));
    }
}

// The suppressed and the expired were made by decisions alone, so that no outcome outranks them.
TEST(State, OutcomesMoveOnlyWhatOutcomesMayHaveMade) {
    for (const State from : kStates) {
        for (const State to : kStates) {
            if (!is_settled(from) || !may_follow(from, to, Cause::outcome)) continue;
            EXPECT_TRUE(may_follow(State::queued, from, Cause::outcome)) << name(from);
        }
    }
}

TEST(State, EveryStateCanBeReachedAndWaitingOnesLeft) {
    for (const State s : kStates) {
        bool reached = s == State::scheduled;
        bool left = is_final(s);
        for (const State other : kStates) {
            for (const Cause cause : kCauses) {
                reached = reached || may_follow(other, s, cause);
                left = left || may_follow(s, other, cause);
            }
        }
        EXPECT_TRUE(reached && left) << name(s);
    }
}

TEST(State, SentIsSettledButNotFinal) {
    EXPECT_TRUE(is_settled(State::sent));
    EXPECT_FALSE(is_final(State::sent));
    for (const State s : {State::scheduled, State::queued}) {
        EXPECT_FALSE(is_settled(s));
        EXPECT_FALSE(is_final(s));
    }
    for (const State s :
         {State::delivered, State::failed, State::cancelled, State::expired, State::suppressed}) {
        EXPECT_TRUE(is_settled(s) && is_final(s)) << name(s);
    }
}

}  // namespace
}  // namespace tidings::core
