#pragma once

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "services/notifier/notifier.h"
#include "services/records/command_record.h"
#include "services/records/event_record.h"
#include "services/records/profile_record.h"
#include "support/stage.h"
#include "support/watched_ports.h"

// A whole notifier in memory, with the events, commands and workers that it meets.
namespace tidings::notifier {

using namespace std::chrono_literals;
using core::Channel;
using core::OutcomeKind;
using core::State;
using test::json_of;

class NotifierTest : public ::testing::Test {
protected:
    explicit NotifierTest(std::size_t queue_max = 100) : stage_(queue_max) { start(); }

    // A process that begins; what the one before left in memory is gone with it.
    void start() {
        notifier_.emplace(
            Parts{stage_.log, watched_store_, stage_.store, stage_.queue, stage_.clock, stage_.catalog},
            Options{}, Random(1));
    }
    void run() {
        for (int i = 0; i < 100; ++i) {
            if (notifier_->step().value() == 0) return;
        }
        FAIL() << "it never came to rest";
    }

    // Ann's order by e-mail alone.
    core::Event order(std::string id = "order-1") {
        return test::an_event([&](auto& e) {
            e.id = core::EventId(std::move(id));
            e.received_at = stage_.clock.now();
            e.channels = std::vector{Channel::email};
        });
    }
    void orders_create_their_recipient() {
        stage_.publish(test::a_type([](auto& t) {
            t.version = 4;
            t.creates_recipient = true;
        }));
    }
    void submit(const core::Event& event) { stage_.append(records::write_event(event)); }
    void change(records::ProfileChange::Kind kind, std::string_view profile) {
        const auto written = records::write_profile_change(
            {kind, core::UserId("ann"), to_micros(stage_.clock.now()) + ++changes_, json_of(profile)});
        stage_.log.append(written).value();
    }
    void put(std::string_view profile) { change(records::ProfileChange::Kind::put, profile); }
    void command(const records::Command& command) { stage_.append(records::write_command(command)); }

    core::Notification only() {
        const auto all = stage_.notifications();
        EXPECT_EQ(all.size(), 1U);
        return all.at(0);
    }
    // A worker sends what is queued and reports it.
    void send(OutcomeKind kind, std::optional<Duration> retry_after = std::nullopt) {
        const auto leased = stage_.take();
        ASSERT_FALSE(leased.empty());
        for (const auto& l : leased) {
            auto outcome = test::an_outcome(kind);
            outcome.task = l.task.id;
            outcome.attempt = l.task.attempt;
            outcome.started_at = outcome.finished_at = stage_.clock.now();
            outcome.outcome.retry_after = retry_after;
            stage_.append(records::write_outcome(outcome));
        }
        stage_.queue.acknowledge(leased).value();
    }
    core::ConsumedCounts counts() { return stage_.store.ledger()->counts; }
    std::size_t waiting() {
        std::size_t sum = 0;
        for (const auto& depth : stage_.queue.depths().value()) sum += depth.waiting;
        return sum;
    }

    test::Stage stage_;
    test::WatchedStore watched_store_{stage_.store};
    std::optional<Notifier> notifier_;
    int changes_ = 0;
};

}  // namespace tidings::notifier
