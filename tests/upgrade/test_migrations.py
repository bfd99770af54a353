"""Migrating PostgreSQL: killed in the middle, by several at once, and of a database of an earlier text."""

import contextlib
import subprocess

import pytest

from bounds import seconds
from cluster import Cluster
from events import by_channel, completed
from server import TIDINGS, environment, run_tidings, wait_until

# Of migrations/postgres/0001_init.sql before one of its comments was changed.
EARLIER = "5bd9c60aae88e35217b809560f7cb417be3bd291bb998674fa949f5b78f2ebdd"
THE_FIRST = "name LIKE '%0001_init.sql'"


@pytest.fixture
def fresh(servers, tmp_path):
    """A cluster whose database is there, and holds nothing."""
    system = Cluster(tmp_path, servers)
    with system.connected("postgres") as connection:
        connection.run(f"CREATE DATABASE {system.database_name}")
    return system


def migrate(system):
    return subprocess.Popen(
        [TIDINGS, "migrate", *system.places], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=environment(),
    )


def tables(connection):
    found = connection.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [name for [name] in found]


@contextlib.contextmanager
def halfway(system):
    """While it lasts a migration comes as far as its table of notifications, which somebody is making."""
    with system.connected() as other:
        other.run("BEGIN")
        other.run("CREATE TABLE notifications (x integer)")
        yield lambda: other.run("ROLLBACK")


def waits_for_a_lock(connection, count):
    wait_until(lambda: len(waiting(connection)) >= count, f"{count} to wait")


@pytest.mark.parametrize("cut", [False, True], ids=["killed", "cut off, too"])
def test_a_migration_that_is_killed_is_there_or_not_and_never_half(fresh, cut):
    """The server may go on with what it was told before; not when it loses that, too."""
    with halfway(fresh) as let_go, fresh.connected() as looking:
        killed = migrate(fresh)
        waits_for_a_lock(looking, 1)
        killed.kill()
        killed.wait(seconds(20))
        if cut:
            looking.run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted")
            wait_until(lambda: not waiting(looking), "it to be cut off")
        let_go()
        wait_until(lambda: not at_work(looking), "the server to be done with it")
        found = tables(looking)
        assert found == ["migrations"] or (not cut and "outgoing" in found), found
        assert looking.run("SELECT count(*) FROM migrations") == [[int("outgoing" in found)]]
        done = run_tidings("migrate", *fresh.places)
        assert done.returncode == 0, done
        assert {"notifications", "outgoing"} <= set(tables(looking))


def waiting(connection):
    return connection.run("SELECT pid FROM pg_locks WHERE NOT granted")


def at_work(connection):
    """Others that do something in this database."""
    return connection.run(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND state <> 'idle'"
    )


def test_several_at_once_of_which_one_is_killed(fresh):
    with halfway(fresh) as let_go, fresh.connected() as looking:
        first = migrate(fresh)
        waits_for_a_lock(looking, 1)
        more = [migrate(fresh) for _ in range(3)]
        waits_for_a_lock(looking, 4)
        first.kill()
        first.wait(seconds(20))
        let_go()
        for process in more:
            assert process.wait(seconds(60)) == 0, process.stdout.read()
        assert "notifications" in tables(looking)


def test_a_database_of_the_earlier_text_is_the_same(servers, tmp_path):
    """Both programs may run on it: nothing is written to it that would lock the earlier one out."""
    system = Cluster(tmp_path, servers).prepare()
    with system.connected() as connection:
        connection.run(f"UPDATE migrations SET checksum = '{EARLIER}' WHERE {THE_FIRST}")
    assert run_tidings("migrate", *system.places).returncode == 0
    system.start()
    system.user("ann", email="ann@example.org")
    assert by_channel(system.settle(completed("ann")))["email"]["state"] == "delivered"
    with system.connected() as connection:
        assert connection.run(f"SELECT checksum FROM migrations WHERE {THE_FIRST}") == [[EARLIER]]
    system.finish()


def test_a_database_that_older_programs_may_run_beside_is_taken(servers, tmp_path):
    system = Cluster(tmp_path, servers).prepare()
    with system.connected() as connection:
        connection.run("INSERT INTO migrations VALUES ('9999_later.beside.sql', 'x')")
        connection.run("ALTER TABLE notifications ADD COLUMN added_later text NOT NULL DEFAULT 'kept'")
        connection.run("ALTER TABLE recipients ADD COLUMN added_later text NOT NULL DEFAULT 'kept'")
    system.start()
    system.user("ann", email="ann+retry1@example.org")
    sent = by_channel(system.decide(completed("ann")))["email"]["id"]
    system.wait_for_state(sent, "scheduled")
    with system.connected() as connection:
        for table in ("notifications", "recipients"):
            assert connection.run(f"SELECT DISTINCT added_later FROM {table}") == [["kept"]]
    system.finish()
