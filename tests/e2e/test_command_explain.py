"""`tidings explain` tells a person what happened, what comes next, and what to do."""

import re

import pytest

from events import completed, registered
from server import wait_until


def story(server, event_id, channel):
    """The paragraph of one channel."""
    done = server.cli("explain", event_id)
    assert done.returncode == 0, done.stderr
    found = [p for p in done.stdout.split("\n\n") if p.startswith(f"{channel} for ")]
    assert len(found) == 1, done.stdout
    return found[0]


def wait_for_attempts(server, notification_id, count):
    def has_had():
        found = server.notification(notification_id)
        return found["attempt_count"] == count and found["state"] != "queued" and found

    return wait_until(has_had, f"attempt {count}")


def line(paragraph, name):
    found = re.search(rf"^  {name} +(.*)$", paragraph, re.MULTILINE)
    return found.group(1) if found else None


def test_a_retry_is_told_attempt_by_attempt_with_the_next(server, name):
    sent = server.send(registered(name, email=f"{name}+retry2@example.org"))
    first = server.event(sent["id"])["notifications"][0]["id"]
    wait_for_attempts(server, first, 1)
    told = story(server, sent["id"], "email")
    due = server.notification(first)["due_at"].split(".")[0]
    assert "retry by outbox" in line(told, "attempt 1")
    assert line(told, "next").startswith(f"attempt 2 is due at {due}")
    assert line(told, "to do") is None
    for attempt in (2, 3):
        server.advance("10m")
        wait_for_attempts(server, first, attempt)
    told = story(server, sent["id"], "email")
    assert told.startswith(f"email for {name}: delivered\n")
    assert [bool(line(told, f"attempt {i}")) for i in (1, 2, 3, 4)] == [True, True, True, False]
    assert line(told, "next") is None


@pytest.mark.parametrize(
    ("tag", "attempts", "reason", "advice"),
    [
        ("+reject", 1, "rejected", "mends the address"),
        ("+retry9", 4, "attempts_exhausted", "once the provider works"),
    ],
)
def test_a_dead_letter_says_why_and_the_command_that_revives_it(server, name, tag, attempts, reason, advice):
    sent = server.send(registered(name, email=f"{name}{tag}@example.org"))
    dead = server.event(sent["id"])["notifications"][0]["id"]
    wait_for_attempts(server, dead, 1)
    for attempt in range(2, attempts + 1):
        server.advance("20m")
        wait_for_attempts(server, dead, attempt)
    told = story(server, sent["id"], "email")
    assert line(told, "now").startswith(f"{reason}: ")
    assert advice in line(told, "to do")
    command = re.search(r"tidings (dead replay \S+)", line(told, "to do")).group(1)
    done = server.cli(*command.split())
    assert done.stdout == "replayed 1\n"


def test_what_was_not_sent_says_what_is_missing(server, name):
    sent = server.send(registered(name))
    server.event(sent["id"], until="final")
    told = story(server, sent["id"], "push")
    assert told.startswith(f"push for {name}: not sent\n")
    assert line(told, "decided").startswith("skip, no_address: ")
    assert f"tidings user set {name}" in line(told, "to do")


def test_quiet_hours_say_until_when(server, name):
    server.user(name, email=f"{name}@example.org", timezone="Europe/Berlin",
                quiet_hours={"from": "22:00", "to": "08:00"})  # fmt: skip
    server.set_clock("2090-01-15T22:30:00Z")
    sent = server.send(completed(name))
    server.event(sent["id"])
    told = story(server, sent["id"], "email")
    assert told.startswith(f"email for {name}: scheduled\n")
    assert line(told, "next") == "it is due at 2090-01-16T07:00:00Z"
    assert "quiet" in line(told, "now")


def test_of_a_notification_only_that_one_is_told(server, name):
    sent = server.send(registered(name, phone="+4915112345678"))
    event = server.event(sent["id"], until="final")
    sms = next(n for n in event["notifications"] if n["channel"] == "sms")
    told = server.cli("explain", sms["id"]).stdout
    assert f"sms for {name}: delivered\n" in told
    assert f"email for {name}" not in told


def test_an_event_for_many_tells_of_each(server):
    users = [f"many{i}" for i in range(5)]
    for user in users:
        server.user(user, email=f"{user}@example.org")
    body = completed("x")
    del body["user"]
    sent = server.send({**body, "users": users})
    server.event(sent["id"], until="final")
    told = server.cli("explain", sent["id"]).stdout
    for user in users:
        assert f"email for {user}: delivered\n" in told
