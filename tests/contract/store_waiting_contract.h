#pragma once

#include "contract/store_contract.h"

// ports::Store as facts: what waits, and in which order it is given.
namespace tidings::testing {

TEST_P(StoreContract, DueGivesALanesNotificationsTheLongestDueFirst) {
    Changes changes;
    const auto add = [&](int number, int due, Channel channel, Priority priority) {
        changes.events.push_back(sample_event(number));
        auto decided = sample_notification(number, changes.events.back(), channel);
        decided.notification.due_at = sample_time(due);
        decided.notification.priority = priority;
        changes.notifications.push_back(decided);
    };
    add(1, 30, Channel::email, Priority::normal);
    add(2, 10, Channel::email, Priority::normal);
    add(3, 20, Channel::email, Priority::normal);
    add(4, 10, Channel::email, Priority::normal);
    add(5, 10, Channel::sms, Priority::normal);
    add(6, 10, Channel::email, Priority::high);
    commit(changes);
    const ports::Lane lane{Channel::email, Priority::normal};
    EXPECT_THAT(numbers(store().due(lane, sample_time(20), 10).value()), ElementsAre(2, 4, 3));
    EXPECT_THAT(numbers(store().due(lane, sample_time(20), 1).value()), ElementsAre(2));
    EXPECT_THAT(numbers(store().due(lane, sample_time(20) - Duration{1}, 10).value()), ElementsAre(2, 4));
    auto moved = changes.notifications[1].notification;
    commit(move(moved, State::queued));
    EXPECT_THAT(numbers(store().due(lane, sample_time(20), 10).value()), ElementsAre(4, 3));

    const ports::Lane sms{Channel::sms, Priority::normal};
    const ports::Lane urgent{Channel::email, Priority::high};
    EXPECT_THAT(store().due_lanes(sample_time(10) - Duration{1}).value(), IsEmpty());
    EXPECT_THAT(store().due_lanes(sample_time(10)).value(), UnorderedElementsAre(lane, sms, urgent));
    for (const int number : {4, 5, 6}) {
        auto n = changes.notifications[static_cast<std::size_t>(number) - 1].notification;
        commit(move(n, State::queued));
    }
    EXPECT_THAT(store().due_lanes(sample_time(20) - Duration{1}).value(), IsEmpty());
    EXPECT_THAT(store().due_lanes(sample_time(20)).value(), ElementsAre(lane));
}

TEST_P(StoreContract, QueuedGoesOnBehindAnId) {
    for (int i = 1; i <= 4; ++i) {
        auto n = given(i);
        if (i != 3) commit(move(n, State::queued));
    }
    EXPECT_THAT(numbers(store().queued({}, 10).value()), ElementsAre(1, 2, 4));
    EXPECT_THAT(numbers(store().queued({}, 2).value()), ElementsAre(1, 2));
    EXPECT_THAT(numbers(store().queued(sample_id(2), 10).value()), ElementsAre(4));
    EXPECT_THAT(store().queued(sample_id(4), 10).value(), IsEmpty());
}

TEST_P(StoreContract, WaitingOfGivesWhatIsScheduledOrQueuedForOne) {
    for (int i = 1; i <= 4; ++i) {
        auto n = given(i, i == 4 ? "other" : "user-1");
        if (i == 2) commit(move(n, State::queued));
        if (i == 3) commit(move(n, State::cancelled));
    }
    const core::UserId user("user-1");
    EXPECT_THAT(numbers(store().waiting_of(user, {}, 10).value()), ElementsAre(1, 2));
    EXPECT_THAT(numbers(store().waiting_of(user, {}, 1).value()), ElementsAre(1));
    EXPECT_THAT(numbers(store().waiting_of(user, sample_id(1), 10).value()), ElementsAre(2));
    EXPECT_THAT(store().waiting_of(core::UserId("nobody"), {}, 10).value(), IsEmpty());
}

TEST_P(StoreContract, OutgoingGivesTheOldestOfWhatWasLeft) {
    for (int i = 1; i <= 3; ++i) {
        Changes changes;
        changes.outgoing = ports::Outgoing{sample_id(i),
                                           sample_time(10 - i),
                                           {sample_id(i), sample_id(9)},
                                           {core::UserId("a"), core::UserId(std::to_string(i))}};
        commit(changes);
    }
    const auto left = store().outgoing(sample_time(9), 10).value();
    ASSERT_EQ(left.size(), 2U);
    EXPECT_EQ(left[0].id, sample_id(3));
    EXPECT_EQ(left[1].id, sample_id(2));
    EXPECT_THAT(left[1].notifications, ElementsAre(sample_id(2), sample_id(9)));
    EXPECT_THAT(left[1].changed_users, ElementsAre(core::UserId("a"), core::UserId("2")));
    EXPECT_EQ(left[1].created_at, sample_time(8));
    EXPECT_EQ(store().outgoing(sample_time(100), 1).value().size(), 1U);
}

TEST_P(StoreContract, OutgoingThatIsDoneIsGone) {
    Changes changes;
    changes.outgoing = ports::Outgoing{sample_id(1), sample_time(1), {}};
    commit(changes);
    changes = {};
    changes.outgoing_done = {sample_id(1), sample_id(2)};
    commit(changes);
    EXPECT_THAT(store().outgoing(sample_time(100), 10).value(), IsEmpty());
}

}  // namespace tidings::testing
