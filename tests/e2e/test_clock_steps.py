"""The machine's clock is set, an hour ahead or back, while the program runs: nothing is lost, sent twice, or
stands still for an hour that did not pass."""

import time

import pytest

from bounds import seconds
from clocks import TURNED, FalseClock
from events import by_channel, completed, registered
from moments import moment
from server import wait_until

pytestmark = TURNED
STEPS = ["+1h", "-1h"]


@pytest.fixture
def clock(tmp_path):
    return FalseClock(tmp_path)


def start(serve, clock, *flags):
    server = serve(*flags, env=clock.env)
    clock_of(server)  # answers at all
    return server


def clock_of(server):
    """The time that the server stamps on what it accepts now."""
    sent = server.settle(registered("clock"))
    return moment(sent["received_at"])


@pytest.mark.parametrize("step", STEPS)
def test_what_comes_after_a_step_is_sent_at_once(serve, clock, step):
    server = start(serve, clock)
    for i in range(5):
        server.settle(registered(f"u{i}"))
    clock.turn(step)
    begin = time.monotonic()
    for i in range(5, 10):
        [sent] = server.settle(registered(f"u{i}"))["notifications"]
        assert sent["state"] == "delivered"
    assert time.monotonic() - begin < seconds(5)
    assert server.get("/readyz").status == 200
    clock.turn("+0s")
    server.settle(registered("last"))


@pytest.mark.parametrize("step", STEPS)
def test_a_rate_limit_neither_stops_nor_opens(serve, clock, step):
    server = start(serve, clock, "--limits-email", "20/1s")
    server.send([registered(f"u{i}") for i in range(120)])
    wait_until(lambda: len(server.tries()) > 10, "some to be sent")
    clock.turn(step)
    begin = time.monotonic()
    sent_by_then = len(server.tries())
    wait_until(lambda: len(server.tries()) >= 121, "all to be sent", seconds(20))
    least = (121 - sent_by_then - 20) / 20  # seconds, where no window has more than its limit
    assert least > 1
    assert time.monotonic() - begin > least - 0.2


@pytest.mark.parametrize("step", STEPS)
def test_a_send_under_way_is_neither_given_up_nor_sent_again(serve, clock, step):
    server = start(serve, clock, "--outbox-timeout", "2s", "--retry-delays", "none")
    [sent] = server.decide(registered("ann", email="ann+timeout@example.org"))["notifications"]
    begin = time.monotonic()
    wait_until(lambda: server.notification(sent["id"])["state"] == "queued", "it to be on its way")
    clock.turn(step)
    dead = server.wait_for_state(sent["id"], "failed")
    assert time.monotonic() - begin > 1.5, "its timeout is no matter of the time of day"
    assert [a["outcome"] for a in dead["attempts"]] == ["unknown"]
    assert len([t for t in server.tries() if t["notification_id"] == sent["id"]]) == 1


def test_a_retry_goes_by_the_clock_on_the_wall(serve, clock):
    """Ahead: what has come due is tried, once. Back: it waits until the clock shows its moment again."""
    server = start(serve, clock, "--retry-delays", "30m,30m", "--retry-jitter", "0")
    [sent] = server.decide(registered("ann", email="ann+retry1@example.org"))["notifications"]
    waiting = server.wait_for_state(sent["id"], "scheduled")
    clock.turn("-1h")
    server.settle(registered("bob"))
    assert server.notification(sent["id"])["due_at"] == waiting["due_at"]
    assert server.notification(sent["id"])["state"] == "scheduled"
    clock.turn("+31m")
    done = server.wait_for_state(sent["id"], "delivered")
    assert [a["outcome"] for a in done["attempts"]] == ["retry", "delivered"]
    assert moment(done["attempts"][1]["started_at"]) >= moment(waiting["due_at"])


def test_changes_of_one_profile_keep_their_order_when_the_clock_goes_back(serve, clock):
    server = start(serve, clock)
    server.user("ann", email="first@example.org")
    clock.turn("-1h")
    server.user("ann", email="second@example.org")
    [sent] = server.settle(completed("ann"))["notifications"]
    assert sent["address"] == "second@example.org"


def test_changes_keep_their_order_when_the_clock_went_back_before_a_restart(serve, clock):
    server = start(serve, clock)
    server.user("ann", email="first@example.org")
    clock.turn("-1h")
    server.user("ann", email="second@example.org")
    server.kill()
    server.start()
    server.user("ann", email="third@example.org")
    [sent] = server.settle(completed("ann"))["notifications"]
    assert sent["address"] == "third@example.org"


@pytest.mark.parametrize("step", STEPS)
def test_a_restart_under_another_clock_goes_on(serve, clock, step):
    server = start(serve, clock)
    server.user("ann", email="first@example.org")
    server.settle(completed("ann", id="before"))
    server.kill()
    clock.turn(step)
    server.start()
    server.user("ann", email="second@example.org")
    assert by_channel(server.settle(completed("ann", id="after")))["email"]["address"] == "second@example.org"
    server.send(completed("ann", id="before"))
    wait_until(lambda: server.ledger()["duplicates"] == 1, "the repetition to be known")
