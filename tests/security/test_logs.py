"""Nobody writes into the log but the program: whatever stands in a request, each line is one of ours."""

import json
import re

import pytest

from events import registered
from server import Api, Server, segment
from wire import raw

FORGED = "time=2026-01-01T00:00:00.000Z level=error message=forged"
BREAKS = [
    "\n",
    "\r",
    "\r\n",
    "\x85",
    "\u2028",
    "\u2029",
    "\x0b",
    "\x0c",
    "\x1b[2K\r",
    "\x1b]0;x\x07",
    "\x9b2K",
    "\b" * 40,
    "\u202e",
    "\x00",
    '" ',
    "\\n",
    "%0a",
    " ",
]
VALUE = r'("(\\.|[^"\\])*"|[^\s"]*)'
LINE = re.compile(rf"time=\S+Z level=(debug|info|warning|error) message={VALUE}( [a-z0-9_]+={VALUE})*")


class JsonServer(Server):
    """One whose log is JSON."""

    def _ready_line(self):
        found = re.search(r'"message":"ready","url":"http://[\d.]+:(\d+)"', self.log())
        assert self.process.poll() is None
        return found

    def check_log(self):
        for line in self.log().splitlines():
            assert json.loads(line)["level"] != "error", line


@pytest.fixture(params=["logfmt", "json"])
def debugged(request, tmp_path):
    kind = JsonServer if request.param == "json" else Server
    server = kind(tmp_path, "--log-level", "debug", "--log-format", request.param).start()
    server.expected_errors.append("message=forged")  # inside of a value
    yield server
    server.finish()


def attack(server):
    """The same text in every place of a request that could be logged."""
    for number, lines in enumerate(BREAKS):
        said = f"x{lines}{FORGED}"
        for member in ("id", "source", "type", "user"):
            server.post("/v1/events", registered(f"u{number}") | {member: said})
        server.post("/v1/events", registered(f"u{number}", email=said, data={"name": said}))
        server.post("/v1/events", said.encode("utf-8"), {"Content-Type": "application/json"})
        server.put(f"/v1/users/{segment(said)}", {"email": said, "locale": said, "timezone": said})
        server.put(f"/v1/event-types/{segment(said)}", {"schema": True})
        server.get(f"/v1/events/{segment(said)}")
        server.get(f"/v1/notifications?user={segment(said)}&{segment(said)}=x")
        server.post("/v1/api-keys", {"name": said, "scopes": ["read"]})
        Api(
            server.port,
            "tk_" + said.encode("ascii", "ignore").decode().translate({c: None for c in range(32)}),
        ).get("/v1/ledger")
        named = "".join(f"{name}: {said}\r\n" for name in ("User-Agent", "Traceparent", "Referer", "X-Id"))
        head = f"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{named}\r\n"
        raw(server, head.encode("utf-8"), timeout=1)
        raw(server, f"GET /{said} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), timeout=1)
    server.settle(registered("last"))


def test_no_line_is_forged(debugged):
    attack(debugged)
    text = debugged.log_file.read_bytes().decode("utf-8")  # strictly
    assert "message=ready" in text or '"message":"ready"' in text
    assert not [c for c in text if (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0]
    assert not set(text) & set("\u2028\u2029\u202e\u202d\u2066\u2067")
    for line in text.split("\n")[:-1]:
        if isinstance(debugged, JsonServer):
            assert json.loads(line)["message"] != "forged", line
        else:
            assert LINE.fullmatch(line), line
        assert not line.startswith(FORGED), line


def test_what_an_operator_reads_moves_no_terminal(serve):
    """The commands print what others have written: events, dead letters, profiles."""
    server = serve()
    escape = "\x1b[2J\x1b]0;owned\x07\x9b2K\u202e"
    server.user("ann", email="ann@example.org", categories={f"news{escape}": False})
    sent = server.send(
        registered("bob", email="bob+reject@example.org", data={"name": escape, escape: escape})
    )
    event = server.event(sent["id"], until="final")
    notification = event["notifications"][0]["id"]
    for command in (
        ["explain", sent["id"]], ["status", sent["id"]], ["list"], ["dead", "list"],
        ["dead", "show", notification], ["user", "get", "ann"],
        ["preview", "user.registered", "--user", "ann", f"name={escape}", "email=a@b.example"],
    ):  # fmt: skip
        done = server.cli(*command)
        for printed in (done.stdout, done.stderr):
            assert not [c for c in printed if (ord(c) < 0x20 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0], (
                command,
                printed,
            )
            assert "\u202e" not in printed, command
