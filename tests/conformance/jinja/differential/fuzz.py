#!/usr/bin/env python3
"""Renders templates that grew at random with Jinja2 and with ours, and compares what they give.

fuzz.py N SEED [--save] [--mutate]    exit status 1 on any difference; each is shrunk and printed as a case
                                      that --save adds to tests/conformance/jinja/regressions.json;
                                      --mutate changes known templates instead of growing new ones
"""

import argparse
import collections
import json
import multiprocessing
import os
import sys
import time
import warnings
from pathlib import Path

import compare
import shrink
from grammar import Grower
from mutate import Mutator
from peers import Probe, guard_memory, of_jinja2

REGRESSIONS = Path(__file__).resolve().parents[1] / "regressions.json"
CHUNK = 250
SHOWN_MAX = 15


def plain(case):
    """A case as Jinja2 and the probe take it: texts for trees."""
    texts = {name: str(tree) for name, tree in case["templates"].items()}
    return case | {"template": texts.pop(""), "templates": texts}


class Differential:
    """The two peers, and what of their answers is to be told."""

    def __init__(self):
        self.probe = Probe()

    def ask(self, case):
        """The kinds of a difference, or None; the reason of a case that is left out comes as a text."""
        asked = plain(case)
        theirs = of_jinja2(asked)
        ours = self.probe.of_ours(asked)
        reason = compare.left_out(theirs, ours)
        if reason is not None:
            return reason
        if compare.same(asked, theirs, ours):
            return None
        for reason, options in compare.EXPLANATIONS.items():
            otherwise = of_jinja2(asked | {"env": asked["env"] | dict.fromkeys(options, False)})
            if compare.same(asked, otherwise, ours):
                return reason
        return kinds_of(theirs, ours)

    def regression(self, case):
        """A shrunk case with both answers."""
        asked = plain(case)
        return {"case": asked, "theirs": of_jinja2(asked), "ours": self.probe.of_ours(asked)}


def kinds_of(theirs, ours):
    return theirs.get("error", "text"), ours.get("error", "text")


def run_chunk(task):
    """The number of cases left out by reason, and the differences, shrunk."""
    source, seed, number, count = task
    warnings.simplefilter("ignore")
    guard_memory()
    grower = source(f"{seed}/{number}")
    differential = Differential()
    left_out, found = collections.Counter(), []
    for _ in range(count):
        case = grower.case()
        outcome = differential.ask(case)
        if isinstance(outcome, str):
            left_out[outcome] += 1
        elif outcome is not None:
            small = case
            if len(found) < SHOWN_MAX:
                small = shrink.smaller(case, lambda other, kinds=outcome: differential.ask(other) == kinds)
            found.append(differential.regression(small))
    differential.probe.close()
    return left_out, found


def run(count, seed, jobs, quiet, source=Grower):
    """Every chunk of what the source makes; returns the differences, each once, and how many cases were left
    out by reason."""
    chunks = range(-(-count // CHUNK))
    tasks = [(source, seed, number, min(CHUNK, count - number * CHUNK)) for number in chunks]
    left_out, found, started, done = collections.Counter(), {}, time.monotonic(), 0
    with multiprocessing.Pool(jobs) as pool:
        for chunk_left_out, chunk_found in pool.imap(run_chunk, tasks):
            left_out += chunk_left_out
            done += 1
            for difference in chunk_found:
                key = json.dumps(difference["case"], sort_keys=True)
                if key not in found and len(found) < SHOWN_MAX and not quiet:
                    show(difference)
                found[key] = difference
            if not quiet and (done % 20 == 0 or done == len(tasks)):
                rate = done * CHUNK / (time.monotonic() - started)
                print(
                    f"    {min(done * CHUNK, count)} of {count}, {len(found)} differences, {rate:.0f}/s",
                    flush=True,
                )
    return list(found.values()), left_out


def show(difference):
    case = difference["case"]
    print("---- a difference")
    for name, text in case["templates"].items():
        print(f"{name}: {text!r}")
    print(f"template: {case['template']!r}\nenv: {case['env']} {case['undefined']}")
    print(f"context: {json.dumps(case['context'], ensure_ascii=False)}")
    print(f"Jinja2: {difference['theirs']}\nours:   {difference['ours']}", flush=True)


def kept(difference):
    return difference["case"] | compare.told(difference["case"], difference["theirs"])


def save(differences):
    """Adds the cases, with what Jinja2 gives, to those that the conformance test runs."""
    lines = REGRESSIONS.read_text(encoding="utf-8").strip().split("\n")
    known = [line.rstrip(",") for line in lines[1:-1]]
    new = [json.dumps(kept(found), ensure_ascii=False) for found in differences]
    cases = list(dict.fromkeys(known + new))
    REGRESSIONS.write_text("\n".join([lines[0], ",\n".join(cases), lines[-1], ""]), encoding="utf-8")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("count", type=int, help="templates")
    options.add_argument("seed", nargs="?", type=int, default=int(time.time()))
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options.add_argument("--save", action="store_true", help="keep each as a regression case")
    options.add_argument("--mutate", action="store_true", help="change known templates")
    chosen = options.parse_args()
    source = Mutator if chosen.mutate else Grower
    differences, left_out = run(chosen.count, chosen.seed, chosen.jobs, quiet=False, source=source)
    if chosen.save:
        save(differences)
    for reason, number in left_out.most_common():
        print(f"    not compared: {number}, {reason}")
    print(f"{chosen.count} templates, seed {chosen.seed}: {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
