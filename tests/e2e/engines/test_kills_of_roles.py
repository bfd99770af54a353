"""kill -9 of random processes under load, and of each server once: nothing lost, nothing decided twice.

TIDINGS_KILLS says how often (6).
"""

import os
import random
import time
from datetime import datetime, timezone

import pytest

import outage
from bounds import seconds
from load import Load, assert_all_decided_once_and_settled, make_users, wait_for_load

KILLS = int(os.environ.get("TIDINGS_KILLS", "6"))
# What a worker may be sending when it is killed, one batch for each channel. Its leases, which would tell of
# that, are lost where Redis is killed before they end.
WORKER_HOLDS = 3 * 500
# With notifiers that die all the time what is due may wait for more than a minute, which an admin is to say.
OVERDUE = r'message="the ledger does not balance" fault="\d+ notifications are overdue'


@pytest.mark.timeout(240 + 20 * KILLS)
def test_kills_of_roles_and_servers_under_load_lose_nothing(cluster, frail_servers):
    system = cluster(counts={"notifier": 2, "worker": 2})
    system.expected_errors = [*outage.EXPECTED, OVERDUE]
    make_users(system)
    chance = random.Random(20261127)
    servers = dict(zip(chance.sample(range(KILLS), 3), frail_servers.all()))
    workers_killed, forgotten, forgotten_at = 0, 0, None
    with Load(system, threads=2) as load:
        for number in range(KILLS):
            wait_for_load(load, 10)
            time.sleep(chance.uniform(0, 0.15))  # somewhere in the middle of what it does
            if server := servers.get(number):
                server.kill()
            victim = chance.choice(system.roles)
            victim.kill()
            workers_killed += victim.role == "worker"
            if server is frail_servers.redis:
                forgotten, forgotten_at = workers_killed, datetime.now(timezone.utc)
            if server:
                server.start()
            victim.start()
        wait_for_load(load, 10)
    system.wait_for_parts()
    assert_all_decided_once_and_settled(
        system, load.accepted, seconds(120), repeats=forgotten * WORKER_HOLDS, forgotten_at=forgotten_at
    )
