"""Imported first: where the helpers of the other tests are."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / room) for room in ("e2e", "e2e/engines", "house", "support", "providers")]
