#include "core/topic.h"

#include <set>

#include <gtest/gtest.h>

namespace tidings::core {
namespace {

TEST(Topic, NamesAreThoseThatOperatorsSee) {
    EXPECT_EQ(name(Topic::events), "tidings.events");
    EXPECT_EQ(name(Topic::events_critical), "tidings.events.critical");
    std::set<std::string_view> names;
    for (const Topic t : kTopics) {
        EXPECT_TRUE(name(t).starts_with("tidings."));
        names.insert(name(t));
    }
    EXPECT_EQ(names.size(), kTopics.size());
}

TEST(Topic, OnlyTheTwoEventLogsCarryEvents) {
    for (const Topic t : kTopics) {
        EXPECT_EQ(carries_events(t), t == Topic::events || t == Topic::events_critical) << name(t);
    }
}

}  // namespace
}  // namespace tidings::core
