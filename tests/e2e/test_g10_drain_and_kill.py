"""G10: SIGTERM drains; SIGKILL costs seconds of delay and no loss.

TIDINGS_KILLS says how often the server is killed under load on one data folder (6; the claim is about 30).
"""

import http.client
import os
import random
import signal
import sqlite3
import threading
import time

import pytest

from bounds import seconds
from events import registered
from load import IN_HAND, Load, assert_all_decided_once_and_settled, make_users, wait_for_load
from server import Api, wait_until

KILLS = int(os.environ.get("TIDINGS_KILLS", "6"))


@pytest.mark.timeout(60 + 10 * KILLS)
def test_kills_under_load_lose_nothing_and_make_nothing_twice(serve):
    server = serve("--retry-delays", "1s,1s,1s")
    make_users(server)
    chance = random.Random(20261123)
    with Load(server) as load:
        for _ in range(KILLS):
            wait_for_load(load, 20)
            time.sleep(chance.uniform(0, 0.15))  # somewhere in the middle of what it does
            server.kill()
            server.start()
            assert server.ledger()["missing"] == 0
        wait_for_load(load, 20)
        load.stop()
    assert server.starts == KILLS + 1
    assert_all_decided_once_and_settled(server, load.accepted, repeats=KILLS * IN_HAND)
    with sqlite3.connect(f"file:{server.data}/tidings.db?mode=ro", uri=True) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        left = "SELECT count(*) FROM outgoing"  # a killed notifier's rows are done after 5 s by the next one
        wait_until(lambda: database.execute(left).fetchone() == (0,), "what commits left to do", 15)


def test_sigterm_under_load_ends_with_0_and_loses_nothing(serve):
    server = serve("--retry-delays", "1s,1s,1s")
    make_users(server)
    with Load(server) as load:
        for _ in range(3):
            wait_for_load(load, 50)
            server.terminate()
            server.start()
        load.stop()
    assert_all_decided_once_and_settled(server, load.accepted)


def test_sigterm_answers_what_was_begun(serve):
    server = serve()
    answers = []
    waiter = threading.Thread(target=lambda: answers.append(server.get("/v1/events/never", wait="1s")))
    waiter.start()
    wait_until(lambda: b"ready" in server.get("/readyz").body, "an answer")
    time.sleep(0.1)  # until the request has surely come in
    server.process.send_signal(signal.SIGTERM)
    waiter.join(20)
    assert [a.status for a in answers] == [404]
    assert server.process.wait(seconds(20)) == 0
    server.start()


def test_a_send_in_flight_at_sigterm_is_waited_for(serve):
    server = serve("--outbox-timeout", "1s", "--retry-delays", "none")
    event = server.decide(registered("ann", email="ann+timeout@example.org"))
    server.terminate()
    assert len(server.tries()) == 1
    server.start()
    found = server.wait_for_state(event["notifications"][0]["id"], "failed")
    assert len(found["attempts"]) == 1
    assert len(server.tries()) == 1


def is_sending(server):
    lines = server.get("/metrics").body.decode().splitlines()
    return any(line.startswith("tidings_queue_leased_tasks{") and not line.endswith(" 0") for line in lines)


def test_a_drain_that_takes_too_long_is_cut_short(serve):
    server = serve("--outbox-timeout", "1h", "--drain-timeout", "300ms")
    server.decide(registered("ann", email="ann+timeout@example.org"))
    wait_until(lambda: is_sending(server), "the send to begin")
    begin = time.monotonic()
    server.terminate()
    assert time.monotonic() - begin < seconds(10)
    assert "the drain took too long" in server.log()
    server.flags = ("--outbox-timeout", "50ms")
    server.start()


def test_a_second_signal_ends_it_at_once(serve):
    server = serve("--outbox-timeout", "1h")
    server.decide(registered("ann", email="ann+timeout@example.org"))
    wait_until(lambda: is_sending(server), "the send to begin")
    server.process.send_signal(signal.SIGTERM)
    wait_until(lambda: "message=stopping" in server.log(), "the drain to begin")
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(seconds(10)) == 128 + signal.SIGINT
    server.flags = ("--outbox-timeout", "50ms")
    server.start()


def test_no_connection_is_taken_while_it_drains(serve):
    server = serve("--outbox-timeout", "2s")
    server.decide(registered("ann", email="ann+timeout@example.org"))
    wait_until(lambda: is_sending(server), "the send to begin")
    server.process.send_signal(signal.SIGTERM)
    wait_until(lambda: "message=stopping" in server.log(), "the drain to begin")

    def refused():
        try:
            Api(server.port).get("/healthz")
        except (OSError, http.client.HTTPException):
            return True
        return False

    wait_until(refused, "a refusal")
    assert server.process.wait(20) == 0
    server.start()


def test_a_killed_server_is_ready_again_soon(serve):
    server = serve()
    server.send([registered(f"u{i}") for i in range(1000)])
    server.kill()
    begin = time.monotonic()
    server.start()
    assert time.monotonic() - begin < seconds(5)
