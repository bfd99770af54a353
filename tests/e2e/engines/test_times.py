"""Quiet hours, schedules, cancelling and expiry, by the real clock."""

from datetime import datetime, timedelta, timezone

from events import by_channel, completed, failed
from moments import moment
from server import wait_until


def now(**shift):
    return datetime.now(timezone.utc) + timedelta(**shift)


def quiet_now():
    return {"from": now(hours=-2).strftime("%H:%M"), "to": now(hours=2).strftime("%H:%M")}


def put_user(system, name, **wishes):
    system.user(name, email=f"{name}@example.org", timezone="UTC", **wishes)


def decided(system, body):
    return by_channel(system.decide(body))["email"]


def test_quiet_hours_hold_back_until_they_are_lifted(system, name):
    quiet = quiet_now()
    put_user(system, name, quiet_hours=quiet)
    held = decided(system, completed(name))
    assert (held["state"], held["reason"]) == ("scheduled", "quiet_hours")
    assert moment(held["due_at"]).strftime("%H:%M") == quiet["to"]
    urgent = decided(system, failed(name))
    assert system.wait_for_state(urgent["id"], "delivered")["priority"] == "critical"
    assert system.notification(held["id"])["state"] == "scheduled"

    assert system.patch(f"/v1/users/{name}", {"quiet_hours": None}).status == 202
    assert system.wait_for_state(held["id"], "delivered")["attempt_count"] == 1


def test_what_is_scheduled_goes_out_at_its_time(system, name):
    put_user(system, name)
    at = now(seconds=2)
    waiting = decided(system, completed(name, send_at=at.isoformat()))
    assert (waiting["state"], waiting["reason"]) == ("scheduled", "delayed")
    [attempt] = system.wait_for_state(waiting["id"], "delivered")["attempts"]
    assert moment(attempt["started_at"]) >= at


def test_what_is_cancelled_is_not_sent(system, name):
    put_user(system, name)
    at = now(seconds=2)
    waiting = decided(system, completed(name, send_at=at.isoformat()))
    cancelled = system.post(f"/v1/notifications/{waiting['id']}/cancel")
    assert (cancelled.status, cancelled.json["state"]) == (200, "cancelled")
    # Of the same moment, and sent: the cancelled one has had its time.
    sent = decided(system, completed(name, order="2", send_at=at.isoformat()))
    system.wait_for_state(sent["id"], "delivered")
    assert system.notification(waiting["id"])["state"] == "cancelled"
    assert system.notification(waiting["id"])["attempts"] == []


def test_what_expires_while_it_waits_is_not_sent(system, name):
    put_user(system, name, quiet_hours=quiet_now())
    held = decided(system, completed(name, expires_at=now(seconds=2).isoformat()))
    assert held["state"] == "scheduled"
    assert system.wait_for_state(held["id"], "expired")["attempts"] == []


def test_what_expires_between_two_tries_is_not_tried_again(system, name):
    put_user(system, name)
    assert system.patch(f"/v1/users/{name}", {"email": f"{name}+throttle@example.org"}).status == 202
    system.wait_for_user(name, {"email": f"{name}+throttle@example.org"})
    sent = decided(system, completed(name, expires_at=now(seconds=1.5).isoformat()))
    wait_until(lambda: system.notification(sent["id"])["state"] == "expired", "its end")
    assert [a["outcome"] for a in system.notification(sent["id"])["attempts"]] == ["throttled"]
