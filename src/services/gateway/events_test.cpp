#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/gateway_test.h"
#include "services/records/event_record.h"
#include "services/records/profile_record.h"

namespace tidings::gateway {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class EventsTest : public GatewayTest {
protected:
    http::Response send_event(std::string body, http::Fields headers = {}) {
        headers.emplace_back("content-type", "application/json");
        return ask("POST", "/v1/events", std::move(body), std::move(headers));
    }
    static std::string order(const std::string& more = "") {
        return R"({"type": "order.completed", "user": "ann", "data": {"order_id": "7"})" + more + "}";
    }
    std::vector<core::Event> events(core::Topic topic = core::Topic::events) {
        std::vector<core::Event> out;
        for (const auto& record : read(topic)) {
            if (records::is_event(record)) out.push_back(records::read_event(record).value());
        }
        return out;
    }
};

TEST_F(EventsTest, WhatIsAcceptedIsOnTheLogStamped) {
    const auto answer = send_event(order(R"(, "id": "o-7", "source": "shop")"));
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.body, R"({"id":"o-7","source":"shop"})");
    EXPECT_EQ(*http::find(answer.headers, "Location"), "/v1/events/o-7?source=shop");
    const auto accepted = events();
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_EQ(accepted[0].received_at, clock_.now());
    EXPECT_EQ(accepted[0].type_version, 3);
    EXPECT_EQ(accepted[0].user, core::UserId("ann"));
}

TEST_F(EventsTest, CriticalOnesGoToTheirOwnTopic) {
    publish(test::a_type([](auto& type) {
        type.name = core::TypeName("payment.failed");
        type.priority = core::Priority::critical;
    }));
    send_event(order());
    send_event(order(R"(, "priority": "critical", "id": "raised")"));
    send_event(R"({"type": "payment.failed", "user": "ann", "id": "by-type"})");
    send_event(R"({"type": "payment.failed", "user": "ann", "priority": "low", "id": "lowered"})");
    std::vector<std::string> critical;
    for (const auto& event : events(core::Topic::events_critical)) critical.push_back(event.id.str());
    EXPECT_THAT(critical, ElementsAre("raised", "by-type"));
    EXPECT_EQ(events().size(), 2U);
}

TEST_F(EventsTest, ABatchIsOneRecordForEachRecipientInOneAppend) {
    const auto answer = send_event("[" + order(R"(, "id": "a")") +
                                   R"(, {"type": "order.completed", "users": ["bob", "eve"], "id": "b"}])");
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.body,
              R"({"events":[{"id":"a","source":"local"},{"id":"b","source":"local","users":2}]})");
    ASSERT_EQ(log_.appends.size(), 1U);
    EXPECT_EQ(events().size(), 3U);
}

TEST_F(EventsTest, OfAFaultyBatchNothingIsTaken) {
    const auto answer = send_event("[" + order() + R"(, {"type": "none", "user": "bob"}])");
    EXPECT_EQ(answer.status, 422);
    EXPECT_THAT(answer.body, HasSubstr(R"("pointer":"/1/type")"));
    EXPECT_THAT(events(), IsEmpty());
}

TEST_F(EventsTest, AFaultyRequestLeavesItsNeighboursAlone) {
    const http::Fields json{{"content-type", "application/json"}};
    post("POST", "/v1/events", order(), json);
    post("POST", "/v1/events", "{", json);
    post("POST", "/v1/events", order(), {{"content-type", "text/plain"}});
    post("POST", "/v1/events", R"({"type": "none"})", json);
    post("POST", "/v1/events", order(), json);
    gateway_.step().value();
    EXPECT_THAT(statuses_, ::testing::UnorderedElementsAre(202, 400, 415, 422, 202));
    EXPECT_EQ(events().size(), 2U);
    EXPECT_EQ(log_.appends.size(), 1U);
}

TEST_F(EventsTest, TheSourceOfWhatNamesNoneIsTheKeysName) {
    const auto key = web::make_key("shop", {"send"}, clock_.now());
    publish(key.entry);
    ASSERT_TRUE(catalog_.refresh());
    EXPECT_EQ(send_event(order()).status, 401);
    const auto answer = send_event(order(), {{"authorization", "Bearer " + key.text}});
    EXPECT_THAT(answer.body, HasSubstr(R"("source":"shop")"));
    EXPECT_EQ(*http::find(answer.headers, "RateLimit-Limit"), "1000");
    ASSERT_EQ(events().size(), 1U);
    EXPECT_EQ(events()[0].source, core::Source("shop"));
}

TEST_F(EventsTest, ATypeThatWasJustPublishedIsKnown) {
    EXPECT_EQ(send_event(R"({"type": "new", "user": "ann"})").status, 422);
    publish(test::a_type([](auto& type) { type.name = core::TypeName("new"); }));
    EXPECT_EQ(send_event(R"({"type": "new", "user": "ann"})").status, 202);
}

TEST_F(EventsTest, WhenTooMuchWaitsToBeDecidedEventsAreRefusedAndChangesAreNot) {
    lag_ = 11;
    const auto refused = send_event(order());
    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(http::find(refused.headers, "Retry-After"), nullptr);
    EXPECT_EQ(ask("PUT", "/v1/users/ann", "{}").status, 202);
    lag_ = 10;
    EXPECT_EQ(send_event(order()).status, 202);
}

// Stamps.

TEST_F(EventsTest, AnEventStandsBehindTheChangeThatCameBeforeItWhateverTheClockSays) {
    ask("PUT", "/v1/users/ann", "{}");
    send_event(order());
    clock_.advance(-1h);
    ask("PUT", "/v1/users/ann", "{}");
    send_event(order());
    std::vector<std::int64_t> stamps;
    for (const auto& record : read(core::Topic::events)) {
        stamps.push_back(records::is_event(record) ? to_micros(records::read_event(record)->received_at)
                                                   : records::read_profile_change(record)->version);
    }
    ASSERT_EQ(stamps.size(), 4U);
    EXPECT_TRUE(std::is_sorted(stamps.begin(), stamps.end()));
    EXPECT_LT(stamps[1], stamps[2]) << "a change is above all that came before it";
}

TEST_F(EventsTest, NoStampIsBelowThoseOfTheProcessBefore) {
    const auto until = clock_.now() + 1h;
    Gateway next(
        log_, clock_, catalog_, tokens_, [] { return std::int64_t{0}; }, {.stamped_until = until}, Random(1),
        metrics_);
    http::Router router;
    next.add_routes(router, access_);
    http::Request request;
    request.method = "PUT";
    request.path = "/v1/users/ann";
    request.body = "{}";
    router(std::move(request), http::Responder::to([](http::Response&&) {}));
    next.step().value();
    EXPECT_GT(records::read_profile_change(read(core::Topic::events).back())->version, to_micros(until));
}

}  // namespace
}  // namespace tidings::gateway
