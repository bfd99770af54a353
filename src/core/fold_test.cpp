#include "core/fold.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/moves.h"
#include "core/state.h"
#include "support/builders.h"

namespace tidings::core {
namespace {

using namespace std::chrono_literals;
using test::a_notification;
using test::an_outcome;
using test::kNoon;

const FoldPolicy kPolicy;

// What a tracker keeps: the row and its attempts, each with the provider that it belongs to.
struct Kept {
    Notification n;
    std::map<std::pair<Round, std::string>, Attempt> attempts;

    explicit Kept(Notification start) : n(std::move(start)) {}

    Folded take(const OutcomeRecord& record, const FoldPolicy& policy = kPolicy) {
        const auto key = std::pair(record.task.round, record.provider);
        const auto found = attempts.find(key);
        const auto on_record = found == attempts.end() ? std::nullopt : std::optional(found->second);
        Folded folded = fold(n, on_record, record, policy);
        if (folded.attempt) attempts.insert_or_assign(key, *folded.attempt);
        return folded;
    }
};

auto row(const Notification& n) {
    return std::tuple(n.state, n.reason, n.detail, n.round, n.outcome_rank, n.attempt_count,
                      n.attempts_before, n.due_at, n.provider, n.returns);
}

auto rows(const Kept& kept) {
    std::vector<std::tuple<Round, std::string, int, OutcomeKind, Time, Time, std::string, std::string>> out;
    for (const auto& [key, a] : kept.attempts) {
        out.emplace_back(a.round, a.provider, a.number, a.outcome, a.started_at, a.finished_at, a.detail,
                         a.provider_id);
    }
    return std::pair(row(kept.n), out);
}

State state_after(OutcomeKind kind, const FoldPolicy& policy = kPolicy) {
    Kept kept(a_notification());
    kept.take(an_outcome(kind), policy);
    return kept.n.state;
}

TEST(Fold, EachOutcomeMakesItsState) {
    EXPECT_EQ(state_after(OutcomeKind::delivered), State::delivered);
    EXPECT_EQ(state_after(OutcomeKind::accepted), State::sent);
    EXPECT_EQ(state_after(OutcomeKind::rejected), State::failed);
    EXPECT_EQ(state_after(OutcomeKind::poison), State::failed);
    EXPECT_EQ(state_after(OutcomeKind::retry), State::scheduled);
    EXPECT_EQ(state_after(OutcomeKind::unknown), State::scheduled);
    EXPECT_EQ(state_after(OutcomeKind::throttled), State::scheduled);
    EXPECT_EQ(state_after(OutcomeKind::stale), State::scheduled);
    EXPECT_EQ(state_after(OutcomeKind::cancelled), State::scheduled);
}

TEST(Fold, AWithdrawnTaskIsTheEndOnlyOfWhatSomebodyWishedToCancel) {
    Kept wished(a_notification([](auto& n) { n.cancel_requested = true; }));
    wished.take(an_outcome(OutcomeKind::cancelled));
    EXPECT_EQ(wished.n.state, State::cancelled);
    EXPECT_EQ(wished.n.reason, Reason::cancelled);

    Kept kept(a_notification());
    const auto record = an_outcome(OutcomeKind::cancelled);
    kept.take(record);
    EXPECT_EQ(kept.n.state, State::scheduled);
    EXPECT_EQ(kept.n.reason, Reason::waiting);
    EXPECT_EQ(kept.n.due_at, record.finished_at);
    EXPECT_EQ(kept.n.attempt_count, 0);
}

TEST(Fold, RecordsTheAttemptAsItWasReported) {
    auto record = an_outcome(OutcomeKind::delivered);
    record.outcome.detail = "250 taken";
    record.outcome.provider_id = "m-1";
    Kept kept(a_notification());
    const Folded folded = kept.take(record);
    EXPECT_TRUE(folded.changed);
    ASSERT_TRUE(folded.attempt);
    EXPECT_EQ(folded.attempt->notification, kept.n.id);
    EXPECT_EQ(folded.attempt->number, 1);
    EXPECT_EQ(folded.attempt->provider_id, "m-1");
    EXPECT_EQ(folded.attempt->finished_at, record.finished_at);
    EXPECT_EQ(kept.n.detail, "250 taken");
    EXPECT_EQ(kept.n.provider, "outbox");
    EXPECT_EQ(kept.n.attempt_count, 1);
}

TEST(Fold, OnlyCallsAreAttemptsAndThrottledUsesNoneUp) {
    for (const OutcomeKind kind : kOutcomeKinds) {
        Kept kept(a_notification());
        const bool recorded = kept.take(an_outcome(kind)).attempt.has_value();
        EXPECT_EQ(recorded, kind != OutcomeKind::stale && kind != OutcomeKind::cancelled) << name(kind);
        EXPECT_EQ(kept.n.attempt_count, uses_up_attempt(kind) ? 1 : 0) << name(kind);
    }
}

TEST(Fold, ARejectionKeepsItsReason) {
    auto record = an_outcome(OutcomeKind::rejected);
    record.outcome.reason = Reason::bad_address;
    Kept kept(a_notification());
    kept.take(record);
    EXPECT_EQ(kept.n.reason, Reason::bad_address);
}

// ---- retries

// Sends until it fails for good; returns the waits.
std::vector<Duration> waits_of(Kept& kept, const FoldPolicy& policy) {
    std::vector<Duration> waits;
    for (int sends = 0; sends < 50 && kept.n.state != State::failed; ++sends) {
        if (kept.n.state == State::scheduled) move(kept.n, State::queued, Reason::ok, Cause::decision);
        auto record = an_outcome(OutcomeKind::retry, kept.n.round);
        record.attempt = kept.n.attempt_count + 1;
        record.finished_at = kept.n.due_at + 3s;
        kept.take(record, policy);
        if (kept.n.state == State::scheduled) waits.push_back(kept.n.due_at - record.finished_at);
    }
    return waits;
}

TEST(Fold, G4RetriesAfterOneFiveAndFifteenMinutesThenIsADeadLetter) {
    Kept kept(a_notification());
    const auto waits = waits_of(kept, kPolicy);
    ASSERT_EQ(waits.size(), 3U);
    const std::array plan{60s, 300s, 900s};
    for (std::size_t i = 0; i < plan.size(); ++i) {
        EXPECT_GE(waits[i], plan[i] * 9 / 10);
        EXPECT_LE(waits[i], plan[i] * 11 / 10);
    }
    EXPECT_EQ(kept.n.reason, Reason::attempts_exhausted);
    EXPECT_EQ(kept.n.attempt_count, 4);
    EXPECT_EQ(kept.attempts.size(), 4U);
}

TEST(Fold, JitterDiffersBetweenNotifications) {
    std::set<Time> dues;
    for (std::uint8_t i = 0; i < 50; ++i) {
        auto n = a_notification([&](auto& x) { x.id.bytes[15] = i; });
        auto record = an_outcome(OutcomeKind::retry);
        record.task.notification = n.id;
        fold(n, std::nullopt, record, kPolicy);
        dues.insert(n.due_at);
    }
    EXPECT_GT(dues.size(), 45U);
}

TEST(Fold, AReplayGetsTheWholePolicyAgainAndNumbersGoOn) {
    Kept kept(a_notification());
    waits_of(kept, kPolicy);
    ASSERT_EQ(kept.n.state, State::failed);
    move(kept.n, State::queued, Reason::replayed, Cause::command);
    EXPECT_EQ(waits_of(kept, kPolicy).size(), 3U);
    EXPECT_EQ(kept.n.state, State::failed);
    EXPECT_EQ(kept.n.attempt_count, 8);
    EXPECT_EQ(kept.attempts.rbegin()->second.number, 8);
}

TEST(Fold, RetryAfterLengthensAWaitAndNeverShortensIt) {
    auto record = an_outcome(OutcomeKind::retry);
    record.outcome.retry_after = 10min;
    Kept longer(a_notification());
    longer.take(record);
    EXPECT_EQ(longer.n.due_at, record.finished_at + 10min);
    record.outcome.retry_after = 1s;
    Kept shorter(a_notification());
    shorter.take(record);
    EXPECT_GE(shorter.n.due_at, record.finished_at + 54s);
}

TEST(Fold, ThrottledWaitsAsAskedAndUsesNothingUp) {
    auto record = an_outcome(OutcomeKind::throttled);
    record.outcome.retry_after = 42s;
    Kept kept(a_notification());
    for (int i = 0; i < 100; ++i) {
        kept.take(record);
        ASSERT_EQ(kept.n.state, State::scheduled);
        EXPECT_EQ(kept.n.reason, Reason::throttled);
        EXPECT_EQ(kept.n.due_at, record.finished_at + 42s);
        move(kept.n, State::queued, Reason::ok, Cause::decision);
        record.task.round = kept.n.round;
    }
    EXPECT_EQ(kept.n.attempt_count, 0);
}

TEST(Fold, NothingIsDueAfterItExpires) {
    for (const Duration asked : {Duration{100h}, Duration::max()}) {
        for (const OutcomeKind kind : {OutcomeKind::retry, OutcomeKind::throttled, OutcomeKind::unknown}) {
            auto record = an_outcome(kind);
            record.outcome.retry_after = asked;
            Kept kept(a_notification());
            kept.take(record);
            EXPECT_EQ(kept.n.state, State::scheduled);
            EXPECT_EQ(kept.n.due_at, kept.n.expires_at);
        }
    }
    auto late = an_outcome(OutcomeKind::stale);
    late.finished_at = kNoon + 80h;
    Kept kept(a_notification());
    kept.take(late);
    EXPECT_EQ(kept.n.due_at, kept.n.expires_at);
}

TEST(Fold, StaleIsDueAtOnce) {
    Kept kept(a_notification());
    kept.take(an_outcome(OutcomeKind::stale));
    EXPECT_EQ(kept.n.reason, Reason::waiting);
    EXPECT_EQ(kept.n.due_at, an_outcome().finished_at);
}

// ---- unanswered sends

TEST(Fold, AnUnknownOutcomeIsSentAgainOrHeldAsThePolicySays) {
    EXPECT_EQ(state_after(OutcomeKind::unknown), State::scheduled);
    Kept kept(a_notification());
    kept.take(an_outcome(OutcomeKind::unknown), {{}, true});
    EXPECT_EQ(kept.n.state, State::failed);
    EXPECT_EQ(kept.n.reason, Reason::unknown_outcome);
}

TEST(Fold, TheAnswerOutranksTheHoldThatItsAbsenceMade) {
    const FoldPolicy hold{{}, true};
    for (const auto& [kind, state] : {std::pair{OutcomeKind::delivered, State::delivered},
                                      {OutcomeKind::accepted, State::sent},
                                      {OutcomeKind::retry, State::scheduled},
                                      {OutcomeKind::rejected, State::failed}}) {
        Kept kept(a_notification());
        kept.take(an_outcome(OutcomeKind::unknown), hold);
        kept.take(an_outcome(kind), hold);
        EXPECT_EQ(kept.n.state, state) << name(kind);
        EXPECT_EQ(kept.n.attempt_count, 1);
    }
}

// ---- cancelling

TEST(Fold, WhatDidNotGoOutIsCancelledWhereThatWasAsked) {
    for (const OutcomeKind kind : {OutcomeKind::stale, OutcomeKind::throttled, OutcomeKind::unknown,
                                   OutcomeKind::retry, OutcomeKind::rejected, OutcomeKind::poison}) {
        Kept kept(a_notification([](auto& x) { x.cancel_requested = true; }));
        kept.take(an_outcome(kind));
        EXPECT_EQ(kept.n.state, State::cancelled) << name(kind);
        EXPECT_EQ(kept.n.reason, Reason::cancelled);
    }
}

TEST(Fold, WhatWentOutStaysSoAlthoughACancelWasAsked) {
    for (const auto& [kind, state] :
         {std::pair{OutcomeKind::delivered, State::delivered}, {OutcomeKind::accepted, State::sent}}) {
        Kept kept(a_notification([](auto& x) { x.cancel_requested = true; }));
        kept.take(an_outcome(kind));
        EXPECT_EQ(kept.n.state, state) << name(kind);
    }
}

// Whoever was told that it is cancelled need not fear that somebody replays it.
TEST(Fold, ARefusalThatIsHeardOfAfterItWasCancelledMakesNoDeadLetter) {
    Kept kept(a_notification([](auto& x) { x.cancel_requested = true; }));
    kept.take(an_outcome(OutcomeKind::unknown));
    kept.take(an_outcome(OutcomeKind::rejected));
    EXPECT_EQ(kept.n.state, State::cancelled);
}

TEST(Fold, TheLastFailureIsNoDeadLetterWhereACancelWasAsked) {
    auto record = an_outcome(OutcomeKind::retry);
    record.attempt = 4;
    Kept kept(a_notification([](auto& x) {
        x.cancel_requested = true;
        x.attempt_count = 3;
    }));
    kept.take(record);
    EXPECT_EQ(kept.n.state, State::cancelled);
}

// ---- rounds

TEST(Fold, ASuccessOfAnOlderRoundSettlesWhatWaits) {
    for (const State waiting : {State::queued, State::scheduled}) {
        for (const OutcomeKind kind : {OutcomeKind::delivered, OutcomeKind::accepted}) {
            Kept kept(a_notification([&](auto& x) {
                x.state = waiting;
                x.round = 3;
            }));
            kept.take(an_outcome(kind, 1));
            EXPECT_TRUE(is_settled(kept.n.state));
            EXPECT_EQ(kept.n.round, 3);
            kept.take(an_outcome(OutcomeKind::retry, 3));
            EXPECT_EQ(kept.n.state, kind == OutcomeKind::delivered ? State::delivered : State::sent);
            EXPECT_EQ(kept.n.attempt_count, 2);
        }
    }
}

TEST(Fold, ASuccessOfAnOlderRoundSettlesTheFailureOfANewerOne) {
    Kept kept(a_notification([](auto& x) { x.round = 2; }));
    kept.take(an_outcome(OutcomeKind::rejected, 2));
    ASSERT_EQ(kept.n.state, State::failed);
    kept.take(an_outcome(OutcomeKind::delivered, 1));
    EXPECT_EQ(kept.n.state, State::delivered);
}

TEST(Fold, AnythingElseOfAnOlderRoundIsRecordedAndMovesNothing) {
    for (const OutcomeKind kind : kOutcomeKinds) {
        if (kind >= OutcomeKind::accepted) continue;
        Kept kept(a_notification([](auto& x) { x.round = 2; }));
        const auto folded = kept.take(an_outcome(kind, 1));
        EXPECT_EQ(kept.n.state, State::queued) << name(kind);
        EXPECT_EQ(kept.n.outcome_rank, -1);
        EXPECT_EQ(folded.changed, uses_up_attempt(kind));
    }
}

TEST(Fold, NothingOfARoundThatNeverWasMovesIt) {
    Kept kept(a_notification());
    kept.take(an_outcome(OutcomeKind::rejected, 7));
    EXPECT_EQ(kept.n.state, State::queued);
}

TEST(Fold, WhatWasWithdrawnIsDecidedAgainWhateverItsTaskBecame) {
    for (const OutcomeKind kind : kOutcomeKinds) {
        if (kind >= OutcomeKind::accepted) continue;
        auto n = a_notification();
        move(n, State::scheduled, Reason::waiting, Cause::decision);
        Kept kept(n);
        kept.take(an_outcome(kind));
        EXPECT_EQ(kept.n.state, State::scheduled) << name(kind);
        EXPECT_EQ(kept.n.due_at, kNoon);
    }
}

// ---- what outcomes did not make

TEST(Fold, NoOutcomeMovesAFinalStateThatItDidNotMake) {
    const std::array final_states{std::pair{State::cancelled, Cause::command},
                                  std::pair{State::expired, Cause::decision},
                                  std::pair{State::suppressed, Cause::decision}};
    for (const auto& [state, cause] : final_states) {
        for (const OutcomeKind kind : kOutcomeKinds) {
            auto n = a_notification();
            move(n, state, Reason::ok, cause);
            Kept kept(n);
            kept.take(an_outcome(kind));
            EXPECT_EQ(kept.n.state, state) << name(kind);
        }
    }
}

TEST(Fold, ARepeatedSuccessDoesNotUndoABounce) {
    Kept kept(a_notification());
    kept.take(an_outcome(OutcomeKind::accepted));
    move(kept.n, State::failed, Reason::bounced, Cause::receipt);
    kept.take(an_outcome(OutcomeKind::accepted));
    EXPECT_EQ(kept.n.state, State::failed);
    EXPECT_EQ(kept.n.reason, Reason::bounced);

    move(kept.n, State::queued, Reason::replayed, Cause::command);
    kept.take(an_outcome(OutcomeKind::accepted));
    EXPECT_EQ(kept.n.state, State::queued);
    kept.take(an_outcome(OutcomeKind::retry, 2));
    kept.take(an_outcome(OutcomeKind::accepted));
    EXPECT_EQ(kept.n.state, State::scheduled);
}

TEST(Fold, ARepeatedFailureDoesNotUndoAPersonsCancel) {
    Kept kept(a_notification());
    kept.take(an_outcome(OutcomeKind::retry));
    move(kept.n, State::cancelled, Reason::cancelled, Cause::command);
    for (const OutcomeKind kind : kOutcomeKinds) kept.take(an_outcome(kind));
    EXPECT_EQ(kept.n.state, State::cancelled);
    EXPECT_EQ(kept.n.reason, Reason::cancelled);
}

// ---- any order, any repetition

OutcomeRecord random_outcome(Random& random, Round round) {
    auto record = an_outcome(kOutcomeKinds[random.below(kOutcomeKinds.size())], round);
    record.provider = random.below(2) == 0 ? "smtp" : "outbox";
    record.attempt = static_cast<int>(1 + random.below(5));
    record.started_at = kNoon + std::chrono::seconds{random.below(3)};
    record.finished_at = record.started_at + std::chrono::seconds{1 + random.below(3)};
    record.outcome.detail = random.below(2) == 0 ? "busy" : "full";
    record.outcome.provider_id = random.below(2) == 0 ? "m-1" : "m-2";
    if (random.below(3) == 0) record.outcome.retry_after = std::chrono::minutes{random.below(60)};
    if (random.below(3) == 0) record.outcome.reason = Reason::bad_address;
    return record;
}

FoldPolicy random_policy(Random& random) {
    FoldPolicy policy;
    policy.hold_unknown = random.below(2) == 0;
    if (random.below(4) == 0) policy.retry.delays.clear();
    return policy;
}

template <class T>
void shuffle(std::vector<T>& items, Random& random) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

RC_GTEST_PROP(Fold, AnyOrderAndAnyRepetitionOfARoundGiveTheSame, (std::uint64_t seed)) {
    Random random(seed);
    const FoldPolicy policy = random_policy(random);
    Notification start = a_notification([&](auto& x) {
        x.cancel_requested = random.below(4) == 0;
        x.attempts_before = static_cast<int>(random.below(2));
        x.provider = "an earlier one";
        x.due_at = kNoon + std::chrono::minutes{random.below(3)};
    });
    std::vector<OutcomeRecord> records;
    const auto count = 1 + random.below(5);
    for (std::uint64_t i = 0; i < count; ++i) records.push_back(random_outcome(random, 1));
    Kept expected(start);
    for (const auto& record : records) expected.take(record, policy);

    auto repeated = records;
    for (std::uint64_t i = random.below(6); i > 0; --i) repeated.push_back(records[random.below(count)]);
    shuffle(repeated, random);
    Kept kept(start);
    for (const auto& record : repeated) kept.take(record, policy);
    RC_ASSERT(rows(kept) == rows(expected));

    for (const auto& record : records) {
        const Folded again = kept.take(record, policy);
        RC_ASSERT(!again.changed && !again.attempt);
    }
}

// The plain case in full: every order of every three kinds.
TEST(Fold, EveryOrderOfThreeOutcomesGivesTheSame) {
    for (const bool hold : {false, true}) {
        const FoldPolicy policy{{}, hold};
        for (const OutcomeKind a : kOutcomeKinds) {
            for (const OutcomeKind b : kOutcomeKinds) {
                for (const OutcomeKind c : kOutcomeKinds) {
                    std::array order{a, b, c};
                    std::sort(order.begin(), order.end());
                    std::optional<decltype(rows(Kept(a_notification())))> first;
                    do {
                        Kept kept(a_notification());
                        for (const OutcomeKind kind : order) kept.take(an_outcome(kind), policy);
                        if (!first) first = rows(kept);
                        ASSERT_EQ(rows(kept), *first) << name(a) << ' ' << name(b) << ' ' << name(c);
                    } while (std::next_permutation(order.begin(), order.end()));
                    EXPECT_EQ(std::get<4>(first->first), static_cast<int>(std::max({a, b, c})));
                }
            }
        }
    }
}

// Sends that nobody reported.

OutcomeRecord unreported(int returns, OutcomeKind kind = OutcomeKind::unknown, Round round = 1) {
    auto record = an_outcome(kind, round);
    record.provider = "unknown";
    record.returns = returns;
    return record;
}

TEST(Fold, WhatNobodyReportedIsSentAgainAtOnceAndUsesUpAnAttempt) {
    Kept kept(a_notification());
    kept.take(unreported(1));
    EXPECT_EQ(kept.n.state, State::scheduled);
    EXPECT_EQ(kept.n.reason, Reason::unknown_outcome);
    EXPECT_EQ(kept.n.due_at, unreported(1).finished_at);
    EXPECT_EQ(kept.n.attempt_count, 1);
    EXPECT_EQ(kept.n.returns, 1);
}

TEST(Fold, WhatNobodyReportedWaitsAsLongAsItsRecordAsks) {
    Kept kept(a_notification());
    auto record = unreported(1);
    record.outcome.retry_after = 15s;
    kept.take(record);
    EXPECT_EQ(kept.n.due_at, record.finished_at + 15s);
}

TEST(Fold, ItsRecordCountsAndNotThePolicyOfRetries) {
    FoldPolicy none;
    none.retry.delays.clear();
    Kept kept(a_notification());
    kept.take(unreported(4), none);
    EXPECT_EQ(kept.n.state, State::scheduled);
    kept.n.state = State::queued;
    kept.n.round = 2;
    kept.n.outcome_rank = -1;
    kept.take(unreported(5, OutcomeKind::poison, 2), none);
    EXPECT_EQ(kept.n.state, State::failed);
    EXPECT_EQ(kept.n.reason, Reason::poison);
    EXPECT_EQ(kept.n.returns, 5);
}

TEST(Fold, ATypeThatHoldsHoldsWhatNobodyReported) {
    FoldPolicy hold;
    hold.hold_unknown = true;
    Kept kept(a_notification());
    kept.take(unreported(1), hold);
    EXPECT_EQ(kept.n.state, State::failed);
    EXPECT_EQ(kept.n.reason, Reason::unknown_outcome);
}

TEST(Fold, AReportThatIsOnlyLateCountsAndTheReturnStays) {
    for (const bool late_first : {false, true}) {
        Kept kept(a_notification());
        if (late_first) kept.take(an_outcome(OutcomeKind::delivered));
        kept.take(unreported(2));
        if (!late_first) kept.take(an_outcome(OutcomeKind::delivered));
        EXPECT_EQ(kept.n.state, State::delivered);
        EXPECT_EQ(kept.n.returns, 2);
    }
}

TEST(Fold, AReturnOfAnOlderRoundSaysNothingAboutThisOne) {
    Kept kept(a_notification([](auto& n) { n.round = 2; }));
    kept.take(unreported(5, OutcomeKind::poison, 1));
    EXPECT_EQ(kept.n.returns, 0) << "a replay has begun anew";
    EXPECT_EQ(kept.n.state, State::queued);
}

RC_GTEST_PROP(Fold, SuccessesOfAllRoundsGiveTheSameStateInAnyOrder, (std::uint64_t seed)) {
    Random random(seed);
    std::vector<OutcomeRecord> records;
    for (Round round = 1; round <= 3; ++round) {
        auto record = random_outcome(random, round);
        record.outcome.kind = random.below(2) == 0 ? OutcomeKind::accepted : OutcomeKind::delivered;
        records.push_back(record);
    }
    const auto start = a_notification([](auto& x) { x.round = 3; });
    Kept expected(start);
    for (const auto& record : records) expected.take(record);
    shuffle(records, random);
    Kept kept(start);
    for (const auto& record : records) kept.take(record);
    RC_ASSERT(rows(kept) == rows(expected));
}

// A story of rounds, decisions, people and repeated old records: counts agree with the attempts on record, no
// move leaves the table (asserted inside), and the retry policy is never exceeded.
RC_GTEST_PROP(Fold, AttemptsAreCountedOnceThroughAnyStory, (std::uint64_t seed)) {
    Random random(seed);
    Kept kept(a_notification());
    std::vector<OutcomeRecord> told;
    for (int step = 0; step < 40; ++step) {
        const auto dice = random.below(10);
        if (dice < 4 && kept.n.state == State::queued) {
            auto record = random_outcome(random, kept.n.round);
            record.attempt = kept.n.attempt_count + 1;
            told.push_back(record);
            kept.take(record);
        } else if (dice < 7 && !told.empty()) {
            kept.take(told[random.below(told.size())]);
        } else if (kept.n.state == State::scheduled) {
            move(kept.n, State::queued, Reason::ok, Cause::decision);
        } else if (kept.n.state == State::failed) {
            move(kept.n, State::queued, Reason::replayed, Cause::command);
        } else if (dice == 9 && may_follow(kept.n.state, State::failed, Cause::receipt)) {
            move(kept.n, State::failed, Reason::bounced, Cause::receipt);
        }
        const auto used = std::count_if(kept.attempts.begin(), kept.attempts.end(), [](const auto& item) {
            return uses_up_attempt(item.second.outcome);
        });
        RC_ASSERT(kept.n.attempt_count == used);
    }
}

}  // namespace
}  // namespace tidings::core
