#include "app/demo/story.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/demo/acts.h"
#include "app/scripted_server_test.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

http::Response answer(const std::string& body) {
    return http::respond(200, "application/json", body);
}

// A story told by a server that answers as the test says.
// What comes may take its time on a busy machine; what never comes is not waited for for long.
constexpr std::chrono::milliseconds kLong = std::chrono::minutes{1};
constexpr std::chrono::milliseconds kShort{50};

struct Telling {
    explicit Telling(ScriptedServer::Script script, std::chrono::milliseconds patience = kLong)
        : server(std::move(script)), story(client, out, Style(), patience) {}

    ScriptedServer server;
    ApiClient client{server.url(), Secret()};
    std::ostringstream out;
    Story story;
};

const auto kIsDelivered = [](const json::value& n) {
    const json::value* const state = json::find(n, "/state");
    return state != nullptr && state->is_string() && state->get_string() == "delivered";
};

TEST(Story, WithoutChecksNothingHappened) {
    Telling telling(ScriptedServer::always(200, "{}"));
    EXPECT_FALSE(telling.story.all_happened());
    telling.story.check(true, "this did");
    EXPECT_TRUE(telling.story.all_happened());
}

TEST(Story, OneThingThatDidNotHappenIsEnough) {
    Telling telling(ScriptedServer::always(200, "{}"));
    telling.story.check(true, "this did");
    telling.story.check(false, "this did not");
    telling.story.check(true, "this did too");
    EXPECT_FALSE(telling.story.all_happened());
    EXPECT_EQ(telling.out.str(), "   ✓ this did\n   ✗ this did not\n   ✓ this did too\n");
}

TEST(Story, AnActThatCouldNotGoOnIsAFailure) {
    Telling telling(ScriptedServer::always(200, "{}"));
    telling.story.check(true, "this did");
    telling.story.fail(unavailable("nobody is there"));
    EXPECT_FALSE(telling.story.all_happened());
    EXPECT_THAT(telling.out.str(), HasSubstr("✗ nobody is there\n"));
}

TEST(Story, ActsAreNumbered) {
    Telling telling(ScriptedServer::always(200, "{}"));
    telling.story.begin_act("One");
    telling.story.begin_act("Two");
    EXPECT_EQ(telling.out.str(), "\n1. One\n\n2. Two\n");
}

TEST(Story, ItsTableGrowsByEachChangeOfState) {
    int looks = 0;
    Telling telling([&](const http::Request&) {
        const std::string state =
            ++looks < 3 ? R"("queued", "reason": "ok")" : R"("delivered", "reason": "ok")";
        return answer(R"({"id": "n1", "type": "x", "channel": "sms", "priority": "high", "state": )" + state +
                      "}");
    });
    ASSERT_TRUE(telling.story.await_notification("n1", kIsDelivered));
    EXPECT_EQ(telling.out.str(),
              "   event            channel  priority  state\n"
              "   x                sms      high      queued\n"
              "   x                sms      high      delivered\n");
}

TEST(Story, EachActHasATableOfItsOwnWithReasons) {
    Telling telling(ScriptedServer::always(
        200, R"({"id": "n1", "type": "x", "channel": "sms", "priority": "high", "state": "scheduled",
                "reason": "quiet_hours"})"));
    const auto any = [](const json::value&) { return true; };
    telling.story.begin_act("One");
    ASSERT_TRUE(telling.story.await_notification("n1", any));
    ASSERT_TRUE(telling.story.await_notification("n1", any));
    telling.story.begin_act("Two");
    ASSERT_TRUE(telling.story.await_notification("n1", any));
    const std::string table =
        "   event            channel  priority  state\n"
        "   x                sms      high      scheduled (quiet_hours)\n";
    EXPECT_EQ(telling.out.str(), "\n1. One\n" + table + "\n2. Two\n" + table);
}

TEST(Story, WaitsForWhatIsNotThereYet) {
    int looks = 0;
    Telling telling([&](const http::Request&) {
        return ++looks < 3 ? http::respond(404, "application/json", "{}")
                           : answer(R"({"state": "delivered"})");
    });
    EXPECT_TRUE(telling.story.await_notification("n1", kIsDelivered));
    EXPECT_EQ(looks, 3);
}

TEST(Story, WhatNeverComesIsAnErrorWithTheLastAnswer) {
    Telling telling(ScriptedServer::always(200, R"({"state": "queued"})"), kShort);
    const auto waited = telling.story.await_notification("n1", kIsDelivered);
    ASSERT_FALSE(waited);
    EXPECT_EQ(waited.error().message, R"(waited in vain; the last answer was {"state":"queued"})");
}

TEST(Story, ARefusalEndsTheWaitAtOnce) {
    Telling telling(ScriptedServer::always(503, R"({"title": "the disk is full"})"));
    const auto waited = telling.story.await_notification("n1", kIsDelivered);
    ASSERT_FALSE(waited);
    EXPECT_EQ(waited.error().message, "the disk is full");
    EXPECT_EQ(telling.server.requests().size(), 1U);
}

TEST(Story, NotificationsAreCounted) {
    Telling telling(ScriptedServer::always(200, R"({"items": [{"id": "n1", "state": "delivered"}]})"));
    EXPECT_TRUE(telling.story.await_notifications("user", "u1", 1, kIsDelivered));
    Story hasty(telling.client, telling.out, Style(), kShort);
    EXPECT_FALSE(hasty.await_notifications("user", "u1", 2, kIsDelivered)) << "one too few";
}

TEST(Story, ItsPeopleHaveTheNamesOfTheStage) {
    Telling telling(ScriptedServer::always(202, R"({"id": "e1"})"));
    Story live(telling.client, telling.out, Style(), kLong, {.suffix = "-1"});
    ASSERT_TRUE(live.put_user("ada", {}));
    ASSERT_TRUE(live.send("x", "ada", {}));
    EXPECT_EQ(telling.server.requests().at(0).path, "/v1/users/ada-1");
    EXPECT_EQ(telling.server.requests().at(1).body, R"({"type":"x","user":"ada-1","data":{}})");
    EXPECT_NE(live_stage().suffix, live_stage().suffix) << "each run has people of its own";
}

TEST(Story, AnEventOfATypeThatIsNotKnownYetIsSentAgain) {
    int asked = 0;
    const auto answer = [&](const http::Request&) {
        return ++asked < 3 ? http::respond(422, "application/json", R"({"title": "unknown type"})")
                           : http::respond(202, "application/json", R"({"id": "e1"})");
    };
    Telling telling(answer);
    EXPECT_EQ(telling.story.send("x", "ada", {}).value(), "e1");
    Telling refused(ScriptedServer::always(422, R"({"title": "unknown type"})"), kShort);
    EXPECT_EQ(refused.story.send("x", "ada", {}).error().message, "unknown type") << "but not for ever";
}

TEST(ShortWaits, AreMadeOnceAndLeftAsTheyAre) {
    Telling made(ScriptedServer::always(200, "{}"));
    ASSERT_TRUE(put_short_waits(made.story));
    EXPECT_EQ(made.server.asked(), "GET /v1/event-types/demo.order\nGET /v1/templates/demo.order/email/en\n");
    Telling missing([](const http::Request& request) {
        return http::respond(request.method == "GET" ? 404 : 200, "application/json", "{}");
    });
    ASSERT_TRUE(put_short_waits(missing.story));
    EXPECT_EQ(missing.server.asked(),
              "GET /v1/event-types/demo.order\nPUT /v1/event-types/demo.order\n"
              "GET /v1/templates/demo.order/email/en\nPUT /v1/templates/demo.order/email/en\n");
}

// Whatever the server says, no act claims what it has not seen.
using Act = Result<> (*)(Story&);

class ActTest : public ::testing::TestWithParam<Act> {};

TEST_P(ActTest, FailsWhereNobodyAnswers) {
    const ApiClient client("http://127.0.0.1:1", Secret());
    std::ostringstream out;
    Story story(client, out, Style(), std::chrono::milliseconds{1});
    EXPECT_FALSE(GetParam()(story));
    EXPECT_FALSE(story.all_happened());
}

TEST_P(ActTest, DoesNotHappenByAnswersThatSayNothing) {
    for (const char* const body : {"{}", "null", "[]", R"({"items": []})", R"({"id": "x", "items": [{}]})"}) {
        const ScriptedServer server(ScriptedServer::always(200, body));
        const ApiClient client(server.url(), Secret());
        std::ostringstream out;
        Story story(client, out, Style(), std::chrono::milliseconds{1});
        const Result<> done = GetParam()(story);
        EXPECT_FALSE(done && story.all_happened()) << body;
    }
}

TEST_P(ActTest, FailsWhereTheServerRefuses) {
    const ScriptedServer server(ScriptedServer::always(503, R"({"title": "not now"})"));
    const ApiClient client(server.url(), Secret());
    std::ostringstream out;
    Story story(client, out, Style(), std::chrono::milliseconds{1});
    const Result<> done = GetParam()(story);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "not now");
}

TEST_P(ActTest, FailsOnALiveStageWhereTheServerSaysNothing) {
    const ScriptedServer server(ScriptedServer::always(200, R"({"id": "x", "items": [{}]})"));
    const ApiClient client(server.url(), Secret());
    std::ostringstream out;
    Story story(client, out, Style(), std::chrono::milliseconds{1}, live_stage());
    const Result<> done = GetParam()(story);
    EXPECT_FALSE(done && story.all_happened());
}

INSTANTIATE_TEST_SUITE_P(All, ActTest,
                         ::testing::Values(three_events, retry, quiet_hour, dead_letter, ledger));

TEST(LedgerAct, HappensOnlyWhereItBalancesAndNothingWaits) {
    const auto happened = [](const std::string& body) {
        const ScriptedServer server(ScriptedServer::always(200, body));
        const ApiClient client(server.url(), Secret());
        std::ostringstream out;
        Story story(client, out, Style(), std::chrono::seconds{10});
        return ledger(story) && story.all_happened();
    };
    EXPECT_TRUE(happened(R"({"balanced": true, "lag": 0})"));
    EXPECT_FALSE(happened(R"({"balanced": false, "lag": 0, "faults": ["1 is missing"]})"));
    EXPECT_FALSE(happened(R"({"balanced": true, "lag": 1})"));
}

TEST(LedgerAct, OnALiveStageItMayTakeAMoment) {
    int looks = 0;
    const ScriptedServer server([&](const http::Request&) {
        return answer(++looks < 3 ? R"({"balanced": false})" : R"({"balanced": true, "lag": 1})");
    });
    const ApiClient client(server.url(), Secret());
    std::ostringstream out;
    Story story(client, out, Style(), std::chrono::seconds{5}, live_stage());
    EXPECT_TRUE(ledger(story) && story.all_happened());
}

}  // namespace
}  // namespace tidings::app
