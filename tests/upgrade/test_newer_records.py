"""Records as a newer tidings writes them, and an older one: on the real topics, in the real queue."""

import base64
import json

import pytest
from redis import Redis

import stock
from events import by_channel, completed, registered
from server import segment, wait_until

SET_ASIDE = r'message="a record was set aside"'
LEFT_OUT = 'message="catalog entry left out"'
NEWER = "a newer tidings wrote it"
MORE = {"added_later": {"deep": [1, None]}}


@pytest.fixture(scope="module")
def system(lasting):
    lasting.expected_errors += [SET_ASIDE, LEFT_OUT]
    return lasting


def letters(system, topic, count):
    """The dead letters that records of the topic have become."""

    def found():
        items = [d for d in system.items("/v1/dead-letters") if d.get("topic") == f"tidings.{topic}"]
        return len(items) == count and items

    return wait_until(found, f"{count} dead letters of {topic}")


def publish_event(system, user, event_id, *headers, **changes):
    key, value, known = stock.cloud_event(completed(user) | changes, event_id)
    stock.publish(system, "events", (key, value, [*known, *headers]))


def test_an_event_with_more_than_is_known_is_delivered(system):
    system.user("more", email="more@example.org")
    publish_event(system, "more", "more-1", ("ce_addedlater", "x"), ("tidings_added_later", "y"))
    event = system.event("more-1", until="final")
    assert by_channel(event)["email"]["state"] == "delivered"


def test_a_record_of_a_newer_version_is_kept_whole_and_holds_up_nobody(system):
    system.user("future", email="future@example.org")
    publish_event(system, "future", "future-1", ("tidings_record", "2"), ("tidings_added_later", "y"))
    publish_event(system, "future", "future-2")
    event = system.event("future-2", until="final")
    assert by_channel(event)["email"]["state"] == "delivered"
    [letter] = letters(system, "events", 1)
    assert NEWER in letter["detail"] and letter["reason"] == "unreadable"
    kept = {h["name"]: h["value"] for h in letter["headers"]}
    assert (kept["tidings_record"], kept["tidings_added_later"]) == ("2", "y")
    assert json.loads(letter["value"]) == completed("future")["data"]
    # This program cannot read it again either: it is a dead letter anew, whole, and nothing goes in circles.
    assert system.post(f"/v1/dead-letters/{letter['id']}/replay").status == 202
    again = wait_until(
        lambda: (d := letters(system, "events", 1))[0]["id"] != letter["id"] and d[0],
        "it to be set aside again",
    )
    assert {h["name"]: h["value"] for h in again["headers"]} == kept
    assert system.get("/v1/events/future-1").status == 404


NEWER_PROFILE = {
    "email": "rich@example.org",
    "channels": {"sms": False, "pigeon": True},
    "quiet_hours": {"from": "03:00", "to": "03:00", "days": ["sat"]},
    "digest": {"every": "day"},
}


def test_a_profile_keeps_what_a_newer_program_wrote_there(system):
    system.user("rich", email="old@example.org")
    version = 4_000_000_000_000_000  # above any stamp of today
    headers = [("tidings_change", "put"), ("tidings_version", str(version))]
    for topic in ("events", "events.critical"):
        stock.publish(system, topic, ("rich", json.dumps(NEWER_PROFILE), headers))
    system.wait_for_user("rich", NEWER_PROFILE)
    patch = [("tidings_change", "patch"), ("tidings_version", str(version + 1))]
    change = {"locale": "de", "digest": {"at": "08:00"}}
    for topic in ("events", "events.critical"):
        stock.publish(system, topic, ("rich", json.dumps(change), patch))
    known = system.wait_for_user("rich", {"locale": "de"})
    assert known["digest"] == {"every": "day", "at": "08:00"}
    assert known["quiet_hours"]["days"] == ["sat"] and known["channels"]["pigeon"] is True
    event = system.settle(completed("rich"))
    assert {c: n["state"] for c, n in by_channel(event).items()} == {"email": "delivered"}
    # A person who writes the same by this program is told what it does not know.
    refused = system.put("/v1/users/slip", NEWER_PROFILE)
    assert refused.status == 422 and "/digest" in {f["pointer"] for f in refused.json["errors"]}


def type_record(name, version, **more):
    body = {"schema": {"type": "object"}, "channels": ["email"], **more}
    return f"event-type/{name}/{version}", json.dumps(body), []


def text_record(name, **more):
    return f"template/{name}/email/en/1", json.dumps({"subject": "s", "text": "t", **more}), []


def test_types_and_texts_with_more_than_is_known_are_used(system):
    stock.publish(
        system, "catalog", type_record("later.one", 1, digest="1h", retry={"delays": [], "until": "1d"}),
        text_record("later.one", preheader="p"),
    )
    wait_until(lambda: system.get("/v1/event-types/later.one").status == 200, "the type to be known")
    assert system.get("/v1/event-types/later.one").json["digest"] == "1h"
    wait_until(lambda: system.get("/v1/templates/later.one/email").status == 200, "its text to be known")
    system.user("typed", email="typed@example.org")
    event = {"type": "later.one", "user": "typed", "data": {}}
    stock.publish(system, "events", stock.cloud_event(event, "typed-1"))
    event = system.event("typed-1", until="final")
    assert by_channel(event)["email"]["state"] == "delivered"


def test_an_event_of_a_type_that_only_a_newer_program_can_read_waits_for_it(system):
    stock.publish(
        system, "catalog", type_record("later.two", 1), text_record("later.two"),
        type_record("later.two", 2, channels=["email", "pigeon"]),
    )
    wait_until(lambda: system.get("/v1/event-types/later.two").status == 200, "the type to be known")
    [left_out] = letters(system, "catalog", 1)
    assert left_out["key"] == "event-type/later.two/2"
    system.user("waits", email="waits@example.org")
    event = {"type": "later.two", "user": "waits", "data": {}}
    for version in ("2", "1"):
        key, value, headers = stock.cloud_event(event, f"waits-{version}")
        stock.publish(system, "events", (key, value, [*headers, ("tidings_type_version", version)]))
    assert by_channel(system.event("waits-1", until="final"))["email"]["state"] == "delivered"
    found = wait_until(
        lambda: [d for d in system.items("/v1/dead-letters") if "version 2 of the event type" in d["detail"]],
        "the other to be set aside",
    )
    assert [d["reason"] for d in found] == ["unknown_type"]


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


def test_outcomes_that_only_a_newer_program_knows_are_set_aside_and_move_nothing(system, held):
    notification = queued(system, "unknown")
    stock.publish(
        system, "status",
        (notification, json.dumps(outcome(outcome="opened")), []),
        (notification, json.dumps(outcome()), [("tidings_record", "2")]),
    )
    found = letters(system, "status", 2)
    assert sorted(NEWER in d["detail"] for d in found) == [False, True]
    assert system.notification(notification)["state"] == "queued"


def test_commands_of_other_versions(system):
    notification = by_channel(failed_event(system, "commanded"))["email"]["id"]
    replay = {"command": "replay", "ids": [notification], **MORE}
    stock.publish(system, "commands", ("replay", json.dumps(replay), []))
    wait_until(lambda: tried(system, notification) == 2, "it to be replayed")
    stock.publish(
        system, "commands", ("pause", json.dumps({"command": "pause"}), []),
        ("replay", json.dumps(replay), [("tidings_record", "2")]),
    )
    letters(system, "commands", 2)
    system.wait_for_state(notification, "failed")
    assert tried(system, notification) == 2


def tried(system, notification):
    return len(system.notification(notification)["attempts"])


def failed_event(system, user):
    system.user(user, email=f"{user}+reject@example.org")
    event = system.settle(completed(user))
    assert by_channel(event)["email"]["state"] == "failed"
    return event


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


def test_a_task_that_only_a_newer_program_knows_is_set_aside_and_ordered_again(cluster):
    system = cluster("--queue-lost-after", "1s")
    system.expected_errors = [SET_ASIDE, "queued without a task"]
    [worker] = system.of("worker")
    worker.terminate()
    notification = queued(system, "newer-task")
    rewrite_task(system, notification, lambda arguments: arguments.update(task_version=2))
    worker.start()
    [letter] = letters(system, "status", 1)
    assert "newer version" in letter["detail"] and notification in letter["value"]
    # The record in the store is the one that counts: what is queued without a task gets one, within a minute
    # or at a notifier's start.
    system.of("notifier")[0].restart()
    system.wait_for_state(notification, "delivered")
    assert [t["notification_id"] for t in system.tries()].count(notification) == 1


def test_a_registration_takes_nothing_away_that_a_newer_program_wrote(system):
    headers = [("tidings_change", "put"), ("tidings_version", "1")]
    profile = json.dumps({"digest": {"every": "day"}})
    for topic in ("events", "events.critical"):
        stock.publish(system, topic, ("anew", profile, headers))
    system.wait_for_user("anew", {"digest": {"every": "day"}})
    system.settle(registered("anew"))
    known = system.get(f"/v1/users/{segment('anew')}").json
    assert (known["digest"], known["email"]) == ({"every": "day"}, "anew@example.org")
