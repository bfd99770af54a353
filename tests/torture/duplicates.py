"""Messages that the provider took more than once, and what docs/guarantees.md (G3) has to say about each.

- `unknown`: an attempt on record whose outcome nobody knows, so the message was sent again. It explains a
  message that came after the end of the attempt before it and before its own, and one only.
- `cut off` (embedded engine): the program ended just after the send, before the outcome was on its log. The
  first end that a send meets is no attempt on record, for nobody knows whether it had begun. A provider that
  stands still takes a message when the program that sent it has ended.
- `lease lost` (cluster engine): the worker that sent it could not report (it was killed or stopped, or the
  log was away), and before its lease was collected Redis forgot all leases.
"""

from dataclasses import dataclass, field

from moments import moment
from provider_record import taken_by_key

REPORTED = 2.0  # seconds that an outcome may take to its log when nothing is in its way
ON_ITS_WAY = 2.0  # that a message may take to whoever takes it when nothing is in its way
THE_WAY = ("provider", "smtp network")
HEARD = 0.2  # seconds until whoever goes on again has written down what had come to it
ROUNDED = 0.001  # seconds by which a moment on record may be off
LEASE = 15.0
CALM = 15.0


@dataclass
class Duplicate:
    channel: str
    key: str
    sends: list
    reasons: dict = field(default_factory=dict)  # reason → how many sends it explains

    @property
    def more(self):
        return len(self.sends) - 1

    @property
    def moments(self):
        return [send.at for send in self.sends]

    @property
    def unexplained(self):
        return self.more - sum(self.reasons.values())


def duplicated_sends(evidence):
    found = []
    for channel, sends in evidence.sends.items():
        for key, taken in taken_by_key(sends).items():
            if len(taken) > 1:
                found.append(explained(Duplicate(channel, key, taken), evidence))
    return found


def explained(duplicate, evidence):
    if not evidence.happened:
        return duplicate  # where nothing is in the way nothing is unknown
    windows = unknown_windows(evidence.attempts_of(duplicate.key))
    for first, second in zip(duplicate.sends, duplicate.sends[1:]):
        known = not was_unknown(first, windows, evidence)
        reason = reason_for(first, second.at, evidence) if known else "unknown"
        if reason:
            duplicate.reasons[reason] = duplicate.reasons.get(reason, 0) + 1
    return duplicate


def was_unknown(send, windows, evidence):
    """Whether one of these attempts is about it; no other send is, then."""
    about = [w for w in windows if w[0] <= send.at <= w[1] + delay(w[1], send.at, evidence.happened)]
    if about:
        windows.remove(about[0])
    return bool(about)


def unknown_windows(attempts):
    """Of each attempt whose outcome nobody knows, when its message was sent: after the attempt before it."""
    ended = sorted((moment(a["finished_at"]).timestamp(), a["outcome"]) for a in attempts)
    before = [0.0, *(at for at, _ in ended)]
    return [
        (earlier - ROUNDED, at + ROUNDED)
        for earlier, (at, outcome) in zip(before, ended) if outcome in ("unknown", "poison")
    ]


def delay(since, until, happened):
    """For how long a message that went out by the first moment may have been on its way at the second."""
    return ON_ITS_WAY + held_up(since, until, happened)


def held_up(since, until, happened):
    """For how much of that time it could not come."""
    stood_still = in_the_way([h for h in happened if h.target in THE_WAY], since, until)
    return stood_still + HEARD if stood_still else 0.0


def reason_for(first, second, evidence):
    if evidence.engine == "embedded":
        return "cut off" if cut_off(first.at, second, evidence.happened) else None
    return "lease lost" if lease_lost(first, second, evidence.happened) else None


def cut_off(first, second, happened):
    """Whether the next end of the process came before the outcome can be expected to have been on the log."""
    ends = [h for h in happened if h.target == "embedded" and not h.kind.startswith("stop")]
    if any(end.begun <= first <= end.begun + held_up(end.begun, first, happened) for end in ends):
        return True
    end = min((h for h in ends if h.ended >= first), key=lambda h: h.begun, default=None)
    if end is None:
        return False
    others = [h for h in happened if h.target != "embedded" or h.kind.startswith("stop")]
    return end.begun <= second and end.begun - first <= REPORTED + in_the_way(others, first, end.begun)


def lease_lost(first, second, happened):
    losses = [h for h in happened if h.target == "redis" and h.kind != "stop"]
    return could_not_report(first, happened) and any(
        loss.ended >= first.at and loss.begun <= min(second, collected(first.at, happened)) for loss in losses
    )


def could_not_report(send, happened):
    """Whoever sent it, as long as the provider's answer or the log's was on its way."""
    at, workers = send.at, [h for h in happened if h.target == send.sender]
    logs = [h for h in happened if h.target.startswith("kafka")]
    answers = logs + [h for h in happened if h.target in THE_WAY]
    return any(h.overlaps(at, at + REPORTED) for h in logs) or any(
        h.ended >= at and h.begun - at <= REPORTED + in_the_way(answers, at, h.begun) for h in workers
    )


def collected(at, happened):
    """When the lease of what was sent then has surely been collected: it has ended, and since then notifiers
    and what they need were left alone for long enough to share their partitions and read them to the end."""
    troubles = [h for h in happened if h.target.startswith(("notifier", "kafka", "postgres", "redis"))]
    calm_from = at + LEASE
    for trouble in sorted(troubles, key=lambda h: h.begun):
        if trouble.ended > calm_from and trouble.begun < calm_from + CALM:
            calm_from = trouble.ended
    return calm_from + CALM


def in_the_way(happened, begin, end):
    """For how long any of these lasted between the two moments."""
    total, until = 0.0, begin
    for h in sorted(happened, key=lambda h: h.begun):
        start, stop = max(h.begun, until), min(h.ended, end)
        if stop > start:
            total += stop - start
            until = stop
    return total
