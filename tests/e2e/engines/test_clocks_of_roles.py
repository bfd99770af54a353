"""The clocks of a cluster's processes differ: leases and limits go by that of Redis, and what is due by the
one of a notifier."""

import time

import pytest

import outage
from bounds import seconds
from clocks import TURNED, FalseClock
from events import by_channel, completed, registered
from server import wait_until

pytestmark = TURNED


def started_under(cluster, tmp_path, role, offset, *flags, **options):
    """A cluster in which the first process of a role has another clock, and that clock."""
    system = cluster(*flags, started=False, **options)
    clock = FalseClock(tmp_path, offset)
    process = system.of(role)[0]
    process.env = {**process.cluster.env, **clock.env}
    return system.start(), clock


@pytest.mark.parametrize("offset", ["+45m", "-45m"])
@pytest.mark.parametrize("role", ["gateway", "worker"])
def test_another_clock_holds_nothing_up(cluster, tmp_path, role, offset):
    system, _ = started_under(cluster, tmp_path, role, offset)
    system.user("ann", email="ann@example.org")
    for i in range(3):
        sent = by_channel(system.settle(completed("ann", order=i, id=f"e{i}")))["email"]
        assert sent["state"] == "delivered"
    assert len(system.tries()) == 3


def test_a_gateway_whose_time_kafka_refuses_says_so_and_blames_no_client(cluster, tmp_path):
    """Brokers take nothing that comes from more than an hour ahead."""
    system, clock = started_under(cluster, tmp_path, "gateway", "+0s")
    system.expected_errors = outage.EXPECTED
    system.settle(registered("ann"))
    clock.turn("+3h")
    refused = system.post("/v1/events", registered("bob", id="bob"))
    assert refused.status == 503, refused
    assert int(refused.headers["Retry-After"]) >= 1
    assert "is this clock right?" in refused.json["detail"]
    clock.turn("+0s")
    wait_until(lambda: system.post("/v1/events", registered("bob", id="bob")).status == 202, "it to be taken")
    assert system.event("bob", until="final")["notifications"][0]["state"] == "delivered"


def test_a_limit_holds_although_one_workers_clock_is_set(cluster, tmp_path):
    system, clock = started_under(
        cluster, tmp_path, "worker", "+0s", "--limits-email", "20/500ms", counts={"worker": 2}
    )
    system.send([registered(f"u{i}") for i in range(120)])
    wait_until(lambda: len(system.tries()) >= 20, "some to be sent")
    begin, sent = time.monotonic(), len(system.tries())
    clock.turn("+45m")
    wait_until(lambda: len(system.tries()) == 120, "all to be sent", seconds(20))
    windows = (120 - sent) / 20 - 1  # of which one may have been open
    assert time.monotonic() - begin > 0.5 * windows - 0.2
    assert len({t["notification_id"] for t in system.tries()}) == 120
