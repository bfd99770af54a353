#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/admin_test.h"

namespace tidings::admin {
namespace {

using namespace std::chrono_literals;
using core::State;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

// What a client has been told, and whether it is still there.
class Client final : public http::Sink {
public:
    bool send(std::uint64_t /*ticket*/, Part&& part) override {
        answer = {part.response.status, part.response.headers, part.response.body};
        return is_there;
    }
    bool alive() const override { return is_there; }
    bool ended() const override { return has_ended || !is_there; }

    bool is_there = true;
    bool has_ended = false;
    Answer answer;
};

class EventsTest : public AdminTest {
protected:
    std::shared_ptr<Client> wait(std::string_view target) {
        auto client = std::make_shared<Client>();
        post("GET", target, "", {}, http::Responder(client, 0));
        admin_.step().value();
        return client;
    }
    void later(Duration d) {
        stage_.clock.advance(d);
        admin_.step().value();
    }
};

TEST_F(EventsTest, AnEventShowsWhatItSaidAndWhatWasDecided) {
    auto event = order();
    event.channels.reset();
    decide(event);
    const auto shown = get("/v1/events/order-1");
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.text("/source"), "shop");
    EXPECT_EQ(shown.text("/type"), "order.completed");
    EXPECT_EQ(shown.text("/user"), "ann");
    EXPECT_EQ(shown.text("/data/order_id"), "1042");
    EXPECT_EQ(shown.text("/conflicts"), "0");
    EXPECT_THAT(shown.each("result", "/decisions"), UnorderedElementsAre("send", "send", "skip"));
    EXPECT_THAT(shown.each("reason", "/decisions"), UnorderedElementsAre("ok", "ok", "no_address"));
    EXPECT_THAT(shown.each("channel", "/notifications"), UnorderedElementsAre("email", "sms"));
}

TEST_F(EventsTest, OneThatIsNotDecidedIs404) {
    stage_.append(records::write_event(order()));
    const auto answer = get("/v1/events/order-1");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
}

TEST_F(EventsTest, ARepetitionWithAnotherBodyIsCounted) {
    decide(order());
    auto other = order();
    other.data = test::json_of(R"({"order_id": "another"})");
    decide(other);
    EXPECT_EQ(get("/v1/events/order-1").text("/conflicts"), "1");
    EXPECT_EQ(get("/v1/events/order-1").text("/data/order_id"), "1042");
}

TEST_F(EventsTest, OfSeveralSourcesWithOneIdTheNewestIsMeantUnlessOneIsNamed) {
    auto first = order();
    first.source = core::Source("zoo");
    decide(first);
    stage_.clock.advance(1s);
    decide(order());
    stage_.clock.advance(1s);
    auto last = order();
    last.source = core::Source("a shop");
    last.user = core::UserId("bob");
    decide(last);
    EXPECT_EQ(get("/v1/events/order-1").text("/source"), "a shop");
    EXPECT_EQ(get("/v1/events/order-1").at("/notifications").as_array().size(), 1U);
    EXPECT_EQ(get("/v1/events/order-1?source=zoo").text("/source"), "zoo");
    EXPECT_EQ(get("/v1/events/order-1?source=a+shop").text("/user"), "bob");
    EXPECT_EQ(get("/v1/events/order-1?source=nobody").status, 404);
}

TEST_F(EventsTest, AFaultyQueryIsRefusedWithAllItsFaults) {
    EXPECT_THAT(get("/v1/events/x?wait=long&until=soon&sorce=shop&source=").faults(),
                UnorderedElementsAre("wait", "until", "sorce", "source"));
    EXPECT_EQ(get("/v1/events/x?wait=1s&wait=2s").status, 422);
    EXPECT_FALSE(admin_.has_waiting());
}

// Waiting.

TEST_F(EventsTest, WhoWaitsIsAnsweredAsSoonAsItIsDecided) {
    const auto client = wait("/v1/events/order-1?wait=10s");
    EXPECT_EQ(client->answer.status, 0);
    EXPECT_TRUE(admin_.has_waiting());
    decide(order());
    later(1ms);
    EXPECT_EQ(client->answer.status, 200);
    EXPECT_FALSE(admin_.has_waiting());
    EXPECT_EQ(wait("/v1/events/order-1?wait=10s")->answer.status, 200);
}

TEST_F(EventsTest, PatienceEnds) {
    const auto client = wait("/v1/events/order-1?wait=10s");
    later(9s);
    EXPECT_EQ(client->answer.status, 0);
    later(1s);
    EXPECT_EQ(client->answer.status, 404);
    EXPECT_FALSE(admin_.has_waiting());
}

TEST_F(EventsTest, PatienceIsAMinuteAtMost) {
    const auto client = wait("/v1/events/order-1?wait=365d");
    later(60s);
    EXPECT_EQ(client->answer.status, 404);
}

TEST_F(EventsTest, UntilFinalWaitsForEveryNotification) {
    decide(order());
    const auto client = wait("/v1/events/order-1?wait=10s&until=final");
    EXPECT_EQ(client->answer.status, 0);
    send();
    later(1ms);
    EXPECT_THAT(client->answer.each("state", "/notifications"), ElementsAre("delivered"));
}

TEST_F(EventsTest, UntilFinalShowsWhatThereIsWhenPatienceEnds) {
    decide_later("order-1");
    const auto client = wait("/v1/events/order-1?wait=10s&until=final");
    later(10s);
    EXPECT_THAT(client->answer.each("state", "/notifications"), ElementsAre("scheduled"));
}

TEST_F(EventsTest, WhoLeavesIsForgottenAtOnce) {
    const auto client = wait("/v1/events/order-1?wait=60s");
    client->is_there = false;
    later(1ms);
    EXPECT_FALSE(admin_.has_waiting());
    EXPECT_EQ(client.use_count(), 1) << "its answer is still owed";
}

TEST_F(EventsTest, WhoEndedTheirSideIsAnsweredAtOnce) {
    const auto client = wait("/v1/events/order-1?wait=60s");
    client->has_ended = true;
    later(1ms);
    EXPECT_EQ(client->answer.status, 404);
    EXPECT_FALSE(admin_.has_waiting());
}

TEST_F(EventsTest, WhoHasLeftKeepsNobodyOut) {
    std::vector<std::shared_ptr<Client>> clients;
    for (int i = 0; i < 1'000; ++i) {
        clients.push_back(std::make_shared<Client>());
        post("GET", "/v1/events/order-1?wait=60s", "", {}, http::Responder(clients.back(), 0));
    }
    while (admin_.step().value() > 0) continue;
    const auto refused = wait("/v1/events/order-1?wait=60s");
    EXPECT_EQ(refused->answer.status, 503);
    EXPECT_NE(refused->answer.header("Retry-After"), "");
    EXPECT_EQ(get("/v1/events/order-1").status, 404) << "who does not wait needs no place";

    clients.front()->has_ended = true;
    EXPECT_EQ(wait("/v1/events/order-1?wait=60s")->answer.status, 0);
    EXPECT_NE(clients.front()->answer.status, 0);
}

// Cancelling.

TEST_F(EventsTest, CancelReachesAllThatWaits) {
    auto event = order();
    event.channels.reset();
    decide(event);
    const auto answer = ask("POST", "/v1/events/order-1/cancel");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.text("/source"), "shop");
    EXPECT_THAT(answer.each("state", "/notifications"), ElementsAre("cancelled", "cancelled"));
    EXPECT_EQ(ask("POST", "/v1/events/order-1/cancel").status, 200);
    EXPECT_TRUE(stage_.take().empty());
}

TEST_F(EventsTest, CancelSaysWhatWasFasterForEach) {
    decide(order());
    send();
    auto bobs = order();
    bobs.user = core::UserId("bob");
    decide(bobs);
    ASSERT_EQ(stage_.take().size(), 1U);
    auto eves = order();
    eves.user = core::UserId("eve");
    decide(eves);
    const auto answer = ask("POST", "/v1/events/order-1/cancel");
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
    EXPECT_THAT(answer.each("state", "/notifications"),
                UnorderedElementsAre("delivered", "queued", "cancelled"));
    EXPECT_THAT(answer.each("detail", "/notifications"), ::testing::Contains("sending"));
}

TEST_F(EventsTest, CancelHoldsBeforeTheEventIsDecided) {
    stage_.append(records::write_event(order()));
    EXPECT_EQ(ask("POST", "/v1/events/order-1/cancel?source=shop").status, 200);
    settle();
    EXPECT_TRUE(stage_.notifications().empty());
    EXPECT_THAT(get("/v1/events/order-1").each("reason", "/decisions"), Each("cancelled"));
}

TEST_F(EventsTest, CancelOfOneNotDecidedMeansTheSourceThatTheKeyGives) {
    EXPECT_EQ(ask("POST", "/v1/events/order-1/cancel").text("/source"), "local");
    auto key = web::make_key("shop", {"admin"}, stage_.clock.now());
    stage_.publish(key.entry);
    stage_.catalog.refresh().value();
    const http::Fields with_key{{"authorization", "Bearer " + key.text}};
    EXPECT_EQ(ask("POST", "/v1/events/order-1/cancel", "", with_key).text("/source"), "shop");
    decide(order());
    EXPECT_TRUE(stage_.notifications().empty());
}

TEST_F(EventsTest, CancelKeepsNoNameThatNoEventCanHave) {
    const std::string far_too_long(257, 'a');
    EXPECT_THAT(ask("POST", "/v1/events/" + far_too_long + "/cancel?source=" + far_too_long).faults(),
                UnorderedElementsAre("", "source"));
    EXPECT_EQ(ask("POST", "/v1/events/a%0Ab/cancel").status, 422);
    EXPECT_EQ(ask("POST", "/v1/events/" + far_too_long.substr(1) + "/cancel").status, 200);
}

TEST_F(EventsTest, CancelMeansTheNewestOfSeveralSourcesUnlessOneIsNamed) {
    auto other = order();
    other.source = core::Source("zoo");
    decide(other);
    stage_.clock.advance(1s);
    decide(order());
    EXPECT_EQ(ask("POST", "/v1/events/order-1/cancel").text("/source"), "shop");
    EXPECT_THAT(get("/v1/events/order-1?source=zoo").each("state", "/notifications"), ElementsAre("queued"));
    EXPECT_EQ(ask("POST", "/v1/events/order-1/cancel?source=zoo").status, 200);
    EXPECT_EQ(ask("POST", "/v1/events/order-1/cancel?sorce=zoo").faults(), std::vector<std::string>{"sorce"});
}

}  // namespace
}  // namespace tidings::admin
