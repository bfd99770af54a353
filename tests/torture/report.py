"""What a run says while it goes on, and what it leaves: a table, a JSON file, and a page of results."""

import json
import os
import sys
import time
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build/torture"
PAGE = ROOT / "bench/results/torture.md"
EVERY = 10.0  # seconds
SHOWN = 5  # sentences of each check


class Progress:
    def __init__(self, out=sys.stderr):
        self.out = out
        self.begun = time.monotonic()
        self.last = self.begun

    def due(self):
        return time.monotonic() >= self.last + EVERY

    def say(self, text):
        self.last = time.monotonic()
        print(f"[{self.last - self.begun:5.0f} s] {text}", file=self.out, flush=True)


def summary(verdict):
    rows = [("engine", verdict.engine), ("seed", verdict.seed), ("seconds", f"{verdict.seconds:.0f}")]
    rows += [(kind, count) for kind, count in verdict.happened.items()]
    rows += [(name, shown(value)) for name, value in verdict.numbers.items()]
    rows += [(f"sent again: {reason}", count) for reason, count in verdict.duplicates.items()]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {value}" for name, value in rows]
    for check, sentences in verdict.faults.items():
        lines.append(f"{'FAILED' if sentences else 'holds '}  {check.replace('_', ' ')}")
        lines += [f"        {sentence[:1000]}" for sentence in sentences[:SHOWN]]
        if len(sentences) > SHOWN:
            lines.append(f"        … and {len(sentences) - SHOWN} more")
    lines.append(rule_of_three(verdict))
    return "\n".join(lines)


def shown(value):
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def rule_of_three(verdict):
    lost, kills = verdict.numbers.get("lost", 0), verdict.kills
    if not kills:
        return "no kills"
    if lost:
        return f"{lost} lost in {kills} kills"
    return f"0 lost in {kills} kills: at 95 % less than {3 / kills:.2%} of kills lose anything"


def keep(verdict):
    """As JSON, the latest of each engine, for the page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{verdict.engine.replace(' ', '-')}.json"
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    made = asdict(verdict) | {"good": verdict.good, "at": now, "load": os.getloadavg()[2]}
    path.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    return path
