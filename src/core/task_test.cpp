#include "core/task.h"

#include <gtest/gtest.h>

#include "support/builders.h"

namespace tidings::core {
namespace {

TEST(Task, CarriesWhatAWorkerNeeds) {
    const auto n = test::a_notification([](auto& x) {
        x.round = 3;
        x.attempt_count = 2;
        x.channel = Channel::sms;
        x.priority = Priority::critical;
        x.address = "+15005550006";
        x.traceparent = "00-trace";
    });
    const Task task = task_of(n, R"({"text": "hi"})", true, test::kNoon);
    EXPECT_EQ(task.id, (TaskId{n.id, 3}));
    EXPECT_EQ(task.attempt, 3);
    EXPECT_EQ(task.user, n.user);
    EXPECT_EQ(task.type, n.type);
    EXPECT_EQ(task.channel, Channel::sms);
    EXPECT_EQ(task.priority, Priority::critical);
    EXPECT_EQ(task.address, "+15005550006");
    EXPECT_EQ(task.content, R"({"text": "hi"})");
    EXPECT_TRUE(task.announce);
    EXPECT_EQ(task.good_until, test::kNoon);
    EXPECT_EQ(task.traceparent, "00-trace");
}

TEST(Task, WhatMayHaveBeenUnderWayAtAnEndIsAnnouncedWhateverItsType) {
    auto n = test::a_notification();
    EXPECT_FALSE(task_of(n, "{}", false, test::kNoon).announce);
    n.returns = 1;
    EXPECT_TRUE(task_of(n, "{}", false, test::kNoon).announce);
    EXPECT_EQ(task_of(n, "{}", false, test::kNoon).returns, 1);
}

}  // namespace
}  // namespace tidings::core
