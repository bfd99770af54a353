#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/admin_test.h"
#include "support/watched_ports.h"

namespace tidings::admin {
namespace {

using namespace std::chrono_literals;
using core::OutcomeKind;
using core::State;
using ::testing::ElementsAre;

class NotificationsTest : public AdminTest {
protected:
    Answer cancel(core::NotificationId id) {
        return ask("POST", "/v1/notifications/" + id.str() + "/cancel");
    }
    // The status of the answer by an admin who has another store or queue.
    int cancel_over(core::NotificationId id, ports::Store& store, ports::TaskQueue& queue) {
        Admin admin({stage_.log, store, stage_.store, queue, stage_.clock, stage_.catalog}, {}, Random(3));
        http::Router router;
        admin.add_routes(router, access_);
        http::Request request;
        request.method = "POST";
        request.path = "/v1/notifications/" + id.str() + "/cancel";
        int status = 0;
        router(std::move(request), http::Responder::to([&](auto&& response) { status = response.status; }));
        admin.step().value();
        return status;
    }
    static bool cancels(const ports::Changes& changes) {
        return !changes.updates.empty() && changes.updates[0].after.state == State::cancelled;
    }
    static std::string path(const core::Notification& n) { return "/v1/notifications/" + n.id.str(); }

    // Events of two users, sources and types on all channels, a minute apart; the first have failed, the
    // next were delivered, the last wait.
    void fill() {
        stage_.publish(test::a_type([](auto& type) { type.name = core::TypeName("order.shipped"); }));
        for (int i = 0; i < 12; ++i) {
            auto event = order("order-" + std::to_string(i / 2));
            event.channels = std::vector{core::kChannels[static_cast<std::size_t>(i) % 2]};
            event.user = core::UserId(i % 3 == 0 ? "ann" : "bob");
            event.source = core::Source(i % 2 == 0 ? "shop" : "zoo");
            event.type = core::TypeName(i % 4 == 0 ? "order.shipped" : "order.completed");
            decide(event);
            if (i == 4) send(OutcomeKind::rejected);
            if (i == 8) send();
            stage_.clock.advance(1min);
        }
    }
};

TEST_F(NotificationsTest, EveryCombinationOfFiltersFindsWhatFitsAllOfThem) {
    fill();
    using Fits = std::function<bool(const core::Notification&)>;
    const auto middle = stage_.clock.now() - 6min;
    const std::vector<std::pair<std::string, Fits>> filters{
        {"user=ann", [](auto& n) { return n.user.str() == "ann"; }},
        {"source=shop", [](auto& n) { return n.source.str() == "shop"; }},
        {"event_id=order-3", [](auto& n) { return n.event_id.str() == "order-3"; }},
        {"channel=email,push", [](auto& n) { return n.channel == core::Channel::email; }},
        {"type=order.completed,none", [](auto& n) { return n.type.str() == "order.completed"; }},
        {"state=delivered,failed",
         [](auto& n) { return n.state == State::delivered || n.state == State::failed; }},
        {"since=" + format_rfc3339(middle), [=](auto& n) { return n.created_at >= middle; }},
        {"until=" + format_rfc3339(middle), [=](auto& n) { return n.created_at < middle; }},
    };
    const auto everything = stage_.notifications();
    ASSERT_EQ(everything.size(), 12U);
    for (unsigned chosen = 0; chosen < 1U << filters.size(); ++chosen) {
        std::string target = "/v1/notifications?limit=500";
        std::vector<std::string> expected;
        for (const auto& n : everything) expected.insert(expected.begin(), n.id.str());
        for (std::size_t i = 0; i < filters.size(); ++i) {
            if ((chosen >> i & 1U) == 0) continue;
            target += "&" + filters[i].first;
            std::erase_if(expected, [&](const auto& id) {
                return !filters[i].second(stage_.notification(Uuid::parse(id).value()));
            });
        }
        EXPECT_EQ(get(target).each("id"), expected) << target;
    }
}

TEST_F(NotificationsTest, PagesHoldEverythingOnceAndNewestFirst) {
    fill();
    const auto whole = get("/v1/notifications?limit=500").each("id");
    EXPECT_EQ(whole.size(), 12U);
    EXPECT_TRUE(std::is_sorted(whole.rbegin(), whole.rend()));
    for (const int limit : {1, 5, 11, 12, 13})
        EXPECT_EQ(all("/v1/notifications", "id", limit), whole) << limit;
    const auto bobs = get("/v1/notifications?user=bob&limit=500").each("id");
    EXPECT_EQ(all("/v1/notifications?user=bob", "id", 3), bobs);
}

TEST_F(NotificationsTest, WhatIsWrittenBetweenTwoPagesMovesNothing) {
    fill();
    const auto whole = get("/v1/notifications").each("id");
    const auto first = get("/v1/notifications?limit=5");
    decide(order("newer"));
    const auto rest = get("/v1/notifications?limit=500&cursor=" + first.text("/next_cursor"));
    auto seen = first.each("id");
    for (const auto& id : rest.each("id")) seen.push_back(id);
    EXPECT_EQ(seen, whole);
}

TEST_F(NotificationsTest, AFaultyQueryIsRefusedWithAllItsFaults) {
    EXPECT_THAT(get("/v1/notifications?limit=501&state=lost,queued&colour=red&since=x").faults(),
                ::testing::UnorderedElementsAre("limit", "state", "colour", "since"));
    EXPECT_EQ(get("/v1/notifications?state=lost").text("/errors/0/detail"),
              "does not know 'lost', but scheduled, queued, sent, delivered, failed, cancelled, expired, "
              "suppressed");
    for (const auto* cursor : {"abc", "7", "00000000-0000-7000-8000-00000000000g"}) {
        const auto answer = get("/v1/notifications?cursor=" + std::string(cursor));
        EXPECT_EQ(answer.status, 422) << cursor;
        EXPECT_THAT(answer.faults(), ElementsAre("cursor"));
    }
}

TEST_F(NotificationsTest, OneShowsItsTextAndItsAttempts) {
    const auto n = decide(order());
    send(OutcomeKind::retry);
    stage_.clock.advance(2min);
    settle();
    send();
    const auto shown = get(path(n));
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.text("/state"), "delivered");
    EXPECT_EQ(shown.text("/content/subject"), "Order 1042");
    EXPECT_EQ(shown.text("/address"), "ann@data.example");
    EXPECT_EQ(shown.text("/attempt_count"), "2");
    EXPECT_THAT(shown.each("number", "/attempts"), ElementsAre("1", "2"));
    EXPECT_THAT(shown.each("outcome", "/attempts"), ElementsAre("retry", "delivered"));
}

TEST_F(NotificationsTest, OfAnErasedUserTheTextAndTheAddressAreGone) {
    const auto n = decide(order());
    send();
    change(records::ProfileChange::Kind::erase, "null");
    const auto shown = get(path(n));
    EXPECT_TRUE(shown.at("/content").is_null());
    EXPECT_TRUE(shown.at("/address").is_null());
    EXPECT_EQ(shown.text("/state"), "delivered");
    EXPECT_TRUE(get("/v1/outbox").at("/items/0/address").is_null());
}

TEST_F(NotificationsTest, AnUnknownOneIs404) {
    for (const auto* id : {"none", "00000000-0000-7000-8000-000000000000"}) {
        EXPECT_EQ(get("/v1/notifications/" + std::string(id)).status, 404);
        EXPECT_EQ(ask("POST", "/v1/notifications/" + std::string(id) + "/cancel").status, 404);
    }
}

// Cancelling.

TEST_F(NotificationsTest, OneThatWaitsIsCancelledAndThatIsTold) {
    const auto n = decide_later("order-1");
    const auto told = stage_.read(core::Topic::status).size();
    const auto left = stage_.store.outgoing(stage_.clock.now() + 1h, 10)->size();
    const auto answer = cancel(n.id);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.text("/state"), "cancelled");
    EXPECT_EQ(answer.text("/reason"), "cancelled");
    EXPECT_EQ(stage_.read(core::Topic::status).size(), told + 1);
    EXPECT_EQ(stage_.store.outgoing(stage_.clock.now() + 1h, 10)->size(), left);
    stage_.clock.advance(90min);
    settle();
    EXPECT_EQ(stage_.notification(n.id).state, State::cancelled);
}

TEST_F(NotificationsTest, OneInTheQueueIsTakenOutOfIt) {
    const auto n = decide(order());
    EXPECT_EQ(cancel(n.id).status, 200);
    EXPECT_TRUE(stage_.take().empty());
    EXPECT_EQ(cancel(n.id).status, 200) << "it is what was asked for";
}

// As it was once: a worker may have it by now.
TEST_F(NotificationsTest, OneInAQueueThatLacksItsMemoryMayBeBeingSent) {
    const auto n = decide(order());
    stage_.queue.lose_memory();
    const std::array again{core::task_of(n, "{}", false, n.expires_at)};
    stage_.queue.push(again).value();
    const auto answer = cancel(n.id);
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.text("/state"), "sending");
    EXPECT_TRUE(stage_.notification(n.id).cancel_requested);
}

TEST_F(NotificationsTest, OneThatAWorkerHasIsBeingSent) {
    const auto n = decide(order());
    const auto leased = stage_.take();
    const auto answer = cancel(n.id);
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.text("/state"), "sending");
    EXPECT_TRUE(stage_.notification(n.id).cancel_requested);
    EXPECT_EQ(cancel(n.id).text("/state"), "sending");
}

TEST_F(NotificationsTest, WhatWouldBeTriedAgainIsCancelledInstead) {
    const auto n = decide(order());
    auto outcome = test::an_outcome(OutcomeKind::retry);
    outcome.task = {n.id, 1};
    ASSERT_EQ(stage_.take().size(), 1U);
    cancel(n.id);
    stage_.append(records::write_outcome(outcome));
    settle();
    EXPECT_EQ(stage_.notification(n.id).state, State::cancelled);
}

TEST_F(NotificationsTest, WhatIsSettledWins) {
    for (const auto& [kind, state] : {std::pair{OutcomeKind::delivered, "delivered"},
                                      {OutcomeKind::accepted, "sent"},
                                      {OutcomeKind::rejected, "failed"}}) {
        const auto n = decide(order(state));
        send(kind);
        const auto answer = cancel(n.id);
        EXPECT_EQ(answer.status, 409);
        EXPECT_EQ(answer.text("/state"), state);
        EXPECT_FALSE(stage_.notification(n.id).cancel_requested);
    }
}

TEST_F(NotificationsTest, TheRequestIsInTheStoreBeforeTheTombstoneIsInTheQueue) {
    const auto n = decide(order());
    std::vector<bool> requested;
    test::WatchedQueue queue(stage_.queue);
    queue.before_withdraw = [&] {
        requested.push_back(stage_.notification(n.id).cancel_requested);
        return Result<>();
    };
    EXPECT_EQ(cancel_over(n.id, stage_.store, queue), 200);
    EXPECT_THAT(requested, ElementsAre(true));
}

TEST_F(NotificationsTest, OneThatIsChangedAfterItWasTakenOutIsCancelledAllTheSame) {
    const auto n = decide(order());
    test::WatchedStore store(stage_.store);
    store.before_commit = [&, changed = false](const ports::Changes& changes) mutable {
        if (!cancels(changes) || std::exchange(changed, true)) return Result<>();
        auto moved = stage_.notification(n.id);
        ++moved.revision;
        ports::Changes others;
        others.updates.push_back({moved, moved.state, std::nullopt});
        return stage_.store.commit(others);
    };
    EXPECT_EQ(cancel_over(n.id, store, stage_.queue), 200);
}

TEST_F(NotificationsTest, WhatARequestLeavesAfterItHasTakenItOutIsDoneByANotifierSoon) {
    const auto n = decide(order());
    test::WatchedStore store(stage_.store);
    store.before_commit = [&](const ports::Changes& changes) {
        return cancels(changes) ? Result<>(unavailable("gone")) : Result<>();
    };
    EXPECT_EQ(cancel_over(n.id, store, stage_.queue), 503);
    EXPECT_EQ(stage_.notification(n.id).state, State::queued);
    stage_.clock.advance(6s);
    settle();
    EXPECT_EQ(stage_.notification(n.id).state, State::cancelled);
    stage_.clock.advance(2s);
    settle();
    EXPECT_TRUE(stage_.store.outgoing(stage_.clock.now() + 1h, 10)->empty());
}

// The outbox.

TEST_F(NotificationsTest, TheOutboxShowsEveryTryNewestFirst) {
    decide(order("first"));
    send(OutcomeKind::rejected);
    decide(order("second"));
    send();
    const auto shown = get("/v1/outbox");
    EXPECT_THAT(shown.each("outcome"), ElementsAre("delivered", "rejected"));
    EXPECT_THAT(shown.each("address"), ::testing::Each("ann@data.example"));
    EXPECT_EQ(shown.text("/items/0/content/subject"), "Order 1042");
    EXPECT_EQ(all("/v1/outbox", "outcome", 1), shown.each("outcome"));
    for (const auto* query : {"limit=0", "cursor=x", "cursor=-1", "user=ann"}) {
        EXPECT_EQ(get("/v1/outbox?" + std::string(query)).status, 422) << query;
    }
}

}  // namespace
}  // namespace tidings::admin
