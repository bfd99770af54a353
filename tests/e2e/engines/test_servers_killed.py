"""Each server is killed in mid-flow and started again: nothing is lost, nothing is decided twice."""

import pytest

import outage
from bounds import seconds
from load import Load, assert_all_decided_once_and_settled, make_users, wait_for_load


@pytest.mark.parametrize("victim", ["kafka", "postgres", "redis"])
def test_a_server_killed_and_started_again_costs_nothing_but_time(cluster, frail_servers, victim):
    system = cluster()
    system.expected_errors = outage.EXPECTED
    make_users(system)
    with Load(system) as load:
        wait_for_load(load, 40)
        server = getattr(frail_servers, victim)
        server.kill()
        if victim != "kafka":
            wait_for_load(load, 20)  # which needs the log alone
        server.start()
        wait_for_load(load, 20)
    system.wait_for_parts()
    assert_all_decided_once_and_settled(system, load.accepted, seconds(90))
