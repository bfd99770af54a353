#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/sqlite/database.h"
#include "adapters/sqlite/list_query.h"
#include "adapters/sqlite/store_reads.h"
#include "support/temporary_folder.h"

// The reads of the services, and the usual lists, never walk through a whole table and never sort one.
namespace tidings::adapters::sqlite {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string plan_of(const std::string& sql) {
    const tidings::testing::TemporaryFolder folder;
    const auto database = Database::open(folder.path()).value();
    return database
        ->read([&](Connection& connection) -> Result<std::string> {
            const std::string explain = "EXPLAIN QUERY PLAN " + sql;
            Statement statement(connection.handle(), explain.c_str());
            std::string plan;
            while (statement.step()) plan += statement.text(3) + "\n";
            return plan;
        })
        .value();
}

std::string plan_of(const ports::NotificationFilter& filter) {
    return plan_of(ListQuery(filter, Uuid{}, 50).sql());
}

const auto kWalksNothing = AllOf(Not(HasSubstr("SCAN")), Not(HasSubstr("TEMP B-TREE")));

TEST(Plans, OfTheServicesReads) {
    EXPECT_THAT(plan_of(kNotification), AllOf(HasSubstr("notifications_by_id"), kWalksNothing));
    EXPECT_THAT(plan_of(kDue), AllOf(HasSubstr("notifications_due"), kWalksNothing));
    EXPECT_THAT(plan_of(kAnyDue), AllOf(HasSubstr("notifications_due"), kWalksNothing));
    EXPECT_THAT(plan_of(kQueued), AllOf(HasSubstr("notifications_queued"), kWalksNothing));
    EXPECT_THAT(plan_of(kOutgoing), AllOf(HasSubstr("PRIMARY KEY"), kWalksNothing));
    // One recipient's few rows are sorted.
    EXPECT_THAT(plan_of(kWaitingOf), AllOf(HasSubstr("notifications_waiting"), Not(HasSubstr("SCAN"))));
}

TEST(Plans, OfForgetting) {
    EXPECT_THAT(plan_of(kOldestEvents), AllOf(HasSubstr("PRIMARY KEY"), kWalksNothing));
    EXPECT_THAT(plan_of(kNotificationsOfEvent), AllOf(HasSubstr("PRIMARY KEY"), kWalksNothing));
    EXPECT_THAT(plan_of(TIDINGS_OLD_CANCELLATIONS), AllOf(HasSubstr("by_time"), kWalksNothing));
    EXPECT_THAT(plan_of(TIDINGS_OLD_DEAD_RECORDS), AllOf(HasSubstr("by_time"), kWalksNothing));
}

TEST(Plans, OfOneEventAndOneNotification) {
    EXPECT_THAT(plan_of(kEventsById),
                AllOf(HasSubstr("event_keys USING PRIMARY KEY"), Not(HasSubstr("SCAN"))));
    EXPECT_THAT(plan_of(kAttemptsOf), AllOf(HasSubstr("PRIMARY KEY"), Not(HasSubstr("SCAN"))));
    EXPECT_THAT(plan_of(kOutbox), AllOf(HasSubstr("attempts_outbox"), kWalksNothing));
}

TEST(Plans, OfLists) {
    EXPECT_THAT(plan_of(ports::NotificationFilter{}), AllOf(HasSubstr("notifications_by_id"), kWalksNothing));
    EXPECT_THAT(plan_of({.states = {core::State::failed}}),
                AllOf(HasSubstr("notifications_failed"), kWalksNothing));
    EXPECT_THAT(plan_of({.states = {core::State::queued}}),
                AllOf(HasSubstr("notifications_queued"), kWalksNothing));
    EXPECT_THAT(plan_of({.user = core::UserId("u")}),
                AllOf(HasSubstr("events_by_user"), Not(HasSubstr("SCAN"))));
    EXPECT_THAT(
        plan_of({.event_id = core::EventId("e")}),
        AllOf(HasSubstr("event_keys USING PRIMARY KEY"), Not(HasSubstr("SCAN")), Not(HasSubstr("by_user"))));
    EXPECT_THAT(plan_of({.user = core::UserId("u"), .event_id = core::EventId("e")}),
                AllOf(HasSubstr("event_keys USING PRIMARY KEY"), Not(HasSubstr("by_user"))));
}

}  // namespace
}  // namespace tidings::adapters::sqlite
