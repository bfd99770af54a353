import ssl
import subprocess

import pytest

from probe import Provider
from smtp_server import BareServer, Server

FROM = {"from": "shop@example.com", "from_name": "The Shop"}


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


class Authority:
    """A certificate authority of our own, and servers' contexts with its certificates."""

    def __init__(self, folder):
        self.folder = folder
        self.ca_file = folder / "ca.pem"
        openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test authority",
                "-days", "2", "-keyout", "ca.key", "-out", "ca.pem")

    def context(self, name):
        (self.folder / "names").write_text(f"subjectAltName={name}")
        openssl(self.folder, "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test",
                "-keyout", "server.key", "-out", "server.csr")
        openssl(self.folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        return context


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def server_tls(authority):
    return authority.context("IP:127.0.0.1")


@pytest.fixture
def serve():
    """Starts a server, and ends it after the test."""
    servers = []

    def start(answers=None, **options):
        servers.append(Server(answers, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def serve_bare():
    servers = []

    def start(talk):
        servers.append(BareServer(talk))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def smtp():
    """Makes an smtp provider for a server; after the test it must have reported all exactly once."""
    providers = []

    def make(server, **settings):
        place = {"host": "127.0.0.1", "port": server.port, "tls": "none", "timeout": "30s"}
        settings = place | FROM | settings
        providers.append(Provider("smtp", **settings))
        assert providers[-1].made == {"made": True}
        return providers[-1]

    yield make
    for provider in providers:
        provider.finish()
