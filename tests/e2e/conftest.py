import itertools

import pytest

from mails import SmtpServer
from server import Server


@pytest.fixture
def serve(tmp_path):
    """Makes and starts servers; when the test is over each must be alive, balanced and free of errors."""
    servers = []

    def start(*flags, started=True, **options):
        folder = tmp_path / f"server{len(servers)}"
        folder.mkdir()
        servers.append(Server(folder, *flags, **options))
        return servers[-1].start() if started else servers[-1]

    yield start
    faults = []
    for server in servers:
        try:
            server.finish()
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One server for all tests of a file, with a test clock. They keep apart by their users' names, and move
    no clock."""
    server = Server(tmp_path_factory.mktemp("shared"), "--test-clock").start()
    yield server
    server.finish()


@pytest.fixture
def server(serve):
    """A server of the test's own, with a test clock that it may move."""
    return serve("--test-clock")


@pytest.fixture
def mail_server():
    """Starts SMTP servers, and ends them after the test."""
    servers = []

    def start(answers=None, **options):
        servers.append(SmtpServer(answers, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


names = itertools.count(1)


@pytest.fixture
def name():
    """A name that no other test of the process uses."""
    return f"user{next(names)}"
