"""Templates that grew at random give the same with ours as with Jinja2."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import fuzz  # noqa: E402

TEMPLATES = 3000
SEED = 1


def test_random_templates_give_what_jinja2_gives():
    differences, left_out = fuzz.run(TEMPLATES, SEED, jobs=2, quiet=True)
    for difference in differences:
        fuzz.show(difference)
    assert not differences
    assert sum(left_out.values()) < TEMPLATES / 20
