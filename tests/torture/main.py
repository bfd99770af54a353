"""./dev torture: see README.md."""

import argparse
import os
import shutil
import signal
import sys

import paths  # noqa: F401
import report
from campaign import LIMIT, Campaign, Options
from celery_side import CelerySide
from overload import SLOW, Overload
from results_page import publish
from servers import Missing
from soak import Soak
from stages import STAGES

MISSING = 77
KINDS = {"": Campaign, "overload": Overload, "soak": Soak}
LIMITED = ("--limits-email", f"{LIMIT}/1s")
FLAGS = {"": LIMITED, "overload": (), "soak": LIMITED}


def main():
    words = arguments()
    if words.publish:
        print(publish())
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    kind = next((name for name in ("overload", "soak") if getattr(words, name)), "")
    if kind and words.minutes is None:
        words.minutes = {"overload": 10.0, "soak": 30.0}[kind]
    options = Options(words.engine, words.kills, words.seed, words.minutes or 60.0, words.pace, words.rate)
    folder = report.FOLDER / f"{words.engine}-{kind or 'kills'}-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        verdict = torture(folder, options, kind)
    except Missing as why:
        print(f"this machine has not what it takes: {why}", file=sys.stderr)
        return MISSING
    except BaseException:
        print(f"it did not come to an end; what it left is in {folder}", file=sys.stderr)
        raise
    print(report.summary(verdict))
    print(f"result: {report.keep(verdict)}")
    if not verdict.good or words.keep:
        print(f"data, logs and the list of faults: {folder}")
    else:
        shutil.rmtree(folder)
    return 0 if verdict.good else 1


def torture(folder, options, kind):
    if options.engine == "celery":
        side = CelerySide(folder, options, report.Progress())
        try:
            return side.run()
        finally:
            side.close()
    stage = None
    try:
        stage = STAGES[options.engine](folder, *FLAGS[kind], slow=SLOW if kind == "overload" else 0.0)
        return KINDS[kind](stage.start(), options, report.Progress()).run()
    finally:
        if stage:
            stage.close()


def arguments():
    reader = argparse.ArgumentParser(prog="./dev torture", description=__doc__)
    reader.add_argument("--engine", choices=[*STAGES, "celery"], default="embedded", help="(embedded)")
    reader.add_argument("--kills", type=int, default=50, help="kill -9 of processes and servers (50)")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--minutes", type=float, help="at most so long, before it rests (60)")
    reader.add_argument("--overload", action="store_true", help="ten times the capacity instead (10 minutes)")
    reader.add_argument("--soak", action="store_true", help="steady load and no faults instead (30 minutes)")
    reader.add_argument("--pace", type=float, default=2.5, help="seconds between faults, on average (2.5)")
    reader.add_argument("--rate", type=float, default=80, help="events a second (80)")
    reader.add_argument("--publish", action="store_true", help="only writes the page of results")
    reader.add_argument("--keep", action="store_true", help="keeps data and logs even where all is well")
    return reader.parse_args()


if __name__ == "__main__":
    sys.exit(main())
