#include "adapters/postgres/rows.h"

#include <gtest/gtest.h>

namespace tidings::adapters::postgres {
namespace {

TEST(PostgresRows, AWordHasItsNumber) {
    for (const auto state : core::kStates) {
        EXPECT_EQ(Row::word_of(static_cast<std::int64_t>(core::index(state)), core::kStates), state);
    }
}

TEST(PostgresRows, ANumberThatIsNoWordFailsTheRead) {
    for (const std::int64_t number : {-1L, 3L, 256L}) {
        EXPECT_THROW(Row::word_of(number, core::kChannels), UnknownWord) << number;
    }
    EXPECT_THROW(decisions_from(R"([[99,1,0,""]])", core::UserId("ann")), UnknownWord);
}

TEST(PostgresRows, DecisionsComeBack) {
    const core::UserId ann("ann");
    const std::vector<core::Decision> decisions{
        {ann, core::Channel::sms, true, core::Reason::ok, ""},
        {core::UserId("b\"ob"), core::Channel::push, false, core::Reason::no_address, "has \"none\""}};
    const auto text = decisions_to_json(decisions, ann);
    EXPECT_EQ(text, R"([[1,1,0,""],[2,0,3,"has \"none\"","b\"ob"]])");
    const auto back = decisions_from(text, ann);
    ASSERT_EQ(back.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(back[i].to_json(), decisions[i].to_json());
    EXPECT_TRUE(decisions_from(decisions_to_json({}, ann), ann).empty());
}

TEST(PostgresRows, WhatIsNoListOfDecisionsHasNone) {
    for (const char* text : {"", "{}", "[1,2]", "no JSON"}) {
        EXPECT_TRUE(decisions_from(text, core::UserId("ann")).empty()) << text;
    }
}

}  // namespace
}  // namespace tidings::adapters::postgres
