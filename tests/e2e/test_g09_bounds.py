"""G9: memory is bounded, and overload is refused at the door, with Retry-After, never dropped later."""

import contextlib
import json
import select
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bounds import megabytes, seconds
from events import registered
from server import Api, wait_until

BACKLOG = 40_000
PEAK_MB = 200


def connect(server):
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=seconds(20))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def read_until_closed(connection):
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while chunk := connection.recv(65536):
            received += chunk
    return received


def test_connections_beyond_the_bound_are_refused_with_retry_after(serve):
    server = serve("--http-max-connections", "20")
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(connect(server)) for _ in range(40)]
        refused = wait_until(lambda: len(r := readable(held)) >= 19 and r, "connections to be refused")
        assert len(refused) <= 22
        for connection in refused:
            answer = read_until_closed(connection)
            assert answer.startswith(b"HTTP/1.1 503 "), answer
            assert b"\r\nRetry-After: " in answer
    wait_until(lambda: answers(server), "it to answer again")


def readable(connections):
    return select.select(connections, [], [], 0)[0]


def answers(server):
    with contextlib.suppress(OSError):
        return Api(server.port).get("/healthz").status == 200
    return False


def test_a_key_beyond_its_rate_is_told_when_to_come_back(serve):
    server = serve()
    made = server.post("/v1/api-keys", {"name": "shop", "scopes": ["admin"]})
    server.key = made.json["key"]
    slow = server.post("/v1/api-keys", {"name": "slow", "scopes": ["send"], "rate_per_second": 5}).json["key"]
    api = Api(server.port, slow)
    answers = [api.post("/v1/events", registered("ann", id=f"e{i}")) for i in range(20)]
    accepted = sum(a.status == 202 for a in answers)
    assert {a.status for a in answers} == {202, 429}
    assert 5 <= accepted <= 15
    refused = [a for a in answers if a.status == 429][0]
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= 2
    assert refused.headers["RateLimit-Limit"] == "5"
    time.sleep(int(refused.headers["Retry-After"]))  # what it was told is what must do
    assert api.post("/v1/events", registered("ann")).status == 202
    wait_until(lambda: server.ledger()["events"] == accepted + 1, "what was accepted, and no more")


def test_more_who_wait_than_is_good_are_refused(serve):
    server = serve()
    request = b"GET /v1/events/never?wait=3s HTTP/1.1\r\nHost: x\r\n\r\n"
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(connect(server)) for _ in range(20)]
        for connection in held:
            connection.sendall(request * 64)
        probe = Api(server.port)
        refused = wait_until(
            lambda: (a := probe.get("/v1/events/never", wait="1ms")).status == 503 and a, "a refusal", 20
        )
        assert refused.headers["Retry-After"] == "1"
        assert server.post("/v1/events", registered("ann")).status == 202


def test_a_body_beyond_the_bound_is_refused_before_it_is_read(serve):
    server = serve()
    for path_type, size in (("application/json", 1 << 20), ("application/cloudevents-batch+json", 8 << 20)):
        with connect(server) as connection:
            head = (
                "POST /v1/events HTTP/1.1\r\nHost: x\r\n"
                f"Content-Type: {path_type}\r\nContent-Length: {size + 1}\r\n\r\n"
            )
            connection.sendall(head.encode())
            answer = read_until_closed(connection)
        assert answer.startswith(b"HTTP/1.1 413 "), answer
        assert b"application/problem+json" in answer


def test_bodies_that_never_end_cost_a_bounded_amount(serve):
    server = serve()
    head = (
        "POST /v1/events HTTP/1.1\r\nHost: x\r\n"
        f"Content-Type: application/cloudevents-batch+json\r\nContent-Length: {8 << 20}\r\n\r\n"
    ).encode()
    part = b" " * ((8 << 20) - 1)
    with contextlib.ExitStack() as stack:
        refused = 0
        for _ in range(50):  # 400 MB, where 256 MB of unread bodies are the bound
            connection = stack.enter_context(connect(server))
            try:
                connection.sendall(head + part)
                connection.settimeout(0.01)
                if connection.recv(4096).startswith(b"HTTP/1.1 503 "):
                    refused += 1
            except TimeoutError:
                pass
            except (BrokenPipeError, ConnectionResetError):
                refused += 1
        assert refused > 10
        assert server.post("/v1/events", registered("ann")).status in (202, 503)
    assert server.peak_memory_mb() < megabytes(256 + 150)
    wait_until(lambda: server.post("/v1/events", registered("ann")).status == 202, "it to take events again")


@pytest.mark.timeout(180)
def test_a_backlog_costs_the_disk_and_not_memory(serve):
    server = serve("--limits-email", "1/1h", "--queue-max", "1000")

    def send(first):
        return server.send([registered(f"u{i}", id=f"e{i}") for i in range(first, first + 1000)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(0, BACKLOG, 1000)))
    wait_until(lambda: server.ledger()["lag"] == 0, "all to be decided", seconds(120))
    ledger = server.ledger()
    assert ledger["decided"] == BACKLOG
    assert ledger["states"]["queued"] <= 1000 + 1
    assert ledger["states"]["scheduled"] >= BACKLOG - 1002
    assert server.peak_memory_mb() < megabytes(PEAK_MB), server.peak_memory_mb()


def test_what_is_refused_leaves_nothing_behind(serve):
    server = serve()
    batch = [registered(f"u{i}") for i in range(1001)]
    answer = server.post("/v1/events", batch)
    assert answer.status == 422
    assert answer.json["errors"] == [{"pointer": "", "detail": "must have at most 1000 events"}]
    users = server.post("/v1/events", {"type": "user.registered", "users": [f"u{i}" for i in range(1001)]})
    assert users.status == 422
    assert "/users" in {e["pointer"] for e in users.json["errors"]}
    large = server.post("/v1/events", json.dumps(registered("ann", data={"x": "y" * (1 << 20)})),
                        {"Content-Type": "application/json"})
    assert large.status == 413
    assert server.ledger()["accepted"] == 0


def test_many_who_wait_for_a_large_event_do_not_keep_others_from_answers(serve):
    server = serve("--test-clock")
    data = {"phone": "+4915112345678"}
    body = registered(None, "ann@example.org", id="large", send_at="2035-01-01T00:00:00Z", data=data)
    del body["user"]
    server.send(body | {"users": [f"u{i}" for i in range(1000)]})
    wait_until(lambda: server.ledger()["states"]["scheduled"] == 2000, "all to be decided")
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            waiter = stack.enter_context(connect(server))
            waiter.sendall(b"GET /v1/events/large?wait=30s&until=final HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in range(5):
            begin = time.monotonic()
            assert server.ledger()["states"]["scheduled"] == 2000
            assert time.monotonic() - begin < seconds(3)
    assert server.post("/v1/events/large/cancel").status == 200
