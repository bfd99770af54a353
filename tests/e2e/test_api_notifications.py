"""Lists of notifications, one with its text and attempts, cancelling one, and the outbox."""

import pytest

from events import by_channel, completed, registered
from moments import shifted
from server import wait_until

SHAPE = {
    *("id", "event_id", "source", "type", "user", "channel", "priority", "state", "reason", "address"),
    *("provider", "attempt_count", "created_at", "updated_at", "due_at", "expires_at", "template"),
}


@pytest.fixture(scope="module")
def filled(shared):
    """Users with several notifications each."""
    for i in range(4):
        user = f"list{i}"
        shared.user(user, email=f"{user}@example.org", phone=f"+4915112345{i:03}", push_tokens=[f"token{i}"])
        for order in range(5):
            shared.settle(completed(user, order=order, id=f"{user}-{order}", source="lists"))
    return shared


def test_one_shows_its_text_and_its_attempts(shared, name):
    [listed] = shared.settle(registered(name))["notifications"]
    assert listed.keys() >= SHAPE
    found = shared.notification(listed["id"])
    assert {k: found[k] for k in SHAPE} == {k: listed[k] for k in SHAPE}
    assert found["content"].keys() == {"subject", "text", "html"}
    assert found["content"]["subject"] == "Welcome, Ada!"
    [attempt] = found["attempts"]
    assert attempt.keys() >= {
        "number", "provider", "started_at", "finished_at", "outcome", "detail", "provider_id",
    }
    assert (found["provider"], found["attempt_count"]) == ("outbox", 1)
    assert found["template"] == {"locale": "en", "version": 1}


@pytest.mark.parametrize("unknown", ["nothing", "00000000-0000-7000-8000-000000000000", "a" * 300])
def test_an_unknown_one_is_404(shared, unknown):
    path = f"/v1/notifications/{unknown}"
    for answer in (shared.get(path), shared.post(f"{path}/cancel")):
        assert answer.status == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"user": "list0"}, 15),
        ({"user": "list0", "channel": "email"}, 5),
        ({"user": "list0", "channel": "email,sms"}, 10),
        ({"user": "list0", "state": "delivered"}, 15),
        ({"user": "list0", "state": "failed,queued"}, 0),
        ({"user": "list0", "type": "order.completed"}, 15),
        ({"user": "list0", "type": "payment.failed"}, 0),
        ({"event_id": "list1-3"}, 3),
        ({"event_id": "list1-3", "source": "elsewhere"}, 0),
        ({"source": "lists"}, 60),
        ({"user": "nobody"}, 0),
        ({"user": "list0", "since": "2001-01-01T00:00:00Z"}, 15),
        ({"user": "list0", "until": "2001-01-01T00:00:00Z"}, 0),
    ],
)
def test_a_list_is_filtered(filled, query, count):
    assert len(filled.items("/v1/notifications", **query)) == count


@pytest.mark.parametrize("limit", [1, 7, 59, 60, 61, 500])
def test_pages_hold_everything_once_and_newest_first(filled, limit):
    items = filled.items("/v1/notifications", source="lists", limit=limit)
    ids = [n["id"] for n in items]
    assert len(ids) == len(set(ids)) == 60
    assert ids == sorted(ids, reverse=True)


def test_a_page_is_50_unless_told(filled):
    page = filled.get("/v1/notifications", source="lists").json
    assert len(page["items"]) == 50
    assert page["next_cursor"] is not None


def test_since_and_until_split_a_list(filled):
    items = filled.items("/v1/notifications", source="lists")
    middle = items[30]["created_at"]
    before = filled.items("/v1/notifications", source="lists", until=middle)
    after = filled.items("/v1/notifications", source="lists", since=middle)
    assert {n["id"] for n in before} | {n["id"] for n in after} == {n["id"] for n in items}
    assert len(before) + len(after) == 60, "a moment belongs to one side"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"state": "lost"}, "state"),
        ({"channel": "fax"}, "channel"),
        ({"since": "yesterday"}, "since"),
        ({"colour": "red"}, "colour"),
        ({"cursor": "no cursor"}, "cursor"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/notifications", "/v1/dead-letters"])
def test_a_faulty_query_is_refused(shared, path, query, field):
    answer = shared.get(path, **query)
    assert answer.status == 422, answer
    assert field in str(answer.json)


# ---- cancelling


def test_a_scheduled_one_is_cancelled(shared, name):
    [waiting] = shared.decide(registered(name, send_at="2099-01-01T00:00:00Z"))["notifications"]
    answer = shared.post(f"/v1/notifications/{waiting['id']}/cancel")
    assert (answer.status, answer.json["state"], answer.json["reason"]) == (200, "cancelled", "cancelled")
    assert shared.notification(waiting["id"])["state"] == "cancelled"


def test_a_queued_one_is_cancelled(serve):
    server = serve("--limits-email", "1/1h")
    server.settle(registered("first"))
    [queued] = server.decide(registered("ann"))["notifications"]
    assert queued["state"] == "queued"
    answer = server.post(f"/v1/notifications/{queued['id']}/cancel")
    assert (answer.status, answer.json["state"]) == (200, "cancelled")
    assert len(server.tries()) == 1


def test_one_that_is_being_sent_is_409_and_not_tried_again(serve):
    server = serve("--outbox-timeout", "1s", "--retry-delays", "10ms,10ms,10ms")
    [sending] = server.decide(registered("ann", email="ann+timeout@example.org"))["notifications"]
    answer = wait_until(
        lambda: (a := server.post(f"/v1/notifications/{sending['id']}/cancel")).status == 409 and a, "a 409"
    )
    assert answer.json["state"] == "sending"
    found = server.wait_for_state(sending["id"], "cancelled")
    assert [a["outcome"] for a in found["attempts"]] == ["unknown"]
    assert len(server.tries()) == 1


def test_what_was_delivered_stays_so(shared, name):
    [sent] = shared.settle(registered(name))["notifications"]
    answer = shared.post(f"/v1/notifications/{sent['id']}/cancel")
    assert (answer.status, answer.json["state"]) == (409, "delivered")
    assert shared.notification(sent["id"])["state"] == "delivered"


def test_one_that_waits_for_a_retry_is_cancelled(server):
    event = server.decide(registered("ann", email="ann+retry9@example.org"))
    waiting = server.wait_for_state(by_channel(event)["email"]["id"], "scheduled")
    assert server.post(f"/v1/notifications/{waiting['id']}/cancel").status == 200
    server.set_clock(shifted(waiting["due_at"], seconds=1))
    server.settle(registered("bob"))
    assert server.notification(waiting["id"])["state"] == "cancelled"
    assert len([t for t in server.tries() if t["notification_id"] == waiting["id"]]) == 1


# ---- the outbox


def test_the_outbox_shows_what_was_tried_newest_first(server):
    server.settle(registered("ann"))
    server.settle(registered("bob", email="bob+reject@example.org"))
    tries = server.items("/v1/outbox")
    assert [(t["address"], t["outcome"]) for t in tries] == [
        ("bob+reject@example.org", "rejected"), ("ann@example.org", "delivered"),
    ]
    assert tries[0].keys() == {"notification_id", "attempt", "channel", "address", "content", "outcome", "at"}
    assert tries[0]["content"]["subject"] == "Welcome, Ada!"
    assert [(t["address"], t["outcome"]) for t in server.tries()] == [
        ("ann@example.org", "delivered"), ("bob+reject@example.org", "rejected"),
    ]


def test_the_outbox_has_pages(server):
    for i in range(25):
        server.settle(registered(f"u{i}"))
    tries = server.items("/v1/outbox", limit=10)
    assert [t["address"] for t in tries] == [f"u{i}@example.org" for i in reversed(range(25))]
