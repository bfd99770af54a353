"""The example of docs/celery.md: a channel that a stock Celery worker serves, with its outcomes on record."""

import os
import signal
import subprocess
import sys

import pytest
from celery import Celery

from server import ROOT, STOP_SECONDS, wait_until


@pytest.fixture
def system(cluster):
    return cluster("--celery-channels", "sms")


@pytest.fixture
def sms_worker(system, tmp_path):
    """`celery -A sms_worker worker`, as the example says."""
    log = tmp_path / "sms_worker.log"
    places = {
        "BROKER": f"redis://{system.servers.redis.address}/{system.database}",
        "KAFKA": system.servers.kafka.address,
        "STATUS_TOPIC": system.prefix + "status",
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "sms_worker", "worker", "--queues", "tidings.sms",
             "--prefetch-multiplier", "1", "--concurrency", "1", "--loglevel", "INFO"],
            cwd=ROOT / "examples/celery_worker", env={**os.environ, **places}, stdout=out, stderr=out,
        )
    wait_until(lambda: b" ready." in log.read_bytes(), "the Celery worker to be ready")
    yield log
    process.send_signal(signal.SIGTERM)
    process.wait(STOP_SECONDS)


def order(user, number):
    return {
        "type": "order.completed",
        "user": user,
        "data": {"order_id": number, "total": 1.5, "currency": "EUR"},
        "channels": ["sms"],
    }


def test_what_it_sends_is_delivered_and_what_it_refuses_is_a_dead_letter(system, sms_worker):
    system.user("ann", phone="+14155550100")
    system.user("bob", phone="+9995550100")
    (sent,) = system.settle(order("ann", "o-1"))["notifications"]
    assert (sent["state"], sent["provider"], sent["attempt_count"]) == ("delivered", "sms_worker", 1)
    assert "to +14155550100: " in sms_worker.read_text()
    (attempt,) = system.notification(sent["id"])["attempts"]
    assert attempt["provider_id"].startswith("sms-")
    (refused,) = system.settle(order("bob", "o-2"))["notifications"]
    assert refused["state"] == "failed"
    (dead,) = system.items("/v1/dead-letters")
    assert dead["id"] == refused["id"]


@pytest.fixture
def shop(system):
    """A stock producer."""
    with Celery("shop", broker=f"redis://{system.servers.redis.address}/{system.database}") as app:
        yield app


def test_an_order_of_a_stock_producer_becomes_an_event(system, shop):
    task = shop.send_task(
        "tidings.notify",
        ("order.completed", "cem", {"order_id": "o-3", "total": 2, "currency": "EUR"}),
        {"channels": ["email"]},
        queue="tidings",
    )
    event = wait_until(
        lambda: (found := system.get(f"/v1/events/{task.id}")).status == 200 and found.json, "the event"
    )
    assert event["source"] == "celery"
    assert [d["channel"] for d in event["decisions"]] == ["email"]


def test_an_order_beyond_the_limits_is_a_dead_letter_that_says_why(system, shop):
    system.expected_errors = [r'message="a record was set aside"']
    shop.send_task("tidings.notify", ("order.completed",), {"users": []}, queue="tidings")
    shop.send_task("tidings.notify", ("order.completed",), {"users": ["ann"] * 1001}, queue="tidings")
    dead = wait_until(
        lambda: len(found := system.items("/v1/dead-letters")) == 2 and found, "both to be dead letters"
    )
    assert sorted(one["detail"] for one in dead) == [
        "a message in the queue tidings is unusable: users must have at most 1000 items",
        "a message in the queue tidings is unusable: users must not be empty",
    ]


def test_its_tools_show_what_tidings_takes_and_no_channel_of_others(system, shop):
    queues = wait_until(shop.control.inspect(timeout=5, limit=1).active_queues, "a worker to answer")
    (ours,) = queues.values()
    assert [one["name"] for one in ours] == ["tidings.email", "tidings.push"]
