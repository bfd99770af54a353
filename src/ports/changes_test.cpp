#include <functional>

#include <gtest/gtest.h>

#include "ports/store.h"

namespace tidings::ports {
namespace {

TEST(Changes, AreEmptyOnlyWithoutAnyPart) {
    EXPECT_TRUE(Changes().empty());
    const std::vector<std::pair<const char*, std::function<void(Changes&)>>> parts{
        {"offsets", [](Changes& c) { c.offsets.emplace_back(); }},
        {"events", [](Changes& c) { c.events.emplace_back(); }},
        {"notifications", [](Changes& c) { c.notifications.emplace_back(); }},
        {"updates", [](Changes& c) { c.updates.emplace_back(); }},
        {"attempts", [](Changes& c) { c.attempts.emplace_back(); }},
        {"recipients", [](Changes& c) { c.recipients.emplace_back(); }},
        {"erased_users", [](Changes& c) { c.erased_users.emplace_back(); }},
        {"conflicts", [](Changes& c) { c.conflicts.emplace_back(); }},
        {"dead", [](Changes& c) { c.dead.emplace_back(); }},
        {"resolved_dead", [](Changes& c) { c.resolved_dead.emplace_back(); }},
        {"suppressions", [](Changes& c) { c.suppressions.emplace_back(); }},
        {"cancelled_events", [](Changes& c) { c.cancelled_events.emplace_back(); }},
        {"outgoing", [](Changes& c) { c.outgoing.emplace(); }},
        {"outgoing_done", [](Changes& c) { c.outgoing_done.emplace_back(); }},
    };
    for (const auto& [name, add] : parts) {
        Changes changes;
        add(changes);
        EXPECT_FALSE(changes.empty()) << name;
    }
}

TEST(Header, IsTheFirstOfItsNameOrNothing) {
    const Headers headers{{"a", "1"}, {"b", ""}, {"a", "2"}};
    EXPECT_EQ(header(headers, "a"), "1");
    EXPECT_EQ(header(headers, "b"), "");
    EXPECT_EQ(header(headers, "A"), "");
    EXPECT_EQ(header(headers, "c"), "");
    EXPECT_EQ(header({}, "a"), "");
}

TEST(Partition, IsOrderedByTopicThenNumber) {
    EXPECT_LT((Partition{Topic::events, 9}), (Partition{Topic::status, 0}));
    EXPECT_LT((Partition{Topic::events, 0}), (Partition{Topic::events, 1}));
    EXPECT_EQ((Partition{Topic::events, 1}), (Partition{Topic::events, 1}));
}

}  // namespace
}  // namespace tidings::ports
