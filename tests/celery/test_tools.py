"""Celery's tools see the workers of tidings: `celery inspect`, events, Flower."""

import json
import os
import subprocess
import sys
import threading
import urllib.request

import pytest
from bounds import seconds
from patience import wait_until
from servers.server import free_port


@pytest.fixture
def shown(queue):
    """A worker of tidings that is shown, as its name."""
    ours = queue()
    name = ours.ask(presence="one")
    ours.name = name
    return ours


def asking(stock, **whom):
    """Celery's inspector, which waits for no second worker's answer."""
    return stock.control.inspect(timeout=seconds(5), limit=1, **whom)


class TestInspect:
    def test_ping(self, shown, stock):
        inspect = asking(stock)
        assert wait_until(inspect.ping) == {shown.name: {"ok": "pong"}}
        assert asking(stock, destination=[shown.name]).ping() == {shown.name: {"ok": "pong"}}
        assert stock.control.inspect(["other@host"], timeout=1).ping() is None
        assert asking(stock, pattern="tidings-*", matcher="glob").ping()
        assert not stock.control.inspect(pattern="celery@*", matcher="glob", timeout=1).ping()

    def test_its_name_is_that_of_the_house(self, shown):
        assert shown.name.startswith("tidings-one@")

    def test_active_queues(self, shown, stock):
        queues = wait_until(asking(stock).active_queues)[shown.name]
        assert [one["name"] for one in queues] == ["tidings.email", "tidings.sms", "tidings.push"]

    def test_stats(self, shown, stock, redis):
        stats = wait_until(asking(stock).stats)[shown.name]
        assert stats["total"] == {"tidings.deliver": 7}
        assert stats["pid"] == shown.process.pid
        assert stats["broker"]["port"] == redis.port

    @pytest.mark.parametrize("question", ["active", "reserved", "scheduled", "revoked"])
    def test_lists(self, shown, stock, question):
        inspect = asking(stock)
        assert wait_until(getattr(inspect, question)) == {shown.name: []}

    def test_other_questions(self, shown, stock):
        inspect = asking(stock)
        assert wait_until(inspect.registered) == {shown.name: ["tidings.deliver"]}
        assert "tidings:1.2.3" in inspect.report()[shown.name]["ok"]
        assert inspect.conf()[shown.name]["timezone"] == "UTC"
        assert inspect.query_task("x") == {shown.name: {}}
        assert inspect.clock()[shown.name]["clock"] > 0

    @pytest.mark.parametrize("command", ["shutdown", "pool_grow", "add_consumer", "revoke", "no_such"])
    def test_commands_are_refused_with_a_sentence(self, shown, stock, command):
        wait_until(asking(stock).ping)
        (answer,) = stock.control.broadcast(command, reply=True, timeout=seconds(5), limit=1)
        assert command in answer[shown.name]["error"]
        assert asking(stock).ping()

    def test_the_command_line(self, shown, stock, redis):
        wait_until(asking(stock).ping)
        done = subprocess.run(
            [sys.executable, "-m", "celery", "-b", redis.url, "inspect", "ping", "--timeout", "3", "--json"],
            capture_output=True,
            text=True,
            timeout=seconds(60),
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {shown.name: {"ok": "pong"}}

    def test_an_ended_worker_answers_no_more(self, shown, stock, redis):
        wait_until(asking(stock).ping)
        assert shown.ask(presence=None)
        assert stock.control.inspect(timeout=1).ping() is None
        assert redis.ask("EXISTS", "_kombu.binding.celery.pidbox") == ":0"

    def test_nothing_stays_behind_of_a_killed_one(self, shown, stock, redis):
        wait_until(asking(stock).ping)
        shown.process.kill()
        shown.process.wait()
        shown.process.stdin.close()
        assert stock.control.inspect(timeout=1).ping() is None
        assert redis.ask("EXISTS", "_kombu.binding.celery.pidbox") == ":0"

    def test_rubbish_on_its_channel_is_passed_over(self, shown, stock, redis):
        wait_until(asking(stock).ping)
        for rubbish in ("", "no json", "{}", "[]", '{"headers": {}, "body": "!", "properties": {}}'):
            redis.ask("PUBLISH", "/0.celery.pidbox", rubbish)
        assert asking(stock).ping()


class Listener:
    """Celery's own view of the cluster, from its events."""

    def __init__(self, app):
        self.app = app
        self.state = app.events.State()
        self.kinds = []
        self.receiver = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        with self.app.connection() as connection:
            self.receiver = self.app.events.Receiver(connection, handlers={"*": self._note})
            self.receiver.capture(limit=None, timeout=None, wakeup=False)

    def _note(self, event):
        self.state.event(event)
        self.kinds.append(event["type"])


@pytest.fixture
def listener(stock, redis):
    listening = Listener(stock)
    wait_until(lambda: redis.ask("PUBSUB", "NUMPAT") != ":0")
    yield listening
    listening.receiver.should_stop = True
    listening.thread.join()


def test_events_say_that_it_comes_lives_and_goes(queue, listener):
    ours = queue()
    name = ours.ask(presence="two")
    wait_until(lambda: listener.kinds[:1] == ["worker-online"])
    wait_until(lambda: listener.kinds.count("worker-heartbeat") >= 2)
    worker = listener.state.workers[name]
    assert worker.alive
    assert (worker.sw_ident, worker.sw_ver, worker.active, worker.processed) == ("tidings", "1.2.3", 2, 7)
    assert ours.ask(presence=None)
    wait_until(lambda: listener.kinds[-1] == "worker-offline")
    assert not listener.state.workers[name].alive


def test_it_is_shown_again_after_redis_was_away(queue, redis, stock):
    ours = queue()
    name = ours.ask(presence="three")
    inspect = asking(stock)
    wait_until(inspect.ping)
    redis.restart()
    assert wait_until(lambda: _or_nothing(inspect.ping)) == {name: {"ok": "pong"}}


def _or_nothing(ask):
    try:
        return ask()
    except Exception:  # the connection of before is gone
        return None


class Flower:
    def __init__(self, url, log):
        self.port = free_port()
        options = ["--address=127.0.0.1", f"--port={self.port}", "--inspect_timeout=2000"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-b", url, "flower", *options],
            env=os.environ | {"FLOWER_UNAUTHENTICATED_API": "true"},
            stdout=log,
            stderr=log,
        )

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=seconds(30)) as answer:
            return answer.read().decode()

    def answers(self):
        try:
            return bool(self.get("/healthcheck"))
        except OSError:
            return False

    def end(self):
        self.process.terminate()
        self.process.wait(seconds(30))


@pytest.fixture
def flower(redis, tmp_path):
    with open(tmp_path / "flower.log", "wb") as log:
        started = Flower(redis.url, log)
        try:
            wait_until(started.answers, patience=60)
            yield started
        finally:
            started.end()


def test_flower_shows_it(shown, flower):
    def known():
        workers = json.loads(flower.get("/api/workers?refresh=1"))
        return workers if shown.name in workers else None

    worker = wait_until(known)[shown.name]
    queues = [one["name"] for one in worker["active_queues"]]
    assert queues == ["tidings.email", "tidings.sms", "tidings.push"]
    assert worker["stats"]["total"] == {"tidings.deliver": 7}
    wait_until(lambda: shown.name in flower.get("/workers"))
    assert "tidings.deliver" in flower.get(f"/worker/{shown.name}")
