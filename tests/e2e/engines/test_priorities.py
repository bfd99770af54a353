"""Priorities come from the type or the event, become Celery's, and are obeyed."""

from events import registered
from server import wait_until

PRIORITIES = ("low", "normal", "high", "critical")
# Kombu's names of the lists of a queue's priorities.
LISTS = {"critical": "", "high": "\x06\x163", "normal": "\x06\x166", "low": "\x06\x169"}


def send_two_of_each(system):
    for priority in PRIORITIES:
        system.send([registered(f"{priority}{i}", priority=priority) for i in range(2)])
    wait_until(lambda: system.ledger()["states"]["queued"] == 8, "eight in the queue")


def order_of(system, count):
    tries = wait_until(lambda: len(t := system.tries()) >= count and t, f"{count} tries")
    return [line["address"].split("@")[0][:-1] for line in tries[-8:]]


IN_ORDER = ["critical"] * 2 + ["high"] * 2 + ["normal"] * 2 + ["low"] * 2


def test_urgent_ones_go_first(launch):
    system = launch("--limits-email", "1/1h")
    system.settle(registered("first"))  # takes the permit; what follows waits together
    send_two_of_each(system)
    system.terminate()
    system.change_flags("--limits-email", "none")
    system.start()
    assert order_of(system, 9) == IN_ORDER


def test_each_priority_is_a_list_of_celerys_queue(cluster):
    system = cluster(counts={"worker": 0})
    send_two_of_each(system)
    redis = system.servers.redis
    for priority, suffix in LISTS.items():
        found = redis.ask("LLEN", system.queues + "email" + suffix, database=system.database)
        assert found == ":2", (priority, found)
    system.add("worker").start()
    assert order_of(system, 8) == IN_ORDER
