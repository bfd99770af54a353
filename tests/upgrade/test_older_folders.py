"""Today's program on data folders that earlier ones left when they were killed with work in hand."""

import sqlite3
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bounds import seconds
from clocks import TURNED, FalseClock
from load import IN_HAND
from moments import moment
from old_folder import DATA, said_by, unpack
from server import TIDINGS, wait_until

pytestmark = TURNED
FOLDERS = sorted(DATA.glob("*.tar.xz"))

@pytest.fixture(params=FOLDERS, ids=lambda archive: archive.name.split(".")[0])
def left(request, serve, tmp_path):
    """A server on such a folder, to be started; what was said of it; and the clock of then, which it has."""
    clock = FalseClock(tmp_path)
    server = serve(started=False, env=clock.env)
    said = unpack(request.param, server.data)
    if said["by_hand"]:
        server.flags = ("--data-accept-loss",)
    clock.then = moment(said["at"])
    clock.turn(since(clock, 5))
    return server, said, clock


def since(clock, later):
    """What turns the clock to so many seconds after it was left."""
    return f"{(clock.then + timedelta(seconds=later) - datetime.now(UTC)).total_seconds():+.0f}s"


def assert_holds(now, then, where=""):
    """All that was said then; there may be more by now."""
    if isinstance(then, dict):
        for name, value in then.items():
            assert name in now, f"{where}/{name} is gone"
            assert_holds(now[name], value, f"{where}/{name}")
    elif isinstance(then, list):
        assert len(now) == len(then), where
        for number, value in enumerate(then):
            assert_holds(now[number], value, f"{where}/{number}")
    else:
        assert now == then, where


def is_over(notification):
    return notification["state"] not in ("scheduled", "queued")


def assert_all_is_there(server, said):
    now = said_by(server)
    found = {n["id"]: n for n in now.pop("notifications")}
    for then in said["notifications"]:
        assert then["id"] in found, then
        if is_over(then):
            assert_holds(found[then["id"]], then)
        else:
            assert_holds(found[then["id"]]["attempts"][: len(then["attempts"])], then["attempts"])
    for part in ("users", "dead_letters", "suppressions", "template", "event_type"):
        assert_holds(now[part], said[part], part)
    assert [v["version"] for v in server.items("/v1/templates/shop.note/email/en/versions")] == [2, 1]
    assert server.get("/v1/users/gone").status == 404


def test_all_is_there_and_goes_on(left):
    server, said, clock = left
    server.start()
    for event in said["accepted"]:
        server.event(event, until="final")
    assert_all_is_there(server, said)
    goes_on(server, clock)
    handed_over_once(server, said)
    [letter] = [d for d in server.items("/v1/dead-letters") if d["kind"] == "notification"]
    assert server.post(f"/v1/dead-letters/{letter['id']}/replay").status == 202
    wait_until(lambda: outcomes(server, letter["id"]) == ["rejected", "rejected"], "it to be tried again")
    server.wait_for_state(letter["id"], "failed")


def outcomes(server, notification):
    return [a["outcome"] for a in server.notification(notification)["attempts"]]


def goes_on(server, clock):
    """A retry, a delay and quiet hours that had been waited for are over, one after the other."""
    for later, event in ((100, "cy-waits"), (700, "later-waits"), (4 * 3600, "quiet-waits")):
        # The clock goes on by itself, so that on a slow machine the first one's minute may be over.
        assert states(server, event) == {"scheduled"} or event == "cy-waits", event
        clock.turn(since(clock, later))
        wait_until(lambda event=event: states(server, event) == {"delivered"}, f"{event} to be sent")
    assert states(server, "later-cancelled") == {"cancelled"}


def states(server, event):
    return {n["state"] for n in server.event(event)["notifications"]}


def handed_over_once(server, said):
    """Before or after; again only what was on its way when the earlier program was killed."""
    tries = [*said["tries"], *server.tries()]
    delivered = [t["notification_id"] for t in tries if t["outcome"] == "delivered"]
    again = [n for n, count in Counter(delivered).items() if count > 1]
    assert max(Counter(delivered).values()) <= 2 and len(again) <= IN_HAND
    assert {server.notification(n)["event_id"] for n in again} <= set(said["accepted"])
    shown = {n["id"] for n in server.items("/v1/notifications", limit=500, state="delivered")}
    assert shown <= set(delivered) | {n["id"] for n in said["notifications"]}


def put_migration(server, name):
    """As a newer program does. The file was written by another one then, which is to be accepted."""
    database = sqlite3.connect(server.data / "tidings.db")
    with database:
        database.execute("INSERT INTO migrations (name, checksum) VALUES (?, 'x')", (name,))
    database.close()


def test_a_file_of_a_newer_program_is_refused_and_left_as_it_is(serve):
    server = serve()
    server.check_ledger()
    server.terminate()
    put_migration(server, "9999_later.sql")
    before = migrations(server)
    refused = subprocess.run(
        [TIDINGS, "serve", "--http-listen", "127.0.0.1:0", "--data-dir", server.data, "--data-accept-loss"],
        capture_output=True, text=True, timeout=seconds(30), env=server.env, check=False,
    )
    assert refused.returncode == 1
    assert "9999_later.sql, which this program does not know" in refused.stderr
    assert "run a newer tidings" in refused.stderr
    assert migrations(server) == before
    forget_migration(server)
    server.flags = (*server.flags, "--data-accept-loss")
    server.start()


def migrations(server):
    database = sqlite3.connect(server.data / "tidings.db")
    try:
        return list(database.execute("SELECT name, checksum FROM migrations ORDER BY name"))
    finally:
        database.close()


def forget_migration(server):
    database = sqlite3.connect(server.data / "tidings.db")
    with database:
        database.execute("DELETE FROM migrations WHERE name LIKE '9999%'")
    database.close()


def test_a_file_that_older_programs_may_run_beside_is_taken(serve):
    server = serve("--data-accept-loss")
    server.terminate()
    put_migration(server, "9999_later.beside.sql")
    server.start()
