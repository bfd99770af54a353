"""Makes planted mistakes one by one, and sees whether the simulation finds them.

find.py BUILD_FOLDER [--jobs N] [name…]: one line for each; exit code 1 if one is not found within its seeds.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from planted import PLANTED, Mistake

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 300


class Build:
    """How the simulation is compiled and linked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.compile = {
            Path(entry["file"]): entry["command"]
            for entry in json.loads((folder / "compile_commands.json").read_text())
        }
        link = subprocess.run(
            ["ninja", "-C", folder, "-t", "commands", "-s", "tidings_simulation"],
            capture_output=True, text=True, check=True,
        ).stdout.splitlines()[-1]
        self.link = shlex.split(link.split("&&")[1])

    def mutant(self, mistake: Mistake, into: Path) -> Path:
        source = ROOT / "src" / mistake.file
        text = source.read_text()
        if not mistake.right or text.count(mistake.right) != 1:
            raise ValueError(f"the source has {text.count(mistake.right)} places for it; mend planted.py")
        changed = into / source.name
        changed.write_text(text.replace(mistake.right, mistake.wrong))
        made = into / "mistake.o"
        command = re.sub(r" -o \S+ -c \S+$", "", self.compile[source])
        warnings = "-Wno-error -w"
        self.run(shlex.split(f"{command} {warnings} -I{source.parent} -o {made} -c {changed}"))
        program = into / "simulation"
        at = self.link.index("-o")
        self.run([*self.link[:at], str(made), "-o", str(program), *self.link[at + 2 :]])
        return program

    def run(self, command: list[str]) -> None:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ValueError(f"it does not compile: {done.stderr[-2000:]}")


def hunt(build: Build, mistake: Mistake) -> tuple[bool, str]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            program = build.mutant(mistake, Path(folder))
        except ValueError as why:
            return False, str(why)
        try:
            done = subprocess.run(
                [program, "--engine", mistake.engine, "--seed", str(mistake.first),
                 "--seeds", str(mistake.seeds), "--jobs", "1", "--stop"],
                capture_output=True, text=True, check=False, timeout=PATIENCE,
                env={**os.environ, "TMPDIR": folder},
            )
        except subprocess.TimeoutExpired:
            return False, f"it did not come to an end in {PATIENCE} s"
    found = re.search(r"^seed (\d+) .*failed: with .*\n((?:    .*\n)*)", done.stdout, re.MULTILINE)
    if found:
        return judge(build, mistake, int(found[1]), re.findall(r"^    (\w+):", found[2], re.MULTILINE))
    if done.returncode < 0 and not mistake.by:
        return True, "the program ends itself"
    return False, f"not found in {mistake.seeds} seeds ({mistake.engine})"


def judge(build: Build, mistake: Mistake, seed: int, invariants: list[str]) -> tuple[bool, str]:
    """Whether the mistake alone is what the seed fails of, and the invariant that it breaks has seen it."""
    by = ", ".join(dict.fromkeys(invariants)) or "while it ran"
    if mistake.by and mistake.by not in invariants:
        return False, f"seed {seed} fails of {by}, and not of {mistake.by}"
    done = subprocess.run(
        [build.folder / "tidings_simulation", "--engine", mistake.engine,
         "--seed", str(seed), "--seeds", "1"],
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )
    if done.returncode != 0:
        return False, f"seed {seed} fails without it, too"
    return True, f"seed {seed - mistake.first + 1} of {mistake.seeds}, {by}"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    build = Build(asked.build.resolve())
    chosen = [m for m in PLANTED if not asked.names or any(name in m.name for name in asked.names)]
    missed = 0
    with ThreadPoolExecutor(asked.jobs) as pool:
        for mistake, (found, how) in zip(chosen, pool.map(lambda m: hunt(build, m), chosen)):
            missed += not found
            print(f"{'found ' if found else 'MISSED'} {mistake.breaks:6} {mistake.name}: {how}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} planted mistakes found")
    return 1 if missed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
