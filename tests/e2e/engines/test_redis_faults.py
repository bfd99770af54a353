"""Redis has no room, takes no writes, is busy or still loading: nothing is lost, nothing is sent twice, and
it goes on by itself.

TIDINGS_FAULT_SECONDS says how long each lasts, see outage.py.
"""

import contextlib
import secrets
import threading

import pytest

import outage
from bounds import seconds
from load import make_users
from server import wait_until

EXPECTED = ["memory of redis at .* is full", "no such script", "notifications are overdue"]


@pytest.fixture(scope="module")
def system(lasting):
    lasting.expected_errors = [*outage.EXPECTED, *EXPECTED]
    lasting.accepted = []
    make_users(lasting)
    return lasting


def set_config(redis, name, value):
    assert redis.ask("CONFIG", "SET", name, value) == "+OK"


@contextlib.contextmanager
def no_room(redis):
    set_config(redis, "maxmemory", "100kb")
    try:
        yield
    finally:
        set_config(redis, "maxmemory", "0")


@contextlib.contextmanager
def a_replica(redis):
    """Of a master that is not there, as after a failover: it is read, and takes no writes."""
    assert redis.ask("REPLICAOF", "127.0.0.1", "1") == "+OK"
    try:
        yield
    finally:
        assert redis.ask("REPLICAOF", "NO", "ONE") == "+OK"


@contextlib.contextmanager
def busy(redis):
    """With somebody's script, which does not end."""
    set_config(redis, "busy-reply-threshold", "50")
    script = threading.Thread(target=run_for_ever, args=(redis,), daemon=True)
    script.start()
    wait_until(lambda: redis.ask("PING").startswith("-BUSY"), "it to be busy")
    try:
        yield
    finally:
        wait_until(lambda: redis.ask("SCRIPT", "KILL") == "+OK" or tells(redis, "+PONG"), "the script's end")
        script.join(seconds(10))
        set_config(redis, "busy-reply-threshold", "5000")


def run_for_ever(redis):
    with contextlib.suppress(OSError):  # nobody is patient enough for the answer
        redis.ask("EVAL", "while true do end", "0")


@contextlib.contextmanager
def loading(redis):
    """It starts, and takes its time to read what it had written."""
    names = [f"ballast{i}" for i in range(int(10 * outage.LASTS) + 30)]
    for name in names:
        redis.ask("SET", name, secrets.token_hex(2000))
    before = bases(redis)
    assert redis.ask("BGREWRITEAOF").startswith("+")
    # Until the old one is gone: only then the new one is in the list of those that it reads at its start.
    wait_until(lambda: bases(redis) and not bases(redis) & before, "its file to be written anew")
    redis.kill()
    # It answers at all only after so much, and before each key it waits so many microseconds.
    redis.more = ("--loading-process-events-interval-bytes", "1024", "--key-load-delay", "100000")
    redis.launch()
    redis.more = ()
    wait_until(lambda: tells(redis, "-LOADING"), "it to load")
    try:
        yield
    finally:
        redis.wait_until_it_answers()
        redis.ask("DEL", *names)


def bases(redis):
    return set((redis.folder / "appendonlydir").glob("*.base.rdb"))


def tells(redis, beginning):
    try:
        return redis.ask("PING").startswith(beginning)
    except OSError:
        return False


@contextlib.contextmanager
def scripts_forgotten(redis):
    over = threading.Event()

    def forget():
        while not over.wait(0.01):
            redis.ask("SCRIPT", "FLUSH")

    forgetting = threading.Thread(target=forget, daemon=True)
    forgetting.start()
    try:
        yield
    finally:
        over.set()
        forgetting.join(seconds(10))


FAULTS = [no_room, a_replica, busy, loading, scripts_forgotten]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_it_costs_nothing_but_time(system, frail_servers, fault):
    outage.costs_nothing_but_time(system, fault(frail_servers.redis))
