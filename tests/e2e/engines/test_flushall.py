"""A Redis that has lost everything costs delay, and nothing else."""

from bounds import seconds
from events import registered
from server import wait_until


def test_flushall_in_mid_flow_loses_nothing_and_sends_nothing_twice(cluster):
    system = cluster("--limits-email", "10/500ms")
    system.send([registered(f"u{i}", id=f"e{i}") for i in range(80)])
    wait_until(lambda: len(system.tries()) >= 20, "some to be sent")
    assert system.servers.redis.ask("FLUSHALL") == "+OK"
    assert len(system.tries()) < 80, "there was nothing left to lose"
    wait_until(lambda: system.ledger()["states"]["delivered"] == 80, "all to be delivered")
    tried = [t["notification_id"] for t in system.tries()]
    assert len(tried) == len(set(tried)) == 80


def test_a_refill_whose_notifier_dies_is_taken_over_soon(cluster):
    system = cluster("--limits-email", "10/500ms")
    redis, database = system.servers.redis, system.database
    system.send([registered(f"u{i}", id=f"e{i}") for i in range(80)])
    wait_until(lambda: len(system.tries()) >= 20, "some to be sent")
    assert redis.ask("FLUSHALL") == "+OK"
    claimed = "tidings:refill"
    wait_until(lambda: redis.ask("EXISTS", claimed, database=database) == ":1", "a refill to begin")
    (notifier,) = system.of("notifier")
    notifier.kill()
    notifier.start()
    # The lease of before is waited for in any case, and the dead one's claim meanwhile.
    wait_until(lambda: system.ledger()["states"]["delivered"] == 80, "all to be delivered", seconds(30))
