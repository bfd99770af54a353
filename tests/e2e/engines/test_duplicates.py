"""What comes twice is sent once."""

import stock
from events import by_channel, completed, registered
from server import wait_until


def rises_to(system, row, count):
    wait_until(lambda: system.ledger()[row] >= count, f"{row} to be {count}")
    assert system.ledger()[row] == count


def test_a_repeated_request_is_sent_once(system, name):
    system.user(name, email=f"{name}@example.org", phone="+4915112345678", push_tokens=["t"])
    before = system.ledger()["duplicates"]
    for _ in range(3):
        assert system.send(completed(name, id=f"e-{name}"))["id"] == f"e-{name}"
    event = system.event(f"e-{name}", until="final")
    rises_to(system, "duplicates", before + 2)
    assert len(by_channel(event)) == 3
    ids = {n["id"] for n in event["notifications"]}
    assert sorted(t["notification_id"] for t in system.tries() if t["notification_id"] in ids) == sorted(ids)


def test_another_body_of_the_same_id_is_kept_for_a_person(system, name):
    system.settle(registered(name, id=f"e-{name}"))
    system.send(registered(name, id=f"e-{name}", email="eve@example.org"))
    wait_until(lambda: system.event(f"e-{name}")["conflicts"] == 1, "the conflict to be counted")
    letters = [d for d in system.items("/v1/dead-letters") if d["kind"] == "record"]
    assert "conflicting_body" in {d["reason"] for d in letters}
    assert "eve@example.org" not in {t["address"] for t in system.tries()}


def test_a_record_that_a_stock_producer_publishes_twice_is_sent_once(cluster):
    system = cluster()
    system.user("ann", email="ann@example.org")
    record = stock.cloud_event(completed("ann"), "e1")
    stock.publish(system, "events", record, record)
    stock.publish(system, "events", record)
    event = system.event("e1", until="final")
    assert event["source"] == "//shop.example/orders"
    assert by_channel(event)["email"]["state"] == "delivered"
    rises_to(system, "duplicates", 2)
    assert [t["address"] for t in system.tries()] == ["ann@example.org"]
