"""The C++ ends of these tests, as objects: one line of JSON in, lines of JSON out."""

import json
import os
import queue
import subprocess
import threading
from pathlib import Path

from bounds import seconds

ANSWER_SECONDS = seconds(30)


def program(name):
    built = Path(os.environ.get("TIDINGS_BIN", Path(__file__).parents[2] / "build/release/tidings")).parent
    return built / "probes" / name


class Lines:
    """A process that is spoken to in lines of JSON."""

    def __init__(self, name):
        self.process = subprocess.Popen([program(name)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.answers = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.answers.put(json.loads(line))
        self.answers.put(None)

    def say(self, **line):
        self.process.stdin.write(json.dumps(line).encode() + b"\n")
        self.process.stdin.flush()

    def hear(self):
        answer = self.answers.get(timeout=ANSWER_SECONDS)
        assert answer is not None, f"the probe ended with {self.process.wait()}"
        return answer

    def end(self):
        """Closes its input; answers what it said last, and how it exited."""
        self.process.stdin.close()
        last = []
        while (answer := self.answers.get(timeout=ANSWER_SECONDS)) is not None:
            last.append(answer)
        return last, self.process.wait(timeout=ANSWER_SECONDS)


class Provider(Lines):
    """One provider with a clock that stands still until `advance`."""

    # A call that waited for a peer would last until the timeout, ten real seconds or more.
    LONGEST_CALL_MS = 1000 * seconds(1)

    def __init__(self, kind, **settings):
        super().__init__("tidings_provider_probe")
        self.say(make=kind, settings={key: str(value) for key, value in settings.items()})
        self.made = self.hear()

    def begin(self, *recipients, content=None, **more):
        more["content"] = content or {"subject": "Hello", "text": "Hi there"}
        self.say(begin=[{"tag": tag, "to": to} | more for tag, to in enumerate(recipients, 1)])

    def advance(self, by):
        self.say(advance=by)

    def state(self):
        self.say(state=True)
        return self.hear()

    def reports(self, count):
        heard = sorted((self.hear() for _ in range(count)), key=lambda report: report["tag"])
        assert len({report["tag"] for report in heard}) == count
        return heard

    def send(self, to="ann@example.org", content=None):
        self.begin(to, content=content)
        return self.reports(1)[0]

    def finish(self):
        """Ends it, and checks that nothing was reported twice and that no call waited."""
        if self.process.stdin.closed:
            return
        last, code = self.end()
        assert code == 0
        assert [list(line) for line in last] == [["longest_call_ms"]], last
        assert last[0]["longest_call_ms"] < self.LONGEST_CALL_MS
