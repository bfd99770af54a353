"""Small requests that would be large work: refused, or done in the time and memory of their size."""

import gzip
import json
import socket
import time
import zlib

import pytest
from bounds import megabytes, seconds

from events import registered
from operations import OPERATIONS
from wire import raw, statuses

MIB = 1 << 20
BOMB = gzip.compress(b"0" * (64 * MIB))


@pytest.fixture(autouse=True)
def unharmed(shared):
    """Whatever comes, the next request is answered at once and memory has not grown by much."""
    memory = shared.peak_memory_mb()
    yield
    begin = time.monotonic()
    assert shared.get("/healthz").status == 200
    assert time.monotonic() - begin < seconds(2)
    assert shared.peak_memory_mb() - memory < megabytes(200)


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.body is not None], ids=repr)
@pytest.mark.parametrize(
    "coding",
    ["gzip", "deflate", "br", "zstd", "compress", "x-gzip", "GZIP", "gzip, gzip", "identity, gzip", "xyz"],
)
def test_a_compressed_body_is_refused_unread(shared, operation, coding):
    headers = {"Content-Encoding": coding, "Content-Type": "application/json"}
    answer = shared.request(operation.method, operation.path, BOMB, headers)
    assert answer.status == 415, answer
    assert answer.headers["Accept-Encoding"] == "identity"


def test_a_compressed_transfer_is_refused(shared):
    head = "POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
    assert statuses(raw(shared, head)) == [400]


def test_a_body_that_says_nothing_of_its_coding_is_not_guessed(shared):
    for body in (BOMB, zlib.compress(b"0" * MIB)):
        assert shared.post("/v1/events", body, {"Content-Type": "application/json"}).status == 400


def answered(server, body, allowed=5):
    begin = time.monotonic()
    answer = server.post("/v1/events", body, {"Content-Type": "application/json"})
    assert time.monotonic() - begin < seconds(allowed), "it took too long"
    return answer.status


def with_data(data):
    return registered("bomb", data={"x": data})


@pytest.mark.parametrize("depth", [33, 1000, 500_000])
@pytest.mark.parametrize("pair", ["[]", "{}"])
def test_depth(shared, depth, pair):
    opened = "[" if pair == "[]" else '{"a":'
    body = opened * depth + "1" + pair[1] * depth
    assert answered(shared, body[: MIB - 1]) == 400


@pytest.mark.parametrize(
    "text",
    [
        "1" * 900_000, "1e" + "9" * 100_000, "-" + "9" * 500_000 + "." + "9" * 400_000, "1e999999999",
        "1e-999999999",
        "0." + "0" * 900_000 + "1", '"' + "\\u0041" * 150_000 + '"', '"' + "\\\\" * 450_000 + '"',
        "[" + "0," * 450_000 + "0]",
        "[" + "{}," * 300_000 + "{}]", "[" + '"",' * 300_000 + '""]', " " * 900_000 + "1",
    ],
    ids=lambda t: f"{t[:8]}*{len(t)}",
)  # fmt: skip
def test_values(shared, text):
    body = json.dumps(with_data(None)).replace("null", text)
    assert answered(shared, body) in (202, 400, 413, 422)


@pytest.mark.parametrize(
    "name_of", [str, "{:040}".format, "{0:b}".format, "a{}".format, lambda i: chr(0x4E00 + i)], ids=range(5)
)
def test_members_take_linear_time(shared, name_of):
    """Ten times as many, whatever their names, take about ten times as long."""

    def took(count):
        body = json.dumps(with_data({name_of(i): 0 for i in range(count)}), ensure_ascii=False).encode()
        begin = time.monotonic()
        assert answered(shared, body) in (202, 422)
        return time.monotonic() - begin

    few = max(took(1_800), 0.01)
    assert took(18_000) < 50 * few + seconds(1)


PATTERNS = [
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|aa)+$",
    "(a*)*b",
    "^([a-zA-Z]+)*$",
    "(.*a){25}",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_take_linear_time(shared, name, pattern):
    kind = f"bomb.{name}"
    schema = {"type": "object", "properties": {"x": {"type": "string", "pattern": pattern}}}
    assert shared.put(f"/v1/event-types/{kind}", {"schema": schema}).status == 201
    for text in ("a" * 50_000 + "!", "a" * 500_000, "aA" * 100_000):
        body = {"type": kind, "user": "bomb", "data": {"x": text}}
        assert answered(shared, json.dumps(body)) in (202, 422)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a{1,1000}){1,1000}",
        "a{1000000}",
        "(" * 5000 + ")" * 5000,
        "[" * 10_000,
        "(?=a)",
        "\\1(a)",
        "(?P<x>a)(?P=x)",
    ],
)
def test_patterns_that_would_be_large_are_refused(shared, name, pattern):
    schema = {"properties": {"x": {"pattern": pattern}}}
    assert shared.put(f"/v1/event-types/bomb.{name}", {"schema": schema}).status == 422


# Eight ways at each of twelve steps.
STEPS = {f"d{i}": {"anyOf": [{"$ref": f"#/definitions/d{i + 1}"}] * 8} for i in range(12)}
WIDE = {"definitions": STEPS | {"d12": {"type": "string"}}, "$ref": "#/definitions/d0"}


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"}, {"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}},
        "$ref": "#/definitions/a"},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}, {"properties": {"x": {"$ref": "#"}}},
        {"not": {"$ref": "#"}},
        WIDE,
        {"items": {"uniqueItems": True}, "uniqueItems": True}, {"enum": [[i] for i in range(10_000)]},
        {"maxLength": 1e308},
    ],
    ids=lambda s: json.dumps(s)[:40],
)  # fmt: skip
def test_schemas_that_lead_back_to_themselves_end(shared, name, schema):
    kind = f"bomb.{name}"
    answer = shared.put(f"/v1/event-types/{kind}", {"schema": schema})
    assert answer.status in (201, 422), answer
    if answer.status == 201:
        for data in ({}, {"x": {"x": {"x": {}}}}, {"x": [[i % 3] for i in range(5000)]}):
            assert answered(shared, json.dumps({"type": kind, "user": "bomb", "data": data}), 10) in (
                202,
                422,
            )


def test_a_length_that_is_only_claimed_costs_no_memory(shared):
    """Many clients that announce a megabyte and send a byte of it."""
    head = b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{"
    clients = []
    for _ in range(200):
        clients.append(socket.create_connection(("127.0.0.1", shared.port), timeout=5))
        clients[-1].sendall(head)
    assert shared.get("/healthz").status == 200
    for client in clients:
        client.close()
