"""Whatever fits the description, or nearly does, is answered as the description says, and never with 5xx.

`./dev fuzz api [minutes]` goes on for longer.
"""

import pytest

import api_fuzz
from api_fuzz import key_of
from server import wait_until

SECONDS = {"admin": 20, "send": 5, "read": 5, None: 5}


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    """Without a test clock: one request that moved it would move it for all."""
    server = api_fuzz.Server(tmp_path_factory.mktemp("fuzzed")).start()
    server.key = key_of(server, "admin")
    yield server
    wait_until(lambda: server.ledger()["lag"] == 0, "what was accepted to be decided")
    server.finish()


def hold(done):
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr


@pytest.mark.timeout(600)
def test_every_operation_answers_only_what_is_described(fuzzed):
    """Each parameter and member at its edges, one after the other; the same requests at each run."""
    hold(api_fuzz.run(fuzzed, fuzzed.key, "--phases", "coverage", "--generation-deterministic"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("scope", api_fuzz.SCOPES)
def test_what_chance_finds_is_answered_as_described(fuzzed, scope):
    """With a key of each scope and with none; other requests at each run, the seed of which is told."""
    options = ("--phases", "fuzzing", "--max-time", str(SECONDS[scope]))
    hold(api_fuzz.run(fuzzed, key_of(fuzzed, scope), *options))
