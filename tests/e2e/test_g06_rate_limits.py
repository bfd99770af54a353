"""G6: no window sees more sends begin than the limit says; measured at the provider."""

import threading
import time
from collections import defaultdict

from bounds import seconds
from events import completed, registered
from mails import smtp_flags
from moments import moment
from server import wait_until


def most_in_a_window(times, length):
    """The largest number of times in any half-open window."""
    times = sorted(times)
    most, first = 0, 0
    for last, time in enumerate(times):
        while time - times[first] >= length:
            first += 1
        most = max(most, last - first + 1)
    return most


def begun(server, channel="email"):
    return [moment(t["at"]).timestamp() for t in server.tries() if t["channel"] == channel]


def wait_for_tries(server, count):
    wait_until(lambda: len(server.tries()) >= count, f"{count} tries")


def test_no_window_sees_more_than_the_limit(serve):
    server = serve("--limits-email", "40/200ms")
    server.send([registered(f"u{i}") for i in range(400)])
    wait_for_tries(server, 400)
    assert most_in_a_window(begun(server), 0.2) <= 40
    assert begun(server)[-1] - begun(server)[0] < seconds(5), "much slower than the limit allows"


def test_each_channel_has_a_limit_of_its_own(serve):
    server = serve("--limits-email", "10/100ms", "--limits-sms", "20/100ms")
    server.user("ann", email="ann@example.org", phone="+4915112345678", push_tokens=["t"])
    server.send([completed("ann", order=i) for i in range(100)])
    wait_for_tries(server, 300)
    assert most_in_a_window(begun(server, "email"), 0.1) <= 10
    assert most_in_a_window(begun(server, "sms"), 0.1) <= 20
    spans = {c: begun(server, c)[-1] - begun(server, c)[0] for c in ("email", "sms", "push")}
    assert spans["push"] < spans["sms"] < spans["email"] < 3, spans


def test_retries_and_refusals_count_too(serve):
    server = serve("--limits-email", "10/100ms", "--retry-delays", "50ms,50ms")
    tags = ["", "+reject", "+retry1", "+retry9"]
    server.send([registered(f"u{i}", email=f"u{i}{tags[i % 4]}@example.org") for i in range(60)])
    wait_for_tries(server, 15 * (1 + 1 + 2 + 3))
    assert most_in_a_window(begun(server), 0.1) <= 10
    tries = defaultdict(int)
    for line in server.tries():
        tries[line["notification_id"]] += 1
    assert sorted(tries.values()) == [1] * 30 + [2] * 15 + [3] * 15


def test_a_kill_does_not_empty_the_window(serve):
    server = serve("--limits-email", "5/3s")
    server.send([registered(f"u{i}") for i in range(12)])
    wait_for_tries(server, 5)
    server.kill()
    server.start()
    wait_for_tries(server, 12)
    assert most_in_a_window(begun(server), 3) <= 5


def test_a_long_window_is_filled_from_the_record_at_a_start(serve):
    server = serve("--limits-email", "5/1h")
    server.send([registered(f"u{i}") for i in range(12)])
    wait_for_tries(server, 5)
    wait_until(lambda: server.ledger()["states"]["delivered"] == 5, "they are on record")
    server.kill()
    server.start()
    waiting = 'tidings_queue_tasks{channel="email",priority="normal"} 7'
    wait_until(lambda: waiting in server.get("/metrics").body.decode().splitlines(), "all are in the queue")
    # Sent after them, on the way that they would take: they had their turn.
    server.settle(registered("sentinel", phone="+14155550100", channels=["sms"]))
    assert len(begun(server)) == 5


def test_mails_that_waited_for_a_slow_server_do_not_come_at_once(serve, mail_server):
    """Its permits end while a message waits for a connection: what has not begun by then begins anew."""
    begun, stalled, window = [], threading.Event(), seconds(500)

    def on_mail(envelope):
        begun.append(time.monotonic())
        if len(begun) <= 8:  # as many as there are connections: all the others wait behind these
            stalled.wait(seconds(30))

    peer = mail_server({"MAIL": on_mail})
    server = serve(*smtp_flags(peer.port), "--limits-email", f"30/{window}ms")
    server.send([registered(f"u{i}") for i in range(90)])
    wait_until(lambda: len(begun) >= 8, "the connections are taken")
    clock = time.monotonic()
    wait_until(lambda: time.monotonic() - clock > window / 500, "the window is empty again")
    stalled.set()
    wait_until(lambda: server.ledger()["states"]["delivered"] == 90, "all mails")
    assert len(peer.mails) == 90
    assert most_in_a_window(begun, 0.98 * window / 1000) <= 30
    assert {n["attempt_count"] for n in server.items("/v1/notifications", limit=500)} == {1}
