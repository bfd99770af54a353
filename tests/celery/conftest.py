import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from bounds import seconds
from celery import Celery
from queue_probe import Queue
from servers import Missing, Redis


@pytest.fixture(scope="session")
def redis_server():
    try:
        with Redis() as server:
            yield server
    except Missing as why:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"there is no redis for this test: {why}")


@pytest.fixture
def redis(redis_server):
    """A Redis that holds nothing."""
    redis_server.ask("FLUSHALL")
    return redis_server


@pytest.fixture
def queue(redis):
    """Opens the queue as a process of tidings does."""
    opened = []

    def make(**options):
        opened.append(Queue(redis.url, **options))
        return opened[-1]

    yield make
    for one in opened:
        one.finish()


@pytest.fixture
def stock(redis):
    """Stock Celery's end of the same Redis."""
    with Celery("stock_producer", broker=redis.url) as app:
        app.conf.task_ignore_result = True
        yield app


class Worker:
    """A stock worker on one queue; `ran()` is what it was given, in order."""

    def __init__(self, url, queue, folder, name="stock"):
        self.notes = folder / f"{name}.jsonl"
        self.log = open(folder / f"{name}.log", "wb")
        environment = os.environ | {"STOCK_BROKER": url, "STOCK_NOTES": str(self.notes)}
        options = ["-P", "solo", "-Q", queue, "-n", f"{name}@test", "--without-gossip", "--without-mingle"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "stock_app", "worker", *options, "-l", "INFO"],
            cwd=Path(__file__).parent,
            env=environment,
            stdout=self.log,
            stderr=self.log,
        )

    def ran(self):
        if not self.notes.exists():
            return []
        return [json.loads(line) for line in self.notes.read_text(encoding="utf-8").splitlines()]

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(seconds(30))
        finally:
            self.process.kill()
            self.log.close()


@pytest.fixture
def stock_worker(redis, tmp_path):
    workers = []

    def start(queue, **options):
        workers.append(Worker(redis.url, queue, tmp_path, **options))
        return workers[-1]

    yield start
    for worker in workers:
        worker.end()
