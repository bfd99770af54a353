#!/usr/bin/env python3
"""Times our template engine beside Jinja2 and minijinja, on the same workloads in turn.

    ./dev bench jinja [--seconds S] [--no-minijinja]

The three must print the same, or the run fails (minijinja escapes some characters by other names). Each
engine goes twelve short rounds, the engines in turn, and its best one counts, so that a busy moment of the
machine hurts nobody. The data is each engine's own already. Times are of one thread.
"""

import argparse
import html
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from workloads import ROOT, workloads

PEERS = Path(__file__).resolve().parent
ROUNDS = 12


def engines(arguments: argparse.Namespace) -> dict[str, list[str]]:
    commands = {
        "tidings": [str(ROOT / "build/release/bench/tidings_jinja_peer")],
        "Jinja2": [sys.executable, str(PEERS / "jinja2_peer.py")],
    }
    if not arguments.no_minijinja:
        target = ROOT / "build/minijinja"
        subprocess.run(
            ["cargo", "build", "--quiet", "--release", "--target-dir", target],
            cwd=PEERS / "minijinja",
            check=True,
        )
        commands["minijinja"] = [str(target / "release/minijinja-peer")]
    return commands


def run(command: list[str], file: str, seconds: float) -> list[dict]:
    done = subprocess.run([*command, file, str(seconds)], stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def best(rounds: list[list[dict]]) -> list[dict]:
    """For each workload the least times, the median of the scaling, and the rest as in the last round."""
    out = []
    for results in zip(*rounds):
        times = {key: min(r[key] for r in results) for key in ("render_ns", "compile_ns")}
        scaling = (
            {"scaling": statistics.median(r["scaling"] for r in results)} if "scaling" in results[0] else {}
        )
        out.append({**results[-1], **times, **scaling})
    return out


def told(text: str) -> str:
    """What the text says, without the ways to write it."""
    return "".join(html.unescape(text).split())


def check_texts(names: list[str], results: dict[str, list[dict]]) -> bool:
    same = True
    for i, name in enumerate(names):
        wanted = results["Jinja2"][i]["text"]
        for engine, rows in results.items():
            text = rows[i]["text"]
            if text != wanted and (engine == "tidings" or told(text) != told(wanted)):
                print(f"{name}: {engine} prints something else than Jinja2:\n{text[:400]}", file=sys.stderr)
                same = False
    return same


def joined(rows: list[dict], count: int) -> list[dict]:
    """The first `count` workloads, which are the catalog's, as one."""
    first = {
        "render_ns": sum(r["render_ns"] for r in rows[:count]),
        "compile_ns": sum(r["compile_ns"] for r in rows[:count]),
        "text": "".join(r["text"] for r in rows[:count]),
    }
    if "allocations" in rows[0]:
        first["allocations"] = sum(r["allocations"] for r in rows[:count])
        first["scaling"] = min(r["scaling"] for r in rows[:count])
    return [first, *rows[count:]]


def report(names: list[str], results: dict[str, list[dict]], field: str) -> None:
    peers = [engine for engine in results if engine != "tidings"]
    what = "rendering" if field == "render_ns" else "compiling"
    print(f"| {what} | bytes | tidings | " + " | ".join(f"{p} | × {p}" for p in peers) + " |")
    print("|---|---|---|" + "---|---|" * len(peers))
    for i, name in enumerate(names):
        mine = results["tidings"][i][field]
        cells = [name, f"{len(results['tidings'][i]['text'].encode()):,}", f"{mine / 1000:,.2f} µs"]
        for peer in peers:
            theirs = results[peer][i][field]
            cells += [f"{theirs / 1000:,.2f} µs", f"**{theirs / mine:.1f}**"]
        print("| " + " | ".join(cells) + " |")
    print()


def report_memory(names: list[str], rows: list[dict]) -> None:
    print("| one rendering | allocations | two threads do |")
    print("|---|---|---|")
    for name, row in zip(names, rows):
        print(f"| {name} | {row['allocations']} | {row['scaling']:.2f} × one |")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench jinja", description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=0.1, help="of each measurement (0.1)")
    parser.add_argument("--no-minijinja", action="store_true", help="where there is no cargo")
    arguments = parser.parse_args()
    all_workloads = workloads()
    nine = sum(1 for workload in all_workloads if "." in workload["name"])
    names = ["the nine templates", *(w["name"] for w in all_workloads[nine:])]
    commands = engines(arguments)
    rounds: dict[str, list[list[dict]]] = {engine: [] for engine in commands}
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(all_workloads, file)
        file.flush()
        for number in range(ROUNDS):
            for engine, command in commands.items():
                print(f"round {number + 1} of {ROUNDS}: {engine}", file=sys.stderr)
                rounds[engine].append(run(command, file.name, arguments.seconds))
    results = {engine: best(each) for engine, each in rounds.items()}
    if not check_texts([w["name"] for w in all_workloads], results):
        return 1
    results = {engine: joined(rows, nine) for engine, rows in results.items()}
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}\n")
    report(names, results, "render_ns")
    report(names, results, "compile_ns")
    report_memory(names, results["tidings"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
