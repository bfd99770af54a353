#include "services/intake/celery_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/server.h"
#include "services/intake/submission.h"
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
        return made({"1", "task-1", std::move(args), std::move(kwargs), "00-ab-cd-01"}).value();
    }
    Result<std::vector<ports::NewRecord>> made(const ports::Order& order) {
        return records_of(order, catalog_);
    }
    std::string fault(json::object kwargs) {
        const auto refused = made({"1", "task-1", {"order.completed"}, std::move(kwargs), ""});
        return refused ? "none" : refused.error().message;
    }
    static json::array users(std::size_t count) { return json::array(count, "ann"); }

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

// Limits: those of POST /v1/events.

TEST_F(CeleryOrderTest, NamesAtLeastOneUserAndAtMostAThousand) {
    EXPECT_EQ(fault({{"users", json::array{}}}), "users must not be empty");
    EXPECT_EQ(fault({{"users", users(kUsersMax + 1)}}), "users must have at most 1000 items");
    EXPECT_EQ(records({"order.completed"}, {{"users", users(kUsersMax)}}).size(), kUsersMax);
}

TEST_F(CeleryOrderTest, NamesItsUsersOnce) {
    EXPECT_EQ(fault({{"user", "ann"}, {"users", users(1)}}), "users must not stand beside user");
}

TEST_F(CeleryOrderTest, ItsBodyIsBounded) {
    ports::Order order{"1", "task-1", {"order.completed", "ann"}, {}, "", http::kBodyMax};
    EXPECT_TRUE(made(order));
    ++order.bytes;
    EXPECT_EQ(made(order).error().message, "the body must have at most 1 MiB");
}

TEST_F(CeleryOrderTest, ItsCopiesAreBounded) {
    const std::string much(kCopiesMax / 100, 'x');
    EXPECT_THAT(fault({{"users", users(100)}, {"data", {{"text", much}}}}),
                ::testing::HasSubstr("more than 32 MiB"));
    EXPECT_THAT(fault({{"users", users(100)}, {"priority", much}}), ::testing::HasSubstr("more than 32 MiB"));
    EXPECT_EQ(fault({{"users", users(1)}, {"data", {{"text", much}}}}), "none");
}

}  // namespace
}  // namespace tidings::intake
