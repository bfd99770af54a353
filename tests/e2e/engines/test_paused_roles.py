"""A process stands still for longer than the others wait for it, and then goes on as if nothing had been."""

import re
import signal
import threading
from collections import Counter
from pathlib import Path

import pytest

import outage
from bounds import seconds
from events import registered
from load import Load, assert_all_decided_once_and_settled, make_users, wait_for_load
from mails import SmtpServer, smtp_flags
from server import wait_until

HOLDS = {
    "schema": {"type": "object", "properties": {"email": {"type": "string"}}},
    "channels": ["email"],
    "address": {"email": "/email"},
    "unknown_outcome": "hold",
}


class SlowMails(SmtpServer):
    """Takes a message, and answers its end only once it is let go; some it does not ask for until then."""

    def __init__(self):
        self.let_go = threading.Event()
        self.begun = threading.Event()
        self.bodies = Counter()  # by recipient
        super().__init__({"BODY": self.hold, "DATA": self.hesitate})

    def hold(self, envelope):
        [recipient] = envelope.rcpt_tos
        self.bodies[recipient] += 1
        if "slow" in recipient and self.bodies[recipient] == 1:
            self.let_go.wait(seconds(110))

    def hesitate(self, envelope):
        [recipient] = envelope.rcpt_tos
        if "begun" in recipient:
            self.begun.set()
            self.let_go.wait(seconds(110))


@pytest.fixture
def mails():
    server = SlowMails()
    yield server
    server.let_go.set()
    server.stop()


def halt(role):
    """Stops its process; each of its threads does that when it comes to run, which may take a moment."""
    role.process.send_signal(signal.SIGSTOP)
    stat = Path(f"/proc/{role.process.pid}/stat")
    wait_until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T", "it to stand still")


@pytest.mark.timeout(300)
def test_a_worker_that_comes_back_after_its_lease_changes_no_outcome_and_sends_nothing_more(cluster, mails):
    """Two messages are on their way when it stops. The one whose type sends again is sent by another worker;
    the one whose type holds is a dead letter, and is replayed while the first send is still under way."""
    system = cluster(*smtp_flags(mails.port), "--smtp-timeout", "100s", counts={"worker": 1})
    assert system.put("/v1/event-types/bill", HOLDS).status == 201
    assert system.put("/v1/templates/bill/email", {"subject": "Bill", "text": "Pay"}).status == 201
    [again] = system.decide(registered("ann", email="ann-slow@example.org"))["notifications"]
    held_event = {"type": "bill", "user": "bob", "data": {"email": "bob-slow@example.org"}}
    [held] = system.decide(held_event)["notifications"]
    wait_until(lambda: mails.bodies.total() == 2, "both to be on their way")
    [stopped] = system.of("worker")
    halt(stopped)
    system.add("worker").start()

    system.wait_for_state(again["id"], "delivered", patience=seconds(60))
    dead = system.wait_for_state(held["id"], "failed", patience=seconds(60))
    assert dead["reason"] == "unknown_outcome"
    assert system.post(f"/v1/dead-letters/{held['id']}/replay").status == 202
    system.wait_for_state(held["id"], "delivered")

    mails.let_go.set()
    stopped.process.send_signal(signal.SIGCONT)
    stopped.wait_for_parts()
    for address in ("ann-slow", "bob-slow"):
        assert mails.bodies[f"{address}@example.org"] == 2, "once by each worker"
    wait_until(lambda: len(mails.mails) == 4, "the mails that were held to be taken")
    ids = Counter(envelope.content for envelope, _ in mails.mails)
    assert len({message_id(m) for m in ids}) == 2, "by which the copies can be told"
    # The outcome of the first send comes late, is on record, and moves nothing.
    for one in (again, held):
        found = wait_until(lambda o=one: late_outcome(system, o), "the late outcome to be on record")
        assert found["state"] == "delivered"
    assert system.items("/v1/dead-letters") == []


@pytest.mark.timeout(300)
def test_a_worker_that_comes_back_after_its_lease_sends_nothing_that_was_cancelled_meanwhile(cluster, mails):
    """When it stops, a message has been handed over by one connection, another is about to be by the second,
    and a third one waits for a connection."""
    flags = (*smtp_flags(mails.port), "--smtp-timeout", "100s", "--smtp-connections", "2")
    system = cluster(*flags, counts={"worker": 1})
    system.decide(registered("ann", email="ann-slow@example.org"))
    wait_until(lambda: mails.bodies.total() == 1, "the first to be handed over")
    others = [system.decide(registered("bob", email="bob-begun@example.org"))]
    assert mails.begun.wait(seconds(20))
    others.append(system.decide(registered("eve", email="eve@example.org")))
    wait_until(lambda: leased_mails(system) == 3, "the worker to have all of them")
    [stopped] = system.of("worker")
    halt(stopped)
    for event in others:
        [notification] = event["notifications"]
        path = f"/v1/notifications/{notification['id']}"
        wait_until(lambda n=notification: was_unknown(system, n), "its lease to end", seconds(60))
        assert system.post(f"{path}/cancel").status == 200

    mails.let_go.set()
    stopped.process.send_signal(signal.SIGCONT)
    stopped.wait_for_parts()
    system.settle(registered("zoe", email="zoe@example.org"))
    taken = {envelope.rcpt_tos[0] for envelope, _ in mails.mails}
    assert taken == {"ann-slow@example.org", "zoe@example.org"}


def leased_mails(system):
    text = system.at("notifier").get("/metrics").body.decode()
    found = re.findall(r'^tidings_queue_leased_tasks\{channel="email",[^}]*\} (\d+)', text, re.MULTILINE)
    return sum(map(int, found))


def was_unknown(system, notification):
    found = system.notification(notification["id"])
    return "unknown" in [attempt["outcome"] for attempt in found["attempts"]]


def late_outcome(system, notification):
    found = system.notification(notification["id"])
    return found if [a["outcome"] for a in found["attempts"]].count("delivered") == 2 else None


def message_id(content):
    return next(line for line in content.splitlines() if line.lower().startswith(b"message-id:"))


@pytest.mark.timeout(300)
def test_a_notifier_that_comes_back_when_its_partitions_are_others_decides_nothing_twice(cluster):
    system = cluster(counts={"notifier": 2})
    system.expected_errors = outage.EXPECTED
    make_users(system)
    one, two = system.of("notifier")
    with Load(system, threads=2) as load:
        for stopped in (one, two):
            wait_for_load(load, 20)
            halt(stopped)
            wait_for_load(load, 40)  # of each user, and so of each partition
            newest = load.accepted[-40:]
            wait_until(lambda n=newest: all_decided(system, n), "the other to decide everything", seconds(40))
            stopped.process.send_signal(signal.SIGCONT)
            stopped.wait_for_parts()
        wait_for_load(load, 20)
    # What it was just about to push when it stopped, others push meanwhile; its own push is refused then.
    assert_all_decided_once_and_settled(system, load.accepted)


def all_decided(system, events):
    return all(system.get(f"/v1/events/{e}").status == 200 for e in events)


@pytest.mark.parametrize("role", ["gateway", "admin"])
def test_a_paused_door_answers_what_was_asked_meanwhile(cluster, role):
    system = cluster()
    system.user("ann", email="ann@example.org")
    [process] = system.of(role)
    halt(process)
    answers = []
    ask = {"gateway": lambda: system.post("/v1/events", registered("bob", id="asked")).status,
           "admin": lambda: system.get("/v1/ledger").status}[role]
    asking = threading.Thread(target=lambda: answers.append(ask()), daemon=True)
    asking.start()
    asking.join(1)
    assert not answers
    process.process.send_signal(signal.SIGCONT)
    asking.join(seconds(20))
    assert answers == [202 if role == "gateway" else 200]
    if role == "gateway":
        system.event("asked", until="final")
