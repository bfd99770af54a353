"""What answers say to browsers, and that no page of another site gets one."""

import re
import socket

import pytest

from events import registered
from operations import OPERATIONS
from server import ROOT, run_tidings

GUARDS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=repr)
def test_every_answer_is_guarded(shared, operation):
    for method in (operation.method, "OPTIONS", "BREW"):
        answer = shared.request(method, operation.path, operation.body)
        assert {name: answer.headers[name] for name in GUARDS} == GUARDS
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert not [h for h in answer.headers if h.startswith("Access-Control-")], "no other site may read it"
        assert "Server" not in answer.headers
        assert "X-Powered-By" not in answer.headers


@pytest.mark.parametrize(
    "data", [b"\0\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET /v1/ledger HTTP/1.1\r\nHost: x y\r\n\r\n"]
)
def test_a_refusal_of_what_is_no_request_is_guarded_too(shared, data):
    with socket.create_connection(("127.0.0.1", shared.port), timeout=5) as connection:
        connection.sendall(data)
        answer = connection.recv(65536)
    assert b"X-Content-Type-Options: nosniff\r\n" in answer


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://localhost"]
)
def test_a_browser_of_another_origin_is_refused_where_no_key_is_needed(serve, origin):
    server = serve()
    for method, path, body in (
        ("GET", "/v1/outbox", None), ("POST", "/v1/events", registered("ann")),
        ("DELETE", "/v1/users/ann", None),
    ):  # fmt: skip
        headers = {"Origin": origin, "Content-Type": "text/plain"}
        assert server.request(method, path, body, headers).status == 403
    preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = server.request("OPTIONS", "/v1/events", headers=preflight)
    assert not [h for h in answer.headers if h.startswith("Access-Control-")]
    assert server.ledger()["accepted"] == 0


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.nip.io", "rebind.network"])
def test_a_name_that_was_made_to_lead_here_is_refused(serve, host):
    server = serve()
    assert server.request("GET", "/v1/outbox", headers={"Host": host}).status == 403
    assert server.request("GET", "/v1/outbox", headers={"Host": "localhost"}).status == 200


def test_by_default_only_this_machine_is_listened_to():
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert re.search(r"^\| `http.listen` \| `127\.0\.0\.1:8080` \|", page, re.MULTILINE)
    shown = run_tidings("config").stdout
    assert re.search(r"http\.listen\s+.*127\.0\.0\.1:8080", shown), shown


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "[::]:0"])
def test_where_others_reach_it_there_is_no_start_without_a_key(tmp_path, listen):
    flags = ("serve", "--http-listen", listen, "--data-dir", tmp_path / "data")
    started = run_tidings(*flags)
    assert started.returncode == 1
    assert "there is no API key yet" in started.stderr


def test_no_answer_of_an_error_shows_how_the_program_is_made(shared):
    for path in ("/v1/events/%00", "/v1/none", "/v1/notifications?limit=x", "/v1/notifications?cursor=x"):
        body = shared.get(path).body.decode()
        for word in ("sqlite", "SELECT", ".cpp", "/home", "/tmp", "std::", "libpq", "exception"):
            assert word not in body, (path, body)
