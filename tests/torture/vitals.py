"""Memory, files and threads of a process."""

import os
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Vitals:
    memory_mb: float
    files: int
    threads: int


def vitals_of(process):
    """Of the process with this id; None where it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
        files = len(os.listdir(f"/proc/{process}/fd"))
    except OSError:
        return None
    memory = re.search(r"VmRSS:\s+(\d+)", status)
    threads = re.search(r"Threads:\s+(\d+)", status)
    if not memory or not threads:  # it has just ended
        return None
    return Vitals(int(memory.group(1)) / 1024, files, int(threads.group(1)))
