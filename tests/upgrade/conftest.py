"""The servers and clusters of tests/e2e, for programs, files and records of several versions."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / room) for room in ("e2e", "e2e/engines")]

from rooms import fixtures_of

globals().update(fixtures_of(TESTS / "e2e/engines/conftest.py"))
globals().update(fixtures_of(TESTS / "e2e/conftest.py"))
