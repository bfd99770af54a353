"""The commands that speak to a server, against one on an embedded engine."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from bounds import seconds

ROOT = Path(__file__).resolve().parents[2]
TIDINGS = os.environ.get("TIDINGS_BIN", str(ROOT / "build/release/tidings"))
ADA = ("name=Ada", "email=ada@example.com")
ORDER = ("order_id=42", "total=19.9", "currency=EUR")


class Server:
    def __init__(self, folder):
        self.log = folder / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [TIDINGS, "serve", "--http-listen", "127.0.0.1:0", "--data-dir", str(folder / "data")],
                stderr=log,
            )
        self.url = self.wait_for(r"message=ready url=(\S+)")

    def wait_for(self, pattern):
        deadline = time.monotonic() + seconds(20)
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(pattern, self.log.read_text()):
                return found.group(1)
            time.sleep(0.02)
        raise AssertionError(self.log.read_text())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=seconds(30))

    def __call__(self, *arguments):
        return subprocess.run(
            [TIDINGS, *arguments, "--url", self.url],
            capture_output=True,
            text=True,
            timeout=seconds(30),
            check=False,
        )

    def json(self, *arguments):
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def until(self, is_so, *arguments):
        deadline = time.monotonic() + seconds(10)
        while time.monotonic() < deadline:
            done = self(*arguments, "--json")
            if done.returncode == 0 and is_so(answer := json.loads(done.stdout)):
                return answer
            time.sleep(0.02)
        raise AssertionError(done.stdout + done.stderr)


@pytest.fixture(name="server")
def _server(tmp_path):
    server = Server(tmp_path)
    yield server
    if server.process.poll() is None:
        server.stop()


def test_sigterm_ends_it_with_zero(server):
    assert server("health").returncode == 0
    assert server.stop() == 0
    assert server("health").returncode == 1


def test_an_event_is_sent_waited_for_listed_and_explained(server):
    sent = server("send", "user.registered", "--user", "u1", *ADA, "--wait", "10s")
    assert sent.returncode == 0, sent.stderr
    assert re.search(r"delivered +email +u1 +user\.registered", sent.stdout)
    listed = server.json("list", "--user", "u1", "--state", "delivered")["items"]
    assert [item["channel"] for item in listed] == ["email"]
    notification = server("status", listed[0]["id"]).stdout
    assert "subject" in notification and "outbox" in notification
    explained = server("explain", listed[0]["event_id"]).stdout
    assert "email for u1: delivered\n  decided    send, ok: " in explained
    assert re.search(r"  attempt 1  \S+Z  delivered by outbox\n", explained)
    assert "sms for u1: not sent\n  decided    skip, no_address: " in explained


def test_faults_of_an_event_are_all_told(server):
    done = server("send", "order.completed", "--user", "u1", "order_id=42")
    assert done.returncode == 1
    assert "  /data/total is required\n  /data/currency is required\n" in done.stderr


def test_a_user_is_changed_and_the_preview_knows(server):
    done = server("user", "set", "u1", "--email", "ada@example.com", "--timezone", "Europe/Berlin")
    assert done.returncode == 0, done.stderr
    server("user", "set", "u1", "--quiet", "22:00-08:00", "--channel", "sms=off")
    user = server.until(lambda profile: "quiet_hours" in profile, "user", "get", "u1")
    assert user["quiet_hours"] == {"from": "22:00", "to": "08:00"}
    assert user["channels"] == {"sms": False}
    at = ("--at", "2027-01-15T22:00:00Z")
    preview = server.json("preview", "order.completed", "--user", "u1", *ORDER, *at)
    email = next(d for d in preview["decisions"] if d["channel"] == "email")
    assert email["reason"] == "quiet_hours"
    assert preview["notifications"][0]["due_at"] == "2027-01-16T07:00:00Z"


def test_what_is_to_come_is_cancelled(server):
    server("user", "set", "u1", "--email", "ada@example.com")
    later = ("--send-at", "2090-01-01T00:00:00Z")
    server("send", "order.completed", "--user", "u1", *ORDER, "--id", "e1", *later)
    server.until(lambda found: found["items"], "list", "--event-id", "e1")
    assert server("cancel", "e1").stdout == "cancelled e1\n"
    server.until(lambda found: found["items"][0]["state"] == "cancelled", "list", "--event-id", "e1")


def test_an_id_that_nobody_knows_is_not_cancelled_but_by_event(server):
    mistyped = server("cancel", "ghost")
    assert mistyped.returncode == 1
    assert "nothing of this id is known" in mistyped.stderr
    assert server("cancel", "ghost", "--event").stdout == "cancelled ghost\n"


def test_a_dead_letter_is_shown_and_replayed(server):
    server("user", "set", "u1", "--email", "x+reject@example.com")
    server("send", "order.completed", "--user", "u1", *ORDER, "--wait", "10s")
    letter = server.json("dead", "list")["items"][0]
    assert letter["reason"] == "rejected"
    assert "refused" in server("dead", "show", letter["id"]).stdout
    assert server("dead", "replay", letter["id"]).stdout == "replayed 1\n"
    server.until(lambda n: n["attempt_count"] == 2 and n["state"] == "failed", "status", letter["id"])
    server.until(lambda ledger: ledger["balanced"] and ledger["lag"] == 0, "audit")


def test_from_the_first_key_on_keys_are_needed(server):
    made = server("key", "create", "--name", "root", "--scopes", "admin")
    assert re.fullmatch(r"tk_\w+\n", made.stdout)
    refused = server("list")
    assert refused.returncode == 1
    assert "API key is needed" in refused.stderr
    key = made.stdout.strip()
    assert server("list", "--key", key).returncode == 0
    assert "root" in server("key", "list", "--key", key).stdout
