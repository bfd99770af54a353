#include <thread>

#include <gmock/gmock.h>

#include "contract/postgres_engine.h"
#include "contract/store_samples.h"

// Several programs on one database.
namespace tidings::testing {
namespace {

using adapters::postgres::PostgresStore;
using ports::Changes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PostgresBeside : public ::testing::Test {
protected:
    void SetUp() override {
        if (!postgres_server()) GTEST_SKIP() << "TIDINGS_TEST_POSTGRES names no PostgreSQL";
        options_ = migrated_postgres().options();
    }
    std::unique_ptr<PostgresStore> open(const std::string& claimant) {
        auto options = options_;
        options.claimant = claimant;
        return PostgresStore::open(options, clock_).value();
    }
    static void given_scheduled(PostgresStore& store, int count) {
        Changes changes;
        for (int i = 1; i <= count; ++i) {
            changes.events.push_back(sample_event(i));
            changes.notifications.push_back(sample_notification(i, changes.events.back()));
        }
        store.commit(changes).value();
    }
    static std::vector<core::Notification> due(PostgresStore& store, std::size_t max) {
        return store.due({Channel::email, Priority::normal}, sample_time(9'999), max).value();
    }
    static std::vector<int> numbers(const std::vector<core::Notification>& notifications) {
        std::vector<int> out;
        for (const auto& n : notifications) out.push_back(n.id.bytes[15]);
        return out;
    }

    adapters::SystemClock clock_;
    adapters::postgres::Options options_;
};

TEST_F(PostgresBeside, WhatIsDueIsGivenToOne) {
    const auto one = open("one");
    const auto two = open("two");
    given_scheduled(*one, 5);
    EXPECT_THAT(numbers(due(*one, 2)), ElementsAre(1, 2));
    EXPECT_THAT(numbers(due(*two, 2)), ElementsAre(3, 4));
    EXPECT_THAT(numbers(due(*one, 2)), ElementsAre(1, 2)) << "its own";
    EXPECT_THAT(numbers(due(*two, 9)), ElementsAre(3, 4, 5));
    EXPECT_THAT(numbers(due(*open("one"), 9)), ElementsAre(1, 2)) << "it has started anew";
}

TEST_F(PostgresBeside, WhoOnlyLooksSeesAllAndTakesNothing) {
    const auto one = open("one");
    given_scheduled(*one, 3);
    due(*one, 1);
    options_.claims = false;
    const auto looking = open("two");
    EXPECT_THAT(numbers(due(*looking, 9)), ElementsAre(1, 2, 3));
    EXPECT_THAT(numbers(due(*one, 9)), ElementsAre(1, 2, 3));
}

TEST_F(PostgresBeside, AClaimEnds) {
    options_.claim = std::chrono::seconds{1};
    const auto one = open("one");
    const auto two = open("two");
    given_scheduled(*one, 1);
    EXPECT_THAT(numbers(due(*one, 9)), ElementsAre(1));
    EXPECT_THAT(due(*two, 9), IsEmpty());
    const auto deadline = clock_.steady() + std::chrono::seconds{20};
    while (due(*two, 9).empty() && clock_.steady() < deadline) std::this_thread::yield();
    EXPECT_THAT(numbers(due(*two, 9)), ElementsAre(1));
    EXPECT_THAT(due(*one, 9), IsEmpty());
}

TEST_F(PostgresBeside, ACommitEndsTheClaim) {
    const auto one = open("one");
    given_scheduled(*one, 1);
    auto n = due(*one, 1).at(0);
    ++n.revision;
    Changes changes;
    changes.updates = {{n, State::scheduled, std::nullopt}};
    one->commit(changes).value();
    EXPECT_THAT(numbers(due(*open("two"), 9)), ElementsAre(1));
}

TEST_F(PostgresBeside, ManyDispatchersNeverHaveTheSame) {
    constexpr int kCount = 200;
    given_scheduled(*open("one"), kCount);
    std::mutex mutex;
    std::map<int, int> given;
    std::vector<std::thread> dispatchers;
    for (const char* name : {"one", "two", "three"}) {
        dispatchers.emplace_back([&, name] {
            const auto store = open(name);
            for (std::size_t max = 10; max <= 50; max += 10) {
                const auto found = due(*store, max);  // its own again, and more
                if (max < 50) continue;
                const std::lock_guard lock(mutex);
                for (const int number : numbers(found)) ++given[number];
            }
        });
    }
    for (auto& dispatcher : dispatchers) dispatcher.join();
    EXPECT_EQ(given.size(), 150U);
    for (const auto& [number, times] : given) EXPECT_EQ(times, 1) << number;
}

TEST_F(PostgresBeside, TheLedgerIsTheSumOfAllCommits) {
    std::vector<std::thread> notifiers;
    for (int t = 0; t < 4; ++t) {
        notifiers.emplace_back([&, t] {
            const auto store = open(std::to_string(t));
            for (int i = 0; i < 25; ++i) {
                Changes changes;
                const int number = t * 25 + i + 1;
                changes.offsets = {{{core::Topic::events, t}, i, i + 1, {.events = 1}}};
                changes.events = {sample_event(number)};
                changes.notifications = {sample_notification(number, changes.events[0])};
                store->commit(changes).value();
            }
        });
    }
    for (auto& notifier : notifiers) notifier.join();
    const auto store = open("one");
    const auto ledger = store->ledger().value();
    EXPECT_EQ(ledger.decided, 100);
    EXPECT_EQ(ledger.states[core::index(State::scheduled)], 100);
    EXPECT_EQ(ledger.counts.events, 100);
    EXPECT_EQ(describe(store->recount().value()), describe(ledger));
}

// Either the cancellation finds the event, or the event finds the cancellation.
TEST_F(PostgresBeside, WhoCancelsWhileAnotherDecidesIsNotOverlooked) {
    constexpr int kEvents = 150;
    std::vector<char> decided(kEvents), found(kEvents);
    std::atomic<int> ready = 0;
    const auto meet = [&ready](int at) {
        ++ready;
        while (ready < 2 * (at + 1)) std::this_thread::yield();
    };
    std::thread decider([&] {
        const auto store = open("one");
        for (int i = 0; i < kEvents; ++i) {
            Changes changes;
            for (int k = 0; k < 20; ++k) changes.events.push_back(sample_event(i * 20 + k));
            meet(i);
            decided[static_cast<std::size_t>(i)] = store->commit(changes) ? 1 : 0;
        }
    });
    const auto store = open("two");
    for (int i = 0; i < kEvents; ++i) {
        const auto event = sample_event(i * 20 + 19).event;
        Changes changes;
        changes.cancelled_events = {{{event.source, event.id}, sample_time(0)}};
        meet(i);
        store->commit(changes).value();
        found[static_cast<std::size_t>(i)] = store->event(event.key()).value() ? 1 : 0;
    }
    decider.join();
    for (std::size_t i = 0; i < kEvents; ++i) EXPECT_EQ(decided[i], found[i]) << i;
}

}  // namespace
}  // namespace tidings::testing
