"""The running program does what api/openapi.json says: its routes, and no answer that it does not know."""

import re

from openapi import API, FILE, faults, operations, resolved, response_to, token
from server import wait_until

METHODS = {"GET", "PUT", "POST", "PATCH", "DELETE"}

ORDER = {"order_id": "A-1", "total": 5, "currency": "EUR"}
SHORT = {"type": "order.completed", "user": "ann", "id": "o1", "data": ORDER}
CLOUD = {
    **{"specversion": "1.0", "id": "c1", "source": "shop", "type": "order.completed", "subject": "ann"},
    "data": ORDER,
}
BINARY = {f"ce-{name}": CLOUD[name] for name in ("specversion", "id", "source", "type", "subject")}
PROFILE = {
    "email": "ann@example.org",
    "phone": "+15005550001",
    "push_tokens": ["abc", {"token": "x", "platform": "ios"}],
    "timezone": "Europe/Berlin",
    "categories": {"news": False},
    "quiet_hours": {"from": "22:00", "to": "22:00"},
}
TYPE = {"schema": {"type": "object"}, "retry": {"delays": ["1m"], "jitter": 0.2}}


def said(content_type, **headers):
    return {"Content-Type": content_type, **headers}


def call(server, status, method, path, body=None, headers=None, of=None):
    """Asks, and holds the answer, and a body that was taken, to the description of the path `of`."""
    of = of or path.split("?")[0]
    headers = headers or (said("application/json") if body is not None else {})
    answer = server.request(method, path, body, headers)
    assert answer.status == status, (method, path, answer)
    hold_answer(*response_to(of, method.lower(), status), answer)
    if status < 300 and body is not None:
        media = token(headers["Content-Type"])
        described = f"/paths/{token(of)}/{method.lower()}/requestBody/content/{media}"
        assert faults(described + "/schema", body) == []
    return answer.body if answer.json is None else answer.json


def hold_answer(pointer, response, answer):
    if "content" not in response:
        assert answer.body == b""
        return
    media = answer.headers["Content-Type"].split(";")[0]
    assert media in response["content"]
    if "json" in media:
        assert faults(f"{pointer}/content/{token(media)}/schema", answer.json) == []
    if answer.status in {401, 429}:
        assert response["headers"].keys() <= set(answer.headers.keys())


def test_the_description_is_served_as_it_is(server):
    answer = server.get("/openapi.json")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.body == FILE.read_bytes()


def test_every_path_takes_the_methods_that_are_described(server):
    described = {}
    for path, method, _ in operations():
        described.setdefault(path, set()).add(method.upper())
    assert described.keys() == API["paths"].keys()
    for path, methods in described.items():
        answer = server.request("OPTIONS", re.sub(r"\{\w+\}", "x", path))
        assert (answer.status, set(answer.headers["Allow"].split(", ")) & METHODS) == (204, methods), path


def test_what_needs_no_parameter_needs_none(server):
    for path, method, operation in operations():
        needs = [p for p in map(resolved, operation.get("parameters", [])) if p.get("required")]
        if method == "get" and not needs:
            call(server, 200, "GET", path)


def test_events_in_every_form(server):
    path = "/v1/events"
    structured, batch = "application/cloudevents+json", "application/cloudevents-batch+json"
    call(server, 202, "POST", path, SHORT)
    call(server, 202, "POST", path, {"type": "order.completed", "users": ["ann", "ben"], "data": ORDER})
    call(server, 202, "POST", path, [{**SHORT, "id": "o3"}])
    call(server, 202, "POST", path, CLOUD, said(structured))
    call(server, 202, "POST", path, [{**CLOUD, "id": "c2"}], said(batch))
    call(server, 202, "POST", path, ORDER, said("application/json", **BINARY))
    call(server, 400, "POST", path, b"{")
    call(server, 413, "POST", path, b" " * (1 << 20) + b"{}")
    call(server, 415, "POST", path, b"x", said("text/plain"))
    call(server, 415, "POST", path, {**CLOUD, "data_base64": "AA=="}, said(structured))
    call(server, 422, "POST", path, {**SHORT, "data": {}})
    call(server, 422, "POST", path, [SHORT, {"type": "none", "colour": 1}])
    call(server, 200, "POST", "/v1/preview", {**SHORT, "at": "2026-11-23T22:30:00Z"})
    call(server, 422, "POST", "/v1/preview", {**SHORT, "at": "soon"})


def test_an_event_and_its_notifications(server):
    event, one = "/v1/events/{id}", "/v1/notifications/{id}"
    call(server, 202, "PUT", "/v1/users/ann", PROFILE, of="/v1/users/{id}")
    call(server, 202, "POST", "/v1/events", SHORT)
    found = call(server, 200, "GET", "/v1/events/o1?wait=20s&until=final", of=event)
    state = {n["channel"]: (n["state"], n["id"]) for n in found["notifications"]}
    assert {channel: word for channel, (word, _) in state.items()} == {
        **{"email": "delivered", "push": "delivered"},
        "sms": "failed",
    }
    call(server, 404, "GET", "/v1/events/none", of=event)
    call(server, 422, "GET", "/v1/events/o1?wait=long", of=event)
    call(server, 409, "POST", "/v1/events/o1/cancel", of=event + "/cancel")
    call(server, 200, "POST", "/v1/events/later/cancel", of=event + "/cancel")
    listed = call(server, 200, "GET", "/v1/notifications?user=ann&state=failed,delivered&limit=2")
    assert len(listed["items"]) == 2
    call(server, 200, "GET", f"/v1/notifications?cursor={listed['next_cursor']}&since=2020-01-01T00:00:00Z")
    call(server, 422, "GET", "/v1/notifications?state=lost&colour=red")
    call(server, 404, "GET", "/v1/notifications/none", of=one)
    for _, notification in state.values():
        call(server, 200, "GET", f"/v1/notifications/{notification}", of=one)
    delivered, failed = state["email"][1], state["sms"][1]
    call(server, 409, "POST", f"/v1/notifications/{delivered}/cancel", of=one + "/cancel")
    later = {"send_at": "2100-01-01T00:00:00Z", "expires_at": "2100-01-02T00:00:00Z", "channels": ["email"]}
    call(server, 202, "POST", "/v1/events", {**SHORT, **later, "id": "o9"})
    waiting = call(server, 200, "GET", "/v1/events/o9?wait=20s", of=event)["notifications"][0]["id"]
    call(server, 200, "POST", f"/v1/notifications/{waiting}/cancel", of=one + "/cancel")
    call(server, 200, "GET", "/v1/outbox?limit=2")
    dead_letters(server, failed, delivered)


def dead_letters(server, failed, delivered):
    one = "/v1/dead-letters/{id}"
    call(server, 202, "POST", "/v1/events", {**SHORT, "data": {**ORDER, "total": 6}})  # a conflicting body

    def both():
        kinds = {d["kind"]: d["id"] for d in call(server, 200, "GET", "/v1/dead-letters")["items"]}
        return len(kinds) == 2 and kinds

    for dead in wait_until(both, "a dead letter of each kind").values():
        call(server, 200, "GET", f"/v1/dead-letters/{dead}", of=one)
    call(server, 404, "GET", "/v1/dead-letters/none", of=one)
    call(server, 409, "POST", f"/v1/dead-letters/{delivered}/replay", of=one + "/replay")
    call(server, 202, "POST", f"/v1/dead-letters/{failed}/replay", of=one + "/replay")
    nothing = call(server, 202, "POST", "/v1/dead-letters/replay", {"ids": []})
    assert nothing == {"replayed": 0}
    call(server, 202, "POST", "/v1/dead-letters/replay", {"ids": [failed]})
    call(server, 202, "POST", "/v1/dead-letters/replay?channel=push")
    for body in ({"ids": ["x"]}, {"ids": None}):
        call(server, 422, "POST", "/v1/dead-letters/replay", body)
    for query in ("limit=1", "state=failed", "user="):
        call(server, 422, "POST", f"/v1/dead-letters/replay?{query}")
    call(server, 415, "POST", "/v1/dead-letters/replay", b"ids: []", said("text/yaml"))


def test_cancelling_an_event_reaches_all_of_its_notifications(server):
    later = {"send_at": "2100-01-01T00:00:00Z", "expires_at": "2100-01-02T00:00:00Z", "channels": ["sms"]}
    users = [f"user{number}" for number in range(510)]  # more than one page of a list
    data = {**ORDER, "phone": "+15005550006"}
    event = {"type": "order.completed", "users": users, "id": "all", "data": data, **later}
    call(server, 202, "POST", "/v1/events", event)
    one = "/v1/events/{id}"
    call(server, 200, "GET", "/v1/events/all?wait=20s", of=one)
    wait_until(lambda: server.ledger()["decided"] == len(users), "all to be decided")
    cancelled = call(server, 200, "POST", "/v1/events/all/cancel", of=one + "/cancel")
    assert {n["user"] for n in cancelled["notifications"]} == set(users)
    assert call(server, 200, "GET", "/v1/ledger")["states"]["cancelled"] == len(users)


def test_profiles_and_suppressions(server):
    user, listed = "/v1/users/{id}", "/v1/suppressions/{channel}/{address}"
    call(server, 202, "PUT", "/v1/users/ann", PROFILE, of=user)
    call(server, 202, "PATCH", "/v1/users/ann", {"phone": None, "channels": {"push": False}}, of=user)
    call(server, 202, "POST", "/v1/events", SHORT)
    call(server, 200, "GET", "/v1/events/o1?wait=20s", of="/v1/events/{id}")  # so the log is read up to here
    assert "phone" not in call(server, 200, "GET", "/v1/users/ann", of=user)
    call(server, 422, "PUT", "/v1/users/ann", {**PROFILE, "phone": "1", "colour": "red"}, of=user)
    call(server, 422, "PATCH", "/v1/users/ann", {"quiet_hours": {"from": "25:00"}}, of=user)
    call(server, 404, "GET", "/v1/users/none", of=user)
    call(server, 202, "DELETE", "/v1/users/ann", of=user)
    call(server, 200, "PUT", "/v1/suppressions/email/a%40example.org", of=listed)
    call(server, 200, "PUT", "/v1/suppressions/sms/%2B15005550006", {"reason": "asked for it"}, of=listed)
    call(server, 200, "GET", "/v1/suppressions/email/a%40example.org", of=listed)
    call(server, 200, "GET", "/v1/suppressions?limit=1")
    call(server, 204, "DELETE", "/v1/suppressions/email/a%40example.org", of=listed)
    call(server, 404, "DELETE", "/v1/suppressions/email/a%40example.org", of=listed)
    call(server, 422, "GET", "/v1/suppressions/fax/1", of=listed)


def test_the_catalog(server):
    kind, text = "/v1/event-types/{type}", "/v1/templates/{type}/{channel}"
    shown = call(server, 200, "GET", "/v1/event-types/order.completed", of=kind)
    assert call(server, 200, "PUT", "/v1/event-types/order.completed", shown, of=kind) == shown
    call(server, 201, "PUT", "/v1/event-types/order.shipped", TYPE, of=kind)
    call(server, 200, "PUT", "/v1/event-types/order.shipped", {"schema": True}, of=kind)
    call(server, 422, "PUT", "/v1/event-types/Order", {"schema": {"type": 1}}, of=kind)
    call(server, 404, "GET", "/v1/event-types/none", of=kind)
    for channel in ("email", "sms", "push"):
        for locale in ("en", "ru"):
            path = f"/v1/templates/payment.failed/{channel}/{locale}"
            shown = call(server, 200, "GET", path, of=text + "/{locale}")
            assert call(server, 200, "PUT", path, shown, of=text + "/{locale}") == shown
    call(server, 201, "PUT", "/v1/templates/order.shipped/sms", {"text": "on its way"}, of=text)
    push = {"title": "t", "body": "b", "data": {"order": "{{ data }}"}}
    call(server, 201, "PUT", "/v1/templates/order.shipped/push/pt-BR", push, of=text + "/{locale}")
    call(server, 200, "GET", "/v1/templates/order.shipped/sms", of=text)
    call(server, 422, "PUT", "/v1/templates/order.shipped/sms", {"text": "{{ x", "subject": "s"}, of=text)
    call(server, 404, "PUT", "/v1/templates/none/sms", {"text": "x"}, of=text)
    call(server, 422, "GET", "/v1/templates/order.shipped/fax", of=text)
    for path in ("/v1/event-types", "/v1/templates"):
        assert len(call(server, 200, "GET", f"{path}?limit=2")["items"]) == 2
        call(server, 422, "GET", f"{path}?limit=501")


def test_keys_and_scopes(server):
    path, one = "/v1/api-keys", "/v1/api-keys/{id}"
    call(server, 422, "POST", path, {"name": "shop", "scopes": ["send"]})
    made = call(server, 201, "POST", path, {"name": "root", "scopes": ["admin"], "rate_per_second": 50})
    call(server, 401, "GET", path)
    server.key = made["key"]
    sender = call(server, 201, "POST", path, {"name": "shop", "scopes": ["send"]})
    call(server, 200, "GET", path)
    call(server, 204, "DELETE", f"/v1/api-keys/{sender['id']}", of=one)
    call(server, 409, "DELETE", f"/v1/api-keys/{made['id']}", of=one)
    call(server, 404, "DELETE", "/v1/api-keys/none", of=one)
    assert call(server, 200, "GET", "/v1/api-keys?limit=1")["next_cursor"]
    call(server, 422, "GET", "/v1/api-keys?limit=0")
    reader = call(server, 201, "POST", path, {"name": "eye", "scopes": ["read"], "rate_per_second": 1})
    server.key = reader["key"]
    call(server, 403, "POST", "/v1/events", SHORT)
    call(server, 200, "GET", "/v1/ledger")
    call(server, 429, "GET", "/v1/ledger")
    server.key = made["key"]


def test_the_clock_and_broken_links(server):
    call(server, 200, "POST", "/v1/test/clock", {"advance": "15m"})
    call(server, 200, "POST", "/v1/test/clock", {"set": "2100-03-29T00:30:00Z"})
    call(server, 422, "POST", "/v1/test/clock", {"set": "2001-01-01T00:00:00Z"})
    call(server, 422, "POST", "/v1/test/clock", {})
    call(server, 200, "GET", "/v1/ledger?recount=true")
    call(server, 422, "GET", "/v1/ledger?recount=yes")
    call(server, 422, "POST", "/v1/events/x/cancel?sorce=y", of="/v1/events/{id}/cancel")
    for method in ("GET", "POST"):
        call(server, 404, method, "/v1/unsubscribe/none", of="/v1/unsubscribe/{token}")
