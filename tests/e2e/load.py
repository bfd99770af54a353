"""Load, and what must hold when it is over, whatever was done to the system meanwhile."""

import http.client
import itertools
import threading
import time
from collections import Counter

from bounds import seconds
from events import completed, failed
from moments import moment
from server import wait_until

USERS = 20
CHANNELS = {"email", "sms", "push"}
# What a program under this load is sending at most when it is killed: that may be handed over again.
IN_HAND = 30


class Load:
    """Threads that send until they are stopped, and repeat what was not answered, as a client should.
    `first`: of the numbers of its events, where others came before it."""

    def __init__(self, server, threads=4, first=0):
        self.server = server
        self.numbers = itertools.count(first)
        self.accepted = []
        self.unexpected = []
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()
        assert not self.unexpected, self.unexpected[:3]

    def _run(self):
        while not self.stopping.is_set():
            number = next(self.numbers)
            body = self._body(number)
            while not self._send(body):
                if self.stopping.is_set():
                    return
                time.sleep(0.02)  # between a client's tries while the server is down
            self.accepted.append(body["id"])

    def _body(self, number):
        user = f"u{number % USERS}"
        make = (completed, failed)[number % 2]
        return make(user, order=number, id=f"e{number}")

    def _send(self, body):
        try:
            answer = self.server.post("/v1/events", body)
        except (OSError, http.client.HTTPException):
            return False
        if answer.status not in (202, 503):
            self.unexpected.append(answer)
        return answer.status == 202


def make_users(server):
    for i in range(USERS):
        tag = ("", "+retry1", "+reject")[i % 3]
        server.user(f"u{i}", email=f"u{i}{tag}@example.org", phone=f"+49151{i:08}", push_tokens=[f"t{i}"])


def wait_for_load(load, more):
    goal = len(load.accepted) + more
    wait_until(lambda: len(load.accepted) >= goal or load.unexpected, f"{more} more events to be accepted")


def assert_all_decided_once_and_settled(server, accepted, patience=seconds(60), repeats=0, forgotten_at=None):
    """`repeats`: how many messages may have been handed over twice without an attempt that says so, which is
    `unknown`: those that were on their way when what kept the queue was killed (`forgotten_at`)."""
    assert len(accepted) == len(set(accepted))
    wait_until(lambda: server.ledger()["lag"] == 0, "the log to be read", patience)

    def waiting():
        states = server.ledger()["states"]
        return states["queued"] + states["scheduled"]

    wait_until(lambda: waiting() == 0, "all to be settled", patience)
    found = {}
    for notification in server.items("/v1/notifications", limit=500):
        found.setdefault(notification["event_id"], []).append(notification["channel"])
    missing = [e for e in accepted if e not in found]
    assert not missing, f"{len(missing)} were lost: {missing[:5]}"
    wrong = {e: c for e, c in found.items() if sorted(c) != sorted(CHANNELS)}
    assert not wrong, f"not one for each channel: {dict(list(wrong.items())[:5])}"
    ledger = server.check_ledger()
    assert ledger["events"] == len(found)
    assert ledger["states"]["delivered"] + ledger["states"]["failed"] == 3 * len(found) == ledger["decided"]
    rejected = sum(int(e[1:]) % USERS % 3 == 2 for e in found)
    assert ledger["states"]["failed"] == rejected
    delivered = [t for t in server.tries() if t["outcome"] == "delivered"]
    handed_over = Counter(t["notification_id"] for t in delivered)
    assert len(handed_over) == ledger["states"]["delivered"]
    again = {n: count - 1 for n, count in handed_over.items() if count > 1}
    unexplained = {n: count for n, count in again.items() if count > unknown_attempts(server, n)}
    assert sum(unexplained.values()) <= repeats, f"handed over again: {list(unexplained.items())[:5]}"
    if forgotten_at is not None:
        known = [t["notification_id"] for t in delivered if moment(t["at"]) > forgotten_at]
        twice_since = {n for n, count in Counter(known).items() if count > 1} & unexplained.keys()
        assert not twice_since, f"handed over again after the queue was there again: {list(twice_since)[:5]}"


def unknown_attempts(server, notification):
    return sum(a["outcome"] == "unknown" for a in server.notification(notification)["attempts"])
