"""Ten times what it can carry, for minutes, by clients that never give way: the door refuses what is too
much, what it has taken is delivered, critical events stay fast, memory stays as it is, and afterwards all is
as before.

The provider is slowed, so that its pace is the capacity; it is measured first, and the clients' API key is
given somewhat more than that, so that what waits grows as long as it lasts. What is offered is ten times as
much, a request for each event.
"""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import checks
from bounds import seconds
from campaign import Verdict, standstill, wait_for_rest
from events import completed, failed
from evidence import gather
from gauges import Gauges
from provider_record import by_key, smtp_sends
from traffic import SOURCE, Accepted, Traffic

TIMES = 10
SLOW = 0.2  # seconds that the provider takes for each message
HELD = 4  # messages that are given out for each connection to it, and cannot be overtaken any more
SHARE = 1.25  # of the capacity that the key is given
BACKLOG = 0.05  # of what it was given must wait in the end: what else the machine does changes the capacity
MEASURED = 400  # events by which the capacity is measured
MEMORY_MB = 200  # of any process, at most
CRITICAL_EVERY = 0.4
BASELINE = 12  # critical events before the overload
RECOVERED_WITHIN = 60.0  # once nothing waits any more


class Critical:
    """One critical event after another; how long each takes from its request to its recorded outcomes."""

    def __init__(self, api):
        self.api = api
        self.latencies = []  # (moment of the request, seconds)
        self.accepted = {}
        self.faults = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self.thread.start()
        return self

    def stop(self):
        self.stopping.set()
        self.thread.join(60)

    def between(self, begin, end=float("inf")):
        return sorted(taken for at, taken in self.latencies if begin <= at < end)

    def _run(self):
        number = 0
        while not self.stopping.wait(CRITICAL_EVERY):
            try:
                self._one(f"critical-{number}", f"u{40 + number % 3}")  # whose addresses are good
            except (AssertionError, OSError) as why:
                self.faults.append(f"critical event {number}: {why}"[:600])
            number += 1

    def _one(self, name, user):
        begun, at = time.monotonic(), time.time()
        self.api.send(failed(user, order=name, id=name, source=SOURCE))
        self.accepted[name] = Accepted(user, at)
        self.api.event(name, until="final", source=SOURCE)
        self.latencies.append((at, time.monotonic() - begun))


class Overload:
    def __init__(self, stage, options, progress):
        self.stage = stage
        self.options = options
        self.progress = progress
        self.verdict = Verdict(f"{options.engine} overload", options.seed)
        self.accepted = {}

    def run(self):
        begun = time.monotonic()
        api = self.stage.system
        Traffic(api, 1, 0, users=80).make_users()
        capacity = self._capacity()
        api.key = self._key("boss", "admin")
        clients = self._key("clients", "send", rate_per_second=max(1, int(SHARE * capacity)))
        self._until(lambda: self._knows(clients))
        critical = Critical(api).start()
        self._until(lambda: len(critical.latencies) >= BASELINE or critical.faults)
        assert not critical.faults, critical.faults
        with Gauges(self.stage) as gauges:
            started = time.time()
            summary = self._offer(clients, TIMES * capacity)
            ended = time.time()
            waiting = self._states()["queued"]
        patience = ended + 60 * self.options.minutes
        self._until(lambda: self._states()["queued"] < capacity or time.time() > patience)
        left = self._states()["queued"]
        self.verdict.faults["what_waits_is_worked_off"] = [f"{left} wait"] if left >= capacity else []
        self.verdict.numbers = {"waited_in_the_end": waiting, "worked_off_after_s": time.time() - ended}
        recovered = self._recovered(critical, started, time.time())
        critical.stop()
        rested = wait_for_rest(self.stage.system, self._pause)
        self.verdict.seconds = time.monotonic() - begun
        self._judge(capacity, summary, critical, (started, ended), gauges, recovered, rested)
        return self.verdict

    def _key(self, name, *scopes, **more):
        answer = self.stage.system.post("/v1/api-keys", {"name": name, "scopes": list(scopes), **more})
        assert answer.status == 201, answer
        return answer.json["key"]

    def _knows(self, key):
        """The door follows the catalog, in which the admin has put it."""
        header = {"Authorization": f"Bearer {key}"}
        return self.stage.system.request("PATCH", "/v1/users/u0", {}, header).status == 202

    def _capacity(self):
        """E-mails a second, which every event has one of."""
        now = time.time()
        for first in range(0, MEASURED, 100):
            numbers = range(first, first + 100)
            batch = [
                completed(f"u{n % 40}", order=f"{n}", id=f"measure-{n}", source=SOURCE) for n in numbers
            ]
            self.stage.system.send(batch)
            self.accepted |= {event["id"]: Accepted(event["user"], now) for event in batch}
        rested = wait_for_rest(self.stage.system, self._pause)
        assert not rested, rested
        moments = sorted(s.at for s in smtp_sends(self.stage.provider.record))
        # Without the begin, and without the retries at the end.
        first, last = moments[len(moments) // 10], moments[len(moments) * 8 // 10]
        return len(moments) * 0.7 / (last - first)

    def _offer(self, key, rate):
        out = Path(self.stage.folder) / "offered"
        words = [self._door(), key, rate, 60 * self.options.minutes, "offered-", out]
        generator = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("open_loop.py"), *map(str, words)]
        )
        try:
            self._until(lambda: generator.poll() is not None)
        finally:
            generator.kill()
        assert generator.returncode == 0, generator.returncode
        *ids, summary = out.read_text(encoding="utf-8").splitlines()
        now = time.time()
        self.accepted |= {name: Accepted("", now) for name in ids}
        return json.loads(summary)

    def _door(self):
        return self.stage.system.url.rpartition(":")[2]

    def _states(self):
        return self.stage.system.ledger()["states"]

    def _recovered(self, critical, started, ended):
        """Seconds after the backlog's end until five critical events in a row are as fast as before it."""
        before = critical.between(0, started)
        bound = 2 * before[-1] + seconds(0.05)

        def fast():
            since = [taken for at, taken in critical.latencies if at >= ended]
            return next((n for n in range(len(since) - 4) if max(since[n : n + 5]) <= bound), None)

        self._until(lambda: fast() is not None or time.time() > ended + RECOVERED_WITHIN)
        found = fast()
        if found is None:
            return None
        since = [at for at, _ in critical.latencies if at >= ended]
        return since[found] - ended

    def _until(self, holds):
        while not holds():
            self._pause(0.2)

    def _pause(self, duration):
        if self.progress.due():
            lines = len(smtp_sends(self.stage.provider.record))
            self.progress.say(f"{lines:,} e-mails sent")
        time.sleep(duration)

    def _judge(self, capacity, summary, critical, span, gauges, recovered, rested):
        before, during = critical.between(0, span[0]), critical.between(*span)
        statuses = {int(s) if s.isdigit() else s: n for s, n in summary["statuses"].items()}
        faults = self.verdict.faults
        faults["it_comes_to_rest"] = rested
        faults["the_door_says_202_or_when_to_come_again"] = [
            f"{count} times {status}" for status, count in statuses.items() if status not in (202, 429, 503)
        ] + [f"no Retry-After: {head}" for head in summary["odd"]]
        waiting = self.verdict.numbers["waited_in_the_end"]
        faults["it_was_an_overload"] = too_little(summary, statuses, waiting)
        faults["critical_events_are_taken_and_delivered"] = critical.faults
        faults["critical_events_stay_fast"] = too_slow(before, during)
        faults["all_is_as_before_within_a_minute"] = (
            [] if recovered is not None else [f"not within {RECOVERED_WITHIN:.0f} s"]
        )
        faults["memory_is_bounded_and_flat"] = [f for f in gauges.rises() if "memory" in f] + (
            [f"{gauges.peak('memory MB'):.0f} MB"] if gauges.peak("memory MB") > MEMORY_MB else []
        )
        evidence = gather(self.stage, self.accepted | critical.accepted, [])
        faults |= checks.judged(evidence)
        taken = by_key(evidence.sends["email"])
        self.verdict.numbers |= {
            "capacity_a_second": capacity, "offered": summary["offered"], "late_requests": summary["late"],
            **{f"{s}": n for s, n in statuses.items()},
            "accepted": len(evidence.accepted), "delivered_by_email": len(taken),
            "critical_ms_before_p50": middle(before), "critical_ms_before_max": before[-1] * 1000,
            "critical_ms_during_p50": middle(during), "critical_ms_during_p99": late_one(during) * 1000,
            "recovered_after_s": recovered or 0.0, "memory_mb_at_most": gauges.peak("memory MB"),
            "standstill": standstill(evidence.sends["email"]),
        }


def too_little(summary, statuses, waiting):
    faults = []
    if waiting < BACKLOG * statuses.get(202, 0):
        faults.append(f"{waiting} waited when it ended")
    if statuses.get(202, 0) * 5 > summary["offered"]:
        faults.append(f"{statuses.get(202, 0)} of {summary['offered']} were accepted")
    if summary["late"] * 20 > summary["offered"]:
        faults.append(f"{summary['late']} of {summary['offered']} requests went out late")
    return faults


def too_slow(before, during):
    bound = 3 * before[-1] + HELD * SLOW + seconds(0.5)
    return [f"p99 {late_one(during):.3f} s, the bound is {bound:.3f} s"] if late_one(during) > bound else []


def middle(latencies):
    return latencies[len(latencies) // 2] * 1000 if latencies else 0.0


def late_one(latencies):
    """The 99th of a hundred."""
    return latencies[min(len(latencies) - 1, int(len(latencies) * 0.99))] if latencies else float("inf")
