"""A channel that is off gets nothing, be it off before the event or switched off while it waits."""

from datetime import datetime, timedelta, timezone

from events import by_channel, completed, decisions, failed

PHONE = "+4915112345678"


def put_user(system, name, **wishes):
    system.user(name, email=f"{name}@example.org", phone=PHONE, push_tokens=[f"token-{name}"], **wishes)


def tried_channels(system, event):
    ids = {n["id"] for n in event["notifications"]}
    return sorted(t["channel"] for t in system.tries() if t["notification_id"] in ids)


def test_a_channel_that_is_off_gets_nothing(system, name):
    put_user(system, name, channels={"sms": False})
    event = system.settle(completed(name))
    assert sorted(by_channel(event)) == tried_channels(system, event) == ["email", "push"]
    assert decisions(event)[name, "sms"] == ("skip", "channel_off")


def test_a_category_that_is_off_gets_nothing_and_one_that_cannot_be_does(system, name):
    put_user(system, name, categories={"orders": False, "payments": False})
    assert system.settle(completed(name))["notifications"] == []
    event = system.settle(failed(name))
    assert tried_channels(system, event) == ["email", "push", "sms"]


def test_a_channel_that_is_switched_off_while_it_waits_gets_nothing(system, name):
    put_user(system, name)
    soon = datetime.now(timezone.utc) + timedelta(seconds=3)
    waiting = by_channel(system.decide(completed(name, send_at=soon.isoformat())))
    assert {n["state"] for n in waiting.values()} == {"scheduled"}
    assert system.patch(f"/v1/users/{name}", {"channels": {"push": False}}).status == 202
    over = {c: system.wait_for_state(n["id"], "delivered", "suppressed") for c, n in waiting.items()}
    assert {c: n["state"] for c, n in over.items()} == {
        "email": "delivered", "sms": "delivered", "push": "suppressed",
    }
    assert over["push"]["reason"] == "channel_off"
    assert over["push"]["attempts"] == []
