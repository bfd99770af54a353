"""A provider that fails is asked again; attempts are counted; used up they make a dead letter."""

from events import by_channel, registered
from moments import seconds_between
from server import wait_until

DELAYS = [0.2, 0.4, 0.8]


def notification_of(system, body):
    return by_channel(system.decide(body))["email"]["id"]


def letters(system, user):
    return [d["id"] for d in system.items("/v1/dead-letters") if d.get("user") == user]


def test_attempts_are_counted_until_one_succeeds(system, name):
    sent = notification_of(system, registered(name, email=f"{name}+retry2@example.org"))
    found = system.wait_for_state(sent, "delivered")
    assert [a["outcome"] for a in found["attempts"]] == ["retry", "retry", "delivered"]
    assert [a["number"] for a in found["attempts"]] == [1, 2, 3]
    assert found["attempt_count"] == 3
    waits = [
        seconds_between(a["finished_at"], b["started_at"])
        for a, b in zip(found["attempts"], found["attempts"][1:])
    ]
    assert all(wait >= delay for wait, delay in zip(waits, DELAYS)), waits


def test_used_up_attempts_make_a_dead_letter_that_can_be_replayed(system, name):
    dead = notification_of(system, registered(name, email=f"{name}+retry9@example.org"))
    found = system.wait_for_state(dead, "failed")
    assert (found["reason"], found["attempt_count"]) == ("attempts_exhausted", 4)
    assert [a["outcome"] for a in found["attempts"]] == ["retry"] * 4
    assert letters(system, name) == [dead]

    system.user(name, email=f"{name}@example.org")
    assert system.post(f"/v1/dead-letters/{dead}/replay").status == 202
    found = system.wait_for_state(dead, "delivered")
    assert [a["number"] for a in found["attempts"]] == [1, 2, 3, 4, 5]
    assert letters(system, name) == []
    assert system.post(f"/v1/dead-letters/{dead}/replay").status == 409


def test_what_a_retry_cannot_mend_fails_at_once(system, name):
    dead = notification_of(system, registered(name, email=f"{name}+reject@example.org"))
    found = system.wait_for_state(dead, "failed")
    assert (found["reason"], found["attempt_count"]) == ("rejected", 1)
    assert letters(system, name) == [dead]


def test_what_is_never_answered_is_unknown_and_tried_again(system, name):
    dead = notification_of(system, registered(name, email=f"{name}+timeout@example.org"))
    found = system.wait_for_state(dead, "failed")
    assert [a["outcome"] for a in found["attempts"]] == ["unknown"] * 4


def test_a_throttling_provider_uses_up_no_attempt(system, name):
    sent = notification_of(system, registered(name, email=f"{name}+throttle@example.org"))
    waiting = wait_until(
        lambda: (n := system.notification(sent))["reason"] == "throttled" and n, "it to be throttled"
    )
    assert (waiting["state"], waiting["attempt_count"]) == ("scheduled", 0)
    assert system.post(f"/v1/notifications/{sent}/cancel").status == 200
