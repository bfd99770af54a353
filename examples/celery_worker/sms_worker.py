"""A channel of tidings served by a stock Celery worker: a provider in Python, without C++.

tidings is told to leave the channel alone (`celery.channels = "sms"`), and this is started:

    BROKER=redis://127.0.0.1:6379/0 KAFKA=127.0.0.1:9092 \
        celery -A sms_worker worker --queues tidings.sms --prefetch-multiplier 1

Each task is one notification to send. What came of it goes on Kafka's topic `tidings.status`; tidings counts the
attempt, tries again after its own waits, and keeps the history, as with any provider of its own.
"""

import json
import os
import time
from datetime import datetime

from celery import Celery
from confluent_kafka import Producer

app = Celery("sms_worker", broker=os.environ.get("BROKER", "redis://127.0.0.1:6379/0"))
app.conf.update(
    task_acks_late=True,  # a task goes back to the queue when its worker dies
    task_reject_on_worker_lost=True,
    task_ignore_result=True,  # what came of it is told to tidings
    broker_connection_retry_on_startup=True,
)

STATUS = os.environ.get("STATUS_TOPIC", "tidings.status")


class Refused(Exception):
    """The number cannot be reached, ever: no further try."""


class TryLater(Exception):
    """Not now: tidings waits 1, 5 and 15 minutes."""


def send(number: str, text: str) -> str:
    """Here your SMS gateway is called. Returns its name for the message."""
    if number.startswith("+999"):
        raise Refused(f"{number[:4]}… is no country")
    print(f"to {number}: {text}", flush=True)
    return f"sms-{time.time_ns()}"


@app.task(name="tidings.deliver")
def deliver(notification_id, round, attempt, address, content, good_until, **_):  # noqa: A002
    began = now_us()
    if good_until and began >= time_us(good_until):
        # Quiet hours have begun, or it has expired: tidings decides again.
        return report(notification_id, round, attempt, began, outcome="stale")
    try:
        reference = send(address, content["text"])
    except Refused as why:
        return report(notification_id, round, attempt, began, outcome="rejected", detail=str(why))
    except TryLater as why:
        return report(notification_id, round, attempt, began, outcome="retry", detail=str(why))
    return report(notification_id, round, attempt, began, outcome="delivered", provider_id=reference)


def report(notification_id, round_, attempt, began, **outcome):
    """Returns once Kafka has it, so that the task is acknowledged after its outcome is on record."""
    record = {
        "kind": "outcome",
        "round": round_,
        "attempt": attempt,
        "provider": "sms_worker",
        "started_us": began,
        "finished_us": now_us(),
        **outcome,
    }
    failures = []
    producer().produce(
        STATUS,
        key=notification_id,
        value=json.dumps(record),
        on_delivery=lambda error, _: failures.append(error) if error else None,
    )
    if producer().flush(30) > 0 or failures:
        raise RuntimeError(f"the outcome is not on record: {failures or 'no answer from Kafka'}")


_producer = None


def producer():
    """Of this process: a worker's child must not use its parent's."""
    global _producer
    if _producer is None:
        brokers = os.environ.get("KAFKA", "127.0.0.1:9092")
        # The partitioner of Java's clients, so that a notification's records stay in order.
        _producer = Producer(
            {"bootstrap.servers": brokers, "acks": "all", "partitioner": "murmur2_random"}
        )
    return _producer


def now_us() -> int:
    return time.time_ns() // 1000


def time_us(text: str) -> int:
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1_000_000)
