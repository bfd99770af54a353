"""Templates that grew at random give the same with ours as with Jinja2."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fuzz  # noqa: E402

TEMPLATES = 3000
SEED = 1


@pytest.mark.parametrize("source", [fuzz.Grower, fuzz.Mutator])
def test_random_templates_give_what_jinja2_gives(source):
    differences, left_out = fuzz.run(TEMPLATES, SEED, jobs=2, quiet=True, source=source)
    for difference in differences:
        fuzz.show(difference)
    assert not differences
    assert sum(left_out.values()) < TEMPLATES / 20
