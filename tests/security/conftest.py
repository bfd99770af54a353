"""The servers of tests/e2e and the certificates of tests/providers, for tests that attack."""

import importlib.util
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / room) for room in ("e2e", "providers")]


def fixtures_of(file):
    """What another room's conftest.py has: pytest itself offers it to the folders below only."""
    spec = importlib.util.spec_from_file_location("fixtures_of_" + file.parent.name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: value for name, value in vars(module).items() if not name.startswith("_")}


provided = fixtures_of(TESTS / "providers/conftest.py")
globals().update({name: provided[name] for name in ("authority", "server_tls")})
globals().update(fixtures_of(TESTS / "e2e/engines/conftest.py"))
globals().update(fixtures_of(TESTS / "e2e/conftest.py"))
