"""G5: the store's states are the fold of the status log over what was decided."""

import json
import sqlite3

from events import registered
from server import wait_until

# Of several outcomes of the highest round the last here wins.
RANKS = ["stale", "throttled", "cancelled", "unknown", "retry", "poison", "rejected", "accepted", "delivered"]
STATE_OF = {"delivered": "delivered", "accepted": "sent", "rejected": "failed", "retry": "scheduled"}


def status_records(server):
    """The status log, by notification."""
    with sqlite3.connect(f"file:{server.data}/tidings.db?mode=ro", uri=True) as database:
        found = {}
        for key, value in database.execute("SELECT key, value FROM log_status ORDER BY offset"):
            found.setdefault(key, []).append(json.loads(value))
    return found


def folded(records):
    """The state that a notification's records come to, told again from nothing."""
    state, round_, rank = None, -1, -1
    for record in records:
        if record["kind"] == "state":
            # A task may be sent and its outcome told before it is told that it was queued.
            late = record["state"] == "queued" and record["round"] == round_ and rank >= 0
            if record["round"] >= round_ and not late:
                state, round_, rank = record["state"], record["round"], -1
        elif record["round"] > round_:
            state, round_, rank = STATE_OF[record["outcome"]], record["round"], RANKS.index(record["outcome"])
        elif record["round"] == round_ and RANKS.index(record["outcome"]) > rank:
            rank = RANKS.index(record["outcome"])
            state = STATE_OF[record["outcome"]]
    return state


def test_every_state_is_what_the_log_says(serve):
    server = serve("--retry-delays", "1h,1h,1h")
    for i in range(40):
        tag = ("", "+reject", "+retry9", "+retry1")[i % 4]
        server.send(registered(f"u{i}", id=f"e{i}", email=f"u{i}{tag}@example.org"))
    settled = {"": "delivered", "+reject": "failed", "+retry9": "scheduled", "+retry1": "scheduled"}
    wanted = {state: sum(v == state for v in settled.values()) * 10 for state in settled.values()}
    wait_until(lambda: wanted.items() <= server.ledger()["states"].items(), f"the states {wanted}")
    cancelled = server.items("/v1/notifications", state="scheduled")[0]["id"]
    assert server.post(f"/v1/notifications/{cancelled}/cancel").status == 200

    log = status_records(server)
    notifications = server.items("/v1/notifications")
    assert len(notifications) == 40
    for notification in notifications:
        assert folded(log[notification["id"]]) == notification["state"], log[notification["id"]]


def test_counters_are_what_the_rows_say(serve):
    server = serve()
    for i in range(30):
        server.send(registered(f"u{i % 20}", id=f"e{i % 20}", email=f"u{i}@example.org"))
    wait_until(lambda: server.ledger()["lag"] == 0, "the log to be read")
    wait_until(lambda: server.ledger()["states"]["delivered"] == 20, "all to be delivered")
    assert server.ledger() == server.ledger(recount="true")


def test_a_killed_tracker_reads_on_where_it_was(serve):
    server = serve()
    for i in range(200):
        server.send(registered(f"u{i}", id=f"e{i}"))
    server.kill()
    server.start()
    for i in range(200):
        [notification] = server.event(f"e{i}", until="final")["notifications"]
        assert notification["state"] == "delivered"
    log = status_records(server)
    for notification in server.items("/v1/notifications", limit=500):
        outcomes = {r["outcome"] for r in log[notification["id"]] if r["kind"] == "outcome"}
        assert outcomes == {"delivered"}
        found = server.notification(notification["id"])
        assert found["attempt_count"] == len(found["attempts"])
