"""The two that are asked for the same: Jinja2 in this process, under a guard, and ours behind the probe."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "tools"))

from jinja_reference import failure_of, result_of  # noqa: E402

SECONDS = 2
MEMORY_BYTES = 3 << 30


class TooLong(BaseException):
    """No template's error: filters of Jinja2 catch those."""


def guard_memory():
    """Lets what takes too much memory be a MemoryError, in this process and those it starts."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, resource.RLIM_INFINITY))


def _give_up(signal_number, frame):
    raise TooLong


def of_jinja2(case):
    """What Jinja2 gives; {"none": reason} where it comes to no end."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        return result_of(case, case["context"], runtime_lines=True)
    except TooLong:
        return {"none": "time"}
    except MemoryError:
        return {"none": "memory"}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Probe:
    """The program's own engine as a process that answers a line with a line."""

    def __init__(self):
        folder = Path(os.environ.get("TIDINGS_BIN", ROOT / "build/release/tidings")).parent / "probes"
        self.process = subprocess.Popen(
            [folder / "tidings_jinja_probe"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def of_ours(self, case):
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the probe died of this case: {json.dumps(case)}")
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


__all__ = ["Probe", "failure_of", "guard_memory", "of_jinja2"]
