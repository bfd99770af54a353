"""Systems of either engine, which must be alive, balanced and free of errors when their tests are over."""

from contextlib import contextmanager

import pytest

from cluster import Cluster
from server import Server

ENGINES = ("embedded", "cluster")

# A cluster has no test clock, so what waits has to wait for a short time.
QUICK = ("--retry-delays", "200ms,400ms,800ms", "--retry-jitter", "0", "--outbox-timeout", "200ms")


@pytest.fixture(scope="module", params=ENGINES)
def engine(request):
    return request.param


@contextmanager
def finished(systems):
    """Ends systems, all of them, and tells what was wrong with any."""
    yield
    faults = []
    for system in systems:
        try:
            system.finish()
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n".join(faults)


def make(request, engine, folder, flags, options):
    if engine == "embedded":
        return Server(folder, *flags)
    return Cluster(folder, request.getfixturevalue("servers"), *flags, **options)


@pytest.fixture(scope="module")
def system(request, engine, tmp_path_factory):
    """One for all tests of a file, which keep apart by their users' names."""
    folder = tmp_path_factory.mktemp(engine)
    made = make(request, engine, folder, QUICK, {})
    with finished([made]):
        yield made.start()


@pytest.fixture(scope="module")
def lasting(servers, tmp_path_factory):
    """A cluster for all tests of a file, which hurt it and heal it one after the other."""
    made = Cluster(tmp_path_factory.mktemp("cluster"), servers, *QUICK)
    with finished([made]):
        yield made.start()


def factory(request, tmp_path, engine):
    systems = []

    def start(*flags, started=True, **options):
        folder = tmp_path / f"{engine}{len(systems)}"
        folder.mkdir()
        systems.append(make(request, engine, folder, (*QUICK, *flags), options))
        return systems[-1].start() if started else systems[-1]

    return systems, start


@pytest.fixture
def launch(request, engine, tmp_path):
    """Makes and starts systems of either engine."""
    systems, start = factory(request, tmp_path, engine)
    with finished(systems):
        yield start


@pytest.fixture
def cluster(request, tmp_path):
    """Makes and starts clusters."""
    systems, start = factory(request, tmp_path, "cluster")
    with finished(systems):
        yield start
