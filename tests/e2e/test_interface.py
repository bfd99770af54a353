"""The running program does what api/openapi.json says: its routes, and no answer that it does not know."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from openapi import API, FILE, ROOT, faults, operations, resolved, response_to, token

TIDINGS = os.environ.get("TIDINGS_BIN", str(ROOT / "build/release/tidings"))
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


def said(content_type: str, **headers: str) -> dict[str, str]:
    return {"Content-Type": content_type, **{name.replace("_", "-"): text for name, text in headers.items()}}


class Program:
    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        flags = ["--http-listen", "127.0.0.1:0", "--data-dir", folder / "data", "--test-clock"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen([TIDINGS, "serve", *flags], stderr=log)
        self.url = self.wait_for_url()
        self.key = ""

    def wait_for_url(self) -> str:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(r"message=ready url=(\S+)", self.log.read_text()):
                return found.group(1)
            time.sleep(0.02)
        raise AssertionError(self.log.read_text())

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def ask(self, method, path, body=None, headers=None):
        """(status, headers, body) of whatever is answered."""
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        sent = dict(headers or {})
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        if self.key:
            sent.setdefault("Authorization", f"Bearer {self.key}")
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=sent)
        try:
            answer = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            return answer.status, answer.headers, answer.read()

    def call(self, status, method, path, body=None, headers=None, of=None):
        """Asks, and holds the answer, and a body that was taken, to the description of the path `of`."""
        of = of or path.split("?")[0]
        got, answered, content = self.ask(method, path, body, headers)
        assert got == status, (method, path, content)
        pointer, response = response_to(of, method.lower(), got)
        hold_answer(pointer, response, answered, content)
        if got < 300 and body is not None:
            content_type = (headers or {}).get("Content-Type", "application/json")
            described = f"/paths/{token(of)}/{method.lower()}/requestBody/content/{token(content_type)}"
            assert faults(described + "/schema", body) == []
        is_json = "json" in answered.get("Content-Type", "")
        return json.loads(content) if is_json else content


def hold_answer(pointer, response, headers, content) -> None:
    if "content" not in response:
        assert content == b""
        return
    media = headers["Content-Type"].split(";")[0]
    assert media in response["content"]
    if "json" in media:
        assert faults(f"{pointer}/content/{token(media)}/schema", json.loads(content)) == []
    if "WWW-Authenticate" in response.get("headers", {}) or "RateLimit-Limit" in response.get("headers", {}):
        assert response["headers"].keys() <= set(headers.keys())


@pytest.fixture(name="program")
def _program(tmp_path):
    program = Program(tmp_path)
    yield program
    assert program.stop() == 0
    assert "level=error" not in program.log.read_text()


def test_the_description_is_served_as_it_is(program):
    status, headers, content = program.ask("GET", "/openapi.json")
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert content == FILE.read_bytes()


def test_every_path_takes_the_methods_that_are_described(program):
    described: dict[str, set[str]] = {}
    for path, method, _ in operations():
        described.setdefault(path, set()).add(method.upper())
    assert described.keys() == API["paths"].keys()
    for path, methods in described.items():
        status, headers, _ = program.ask("OPTIONS", re.sub(r"\{\w+\}", "x", path))
        assert (status, set(headers["Allow"].split(", ")) & METHODS) == (204, methods), path


def test_what_needs_no_parameter_needs_none(program):
    for path, method, operation in operations():
        needs = [p for p in map(resolved, operation.get("parameters", [])) if p.get("required")]
        if method == "get" and not needs:
            program.call(200, "GET", path)


def test_events_in_every_form(program):
    path = "/v1/events"
    structured, batch = "application/cloudevents+json", "application/cloudevents-batch+json"
    program.call(202, "POST", path, SHORT)
    program.call(202, "POST", path, {"type": "order.completed", "users": ["ann", "ben"], "data": ORDER})
    program.call(202, "POST", path, [{**SHORT, "id": "o3"}])
    program.call(202, "POST", path, CLOUD, said(structured))
    program.call(202, "POST", path, [{**CLOUD, "id": "c2"}], said(batch))
    program.call(202, "POST", path, ORDER, said("application/json", **BINARY))
    program.call(400, "POST", path, b"{")
    program.call(413, "POST", path, b" " * (1 << 20) + b"{}")
    program.call(415, "POST", path, b"x", said("text/plain"))
    program.call(415, "POST", path, {**CLOUD, "data_base64": "AA=="}, said(structured))
    program.call(422, "POST", path, {**SHORT, "data": {}})
    program.call(422, "POST", path, [SHORT, {"type": "none", "colour": 1}])
    program.call(200, "POST", "/v1/preview", {**SHORT, "at": "2026-11-23T22:30:00Z"})
    program.call(422, "POST", "/v1/preview", {**SHORT, "at": "soon"})


def test_an_event_and_its_notifications(program):
    event, one = "/v1/events/{id}", "/v1/notifications/{id}"
    program.call(202, "PUT", "/v1/users/ann", PROFILE, of="/v1/users/{id}")
    program.call(202, "POST", "/v1/events", SHORT)
    found = program.call(200, "GET", "/v1/events/o1?wait=20s&until=final", of=event)
    state = {n["channel"]: (n["state"], n["id"]) for n in found["notifications"]}
    assert {channel: word for channel, (word, _) in state.items()} == {
        **{"email": "delivered", "push": "delivered"},
        "sms": "failed",
    }
    program.call(404, "GET", "/v1/events/none", of=event)
    program.call(422, "GET", "/v1/events/o1?wait=long", of=event)
    program.call(409, "POST", "/v1/events/o1/cancel", of=event + "/cancel")
    program.call(200, "POST", "/v1/events/later/cancel", of=event + "/cancel")
    listed = program.call(200, "GET", "/v1/notifications?user=ann&state=failed,delivered&limit=2")
    assert len(listed["items"]) == 2
    program.call(200, "GET", f"/v1/notifications?cursor={listed['next_cursor']}&since=2020-01-01T00:00:00Z")
    program.call(422, "GET", "/v1/notifications?state=lost&colour=red")
    program.call(404, "GET", "/v1/notifications/none", of=one)
    for _, notification in state.values():
        program.call(200, "GET", f"/v1/notifications/{notification}", of=one)
    delivered, failed = state["email"][1], state["sms"][1]
    program.call(409, "POST", f"/v1/notifications/{delivered}/cancel", of=one + "/cancel")
    later = {"send_at": "2100-01-01T00:00:00Z", "expires_at": "2100-01-02T00:00:00Z", "channels": ["email"]}
    program.call(202, "POST", "/v1/events", {**SHORT, **later, "id": "o9"})
    waiting = program.call(200, "GET", "/v1/events/o9?wait=20s", of=event)["notifications"][0]["id"]
    program.call(200, "POST", f"/v1/notifications/{waiting}/cancel", of=one + "/cancel")
    program.call(200, "GET", "/v1/outbox?limit=2")
    dead_letters(program, failed, delivered)


def dead_letters(program, failed, delivered):
    one = "/v1/dead-letters/{id}"
    program.call(202, "POST", "/v1/events", {**SHORT, "data": {**ORDER, "total": 6}})  # a conflicting body
    deadline = time.monotonic() + 20
    kinds = {}
    while kinds.keys() != {"notification", "record"} and time.monotonic() < deadline:
        kinds = {d["kind"]: d["id"] for d in program.call(200, "GET", "/v1/dead-letters")["items"]}
    for dead in kinds.values():
        program.call(200, "GET", f"/v1/dead-letters/{dead}", of=one)
    program.call(404, "GET", "/v1/dead-letters/none", of=one)
    program.call(409, "POST", f"/v1/dead-letters/{delivered}/replay", of=one + "/replay")
    program.call(202, "POST", f"/v1/dead-letters/{failed}/replay", of=one + "/replay")
    nothing = program.call(202, "POST", "/v1/dead-letters/replay", {"ids": []})
    assert nothing == {"replayed": 0}
    program.call(202, "POST", "/v1/dead-letters/replay", {"ids": [failed]})
    program.call(202, "POST", "/v1/dead-letters/replay?channel=push")
    program.call(422, "POST", "/v1/dead-letters/replay", {"ids": ["x"]})


def test_cancelling_an_event_reaches_all_of_its_notifications(program):
    later = {"send_at": "2100-01-01T00:00:00Z", "expires_at": "2100-01-02T00:00:00Z", "channels": ["sms"]}
    users = [f"user{number}" for number in range(600)]  # more than one page of a list
    data = {**ORDER, "phone": "+15005550006"}
    event = {"type": "order.completed", "users": users, "id": "all", "data": data, **later}
    program.call(202, "POST", "/v1/events", event)
    one = "/v1/events/{id}"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = program.call(200, "GET", "/v1/events/all?wait=20s", of=one)
        if len(found["notifications"]) == len(users):
            break
    cancelled = program.call(200, "POST", "/v1/events/all/cancel", of=one + "/cancel")
    assert {n["user"] for n in cancelled["notifications"]} == set(users)
    assert program.call(200, "GET", "/v1/ledger")["states"]["cancelled"] == len(users)


def test_profiles_and_suppressions(program):
    user, listed = "/v1/users/{id}", "/v1/suppressions/{channel}/{address}"
    program.call(202, "PUT", "/v1/users/ann", PROFILE, of=user)
    program.call(202, "PATCH", "/v1/users/ann", {"phone": None, "channels": {"push": False}}, of=user)
    program.call(202, "POST", "/v1/events", SHORT)
    program.call(200, "GET", "/v1/events/o1?wait=20s", of="/v1/events/{id}")  # so the log is read up to here
    assert "phone" not in program.call(200, "GET", "/v1/users/ann", of=user)
    program.call(422, "PUT", "/v1/users/ann", {**PROFILE, "phone": "1", "colour": "red"}, of=user)
    program.call(422, "PATCH", "/v1/users/ann", {"quiet_hours": {"from": "25:00"}}, of=user)
    program.call(404, "GET", "/v1/users/none", of=user)
    program.call(202, "DELETE", "/v1/users/ann", of=user)
    program.call(200, "PUT", "/v1/suppressions/email/a%40example.org", of=listed)
    program.call(200, "PUT", "/v1/suppressions/sms/%2B15005550006", {"reason": "asked for it"}, of=listed)
    program.call(200, "GET", "/v1/suppressions/email/a%40example.org", of=listed)
    program.call(200, "GET", "/v1/suppressions?limit=1")
    program.call(204, "DELETE", "/v1/suppressions/email/a%40example.org", of=listed)
    program.call(404, "DELETE", "/v1/suppressions/email/a%40example.org", of=listed)
    program.call(422, "GET", "/v1/suppressions/fax/1", of=listed)


def test_the_catalog(program):
    kind, text = "/v1/event-types/{type}", "/v1/templates/{type}/{channel}"
    shown = program.call(200, "GET", "/v1/event-types/order.completed", of=kind)
    assert program.call(200, "PUT", "/v1/event-types/order.completed", shown, of=kind) == shown
    program.call(201, "PUT", "/v1/event-types/order.shipped", TYPE, of=kind)
    program.call(200, "PUT", "/v1/event-types/order.shipped", {"schema": True}, of=kind)
    program.call(422, "PUT", "/v1/event-types/Order", {"schema": {"type": 1}}, of=kind)
    program.call(404, "GET", "/v1/event-types/none", of=kind)
    for channel in ("email", "sms", "push"):
        for locale in ("en", "ru"):
            path = f"/v1/templates/payment.failed/{channel}/{locale}"
            shown = program.call(200, "GET", path, of=text + "/{locale}")
            assert program.call(200, "PUT", path, shown, of=text + "/{locale}") == shown
    program.call(201, "PUT", "/v1/templates/order.shipped/sms", {"text": "on its way"}, of=text)
    push = {"title": "t", "body": "b", "data": {"order": "{{ data }}"}}
    program.call(201, "PUT", "/v1/templates/order.shipped/push/pt-BR", push, of=text + "/{locale}")
    program.call(200, "GET", "/v1/templates/order.shipped/sms", of=text)
    program.call(422, "PUT", "/v1/templates/order.shipped/sms", {"text": "{{ x", "subject": "s"}, of=text)
    program.call(404, "PUT", "/v1/templates/none/sms", {"text": "x"}, of=text)
    program.call(422, "GET", "/v1/templates/order.shipped/fax", of=text)


def test_keys_and_scopes(program):
    path, one = "/v1/api-keys", "/v1/api-keys/{id}"
    program.call(422, "POST", path, {"name": "shop", "scopes": ["send"]})
    made = program.call(201, "POST", path, {"name": "root", "scopes": ["admin"], "rate_per_second": 50})
    program.call(401, "GET", path)
    program.key = made["key"]
    sender = program.call(201, "POST", path, {"name": "shop", "scopes": ["send"]})
    program.call(200, "GET", path)
    program.call(204, "DELETE", f"/v1/api-keys/{sender['id']}", of=one)
    program.call(409, "DELETE", f"/v1/api-keys/{made['id']}", of=one)
    program.call(404, "DELETE", "/v1/api-keys/none", of=one)
    reader = program.call(201, "POST", path, {"name": "eye", "scopes": ["read"], "rate_per_second": 1})
    program.key = reader["key"]
    program.call(403, "POST", "/v1/events", SHORT)
    program.call(200, "GET", "/v1/ledger")
    program.call(429, "GET", "/v1/ledger")


def test_the_clock_and_broken_links(program):
    program.call(200, "POST", "/v1/test/clock", {"advance": "15m"})
    program.call(200, "POST", "/v1/test/clock", {"set": "2100-03-29T00:30:00Z"})
    program.call(422, "POST", "/v1/test/clock", {"set": "2001-01-01T00:00:00Z"})
    program.call(422, "POST", "/v1/test/clock", {})
    program.call(200, "GET", "/v1/ledger?recount=true")
    for method in ("GET", "POST"):
        program.call(404, method, "/v1/unsubscribe/none", of="/v1/unsubscribe/{token}")
