"""POST /v1/events in all its forms, GET /v1/events/{id}, and cancelling."""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from events import by_channel, completed, decisions, failed, registered
from server import wait_until

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"


def cloud_event(user, **more):
    return {
        "specversion": "1.0",
        "id": f"ce-{user}",
        "source": "/shop",
        "type": "user.registered",
        "subject": user,
        "data": {"name": "Ada", "email": f"{user}@example.org"},
    } | more


def post(server, body, content_type="application/json", **headers):
    body = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return server.post("/v1/events", body, {"Content-Type": content_type, **headers})


def errors(answer):
    assert answer.headers["Content-Type"] == "application/problem+json", answer
    assert answer.json["status"] == answer.status
    return {e["pointer"]: e["detail"] for e in answer.json.get("errors", [])}


# ---- the short form


def test_the_short_form_gets_an_id_and_a_source(shared, name):
    answer = shared.post("/v1/events", registered(name))
    assert answer.status == 202
    assert answer.json.keys() == {"id", "source"}
    assert answer.json["source"] == "local"
    assert answer.json["id"][14] == "7", "a UUIDv7"
    assert answer.headers["Location"] == f"/v1/events/{answer.json['id']}"
    event = shared.get(answer.headers["Location"], wait="10s")
    assert event.status == 200


def test_the_location_leads_to_the_event_of_its_source(shared, name):
    answer = shared.post("/v1/events", registered(name, id="an id/with?all", source="the shop"))
    assert answer.headers["Location"] == "/v1/events/an%20id%2Fwith%3Fall?source=the%20shop"
    found = shared.get(answer.headers["Location"] + "&wait=10s")
    assert (found.json["id"], found.json["source"]) == ("an id/with?all", "the shop")


def test_an_event_is_shown_as_it_was_decided(shared, name):
    data = {"more": [1, {"a": None}]}
    body = registered(name, id=f"e-{name}", phone="+4915112345678", priority="high", data=data)
    event = shared.settle(body)
    assert event["id"] == f"e-{name}"
    assert (event["type"], event["user"], event["conflicts"]) == ("user.registered", name, 0)
    assert event["data"] == body["data"]
    assert event["received_at"].endswith("Z")
    assert decisions(event) == {
        (name, "email"): ("send", "ok"),
        (name, "sms"): ("send", "ok"),
        (name, "push"): ("skip", "no_address"),
    }
    assert {n["priority"] for n in event["notifications"]} == {"high"}
    assert sorted(by_channel(event)) == ["email", "sms"]


def test_channels_of_the_event_win_over_the_types(shared, name):
    event = shared.settle(registered(name, phone="+4915112345678", channels=["sms", "sms"]))
    assert list(decisions(event)) == [(name, "sms")]


def test_users_make_one_notification_each(shared, name):
    users = [f"{name}-{i}" for i in range(3)]
    for user in users:
        shared.user(user, email=f"{user}@example.org")
    body = {**completed(None), "users": users}
    del body["user"]
    answer = shared.send(body)
    assert answer["users"] == 3
    event = shared.event(answer["id"], until="final")
    assert event["user"] is None
    assert event["users"] == users
    assert sorted(n["user"] for n in event["notifications"]) == users


@pytest.mark.parametrize("until", [None, "final"])
def test_waiting_for_many_users_is_waiting_for_all_of_them(shared, name, until):
    users = sorted(f"{name}-{i}" for i in range(1000))  # more than one batch of the notifier
    body = {**completed(None), "users": users, "channels": ["email"], "data": completed(None)["data"]}
    del body["user"]
    event = shared.event(shared.send(body)["id"], until=until)
    assert sorted(event["users"]) == users
    assert len(event["decisions"]) == 1000


def test_a_batch_of_the_short_form(shared, name):
    answer = shared.send([registered(f"{name}-{i}", id=f"{name}-{i}") for i in range(3)])
    assert answer == {"events": [{"id": f"{name}-{i}", "source": "local"} for i in range(3)]}


def test_an_event_for_later_waits(shared, name):
    times = {"send_at": "2099-01-01T00:00:00+01:00", "expires_at": "2099-01-02T00:00:00Z"}
    event = shared.decide(registered(name, **times))
    [waiting] = event["notifications"]
    assert (waiting["state"], waiting["reason"]) == ("scheduled", "delayed")
    assert waiting["due_at"] == "2098-12-31T23:00:00Z"
    assert waiting["expires_at"] == "2099-01-02T00:00:00Z"


def test_a_time_to_send_that_is_past_is_now(shared, name):
    [sent] = shared.settle(registered(name, send_at="2001-01-01T00:00:00Z"))["notifications"]
    assert sent["state"] == "delivered"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"user": None}, "/user"),
        ({"users": ["bob"]}, "/users"),
        ({"channels": []}, "/channels"),
        ({"channels": ["fax"]}, "/channels/0"),
        ({"priority": "urgent"}, "/priority"),
        ({"expires_at": "2001-01-01T00:00:00Z"}, "/expires_at"),
        ({"send_at": "2099-01-02T00:00:00Z", "expires_at": "2099-01-01T00:00:00Z"}, "/expires_at"),
        ({"send_at": "tomorrow"}, "/send_at"),
        ({"send_at": "2099-01-01T00:00:00"}, "/send_at"),
        ({"type": "no.such.type"}, "/type"),
        ({"type": None}, "/type"),
        ({"colour": "red"}, "/colour"),
        ({"id": ""}, "/id"),
        ({"id": 7}, "/id"),
        ({"data": "text"}, "/data"),
        ({"data": {"email": "a@example.org"}}, "/data/name"),
        ({"data": {"name": 7, "email": "a@example.org"}}, "/data/name"),
    ],
)
def test_what_is_wrong_is_said_with_a_pointer(shared, change, pointer):
    answer = shared.post("/v1/events", registered("ann") | change)
    assert answer.status == 422
    assert pointer in errors(answer)


def test_all_faults_are_told_together(shared):
    body = {"type": "order.completed", "user": "", "priority": "x", "channels": ["fax"]}
    body["data"] = {"total": "much"}
    answer = shared.post("/v1/events", body)
    assert answer.status == 422
    assert errors(answer).keys() == {
        "/user", "/priority", "/channels/0", "/data/order_id", "/data/currency", "/data/total",
    }


# ---- CloudEvents


def test_a_structured_event(shared, name):
    answer = post(shared, cloud_event(name), STRUCTURED + "; charset=utf-8")
    assert answer.status == 202
    assert answer.json == {"id": f"ce-{name}", "source": "/shop"}
    event = shared.event(f"ce-{name}", until="final")
    assert (event["user"], event["source"]) == (name, "/shop")
    assert len(event["notifications"]) == 1


def test_a_binary_event(shared, name):
    headers = {
        "ce-specversion": "1.0", "ce-id": f"ce-{name}", "ce-source": "/shop", "ce-type": "user.registered",
        "ce-subject": quote("Zoë ") + name, "ce-priority": "low", "ce-channels": "email,sms",
    }
    answer = post(shared, {"name": "Zoë", "email": "z@example.org"}, **headers)
    assert answer.status == 202, answer
    event = shared.event(f"ce-{name}", until="final")
    assert event["user"] == f"Zoë {name}"
    assert [n["priority"] for n in event["notifications"]] == ["low"]
    assert {d["channel"] for d in event["decisions"]} == {"email", "sms"}


def test_a_batch_of_cloud_events(shared, name):
    answer = post(shared, [cloud_event(f"{name}-{i}") for i in range(3)], BATCH)
    assert answer.json == {"events": [{"id": f"ce-{name}-{i}", "source": "/shop"} for i in range(3)]}
    assert shared.event(f"ce-{name}-2", until="final")["user"] == f"{name}-2"


def test_extensions_carry_the_short_forms_fields(shared, name):
    times = {"sendat": "2099-01-01T00:00:00Z", "expirytime": "2099-01-03T00:00:00Z"}
    extended = cloud_event(name, priority="critical", channels="email", **times)
    assert post(shared, extended, STRUCTURED).status == 202
    [waiting] = shared.event(f"ce-{name}")["notifications"]
    assert (waiting["priority"], waiting["due_at"]) == ("critical", "2099-01-01T00:00:00Z")
    assert waiting["expires_at"] == "2099-01-03T00:00:00Z"


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"subject": None}, 422, "/subject"),
        ({"specversion": "0.3"}, 422, "/specversion"),
        ({"id": None}, 422, "/id"),
        ({"source": ""}, 422, "/source"),
        ({"type": "nothing"}, 422, "/type"),
        ({"time": "noon"}, 422, "/time"),
        ({"priority": "x"}, 422, "/priority"),
        ({"channels": "email,fax"}, 422, "/channels"),
        ({"Bad_Name": "x"}, 422, "/Bad_Name"),
        ({"extension": {"a": 1}}, 422, "/extension"),
        ({"data": {"name": "Ada"}}, 422, "/data/email"),
        ({"datacontenttype": "text/plain"}, 415, None),
        ({"data": None, "data_base64": "e30="}, 415, None),
    ],
)
def test_a_faulty_cloud_event_is_refused(shared, change, status, pointer):
    answer = post(shared, cloud_event("ann") | change, STRUCTURED)
    assert answer.status == status
    assert pointer is None or pointer in errors(answer)


def test_a_fault_in_a_batch_refuses_all_of_it(shared, name):
    answer = post(shared, [cloud_event(name), cloud_event("b", subject=None)], BATCH)
    assert answer.status == 422
    assert "/1/subject" in errors(answer)
    assert shared.get(f"/v1/events/ce-{name}", wait="100ms").status == 404


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/jsonp", "", "json"])
def test_what_is_not_json_is_415(shared, content_type):
    assert post(shared, registered("ann"), content_type).status == 415


def test_no_content_type_is_415(shared):
    assert shared.post("/v1/events", json.dumps(registered("ann"))).status == 415


# ---- ids


def test_an_idempotency_key_names_the_event(shared, name):
    for _ in range(3):
        answer = shared.send(registered(name), Idempotency_Key=f'"key-{name}"')
        assert answer["id"] == f"key-{name}"
    assert len(shared.event(f"key-{name}", until="final")["notifications"]) == 1


def test_an_idempotency_key_names_a_batchs_events_by_index(shared, name):
    batch = [registered(f"{name}-0"), registered(f"{name}-1", id=f"own-{name}"), registered(f"{name}-2")]
    answer = shared.send(batch, Idempotency_Key=f"k-{name}")
    assert [e["id"] for e in answer["events"]] == [f"k-{name}-0", f"own-{name}", f"k-{name}-2"]


def test_the_bodys_id_wins_over_the_key(shared, name):
    assert shared.send(registered(name, id=f"own-{name}"), Idempotency_Key="k")["id"] == f"own-{name}"


@pytest.mark.parametrize("key", ["", "x" * 257, '""'])
def test_a_faulty_idempotency_key_is_refused(shared, key):
    answer = post(shared, registered("ann"), **{"Idempotency-Key": key})
    assert answer.status == 422


def test_an_id_of_256_bytes_is_taken_and_found(shared, name):
    long_id = (name + "é" * 128)[:100] + "x" * 40
    long_id += "y" * (256 - len(long_id.encode()))
    assert shared.send(registered(name, id=long_id))["id"] == long_id
    assert shared.event(long_id)["id"] == long_id
    assert shared.post("/v1/events", registered(name, id=long_id + "z")).status == 422


# ---- waiting


def test_an_unknown_event_is_404(shared):
    answer = shared.get("/v1/events/nobody-sent-this")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_waiting_ends_when_it_is_decided(shared, name):
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(shared.get, f"/v1/events/later-{name}", wait="20s")
        wait_until(lambda: waiting.running(), "somebody to wait")
        shared.send(registered(name, id=f"later-{name}"))
        assert waiting.result(15).status == 200


def test_waiting_for_what_never_ends_answers_what_is_so_far(shared, name):
    shared.decide(registered(name, id=f"e-{name}", send_at="2099-01-01T00:00:00Z"))
    answer = shared.get(f"/v1/events/e-{name}", wait="50ms", until="final")
    assert answer.status == 200
    assert answer.json["notifications"][0]["state"] == "scheduled"


@pytest.mark.parametrize("query", [{"wait": "soon"}, {"wait": "10s", "until": "later"}, {"wait": "-1s"}])
def test_a_faulty_wait_is_refused(shared, query):
    assert shared.get("/v1/events/x", **query).status == 422


# ---- cancelling


def test_an_event_is_cancelled_before_it_is_decided(shared, name):
    cancelled = shared.post(f"/v1/events/early-{name}/cancel")
    assert cancelled.status == 200
    event = shared.settle(registered(name, id=f"early-{name}"))
    assert event["notifications"] == []
    assert decisions(event)[name, "email"] == ("skip", "cancelled")


def test_all_of_an_events_notifications_are_cancelled(shared, name):
    later = {"send_at": "2099-01-01T00:00:00Z"}
    event = shared.decide(registered(name, id=f"e-{name}", phone="+4915112345678", **later))
    assert {n["state"] for n in event["notifications"]} == {"scheduled"}
    answer = shared.post(f"/v1/events/e-{name}/cancel")
    assert answer.status == 200
    assert [n["state"] for n in answer.json["notifications"]] == ["cancelled", "cancelled"]
    again = shared.post(f"/v1/events/e-{name}/cancel")
    assert again.status == 200, "cancelling what is cancelled changes nothing"


def test_what_was_sent_is_not_cancelled(shared, name):
    shared.settle(registered(name, id=f"e-{name}"))
    answer = shared.post(f"/v1/events/e-{name}/cancel")
    assert answer.status == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [n["state"] for n in answer.json["notifications"]] == ["delivered"]


def test_a_conflicting_body_is_counted_on_the_event(shared, name):
    shared.settle(failed(name, id=f"e-{name}"))
    shared.send(failed(name, order="other", id=f"e-{name}"))
    wait_until(lambda: shared.event(f"e-{name}")["conflicts"] == 1, "the conflict")
    assert shared.event(f"e-{name}")["data"]["order_id"] == "1"
