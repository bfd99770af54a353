"""Whatever comes in: a 4xx with a problem that says where, never a 5xx, and the server goes on."""

import json
import random

import pytest

from events import registered
from server import segment, wait_until
from wire import raw, statuses

GOOD = json.dumps(registered("ann"))
DATA = '{"type":"user.registered","user":"ann","data":{"name":"Ada","email":"ann@example.org"%s}}'
JSON_HEAD = "Content-Type: application/json\r\n"


def post(server, body, content_type="application/json", path="/v1/events", **headers):
    return server.post(path, body, {"Content-Type": content_type, **headers})


@pytest.fixture(autouse=True)
def alive(shared):
    yield
    assert shared.get("/healthz").status == 200
    assert shared.running()


# ---- JSON


@pytest.mark.parametrize(
    "body",
    [
        *("", " ", "{", "}", "[", '{"type"', '{"type":}', '{"type":"x",}', "[1,]", "'x'", "{type: 1}", "nul"),
        *("NaN", "Infinity", DATA % ',"x":NaN', DATA % ',"x":-Infinity', DATA % ',"x":01', DATA % ',"x":1.'),
        *(DATA % ',"x":+1', DATA % ',"x":.5', DATA % ',"x":0x10', GOOD + "x", GOOD + GOOD, "\ufeff" + GOOD),
        *("// comment\n" + GOOD, DATA % ',"x":"\n"', DATA % ',"x":"\\q"', DATA % ',"x":"\\u12"'),
        *(DATA % ',"x":"\\ud800"', DATA % ',"x":"\\udc00\\ud800"', DATA % ',"\\ud800":1'),
        *('{"type":"a","type":"b"}', DATA % ',"name":"Eve"', DATA % ',"x":{"a":1,"\\u0061":2}'),
        *("[" * 33 + "]" * 33, "[" * 100_000, '{"a":' * 100_000, DATA % (',"x":' + "[" * 40 + "]" * 40)),
        DATA % ',"x":1e999',
    ],
)
def test_what_is_not_json_is_400_with_its_place(shared, body):
    answer = post(shared, body.encode("utf-8", "surrogatepass"))
    assert answer.status == 400, answer
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["title"] == "not JSON"
    assert "(line " in answer.json["detail"]
    assert "pointer" in answer.json["errors"][0]


@pytest.mark.parametrize("text", ["ff", "c0af", "eda080", "f4908080", "e282", "80", "f888808080"])
@pytest.mark.parametrize("place", [b',"x":"%s"', b',"%s":1'])
def test_invalid_utf8_is_400(shared, text, place):
    place = place.replace(b"%s", bytes.fromhex(text))
    assert post(shared, DATA.encode().replace(b"%s", place)).status == 400


@pytest.mark.parametrize("where", ["type", "user", "id", "source"])
@pytest.mark.parametrize("text", ["a\nb", "a\x7fb", "\x1b[31m", "a\u0085b", "x" * 257, "é" * 129])
def test_names_hold_no_control_characters_and_end(shared, where, text):
    answer = post(shared, json.dumps(registered("ann") | {where: text}))
    assert answer.status == 422, answer
    assert f"/{where}" in {e["pointer"] for e in answer.json["errors"]}


def test_nul_in_the_data_is_refused(shared):
    for body in (DATA % ',"x":"a\\u0000b"', DATA % ',"x":[{"y":"\\u0000"}]', DATA % ',"a\\u0000":1'):
        answer = post(shared, body)
        assert answer.status in (400, 422), answer
        assert answer.json["errors"]


@pytest.mark.parametrize(
    "body",
    [
        *("null", "true", "7", '"x"', "[]", "[null]", "[[]]", '[{"type":"user.registered"}]', "{}"),
        '{"type":[],"user":{},"data":[]}',
        '{"type":"user.registered","user":"a","data":{"name":{},"email":[]}}',
    ],
)
def test_json_of_another_shape_is_422(shared, body):
    answer = post(shared, body)
    if body == "[]":  # nothing to do
        assert answer.status in (202, 422)
        return
    assert answer.status == 422, answer
    assert answer.json["errors"]


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org\r\nBcc: eve@example.org", "ann@example.org\n", "ann@example.org, eve@example.org",
        '"a b"@example.org', "<ann@example.org>", "ann@[127.0.0.1]", "@example.org", "ann@", "ann",
        "a" * 65 + "@b.c", "ann@example..org", "ann@-example.org", "\u202eann@exa mple.org",
        "ann\0@example.org",
    ],
)  # fmt: skip
def test_no_address_smuggles_a_header(shared, name, address):
    answer = post(shared, json.dumps(registered(name, email=address)))
    assert answer.status in (202, 400, 422), answer
    if answer.status != 202:
        return
    event = shared.event(answer.json["id"], until="final")
    assert event["notifications"] == []
    assert [d["reason"] for d in event["decisions"] if d["channel"] == "email"] == ["bad_address"]


@pytest.mark.parametrize(
    "time",
    [
        *("2099-13-01T00:00:00Z", "2099-02-30T00:00:00Z", "2099-01-01", "2099-01-01T25:00:00Z", "now", ""),
        *("2099-01-01T00:00:00+25:00", "99999-01-01T00:00:00Z", "2099-01-01T00:00:00"),
    ],
)
@pytest.mark.parametrize("member", ["send_at", "expires_at"])
def test_a_faulty_time_is_422(shared, member, time):
    answer = post(shared, json.dumps(registered("ann") | {member: time}))
    assert answer.status == 422
    assert f"/{member}" in {e["pointer"] for e in answer.json["errors"]}


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59"]
)
def test_the_ends_of_time_harm_nothing(shared, name, time):
    answer = post(shared, json.dumps(registered(name, send_at=time)))
    assert answer.status in (202, 422)
    if answer.status == 202:
        assert shared.event(answer.json["id"])["notifications"]


# ---- CloudEvents in headers


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"ce-id": ""}, 422),
        ({"ce-id": "%00"}, 422),
        ({"ce-id": "%0d%0aX: y"}, 422),
        ({"ce-id": "%ff"}, 422),
        ({"ce-subject": "x" * 257}, 422),
        ({"ce-specversion": "2.0"}, 422),
        ({"ce-type": "none"}, 422),
        ({"ce-time": "noon"}, 422),
        ({"ce-bad_name": "x"}, 422),
        ({"ce-": "x"}, 422),
        ({"ce-datacontenttype": "application/json"}, 422),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
def test_a_faulty_header_of_an_event_is_refused(shared, change, status):
    headers = {
        "Content-Type": "application/json", "ce-specversion": "1.0", "ce-id": "1", "ce-source": "s",
        "ce-type": "user.registered", "ce-subject": "ann",
    }
    body = json.dumps({"name": "Ada", "email": "ann@example.org"})
    answer = shared.post("/v1/events", body, headers | change)
    assert answer.status == status, answer
    assert answer.headers["Content-Type"] == "application/problem+json"


# ---- HTTP


@pytest.mark.parametrize(
    "request_text",
    [
        "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", "\x16\x03\x01\x02\0\x01\0",
        "x" * 20_000,
        "GET /healthz HTTP/1.1\r\n\r\n",  # no Host
        "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v1/users/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/users/%ff HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /" + "a" * 9000 + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + "a" * 20_000 + "\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n" * 5000 + "\r\n",
        f"POST /v1/events HTTP/1.1\r\nHost: x\r\n{JSON_HEAD}Content-Length: -1\r\n\r\n",
        f"POST /v1/events HTTP/1.1\r\nHost: x\r\n{JSON_HEAD}Content-Length: 1e3\r\n\r\n",
        f"POST /v1/events HTTP/1.1\r\nHost: x\r\n{JSON_HEAD}Content-Length: {2**64}\r\n\r\n",
        f"POST /v1/events HTTP/1.1\r\nHost: x\r\n{JSON_HEAD}Transfer-Encoding: gzip\r\n\r\n",
        f"POST /v1/events HTTP/1.1\r\nHost: x\r\n{JSON_HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=lambda text: text[:40].encode("unicode_escape").decode(),
)  # fmt: skip
def test_a_request_that_cannot_be_trusted_is_refused(shared, request_text):
    answer = raw(shared, request_text.encode("latin-1"))
    found = statuses(answer)
    assert all(400 <= status < 500 or status == 505 for status in found), answer[:300]
    assert len(found) <= 1


@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 4\r\nContent-Length: 5\r\n", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n", "Content-Length: 4, 4\r\n",
        "Transfer-Encoding:\x0bchunked\r\n",
        "Content-Length : 4\r\n",
    ],
)  # fmt: skip
def test_no_second_request_is_smuggled(shared, framing):
    hidden = "DELETE /v1/users/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    accepted = shared.ledger()["accepted"]
    head = f"POST /v1/events HTTP/1.1\r\nHost: x\r\n{JSON_HEAD}{framing}\r\n"
    answer = raw(shared, f"{head}0\r\n\r\n{hidden}")
    assert statuses(answer) in ([400], [501]), answer
    assert shared.ledger()["accepted"] == accepted


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/v1/events"), ("DELETE", "/v1/ledger"), ("BREW", "/healthz")]
)
def test_another_method_is_405_and_says_which(shared, method, path):
    answer = shared.request(method, path)
    assert answer.status in (405, 501), answer
    assert answer.status == 501 or answer.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v1/event", "/v1/events/", "/v1/users/", "//v1/events", "/v2/x"]
)
def test_another_path_is_404(shared, path):
    answer = shared.get(path)
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "user", ["../../etc/passwd", "a/b", "a b", "é", "<script>", "'; DROP TABLE events; --", "%", "?"]
)
def test_a_strange_user_is_a_user(shared, user):
    assert shared.put(f"/v1/users/{segment(user)}", {"email": "ann@example.org"}).status == 202
    shared.wait_for_user(user, {"email": "ann@example.org"})
    assert shared.settle(registered(user, email="ann@example.org"))["user"] == user
    assert shared.items("/v1/notifications", user=user)


def test_random_changes_of_a_good_body_harm_nothing(shared):
    chance = random.Random(1)
    good = json.dumps([registered(f"r{i}") for i in range(3)]).encode()
    seen = set()
    for _ in range(400):
        body = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            body[chance.randrange(len(body))] = chance.choice(b'{}[]",:\\\0\xff0e-a\n')
        answer = post(shared, bytes(body))
        seen.add(answer.status)
        assert answer.status in (202, 400, 422), (bytes(body), answer)
    assert {400, 422} <= seen
    wait_until(lambda: shared.ledger()["lag"] == 0, "what was accepted to be decided")
