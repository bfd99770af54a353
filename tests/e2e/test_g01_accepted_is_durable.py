"""G1: every event answered with 202 is decided, and each of its notifications reaches one settled state."""

from concurrent.futures import ThreadPoolExecutor

from events import by_channel, completed, registered

SETTLED = {"sent", "delivered", "failed", "cancelled", "expired", "suppressed"}


def test_every_accepted_event_is_decided_and_settled(serve):
    server = serve()
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda i: server.send(registered(f"u{i}", id=f"e{i}")), range(300)))
    assert sorted(s["id"] for s in sent) == sorted(f"e{i}" for i in range(300))
    for i in range(300):
        event = server.event(f"e{i}", until="final")
        assert [n["state"] for n in event["notifications"]] == ["delivered"]
    ledger = server.ledger()
    assert (ledger["accepted"], ledger["events"], ledger["decided"]) == (300, 300, 300)
    assert ledger["states"]["delivered"] == 300


def test_a_batch_is_accepted_as_a_whole(serve):
    server = serve()
    batch = [registered(f"u{i}", id=f"e{i}") for i in range(1000)]
    answer = server.send(batch)
    assert [e["id"] for e in answer["events"]] == [f"e{i}" for i in range(1000)]
    for i in (0, 499, 999):
        assert by_channel(server.event(f"e{i}", until="final"))["email"]["state"] == "delivered"
    batch[700]["data"] = {}
    batch[700]["id"] = "other"
    refused = server.post("/v1/events", [dict(e, id="x" + e["id"]) for e in batch])
    assert refused.status == 422
    assert {e["pointer"] for e in refused.json["errors"]} == {"/700/data/name", "/700/data/email"}
    assert server.ledger()["accepted"] == 1000


def test_what_was_answered_survives_the_process_that_answered(serve):
    server = serve()
    server.user("ann", email="ann@example.org")
    server.send(completed("ann", id="before"))
    server.kill()
    server.start()
    event = server.event("before", until="final")
    assert event["data"]["order_id"] == "1"
    assert by_channel(event)["email"]["state"] == "delivered"


def test_an_event_without_a_channel_is_decided_too(serve):
    server = serve()
    event = server.settle(completed("nobody", id="e"))
    assert event["notifications"] == []
    assert {d["reason"] for d in event["decisions"]} == {"no_address"}
    assert server.ledger()["events"] == 1


def test_every_kind_of_ending_is_a_settled_one(serve):
    server = serve("--test-clock", "--outbox-timeout", "200ms")
    ends = {"ok": "delivered", "ok+reject": "failed"}
    for mailbox, state in ends.items():
        event = server.settle(registered(mailbox, email=f"{mailbox}@example.org"))
        assert by_channel(event)["email"]["state"] == state
    held = server.send(registered("late", send_at="2100-01-01T00:00:00Z", expires_at="2100-01-02T00:00:00Z"))
    waiting = by_channel(server.event(held["id"]))["email"]
    assert waiting["state"] == "scheduled"
    assert server.post(f"/v1/notifications/{waiting['id']}/cancel").json["state"] == "cancelled"
    assert sum(server.ledger()["states"][s] for s in SETTLED) == server.ledger()["decided"] == 3
