"""Mistakes that somebody could make, each as a change of one source file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    name: str
    breaks: str  # the guarantee
    file: str  # below src/
    right: str
    wrong: str
    seeds: int  # within which it is found
    engine: str = "cluster"
    by: str = ""  # the invariant that has to find it; else any


PLANTED = [
    Mistake(
        "the 202 does not wait for the log",
        "G1",
        "services/gateway/gateway.cpp",
        "        const auto appended = log_.append(records_);",
        "        (void)log_.append(records_);\n        const Result<> appended;",
        50,
    ),
    Mistake(
        "the offset moves before the transaction",
        "G1",
        "services/notifier/consumer.cpp",
        "    const auto count = batch.decide(lanes_, changes, errand);\n"
        "    move_offsets(records.first(count), batch, changes);",
        "    const auto count = batch.decide(lanes_, changes, errand);\n    ports::Changes early;\n"
        "    move_offsets(records.first(count), batch, early);\n"
        "    if (const auto moved = store_.commit(early); !moved) return moved.error();\n"
        "    settle_offsets(early);",
        50,
    ),
    Mistake(
        "an id from random bits",
        "G2",
        "core/ids.cpp",
        "    const Sha256 hash = sha256_of({source.str(), id.str(), user.str(), channel});\n"
        "    std::array<std::uint8_t, 10> rest{};",
        "    static int drawn = 0;\n"
        "    const Sha256 hash = sha256(std::to_string(++drawn) + id.str() + user.str() + "
        "source.str());\n    (void)channel;\n    std::array<std::uint8_t, 10> rest{};",
        50,
    ),
    Mistake(
        "a repetition is decided again",
        "G2",
        "services/notifier/batch.cpp",
        "item.fresh = seen_.emplace(event.key(), item.body_hash).second;",
        "item.fresh = seen_.emplace(event.key(), item.body_hash).second || true;",
        50,
    ),
    Mistake(
        "acknowledged before the log has the outcome",
        "G3",
        "services/worker/worker.cpp",
        "    if (const auto told = append(outcomes_); !told) return told.error();",
        "    if (const auto done = queue_.acknowledge(finished_); !done) return done.error();\n"
        "    if (const auto told = append(outcomes_); !told) return told.error();",
        200,
    ),
    Mistake(
        "leases are not renewed",
        "G3",
        "services/worker/worker.cpp",
        "    if (now < renew_at_ || idle()) return {};",
        "    if (true || now < renew_at_ || idle()) return {};",
        1000,
    ),
    Mistake(
        "an ended lease is acknowledged and nothing told",
        "G3",
        "services/notifier/collector.cpp",
        "    if (const auto told = log_.append(*outcomes); !told) return told.error();",
        "",
        200,
    ),
    Mistake(
        "what is gone from the queue counts as never sent",
        "G3",
        "services/notifier/withdrawal.cpp",
        "    return absent.empty() ? Result<>() : tracker_.catch_up(goal, std::move(absent));",
        "    return {};",
        1000,
    ),
    Mistake(
        "a take-up counts as no return",
        "G3",
        "services/notifier/withdrawal.cpp",
        "    update.after.returns = std::max(1, n.returns);",
        "",
        1000,
        "memory",
    ),
    Mistake(
        "what is pushed again fences nobody off",
        "G3",
        "services/notifier/handover.cpp",
        "    if (const auto raised = raise(again); !raised) return raised;",
        "",
        500,
    ),
    Mistake(
        "what others have left undone is not done",
        "G1",
        "services/notifier/handover.cpp",
        "    if (failing_ || kept_.size() >= kKeptMax) return std::size_t{0};",
        "    if (true) return std::size_t{0};",
        200,
    ),
    Mistake(
        "the first retry takes the second delay",
        "G4",
        "core/retry.cpp",
        "static_cast<std::size_t>(used) - 1;",
        "static_cast<std::size_t>(used);",
        1000,
    ),
    Mistake(
        "a retry may come at once",
        "G4",
        "core/retry.cpp",
        "const double spread = 1 + policy.jitter * (2 * chance - 1);",
        "const double spread = 2 * chance;",
        50,
    ),
    Mistake(
        "a throttled send uses up an attempt's delay",
        "G4",
        "core/fold.cpp",
        "            return wait(n, record, record.outcome.retry_after.value_or(kThrottledWait), "
        "Reason::throttled);",
        "            return wait(n, record, Duration::zero(), Reason::throttled).due_at > Time{} "
        "? Claim{State::scheduled, Reason::throttled, record.finished_at} : Claim{};",
        100,
    ),
    Mistake(
        "an older round's outcome moves the state",
        "G5",
        "core/fold.cpp",
        "    if (!success && record.task.round != n.round) return false;",
        "",
        200,
    ),
    Mistake(
        "the last outcome wins",
        "G5",
        "core/fold.cpp",
        "    if (n.outcome_rank >= 0) return outranks(claim, record, n);",
        "    if (n.outcome_rank >= 0) return n.state == claim.state || may_follow(n.state, "
        "claim.state, Cause::outcome);",
        2000,
    ),
    Mistake(
        "a batch of outcomes is folded in part",
        "G5",
        "services/notifier/tracker.cpp",
        "    for (const auto& outcome : told.outcomes) fold(outcome, *catalog, *f);",
        "    for (const auto& outcome : told.outcomes) {\n"
        "        if (&outcome == &told.outcomes.back() && told.outcomes.size() > 3) break;\n"
        "        fold(outcome, *catalog, *f);\n    }",
        200,
    ),
    Mistake(
        "the window takes one more",
        "G6",
        "core/rate_limit.cpp",
        "std::min(limit_.count - granted_, wanted);",
        "std::min(limit_.count + 1 - granted_, wanted);",
        100,
    ),
    Mistake(
        "a window ends a little early",
        "G6",
        "core/rate_limit.cpp",
        "span_(limit.window + limit.permit_life())",
        "span_(limit.window - limit.permit_life())",
        200,
    ),
    Mistake(
        "a permit is given back twice",
        "G6",
        "adapters/memory/memory_task_queue.cpp",
        "window->give_back(item.granted_at, 1);",
        "window->give_back(item.granted_at, 2);",
        500,
    ),
    Mistake(
        "what has come due is not decided again",
        "G7",
        "services/notifier/dispatcher.cpp",
        "            apply(core::decide_again(n, around->circumstances(n, *type, now)), now, n);",
        "            apply({core::State::queued, core::Reason::ok, now, n.address, "
        "n.address_from_profile}, now, n);",
        200,
    ),
    Mistake(
        "a changed profile leaves what is queued",
        "G7",
        "services/notifier/consumer.cpp",
        "    for (const auto& user : users) changed_[user] = {};",
        "    (void)users;",
        200,
    ),
    Mistake(
        "the list of suppressions is not looked at",
        "G7",
        "core/decide.cpp",
        "        if (c.is_suppressed(channel, suppression_form(channel, part))) continue;",
        "",
        200,
    ),
    Mistake(
        "a withdrawn task is sent",
        "G7",
        "services/worker/worker.cpp",
        "        if (sending.leased.withdrawn) {",
        "        if (false) {",
        3000,
    ),
    Mistake(
        "a worker takes more than there is room for",
        "G9",
        "services/worker/worker.cpp",
        "    const auto room = std::min(route.provider->room(), options_.batch_max);",
        "    const auto room = std::min(route.provider->room() + 4, options_.batch_max);",
        50,
    ),
    Mistake(
        "the ledger counts a repetition as an event",
        "ledger",
        "services/notifier/batch.cpp",
        "item.counts_as = item.fresh ? &core::ConsumedCounts::events : &core::ConsumedCounts::duplicates;",
        "item.counts_as = &core::ConsumedCounts::events;",
        50,
    ),
    Mistake(
        "what the queue has forgotten is taken back",
        "G3",
        "services/notifier/withdrawal.cpp",
        "        if (*forgotten) return",
        "        if (false && *forgotten) return",
        4000,
    ),
    Mistake(
        "a send that is to be held is not announced",
        "G3",
        "core/task.cpp",
        "hold_unknown ||",
        "false ||",
        50,
    ),
    Mistake(
        "a send that nobody reported is told as delivered",
        "G5",
        "services/notifier/unreported.cpp",
        "poison ? core::OutcomeKind::poison : core::OutcomeKind::unknown;",
        "poison ? core::OutcomeKind::poison : core::OutcomeKind::delivered;",
        50,
        by="outcomes_are_a_providers",
    ),
    Mistake(
        "what was rejected is delivered",
        "G5",
        "core/fold.cpp",
        "return settled(n, State::failed, record.outcome.reason);",
        "return settled(n, State::delivered, Reason::ok);",
        50,
        by="every_end_has_a_cause",
    ),
    Mistake(
        "an attempt counts for two",
        "G4",
        "core/fold.cpp",
        "std::max(1, record.attempt - n.attempts_before);",
        "2 * std::max(1, record.attempt - n.attempts_before);",
        50,
        by="every_end_has_a_cause",
    ),
    Mistake(
        "what was delayed has expired when its time comes",
        "G4",
        "core/decide.cpp",
        "    if (n.expires_at <= c.now) return become",
        "    if (n.first_due_at <= c.now) return become",
        50,
        by="every_end_has_a_cause",
    ),
    Mistake(
        "whoever has a telephone is not found",
        "G1",
        "core/decide.cpp",
        "    if (address.empty()) return Refusal",
        "    if (address.empty() || channel == Channel::sms) return Refusal",
        50,
        by="every_decision_has_a_cause",
    ),
    Mistake(
        "another event of the same name is taken for a repetition",
        "G2",
        "services/notifier/batch.cpp",
        "} else if (seen_.at(event->key()) != item.body_hash) {",
        "} else if (false) {",
        50,
        by="conflicts_are_kept",
    ),
    Mistake(
        "an older change of a profile is written over a newer one",
        "G7",
        "services/notifier/batch.cpp",
        "    if (change.version > before.version) {",
        "    if (change.version != before.version) {",
        1000,
        by="answered_changes_are_kept",
    ),
    Mistake(
        "a cancel leaves no word for what is decided later",
        "G7",
        "services/admin/events.cpp",
        "    changes.cancelled_events.push_back({{source, id}, parts_.clock.now()});\n",
        "",
        50,
        by="nothing_is_sent_after_a_cancel",
    ),
    Mistake(
        "an address is put on no list",
        "G7",
        "services/admin/people.cpp",
        "    changes.suppressions.push_back({suppression, false});\n",
        "",
        50,
        by="nothing_is_sent_to_the_unwilling",
    ),
    Mistake(
        "it is sent at once, whenever it was to be",
        "G4",
        "core/decide.cpp",
        "std::max(event.send_at.value_or(c.now), c.now);",
        "c.now;",
        50,
        by="sends_are_in_their_time",
    ),
    Mistake(
        "the moment at which it expires is overlooked",
        "G4",
        "core/decide.cpp",
        "    n.expires_at = event.expires_at.value_or(asked + c.type.expires_after);",
        "    n.expires_at = asked + c.type.expires_after;",
        1000,
        by="sends_are_in_their_time",
    ),
    Mistake(
        "everybody is sent the first one's text",
        "G5",
        "services/notifier/batch.cpp",
        "core::task_of(n, made.content,",
        "core::task_of(n, changes.notifications.empty() ? made.content : changes.notifications[0].content,",
        50,
        by="what_is_sent_is_what_was_asked",
    ),
]
