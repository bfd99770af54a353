"""A clock that a test can turn under a running program: libfaketime's, of the Debian package faketime."""

import os
import subprocess
from pathlib import Path

import pytest

from bounds import SLOWNESS

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
# The mark of a module whose programs have one.
TURNED = pytest.mark.skipif(
    SLOWNESS > 1, reason="libfaketime and a sanitizer wait for each other where a program starts"
)
WAITS = Path(__file__).with_name("cnd_timedwait.cpp")


class FalseClock:
    """`env` is for the program. The monotonic clock is left as it is: a step of the time is none of its."""

    def __init__(self, folder, offset="+0s"):
        if not LIBRARY.exists():
            said = "a clock cannot be turned on this machine: `./dev setup test` installs faketime"
            pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)
        self.file = Path(folder) / f"clock-{id(self)}"
        self.turn(offset)
        waits = self.file.with_suffix(".so")
        subprocess.run(["g++", "-std=c++20", "-shared", "-fPIC", "-o", waits, WAITS], check=True)
        self.env = {
            "LD_PRELOAD": f"{waits} {LIBRARY}",
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def turn(self, offset):
        """To what the machine's own clock shows and so much more, `+1h` or `-90s`; at once."""
        unfinished = self.file.with_suffix(".new")
        unfinished.write_text(offset)
        unfinished.rename(self.file)
