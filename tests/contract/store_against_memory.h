#pragma once

#include <gtest/gtest.h>

#include "adapters/memory/memory_store.h"
#include "base/random.h"
#include "contract/engines.h"
#include "contract/store_views.h"
#include "core/state.h"

// Random commits, good and bad ones, to a store and to the memory store: the same answers from every read and
// query, also after it was closed and opened again. A failure names its seed.
namespace tidings::testing {

using adapters::MemoryStore;
using ports::Changes;

class StoreAgainstMemory : public ::testing::TestWithParam<StoreEngine> {
protected:
    void run(std::uint64_t seed);

    static constexpr int kCommits = 50;
    int accepted_ = 0;
    int refused_ = 0;
    std::size_t purged_ = 0;
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreAgainstMemory);

// Makes commits out of what the memory store has at the moment.
class Chaos {
public:
    Chaos(std::uint64_t seed, MemoryStore& memory) : random_(seed), memory_(memory) {}

    Changes next() {
        Changes c;
        if (chance(3)) add_offset(c);
        for (int i = below(4); i > 0; --i) add_event(c);
        for (int i = below(4); i > 0; --i) add_update(c);
        for (int i = below(3); i > 0; --i) add_attempt(c);
        if (chance(12)) c.erased_users = {core::UserId(user())};
        if (chance(4)) add_recipient(c);
        if (chance(5)) c.conflicts = {sample_event(below(kViewedEvents), user()).event.key()};
        if (chance(5)) c.dead = {sample_dead(below(60))};
        if (chance(8)) c.resolved_dead = {sample_id(below(60))};
        for (int i = below(3); i > 0; --i) add_suppression(c);
        if (chance(5)) c.cancelled_events = {{{core::Source("shop"), event_id()}, sample_time(below(60))}};
        if (chance(3))
            c.outgoing = ports::Outgoing{sample_id(below(50)), sample_time(below(50)), {sample_id(1)}};
        if (chance(3)) c.outgoing_done = {sample_id(below(50))};
        return c;
    }

    // Any combination of conditions, most of which some rows meet.
    ports::NotificationFilter filter() {
        ports::NotificationFilter f;
        if (chance(3)) f.user = core::UserId(user());
        if (chance(5)) f.event_id = event_id();
        if (chance(8)) f.source = core::Source(chance(4) ? "another" : "shop");
        while (chance(2)) f.states.push_back(core::kStates[random_.below(core::kStates.size())]);
        while (chance(3)) f.channels.push_back(core::kChannels[random_.below(core::kChannels.size())]);
        if (chance(8)) f.types = {core::TypeName("other"), core::TypeName("order.completed")};
        if (chance(4)) f.since = sample_time(below(kViewedEvents));
        if (chance(4)) f.until = sample_time(below(kViewedEvents));
        return f;
    }
    // Everything else that takes bounds, with any of them.
    std::string bounded_reads(ports::Store& store, std::uint64_t seed) {
        Random same(seed);
        const auto number = [&same](std::uint64_t bound) { return static_cast<int>(same.below(bound)); };
        std::string out;
        const auto add = [&out](const auto& items) {
            for (const auto& text : describe_all(items)) out += text + "\n";
        };
        const ports::Lane lane{core::kChannels[same.below(3)], core::kPriorities[same.below(4)]};
        add(store.due(lane, sample_time(number(100)), same.below(5)).value());
        add(store.queued(sample_id(number(150)), same.below(5)).value());
        add(store.outgoing(sample_time(number(60)), same.below(5)).value());
        return out;
    }

    int below(int bound) { return static_cast<int>(random_.below(static_cast<std::uint64_t>(bound))); }
    bool chance(int one_in) { return below(one_in) == 0; }

private:
    const std::string& user() { return kViewedUsers[random_.below(kViewedUsers.size())]; }
    core::EventId event_id() { return core::EventId("event-" + std::to_string(below(kViewedEvents))); }

    void add_offset(Changes& c) {
        const ports::Partition partition{chance(2) ? core::Topic::events : core::Topic::status, below(2)};
        const auto from = memory_.offset(partition).value().value_or(0) + (chance(10) ? 1 : 0);
        c.offsets.push_back({partition, from, from + below(9), {below(3), below(3), below(3), 0, 0, 0}});
    }
    void add_event(Changes& c) {
        const auto event = sample_event(below(kViewedEvents), user());
        const bool known = memory_.event(event.event.key()).value().has_value();
        if (!known || chance(15)) c.events.push_back(event);
        for (const core::Channel channel : core::kChannels) {
            if (!chance(3) || (known && !chance(20))) continue;
            auto made = sample_notification(++last_id_, event, channel);
            made.notification.priority = core::kPriorities[random_.below(core::kPriorities.size())];
            made.notification.state = chance(3) ? State::queued : State::scheduled;
            made.notification.due_at = sample_time(below(100));
            if (chance(40)) made.notification.id = sample_id(1);
            c.notifications.push_back(made);
        }
    }
    void add_update(Changes& c) {
        if (last_id_ == 0) return;
        const auto id = sample_id(1 + below(last_id_));
        const auto found = memory_.notifications(std::span(&id, 1)).value();
        if (found.empty()) return;
        core::Notification n = found.at(id);
        const State before = n.state;
        n.state = core::kStates[random_.below(core::kStates.size())];
        if (!core::may_become(before, n.state) && !chance(30)) n.state = before;
        n.revision += chance(25) ? 2 : 1;
        n.round += below(2);
        n.due_at = sample_time(below(100));
        n.address = chance(3) ? "other@example.org" : n.address;
        n.detail = std::to_string(below(5));
        c.updates.push_back(
            {n, before, chance(4) ? std::optional<std::string>("{\"text\":\"new\"}") : std::nullopt});
    }
    void add_attempt(Changes& c) {
        auto attempt =
            sample_attempt(sample_id(1 + below(last_id_ + 2)), below(3), chance(2) ? "outbox" : "smtp");
        attempt.outcome = core::kOutcomeKinds[random_.below(core::kOutcomeKinds.size())];
        c.attempts.push_back(attempt);
    }
    void add_recipient(Changes& c) {
        auto r = sample_recipient(user());
        const auto known = memory_.recipients(std::span(&r.user, 1)).value();
        const auto before = known.contains(r.user) ? known.at(r.user).version : 0;
        r.version = below(100);
        r.revision = (known.contains(r.user) ? known.at(r.user).revision : 0) + (chance(10) ? 2 : 1);
        if (chance(2)) r.quiet_hours.reset();
        if (chance(2)) r.channels.clear();
        r.erased = chance(5);
        r.filled_from = below(100);
        r.erased_at = below(100);
        c.recipients.push_back({std::move(r), before + (chance(10) ? 1 : 0)});
    }
    void add_suppression(Changes& c) {
        auto s = sample_suppression(user(), core::kChannels[random_.below(core::kChannels.size())]);
        s.at = sample_time(below(100));
        c.suppressions.push_back({s, chance(3)});
    }

    Random random_;
    MemoryStore& memory_;
    int last_id_ = 0;
};

inline std::string listed(ports::StoreQueries& q, const ports::NotificationFilter& filter,
                          std::size_t limit) {
    return paged<core::Notification>([&](const auto& page) { return q.list(filter, page); }, limit);
}

// A whole round, a few events at a time. Their numbers are each store's own.
inline std::size_t purge_all(ports::Store& store, ports::Store& other, Time before) {
    constexpr std::size_t kAtOnce = 3;
    std::size_t events = 0;
    ports::Purged here;
    ports::Purged there;
    do {
        here = store.purge(before, here.next, kAtOnce).value();
        there = other.purge(before, there.next, kAtOnce).value();
        EXPECT_EQ(here.events, there.events);
        events += here.events;
    } while (here.next != 0 && there.next != 0);
    // One may have found nothing behind a full call that the other saw to be the last.
    EXPECT_EQ(store.purge(before, 0, 1'000).value().events, 0U);
    EXPECT_EQ(other.purge(before, 0, 1'000).value().events, 0U);
    return events;
}

inline void StoreAgainstMemory::run(std::uint64_t seed) {
    MemoryStore memory;
    Chaos chaos(seed, memory);
    const auto opened = GetParam().open();
    for (int i = 0; i < kCommits; ++i) {
        const auto [store, queries] = opened->faces();
        const Changes changes = chaos.next();
        const auto here = store.commit(changes);
        const auto there = memory.commit(changes);
        ASSERT_EQ(here.has_value(), there.has_value())
            << (here ? there.error().message : here.error().message);
        if (!here) {
            ASSERT_EQ(here.error().code, there.error().code) << here.error().message;
        }
        (here ? accepted_ : refused_) += 1;
        if (chaos.chance(6)) {
            const Time before = sample_time(chaos.below(kViewedEvents));
            purged_ += purge_all(store, memory, before);
        }
        const auto filter = chaos.filter();
        const auto limit = static_cast<std::size_t>(chaos.below(20)) + 1;
        ASSERT_EQ(listed(queries, filter, limit), listed(memory, filter, limit));
        const auto bounds = static_cast<std::uint64_t>(chaos.below(1 << 30));
        ASSERT_EQ(chaos.bounded_reads(store, bounds), chaos.bounded_reads(memory, bounds));
        if (i % 10 == 9) {
            ASSERT_EQ(everything(store, queries), everything(memory, memory));
        }
    }
    opened->reopen();
    const auto [store, queries] = opened->faces();
    ASSERT_EQ(everything(store, queries), everything(memory, memory));
}

TEST_P(StoreAgainstMemory, AnswersAsTheMemoryStoreDoes) {
    const int seeds = GetParam().seeds;
    for (int seed = 1; seed <= seeds; ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        run(static_cast<std::uint64_t>(seed));
        if (HasFatalFailure()) return;
    }
    // Both kinds of commits were there, or nothing was tried.
    EXPECT_GT(accepted_, seeds * kCommits / 4);
    EXPECT_GT(refused_, seeds);
    EXPECT_GT(purged_, static_cast<std::size_t>(seeds));
}

}  // namespace tidings::testing
