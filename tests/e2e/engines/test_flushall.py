"""A Redis that has lost everything costs delay, and nothing else."""

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
