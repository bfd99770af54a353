"""What a process or a server uses, sampled while it runs."""

import http.client
import re
import threading
import time
from collections import defaultdict

from trend import risen
from vitals import vitals_of

EVERY = 1.0  # seconds
OLDEST = re.compile(r"^tidings_queue_oldest_seconds\{[^}]*\} (\S+)$", re.MULTILINE)
# Name's end → by how much it may rise. SQLite's log stays at 64 MB once it has been as long.
ALLOWED = {"memory MB": 25.0, "files": 8.0, "threads": 2.0, "write-ahead log MB": 70.0, "oldest task s": 3.0}


SEEN = 0.5  # of the looks, at least


class Gauges:
    def __init__(self, stage):
        self.stage = stage
        self.samples = defaultdict(list)  # name → (seconds, value)
        self.looks = 0
        self.failed = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.begun = time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join(60)

    def peak(self, end):
        """The highest value of those whose name ends so."""
        return max((v for n, s in self.samples.items() if n.endswith(end) for _, v in s), default=0.0)

    def rises(self):
        return self.failed + self._missing() + [
            fault for name, samples in self.samples.items() for end, allowed in ALLOWED.items()
            if name.endswith(end) for fault in risen(name, samples, allowed)
        ]

    def _missing(self):
        """What was looked at too seldom to say anything about it."""
        return [
            f"{end}: {seen} looks in {self.looks}" for end in ALLOWED
            if (seen := max((len(s) for n, s in self.samples.items() if n.endswith(end)), default=0))
            < SEEN * self.looks
        ]

    def _run(self):
        try:
            while not self.stopping.wait(EVERY):
                at = time.monotonic() - self.begun
                self.looks += 1
                for name, value in self._look():
                    self.samples[name].append((at, value))
        except Exception as why:  # or what is not looked at would be flat
            self.failed.append(f"nobody looked any more: {why!r}")

    def _look(self):
        for name, process in self.stage.processes().items():
            if vitals := vitals_of(process):
                yield f"{name} memory MB", vitals.memory_mb
                yield f"{name} files", vitals.files
                yield f"{name} threads", vitals.threads
        yield "write-ahead log MB", self.stage.write_ahead_log() / 2**20
        try:
            metrics = self.stage.metrics()
        except (OSError, http.client.HTTPException):
            return  # the next look will have them
        yield "oldest task s", max((float(value) for value in OLDEST.findall(metrics)), default=0.0)
