"""What must hold when a run is over. A check answers a sentence for each case in which it does not."""

from collections import Counter

from duplicates import delay, duplicated_sends, reason_for
from moments import moment
from provider_record import by_key, taken_by_key
from traffic import CHANNELS

SETTLED = {"sent", "delivered", "failed", "cancelled", "expired", "suppressed"}
UNASKED = {"expired", "suppressed"}
REFUSED = "+reject@"  # in an address: the provider refuses it
GIVEN_UP = ("attempts_exhausted", "poison")
TRIES = 9  # one, and a retry after each of the delays in stages.py
# How many attempts of a poisonous one are on record: five whose end nobody reported, but for the first, which
# is on none where it may not have begun (G3).
ENDS = 4
# Messages that may reach the provider late, and so close to later ones: one on each connection of a worker.
ON_THE_WAY = 16
DRAIN = 10.0  # seconds that a drain may take


def every_accepted_event_is_decided(evidence):
    lost = [event for event in evidence.accepted if not evidence.events.get(event)]
    undecided = [
        name for name, event in evidence.events.items()
        if event and {d["channel"] for d in event["decisions"]} != set(CHANNELS)
    ]
    return [f"event {e} was accepted and is not in the store" for e in lost] + [
        f"event {e} has not been decided for each channel" for e in undecided
    ]


def every_decision_is_to_send(evidence):
    """Everybody has an address for each channel and has switched nothing off."""
    return [
        f"event {name} was not to be sent by {decision['channel']}: {decision['reason']}"
        for name, event in evidence.events.items() if event and not evidence.accepted[name].cancel_asked
        for decision in event["decisions"] if decision["result"] != "send"
    ]


def every_decision_to_send_has_its_notification(evidence):
    faults = []
    for name, event in evidence.events.items():
        if not event:
            continue
        wanted = sorted(d["channel"] for d in event["decisions"] if d["result"] == "send")
        found = sorted(n["channel"] for n in event["notifications"])
        if wanted != found:
            faults.append(f"event {name} was to be sent by {wanted}, and has notifications for {found}")
    return faults


def every_notification_is_settled(evidence):
    return [
        f"notification {n['id']} of event {n['event_id']} is still {n['state']}"
        for n in evidence.notifications if n["state"] not in SETTLED
    ]


def nothing_ends_unasked(evidence):
    """Nothing here expires, nobody's wishes change, and what is cancelled somebody has cancelled."""
    asked = {name for name, accepted in evidence.accepted.items() if accepted.cancel_asked}
    return [
        f"notification {n['id']} of event {n['event_id']} is {n['state']} ({n['reason']})"
        for n in evidence.notifications
        if n["state"] in UNASKED or (n["state"] == "cancelled" and n["event_id"] not in asked)
    ]


def no_notification_is_there_twice(evidence):
    names = Counter((n["source"], n["event_id"], n["user"], n["channel"]) for n in evidence.notifications)
    return [f"{name} is there {count} times" for name, count in names.items() if count > 1]


def no_notification_is_of_an_event_nobody_sent(evidence):
    return [
        f"notification {n['id']} is of event {n['event_id']}, which no client has seen accepted"
        for n in evidence.notifications if n["event_id"] not in evidence.accepted
    ]


def what_is_delivered_was_taken_by_the_provider(evidence):
    taken = {channel: by_key(sends) for channel, sends in evidence.sends.items()}
    return [
        f"notification {n['id']} ({n['channel']}) is {n['state']}, and its provider never took it"
        for n in evidence.notifications
        if n["state"] in ("sent", "delivered") and n["id"] not in taken[n["channel"]]
    ]


def the_provider_took_only_what_there_is(evidence):
    known = {(n["channel"], n["id"]) for n in evidence.notifications}
    return [
        f"the provider took {send.key} by {channel}, which is no notification"
        for channel, sends in evidence.sends.items() for send in sends if (channel, send.key) not in known
    ]


def each_message_goes_to_its_own_address(evidence):
    addresses = {(n["channel"], n["id"]): n["address"] for n in evidence.notifications}
    return [
        f"notification {send.key} ({channel}) is for {addresses[channel, send.key]}, and went to {send.to}"
        for channel, sends in evidence.sends.items() for send in sends
        if send.to != addresses.get((channel, send.key), send.to)
    ]


def what_the_provider_took_is_delivered_or_was_unknown(evidence):
    """A message that was taken although its notification ended otherwise: its outcome never came back."""
    faults = []
    taken = {channel: taken_by_key(sends) for channel, sends in evidence.sends.items()}
    for n in evidence.notifications:
        sends = taken[n["channel"]].get(n["id"], [])
        if not sends or n["state"] in ("sent", "delivered"):
            continue
        if not evidence.ended(n["id"], "unknown") and not was_cancelled_unsent(n, sends, evidence):
            faults.append(f"notification {n['id']} is {n['state']}, but its provider took it")
    return faults


def was_cancelled_unsent(notification, sends, evidence):
    """As far as anybody could know: what would explain a second message explains that there is no attempt."""
    if notification["state"] != "cancelled":
        return False
    at = moment(notification["updated_at"]).timestamp()
    return all(reason_for(send, at, evidence) for send in sends)


def what_failed_was_refused_or_tried_in_vain(evidence):
    return [
        f"notification {n['id']} to {n['address']} failed ({n['reason']})"
        for n in evidence.notifications
        if n["state"] == "failed" and REFUSED not in n["address"] and not was_tried_in_vain(n, evidence)
    ]


def was_tried_in_vain(notification, evidence):
    name, reason = notification["id"], notification["reason"]
    if reason == "attempts_exhausted":
        return evidence.ended(name, "retry", "unknown") >= TRIES
    return reason == "poison" and evidence.ended(name, "unknown", "poison") >= ENDS


def nothing_is_sent_after_its_cancel(evidence):
    """That was answered with 200: none was leased by then. An e-mail may have been on its way."""
    faults = []
    taken = {channel: by_key(sends) for channel, sends in evidence.sends.items()}
    for n in evidence.notifications:
        accepted = evidence.accepted.get(n["event_id"])
        cancelled = accepted.cancelled_at if accepted else None
        for at in taken[n["channel"]].get(n["id"], []) if cancelled else []:
            late = delay(cancelled, at, evidence.happened) if n["channel"] == "email" else 0.0
            if at > cancelled + late:
                faults.append(f"notification {n['id']} was sent {at - cancelled:.3f} s after its cancel")
    return faults


def every_send_more_is_explained(evidence):
    return [
        f"notification {d.key} ({d.channel}) was sent at {d.moments}: nothing explains {d.unexplained} of it"
        for d in duplicated_sends(evidence) if d.unexplained
    ]


def limit_holds(limit):
    """Of e-mails in any second, by the provider's clock."""

    def no_second_sees_more_than_the_limit(evidence):
        moments = sorted(send.at for send in evidence.sends["email"])
        faults = []
        for first, at in enumerate(moments):
            beyond = first + limit + ON_THE_WAY
            if beyond < len(moments) and moments[beyond] < at + 1:
                faults.append(f"more than {limit} + {ON_THE_WAY} e-mails within the second from {at:.3f}")
        return faults

    return no_second_sees_more_than_the_limit


def odd_endings(endings, happened):
    """Of those that SIGTERM began and that were no clean ones. Where a drain has had its time and a thread
    still waits for Kafka, as an append may for ten seconds, the program ends without it, with 1."""
    away = [h for h in happened if h.target.startswith("kafka")]
    return [
        f"SIGTERM ended {end.name} with {end.code} after {end.ended - end.begun:.1f} s" for end in endings
        if end.code != 1 or end.ended - end.begun < DRAIN
        or not any(h.overlaps(end.begun, end.ended) for h in away)
    ]


ALL = (
    every_accepted_event_is_decided,
    every_decision_is_to_send,
    every_decision_to_send_has_its_notification,
    every_notification_is_settled,
    nothing_ends_unasked,
    no_notification_is_there_twice,
    no_notification_is_of_an_event_nobody_sent,
    what_is_delivered_was_taken_by_the_provider,
    the_provider_took_only_what_there_is,
    each_message_goes_to_its_own_address,
    what_the_provider_took_is_delivered_or_was_unknown,
    what_failed_was_refused_or_tried_in_vain,
    nothing_is_sent_after_its_cancel,
    every_send_more_is_explained,
)


def judged(evidence, checks=ALL):
    """check's name → the sentences."""
    return {check.__name__: check(evidence) for check in checks}
