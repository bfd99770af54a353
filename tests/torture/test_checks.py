"""The checks can fail: each is given a record with just the fault that it is there for."""

import copy
from datetime import datetime, timezone

import checks
import pytest
from campaign import busiest
from duplicates import duplicated_sends
from evidence import Evidence
from faults import Happened
from provider_record import Send
from stages import Ending
from traffic import CHANNELS, Accepted

T = 1_800_000_000.0


def send(at, key, taken, sender="", to="u1@example.org"):
    return Send(at, key, taken, to, sender)


def notification(channel="email", state="delivered", number=1):
    names = {"event_id": f"e{number}", "source": "torture", "user": "u1"}
    to = {"channel": channel, "address": "u1@example.org"}
    return {"id": f"n-{channel}", "state": state, "reason": "ok", **to, **names}


def attempt(outcome, at):
    return {"outcome": outcome, "finished_at": datetime.fromtimestamp(at, timezone.utc).isoformat()}


def evidence(engine="embedded", **changes):
    """One event, delivered once by each channel."""
    notifications = [notification(channel) for channel in CHANNELS]
    event = {
        "decisions": [{"user": "u1", "channel": c, "result": "send"} for c in CHANNELS],
        "notifications": copy.deepcopy(notifications),
    }
    made = {
        "accepted": {"e1": Accepted("u1", T)}, "events": {"e1": event}, "notifications": notifications,
        "sends": {channel: [send(T + 1, f"n-{channel}", True, "worker-1")] for channel in CHANNELS},
        "attempts": {f"n-{channel}": [attempt("delivered", T + 1.1)] for channel in CHANNELS},
    }
    return Evidence(engine, **copy.deepcopy(made | changes))


def failing(found):
    return {name for name, sentences in checks.judged(found).items() if sentences}


def kill(at, target="embedded"):
    return Happened("kill", target, at, at + 0.2)


def test_all_hold_where_nothing_is_wrong():
    assert failing(evidence()) == set()


def test_an_accepted_event_that_is_not_in_the_store_is_lost():
    found = evidence(accepted={"e1": Accepted("u1", T), "e2": Accepted("u1", T)})
    assert failing(found) == {"every_accepted_event_is_decided"}


def test_a_decision_not_to_send_needs_somebody_who_wished_that():
    found = evidence()
    found.events["e1"]["decisions"][0] |= {"result": "skip", "reason": "no_address"}
    assert "every_decision_is_to_send" in failing(found)
    found.accepted["e1"].cancel_asked = True
    assert "every_decision_is_to_send" not in failing(found)


@pytest.mark.parametrize("state", ["expired", "suppressed", "cancelled"])
def test_what_nobody_asked_for_is_no_end(state):
    found = evidence(sends={channel: [] for channel in CHANNELS})
    for ended in found.notifications:
        ended["state"] = state
    assert failing(found) == {"nothing_ends_unasked"}
    found.accepted["e1"].cancel_asked = True
    assert bool(failing(found)) == (state != "cancelled")


def test_a_message_that_went_to_somebody_else_is_seen():
    found = evidence()
    found.sends["sms"] = [send(T + 1, "n-sms", True, "worker-1", to="u2@example.org")]
    assert failing(found) == {"each_message_goes_to_its_own_address"}


def test_a_decision_without_its_notification_is_a_loss():
    found = evidence()
    del found.events["e1"]["notifications"][0]
    assert failing(found) == {"every_decision_to_send_has_its_notification"}


@pytest.mark.parametrize("state", ["queued", "scheduled"])
def test_what_still_waits_is_not_settled(state):
    found = evidence()
    found.notifications[0]["state"] = state
    assert "every_notification_is_settled" in failing(found)


def test_a_second_row_of_one_notification_is_seen():
    found = evidence()
    found.notifications.append(dict(notification("sms"), id="n-other"))
    found.sends["sms"].append(send(T + 1, "n-other", True))
    assert failing(found) == {"no_notification_is_there_twice"}


def test_a_notification_of_nobodys_event_is_seen():
    found = evidence()
    found.notifications.append(dict(notification("sms", number=7), id="n-other"))
    found.sends["sms"].append(send(T + 1, "n-other", True))
    assert failing(found) == {"no_notification_is_of_an_event_nobody_sent"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_message_that_its_provider_never_took_is_lost(channel):
    found = evidence()
    found.sends[channel] = [send(T + 1, f"n-{channel}", False)]
    assert failing(found) == {"what_is_delivered_was_taken_by_the_provider"}


def test_a_message_of_no_notification_is_seen():
    found = evidence()
    found.sends["email"].append(send(T + 1, "n-other", True))
    assert failing(found) == {"the_provider_took_only_what_there_is"}


def test_a_failure_needs_a_provider_that_refused_or_attempts_that_were_used_up():
    found = evidence()
    found.notifications[0] |= {"state": "failed", "reason": "rejected"}
    found.sends["email"] = []
    assert failing(found) == {"what_failed_was_refused_or_tried_in_vain"}


@pytest.mark.parametrize("reason, outcome, least",
                         [("poison", "unknown", 4), ("attempts_exhausted", "retry", 9)])
def test_what_was_given_up_has_been_tried_often_enough(reason, outcome, least):
    found = evidence()
    found.notifications[0] |= {"state": "failed", "reason": reason}
    found.sends["email"] = []
    found.attempts["n-email"] = [attempt(outcome, T + n) for n in range(least - 1)]
    assert failing(found) == {"what_failed_was_refused_or_tried_in_vain"}
    found.attempts["n-email"].append(attempt(outcome, T + least))
    assert failing(found) == set()


def test_what_was_cancelled_is_not_sent_afterwards():
    found = evidence(accepted={"e1": Accepted("u1", T, cancelled_at=T + 3)})
    assert failing(found) == set()
    found.sends["sms"][0] = send(T + 3.01, "n-sms", True)
    assert failing(found) == {"nothing_is_sent_after_its_cancel"}


def test_an_email_may_be_on_its_way_when_it_is_cancelled():
    found = evidence(accepted={"e1": Accepted("u1", T, cancelled_at=T - 0.5, cancel_asked=True)})
    found.sends |= {"sms": [], "push": []}
    found.notifications[1:] = [n | {"state": "cancelled"} for n in found.notifications[1:]]
    assert failing(found) == set()
    found.accepted["e1"].cancelled_at = T - 3
    assert failing(found) == {"nothing_is_sent_after_its_cancel"}
    found.happened = [Happened("delay", "smtp network", T - 4, T - 1)]
    assert failing(found) == set()


def test_a_message_that_was_taken_and_given_up_needs_an_unknown_attempt():
    found = evidence()
    found.notifications[0] |= {"state": "failed", "address": "u1+reject@example.org"}
    found.sends["email"] = [send(T + 1, "n-email", True, "worker-1", to="u1+reject@example.org")]
    assert failing(found) == {"what_the_provider_took_is_delivered_or_was_unknown"}
    found.attempts["n-email"].insert(0, attempt("unknown", T + 0.5))
    assert failing(found) == set()


def test_what_was_cancelled_after_a_kill_may_have_gone_out_just_before_it():
    found = evidence()
    found.notifications[0] |= {"state": "cancelled", "updated_at": attempt("", T + 3)["finished_at"]}
    found.accepted["e1"].cancel_asked = True
    found.attempts = {n["id"]: [] for n in found.notifications}
    name = "what_the_provider_took_is_delivered_or_was_unknown"
    assert name in failing(found)
    found.happened = [kill(T + 1.01)]
    assert name not in failing(found)
    found.happened = [kill(T + 60)]
    assert name in failing(found)


# ---- messages that came twice


LONG_AGO = Happened("delay", "smtp network", T - 500, T - 499)


def twice(engine, apart=5.0, happened=(LONG_AGO,), unknown=()):
    """Sent at T + 1 and once more; `unknown` are the ends of attempts before the one that is delivered."""
    found = evidence(engine, happened=list(happened))
    found.sends["email"].append(send(T + 1 + apart, "n-email", True, "worker-2"))
    delivered = attempt("delivered", T + 1.1 + apart)
    found.attempts["n-email"] = [*(attempt("unknown", at) for at in unknown), delivered]
    return found


@pytest.mark.parametrize("engine", ["embedded", "cluster"])
def test_a_message_that_came_twice_for_no_reason_is_a_fault(engine):
    found = twice(engine)
    assert failing(found) == {"every_send_more_is_explained"}
    assert duplicated_sends(found)[0].unexplained == 1


@pytest.mark.parametrize("engine", ["embedded", "cluster"])
def test_an_unknown_attempt_explains_one_message_more(engine):
    assert failing(twice(engine, unknown=[T + 4])) == set()
    three = twice(engine, unknown=[T + 4])
    three.sends["email"].append(send(T + 20, "n-email", True, "worker-1"))
    assert duplicated_sends(three)[0].unexplained == 1


def test_where_nothing_happened_nothing_is_unknown():
    found = twice("embedded", happened=(), unknown=[T + 4])
    assert failing(found) == {"every_send_more_is_explained"}


def test_an_unknown_attempt_explains_nothing_that_was_sent_after_its_end():
    assert duplicated_sends(twice("embedded", unknown=[T - 2]))[0].unexplained == 1
    slow = [Happened("silence", "smtp network", T - 3, T + 0.5)]
    assert duplicated_sends(twice("embedded", unknown=[T - 2], happened=slow))[0].unexplained == 0


def test_nor_what_was_sent_before_the_end_of_the_attempt_before_it():
    found = twice("embedded")
    found.attempts["n-email"] = [attempt("delivered", T + 2), attempt("unknown", T + 20)]
    assert duplicated_sends(found)[0].unexplained == 1


def test_a_kill_just_after_the_first_of_two_explains_the_second():
    assert duplicated_sends(twice("embedded", happened=[kill(T + 1.3)]))[0].reasons == {"cut off": 1}


@pytest.mark.parametrize("at", [T - 1.0, T + 4.5, T + 7.0])
def test_a_kill_before_both_or_long_after_the_first_or_after_both_explains_nothing(at):
    assert duplicated_sends(twice("embedded", happened=[kill(at)]))[0].unexplained == 1


@pytest.mark.parametrize(("still_until", "unexplained"), [(T + 0.95, 0), (T + 0.2, 1)])
def test_a_provider_that_stood_still_takes_what_a_program_had_sent_that_is_killed_by_then(
    still_until, unexplained
):
    stopped = Happened("stop", "provider", T - 3.0, still_until)
    found = twice("embedded", happened=[stopped, kill(T - 0.5)])
    assert duplicated_sends(found)[0].unexplained == unexplained


def test_a_process_that_stood_still_may_be_killed_later():
    stopped = Happened("stop", "embedded", T + 1.1, T + 4.0)
    assert duplicated_sends(twice("embedded", happened=[stopped, kill(T + 4.2)]))[0].unexplained == 0


def test_a_lost_redis_explains_it_only_with_a_worker_that_could_not_report():
    lost = kill(T + 3, "redis")
    assert duplicated_sends(twice("cluster", happened=[lost, kill(T + 1.2, "worker-1")]))[0].unexplained == 0
    assert duplicated_sends(twice("cluster", happened=[kill(T + 1.2, "worker-1")]))[0].unexplained == 1
    assert duplicated_sends(twice("cluster", happened=[lost]))[0].unexplained == 1
    not_yet = [kill(T + 3, "redis"), kill(T + 4, "worker-1")]
    assert duplicated_sends(twice("cluster", happened=not_yet))[0].unexplained == 1


def test_only_the_worker_that_sent_it_could_not_report():
    lost = kill(T + 3, "redis")
    other = [lost, kill(T + 1.2, "worker-2")]
    assert duplicated_sends(twice("cluster", happened=other))[0].unexplained == 1
    away = [lost, Happened("stop", "kafka", T + 0.5, T + 4)]
    assert duplicated_sends(twice("cluster", happened=away))[0].unexplained == 0


def test_a_worker_that_waits_for_the_providers_answer_cannot_report():
    lost = [kill(T + 5, "redis"), kill(T + 4, "worker-1")]
    silent = Happened("half-open", "smtp network", T + 0.1, T + 6)
    assert duplicated_sends(twice("cluster", happened=[*lost, silent]))[0].unexplained == 0


def test_a_redis_lost_long_after_explains_it_only_where_notifiers_had_no_time_to_collect_the_lease():
    late = [kill(T + 1.2, "worker-1"), kill(T + 60, "redis")]
    assert duplicated_sends(twice("cluster", 90.0, late))[0].unexplained == 1
    busy = [kill(T + 14 + 10 * n, "notifier-1") for n in range(5)]
    assert duplicated_sends(twice("cluster", 90.0, late + busy))[0].unexplained == 0


# ---- endings


@pytest.mark.parametrize(
    ("code", "took", "away", "is_odd"),
    [
        (1, 12.0, "kafka", False),
        (1, 12.0, "kafka network", False),
        (1, 12.0, "redis", True),
        (1, 2.0, "kafka", True),
        (134, 12.0, "kafka", True),
    ],
)
def test_a_drain_may_be_cut_short_where_it_waits_for_kafka(code, took, away, is_odd):
    ended = [Ending("worker-1", code, T, T + took)]
    assert bool(checks.odd_endings(ended, [Happened("kill", away, T - 3, T + 14)])) == is_odd
    assert checks.odd_endings(ended, [Happened("kill", away, T - 30, T - 20)])


# ---- the limit


def test_too_many_within_any_second_are_seen():
    many = [send(T + n / 1000, f"k{n}", True) for n in range(30)]
    found = evidence(sends={"email": many, "sms": [], "push": []})
    assert checks.limit_holds(30 - checks.ON_THE_WAY)(found) == []
    assert len(checks.limit_holds(29 - checks.ON_THE_WAY)(found)) == 1


def test_the_busiest_second_is_any_second():
    moments = [0.0, 0.9, 1.4, 1.8, 1.9, 3.0]
    assert busiest([Send(at, "n", True, "ann@example.org") for at in moments]) == 4
    assert busiest([]) == 0
