"""An earlier program and today's on one cluster, under load. `./dev upgrade` builds the earlier one and runs
this; TIDINGS_OLD names it."""

import os
from collections import Counter

import pytest

from cluster import Cluster
from load import Load, assert_all_decided_once_and_settled, make_users, wait_for_load
from server import TIDINGS, wait_until

OLD = os.environ["TIDINGS_OLD"]
# How many events are accepted between one role's replacement and the next.
STEP = int(os.environ.get("TIDINGS_UPGRADE_EVENTS", "40"))
QUICK = ("--retry-delays", "200ms,400ms,800ms", "--retry-jitter", "0", "--outbox-timeout", "200ms")
ORDER = ("notifier", "worker", "gateway", "admin")  # as docs/deployment.md has it


@pytest.fixture
def old_cluster(servers, tmp_path):
    """Prepared and run by the earlier program, two of each role that may be several; then prepared by today's
    beside it, as an upgrade begins."""
    system = Cluster(tmp_path, servers, *QUICK, counts={"notifier": 2, "worker": 2})
    system.prepare(OLD)
    for role in system.roles:
        role.program = OLD
    system.start()
    make_users(system)
    yield system
    system.finish()


def replace(role, program):
    role.terminate()
    role.program = program
    role.start()


def roles_in(system, order):
    return [role for name in order for role in system.of(name)]


def replayed(system):
    """All that was rejected is ordered again, and rejected again."""
    before = system.ledger()["states"]["failed"]
    answer = system.post("/v1/dead-letters/replay")
    assert answer.status == 202 and answer.json["replayed"] > 0, answer

    def done():
        ledger = system.ledger()["states"]
        return ledger["queued"] == ledger["scheduled"] == 0 and ledger["failed"] >= before

    wait_until(done, "what was replayed to be over")
    return answer.json["replayed"]


def tell(system, load, what, **more):
    states = system.ledger()["states"]
    figures = {"events": len(load.accepted), **{s: states[s] for s in ("delivered", "failed")}, **more}
    print(f"\n    {what}: " + ", ".join(f"{count} {name}" for name, count in figures.items()))


def handed_over_twice(system):
    delivered = Counter(t["notification_id"] for t in system.tries() if t["outcome"] == "delivered")
    return sum(count - 1 for count in delivered.values())


@pytest.mark.timeout(900)
def test_roles_are_replaced_one_by_one_and_back_again(old_cluster):
    system = old_cluster
    with Load(system, threads=2) as load:
        wait_for_load(load, STEP)
        system.prepare()
        for role in roles_in(system, ORDER):
            wait_for_load(load, STEP)
            replace(role, TIDINGS)
        wait_for_load(load, STEP)
        forth = len(load.accepted)
        for role in roles_in(system, reversed(ORDER)):
            replace(role, OLD)
            wait_for_load(load, STEP)
    assert_all_decided_once_and_settled(system, load.accepted)
    again = handed_over_twice(system)
    tell(system, load, "forth and back", until_all_were_new=forth, twice=again)
    assert again == 0, "a drain sends nothing twice"


MIXED = {
    "new notifiers": {"notifier"},
    "new workers": {"worker"},
    "new gateway and admin": {"gateway", "admin"},
    "old gateway and admin": {"notifier", "worker"},
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mixed", MIXED)
def test_roles_of_one_version_understand_those_of_the_other(old_cluster, mixed):
    system = old_cluster
    system.prepare()
    for role in system.roles:
        if role.role in MIXED[mixed]:
            replace(role, TIDINGS)
    with Load(system, threads=2) as load:
        wait_for_load(load, 4 * STEP)
    assert_all_decided_once_and_settled(system, load.accepted)
    again = handed_over_twice(system)
    tell(system, load, mixed, replayed=replayed(system), twice=again)
    assert again == 0


@pytest.mark.timeout(600)
def test_one_of_each_is_killed_and_comes_back_as_the_other(old_cluster):
    """What one had in hand is finished by the other; what nobody knows of is `unknown` on record."""
    system = old_cluster
    system.prepare()
    for name in ("notifier", "worker"):
        replace(system.of(name)[0], TIDINGS)
    with Load(system, threads=2) as load:
        for role in 2 * roles_in(system, ("notifier", "worker", "gateway")):
            wait_for_load(load, STEP)
            role.kill()
            role.program = OLD if role.program == TIDINGS else TIDINGS
            role.start()
        wait_for_load(load, STEP)
    assert_all_decided_once_and_settled(system, load.accepted)
    tell(system, load, "killed", twice_as_recorded=handed_over_twice(system))
