"""One recipient gets very much, everything comes due at once, a provider fails for all: others do not notice.

TIDINGS_FLOOD says how many notifications a flood has (4000)."""

import os
import time
from datetime import datetime, timedelta, timezone

from bounds import seconds
from events import by_channel, completed, registered
from mails import SmtpServer, smtp_flags
from moments import moment
from server import wait_until

FLOOD = int(os.environ.get("TIDINGS_FLOOD", "4000"))
BATCH = 1000


def flood(server, user, count=FLOOD, **more):
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        server.send([completed(user, order=i, id=f"{user}-{i}", **more) for i in numbers])


def states(server):
    return server.ledger()["states"]


def settled_in(server, body):
    begin = time.monotonic()
    assert server.settle(body)["notifications"][0]["state"] == "delivered"
    return time.monotonic() - begin


def test_a_recipient_who_gets_thousands_holds_nobody_up(serve):
    server = serve()
    server.user("hot", email="hot@example.org")
    flood(server, "hot", priority="low")
    waits = [settled_in(server, registered(f"u{i}", priority="critical")) for i in range(20)]
    assert max(waits) < seconds(2), waits
    wait_until(lambda: states(server)["delivered"] == FLOOD + 20, "all to be delivered", seconds(60))


def test_a_change_of_a_recipient_with_thousands_waiting_holds_nobody_up(serve):
    server = serve("--limits-email", "5/1h", "--queue-max", "1000")
    server.user("hot", email="hot@example.org", phone="+4915112345678")
    flood(server, "hot", channels=["email"])
    wait_until(lambda: server.ledger()["lag"] == 0, "all to be decided", seconds(60))
    assert server.patch("/v1/users/hot", {"channels": {"email": False}}).status == 202
    waits = []
    while states(server)["suppressed"] < FLOOD - 5:
        user = f"u{len(waits)}"
        server.user(user, phone="+4915112345678")
        waits.append(settled_in(server, completed(user, channels=["sms"])))
        assert len(waits) < 1000
    assert max(waits, default=0) < seconds(3), waits
    assert len(server.tries()) - len(waits) <= 5, "nothing is sent to who does not want it"


def test_retries_that_all_come_due_at_once_are_spread_and_keep_the_limit(serve):
    """An hour of a provider that is down, and then it is back."""
    mails = SmtpServer({"MAIL": "451 4.3.0 down"})
    try:
        server = serve(*smtp_flags(mails.port), "--test-clock", "--limits-email", "200/1s")
        server.send([registered(f"u{i}") for i in range(400)])
        wait_until(lambda: states(server)["scheduled"] == 400, "all to wait for a retry", seconds(30))
        due = sorted(moment(n["due_at"]) for n in server.items("/v1/notifications", limit=500))
        assert (due[-1] - due[0]).total_seconds() > 4, "a minute, and a tenth of it to either side"
        mails.answers.clear()
        server.advance("1h")
        begin = time.monotonic()
        wait_until(lambda: states(server)["delivered"] == 400, "all to be delivered", seconds(30))
        assert time.monotonic() - begin > 0.8, "no faster than the limit"
        assert len(mails.mails) == 400
        [urgent] = server.settle(registered("urgent", priority="critical"))["notifications"]
        assert urgent["state"] == "delivered"
    finally:
        mails.stop()


def test_thousands_that_are_due_at_one_moment_go_urgent_ones_first(serve):
    server = serve("--test-clock")
    at = (datetime.now(timezone.utc) + timedelta(hours=2)).isoformat()
    server.user("hot", email="hot@example.org")
    flood(server, "hot", send_at=at, priority="low")
    server.user("ann", email="ann@example.org")
    urgent = by_channel(server.decide(completed("ann", priority="critical", send_at=at)))["email"]
    wait_until(lambda: states(server)["scheduled"] == FLOOD + 1, "all to wait", seconds(60))
    server.advance("2h")
    server.wait_for_state(urgent["id"], "delivered")
    wait_until(lambda: states(server)["delivered"] == FLOOD + 1, "all to be delivered", seconds(60))
    place = [t["address"] for t in server.tries()].index("ann@example.org")
    assert place < 600, "behind what was taken before it, which is a batch at most"
