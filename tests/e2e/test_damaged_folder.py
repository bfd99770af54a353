"""What a start makes of a data folder that something happened to: all is there, or it is refused in words."""

import contextlib
import os
import random
import resource
import shutil
import sqlite3
import struct
import subprocess

import pytest

from events import registered
from server import TIDINGS, Server, environment, run_tidings, wait_until

PAGE = 4096


def seal(file):
    """Makes the pages' checksums right again after another program wrote to the file."""
    content = bytearray(file.read_bytes())
    assert len(content) % PAGE == 0
    for at in range(0, len(content), PAGE):
        total = (at + 0x9E3779B97F4A7C15) % 2**64
        for (word,) in struct.iter_unpack("<Q", content[at : at + PAGE - 8]):
            total = (total ^ word) * 0xFF51AFD7ED558CCD % 2**64
            total ^= total >> 32
        content[at + PAGE - 8 : at + PAGE] = struct.pack("<Q", total)
    file.write_bytes(content)


def write_with_another_program(file, sql):
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        database.executescript(sql)
        database.execute("PRAGMA journal_mode = WAL")
    seal(file)


def sizes(data):
    files = [data / name for name in ("tidings.db", "tidings.db-wal", "tidings.mark")]
    return [f.stat().st_size if f.exists() else 0 for f in files]


def flip_a_bit_of_the_table(file, table):
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        [[page]] = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table])
    content = bytearray(file.read_bytes())
    content[(page - 1) * PAGE + PAGE - 100] ^= 1
    for companion in ("-wal", "-shm"):
        file.with_name(file.name + companion).unlink(missing_ok=True)
    file.write_bytes(content)


def refused(data, *said, untouched=True):
    """Starts on the folder, which must be refused with these words, and left as it was."""
    before = sizes(data)
    done = run_tidings("serve", "--http-listen", "127.0.0.1:0", "--data-dir", data)
    assert done.returncode == 1, done
    line = done.stderr.splitlines()[-1]
    assert line.startswith("tidings: "), done.stderr
    for word in (str(data), *said):
        assert word in line, line
    if untouched:
        assert sizes(data) == before


@pytest.fixture
def killed(serve):
    """A server that was killed while it had accepted and delivered; not running."""
    server = serve()
    for i in range(30):
        server.send(registered(f"u{i}", id=f"e{i}"))
    for i in range(30):
        server.event(f"e{i}", until="final")
    server.kill()
    return server


@pytest.fixture
def stopped(tmp_path):
    """The data folder of a server that has stopped in order."""
    server = Server(tmp_path).start()
    for i in range(10):
        server.settle(registered(f"u{i}", id=f"e{i}"))
    server.finish()
    return server.data


def has_all(server, events=30):
    assert server.ledger()["events"] == events
    for i in range(events):
        assert {n["state"] for n in server.event(f"e{i}", until="final")["notifications"]} == {"delivered"}


def test_a_start_after_a_kill_has_everything(killed):
    assert (killed.data / "tidings.db-wal").stat().st_size > 0
    has_all(killed.start())


def test_a_stop_leaves_one_file_with_everything(stopped, tmp_path):
    assert not (stopped / "tidings.db-wal").exists()
    copy = Server(tmp_path / "copy")
    copy.data.mkdir(parents=True, mode=0o700)
    shutil.copy(stopped / "tidings.db", copy.data)
    has_all(copy.start(), 10)
    copy.finish()


def test_a_backup_that_was_taken_while_it_ran_starts_once_it_is_accepted(serve, tmp_path):
    server = serve()
    for i in range(10):
        server.settle(registered(f"u{i}", id=f"e{i}"))
    copy = Server(tmp_path / "copy")
    copy.data.mkdir(parents=True, mode=0o700)
    file = copy.data / "tidings.db"
    with contextlib.closing(sqlite3.connect(f"file:{server.data}/tidings.db?mode=ro", uri=True)) as source:
        with contextlib.closing(sqlite3.connect(file)) as target:
            source.backup(target)
    for i in range(10, 15):
        server.settle(registered(f"u{i}", id=f"e{i}"))
    done = run_tidings("serve", "--http-listen", "127.0.0.1:0", "--data-dir", copy.data)
    assert done.returncode == 1, done
    copy.flags = ("--data-accept-loss",)
    has_all(copy.start(), 10)
    copy.terminate()
    copy.flags = ()
    has_all(copy.start(), 10)
    copy.finish()


def test_the_shared_index_is_made_again(killed):
    (killed.data / "tidings.db-shm").unlink()
    has_all(killed.start())


def test_a_deleted_log_is_refused_until_it_is_back(killed):
    log = killed.data / "tidings.db-wal"
    kept = log.read_bytes()
    log.unlink()
    refused(killed.data, "tidings.db-wal", "is gone", "restore a backup", "data.accept_loss")
    log.write_bytes(kept)
    has_all(killed.start())


@pytest.mark.parametrize("left", [0, 1, 5000, 0.5, 0.95])
def test_a_log_that_was_cut_short_is_refused_until_it_is_back(killed, left):
    log = killed.data / "tidings.db-wal"
    kept = log.read_bytes()
    log.write_bytes(kept[: left if isinstance(left, int) else int(len(kept) * left)])
    refused(killed.data, "data.accept_loss")
    log.write_bytes(kept)
    has_all(killed.start())


def test_a_loss_that_was_accepted_is_said_and_the_rest_goes_on(killed):
    log = killed.data / "tidings.db-wal"
    kept = log.read_bytes()
    log.write_bytes(kept[: len(kept) // 2])
    killed.flags = ("--data-accept-loss",)
    killed.start()
    assert "level=warning" in killed.log()
    assert "commits are missing" in killed.log()
    assert 0 < killed.ledger()["events"] < 30
    killed.settle(registered("new", id="new"))
    killed.terminate()
    killed.flags = ()
    killed.start()


def test_a_flipped_bit_is_refused_or_changes_nothing(killed):
    chance = random.Random(5)
    for name in ("tidings.db", "tidings.db-wal"):
        file = killed.data / name
        for _ in range(6):
            kept = {f: f.read_bytes() for f in killed.data.iterdir()}
            content = bytearray(kept[file])
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            file.write_bytes(content)
            done = run_tidings("migrate", "--data-dir", killed.data)
            assert done.returncode in (0, 1), done
            if done.returncode == 1:
                assert "cannot open" in done.stderr, done
            for path, bytes_kept in kept.items():
                path.write_bytes(bytes_kept)
    has_all(killed.start())


def test_damage_that_is_met_while_it_runs_is_an_error_and_said_by_readyz(stopped, tmp_path):
    flip_a_bit_of_the_table(stopped / "tidings.db", "contents")
    server = Server(tmp_path).start()
    try:
        [notification] = server.event("e7")["notifications"]
        assert server.get(f"/v1/notifications/{notification['id']}").status == 500
        wait_until(lambda: server.get("/readyz").status == 503, "readiness to end")
        assert server.get("/readyz").json["parts"] == {"log": False, "store": False}
        assert "the database file is damaged" in server.log()
    finally:
        server.kill()


@pytest.mark.parametrize("name", ["tidings.db", "tidings.db-wal"])
def test_nothing_is_accepted_into_a_file_that_went_away(tmp_path, name):
    server = Server(tmp_path).start()
    try:
        server.settle(registered("ann", id="e1"))
        (server.data / name).rename(server.data / "away")
        answer = server.post("/v1/events", registered("ann", id="e2"))
        assert answer.status == 503, answer
        wait_until(lambda: server.get("/readyz").status == 503, "readiness to end")
        assert f"{name} was deleted, moved or replaced" in server.log()
        (server.data / "away").rename(server.data / name)
        wait_until(lambda: server.get("/readyz").status == 200, "readiness to come back")
        server.settle(registered("ann", id="e2"))
        server.check_ledger()
    finally:
        server.kill()


@pytest.mark.parametrize("without", [["tidings.db-wal", "tidings.mark"], ["tidings.mark"]])
def test_a_copy_of_a_part_of_a_folder_in_use_is_refused(killed, tmp_path, without):
    copy = tmp_path / "copy"
    shutil.copytree(killed.data, copy, ignore=shutil.ignore_patterns(*without))
    refused(copy, without[0], "is gone")
    killed.start()


def test_an_older_file_in_its_place_is_refused(stopped, tmp_path):
    older = tmp_path / "older"
    shutil.copy(stopped / "tidings.db", older)
    server = Server(tmp_path).start()
    server.settle(registered("new"))
    server.finish()
    shutil.copy(older, stopped / "tidings.db")
    refused(stopped, "commits were acknowledged", "data.accept_loss")


def test_an_emptied_file_is_refused(stopped):
    (stopped / "tidings.db").write_bytes(b"")
    refused(stopped, "commits were acknowledged", "0 are there", untouched=False)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"S", "not a database"),
        (b"\0" * PAGE, "not a database"),
        (b"SQLite format 3\0" + b"\0" * 200, "another program"),
    ],
)
def test_a_file_that_is_no_database_of_ours_is_refused(tmp_path, content, said):
    (tmp_path / "tidings.db").write_bytes(content)
    refused(tmp_path, "tidings.db", said, "choose another data folder")


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "tidings.db"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.executescript("CREATE TABLE migrations (name TEXT)")
    before = file.read_bytes()
    refused(tmp_path, "another program", "choose another data folder")
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("INSERT INTO migrations (name, checksum) VALUES ('0999_later.sql', 'x')", "0999_later.sql"),
        ("UPDATE migrations SET checksum = 'x'", "is another one than the database was made with"),
        ("DROP TABLE file_state", ""),
        ("DROP TABLE migrations", ""),
    ],
)
def test_another_schema_is_refused(stopped, sql, said):
    write_with_another_program(stopped / "tidings.db", sql)
    refused(stopped, "tidings.db", said, untouched=False)


def test_a_write_by_another_program_is_damage(stopped):
    with contextlib.closing(sqlite3.connect(stopped / "tidings.db")) as database:
        database.executescript("UPDATE file_state SET commits = commits + 1")
    refused(stopped, "damaged")


# ---- what the system does not permit


def unprivileged():
    """What to put before the program so that permissions hold for it, although this may be root."""
    if os.geteuid() != 0:
        return []
    prefix = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    if shutil.which("setpriv") is None or subprocess.run([*prefix, "true"], check=False).returncode != 0:
        pytest.skip("root cannot give up its privileges here")
    return prefix


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("tidings.db", 0o400),
        ("tidings.db", 0),
        ("tidings.lock", 0o400),
        ("tidings.mark", 0o400),
        ("", 0o500),
        ("", 0),
    ],
)
def test_what_may_not_be_written_is_said(stopped, name, mode):
    for companion in ("tidings.db-wal", "tidings.db-shm"):
        (stopped / companion).unlink(missing_ok=True)
    path = stopped / name
    path.chmod(mode)
    try:
        done = subprocess.run(
            [*unprivileged(), TIDINGS, "serve", "--http-listen", "127.0.0.1:0", "--data-dir", stopped],
            capture_output=True, text=True, env=environment(), timeout=60, check=False,
        )
    finally:
        path.chmod(0o700)
    assert done.returncode == 1, done
    assert done.stderr.startswith("tidings: "), done
    assert str(path) in done.stderr


def test_a_start_without_room_is_refused_in_words(tmp_path):
    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))

    done = subprocess.run(
        [TIDINGS, "serve", "--http-listen", "127.0.0.1:0", "--data-dir", tmp_path / "data"],
        capture_output=True, text=True, env=environment(), timeout=60, check=False, preexec_fn=no_room,
    )
    assert done.returncode == 1, done
    assert "tidings.db" in done.stderr
    run = Server(tmp_path).start()
    run.settle(registered("ann"))
    run.finish()
