"""G7: preferences, suppression and quiet hours hold at the moment of sending, across every DST change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bounds import seconds
from events import by_channel, completed, decisions, failed, registered
from moments import moment
from server import wait_until


def wall_minutes(zone, at):
    local = at.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


def minutes(clock):
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def is_quiet(zone, quiet, at):
    now, start, end = wall_minutes(zone, at), minutes(quiet[0]), minutes(quiet[1])
    return start <= now < end if start <= end else now >= start or now < end


def first_not_quiet(zone, quiet, at):
    """By looking at every minute."""
    if not is_quiet(zone, quiet, at):
        return at
    at = at.replace(second=0, microsecond=0)
    while is_quiet(zone, quiet, at):
        at += timedelta(minutes=1)
    return at


# In the evening before clocks change, wherever that is; far ahead, for the test clock never goes back.
SPRING_BERLIN = datetime(2040, 3, 24, 23, 30, tzinfo=UTC)  # 00:30; 02:00 becomes 03:00 on the 25th
AUTUMN_BERLIN = datetime(2040, 10, 27, 22, 30, tzinfo=UTC)  # 00:30; 03:00 becomes 02:00 on the 28th
SPRING_NEW_YORK = datetime(2040, 3, 11, 4, 30, tzinfo=UTC)
LORD_HOWE = datetime(2040, 10, 6, 14, 0, tzinfo=UTC)  # half an hour


@pytest.mark.parametrize(
    ("zone", "quiet", "at"),
    [
        ("Europe/Berlin", ("22:00", "08:00"), SPRING_BERLIN),
        ("Europe/Berlin", ("22:00", "02:30"), SPRING_BERLIN),  # 02:30 does not exist
        ("Europe/Berlin", ("00:00", "03:00"), SPRING_BERLIN),
        ("Europe/Berlin", ("22:00", "08:00"), AUTUMN_BERLIN),
        ("Europe/Berlin", ("22:00", "02:30"), AUTUMN_BERLIN),  # 02:30 comes twice
        ("America/New_York", ("21:00", "02:30"), SPRING_NEW_YORK),
        ("Australia/Lord_Howe", ("22:00", "02:15"), LORD_HOWE),
        ("Asia/Kolkata", ("22:00", "07:45"), datetime(2040, 5, 1, 20, 0, tzinfo=UTC)),
        ("Europe/Berlin", ("08:00", "08:00"), SPRING_BERLIN),  # empty: never quiet
    ],
)
def test_what_is_held_goes_out_at_the_first_moment_that_is_not_quiet(server, zone, quiet, at):
    assert ZoneInfo(zone)
    server.set_clock(at.isoformat())
    server.user("ann", email="ann@example.org", timezone=zone, quiet_hours={"from": quiet[0], "to": quiet[1]})
    expected = first_not_quiet(zone, quiet, at)
    event = server.decide(completed("ann"))
    [held] = event["notifications"]
    if expected == at:
        assert held["reason"] == "ok"
        server.wait_for_state(held["id"], "delivered")
        return
    assert (held["state"], held["reason"]) == ("scheduled", "quiet_hours")
    assert moment(held["due_at"]) == expected
    server.set_clock((expected - timedelta(milliseconds=300)).isoformat())
    sent = server.wait_for_state(held["id"], "delivered")
    [attempt] = sent["attempts"]
    assert expected <= moment(attempt["started_at"]) < expected + timedelta(seconds=10)


def test_a_queued_one_waits_where_quiet_hours_began_meanwhile(serve):
    server = serve("--test-clock", "--limits-email", "1/2s")
    server.set_clock("2040-06-01T21:59:50Z")
    server.user("ann", email="ann@example.org", timezone="UTC", quiet_hours={"from": "22:00", "to": "06:00"})
    server.settle(registered("bob"))  # takes the permit
    [queued] = server.decide(completed("ann"))["notifications"]
    assert queued["state"] == "queued"
    server.set_clock("2040-06-01T22:00:01Z")
    held = wait_until(
        lambda: (n := server.notification(queued["id"]))["reason"] == "quiet_hours" and n, "it to be held"
    )
    assert (held["state"], held["due_at"]) == ("scheduled", "2040-06-02T06:00:00Z")
    assert held["attempts"] == []


def test_critical_ignores_quiet_hours_unless_its_type_says_otherwise(server):
    server.set_clock("2040-06-01T23:00:00Z")
    server.user("ann", email="ann@example.org", timezone="UTC", quiet_hours={"from": "22:00", "to": "06:00"})
    [sent] = server.settle(failed("ann"))["notifications"]
    assert (sent["state"], sent["priority"]) == ("delivered", "critical")
    body = server.get("/v1/event-types/payment.failed").json
    assert server.put("/v1/event-types/payment.failed", {**body, "critical_keeps_quiet": True}).status == 200
    [held] = server.decide(failed("ann"))["notifications"]
    assert (held["state"], held["due_at"]) == ("scheduled", "2040-06-02T06:00:00Z")


@pytest.fixture
def busy(serve):
    """A server whose next e-mail waits in the queue: the only permit of the hour is taken."""
    server = serve("--test-clock", "--limits-email", "1/1h")
    server.settle(registered("first"))
    return server


CHANGES = [
    pytest.param({"channels": {"email": False}}, "suppressed", "channel_off", id="channel off"),
    pytest.param({"categories": {"orders": False}}, "suppressed", "category_off", id="category off"),
    pytest.param({"email": None}, "suppressed", "no_address", id="no address"),
]


def put_ann(server, **more):
    return server.user("ann", **({"email": "ann@example.org", "timezone": "UTC"} | more))


@pytest.mark.parametrize(("change", "state", "reason"), CHANGES)
def test_a_change_reaches_what_is_queued(busy, change, state, reason):
    put_ann(busy)
    [queued] = busy.decide(completed("ann"))["notifications"]
    assert queued["state"] == "queued"
    assert busy.patch("/v1/users/ann", change).status == 202
    found = busy.wait_for_state(queued["id"], state)
    assert (found["reason"], found["attempts"]) == (reason, [])
    assert len(busy.tries()) == 1


@pytest.mark.parametrize(("change", "state", "reason"), CHANGES)
def test_a_change_reaches_what_is_held(server, change, state, reason):
    server.set_clock("2040-06-01T23:00:00Z")
    put_ann(server, quiet_hours={"from": "22:00", "to": "06:00"})
    [held] = server.decide(completed("ann"))["notifications"]
    assert held["state"] == "scheduled"
    assert server.patch("/v1/users/ann", change).status == 202
    server.wait_for_user("ann", {k: v for k, v in change.items() if v is not None})
    server.set_clock("2040-06-02T06:00:00Z")
    assert server.wait_for_state(held["id"], state)["reason"] == reason
    assert server.tries() == []


def test_quiet_hours_that_are_lifted_let_go_what_was_held(server):
    server.set_clock("2040-06-01T23:00:00Z")
    put_ann(server, quiet_hours={"from": "22:00", "to": "06:00"})
    [held] = server.decide(completed("ann"))["notifications"]
    assert held["reason"] == "quiet_hours"
    assert server.patch("/v1/users/ann", {"quiet_hours": None}).status == 202
    server.wait_for_state(held["id"], "delivered")


def test_quiet_hours_that_are_new_hold_what_is_queued(busy):
    busy.set_clock("2040-06-01T23:00:00Z")
    put_ann(busy)
    [queued] = busy.decide(completed("ann"))["notifications"]
    assert queued["state"] == "queued"
    assert busy.patch("/v1/users/ann", {"quiet_hours": {"from": "22:00", "to": "06:00"}}).status == 202
    # It is taken back first, and then decided again.
    held = wait_until(
        lambda: (n := busy.notification(queued["id"]))["reason"] == "quiet_hours" and n,
        "it to be held",
    )
    assert (held["state"], held["due_at"]) == ("scheduled", "2040-06-02T06:00:00Z")


def test_a_new_address_is_the_one_it_goes_to(serve):
    server = serve("--test-clock", "--limits-email", "1/2s")
    put_ann(server)
    server.settle(registered("first"))
    [queued] = server.decide(completed("ann"))["notifications"]
    assert server.patch("/v1/users/ann", {"email": "new@example.org"}).status == 202
    sent = server.wait_for_state(queued["id"], "delivered")
    assert sent["address"] == "new@example.org"
    assert server.tries()[-1]["address"] == "new@example.org"


def test_a_suppressed_address_gets_nothing_that_was_queued(busy):
    put_ann(busy)
    [queued] = busy.decide(completed("ann"))["notifications"]
    assert busy.put("/v1/suppressions/email/ann@example.org", {"reason": "asked by phone"}).status == 200
    assert busy.wait_for_state(queued["id"], "suppressed")["reason"] == "suppressed"
    event = busy.decide(completed("ann", order="2"))
    assert decisions(event)["ann", "email"] == ("skip", "suppressed")


def test_what_expires_while_it_waits_is_not_sent(serve):
    server = serve("--test-clock", "--limits-email", f"1/{seconds(2)}s")
    put_ann(server)
    server.settle(registered("first"))
    [queued] = server.decide(completed("ann", expires_at="2040-06-01T00:00:00Z"))["notifications"]
    server.set_clock("2040-06-01T00:00:01Z")
    assert server.wait_for_state(queued["id"], "expired")["attempts"] == []


def test_preferences_hold_when_it_is_decided(server):
    wishes = {"channels": {"sms": False}, "categories": {"orders": False}}
    put_ann(server, phone="+4915112345678", push_tokens=["t"], **wishes)
    event = server.settle(completed("ann"))
    assert event["notifications"] == []
    assert decisions(event) == {
        ("ann", "email"): ("skip", "category_off"),
        ("ann", "sms"): ("skip", "channel_off"),
        ("ann", "push"): ("skip", "category_off"),
    }
    event = server.settle(failed("ann"))  # its category cannot be switched off, its channel can
    assert sorted(by_channel(event)) == ["email", "push"]
    wait_until(lambda: len(server.tries()) == 2, "two to be sent")
