"""POST /v1/preview: an event as it would be decided and rendered, at any moment, and nothing is sent."""

import pytest

from events import by_channel, completed, failed, registered
from server import segment


def preview(server, body, status=200):
    answer = server.post("/v1/preview", body)
    assert answer.status == status, answer
    return answer.json


def test_it_shows_what_would_be_said(shared, name):
    shown = preview(shared, registered(name, phone="+4915112345678"))
    assert [(d["channel"], d["result"], d["reason"]) for d in shown["decisions"]] == [
        ("email", "send", "ok"), ("sms", "send", "ok"), ("push", "skip", "no_address"),
    ]
    found = by_channel(shown)
    assert found["email"]["content"]["subject"] == "Welcome, Ada!"
    assert found["sms"]["address"] == "+4915112345678"


def test_nothing_is_sent_or_written(serve):
    server = serve()
    before = server.ledger()
    preview(server, registered("ann", id="never"))
    server.settle(registered("bob"))
    assert server.get("/v1/events/never").status == 404
    assert server.get("/v1/users/ann").status == 404
    assert [t["address"] for t in server.tries()] == ["bob@example.org"]
    assert server.ledger()["accepted"] == before["accepted"] + 1


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2027-03-28T00:30:00Z", "2027-03-28T06:00:00Z"),  # clocks change in this night
        ("2027-03-27T12:00:00Z", "2027-03-27T12:00:00Z"),
        ("2027-01-15T21:30:00Z", "2027-01-16T07:00:00Z"),
    ],
)
def test_at_chooses_the_moment(shared, name, at, due):
    quiet = {"from": "22:00", "to": "08:00"}
    shared.user(name, email=f"{name}@example.org", timezone="Europe/Berlin", quiet_hours=quiet)
    [shown] = preview(shared, completed(name) | {"at": at})["notifications"]
    assert shown["due_at"] == due
    assert shown["reason"] == ("ok" if at == due else "quiet_hours")
    [urgent] = preview(shared, failed(name) | {"at": at})["notifications"]
    assert urgent["due_at"] == at


def test_preferences_and_suppression_are_looked_at(shared, name):
    shared.user(name, email=f"{name}@example.org", phone="+4915112345678", channels={"sms": False})
    shared.put(f"/v1/suppressions/email/{segment(name + '@example.org')}", {})
    reasons = {d["channel"]: d["reason"] for d in preview(shared, completed(name))["decisions"]}
    assert reasons == {"email": "suppressed", "sms": "channel_off", "push": "no_address"}


def test_what_it_shows_is_what_is_sent(shared, name):
    shared.user(name, email=f"{name}@example.org", phone="+4915112345678", push_tokens=["t"], locale="ru")
    body = completed(name, id=f"e-{name}", data={"items": [{"name": "<Tea>", "quantity": 2, "price": 1.5}]})
    shown = by_channel(preview(shared, body))
    for channel, sent in by_channel(shared.settle(body)).items():
        content = shared.notification(sent["id"])["content"]
        assert content == shown[channel]["content"], channel
        assert sent["template"] == shown[channel]["template"]


def test_a_template_that_fails_is_shown_to_fail(shared, name):
    kind = f"preview.{name}"
    address = {"email": "/email"}
    shared.put(f"/v1/event-types/{kind}", {"schema": {}, "channels": ["email"], "address": address})
    shared.put(f"/v1/templates/{kind}/email", {"subject": "x", "text": "{{ a.b }}"})
    body = {"type": kind, "user": name, "data": {"email": "a@example.org"}}
    [shown] = preview(shared, body)["notifications"]
    assert (shown["state"], shown["reason"], shown["content"]) == ("failed", "template_error", None)
    assert "line 1" in shown["detail"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"at": "noon"}, "/at"), ({"at": 7}, "/at"), ({"data": {}}, "/data/name"), ({"type": "x"}, "/type")],
)
def test_faults_are_those_of_events(shared, change, pointer):
    body = preview(shared, registered("ann") | change, 422)
    assert pointer in {e["pointer"] for e in body["errors"]}


def test_each_message_is_shown_with_its_size_and_what_to_mind(shared, name):
    kind = f"preview.{name}"
    shared.put(f"/v1/event-types/{kind}", {"schema": {}, "channels": ["email", "sms", "push"]})
    for channel, template in {
        "email": {"subject": "s", "html": "<p>See <a href='{{ url }}'>it</a></p>"},
        "sms": {"text": "{{ long }}’"},
        "push": {"title": "t", "body": "b", "data": {"x": "{{ long * 50 }}"}},
    }.items():
        assert shared.put(f"/v1/templates/{kind}/{channel}", template).status == 201
    shared.user(name, email=f"{name}@example.org", phone="+4915112345678")
    data = {"url": "https://a.example/1", "long": "a" * 100}
    shown = preview(shared, {"type": kind, "user": name, "data": data})
    found = by_channel(shown)
    assert found["email"]["content"]["text"] == "See it (https://a.example/1)"
    assert found["email"]["warnings"] == []
    assert found["sms"]["sizes"] == {"encoding": "UCS-2", "units": 101, "segments": 2}
    assert found["sms"]["warnings"] == ["2 segments of SMS, because “’” is not in GSM-7"]
    [skipped] = shown["skipped"]
    assert (skipped["channel"], skipped["reason"]) == ("push", "no_address")
    assert skipped["sizes"]["fcm_bytes"] > 5000
    services = [warning.split(" for ")[1] for warning in skipped["warnings"]]
    assert services == ["FCM, which takes 4,096", "APNs, which takes 4,096"]
