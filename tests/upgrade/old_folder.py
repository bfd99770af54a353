"""A data folder as an earlier program leaves it, and what was said of it then.

    python tests/upgrade/old_folder.py PROGRAM FILE.tar.xz [undo]     makes one

README.md says with which programs. With `undo` the last migration is taken back by hand, for a schema whose
own program nobody has any more.
"""

import json
import sqlite3
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / room) for room in ("e2e", "house", "support")]

from events import by_channel, completed, failed, registered
from server import Server

DATA = Path(__file__).parent / "data"
KEPT = ("tidings.db", "tidings.db-wal", "tidings.mark", "unsubscribe.key")
USERS = ("ann", "bob", "cy", "eve", "quiet", "later")


def fill(server):
    """All that a row can be: settled in every way, waiting for each reason, people, texts, suppressions."""
    server.user("ann", email="ann@example.org", phone="+4915100000001", push_tokens=["t1"], locale="de",
                timezone="Europe/Berlin", categories={"news": False})
    server.user("bob", email="bob+reject@example.org")
    server.user("cy", email="cy+retry1@example.org")
    server.user("eve", email="eve@example.org", phone="+4915100000002", channels={"sms": False})
    server.user("quiet", email="q@example.org", quiet_hours=surrounding(), timezone="UTC")
    server.user("later", email="later@example.org")
    server.user("gone", email="gone@example.org")
    server.settle(completed("gone", id="gone-1"))
    assert server.delete("/v1/users/gone").status == 202
    listed = server.put("/v1/suppressions/email/listed%40example.org", {"reason": "asked"})
    assert listed.status in (200, 201, 202, 204), listed
    make_texts(server)
    for body in (completed("ann"), failed("ann"), registered("ann"), completed("bob"), completed("eve"),
                 registered("listed", email="listed@example.org")):
        server.settle(body | {"id": f"{body['user']}-{body['type']}"})
    for user in ("cy", "quiet"):
        server.decide(completed(user, id=f"{user}-waits"))
    server.decide(completed("later", id="later-waits", send_at=in_future(600)))
    server.decide(completed("later", id="later-cancelled", send_at=in_future(600)))
    assert server.post("/v1/events/later-cancelled/cancel").status in (200, 202)
    server.wait_for_state(by_channel(server.event("cy-waits"))["email"]["id"], "scheduled")


def make_texts(server):
    made = {"schema": {"type": "object", "properties": {"text": {"type": "string"}}}, "channels": ["email"]}
    assert server.put("/v1/event-types/shop.note", made).status == 201
    for text in ("first", "second {{ text }}"):
        put = server.put("/v1/templates/shop.note/email/en", {"subject": "Note", "text": text})
        assert put.status in (200, 201), put
    server.settle({"type": "shop.note", "user": "ann", "data": {"text": "hello"}, "id": "ann-note"})


def in_future(seconds):
    return datetime.fromtimestamp(datetime.now(UTC).timestamp() + seconds, UTC).isoformat()


def surrounding():
    """Quiet hours that have begun an hour ago and end in two, by the clock of UTC."""
    hour = datetime.now(UTC).hour
    return {"from": f"{(hour - 1) % 24:02}:00", "to": f"{(hour + 2) % 24:02}:00"}


def said_by(server):
    """What an upgrade must not change."""
    notifications = server.items("/v1/notifications", limit=500)
    return {
        "notifications": [server.notification(n["id"]) for n in notifications],
        "users": {user: server.get(f"/v1/users/{user}").json for user in USERS},
        "dead_letters": [d["id"] for d in server.items("/v1/dead-letters")],
        "suppressions": server.items("/v1/suppressions"),
        "template": server.get("/v1/templates/shop.note/email/en").json,
        "event_type": server.get("/v1/event-types/shop.note").json,
        "ledger": server.ledger(),
    }


UNDO = (
    "ALTER TABLE outgoing DROP COLUMN changed_users",
    "DELETE FROM migrations WHERE name = '0002_changed_users.sql'",
)


def undo(folder):
    """Another program than tidings writes to the file, so that a start has to be told that this is meant."""
    database = sqlite3.connect(folder / "tidings.db")
    with database:
        for statement in UNDO:
            database.execute(statement)
    database.close()


def make(program, archive, by_hand=None):
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder, command=(program,)).start()
        try:
            fill(server)
            said = said_by(server)
            # What is on its way when it is killed: accepted, perhaps decided, perhaps sent.
            said["accepted"] = [server.send(completed("ann", id=f"last-{i}"))["id"] for i in range(40)]
        finally:
            server.kill()
        said["tries"] = server.tries()
        said["at"] = datetime.now(UTC).isoformat()
        said["by_hand"] = bool(by_hand)
        if by_hand:
            undo(server.data)
        (server.data / "said.json").write_text(json.dumps(said))
        with tarfile.open(archive, "w:xz") as out:
            for name in (*KEPT, "said.json"):
                if (server.data / name).exists():
                    out.add(server.data / name, arcname=name)


def unpack(archive, folder):
    """Into a folder as a server has it; answers what was said."""
    folder.mkdir(mode=0o700, parents=True)
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    said = folder / "said.json"
    read = json.loads(said.read_text())
    said.unlink()
    return read


if __name__ == "__main__":
    make(*sys.argv[1:4])
