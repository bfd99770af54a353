"""The real program on a free port of loopback with a data folder of its own, and what tests ask of it."""

import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
from collections import namedtuple
from pathlib import Path
from urllib.parse import quote, urlencode

from bounds import seconds

ROOT = Path(__file__).resolve().parents[2]
TIDINGS = str(Path(os.environ.get("TIDINGS_BIN", ROOT / "build/release/tidings")).resolve())

START_SECONDS = seconds(30)
STOP_SECONDS = seconds(30)
WAIT_SECONDS = seconds(30)

Response = namedtuple("Response", "status headers body json")


def wait_until(look, what, patience=WAIT_SECONDS):
    """What `look` answers, as soon as it is true; fails loudly at the deadline."""
    deadline = time.monotonic() + patience
    pause = 0.002
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"waited {patience} s in vain for {what}; last: {found!r}"
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def environment(extra=None):
    """Without the settings of whoever runs the tests."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TIDINGS_")}
    return {**clean, **(extra or {})}


def run_tidings(*arguments, program=TIDINGS, env=None, stdin="", cwd=None, timeout=seconds(60)):
    return subprocess.run(
        [program, *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=cwd,
        env=environment(env),
        timeout=timeout,
        check=False,
    )


def segment(text):
    return quote(text, safe="")


def check_log_lines(text, expected_errors):
    for line in text.splitlines():
        assert re.match(r"time=\S+Z level=(debug|info|warning|error) message=", line), line
        if "level=error" in line:
            assert any(re.search(pattern, line) for pattern in expected_errors), line


def changed_flags(flags, name, value):
    """The same flags, one of them with another value."""
    flags = list(flags)
    flags[flags.index(name) + 1] = value
    return flags


class Api:
    """Requests to one address; every thread has a connection of its own, kept alive."""

    def __init__(self, port, key=None):
        self.port = port
        self.key = key
        self.local = threading.local()

    def request(self, method, path, body=None, headers=None, timeout=seconds(60), **query):
        if query:
            path += "?" + urlencode(query)
        headers = dict(headers or {})
        if self.key:
            headers.setdefault("Authorization", f"Bearer {self.key}")
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        return self._exchange(method, path, body, headers, timeout)

    def _exchange(self, method, path, body, headers, timeout):
        connection = getattr(self.local, "connection", None)
        reused = connection is not None
        if not reused:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        self.local.connection = None
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            content = answer.read()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            connection.close()
            if reused:  # an idle connection that the server had closed
                return self._exchange(method, path, body, headers, timeout)
            raise
        except Exception:
            connection.close()
            raise
        if not answer.will_close:
            self.local.connection = connection
        is_json = method != "HEAD" and "json" in answer.headers.get("Content-Type", "")
        return Response(answer.status, answer.headers, content, json.loads(content) if is_json else None)

    def get(self, path, **query):
        return self.request("GET", path, **query)

    def post(self, path, body=None, headers=None, **query):
        return self.request("POST", path, body, headers, **query)

    def put(self, path, body, **query):
        return self.request("PUT", path, body, **query)

    def patch(self, path, body):
        return self.request("PATCH", path, body)

    def delete(self, path):
        return self.request("DELETE", path)

    # ---- what nearly every test does

    def send(self, body, **headers):
        """Sends what must be accepted; answers the 202's body."""
        answer = self.post("/v1/events", body, {k.replace("_", "-"): v for k, v in headers.items()})
        assert answer.status == 202, answer
        return answer.json

    def event(self, event_id, wait="20s", until=None, **query):
        """The event as soon as it is decided (`until="final"`: settled)."""
        if until:
            query["until"] = until
        answer = self.get(f"/v1/events/{segment(event_id)}", wait=wait, **query)
        assert answer.status == 200, answer
        if until:
            states = {n["state"] for n in answer.json["notifications"]}
            assert not states & {"queued", "scheduled"}, f"not settled after {wait}: {answer.json}"
        return answer.json

    def decide(self, body, **headers):
        sent = self.send(body, **headers)
        return self.event(sent["id"], source=sent["source"])

    def settle(self, body, **headers):
        sent = self.send(body, **headers)
        return self.event(sent["id"], until="final", source=sent["source"])

    def user(self, user, **profile):
        """Writes a profile, and waits until it is known."""
        answer = self.put(f"/v1/users/{segment(user)}", profile)
        assert answer.status == 202, answer
        return self.wait_for_user(user, profile)

    def wait_for_user(self, user, members):
        def known():
            found = self.get(f"/v1/users/{segment(user)}")
            return found.status == 200 and members.items() <= found.json.items() and found.json

        return wait_until(known, f"the profile of {user} to hold {members}")

    def notification(self, notification_id):
        answer = self.get(f"/v1/notifications/{notification_id}")
        assert answer.status == 200, answer
        return answer.json

    def wait_for_state(self, notification_id, *states, patience=WAIT_SECONDS):
        return wait_until(
            lambda: (n := self.notification(notification_id))["state"] in states and n,
            f"{notification_id} to become {states}", patience,
        )

    def ledger(self, **query):
        answer = self.get("/v1/ledger", **query)
        assert answer.status == 200, answer
        return answer.json

    def items(self, path, **query):
        """All items of a list, over all pages."""
        found = []
        while True:
            page = self.get(path, **query)
            assert page.status == 200, page
            found += page.json["items"]
            if page.json["next_cursor"] is None:
                return found
            query["cursor"] = page.json["next_cursor"]

    def advance(self, by):
        return self._move_clock({"advance": by})

    def set_clock(self, to):
        return self._move_clock({"set": to})

    def _move_clock(self, move):
        answer = self.post("/v1/test/clock", move)
        assert answer.status == 200, answer
        return answer.json["now"]

    # ---- of a server or a cluster

    def tries(self):
        """What the outbox provider was asked to send, in its order."""
        if not self.outbox_file.exists():
            return []
        whole, _, _ = self.outbox_file.read_text(encoding="utf-8").rpartition("\n")  # it may be writing
        return [json.loads(line) for line in whole.splitlines()]

    def _balanced_recount(self):
        recounted = self.ledger(recount="true")
        return recounted if recounted["balanced"] else None

    def check_ledger(self):
        """Once all is read: nothing lost, nothing twice, by the counters and by the rows."""
        wait_until(lambda: self.ledger()["lag"] == 0, "the log to be read to its end")
        wait_until(lambda: self.ledger()["balanced"], "a balanced ledger", seconds(5))
        # The last outcome may have been on its way just then.
        recounted = wait_until(self._balanced_recount, "a balanced ledger, counted anew", seconds(5))
        counted = self.ledger()
        for row in ("events", "duplicates", "changes", "unreadable", "gaps", "missing", "decided", "purged"):
            assert counted[row] == recounted[row], (row, counted, recounted)
        assert counted["missing"] == counted["gaps"] == 0, counted
        audit = self.cli("audit")
        assert audit.returncode == 0, audit
        return counted


class Server(Api):
    """One process after another on the same data folder."""

    engine = "embedded"

    def __init__(self, folder, *flags, env=None, command=(TIDINGS,)):
        super().__init__(0)
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.log_file = self.folder / "log"
        self.outbox_file = self.folder / "outbox.jsonl"
        self.command = command
        self.flags = flags
        self.env = environment(env)
        self.process = None
        self.expected_errors = []  # patterns of lines that a test provokes on purpose
        self.starts = 0
        self.listen_port = 0  # a free one at each start

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    admin_url = url

    def launch(self):
        """Without waiting for it to be ready."""
        self.offset = self.log_file.stat().st_size if self.log_file.exists() else 0
        listen = f"127.0.0.1:{self.listen_port}"
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, "serve", "--http-listen", listen, "--data-dir", self.data,
                 "--outbox-file", self.outbox_file, *self.flags],
                stdout=log, stderr=log, env=self.env, cwd=self.folder,
            )
        self.starts += 1
        self.local = threading.local()
        return self

    def start(self):
        return self.launch().wait_until_ready()

    def wait_until_ready(self):
        self.wait_until_listening()
        wait_until(lambda: self.get("/readyz").status == 200, "readiness", START_SECONDS)
        return self

    def wait_until_listening(self):
        ready = wait_until(self._ready_line, "the server to start", START_SECONDS)
        self.port = int(ready.group(1))
        return self

    def _ready_line(self):
        with self.log_file.open(encoding="utf-8", errors="replace") as log:
            log.seek(self.offset)
            text = log.read()
        assert self.process.poll() is None, f"it ended with {self.process.returncode}: {text}"
        return re.search(r"message=ready url=http://[\d.]+:(\d+) ", text)

    def terminate(self):
        """SIGTERM, which must end it with 0."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(STOP_SECONDS)
        assert code == 0, f"it ended with {code}: {self.log()}"

    def kill(self):
        self.process.kill()
        assert self.process.wait(STOP_SECONDS) == -signal.SIGKILL

    def running(self):
        return self.process is not None and self.process.poll() is None

    def change_flags(self, name, value):
        """For the next start."""
        self.flags = changed_flags(self.flags, name, value)

    def cli(self, *arguments, **options):
        key = {"TIDINGS_KEY": self.key} if self.key else {}
        return run_tidings(*arguments, env={"TIDINGS_URL": self.url, **key}, **options)

    def log(self):
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def peak_memory_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024

    # ---- what must hold whatever the test did

    def check_log(self):
        check_log_lines(self.log(), self.expected_errors)

    def finish(self):
        """Ends it; every test that used it fails when something is wrong now."""
        if self.process is None:
            return
        try:
            assert self.running(), f"it died with {self.process.returncode}: {self.log()[-4000:]}"
            self.check_ledger()
            self.terminate()
            self.check_log()
        finally:
            if self.running():
                self.process.kill()
                self.process.wait()
