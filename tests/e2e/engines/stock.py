"""Kafka as seen by people who have their own producers and consumers, and by nothing of ours."""

import json
import time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewPartitions

from server import WAIT_SECONDS, wait_until


def publish(cluster, topic, *records):
    """Appends (key, value, headers), headers being a list of pairs; answers (partition, offset) of each."""
    places = []
    producer = Producer({
        "bootstrap.servers": cluster.servers.kafka.address, "acks": "all", "message.max.bytes": 16 << 20,
    })

    def delivered(error, message):
        assert error is None, error
        places.append((message.partition(), message.offset()))

    for key, value, headers in records:
        producer.produce(
            cluster.prefix + topic, key=key, value=value, headers=list(headers), on_delivery=delivered
        )
    assert producer.flush(WAIT_SECONDS) == 0
    return places


def give_partitions(cluster, topic, count):
    """So many in all; returns when the broker shows them."""
    name = cluster.prefix + topic
    admin = AdminClient({"bootstrap.servers": cluster.servers.kafka.address})
    for done in admin.create_partitions([NewPartitions(name, count)]).values():
        done.result(WAIT_SECONDS)
    wait_until(
        lambda: len(admin.list_topics(name, timeout=WAIT_SECONDS).topics[name].partitions) == count,
        f"{count} partitions of {name}",
    )


def cloud_event(body, event_id):
    """What a producer publishes for an event, in the binary mode of CloudEvents."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": event_id,
        "ce_source": "//shop.example/orders",
        "ce_type": body["type"],
        "ce_subject": body["user"],
        "content-type": "application/json",
    }
    return body["user"], json.dumps(body["data"]), headers.items()


def read(cluster, topic, count=None, all_of_it=False):
    """The first records of a topic, or all there are: (key, value, headers as a dict). `all_of_it`: there are
    no more than `count`."""
    consumer = Consumer({
        "bootstrap.servers": cluster.servers.kafka.address,
        "group.id": "somebody",
        "enable.auto.commit": "false",
        "auto.offset.reset": "earliest",
    })
    name = cluster.prefix + topic
    try:
        partitions = consumer.list_topics(name, timeout=WAIT_SECONDS).topics[name].partitions
        consumer.assign([TopicPartition(name, number, 0) for number in partitions])
        if count is None:
            count = size_of(consumer, name, partitions)
        found = []
        deadline = time.monotonic() + WAIT_SECONDS
        while len(found) < count:
            left = deadline - time.monotonic()
            assert left > 0, f"{topic} has {len(found)} records, not {count}"
            message = consumer.poll(min(left, 1))
            if message is not None and message.error() is None:
                headers = {name: value.decode(errors="replace") for name, value in message.headers() or []}
                found.append((message.key(), message.value(), headers))
        end = size_of(consumer, name, partitions)
        assert not all_of_it or end == count, f"{topic} has {end} records, not {count}"
        return found
    finally:
        consumer.close()


def size_of(consumer, name, partitions):
    places = [TopicPartition(name, number) for number in partitions]
    return sum(consumer.get_watermark_offsets(place, timeout=WAIT_SECONDS)[1] for place in places)
