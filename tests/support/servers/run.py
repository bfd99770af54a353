"""Runs a command with real servers beside it.

    run.py kafka postgres redis -- COMMAND…

The command finds them in TIDINGS_TEST_KAFKA (host:port), TIDINGS_TEST_POSTGRES (a superuser's URI) and
TIDINGS_TEST_REDIS (a URL). Where one is set already it is used as it is. A server that cannot be had is said
loudly and ends this with 77, which ctest counts as skipped; with CI=true it is a failure.

    run.py --fetch      only fetches what is not there yet
"""

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from servers import ALL, Missing, distributions  # noqa: E402

SKIPPED = 77


def main(words: list[str]) -> int:
    if words == ["--fetch"]:
        return fetch()
    names, command = words[: words.index("--")], words[words.index("--") + 1 :]
    with ExitStack() as running:
        for name in names:
            variable = f"TIDINGS_TEST_{name.upper()}"
            if variable in os.environ:
                continue
            try:
                os.environ[variable] = running.enter_context(ALL[name]()).url
            except Missing as why:
                return cannot(name, why)
        return subprocess.run(command, check=False).returncode


def cannot(name: str, why: Missing) -> int:
    must = os.environ.get("CI") == "true"
    print(f"{'FAILED' if must else 'SKIPPED'}: there is no {name} for this test: {why}", file=sys.stderr)
    return 1 if must else SKIPPED


def fetch() -> int:
    status = 0
    for get in (distributions.kafka, distributions.postgres, distributions.redis, distributions.toxiproxy):
        try:
            print(get())
        except Missing as why:
            print(f"missing: {why}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
