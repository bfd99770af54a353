"""The C++ ends of tests in Python, as objects: one line of JSON in, lines of JSON out."""

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
