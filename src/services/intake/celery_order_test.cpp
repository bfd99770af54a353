#include "services/intake/celery_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/records/event_record.h"
#include "support/as_read.h"
#include "support/builders.h"

namespace tidings::intake {
namespace {

class CeleryOrderTest : public ::testing::Test {
protected:
    CeleryOrderTest() {
        catalog_
            .add(test::a_type([](auto& type) {
                type.name = core::TypeName("payment.failed");
                type.priority = core::Priority::critical;
            }))
            .value();
    }
    std::vector<ports::NewRecord> records(json::array args, json::object kwargs = {}) {
        return records_of({"task-1", std::move(args), std::move(kwargs), "00-ab-cd-01"}, catalog_);
    }

    catalog::Catalog catalog_;
};

TEST_F(CeleryOrderTest, BecomesAnEventOfItsOwnId) {
    const auto made = records({"order.completed", "ann", json::object{{"order_id", "o1"}}});
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made[0].topic, core::Topic::events);
    const auto event = records::read_event(test::as_read(made[0])).value();
    EXPECT_EQ(event.id, core::EventId("task-1"));
    EXPECT_EQ(event.source, core::Source("celery"));
    EXPECT_EQ(event.type, core::TypeName("order.completed"));
    EXPECT_EQ(event.user, core::UserId("ann"));
    EXPECT_EQ(json::write(event.data), R"({"order_id":"o1"})");
    EXPECT_EQ(event.traceparent, "00-ab-cd-01");
    EXPECT_EQ(event.type_version, 0) << "whoever reads it holds it against the schema";
}

TEST_F(CeleryOrderTest, ArgumentsMayHaveTheirNames) {
    const auto made = records({}, {{"type", "order.completed"},
                                   {"user", "ann"},
                                   {"channels", json::array{"sms", "push"}},
                                   {"send_at", "2027-01-01T00:00:00Z"}});
    const auto event = records::read_event(test::as_read(made.at(0))).value();
    EXPECT_EQ(event.channels, (std::vector{core::Channel::sms, core::Channel::push}));
    EXPECT_EQ(event.send_at, test::at("2027-01-01T00:00:00Z"));
}

TEST_F(CeleryOrderTest, EachUserGetsARecord) {
    const auto made = records({"order.completed"}, {{"users", json::array{"ann", "bob"}}});
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].key, "ann");
    EXPECT_EQ(made[1].key, "bob");
}

TEST_F(CeleryOrderTest, ThePriorityChoosesTheTopic) {
    EXPECT_EQ(records({"payment.failed", "ann"}).at(0).topic, core::Topic::events_critical);
    EXPECT_EQ(records({"payment.failed", "ann"}, {{"priority", "low"}}).at(0).topic, core::Topic::events);
    EXPECT_EQ(records({"order.completed", "ann"}, {{"priority", "critical"}}).at(0).topic,
              core::Topic::events_critical);
}

TEST_F(CeleryOrderTest, OneThatMakesNoSenseIsARecordThatCannotBeRead) {
    const auto made = records({7, json::array{}}, {{"users", "ann"}});
    ASSERT_EQ(made.size(), 1U);
    EXPECT_FALSE(records::read_event(test::as_read(made[0])));
}

}  // namespace
}  // namespace tidings::intake
