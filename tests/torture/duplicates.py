"""Messages that the provider took more than once, and what docs/guarantees.md (G3) has to say about each.

- `unknown`: an attempt on record whose outcome nobody knows, so the message was sent again.
- `cut off` (embedded engine): the program ended just after the send, before the outcome was on its log. The
  first end that a send meets is no attempt on record, for nobody knows whether it had begun.
- `lease lost` (cluster engine): whoever sent it could not report (it was killed or stopped, or the log was
  away), and before its lease was collected Redis forgot all leases.
"""

from dataclasses import dataclass, field

from provider_record import by_key

REPORTED = 2.0  # seconds that an outcome may take to its log when nothing is in its way
LEASE = 15.0
CALM = 15.0


@dataclass
class Duplicate:
    channel: str
    key: str
    moments: list
    reasons: dict = field(default_factory=dict)  # reason → how many sends it explains

    @property
    def more(self):
        return len(self.moments) - 1

    @property
    def unexplained(self):
        return self.more - sum(self.reasons.values())


def duplicated_sends(evidence):
    found = []
    for channel, sends in evidence.sends.items():
        for key, moments in by_key(sends).items():
            if len(moments) > 1:
                found.append(explained(Duplicate(channel, key, moments), evidence))
    return found


def explained(duplicate, evidence):
    unknown = min(duplicate.more, evidence.unknown_attempts(duplicate.key))
    if unknown:
        duplicate.reasons["unknown"] = unknown
    for first, second in zip(duplicate.moments, duplicate.moments[1:]):
        if not duplicate.unexplained:
            break
        reason = reason_for(first, second, evidence)
        if reason:
            duplicate.reasons[reason] = duplicate.reasons.get(reason, 0) + 1
    return duplicate


def reason_for(first, second, evidence):
    if evidence.engine == "embedded":
        return "cut off" if cut_off(first, second, evidence.happened) else None
    return "lease lost" if lease_lost(first, second, evidence.happened) else None


def cut_off(first, second, happened):
    """Whether the next end of the process came before the outcome can be expected to have been on the log."""
    ends = [h for h in happened if h.target == "embedded" and not h.kind.startswith("stop")]
    end = min((h for h in ends if h.ended >= first), key=lambda h: h.begun, default=None)
    if end is None:
        return False
    others = [h for h in happened if h.target != "embedded" or h.kind.startswith("stop")]
    return end.begun <= second and end.begun - first <= REPORTED + in_the_way(others, first, end.begun)


def lease_lost(first, second, happened):
    losses = [h for h in happened if h.target == "redis" and h.kind != "stop"]
    return could_not_report(first, happened) and any(
        loss.ended >= first and loss.begun <= min(second, collected(first, happened)) for loss in losses
    )


def could_not_report(at, happened):
    """Whoever sent something then."""
    workers = [h for h in happened if h.target.startswith("worker")]
    logs = [h for h in happened if h.target.startswith("kafka")]
    return any(h.overlaps(at, at + REPORTED) for h in logs) or any(
        h.ended >= at and h.begun - at <= REPORTED + in_the_way(logs, at, h.begun) for h in workers
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
