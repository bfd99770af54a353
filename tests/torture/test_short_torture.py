"""A dozen kills of each engine among other faults: nothing is lost, nothing is there twice, and what was sent
again is explained. `./dev torture` goes on for longer."""

import os

import pytest
import report
from campaign import LIMIT, Campaign, Options
from servers import Missing
from stages import STAGES

KILLS = int(os.environ.get("TIDINGS_KILLS", "12"))


@pytest.fixture(params=STAGES)
def stage(request, tmp_path):
    try:
        made = STAGES[request.param](tmp_path / "run", "--limits-email", f"{LIMIT}/1s")
    except Missing as why:
        said = f"there is no torture on this machine: {why}"
        pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)
    yield made
    made.close()


@pytest.mark.timeout(240 + 10 * KILLS)
def test_kills_and_worse_lose_nothing_and_make_nothing_twice(stage):
    options = Options(stage.engine, KILLS, seed=20261127, pace=1.2, rate=60)
    verdict = Campaign(stage.start(), options, report.Progress()).run()
    assert verdict.good, report.summary(verdict)
    assert verdict.kills >= KILLS
    assert verdict.numbers["accepted"] > 0
