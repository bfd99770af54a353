"""What a careful client does all the time: sends events and repeats what was not answered with 202; now and
then it repeats what was accepted, cancels what is due a little later, and changes somebody's profile."""

import http.client
import itertools
import random
import threading
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from events import completed, failed, registered

SOURCE = "torture"
CHANNELS = ("email", "sms", "push")
BATCH = 10  # events of one request, on average
REMEMBERED = 500  # events that may be repeated
PAUSE = 0.05  # between the tries of a client that was not served
CANCELLED_BY_THEN = timedelta(seconds=3)
KINDS = {completed: ({}, {"priority": "low"}), failed: ({},), registered: ({}, {"priority": "high"})}


@dataclass
class Accepted:
    user: str
    at: float  # when its 202 came
    cancelled_at: float | None = None  # when a cancel of all of it was answered
    cancel_asked: bool = False  # whether or not anybody answered


class Traffic:
    """`rate` events a second from `threads` clients, as long as the door is open. Each waits for its answers,
    so what a closed door held up is not made up for."""

    def __init__(self, api, rate, seed, users=60, threads=3):
        self.api = api
        self.users = users
        self.accepted = {}  # event id → Accepted
        self.unexpected = []  # answers that no client should see
        self.refused = 0  # 429 and 503
        self.unanswered = 0
        self.repeated = 0
        self.numbers = itertools.count()
        self.recent = deque(maxlen=REMEMBERED)
        self.to_cancel = deque()
        self.stopping = threading.Event()
        every = BATCH * threads / rate
        self.threads = [
            threading.Thread(target=self._run, args=(random.Random(f"{seed}-{n}"), every), daemon=True)
            for n in range(threads)
        ]

    def make_users(self):
        for number in range(self.users):
            self.api.user(name_of(number), **profile_of(number))
        return self

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def stop(self, patience=120):
        """What is on its way is sent until it is accepted, so no answer stays open."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(patience)
        return [f"a client got no 202 within {patience} s" for t in self.threads if t.is_alive()]

    def _run(self, chance, every):
        try:
            while not self.stopping.is_set():
                begun = time.monotonic()
                self._something(chance)
                self.stopping.wait(max(0.0, begun + every * chance.uniform(0.5, 1.5) - time.monotonic()))
        except Exception as why:  # or its load would be missing, and nobody know
            self.unexpected.append(f"a client gave up: {why!r}")

    def _something(self, chance):
        dice = chance.random()
        if dice < 0.08 and self.recent:
            self._repeat(chance)
        elif dice < 0.16:
            self._cancel(chance)
        elif dice < 0.20:
            self._change_a_profile(chance)
        else:
            self._send([self._event(chance) for _ in range(chance.randint(1, 2 * BATCH - 1))])

    def _event(self, chance, **more):
        number = next(self.numbers)
        make = chance.choice(list(KINDS))
        user = chance.randrange(self.users)
        words = {"id": f"e{number}", "source": SOURCE, **chance.choice(KINDS[make]), **more}
        if make is registered:
            return make(name_of(user), email=profile_of(user)["email"], **words)
        return make(name_of(user), order=f"{number}", **words)

    def _send(self, batch):
        while not (answer := self._ask("POST", "/v1/events", batch)) or answer.status != 202:
            time.sleep(PAUSE)
        now = time.time()
        for event in batch:
            self.accepted.setdefault(event["id"], Accepted(event["user"], now))
        self.recent.extend(batch)

    def _repeat(self, chance):
        batch = chance.choices(list(self.recent), k=BATCH)
        self.repeated += len(batch)
        self._send(list({event["id"]: event for event in batch}.values()))

    def _cancel(self, chance):
        """One that was sent seconds ago: some are decided by then, some under way or gone. Now and then one
        that was sent just now, and may not have been decided yet."""
        moment = datetime.now(timezone.utc) + CANCELLED_BY_THEN
        event = self._event(chance, send_at=moment.isoformat())
        self._send([event])
        self.to_cancel.append(event["id"])
        if chance.random() < 0.3:
            name = self.to_cancel.pop()
        elif len(self.to_cancel) > 1:
            name = self.to_cancel.popleft()
        else:
            return
        path = f"/v1/events/{name}/cancel?source={SOURCE}"
        self.accepted[name].cancel_asked = True
        answer = self._ask("POST", path, None, also=(404, 409))
        if answer and answer.status == 200:
            self.accepted[name].cancelled_at = time.time()

    def _change_a_profile(self, chance):
        number = chance.randrange(self.users)
        change = {"locale": chance.choice(["en", "ru"])}
        self._ask("PATCH", f"/v1/users/{name_of(number)}", change)

    def _ask(self, method, path, body, also=()):
        """The answer, or nothing where there was none to be had."""
        try:
            answer = self.api.request(method, path, body, timeout=30)
        except (OSError, http.client.HTTPException):
            self.unanswered += 1
            return None
        if answer.status in (429, 503):
            self.refused += 1
            if "Retry-After" not in answer.headers:
                self.unexpected.append(f"{answer.status} without Retry-After for {method} {path}")
            return None
        if answer.status not in (200, 202, *also):
            self.unexpected.append(f"{answer.status} for {method} {path}: {answer.body[:300]!r}")
            return None
        return answer


def name_of(number):
    return f"u{number}"


def profile_of(number):
    tag = ("", "", "", "+retry1", "", "", "", "+reject")[number % 8]
    return {
        "email": f"u{number}{tag}@example.org",
        "phone": f"+49151{number:08}",
        "push_tokens": [f"t{number}"],
    }
