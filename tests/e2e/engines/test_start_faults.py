"""A server that is wrong, away, or not prepared when a role starts: it says so, and what to do."""

import contextlib
import re
import subprocess

import pytest
from pg8000.native import Connection

from bounds import seconds
from cluster import Cluster
from server import TIDINGS, Api, environment, run_tidings, wait_until
from servers.server import free_port


def serve(system, role, *changes):
    """A role that is not expected to become ready, with other places than the cluster's."""
    flags = [*system.flags]
    for name, value in changes:
        flags[flags.index(name) + 1] = value
    log = system.folder / f"{role}-astray.log"
    port = free_port()
    with log.open("ab") as out:
        process = subprocess.Popen(
            [TIDINGS, "serve", "--roles", role, "--http-listen", f"127.0.0.1:{port}", *flags],
            stdout=out, stderr=out, env=environment(), cwd=system.folder,
        )
    return process, port, log


@pytest.fixture
def astray():
    """Starts such roles, and ends them."""
    processes = []

    def start(*arguments):
        processes.append(serve(*arguments))
        return processes[-1]

    yield start
    for process, _, _ in processes:
        process.kill()
        process.wait()


def said(log, pattern):
    return wait_until(lambda: re.search(pattern, log.read_text()), f"{pattern} in {log.read_text()}")


NOWHERE = "127.0.0.1:1"
AWAY = [
    ("gateway", "--kafka-brokers", NOWHERE, "kafka.brokers", "log"),
    ("notifier", "--postgres-url", f"postgresql://tidings@{NOWHERE}/tidings", "postgres.url", "store"),
    ("worker", "--redis-url", f"redis://{NOWHERE}/0", "redis.url", "queue"),
    ("admin", "--postgres-url", f"postgresql://tidings@{NOWHERE}/tidings", "postgres.url", "store"),
]


@pytest.mark.parametrize(("role", "flag", "place", "setting", "part"), AWAY)
def test_a_server_that_is_away_is_named_and_waited_for(prepared, astray, role, flag, place, setting, part):
    process, port, log = astray(prepared, role, (flag, place))
    line = said(log, r'message="a server does not answer; it is tried again" error="([^\n]*)"')
    assert setting in line.group(1)
    assert NOWHERE in line.group(1) or ("127.0.0.1" in line.group(1) and "port 1 " in line.group(1))
    ready = wait_until(lambda: answer(port), "an answer of /readyz")
    assert (ready.status, ready.json["parts"][part]) == (503, False)
    if setting != "kafka.brokers":  # which is patient for ten seconds each time
        wait_until(lambda: log.read_text().count("it is tried again") >= 2, "another try")
    process.terminate()
    assert process.wait(seconds(20)) == 0


def answer(port):
    try:
        return Api(port).get("/readyz")
    except OSError:
        return None


@pytest.fixture(scope="module")
def prepared(servers, tmp_path_factory):
    """A cluster with its topics and its tables, and without processes."""
    return Cluster(tmp_path_factory.mktemp("prepared"), servers).prepare()


def test_a_role_that_waits_becomes_ready_when_the_server_comes(prepared, astray, frail_servers):
    frail_servers.redis.kill()
    _, port, log = astray(prepared, "worker")
    said(log, "it is tried again")
    frail_servers.redis.start()
    ready = wait_until(lambda: (r := answer(port)) and r.status == 200 and r, "readiness")
    assert ready.json["parts"] == {"log": True, "queue": True}


WRONG = {
    "no topics": ("gateway", ("--kafka-topic-prefix", "other."), "tidings init"),
    "no tables": ("notifier", ("--postgres-url", "{postgres}/postgres"), "tidings migrate"),
    "no database": ("admin", ("--postgres-url", "{postgres}/nothere"), "nothere"),
    "no address": ("worker", ("--redis-url", "http://127.0.0.1"), "redis.url"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_prepared_names_the_command_that_mends_it(prepared, astray, wrong):
    role, (flag, place), command = WRONG[wrong]
    place = place.format(postgres=prepared.postgres_url.rsplit("/", 1)[0])
    process, port, log = astray(prepared, role, (flag, place))
    said(log, re.escape(command))
    # What may come yet is waited for; else it ends.
    waits = wait_until(lambda: process.poll() or answer(port), "its end, or an answer")
    assert waits == 1 or waits.status == 503


OTHER_SCHEMAS = {
    "an older one": ("DELETE FROM migrations", "lacks the migration 0001_init.sql: run `tidings migrate`"),
    "a newer one": ("INSERT INTO migrations VALUES ('9999_later.sql', 'x')", "use a newer program"),
    "another one": ("UPDATE migrations SET checksum = 'x'", "0001_init.sql has changed since"),
}


@pytest.mark.parametrize("other", OTHER_SCHEMAS)
def test_another_schema_is_refused(servers, astray, tmp_path, other):
    change, why = OTHER_SCHEMAS[other]
    system = Cluster(tmp_path, servers).prepare()
    place = re.match(r"postgresql://(\w+)@(.*):(\d+)/(\w+)", system.postgres_url)
    user, host, port, database = place.groups()
    with contextlib.closing(Connection(user, host=host, port=int(port), database=database)) as connection:
        connection.run(change)
    process, _, log = astray(system, "notifier")
    assert process.wait(seconds(30)) != 0
    assert why in log.read_text()


def test_topics_that_were_made_otherwise_are_refused_until_init_mends_them(servers, astray, tmp_path):
    system = Cluster(tmp_path, servers).prepare()
    servers.kafka.tool(
        "kafka.admin.ConfigCommand", "--bootstrap-server", servers.kafka.address, "--alter",
        "--entity-type", "topics", "--entity-name", system.prefix + "catalog",
        "--add-config", "cleanup.policy=delete",
    )
    process, _, log = astray(system, "gateway")
    assert process.wait(seconds(30)) != 0
    assert re.search(rf"{system.prefix}catalog.*cleanup\.policy.*`tidings init`", log.read_text())
    mended = run_tidings("init", *system.places)
    assert "mended" in mended.stdout + mended.stderr, mended
    system.start()
    system.finish()
