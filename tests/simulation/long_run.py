"""Simulates until so many messages were delivered, shared out among the engines.

long_run.py PROGRAM [--engines E…] --deliveries N [--from SEED] [--jobs N] [--publish]

The seeds are ones that nobody has tried, unless told where to begin. --publish writes the page of results.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from machine import model  # noqa: E402

PAGE = ROOT / "bench/results/simulation.md"
SUMMARY = re.compile(
    r"(?P<failed>\d+) of (?P<seeds>\d+) seeds failed; (?P<accepted>\d+) events accepted, "
    r"(?P<sent>\d+) sent, (?P<delivered>\d+) delivered, (?P<troubles>\d+) troubles, "
    r"(?P<deaths>\d+) deaths, in (?P<seconds>[\d.]+) s"
)

TEXT = """# Simulation

Written by `./dev simulate --deliveries {deliveries} --publish` on {day}, {cores} cores ({model}).

The services as they are, over simulated servers and under a virtual clock, with crashes, lost and late
answers, outages, full disks, moving partitions and jumping clocks drawn from each seed; after each run
checkers hold what is left against the guarantees. What that means is in
[tests/simulation](../../tests/simulation/README.md).

{table}
{verdict}
"""
ROWS = {
    "seeds": "seeds",
    "accepted": "events accepted",
    "sent": "tries that reached a provider",
    "delivered": "delivered",
    "troubles": "troubles",
    "deaths": "of them deaths of a process",
    "failed": "**seeds with a violation**",
    "seconds": "seconds",
}


def main():
    words = arguments()
    begin = words.first or int(time.time()) * 1000
    done = {engine: run(words, engine, begin) for engine in words.engines}
    if words.publish:
        PAGE.write_text(page(words, done, begin), encoding="utf-8")
        print(PAGE)
    return 1 if any(counts["failed"] for counts in done.values()) else 0


def run(words, engine, begin):
    print(f"==> {engine}", flush=True)
    command = [words.program, "--engine", engine, "--seed", str(begin), "--jobs", str(words.jobs),
               "--deliveries", str(words.deliveries // len(words.engines))]  # fmt: skip
    line = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout:
            print(line, end="", flush=True)
    counts = SUMMARY.search(line)
    if counts is None:
        sys.exit(f"the simulation of {engine} came to no end: {running.returncode}")
    return {name: float(n) if name == "seconds" else int(n) for name, n in counts.groupdict().items()}


def page(words, done, begin):
    lines = ["|  | " + " | ".join(done) + " |", "|---" * (len(done) + 1) + "|",
             "| first seed | " + " | ".join([str(begin)] * len(done)) + " |"]  # fmt: skip
    for name, text in ROWS.items():
        lines.append(f"| {text} | " + " | ".join(f"{counts[name]:,.0f}" for counts in done.values()) + " |")
    delivered, failed, seeds = (
        sum(counts[name] for counts in done.values()) for name in ("delivered", "failed", "seeds")
    )
    return TEXT.format(
        deliveries=words.deliveries, day=date.today().isoformat(), cores=os.cpu_count(), model=model(),
        table="\n".join(lines) + "\n",
        verdict=f"In all {delivered:,} deliveries in {seeds:,} seeds, {failed} of which had a violation.",
    )


def arguments():
    reader = argparse.ArgumentParser(prog="./dev simulate", description=__doc__.splitlines()[0])
    reader.add_argument("program")
    reader.add_argument("--engines", nargs="+", default=["memory", "cluster"])
    reader.add_argument("--deliveries", type=int, required=True)
    reader.add_argument("--from", type=int, dest="first", help="the first seed")
    reader.add_argument("--jobs", type=int, default=os.cpu_count())
    reader.add_argument("--publish", action="store_true", help=f"writes {PAGE.name}")
    return reader.parse_args()


if __name__ == "__main__":
    sys.exit(main())
