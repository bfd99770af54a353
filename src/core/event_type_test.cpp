#include "core/event_type.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/builders.h"

namespace tidings::core {
namespace {

using namespace std::chrono_literals;
using test::json_of;
using testing::ElementsAre;
using testing::IsEmpty;

EventType event_type(std::string_view text, Faults& faults) {
    return EventType::from_json(TypeName("order.completed"), json_of(text), faults);
}

std::vector<std::string> pointers(std::string_view text) {
    Faults faults;
    event_type(text, faults);
    std::vector<std::string> out;
    for (const Fault& f : faults) out.push_back(f.pointer);
    return out;
}

const char* const kFull =
    R"({"schema": {"type": "object"}, "title": "T", "description": "D", "priority": "high", "channels": ["push", "sms"],
        "category": "orders", "category_can_be_off": false, "address": {"email": "/email", "sms": "/to/phone"},
        "creates_recipient": true, "critical_keeps_quiet": true, "unknown_outcome": "hold", "expires_after": "2h",
        "retry": {"delays": ["10s", "1m"], "jitter": 0.25}})";

TEST(EventType, KeepsWhatANewerProgramWroteAndWritesItAgain) {
    const auto newer = json_of(
        R"({"schema": {}, "digest": "1h", "retry": {"delays": ["1s"], "until": "1d"}, "address": {"pigeon": "/loft"}})");
    Faults faults;
    const auto t = EventType::from_json(TypeName("a"), newer, faults, Unknown::is_kept);
    EXPECT_THAT(faults, IsEmpty());
    EXPECT_EQ(t.retry->delays.size(), 1U);
    const auto again = t.to_json();
    EXPECT_EQ(json::write(*json::find(again, "/digest")), R"("1h")");
    EXPECT_EQ(json::write(*json::find(again, "/retry/until")), R"("1d")");
    EXPECT_EQ(json::write(*json::find(again, "/address/pigeon")), R"("/loft")");
}

TEST(EventType, AChannelThatIsNotKnownIsAFaultWhoeverWroteIt) {
    Faults faults;
    const auto newer = json_of(R"({"schema": {}, "channels": ["email", "pigeon"]})");
    EventType::from_json(TypeName("a"), newer, faults, Unknown::is_kept);
    EXPECT_EQ(faults.size(), 1U);
}

TEST(EventType, ReadsEveryMember) {
    Faults faults;
    const EventType t = event_type(kFull, faults);
    EXPECT_THAT(faults, IsEmpty());
    EXPECT_EQ(t.name, TypeName("order.completed"));
    EXPECT_EQ(t.schema, json_of(R"({"type": "object"})"));
    EXPECT_EQ(t.title, "T");
    EXPECT_EQ(t.description, "D");
    EXPECT_EQ(t.priority, Priority::high);
    EXPECT_THAT(t.channels, ElementsAre(Channel::push, Channel::sms));
    EXPECT_EQ(t.category, "orders");
    EXPECT_FALSE(t.category_can_be_off);
    EXPECT_EQ(t.address,
              (std::map<Channel, std::string>{{Channel::email, "/email"}, {Channel::sms, "/to/phone"}}));
    EXPECT_TRUE(t.creates_recipient);
    EXPECT_TRUE(t.critical_keeps_quiet);
    EXPECT_TRUE(t.hold_unknown);
    EXPECT_EQ(t.expires_after, 2h);
    EXPECT_EQ(t.retry, (RetryPolicy{{10s, 60s}, 0.25}));
}

TEST(EventType, OnlyTheSchemaIsRequired) {
    Faults faults;
    const EventType t = event_type(R"({"schema": true})", faults);
    EXPECT_THAT(faults, IsEmpty());
    EXPECT_EQ(t.priority, Priority::normal);
    EXPECT_THAT(t.channels, testing::ElementsAreArray(kChannels));
    EXPECT_EQ(t.category, "general");
    EXPECT_TRUE(t.category_can_be_off);
    EXPECT_FALSE(t.creates_recipient || t.critical_keeps_quiet || t.hold_unknown);
    EXPECT_EQ(t.retry, std::nullopt);
    EXPECT_EQ(t.expires_after, 72h);
}

TEST(EventType, TakesBackWhatItShows) {
    for (const char* text : {kFull, R"({"schema": {}})"}) {
        Faults faults;
        const EventType t = event_type(text, faults);
        const EventType again = EventType::from_json(t.name, t.to_json(), faults);
        EXPECT_THAT(faults, IsEmpty());
        EXPECT_EQ(again.to_json(), t.to_json());
        EXPECT_EQ(again.retry, t.retry);
    }
    EXPECT_EQ(test::a_type().to_json().as_object().at("version").as_int64(), 3);
}

TEST(EventType, ARepeatedChannelCountsOnce) {
    Faults faults;
    EXPECT_THAT(event_type(R"({"schema": {}, "channels": ["sms", "email", "sms"]})", faults).channels,
                ElementsAre(Channel::sms, Channel::email));
    EXPECT_THAT(faults, IsEmpty());
}

TEST(EventType, ARetryPolicyMayHaveNoRetries) {
    Faults faults;
    EXPECT_THAT(event_type(R"({"schema": {}, "retry": {"delays": []}})", faults).retry->delays, IsEmpty());
    EXPECT_EQ(event_type(R"({"schema": {}, "retry": {}})", faults).retry, RetryPolicy{});
    EXPECT_THAT(faults, IsEmpty());
}

TEST(EventType, NamesEveryFaultByItsPlace) {
    EXPECT_THAT(pointers("[]"), ElementsAre(""));
    EXPECT_THAT(pointers("{}"), ElementsAre("/schema"));
    EXPECT_THAT(pointers(R"({"schema": null})"), ElementsAre("/schema"));
    EXPECT_THAT(pointers(R"({"schema": {}, "priority": "urgent", "channels": [], "category": 1,
                             "category_can_be_off": "no", "address": [], "creates_recipient": 1,
                             "critical_keeps_quiet": 0, "retry": 3, "unknown_outcome": "drop",
                             "expires_after": "0s", "colour": "red"})"),
                ElementsAre("/priority", "/channels", "/category", "/category_can_be_off", "/address",
                            "/creates_recipient", "/critical_keeps_quiet", "/retry", "/unknown_outcome",
                            "/expires_after", "/colour"));
    EXPECT_THAT(pointers(R"({"schema": {}, "channels": ["email", "fax", 1]})"),
                ElementsAre("/channels/1", "/channels/2"));
    EXPECT_THAT(
        pointers(R"({"schema": {}, "address": {"email": "email", "sms": 1, "fa/x": "/fax", "push": ""}})"),
        ElementsAre("/address/email", "/address/sms", "/address/fa~1x", "/address/push"));
    EXPECT_THAT(
        pointers(
            R"({"schema": {}, "retry": {"delays": ["1m", "soon", 5, "400d"], "jitter": 0.6, "max": 3}})"),
        ElementsAre("/retry/delays/1", "/retry/delays/2", "/retry/delays/3", "/retry/jitter", "/retry/max"));
    EXPECT_THAT(pointers(R"({"schema": {}, "retry": {"jitter": "much"}})"), ElementsAre("/retry/jitter"));
}

TEST(EventType, BoundsItsWaits) {
    EXPECT_THAT(pointers(R"({"schema": {}, "expires_after": "366d"})"), IsEmpty());
    EXPECT_THAT(pointers(R"({"schema": {}, "expires_after": "367d"})"), ElementsAre("/expires_after"));
    EXPECT_THAT(pointers(R"({"schema": {}, "expires_after": "100000000d"})"), ElementsAre("/expires_after"));
    std::string delays = R"({"schema": {}, "retry": {"delays": ["1s")";
    for (int i = 0; i < 20; ++i) delays += R"(,"1s")";
    EXPECT_THAT(pointers(delays + "]}}"), ElementsAre("/retry/delays"));
}

}  // namespace
}  // namespace tidings::core
