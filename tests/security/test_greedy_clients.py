"""What one client can do to the others: slow ones, many, large heads, and those that do not read.

src/http/server_hostile_test.cpp has the timeouts of each; here the program has its own and goes on meanwhile.
"""

import contextlib
import re
import select
import socket
import threading
import time
from collections import Counter

import pytest
from bounds import megabytes, seconds

from events import registered
from server import wait_until
from wire import raw, statuses


@pytest.fixture
def clients(shared):
    """Opens connections, and closes them after the test."""
    opened = []

    def open_one(data=b""):
        client = socket.create_connection(("127.0.0.1", shared.port), timeout=seconds(20))
        opened.append(client)
        if data:
            client.sendall(data)
        return client

    yield open_one
    for client in opened:
        client.close()


def served(server, within=1):
    begin = time.monotonic()
    assert server.get("/healthz").status == 200
    assert server.post("/v1/events", registered("ann")).status == 202
    assert time.monotonic() - begin < seconds(within)


HEAD = b"POST /v1/events HTTP/1.1\r\nHost: x\r\n"
SLOW = {
    "nothing": b"", "half a line": b"GET /heal", "half a head": HEAD + b"X: y\r\n",
    "half a body": HEAD + b"Content-Length: 99\r\n\r\n{",
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{",
    "half a size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nf",
}  # fmt: skip


@pytest.mark.timeout(180)
def test_slow_clients_are_let_go_and_nobody_waits_for_them(shared, clients):
    """Slowloris: 600 clients that go on with a byte each second, in whatever part of a request."""
    held = [(kind, clients(data)) for kind, data in SLOW.items() for _ in range(100)]
    begin = time.monotonic()
    served(shared)
    ended = {}
    while len(ended) < len(held) and time.monotonic() - begin < seconds(60):
        for kind, client in held:
            if client in ended:
                continue
            try:
                if kind != "nothing":
                    client.send(b"a")
                if select.select([client], [], [], 0)[0]:
                    ended[client] = client.recv(4096)
            except OSError:
                ended[client] = b""
        served(shared, 2)
        time.sleep(0.5)
    assert len(ended) == len(held), "some were never let go"
    answers = {int(found[1]) for data in ended.values() if (found := re.match(rb"HTTP/1\.1 (\d+)", data))}
    assert answers <= {400, 408}, answers


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 101 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a" * 100_000, 431),
        (b"A" * 100_000, 414), (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * 100_000, 400),
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", 413), (HEAD + b"Content-Length: 1048577\r\n\r\n",
        413),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"T: " + b"a" * 100_000 + b"\r\n", 431),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"100000\r\n" + b"a" * 0x100000 + b"\r\n1\r\na\r\n",
        413),
    ],
)  # fmt: skip
def test_what_is_too_large_is_refused_before_it_has_come(shared, data, status):
    before = shared.peak_memory_mb()
    for _ in range(50):
        assert statuses(raw(shared, data)) == [status]
    assert shared.peak_memory_mb() - before < megabytes(50)
    served(shared)


@pytest.mark.timeout(180)
def test_many_connections_leave_room_for_others(serve, tmp_path):
    """A server that takes a hundred: the next are refused, and when they are gone it takes others."""
    server = serve("--http-max-connections", "100")
    server.local = threading.local()  # its own connection is closed
    held, answers = [], Counter()
    for _ in range(300):
        client = socket.create_connection(("127.0.0.1", server.port), timeout=seconds(20))
        try:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            answers[client.recv(4096)[9:12] or b"503"] += 1
        except (ConnectionResetError, BrokenPipeError):  # it was turned away before it had asked
            answers[b"503"] += 1
        held.append(client)
    assert answers.keys() == {b"200", b"503"}
    assert 90 <= answers[b"200"] <= 100, answers
    for client in held:
        client.close()
    wait_until(lambda: statuses(raw(server, "GET /healthz HTTP/1.0\r\n\r\n")) == [200], "room for others")
    served(server, 5)


def test_answers_that_nobody_reads_are_bounded(shared, clients):
    before = shared.peak_memory_mb()
    for _ in range(50):
        client = clients()
        client.settimeout(0.2)
        with contextlib.suppress(TimeoutError, OSError):
            client.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 2000)
    served(shared, 3)
    assert shared.peak_memory_mb() - before < megabytes(400)


def test_a_key_has_a_rate_of_its_own(serve):
    server = serve()
    server.key = server.post("/v1/api-keys", {"name": "root", "scopes": ["admin"]}).json["key"]
    key = server.post("/v1/api-keys", {"name": "noisy", "scopes": ["send"], "rate_per_second": 10}).json[
        "key"
    ]
    asked = (
        f"PUT /v1/users/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Length: 2\r\n\r\n{{}}"
    )
    found = statuses(raw(server, asked * 200, timeout=20))
    assert found.count(202) <= 30
    assert set(found) == {202, 429}
    assert server.get("/v1/ledger").status == 200
