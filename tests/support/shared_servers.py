"""Kafka, PostgreSQL and Redis as fixtures: started once for the clusters of all rooms."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

from cluster import Servers
from servers import Missing


@pytest.fixture(scope="session")
def servers():
    started = Servers()
    try:
        started.start()
    except Missing as why:
        started.close()
        said = f"no cluster can be tested on this machine: {why}"
        pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)
    yield started
    started.close()


@pytest.fixture
def frail_servers(servers):
    """The same, for a test that hurts them."""
    yield servers
    servers.heal()
