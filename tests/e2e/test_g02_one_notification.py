"""G2: one notification per (event, recipient, channel), whatever is repeated; another body is reported."""

from concurrent.futures import ThreadPoolExecutor

from events import by_channel, completed, registered
from server import wait_until


def test_a_repeated_event_is_sent_once(serve):
    server = serve()
    server.user("ann", email="ann@example.org", phone="+4915112345678", push_tokens=["t1"])
    for _ in range(5):
        answer = server.send(completed("ann", id="e1"))
        assert answer == {"id": "e1", "source": "local"}
    event = server.event("e1", until="final")
    assert len(by_channel(event)) == 3
    assert event["conflicts"] == 0
    wait_until(lambda: server.ledger()["duplicates"] == 4, "four duplicates")
    assert len(server.tries()) == 3


def test_repetitions_at_the_same_time_are_sent_once(serve):
    server = serve()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda i: server.send(registered(f"u{i % 10}", id=f"e{i % 10}")), range(400)))
    wait_until(lambda: server.ledger()["events"] + server.ledger()["duplicates"] == 400, "all to be read")
    for i in range(10):
        assert len(server.event(f"e{i}", until="final")["notifications"]) == 1
    sent = [line["address"] for line in server.tries()]
    assert sorted(sent) == sorted(f"u{i}@example.org" for i in range(10))
    assert server.ledger()["duplicates"] == 390


def test_an_event_twice_in_a_batch_is_sent_once(serve):
    server = serve()
    server.send([registered("ann", id="e1")] * 50)
    server.event("e1", until="final")
    wait_until(lambda: server.ledger()["duplicates"] == 49, "the duplicates")
    assert len(server.tries()) == 1


def test_a_user_named_twice_is_told_once(serve):
    server = serve()
    server.user("ann", email="ann@example.org")
    server.user("bob", email="bob@example.org")
    body = completed(None, id="e1", users=["ann", "bob", "ann"])
    del body["user"]
    assert server.send(body) == {"id": "e1", "source": "local", "users": 2}
    event = server.event("e1", until="final")
    assert sorted(n["user"] for n in event["notifications"]) == ["ann", "bob"]


def test_a_repetition_after_a_restart_is_still_known(serve):
    server = serve()
    server.settle(registered("ann", id="e1"))
    server.kill()
    server.start()
    server.send(registered("ann", id="e1"))
    wait_until(lambda: server.ledger()["duplicates"] == 1, "the duplicate")
    assert len(server.tries()) == 1


def test_another_body_of_the_same_id_is_reported_and_not_sent(serve):
    server = serve()
    server.settle(registered("ann", id="e1"))
    changed = registered("ann", id="e1", email="eve@example.org")
    assert server.send(changed) == {"id": "e1", "source": "local"}
    event = wait_until(
        lambda: (found := server.event("e1"))["conflicts"] == 1 and found, "the conflict to be counted"
    )
    assert event["data"]["email"] == "ann@example.org"
    [dead] = server.items("/v1/dead-letters")
    assert (dead["kind"], dead["reason"]) == ("record", "conflicting_body")
    assert "eve@example.org" in dead["value"]
    assert [line["address"] for line in server.tries()] == ["ann@example.org"]
    assert server.ledger()["duplicates"] == 1


def test_the_same_id_of_another_source_is_another_event(serve):
    server = serve()
    server.settle(registered("ann", id="e1", source="shop"))
    server.settle(registered("ann", id="e1", source="desk"))
    assert len(server.tries()) == 2
    ids = {server.event("e1", source=s)["notifications"][0]["id"] for s in ("shop", "desk")}
    assert len(ids) == 2
    assert server.ledger()["events"] == 2
