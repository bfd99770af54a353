"""Bounds of time and memory as they are for the program under test: one with sanitizers is slower and larger.

Whoever bounds something says what holds for a release build; `./dev test --preset asan` (or tsan) sets
TIDINGS_TEST_SLOWNESS."""

import os

SLOWNESS = int(os.environ.get("TIDINGS_TEST_SLOWNESS", "1"))


def seconds(bound):
    return bound * SLOWNESS


def megabytes(bound):
    return bound * SLOWNESS
