"""A server that is away, or does not do what it should, under load: what roles say meanwhile (that, and
nothing else that is an error), and what it may cost.

TIDINGS_FAULT_SECONDS says how long each fault of a server lasts (2).
"""

import itertools
import os
import time

from bounds import seconds
from load import Load, assert_all_decided_once_and_settled, wait_for_load

LASTS = float(os.environ.get("TIDINGS_FAULT_SECONDS", "2"))

KAFKA = r"kafka \("
POSTGRES = r"cannot connect to the database|PostgreSQL (does not answer|refused it: .*statement timeout)"
REDIS = r"redis at "

EXPECTED = [
    r'message="a part is missing" part=(log|store|queue) error=',
    rf'message="a step failed and will be repeated" service=\w+ error="({KAFKA}|{POSTGRES}|{REDIS})',
]

_firsts = itertools.count(0, 1_000_000)  # of the numbers of each fault's events


def costs_nothing_but_time(system, fault):
    """While it lasts events are taken, which needs the log alone; once it is over all are decided once and
    sent once, by itself."""
    with Load(system, threads=2, first=next(_firsts)) as load:
        wait_for_load(load, 10)
        with fault:
            wait_for_load(load, 20)
            time.sleep(LASTS)
            assert system.at("gateway").get("/readyz").status == 200
        wait_for_load(load, 10)
    system.wait_for_parts()
    system.accepted += load.accepted
    assert_all_decided_once_and_settled(system, system.accepted, seconds(60))
