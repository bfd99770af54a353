#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <tuple>

#include "contract/store_contract.h"
#include "contract/store_views.h"

// ports::Store under refusals of every kind, at the edges of its bounds, and from several threads.
namespace tidings::testing {

class StoreRaces : public StoreContract {
protected:
    // A change of every kind, all of them good.
    Changes one_of_each() {
        Changes changes = move(known_, State::queued);
        changes.updates[0].content = "{\"text\":\"changed\"}";
        changes.offsets = {{{core::Topic::events, 0}, 0, 2, {.events = 2}}};
        changes.events = {sample_event(20, "bob")};
        changes.notifications = {sample_notification(20, changes.events[0])};
        changes.attempts = {sample_attempt(known_.id, 1, "outbox")};
        changes.recipients = {{sample_recipient("bob"), 0}};
        changes.erased_users = {core::UserId("cyd")};
        changes.conflicts = {sample_event(1, "ann").event.key()};
        changes.dead = {sample_dead(7)};
        changes.resolved_dead = {sample_id(5)};
        changes.suppressions = {{sample_suppression("ann"), false}};
        changes.cancelled_events = {{{core::Source("shop"), core::EventId("event-30")}, sample_time(0)}};
        changes.outgoing = ports::Outgoing{sample_id(9), sample_time(0), {known_.id}};
        changes.outgoing_done = {sample_id(6)};
        return changes;
    }
    // What `one_of_each` changes.
    void given_something_of_each() {
        known_ = given(1, "ann");
        auto theirs = given(2, "cyd");
        Changes changes;
        changes.dead = {sample_dead(5)};
        changes.outgoing = ports::Outgoing{sample_id(6), sample_time(0), {theirs.id}};
        changes.suppressions = {{sample_suppression("dan"), false}};
        changes.recipients = {{sample_recipient("dan"), 0}};
        commit(changes);
    }
    void write_one_of_each_list(int number) {
        Changes changes;
        changes.events = {sample_event(number)};
        changes.notifications = {sample_notification(number, changes.events[0])};
        changes.attempts = {sample_attempt(sample_id(number), 1, "outbox")};
        changes.dead = {sample_dead(number)};
        changes.suppressions = {{sample_suppression(std::to_string(number)), false}};
        commit(changes);
    }
    static void in_threads(int count, const std::function<void(int)>& work) {
        std::vector<std::thread> threads;
        for (int t = 0; t < count; ++t) threads.emplace_back(work, t);
        for (auto& thread : threads) thread.join();
    }

    core::Notification known_;
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreRaces);

TEST_P(StoreRaces, EveryKindOfRefusalLeavesEveryKindOfChangeUndone) {
    given_something_of_each();
    const auto fresh = sample_event(21, "dan");
    const auto update = [this](const std::function<void(Changes::Update&)>& spoil) {
        return [this, spoil](Changes& c) {
            Changes::Update bad{known_, State::queued, std::nullopt};
            bad.after.state = State::queued;
            ++bad.after.revision;
            spoil(bad);
            c.updates.push_back(bad);
        };
    };
    const std::vector<std::tuple<const char*, Errc, std::function<void(Changes&)>>> refusals{
        {"an offset from elsewhere", Errc::conflict,
         [](Changes& c) { c.offsets.push_back({{core::Topic::status, 0}, 3, 4, {}}); }},
        {"an event that exists", Errc::conflict,
         [](Changes& c) { c.events.push_back(sample_event(1, "ann")); }},
        {"an event twice", Errc::conflict, [&](Changes& c) { c.events = {fresh, fresh}; }},
        {"a notification that exists", Errc::conflict,
         [&](Changes& c) {
             c.events.push_back(fresh);
             c.notifications.push_back(sample_notification(1, fresh));
         }},
        {"a second one on the channel", Errc::conflict,
         [](Changes& c) { c.notifications.push_back(sample_notification(22, sample_event(1, "ann"))); }},
        {"one without its event", Errc::invalid,
         [](Changes& c) { c.notifications.push_back(sample_notification(22, sample_event(22, "dan"))); }},
        {"an old revision", Errc::conflict, update([](auto& bad) { --bad.after.revision; })},
        {"a revision of the future", Errc::conflict, update([](auto& bad) { ++bad.after.revision; })},
        {"an unknown notification", Errc::conflict, update([](auto& bad) { bad.after.id = sample_id(99); })},
        {"a move that is none", Errc::internal,
         update([](auto& bad) { bad.before = bad.after.state = State::delivered; })},
        {"a profile that is there", Errc::conflict,
         [](Changes& c) { c.recipients.push_back({sample_recipient("dan"), 0}); }},
        {"a profile that has changed", Errc::conflict,
         [](Changes& c) { c.recipients.push_back({sample_recipient("dan"), 6}); }},
        {"a profile that was filled", Errc::conflict,
         [](Changes& c) {
             c.recipients.push_back({sample_recipient("dan"), 7});
             c.recipients.back().after.revision = 3;
         }},
        {"a profile that is gone", Errc::conflict,
         [](Changes& c) { c.recipients.push_back({sample_recipient("eve"), 7}); }},
        {"an outgoing row that exists", Errc::conflict, [](Changes& c) { c.outgoing->id = sample_id(6); }},
    };
    const auto before = everything(store(), queries());
    for (const auto& [name, code, spoil] : refusals) {
        SCOPED_TRACE(name);
        const auto known = known_;
        Changes changes = one_of_each();
        spoil(changes);
        refuse(changes, code);
        known_ = known;
        EXPECT_EQ(everything(store(), queries()), before);
    }
    commit(one_of_each());
    EXPECT_NE(everything(store(), queries()), before);
}

TEST_P(StoreRaces, OffsetsOfOneCommitFollowEachOther) {
    Changes changes;
    changes.offsets = {{{core::Topic::events, 0}, 0, 5, {.events = 5}},
                       {{core::Topic::events, 0}, 5, 9, {.duplicates = 4}},
                       {{core::Topic::events_critical, 0}, 0, 1, {.changes = 1}}};
    commit(changes);
    EXPECT_EQ(store().offset({core::Topic::events, 0}).value(), 9);
    EXPECT_EQ(queries().ledger().value().counts.events, 5);
    EXPECT_EQ(queries().ledger().value().counts.duplicates, 4);
    changes.offsets = {{{core::Topic::events, 0}, 9, 10, {}}, {{core::Topic::events, 0}, 9, 11, {}}};
    refuse(changes, Errc::conflict);
}

TEST_P(StoreRaces, WhoAsksForNothingIsGivenNothing) {
    given_something_of_each();
    EXPECT_THAT(store().recipients({}).value(), IsEmpty());
    EXPECT_THAT(store().known_events({}).value(), IsEmpty());
    EXPECT_THAT(store().suppressed({}).value(), IsEmpty());
    EXPECT_THAT(store().cancelled_events({}).value(), IsEmpty());
    EXPECT_THAT(store().notifications({}).value(), IsEmpty());
    EXPECT_THAT(store().attempts({}).value(), IsEmpty());
    EXPECT_THAT(store().contents({}).value(), IsEmpty());
    EXPECT_THAT(store().due({Channel::email, Priority::normal}, sample_time(9999), 0).value(), IsEmpty());
    EXPECT_THAT(store().queued({}, 0).value(), IsEmpty());
    EXPECT_THAT(store().outgoing(sample_time(9999), 0).value(), IsEmpty());
    EXPECT_EQ(purge(sample_time(9999), 0, 0).events, 0U);
}

TEST_P(StoreRaces, OfManyWhoChangeAProfileEachSeesWhatIsThere) {
    constexpr std::int64_t kGoal = 60;
    const std::vector users{core::UserId("ann"), core::UserId("bob")};
    std::atomic<std::int64_t> won = 0;
    in_threads(4, [&](int) {
        for (;;) {
            const auto found = store().recipients(users).value();
            Changes changes;
            for (const auto& user : users) {
                const auto known = found.find(user);
                const std::int64_t version = known == found.end() ? 0 : known->second.version;
                if (version >= kGoal) return;
                changes.recipients.push_back({sample_recipient(user.str()), version});
                changes.recipients.back().after.version = version + 1;
                changes.recipients.back().after.revision = version + 1;
            }
            const auto done = store().commit(changes);
            if (done) {
                ++won;
            } else {
                EXPECT_EQ(done.error().code, Errc::conflict);
            }
        }
    });
    EXPECT_EQ(won, kGoal);
}

TEST_P(StoreRaces, OfManyWhoMoveAnOffsetOneWins) {
    constexpr std::int64_t kGoal = 60;
    const ports::Partition partition{core::Topic::events, 0};
    std::atomic<std::int64_t> won = 0;
    in_threads(4, [&](int) {
        for (;;) {
            const auto from = store().offset(partition).value().value_or(0);
            if (from >= kGoal) return;
            Changes changes;
            changes.offsets = {{partition, from, from + 1, {.events = 1}}};
            const auto done = store().commit(changes);
            if (done) {
                ++won;
            } else {
                EXPECT_EQ(done.error().code, Errc::conflict);
            }
        }
    });
    EXPECT_EQ(store().offset(partition).value(), kGoal);
    EXPECT_EQ(won, kGoal);
    EXPECT_EQ(queries().ledger().value().counts.events, kGoal);
}

TEST_P(StoreRaces, OfManyWhoChangeANotificationNoneOverwritesAnother) {
    constexpr int kEach = 20;
    const auto id = given(1).id;
    in_threads(4, [&](int) {
        for (int done = 0; done < kEach;) {
            auto n = stored(id);
            ++n.attempt_count;
            if (store().commit(move(n, State::scheduled))) ++done;
        }
    });
    EXPECT_EQ(stored(id).attempt_count, 4 * kEach);
    EXPECT_EQ(stored(id).revision, 4 * kEach);
}

TEST_P(StoreRaces, AReadSeesWholeCommitsAndAllThatHaveReturned) {
    constexpr int kRounds = 100;
    const std::vector ids{given(1).id, given(2).id};
    std::atomic<int> returned = 0;
    std::thread writer([&] {
        for (int round = 1; round <= kRounds; ++round) {
            Changes changes;
            for (const auto& id : ids) {
                auto n = stored(id);
                n.detail = std::to_string(round);
                changes.updates.push_back(move(n, State::scheduled).updates[0]);
            }
            ASSERT_TRUE(store().commit(changes));
            returned = round;
        }
    });
    in_threads(2, [&](int) {
        for (int seen = 0; seen < kRounds;) {
            const int known = returned;
            const auto found = store().notifications(ids).value();
            EXPECT_EQ(found.at(ids[0]).revision, found.at(ids[1]).revision);
            seen = found.at(ids[0]).revision;
            EXPECT_GE(seen, known);
        }
    });
    writer.join();
}

TEST_P(StoreRaces, PurgingBesideCommitsKeepsTheCounts) {
    constexpr int kEvents = 60;
    Changes changes;
    changes.offsets = {{{core::Topic::events, 0}, 0, kEvents, {.events = kEvents}}};
    commit(changes);
    std::atomic<bool> over = false;
    std::thread purger([&] {
        std::int64_t from = 0;
        while (!over) from = purge(sample_time(9999), from, 5).next;
    });
    in_threads(2, [&](int t) {
        for (int i = t; i < kEvents; i += 2) given_settled(i + 1);
    });
    over = true;
    purger.join();
    while (purge(sample_time(9999)).events > 0) {
    }
    const auto ledger = queries().ledger().value();
    EXPECT_EQ(ledger.decided, kEvents);
    EXPECT_EQ(ledger.purged, kEvents);
    EXPECT_EQ(describe(queries().recount().value()), describe(ledger));
}

// Newer items come before the first page: whoever pages on sees all that was there, once.
TEST_P(StoreRaces, PagesJoinWhileOthersWrite) {
    for (int i = 1; i <= 9; ++i) write_one_of_each_list(i);
    int newest = 100;
    // How often each of the nine is among all pages.
    const auto times = [&](const auto& list, const auto& is) {
        std::vector<std::ptrdiff_t> out(9);
        ports::Page page{std::nullopt, 2};
        do {
            const auto listed = list(page).value();
            for (int i = 1; i <= 9; ++i) {
                out[static_cast<std::size_t>(i - 1)] +=
                    std::ranges::count_if(listed.items, [&](const auto& item) { return is(item, i); });
            }
            page.after = listed.next_cursor;
            write_one_of_each_list(++newest);
        } while (page.after);
        return out;
    };
    const std::vector<std::ptrdiff_t> once(9, 1);
    EXPECT_EQ(times([&](const auto& page) { return queries().list({}, page); },
                    [](const auto& n, int i) { return n.id == sample_id(i); }),
              once);
    EXPECT_EQ(times([&](const auto& page) { return queries().outbox(page); },
                    [](const auto& entry, int i) { return entry.attempt.notification == sample_id(i); }),
              once);
    EXPECT_EQ(times([&](const auto& page) { return queries().dead_records(page); },
                    [](const auto& record, int i) { return record.id == sample_id(i); }),
              once);
    EXPECT_EQ(times([&](const auto& page) { return queries().suppressions(page); },
                    [](const auto& s, int i) { return s.address == std::to_string(i); }),
              once);
}

}  // namespace tidings::testing
