"""What is known when a run is over: by the clients, the program's interface, and the provider's side."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from server import segment
from traffic import SOURCE

READERS = 12  # connections that events are read over


@dataclass
class Evidence:
    engine: str
    accepted: dict  # event id → traffic.Accepted, by the clients
    events: dict  # event id → the event as the program shows it, or None
    notifications: list  # all that the program lists
    sends: dict  # channel → provider_record.Send, in any order
    happened: list = field(default_factory=list)  # faults.Happened
    attempts: dict = field(default_factory=dict)  # notification id → attempts, as far as they were asked for
    ask: object = None  # notification id → attempts

    def attempts_of(self, notification):
        if notification not in self.attempts:
            self.attempts[notification] = self.ask(notification)
        return self.attempts[notification]

    def ended(self, notification, *outcomes):
        """How many of its attempts ended so."""
        return sum(attempt["outcome"] in outcomes for attempt in self.attempts_of(notification))


def gather(stage, accepted, happened):
    api = stage.system
    with ThreadPoolExecutor(READERS) as pool:
        events = dict(zip(accepted, pool.map(lambda event: read_event(api, event), accepted)))
    return Evidence(
        stage.engine, accepted, events, api.items("/v1/notifications", limit=500), stage.sends(), happened,
        ask=lambda notification: attempts_by_id(api, notification),
    )


def read_event(api, event):
    return read(api, f"/v1/events/{segment(event)}", source=SOURCE)


def attempts_by_id(api, notification):
    """None of a notification that the program does not know."""
    found = read(api, f"/v1/notifications/{notification}")
    return found["attempts"] if found else []


def read(api, path, **query):
    """None for what is not there. A key may ask only so often."""
    while (answer := api.get(path, **query)).status == 429:
        time.sleep(0.05)
    assert answer.status in (200, 404), answer
    return answer.json if answer.status == 200 else None
