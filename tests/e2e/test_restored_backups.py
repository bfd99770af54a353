"""A backup of yesterday is put back: a person must say that this is meant, and what was delivered before it
is not delivered again."""

import contextlib
import shutil
import sqlite3

import pytest

from events import registered
from server import run_tidings


def backup(server, folder):
    """As docs/operations.md says, while it runs."""
    folder.mkdir(mode=0o700)
    copy = folder / "tidings.db"
    with contextlib.closing(sqlite3.connect(f"file:{server.data}/tidings.db?mode=ro", uri=True)) as source:
        with contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    shutil.copy(server.data / "unsubscribe.key", folder)


def restore(server, folder):
    for name in ("tidings.db-wal", "tidings.db-shm"):
        (server.data / name).unlink(missing_ok=True)
    for file in folder.iterdir():
        shutil.copy(file, server.data)


@pytest.fixture
def restored(serve, tmp_path):
    """A server, stopped, with the backup of yesterday in its folder: five had been delivered by then, one was
    scheduled. Since then that one was delivered, and so were five others."""
    server = serve("--test-clock")
    for i in range(5):
        server.settle(registered(f"old{i}", id=f"old{i}"))
    [later] = server.decide(registered("later", send_at="2090-01-01T00:00:00Z"))["notifications"]
    server.later = later["id"]
    backup(server, tmp_path / "yesterday")
    server.set_clock("2090-01-01T00:00:00Z")
    server.wait_for_state(server.later, "delivered")
    for i in range(5):
        server.settle(registered(f"new{i}", id=f"new{i}"))
    server.terminate()
    restore(server, tmp_path / "yesterday")
    server.sent_by_then = len(server.tries())
    assert server.sent_by_then == 11
    return server


def test_it_is_refused_until_a_person_says_so(restored):
    server = restored
    before = (server.data / "tidings.db").read_bytes()
    done = run_tidings("serve", "--http-listen", "127.0.0.1:0", "--data-dir", server.data)
    assert done.returncode == 1
    assert "damaged" in done.stderr, "for another program has written it"
    assert (server.data / "tidings.db").read_bytes() == before
    server.flags = ("--test-clock", "--data-accept-loss")
    server.start()
    assert "level=warning" in server.log()


def test_what_was_delivered_before_it_is_not_sent_again_and_what_waited_is(restored):
    server = restored
    server.flags = ("--test-clock", "--data-accept-loss")
    server.start()
    for i in range(5):
        assert server.event(f"old{i}", until="final")["notifications"][0]["state"] == "delivered"
    assert server.get("/v1/events/new0").status == 404, "the backup knows nothing of it"
    assert server.notification(server.later)["state"] == "scheduled"
    server.settle(registered("after"))
    assert len(server.tries()) == server.sent_by_then + 1
    # A producer that repeats what it had sent since loses nothing; what was known is known.
    for i in range(5):
        server.settle(registered(f"new{i}", id=f"new{i}"))
        server.send(registered(f"old{i}", id=f"old{i}"))
    assert len(server.tries()) == server.sent_by_then + 6
    # Nobody can know that this one went out after the backup; a person can cancel it.
    assert server.post(f"/v1/notifications/{server.later}/cancel").status == 200
    server.set_clock("2090-01-01T00:00:00Z")
    server.settle(registered("last"))
    assert len(server.tries()) == server.sent_by_then + 7
