"""Kafka is away, stands still, has deleted what nobody had read, or is read a second time."""

import os
import time

import pytest
from confluent_kafka import OFFSET_END, ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient

import outage
import stock
from bounds import seconds
from cluster import Cluster
from events import completed, registered
from load import Load, assert_all_decided_once_and_settled, make_users, wait_for_load
from server import WAIT_SECONDS, run_tidings, wait_until

LASTS = float(os.environ.get("TIDINGS_KAFKA_OUTAGE", "3"))


@pytest.mark.timeout(240 + 2 * LASTS)
@pytest.mark.parametrize("how", ["kill", "pause"])
def test_an_outage_is_refused_at_the_door_and_over_by_itself(cluster, frail_servers, how):
    """TIDINGS_KAFKA_OUTAGE says for how many seconds (3). What was refused may have been written all the
    same, so a client repeats it with its id."""
    system = cluster()
    system.expected_errors = [*outage.EXPECTED, "notifications are overdue"]
    kafka = frail_servers.kafka
    make_users(system)
    with Load(system, threads=2) as load:
        wait_for_load(load, 20)
        getattr(kafka, how)()
        refused = wait_until(lambda: refusal(system), "a refusal")
        assert int(refused.headers["Retry-After"]) >= 1
        assert refused.headers["Content-Type"] == "application/problem+json"
        wait_until(lambda: not parts(system, "gateway")["log"], "the gateway to say so")
        assert system.at("gateway").get("/healthz").status == 200
        time.sleep(LASTS)
        kafka.heal()
        wait_for_load(load, 20)
    system.wait_for_parts()
    assert send_late_one(system).status == 202
    assert_all_decided_once_and_settled(system, [*load.accepted, "e1000000"], seconds(90))
    if how == "pause":
        assert system.ledger()["duplicates"] > 0, "it had written what it did not acknowledge"


def send_late_one(system):
    return system.post("/v1/events", completed("u0", order=0, id="e1000000"), timeout=seconds(30))


def refusal(system):
    answer = send_late_one(system)
    assert answer.status in (202, 503), answer
    return answer if answer.status == 503 else None


def parts(system, role):
    return system.at(role).get("/readyz").json["parts"]


def test_a_drain_does_not_wait_for_a_broker_that_is_away(cluster, frail_servers):
    system = cluster()
    system.expected_errors = outage.EXPECTED
    system.settle(registered("ann"))
    frail_servers.kafka.kill()
    for role in ("gateway", "notifier", "worker"):
        wait_until(lambda r=role: not parts(system, r)["log"], f"the {role} to miss the log")
    begin = time.monotonic()
    system.terminate()
    assert time.monotonic() - begin < seconds(6)
    frail_servers.kafka.heal()
    system.start()


# ---- what was read, and what is there


@pytest.fixture
def prepared(servers, tmp_path):
    """A cluster that a test is not expected to leave in order: it is killed."""
    system = Cluster(tmp_path, servers)
    yield system
    for role in system.roles:
        if role.running():
            role.kill()
    servers.redis.ask("FLUSHDB", database=system.database)


def admin_of(system):
    return AdminClient({"bootstrap.servers": system.servers.kafka.address})


def partitions_of(admin, system, topic):
    name = system.prefix + topic
    found = admin.list_topics(name, timeout=WAIT_SECONDS).topics[name].partitions
    return [TopicPartition(name, number, OFFSET_END) for number in found]


def test_what_retention_has_deleted_unread_is_an_alarm_and_no_silence(prepared):
    system = prepared.start()
    system.user("ann", email="ann@example.org")
    system.settle(completed("ann", id="before"))
    [notifier] = system.of("notifier")
    notifier.terminate()
    for i in range(7):
        system.send(completed("ann", order=i, id=f"lost{i}"))
    admin = admin_of(system)
    for done in admin.delete_records(partitions_of(admin, system, "events")).values():
        done.result(WAIT_SECONDS)
    notifier.start()
    wait_until(lambda: system.ledger()["missing"] == 7, "the ledger to miss them")
    assert not system.ledger()["balanced"]
    assert "records were deleted before they were read" in notifier.log()
    audit = system.cli("audit")
    assert audit.returncode == 1
    assert "7 records were deleted unread" in audit.stdout + audit.stderr, audit
    assert system.settle(completed("ann", id="after"))["notifications"][0]["state"] == "delivered"


def test_a_reset_of_the_groups_offsets_is_nothing_to_the_store(cluster):
    system = cluster()
    system.user("ann", email="ann@example.org")
    for i in range(5):
        system.settle(completed("ann", order=i, id=f"e{i}"))
    [notifier] = system.of("notifier")
    notifier.terminate()
    admin = admin_of(system)
    for topic in ("events", "events.critical", "status", "commands"):
        group = system.prefix + topic
        first = [TopicPartition(p.topic, p.partition, 0) for p in partitions_of(admin, system, topic)]
        [done] = admin.alter_consumer_group_offsets([ConsumerGroupTopicPartitions(group, first)]).values()
        assert all(place.error is None for place in done.result(WAIT_SECONDS).topic_partitions)
    notifier.start()
    system.settle(completed("ann", id="after"))
    assert system.check_ledger()["events"] == 6
    assert len(system.tries()) == 6


def test_a_topic_that_is_copied_onto_itself_makes_nothing_new(cluster):
    """As a mirror does that was started anew: each record once more, of events and of outcomes."""
    system = cluster()
    system.user("ann", email="ann@example.org")
    system.settle(registered("bob", email="bob+reject@example.org", id="bob"))
    for i in range(5):
        system.settle(completed("ann", order=i, id=f"e{i}"))
    before = system.check_ledger()
    for topic in ("events", "status"):
        copies = [(k, v, h.items()) for k, v, h in stock.read(system, topic)]
        assert len(copies) >= 6
        stock.publish(system, topic, *copies)
    wait_until(lambda: system.ledger()["duplicates"] == 6, "the copies to be known")
    after = system.check_ledger()
    assert (after["states"], after["events"]) == (before["states"], 6)
    assert len(system.tries()) == 6


def test_a_record_that_is_very_large_is_taken_or_set_aside_and_stops_nothing(cluster):
    system = cluster()
    system.expected_errors = [r'message="a record was set aside"']
    key, _, headers = stock.cloud_event(completed("ann"), "large")
    value = b'{"order_id": "1", "total": 1, "currency": "EUR", "more": "' + b"x" * 9_000_000 + b'"}'
    stock.publish(system, "events", (key, value, headers))
    system.user("ann", email="ann@example.org")
    assert system.settle(completed("ann"))["notifications"][0]["state"] == "delivered"
    large = system.get("/v1/events/large", wait="5s")
    assert large.status == 200 or system.ledger()["unreadable"] == 1, large
