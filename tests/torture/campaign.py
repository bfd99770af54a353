"""A run from its beginning to its verdict: load, faults, rest, evidence, checks."""

import time
from collections import Counter
from dataclasses import dataclass, field

import checks
import outage
import plan
from duplicates import duplicated_sends
from evidence import gather
from faults import Faults
from judged_vitals import grown, sample
from provider_record import count_lines
from server import check_log_lines
from traffic import Traffic

WARM_UP = 3.0  # seconds of load alone, before the faults and after them
EVERY = 0.1  # seconds between looks at what goes on
STUCK = 120.0  # seconds without any change, after which nothing is waited for any more
LIMIT = 120  # e-mails a second: more than come, fewer than wait after each standstill
LOADED = 0.2  # of the rate that was asked for, the rest included
EXPECTED_LINES = [
    *outage.EXPECTED,
    'message="a thread does not return; ending without it"',  # for which odd_endings wants a reason
    r'message="the ledger does not balance" fault="\d+ notifications are (overdue|queued without a task)',
]


def wait_for_rest(system, pause):
    """Until nothing waits any more; as long as anything changes there is hope. What is wrong, if not."""
    last, changed = None, time.monotonic()
    while time.monotonic() < changed + STUCK:
        ledger = system.ledger()
        states = ledger["states"]
        if ledger["lag"] == 0 and states["scheduled"] == states["queued"] == 0:
            return []
        if (ledger["lag"], states) != last:
            last, changed = (ledger["lag"], states), time.monotonic()
        pause(0.3)
    return [f"for {STUCK:.0f} s nothing has changed: {ledger}"]


@dataclass
class Options:
    engine: str
    kills: int
    seed: int = 1
    minutes: float = 60.0
    pace: float = 2.5  # seconds between faults, on average
    rate: float = 80.0  # events a second


@dataclass
class Verdict:
    engine: str
    seed: int
    seconds: float = 0.0
    kills: int = 0
    happened: dict = field(default_factory=dict)
    numbers: dict = field(default_factory=dict)
    duplicates: dict = field(default_factory=dict)  # reason → sends
    faults: dict = field(default_factory=dict)  # check → sentences

    @property
    def good(self):
        return not any(self.faults.values())


class Campaign:
    kind = ""

    def __init__(self, stage, options, progress):
        self.stage = stage
        self.options = options
        self.progress = progress
        self.verdict = Verdict(f"{options.engine} {self.kind}".strip(), options.seed)
        self.traffic = Traffic(stage.system, options.rate, options.seed)
        self.faults = Faults(stage, stage.folder / "faults.jsonl")
        self.counted = {}  # file → how far its lines were counted
        self.sent = 0

    def run(self):
        try:
            return self._run()
        finally:
            self.faults.close()

    def _run(self):
        begun = time.monotonic()
        self.deadline = begun + 60 * self.options.minutes
        self.traffic.make_users().start()
        self._pause(WARM_UP)
        before = sample(self.stage)
        self._torture()
        rested = self._heal_and_rest(before)
        self.verdict.seconds = time.monotonic() - begun
        self._judge(rested)
        return self.verdict

    def _torture(self):
        drawn = plan.faults(
            plan.table_for(
                list(self.stage.victims), [f"{n} network" for n in self.stage.networks],
                list(self.stage.servers),
            ),
            self.options.seed, self.options.pace,
        )
        for fault in drawn:
            self._pause(fault.after)
            if self.faults.kills >= self.options.kills or time.monotonic() > self.deadline:
                return
            self.faults.begin(fault)

    def _heal_and_rest(self, before):
        self.faults.settle()
        self.stage.heal()
        self.stage.wait_for_parts()
        self._pause(WARM_UP)
        stuck = self.traffic.stop()
        stuck += wait_for_rest(self.stage.system, self._pause)
        self.verdict.faults["memory_files_and_threads_stay"] = grown(before, sample(self.stage))
        return stuck

    def _pause(self, seconds):
        until = time.monotonic() + seconds
        while True:
            self.stage.look()
            self._show()
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(EVERY, left))

    def _show(self):
        if not self.progress.due():
            return
        for path in self.stage.records():
            more, self.counted[path] = count_lines(path, self.counted.get(path, 0))
            self.sent += more
        self.progress.say(
            f"{self.faults.kills} of {self.options.kills} kills, {len(self.traffic.accepted):,} accepted, "
            f"{self.sent:,} sends, at most {max(0, self.deadline - time.monotonic()):.0f} s left"
        )

    def _judge(self, rested):
        verdict, stage = self.verdict, self.stage
        verdict.faults["it_comes_to_rest"] = rested
        verdict.faults["the_ledger_balances"] = asserted(stage.system.check_ledger)
        evidence = gather(stage, self.traffic.accepted, self.faults.happened)
        self.evidence = evidence
        verdict.faults |= checks.judged(evidence, (*checks.ALL, checks.limit_holds(LIMIT)))
        verdict.faults["clients_see_only_what_is_documented"] = self.traffic.unexpected
        victims = stage.victims.values()
        endings = [end for victim in victims for end in victim.endings]
        verdict.faults["processes_end_as_they_should"] = [
            fault for victim in victims for fault in victim.faults
        ] + checks.odd_endings(endings, self.faults.happened)
        verdict.faults["faults_can_be_done_and_healed"] = self.faults.failed
        verdict.faults["logs_say_nothing_unexpected"] = [
            fault for name, text in stage.logs().items() for fault in odd_lines(name, text)
        ]
        verdict.faults["it_was_what_was_asked_for"] = self._missing(len(evidence.accepted))
        verdict.kills = self.faults.kills
        verdict.happened = dict(sorted(self.faults.counted().items()))
        verdict.duplicates = counted_reasons(duplicated_sends(evidence))
        verdict.numbers |= self._numbers(evidence)

    def _missing(self, accepted):
        """Of kills and of load."""
        options, faults = self.options, []
        if not self.kind and self.faults.kills < options.kills:
            faults.append(f"{self.faults.kills} of {options.kills} kills in {options.minutes:.0f} minutes")
        if not self.kind and accepted < LOADED * options.rate * self.verdict.seconds:
            faults.append(f"{accepted} events accepted in {self.verdict.seconds:.0f} s")
        return faults

    def _numbers(self, evidence):
        states = Counter(n["state"] for n in evidence.notifications)
        checked = self.verdict.faults
        return {
            "accepted": len(evidence.accepted),
            "repeated": self.traffic.repeated,
            "refused": self.traffic.refused,
            "unanswered": self.traffic.unanswered,
            "notifications": len(evidence.notifications),
            **states,
            "sends": sum(len(s) for s in evidence.sends.values()),
            "lost": sum(
                len(checked[name])
                for name in ("every_accepted_event_is_decided", "every_decision_to_send_has_its_notification",
                             "every_notification_is_settled", "what_is_delivered_was_taken_by_the_provider")
            ),
            "given_up": sum(n["reason"] in checks.GIVEN_UP for n in evidence.notifications),
            "duplicate_records": len(checked["no_notification_is_there_twice"]),
            "most_emails_in_a_second": busiest(evidence.sends["email"]),
            "standstill": standstill([send for sends in evidence.sends.values() for send in sends]),
        }


def counted_reasons(duplicates):
    found = Counter()
    for duplicate in duplicates:
        found.update(duplicate.reasons)
        found["unexplained"] += duplicate.unexplained
    return dict(found)


def standstill(sends):
    """The longest time in which nobody's message was sent, in seconds."""
    moments = sorted(send.at for send in sends)
    return max((b - a for a, b in zip(moments, moments[1:])), default=0.0)


def busiest(sends):
    """The most messages within any second."""
    moments = sorted(send.at for send in sends)
    first = most = 0
    for last, at in enumerate(moments):
        while moments[first] <= at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def asserted(check):
    try:
        check()
    except AssertionError as fault:
        return [str(fault)]
    return []


def odd_lines(name, text):
    """Lines that are no log lines, and errors that no fault explains. A kill may cut a line off."""
    found = []
    for line in text.splitlines():
        fault = asserted(lambda line=line: check_log_lines(line, EXPECTED_LINES))
        found += [f"{name}: {line[:500]}"] if fault else []
    return found
