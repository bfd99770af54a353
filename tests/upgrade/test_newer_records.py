"""Records as a newer tidings writes them, and an older one: on the real topics, in the real queue."""

import base64
import json

import pytest
from redis import Redis

import stock
from events import by_channel, completed

MORE = {"added_later": {"deep": [1, None]}}


@pytest.fixture(scope="module")
def system(lasting):
    return lasting


def publish_event(system, user, event_id, *headers, **changes):
    key, value, known = stock.cloud_event(completed(user) | changes, event_id)
    stock.publish(system, "events", (key, value, [*known, *headers]))


def test_an_event_with_more_than_is_known_is_delivered(system):
    system.user("more", email="more@example.org")
    publish_event(system, "more", "more-1", ("ce_addedlater", "x"), ("tidings_added_later", "y"))
    event = system.event("more-1", until="final")
    assert by_channel(event)["email"]["state"] == "delivered"


@pytest.fixture
def held(system):
    """The queue fills, and nobody takes."""
    [worker] = system.of("worker")
    worker.terminate()
    yield
    if not worker.running():
        worker.start()


def queued(system, user):
    """An e-mail that waits for a worker: its notification's id."""
    system.user(user, email=f"{user}@example.org")
    sent = system.decide(completed(user))
    return by_channel(sent)["email"]["id"]


def outcome(**more):
    """What every worker has written so far, at the least."""
    return {"kind": "outcome", "round": 1, "attempt": 1, "provider": "outbox", "outcome": "delivered",
            "started_us": 1_790_000_000_000_000, "finished_us": 1_790_000_000_000_001, **more}


@pytest.mark.parametrize("more", [{}, MORE], ids=["less", "more"])
def test_outcomes_of_other_versions_are_folded(system, held, more):
    notification = queued(system, f"outcome{len(more)}")
    headers = [("tidings_added_later", "x")]
    stock.publish(system, "status", (notification, json.dumps(outcome(**more)), headers))
    assert system.wait_for_state(notification, "delivered")["attempt_count"] == 1


def rewrite_task(system, notification, change):
    """Changes the keyword arguments of the task in Redis, in its list and beside it, as if pushed so."""
    host, port = system.servers.redis.address.split(":")
    with Redis(host, int(port), db=system.database) as redis:
        lane = next(
            key for key in redis.scan_iter() if redis.type(key) == b"list"
            for message in redis.lrange(key, 0, -1) if notification.encode() in message
        )
        [message] = [m for m in redis.lrange(lane, 0, -1) if notification.encode() in m]
        head, body = message[:-2].rsplit(b',"body":"', 1)
        arguments = json.loads(base64.b64decode(body))
        change(arguments[1])
        changed = head + b',"body":"' + base64.b64encode(json.dumps(arguments).encode()) + b'"}'
        assert redis.linsert(lane, "BEFORE", message, changed) > 0 and redis.lrem(lane, 1, message) == 1
        kept = next(k for k in redis.scan_iter("*messages") if redis.type(k) == b"hash")
        [name] = [n for n in redis.hkeys(kept) if n.startswith(notification.encode())]
        redis.hset(kept, name, changed)


def drop_what_has_a_default(arguments):
    for name in ("attempt", "user", "type", "priority", "good_until", "traceparent", "announce", "returns"):
        del arguments[name]


CHANGES = {"more": lambda arguments: arguments.update(MORE), "less": drop_what_has_a_default}


@pytest.mark.parametrize("change", CHANGES)
def test_tasks_of_other_versions_are_sent_once(system, held, change):
    notification = queued(system, f"task-{change}")
    rewrite_task(system, notification, CHANGES[change])
    system.of("worker")[0].start()
    system.wait_for_state(notification, "delivered")
    assert [t["notification_id"] for t in system.tries()].count(notification) == 1
