"""PostgreSQL on a disk that is really full: with room again, everything is decided once and sent once."""

import tempfile
from pathlib import Path

import pytest

import disks
import outage
from bounds import seconds
from cluster import Cluster, Servers
from load import Load, assert_all_decided_once_and_settled, make_users, wait_for_load
from server import wait_until
from servers import Postgres


@pytest.fixture
def disk():
    """Where PostgreSQL's user may go, which is nobody."""
    with tempfile.TemporaryDirectory(prefix="tidings-disk-") as base:
        Path(base).chmod(0o755)
        with disks.mounted(Path(base) / "disk", "150m") as folder:
            yield folder


@pytest.fixture
def postgres(disk):
    with Postgres(disk / "postgres") as started:
        yield started


@pytest.mark.timeout(300)
def test_a_full_disk_costs_nothing_but_time(servers, disk, postgres, tmp_path):
    system = Cluster(tmp_path, Servers(servers.kafka, postgres, servers.redis), "--retry-delays", "200ms")
    system.expected_errors = [
        *outage.EXPECTED, "No space left|disk|full", "PostgreSQL|database|connection", "are overdue",
    ]
    system.start()
    make_users(system)
    with Load(system, threads=2) as load:
        wait_for_load(load, 20)
        ballast = disks.fill(disk)
        [notifier] = system.of("notifier")
        wait_until(lambda: "No space left on device" in notifier.log(), "a commit to be refused", seconds(60))
        wait_for_load(load, 20)  # which needs the log alone
        ballast.unlink()
        postgres.heal()  # where it has given up, an operator starts it again
        wait_for_load(load, 20)
    system.wait_for_parts()
    assert_all_decided_once_and_settled(system, load.accepted, seconds(90))
    system.finish()

