"""A server that is wrong, away, or not prepared when a role starts: it says so, and what to do."""

import contextlib
import re
import socket
import subprocess
import time

import pytest

import stock
from bounds import seconds
from cluster import Cluster
from server import TIDINGS, Api, environment, run_tidings, wait_until
from servers.server import free_port


def serve(system, role, *changes):
    """A role that is not expected to become ready, with other places than the cluster's."""
    flags = [*system.flags]
    for name, value in changes:
        flags[flags.index(name) + 1] = value
    port = free_port()
    log = system.folder / f"{role}-{port}.log"
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
    for refused in (Api(port).post("/v1/events", {}), Api(port).get("/v1/ledger")):
        assert refused.status == 503 and "Retry-After" in refused.headers, refused
    wait_until(lambda: log.read_text().count("it is tried again") >= 2, "another try")
    ends_at_once(process)


def ends_at_once(process):
    process.terminate()
    begin = time.monotonic()
    assert process.wait(seconds(20)) == 0
    assert time.monotonic() - begin < seconds(1)


@pytest.fixture
def black_hole():
    """An address that does not even answer that somebody wants to connect: its queue is full."""
    with contextlib.ExitStack() as stack:
        hole = stack.enter_context(socket.socket())
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(hole.getsockname())
        yield f"127.0.0.1:{hole.getsockname()[1]}"


@pytest.mark.parametrize(("role", "flag", "place", "setting", "part"), AWAY)
def test_a_server_that_does_not_answer_at_all_is_told_soon_and_holds_up_no_signal(
    prepared, astray, black_hole, role, flag, place, setting, part
):
    begin = time.monotonic()
    process, port, log = astray(prepared, role, (flag, place.replace(NOWHERE, black_hole)))
    line = said(log, r'message="a server (has not answered yet" server|does not answer.*" error)="([^\n]*)"')
    assert time.monotonic() - begin < seconds(4)
    assert setting in line.group(2) and black_hole in line.group(2)
    ready = wait_until(lambda: answer(port), "an answer of /readyz")
    assert (ready.status, ready.json["parts"][part]) == (503, False)
    ends_at_once(process)


PAUSED = [("gateway", "kafka", "kafka.brokers"), ("notifier", "postgres", "postgres.url"),
          ("worker", "redis", "redis.url")]


@pytest.mark.parametrize(("role", "name", "setting"), PAUSED)
def test_a_server_that_stands_still_is_told_soon_and_holds_up_no_signal(
    prepared, astray, frail_servers, role, name, setting
):
    getattr(frail_servers, name).pause()
    process, _, log = astray(prepared, role)
    address = re.escape(getattr(frail_servers, name).address)
    said(log, rf'message="a server has not answered yet" server="{setting}: [^\n]*{address}')
    ends_at_once(process)


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
    "no topics": ("gateway", ("--kafka-topic-prefix", "other."), r"other\.events; run `tidings init`"),
    "no tables": ("notifier", ("--postgres-url", "{postgres}/postgres"), r"run `tidings migrate`"),
    "no database": ("admin", ("--postgres-url", "{postgres}/nothere"), r"nothere.*run `tidings migrate`"),
    "no address": ("worker", ("--redis-url", "http://127.0.0.1"), r"redis\.url"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_prepared_is_refused_with_the_command_that_mends_it(prepared, astray, wrong):
    role, (flag, place), command = WRONG[wrong]
    place = place.format(postgres=prepared.postgres_url.rsplit("/", 1)[0])
    process, _, log = astray(prepared, role, (flag, place))
    assert process.wait(seconds(30)) == 1
    assert re.search(command, log.read_text()), log.read_text()


OTHER_SCHEMAS = {
    "an older one": ("DELETE FROM migrations", "lacks the migration 0001_init.sql: run `tidings migrate`"),
    "a newer one": (
        "INSERT INTO migrations VALUES ('9999_later.sql', 'x')",
        "9999_later.sql, which this program does not know: it is older than the database; run a newer",
    ),
    "another one": (
        "UPDATE migrations SET checksum = 'x'",
        "0001_init.sql is another one than the database was made with; run the tidings that made it",
    ),
}


@pytest.mark.parametrize("other", OTHER_SCHEMAS)
def test_another_schema_is_refused(servers, astray, tmp_path, other):
    change, why = OTHER_SCHEMAS[other]
    system = Cluster(tmp_path, servers).prepare()
    with system.connected() as connection:
        connection.run(change)
    process, _, log = astray(system, "notifier")
    assert process.wait(seconds(30)) == 1
    assert why in log.read_text()


def test_topics_that_were_made_otherwise_are_refused_until_init_mends_them(servers, astray, tmp_path):
    system = Cluster(tmp_path, servers).prepare()
    servers.kafka.tool(
        "kafka.admin.ConfigCommand", "--bootstrap-server", servers.kafka.address, "--alter",
        "--entity-type", "topics", "--entity-name", system.prefix + "catalog",
        "--add-config", "cleanup.policy=delete",
    )
    process, _, log = astray(system, "gateway")
    assert process.wait(seconds(30)) == 1
    assert re.search(rf"{system.prefix}catalog.*cleanup\.policy.*`tidings init`", log.read_text())
    mended = run_tidings("init", *system.places)
    assert "mended" in mended.stdout + mended.stderr, mended
    system.start()
    system.finish()


def test_a_catalog_of_several_partitions_is_refused(servers, astray, tmp_path):
    system = Cluster(tmp_path, servers).prepare()
    topic = system.prefix + "catalog"
    stock.give_partitions(system, "catalog", 3)
    process, _, log = astray(system, "gateway")
    assert process.wait(seconds(30)) == 1
    why = rf"{topic} has 3 partitions and must have one; delete it .* `tidings init`"
    assert re.search(why, log.read_text())


def test_a_topic_with_fewer_partitions_than_before_is_refused_until_it_has_them(servers, astray, tmp_path):
    system = Cluster(tmp_path, servers).prepare()
    with system.connected() as connection:  # as if seven had been read
        connection.run("INSERT INTO offsets VALUES (0, 6, 1, 1, 0, 0, 0, 0, 0)")
    topic = system.prefix + "events"
    process, _, log = astray(system, "notifier")
    assert process.wait(seconds(30)) == 1
    assert f"knows 7 partitions of the kafka topic {topic}, which has 4" in log.read_text()
    assert f"--topic {topic} --partitions 7` mends it" in log.read_text()
    stock.give_partitions(system, "events", 7)
    _, port, _ = astray(system, "notifier")
    wait_until(lambda: (r := answer(port)) and r.status == 200, "readiness")
