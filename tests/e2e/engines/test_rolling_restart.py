"""Every process is ended by SIGTERM and started again, one after the other, under load."""

from load import Load, assert_all_decided_once_and_settled, make_users, wait_for_load


def test_a_rolling_restart_loses_nothing_and_sends_nothing_twice(cluster):
    system = cluster(counts={"notifier": 2, "worker": 2})
    make_users(system)
    with Load(system, threads=2) as load:
        for role in system.roles:
            wait_for_load(load, 10)
            role.restart()
        wait_for_load(load, 10)
    assert_all_decided_once_and_settled(system, load.accepted)
    delivered = [t["notification_id"] for t in system.tries() if t["outcome"] == "delivered"]
    assert len(delivered) == len(set(delivered)), "a drain sends nothing twice"
