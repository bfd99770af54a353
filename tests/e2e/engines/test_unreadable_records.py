"""A record that nobody can read goes to `tidings.dead` with where it came from; its partition moves on."""

import stock
from events import by_channel, completed, registered
from server import wait_until

TOPICS = ("events", "events.critical", "status", "commands", "catalog")

# What no store may stumble over, wherever it is kept.
STRANGE = b"\x00 \xff strange"


def dead_copies(system, count):
    """What is on the dead topic, by the topic and place that it came from."""
    found = {}
    for key, value, headers in stock.read(system, "dead", count):
        place = headers["tidings_topic"], int(headers["tidings_partition"]), int(headers["tidings_offset"])
        found[place] = (key, value, headers)
    return found


def test_an_unreadable_record_of_any_topic_is_set_aside_and_what_follows_is_not(cluster):
    system = cluster()
    system.expected_errors = [r'message="a record was set aside"', 'message="catalog entry left out"']
    places = {}
    for topic in TOPICS:
        junk = f"\x00 junk on {topic} \xff".encode("latin-1")
        [(partition, offset)] = stock.publish(system, topic, ("ann", junk, [("strange", STRANGE)]))
        places["tidings." + topic, partition, offset] = junk

    system.user("ann", email="ann@example.org")  # of the same key, so on the same partitions
    event = system.settle(completed("ann"))
    assert by_channel(event)["email"]["state"] == "delivered"
    urgent = system.settle(registered("ann", priority="critical"))
    assert by_channel(urgent)["email"]["state"] == "delivered"

    copies = dead_copies(system, len(places))
    assert copies.keys() == places.keys()
    for place, (key, value, headers) in copies.items():
        assert (key, value) == (b"ann", places[place])
        assert headers["strange"] == STRANGE.decode(errors="replace")
        assert headers["tidings_reason"] == "unreadable"
        assert headers["tidings_detail"]
    letters = [d for d in system.items("/v1/dead-letters") if d["kind"] == "record"]
    assert len(letters) == len(places)
    assert system.ledger()["unreadable"] == 2, "those of the topics of events"


def catalog_letters(system):
    return [d for d in system.items("/v1/dead-letters") if d.get("topic") == "tidings.catalog"]


def test_a_record_of_the_catalog_is_set_aside_once_however_often_the_catalog_is_read(cluster):
    system = cluster(counts={"notifier": 2})
    system.expected_errors = [r'message="a record was set aside"', 'message="catalog entry left out"']
    stock.publish(system, "catalog", ("event-type/broken/1", b"{", []), ("secret/broken", b"hush", []))
    wait_until(lambda: len(catalog_letters(system)) == 2, "both to be set aside")
    for role in system.of("notifier"):
        role.restart()
    stock.publish(system, "catalog", ("what/is/this", b"{}", []))
    wait_until(lambda: len(catalog_letters(system)) == 3, "the third to be set aside")
    copies = [(key, value) for key, value, _ in stock.read(system, "dead", 3, all_of_it=True)]
    assert copies == [(b"event-type/broken/1", b"{"), (b"secret/broken", b""), (b"what/is/this", b"{}")]


FAULTS = {
    "no type that is known": ({"ce_type": "never.heard.of"}, None),
    "data against the schema": ({}, b'{"order_id": 7}'),
    "data that is no JSON": ({}, b'{"order_id": '),
    "no id": ({"ce_id": None}, None),
    "no source": ({"ce_source": None}, None),
    "nothing": ({}, b""),
}


def test_events_of_a_stock_producer_with_faults_say_what_is_wrong(cluster):
    system = cluster()
    system.expected_errors = [r'message="a record was set aside"']
    records = []
    for number, (changes, value) in enumerate(FAULTS.values()):
        key, good, headers = stock.cloud_event(completed("ann"), f"e{number}")
        headers = {k: v for k, v in (dict(headers) | changes).items() if v is not None}
        records.append((key, good if value is None else value, headers.items()))
    stock.publish(system, "events", *records)
    copies = dead_copies(system, len(FAULTS))
    assert len(copies) == len(FAULTS)
    for _, _, headers in copies.values():
        assert headers["tidings_reason"] and headers["tidings_detail"], headers
    wait_until(lambda: system.ledger()["unreadable"] == len(FAULTS), "all to be counted")
