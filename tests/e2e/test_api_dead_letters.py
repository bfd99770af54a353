"""Dead letters: what they show, both kinds of them, filters and pages. Replays are in test_g04."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from events import failed, registered
from server import wait_until


@pytest.fixture(scope="module")
def dead(shared):
    """Ten rejected e-mails, five rejected messages, one record with another body."""
    for i in range(10):
        phone = {"phone": "+15005550001"} if i % 2 else {}
        shared.settle(registered(f"d{i}", email=f"d{i}+reject@example.org", id=f"d{i}", **phone))
    shared.settle(registered("twice", id="twice"))
    shared.send(registered("twice", id="twice", email="other@example.org"))
    wait_until(lambda: shared.event("twice")["conflicts"] == 1, "the conflict")
    return shared


def test_a_notification_is_shown_with_why(dead):
    [letter] = dead.items("/v1/dead-letters", event_id="d0")
    assert (letter["kind"], letter["reason"], letter["state"]) == ("notification", "rejected", "failed")
    assert letter["detail"] == "refused for good: scripted by the address"
    one = dead.get(f"/v1/dead-letters/{letter['id']}")
    assert (one.status, one.json) == (200, letter)
    assert dead.notification(letter["id"])["state"] == "failed"


def test_a_record_is_shown_with_its_bytes(dead):
    [letter] = [d for d in dead.items("/v1/dead-letters") if d["kind"] == "record"]
    assert (letter["reason"], letter["key"]) == ("conflicting_body", "twice")
    assert "other@example.org" in letter["value"]
    assert letter["headers"]
    assert dead.get(f"/v1/dead-letters/{letter['id']}").json == letter


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 16),
        ({"channel": "email"}, 10),
        ({"channel": "sms"}, 5),
        ({"user": "d1"}, 2),
        ({"type": "user.registered"}, 15),
        ({"type": "payment.failed"}, 0),
    ],
)
@pytest.mark.parametrize("limit", [1, 4, 500])
def test_a_list_is_filtered_and_has_pages(dead, query, count, limit):
    items = dead.items("/v1/dead-letters", limit=limit, **query)
    assert len({d["id"] for d in items}) == len(items) == count


@pytest.mark.parametrize("unknown", ["x", "00000000-0000-7000-8000-000000000000"])
def test_an_unknown_one_is_404(shared, unknown):
    assert shared.get(f"/v1/dead-letters/{unknown}").status == 404
    assert shared.post(f"/v1/dead-letters/{unknown}/replay").status == 404


def test_what_was_delivered_is_no_dead_letter(shared, name):
    [sent] = shared.settle(registered(name))["notifications"]
    assert shared.get(f"/v1/dead-letters/{sent['id']}").status == 404
    assert shared.post(f"/v1/dead-letters/{sent['id']}/replay").status == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ([], 422), ({"ids": "x"}, 422), ({"ids": ["x"]}, 422), ({"all": True}, 422)],
)
def test_a_faulty_replay_is_refused(dead, body, status):
    before = len(dead.items("/v1/dead-letters"))
    assert dead.post("/v1/dead-letters/replay", body).status == status
    assert len(dead.items("/v1/dead-letters")) == before


def test_those_named_are_replayed_and_no_others(serve):
    server = serve()
    ids = []
    for i in range(4):
        user = f"u{i}"
        server.user(user, email=f"{user}+reject@example.org")
        ids.append(server.settle(failed(user))["notifications"][0]["id"])
        server.user(user, email=f"{user}@example.org")
    answer = server.post("/v1/dead-letters/replay", {"ids": ids[:2]})
    assert (answer.status, answer.json) == (202, {"replayed": 2})
    for i in ids[:2]:
        server.wait_for_state(i, "delivered")
    assert sorted(d["id"] for d in server.items("/v1/dead-letters")) == sorted(ids[2:])


def test_an_empty_list_of_ids_replays_nothing(serve):
    server = serve()
    server.user("ann", email="ann+reject@example.org")
    [dead] = server.settle(failed("ann"))["notifications"]
    server.user("ann", email="ann@example.org")
    answer = server.post("/v1/dead-letters/replay", {"ids": []})
    assert (answer.status, answer.json) == (202, {"replayed": 0})
    server.settle(registered("bob"))
    assert server.notification(dead["id"])["state"] == "failed"


def test_a_conflicting_record_that_is_replayed_is_still_a_duplicate(serve):
    server = serve()
    server.settle(registered("ann", id="e"))
    server.send(registered("ann", id="e", email="other@example.org"))
    [letter] = wait_until(lambda: server.items("/v1/dead-letters"), "the dead letter")
    assert server.post(f"/v1/dead-letters/{letter['id']}/replay").status == 202
    with ThreadPoolExecutor(1) as pool:
        pool.submit(server.settle, registered("bob")).result(30)
    assert [t["address"] for t in server.tries()].count("other@example.org") == 0
