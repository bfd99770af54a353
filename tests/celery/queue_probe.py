"""The queue of the program, behind the probe in tests/support."""

from lines import Lines


class Queue(Lines):
    """Each method says one command and answers what is said to it."""

    def __init__(self, url, foreign=(), process="probe"):
        super().__init__("tidings_queue_probe")
        self.url = url
        assert self.ask(open={"url": url, "foreign": list(foreign), "process": process}) is True

    def ask(self, **command):
        answer = self.try_to(**command)
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer

    def try_to(self, **command):
        self.say(**command)
        return self.hear()

    def push(self, *tasks):
        assert all(self.ask(push=list(tasks)))

    def take(self, *channels, count=10, lease="15s"):
        return self.ask(take={"channels": list(channels), "max": count, "lease": lease})

    def finish(self):
        if not self.process.stdin.closed:
            _, code = self.end()
            assert code == 0


def task(number, priority="normal", channel="email", **more):
    return {"id": task_id(number), "priority": priority, "channel": channel, **more}


def task_id(number):
    return f"{notification_id(number)}.1"


def notification_id(number):
    return f"018f3c1e-7b2a-7c3d-8e4f-{number:012x}"


def keywords(number, channel="email", **more):
    """The keyword arguments with which a stock producer orders a delivery."""
    return {
        "notification_id": notification_id(number),
        "round": 1,
        "attempt": 1,
        "user": "ann",
        "type": "order.completed",
        "channel": channel,
        "priority": "normal",
        "address": "ann@example.org",
        "content": {"subject": "Grüße 😀", "text": "hello"},
        "good_until": None,
        "traceparent": "",
    } | more
