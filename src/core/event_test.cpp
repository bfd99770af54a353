#include "core/event.h"

#include <set>

#include <gtest/gtest.h>

#include "support/builders.h"

namespace tidings::core {
namespace {

using namespace std::chrono_literals;
using test::an_event;
using test::json_of;
using test::kNoon;

TEST(Event, IsNamedBySourceIdAndUser) {
    const Event e = an_event();
    EXPECT_EQ(e.key(), EventKey::of(e.source, e.id, e.user));
}

TEST(EventBodyHash, IsThirtyTwoBytesAndTheSameEachTime) {
    EXPECT_EQ(an_event().body_hash().size(), 32U);
    EXPECT_EQ(an_event().body_hash(), an_event().body_hash());
}

TEST(EventBodyHash, LeavesOutWhatTheGatewayStampedAndTheNames) {
    const auto stamped = an_event([](auto& x) {
        x.received_at = kNoon + 1h;
        x.type_version = 9;
        x.traceparent = "00-trace";
    });
    EXPECT_EQ(stamped.body_hash(), an_event().body_hash());
}

TEST(EventBodyHash, DiffersByEachThingThatTheProducerSaid) {
    std::set<std::string> hashes{an_event().body_hash()};
    const auto add = [&](auto change) { hashes.insert(an_event(change).body_hash()); };
    add([](auto& x) { x.type = TypeName("order.cancelled"); });
    add([](auto& x) { x.data.as_object()["total"] = 99.6; });
    add([](auto& x) { x.data.as_object().erase("total"); });
    add([](auto& x) { x.priority = Priority::critical; });
    add([](auto& x) { x.priority = Priority::low; });
    add([](auto& x) { x.channels = {Channel::email}; });
    add([](auto& x) { x.channels = {Channel::email, Channel::sms}; });
    add([](auto& x) { x.send_at = kNoon; });
    add([](auto& x) { x.expires_at = kNoon; });
    EXPECT_EQ(hashes.size(), 10U);
}

std::string hash_of_data(const char* data) {
    return an_event([&](auto& x) { x.data = json_of(data); }).body_hash();
}

TEST(EventBodyHash, TheOrderOfMembersSaysNothing) {
    EXPECT_EQ(hash_of_data(R"({"a": 1, "b": [{"c": 2, "d": 3}]})"),
              hash_of_data(R"({"b": [{"d": 3, "c": 2}], "a": 1})"));
}

TEST(EventBodyHash, TheOrderOfItemsAndTheKindOfValuesDo) {
    EXPECT_NE(hash_of_data(R"({"a": [1, 2]})"), hash_of_data(R"({"a": [2, 1]})"));
    EXPECT_NE(hash_of_data(R"({"a": 1})"), hash_of_data(R"({"a": "1"})"));
    EXPECT_NE(hash_of_data(R"({"a": null})"), hash_of_data("{}"));
    EXPECT_NE(hash_of_data("[]"), hash_of_data("{}"));
}

}  // namespace
}  // namespace tidings::core
