#include "services/notifier/commander.h"

#include <gtest/gtest.h>

#include "support/notifier_bench.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::Channel;
using core::State;

class CommanderTest : public ::testing::Test {
protected:
    void command(const records::Command& command) { bench_.append(records::write_command(command)); }
    void replay(std::vector<Uuid> ids) { command(records::Replay{std::move(ids)}); }
    void suppress(std::string address, bool listed = false) {
        command(records::Suppress{Channel::email, std::move(address), "bounced", listed});
    }
    std::size_t step() { return commander_.step().value(); }
    core::Notification given_failed(int number) {
        return bench_.given(number, [](auto& n) {
            n.state = State::failed;
            n.reason = core::Reason::poison;
            n.attempt_count = 4;
            n.returns = 5;
        });
    }
    core::Notification stored(const core::Notification& n) { return bench_.notification(n.id); }
    bool listed(std::string address) {
        return bench_.store.suppression({Channel::email, std::move(address)}).value().has_value();
    }

    test::NotifierBench bench_;
    Commander commander_{bench_.watched_log, bench_.watched_store, bench_.store,      bench_.clock,
                         bench_.catalog,     bench_.handover,      bench_.withdrawal, bench_.options};
};

TEST_F(CommanderTest, WithoutACommandThereIsNothingToDo) {
    EXPECT_EQ(step(), 0U);
    EXPECT_EQ(bench_.watched_store.commits, 0);
}

TEST_F(CommanderTest, AReplayIsScheduledAtOnceWithItsAttemptsToCome) {
    const auto n = given_failed(1);
    replay({n.id});
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n).state, State::scheduled);
    EXPECT_EQ(stored(n).reason, core::Reason::replayed);
    EXPECT_EQ(stored(n).due_at, bench_.clock.now());
    EXPECT_EQ(stored(n).attempt_count, 4);
    EXPECT_EQ(stored(n).attempts_before, 4);
    EXPECT_EQ(bench_.told(), std::vector{State::scheduled});
}

TEST_F(CommanderTest, APersonWhoReplaysPoisonGivesItAllItsTriesAgain) {
    const auto n = given_failed(1);
    replay({n.id});
    step();
    EXPECT_EQ(stored(n).returns, 0);
}

TEST_F(CommanderTest, AReplayGetsAllItsTimeAgain) {
    const auto n = given_failed(1);
    bench_.clock.advance(100h);
    replay({n.id});
    step();
    EXPECT_EQ(stored(n).expires_at, bench_.clock.now() + 72h);
}

TEST_F(CommanderTest, AReplayToWhoWishesNoMoreIsSuppressed) {
    const auto n = given_failed(1);
    ports::Changes changes;
    changes.recipients = {{test::a_recipient([](auto& r) { r.channels = {{Channel::email, false}}; }), 0}};
    ASSERT_TRUE(bench_.store.commit(changes));
    replay({n.id});
    step();
    EXPECT_EQ(stored(n).state, State::suppressed);
    EXPECT_EQ(stored(n).reason, core::Reason::channel_off);
}

TEST_F(CommanderTest, AReplayOfWhatADeletionErasedSendsNothing) {
    const auto n = given_failed(1);
    ports::Changes erasure;
    erasure.erased_users = {n.user};
    ASSERT_TRUE(bench_.store.commit(erasure));
    replay({n.id});
    step();
    EXPECT_EQ(stored(n).state, State::suppressed);
    EXPECT_EQ(stored(n).reason, core::Reason::erased);
}

TEST_F(CommanderTest, AReplayWhoseTemplateFailsStaysADeadLetterThatSaysWhy) {
    const auto n = given_failed(1);
    auto words = test::Stage::words(Channel::email, {{"subject", "{{ nothing.at.all }}"}, {"text", "t"}});
    words.version = 2;
    bench_.publish(words);
    ASSERT_TRUE(bench_.catalog.refresh());
    replay({n.id});
    step();
    EXPECT_EQ(stored(n).state, State::failed);
    EXPECT_EQ(stored(n).reason, core::Reason::template_error);
    EXPECT_FALSE(stored(n).detail.empty());
}

TEST_F(CommanderTest, AReplayWhoseTypeIsGoneSaysSo) {
    const auto n = bench_.given(1, [](auto& x) {
        x.state = State::failed;
        x.type = core::TypeName("gone");
    });
    replay({n.id});
    step();
    EXPECT_EQ(stored(n).state, State::failed);
    EXPECT_EQ(stored(n).detail, "it cannot be replayed: its event or its type is gone");
}

TEST_F(CommanderTest, WhatIsNoDeadLetterIsLeftAlone) {
    const auto n = bench_.given(1);
    replay({n.id, Uuid{}});
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n), n);
}

TEST_F(CommanderTest, AReplayedRecordComesOnItsTopicAgainAndIsResolved) {
    ports::DeadRecord dead{test::a_notification().id,
                           {core::Topic::events, 0},
                           7,
                           "unknown_type",
                           "",
                           "ann",
                           {{"ce_id", "order-1"}},
                           "{}",
                           test::kNoon};
    ports::Changes changes;
    changes.dead = {dead};
    ASSERT_TRUE(bench_.store.commit(changes));
    replay({dead.id});
    step();
    EXPECT_TRUE(bench_.dead().empty());
    const auto again = bench_.read(core::Topic::events);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].key, "ann");
    EXPECT_EQ(again[0].headers, dead.headers);
}

TEST_F(CommanderTest, ASuppressionListsTheAddressAndTakesBackWhatWaitsForIt) {
    const auto hers = bench_.given_in_queue(1);
    const auto others = bench_.given(2, [](auto& n) { n.address = "bob@example.org"; });
    bench_.push(others);
    suppress("ann@data.example");
    step();
    EXPECT_TRUE(listed("ann@data.example"));
    EXPECT_EQ(stored(hers).state, State::scheduled);
    EXPECT_EQ(stored(others).state, State::queued);
    EXPECT_EQ(bench_.waiting(), 1U);
}

TEST_F(CommanderTest, WhatIsDecidedAnewWhileASuppressionIsTriedAgainStays) {
    const auto n = bench_.given_in_queue(1);
    bench_.queue.lose_memory();
    suppress("ann@data.example");
    EXPECT_EQ(commander_.step().error().code, Errc::conflict) << "nobody knows what workers have";
    const auto again = bench_.next_round(n);
    bench_.refill();
    bench_.push(again);
    step();
    EXPECT_EQ(stored(n).state, State::queued);
    EXPECT_EQ(bench_.waiting(), 1U);
    EXPECT_FALSE(bench_.take().at(0).withdrawn);
}

TEST_F(CommanderTest, ASuppressionLooksThroughAllThatIsQueued) {
    bench_.options.batch_max = 2;
    for (int i = 1; i <= 5; ++i) bench_.given_in_queue(i);
    suppress("ann@data.example");
    step();
    EXPECT_EQ(bench_.waiting(), 0U);
}

TEST_F(CommanderTest, ASuppressionThatIsReadOnceMoreLooksThroughAllOnceMore) {
    bench_.given_in_queue(2);
    suppress("ann@data.example");
    step();
    const auto n = bench_.given_in_queue(1);
    ports::Changes lost;  // the end of what was committed
    lost.offsets = {{{core::Topic::commands, 0}, 1, 0, {}}};
    ASSERT_TRUE(bench_.store.commit(lost));
    replay({});
    EXPECT_EQ(commander_.step().error().code, Errc::conflict);
    step();
    EXPECT_EQ(stored(n).state, State::scheduled);
}

TEST_F(CommanderTest, OneThatIsListedAlreadyIsNotListedAnew) {
    const auto n = bench_.given_in_queue(1);
    suppress("ann@data.example", true);
    step();
    EXPECT_FALSE(listed("ann@data.example"));
    EXPECT_EQ(stored(n).state, State::scheduled);
}

TEST_F(CommanderTest, CommandsAreCarriedOutOneByOneInTheirOrder) {
    suppress("a@example.org");
    suppress("b@example.org");
    EXPECT_EQ(step(), 1U);
    EXPECT_TRUE(listed("a@example.org"));
    EXPECT_FALSE(listed("b@example.org"));
    EXPECT_EQ(step(), 1U);
    EXPECT_TRUE(listed("b@example.org"));
    EXPECT_EQ(step(), 0U);
}

TEST_F(CommanderTest, ACommandThatNobodyCanReadIsSetAside) {
    bench_.append({core::Topic::commands, "", {}, "{"});
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(step(), 0U);
    ASSERT_EQ(bench_.dead().size(), 1U);
    EXPECT_EQ(bench_.dead()[0].reason, "unreadable");
    EXPECT_EQ(bench_.dead()[0].partition.topic, core::Topic::commands);
    EXPECT_EQ(bench_.read(core::Topic::dead).size(), 1U);
}

TEST_F(CommanderTest, ACommandThatTheStoreRefusesIsSetAsideAndTheNextIsCarriedOut) {
    bench_.watched_store.before_commit = [](const ports::Changes& changes) {
        const bool guilty = !changes.suppressions.empty() &&
                            changes.suppressions[0].suppression.address == "guilty@example.org";
        return guilty ? Result<>(invalid("not with this address")) : Result<>();
    };
    suppress("guilty@example.org");
    suppress("fine@example.org");
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(step(), 0U);
    EXPECT_FALSE(listed("guilty@example.org"));
    EXPECT_TRUE(listed("fine@example.org"));
    const auto dead = bench_.dead();
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].reason, "refused");
    EXPECT_EQ(dead[0].detail, "not with this address");
    EXPECT_EQ(dead[0].partition.topic, core::Topic::commands);
    EXPECT_EQ(bench_.read(core::Topic::dead).size(), 1U);
}

TEST_F(CommanderTest, ACommandIsNotSetAsideForAStoreThatIsDown) {
    suppress("ann@data.example");
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(unavailable("no disk")); };
    EXPECT_FALSE(commander_.step());
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(); };
    EXPECT_EQ(step(), 1U);
    EXPECT_TRUE(listed("ann@data.example"));
    EXPECT_TRUE(bench_.dead().empty());
}

TEST_F(CommanderTest, AReplayWhoseAnswerWasLostIsCarriedOutOnce) {
    const auto n = given_failed(1);
    replay({n.id});
    bench_.watched_store.after_commit = test::kDown;
    EXPECT_FALSE(commander_.step());
    bench_.watched_store.after_commit = test::kUp;
    EXPECT_EQ(step(), 0U);
    EXPECT_EQ(stored(n).round, n.round + 1);
}

TEST_F(CommanderTest, ADeadLetterThatIsMovedMeanwhileIsReadAnew) {
    const auto n = given_failed(1);
    replay({n.id});
    bool moved = false;
    bench_.watched_store.before_commit = [&](const auto&) {
        if (std::exchange(moved, true)) return Result<>();
        ports::Changes changes;
        auto after = n;
        after.detail = "moved";
        ++after.revision;
        changes.updates = {{after, n.state, std::nullopt}};
        return bench_.store.commit(changes);
    };
    EXPECT_EQ(commander_.step().error().code, Errc::conflict);
    EXPECT_EQ(stored(n).state, State::failed);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n).state, State::scheduled);
}

TEST_F(CommanderTest, WhileTheLogFailsNoCommandIsBegun) {
    const auto n = given_failed(1);
    replay({n.id});
    bench_.watched_log.before_append = test::kDown;
    EXPECT_EQ(step(), 1U);
    ASSERT_TRUE(bench_.handover.blocked());
    suppress("ann@data.example");
    EXPECT_EQ(step(), 0U);
    bench_.watched_log.before_append = test::kUp;
    ASSERT_TRUE(bench_.handover.step());
    EXPECT_EQ(step(), 1U);
}

}  // namespace
}  // namespace tidings::notifier
