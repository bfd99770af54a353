"""The servers of tests/e2e and the certificates of tests/providers, for tests that attack."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / room) for room in ("e2e", "providers")]

from rooms import fixtures_of

provided = fixtures_of(TESTS / "providers/conftest.py")
globals().update({name: provided[name] for name in ("authority", "server_tls")})
globals().update(fixtures_of(TESTS / "e2e/engines/conftest.py"))
globals().update(fixtures_of(TESTS / "e2e/conftest.py"))
