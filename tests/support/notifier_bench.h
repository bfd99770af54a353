#pragma once

#include "services/notifier/handover.h"
#include "services/notifier/lanes.h"
#include "services/notifier/options.h"
#include "services/notifier/tracker.h"
#include "services/notifier/withdrawal.h"
#include "services/records/event_record.h"
#include "services/records/profile_record.h"
#include "support/stage.h"
#include "support/watched_ports.h"

namespace tidings::test {

// What the parts of a notifier share, over ports that a test can have fail. The Stage's own ports are the
// same ones, unwatched: for looking at what was done.
struct NotifierBench : Stage {
    explicit NotifierBench(std::size_t queue_max = 100) : Stage(queue_max) { refill(); }

    // As after a start, or a loss of memory: the queue has all that it should.
    void refill() {
        queue.begin_refill().value();
        queue.end_refill().value();
    }

    // Ann's order number so and so, by e-mail alone.
    core::Event order(int number, core::Priority priority = core::Priority::normal) {
        return an_event([&](auto& e) {
            e.id = core::EventId("order-" + std::to_string(number));
            e.received_at = clock.now();
            e.type_version = 3;
            e.priority = priority;
            e.channels = std::vector{core::Channel::email};
        });
    }
    void submit(const core::Event& event) { append(records::write_event(event)); }
    void put(std::string_view profile) { change(records::ProfileChange::Kind::put, profile); }
    void change(records::ProfileChange::Kind kind, std::string_view profile) {
        log.append(records::write_profile_change(
                       {kind, core::UserId("ann"), to_micros(clock.now()) + ++changes_, json_of(profile)}))
            .value();
    }

    // Its notification as an earlier step has left it in the store: queued in its first round, unless
    // `change` says otherwise. The queue knows nothing of it.
    template <class Change>
    core::Notification given(int number, Change change) {
        const auto event = order(number);
        auto n = a_notification([&](auto& x) {
            x.id = core::notification_id(event.received_at, event.source, event.id, event.user, "email");
            x.event_id = event.id;
            x.created_at = x.updated_at = x.due_at = x.first_due_at = clock.now();
            x.expires_at = clock.now() + std::chrono::hours{72};
            x.address = "ann@data.example";
            x.address_from_profile = false;
            change(x);
        });
        ports::Changes changes;
        changes.events = {
            {event, event.body_hash(), {{n.user, n.channel, true, core::Reason::ok, ""}}, 0, clock.now()}};
        changes.notifications = {{n, R"({"subject":"s","text":"t"})"}};
        store.commit(changes).value();
        return n;
    }
    core::Notification given(int number) {
        return given(number, [](auto&) {});
    }
    core::Notification given_scheduled(int number) {
        return given(number, [](auto& n) {
            n.state = core::State::scheduled;
            n.round = 0;
        });
    }
    core::Notification given_in_queue(int number) {
        const auto n = given(number);
        push(n);
        return n;
    }
    // Another notifier queues it once more, and has yet to push it.
    core::Notification next_round(const core::Notification& n) {
        ports::Changes changes;
        changes.updates = {{n, n.state, std::nullopt}};
        auto& after = changes.updates[0].after;
        ++after.round;
        ++after.revision;
        store.commit(changes).value();
        return after;
    }
    void push(const core::Notification& n) {
        const std::array tasks{core::task_of(n, "{}", false, n.expires_at)};
        queue.push(tasks).value();
    }

    void tell(const core::TaskId& task, core::OutcomeKind kind, std::string detail = "") {
        auto outcome = an_outcome(kind);
        outcome.task = task;
        outcome.attempt = 1;
        outcome.started_at = outcome.finished_at = clock.now();
        outcome.outcome.detail = std::move(detail);
        append(records::write_outcome(outcome));
    }
    // The outcomes on the status log, in order.
    std::vector<core::OutcomeRecord> outcomes() {
        std::vector<core::OutcomeRecord> out;
        for (const auto& record : read(core::Topic::status)) {
            auto status = records::read_status(record).value();
            if (auto* outcome = std::get_if<core::OutcomeRecord>(&status)) out.push_back(std::move(*outcome));
        }
        return out;
    }
    // The changes of state that were told, in order.
    std::vector<core::State> told() {
        std::vector<core::State> out;
        for (const auto& record : read(core::Topic::status)) {
            const auto status = records::read_status(record).value();
            if (const auto* change = std::get_if<records::StateChange>(&status)) out.push_back(change->state);
        }
        return out;
    }

    std::size_t waiting(core::Priority priority) {
        for (const auto& depth : queue.depths().value()) {
            if (depth.lane == ports::Lane{core::Channel::email, priority}) return depth.waiting;
        }
        return 0;
    }
    std::size_t waiting() {
        std::size_t sum = 0;
        for (const auto& depth : queue.depths().value()) sum += depth.waiting;
        return sum;
    }
    std::vector<ports::DeadRecord> dead() { return store.dead_records({}).value().items; }

    WatchedLog watched_log{log};
    WatchedStore watched_store{store};
    WatchedQueue watched_queue{queue};
    notifier::Options options;
    notifier::Lanes lanes{watched_queue};
    notifier::Tracker tracker{watched_log, watched_store, watched_queue, clock, catalog, options};
    notifier::Handover handover{watched_log, watched_queue, watched_store, clock,
                                catalog,     tracker,       Random(1)};
    notifier::Withdrawal withdrawal{watched_store, watched_queue, clock, tracker};

private:
    int changes_ = 0;
};

}  // namespace tidings::test
