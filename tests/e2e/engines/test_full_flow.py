"""Each built-in event goes all the way: accepted, decided, queued, sent on each channel, told."""

import pytest

from events import by_channel, completed, decisions, failed, registered

PHONE = "+4915112345678"
EVENTS = {
    "user.registered": (registered, "normal", "Ada"),
    "order.completed": (completed, "high", "order-77"),
    "payment.failed": (failed, "critical", "order-77"),
}


def tries_for(system, event):
    ids = {n["id"] for n in event["notifications"]}
    return [t for t in system.tries() if t["notification_id"] in ids]


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_is_delivered_on_each_channel(system, name, kind):
    make, priority, told = EVENTS[kind]
    addresses = {"email": f"{name}@example.org", "sms": PHONE, "push": f"token-{name}"}
    system.user(name, email=addresses["email"], phone=PHONE, push_tokens=[addresses["push"]])
    body = make(name) if make is registered else make(name, order="order-77")

    event = system.settle(body)

    assert event["type"] == kind
    assert set(decisions(event).values()) == {("send", "ok")}
    sent = by_channel(event)
    assert {c: n["address"] for c, n in sent.items()} == addresses
    assert {n["state"] for n in sent.values()} == {"delivered"}
    assert {n["priority"] for n in sent.values()} == {priority}
    assert {(t["channel"], t["outcome"]) for t in tries_for(system, event)} == {
        (channel, "delivered") for channel in addresses
    }
    email = system.notification(sent["email"]["id"])
    assert told in email["content"]["subject"] + email["content"]["text"]
    [attempt] = email["attempts"]
    assert (attempt["number"], attempt["provider"], attempt["outcome"]) == (1, "outbox", "delivered")


def test_a_registration_alone_makes_the_recipient(system, name):
    event = system.settle(registered(name, phone=PHONE))
    assert sorted(by_channel(event)) == ["email", "sms"]
    assert system.wait_for_user(name, {"phone": PHONE})["email"] == f"{name}@example.org"
