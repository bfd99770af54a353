"""No text from outside is ever SQL: in every parameter of every operation, on both engines."""

import time

import pytest
from bounds import seconds

from events import completed, registered
from operations import OPERATIONS
from server import segment

PAYLOADS = [
    "'", "''", '"', "`", "\\", "\\'", "%", "_", "*", "?", "$1", "?1", ":name", "--", "/*", ";",
    "' OR '1'='1", "' OR 1=1 --",
    "') OR ('1'='1", "'; DROP TABLE events; --", "x'; DELETE FROM notifications; --",
    "' UNION SELECT 1,2,3,4,5,6,7,8 --",
    "'||(SELECT pg_sleep(9))||'", "1; SELECT pg_sleep(9)", "'||(SELECT sqlite_version())||'",
    "' AND 1=randomblob(900000000) --",
    "x' AND 1=CAST((SELECT version()) AS int) --", "E'\\x27'", "\uff07 OR 1=1", "\u02bc", "{a,b}", '{"a":1}',
    "NULL", "[1,2)", "$$x$$",
]  # fmt: skip
WORDS = ("syntax error", "sqlite3", "postgres", "relation \"", "libpq", "constraint", "unrecognized token")

# What is left out waits, or is another test's.
ASKED = [
    o
    for o in OPERATIONS
    if o.parameters("path") or o.parameters("query")
    if o.id not in ("putPiece", "putEventType")
]


def places(operation):
    """Each parameter with the path that has a payload in its place."""
    for parameter in operation.parameters("path"):
        name = parameter["name"]

        def path(text, name=name):
            whole = operation.pattern
            for other in operation.parameters("path"):
                value = (
                    segment(text)
                    if other["name"] == name
                    else "email"
                    if other["name"] == "channel"
                    else "none"
                )
                whole = whole.replace("{" + other["name"] + "}", value)
            return whole

        yield name, path
    for parameter in operation.parameters("query"):
        yield (
            parameter["name"],
            lambda text, name=parameter["name"]: f"{operation.path}?{name}={segment(text)}",
        )


@pytest.fixture(scope="module")
def victim(system):
    system.user("victim", email="victim@example.org")
    return system.settle(completed("victim"))["notifications"][0]["id"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("operation", ASKED, ids=repr)
def test_no_parameter_is_sql(system, victim, operation):
    for name, path in places(operation):
        for payload in PAYLOADS:
            begin = time.monotonic()
            answer = operation.ask(system, path(payload))
            assert time.monotonic() - begin < seconds(5), (name, payload)
            assert answer.status < 500, (name, payload, answer)
            said = answer.body.decode().replace(payload, "")
            if answer.status >= 400:
                assert not [word for word in WORDS if word in said], (name, payload, said)
            elif answer.json and "items" in answer.json and name not in ("limit", "cursor"):
                assert answer.json["items"] == [], "nothing is called that"
    assert system.notification(victim)["state"] == "delivered"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_kept_is_what_came(system, victim, payload):
    """The same texts where they are written down: names, sources, data, reasons, preferences."""
    user = f"user {payload}"
    system.user(user, email="kept@example.org", categories={payload: False})
    body = completed(
        user,
        id=f"id {payload}",
        source=f"source {payload}",
        data={"note": payload, "email": "kept@example.org"},
    )
    system.settle(body)
    listed = system.items("/v1/notifications", user=user, event_id=body["id"], source=body["source"])
    assert [n["user"] for n in listed] == [user]
    assert system.event(body["id"], source=body["source"])["data"]["note"] == payload
    address = segment(f"{abs(hash(payload))}@example.org")
    assert system.put(f"/v1/suppressions/email/{address}", {"reason": payload}).status == 200
    assert system.get(f"/v1/suppressions/email/{address}").json["reason"] == payload
    assert system.notification(victim)["state"] == "delivered"


def test_no_sign_is_a_wildcard(system, name):
    for user in (f"{name}a", f"{name}b", f"{name}_", f"{name}%"):
        system.settle(registered(user))
    for user in (f"{name}_", f"{name}%"):
        assert {n["user"] for n in system.items("/v1/notifications", user=user)} == {user}


@pytest.mark.parametrize(
    "header", ["Idempotency-Key", "ce-id", "ce-source", "ce-subject", "ce-type", "traceparent"]
)
def test_no_header_is_sql(system, header):
    cloud = {"ce-specversion": "1.0", "ce-source": "s", "ce-type": "order.completed", "ce-subject": "header"}
    for number, payload in enumerate(PAYLOADS):
        if not payload.isascii():
            continue
        headers = (cloud | {"ce-id": f"{header}{number}"} if header.startswith("ce-") else {}) | {
            header: payload
        }
        data = completed("header")["data"]
        body = data if header.startswith("ce-") else completed("header", data={"note": f"{header}{number}"})
        answer = system.post("/v1/events", body, headers)
        assert answer.status in (202, 422), (payload, answer)
        if answer.status == 202:
            system.event(answer.json["id"], source=answer.json["source"])
