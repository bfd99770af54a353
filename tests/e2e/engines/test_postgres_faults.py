"""PostgreSQL refuses, stalls, or cuts connections off under load: the gateway takes events all the while, and
when it is over everything is decided once and sent once, by itself.

TIDINGS_FAULT_SECONDS says how long each lasts, see outage.py.
"""

import contextlib
import threading

import pytest
from pg8000.exceptions import DatabaseError, InterfaceError

import outage
from bounds import seconds
from load import make_users

EXPECTED = [
    *outage.EXPECTED,
    r"PostgreSQL (refused it|cannot|does not|has|closed|takes)",
    r"the database", r"connection",
    "notifications are overdue",
]


@pytest.fixture(scope="module")
def system(lasting):
    lasting.expected_errors = EXPECTED
    lasting.accepted = []
    make_users(lasting)
    return lasting


@contextlib.contextmanager
def repeated(act, every=0.05):
    """Does it again and again in a thread; nothing that it meets with counts."""
    over = threading.Event()

    def run():
        while not over.wait(every):
            with contextlib.suppress(DatabaseError, InterfaceError, OSError):
                act()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(seconds(30))
        assert not thread.is_alive()


# ---- what is done to it: each is a context in which the fault lasts


@contextlib.contextmanager
def read_only(system):
    """As after a failover to a server that is a standby still."""
    with system.connected("postgres") as sql:
        sql.run(f"ALTER DATABASE {system.database_name} SET default_transaction_read_only = on")
        cut(system)
        try:
            yield
            assert "a step failed" in system.of("notifier")[0].log()
        finally:
            sql.run(f"ALTER DATABASE {system.database_name} RESET default_transaction_read_only")


def cut(system, which="true"):
    """Ends the program's connections; answers how many."""
    with system.connected("postgres") as sql:
        return cut_by(sql, system, which)


def cut_by(sql, system, which="true"):
    [[count]] = sql.run(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        f" WHERE datname = '{system.database_name}' AND pid <> pg_backend_pid() AND {which}"
    )
    return count


@contextlib.contextmanager
def connections_cut(system):
    """At any point of any transaction."""
    counts = []
    with repeated(lambda: counts.append(cut(system))):
        yield
    assert sum(counts) > 0


@contextlib.contextmanager
def commits_without_answer(system):
    """The commit is on disk, and the connection ends before it says so: it had waited for a standby."""
    counts = []
    with system.connected("postgres") as sql:
        sql.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        sql.run("SELECT pg_reload_conf()")
        try:
            with repeated(lambda: counts.append(cut(system, "wait_event = 'SyncRep'")), every=0.2):
                yield
        finally:
            sql.run("SET synchronous_commit = off")
            sql.run("ALTER SYSTEM RESET synchronous_standby_names")
            sql.run("SELECT pg_reload_conf()")
    assert sum(counts) > 0, "no commit was cut off"


@contextlib.contextmanager
def locked(system):
    """Another session holds what everybody writes to."""
    with system.connected() as sql:
        sql.run("BEGIN")
        sql.run("LOCK TABLE offsets, notifications IN ACCESS EXCLUSIVE MODE")
        yield
        assert sql.run("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0] > 0
        sql.run("ROLLBACK")


@contextlib.contextmanager
def trigger(system, body):
    """That runs whenever an offset is moved, as each commit of a notifier does."""
    with system.connected() as sql:
        sql.run("CREATE SEQUENCE fired")
        sql.run(
            "CREATE FUNCTION faulty() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ BEGIN PERFORM nextval('fired'); {body} RETURN new; END $$"
        )
        sql.run("CREATE TRIGGER faulty BEFORE UPDATE ON offsets FOR EACH ROW EXECUTE FUNCTION faulty()")
        try:
            yield
            assert sql.run("SELECT is_called, last_value FROM fired")[0][0]
        finally:
            sql.run("DROP TRIGGER faulty ON offsets")
            sql.run("DROP FUNCTION faulty")
            sql.run("DROP SEQUENCE fired")


def refused_at_random(state):
    return f"IF random() < 0.5 THEN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END IF;"


@contextlib.contextmanager
def deadlocks(system):
    with trigger(system, refused_at_random("40P01")):
        yield


@contextlib.contextmanager
def serialization_failures(system):
    with trigger(system, refused_at_random("40001")):
        yield


@contextlib.contextmanager
def full_disk(system):
    with trigger(system, "RAISE EXCEPTION 'no room' USING ERRCODE = '53100';"):
        yield


@contextlib.contextmanager
def slow(system):
    with trigger(system, "PERFORM pg_sleep(0.3);"):
        yield


@contextlib.contextmanager
def no_connection_left(system):
    """Others have taken all that the server has, and take what is given back."""
    with system.connected("postgres") as sql, contextlib.ExitStack() as held:
        def take():
            held.enter_context(system.servers.postgres.logged_in())

        with pytest.raises(ConnectionRefusedError):
            while True:
                take()
        with repeated(take, every=0.001):
            cut_by(sql, system)
            yield


FAULTS = [
    read_only, connections_cut, commits_without_answer, locked, deadlocks, serialization_failures, full_disk,
    slow, no_connection_left,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_it_costs_nothing_but_time(system, frail_servers, fault):
    outage.costs_nothing_but_time(system, fault(system))
