"""Nothing is said to a server that was not meant: SMTP and Kafka by default, others when told.

tests/providers/test_smtp_security.py asks the provider alone; here the settings are the program's.
"""

import re
import socket
import ssl
import subprocess
import threading

import pytest
from bounds import seconds

from events import by_channel, registered
from mails import SmtpServer, smtp_flags
from server import TIDINGS, environment, run_tidings, wait_until

LOGIN = {"shop": "canary-password-of-tls"}


def openssl(folder, *arguments):
    subprocess.run(["openssl", *map(str, arguments)], cwd=folder, check=True, capture_output=True)


def signed(authority, folder, names, first, last):
    """A certificate of the authority, good from one day to another."""
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\n"
        "default_md=sha256\npolicy=p\n"
        f"[p]\ncommonName=optional\n[e]\nsubjectAltName={names}\n"
    )
    (folder / "index").touch()
    (folder / "serial").write_text("01\n")
    openssl(
        folder,
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=x",
        "-keyout",
        "server.key",
        "-out",
        "server.csr",
    )
    openssl(folder, "ca", "-batch", "-config", "ca.cnf", "-in", "server.csr", "-out", "server.pem",
        "-notext", "-extensions", "e",
            "-cert", authority.ca_file, "-keyfile", authority.folder / "ca.key", "-startdate", first,
            "-enddate", last)  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context


def self_signed(folder):
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-addext",
        "subjectAltName=IP:127.0.0.1",
            "-days", "2", "-keyout", "own.key", "-out", "own.pem")  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem", folder / "own.key")
    return context


def old_tls(context):
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


class TlsPeer:
    """A server that only listens: what it is told, and the handshakes that failed."""

    def __init__(self, context):
        self.context = context
        self.heard, self.failed = [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            try:
                with self.context.wrap_socket(connection, server_side=True) as secure:
                    if said := secure.recv(4096):
                        self.heard.append(said)
            except ssl.SSLError as fault:
                self.failed.append(fault)
            except OSError:
                pass


GOOD_DAYS = ("20200101000000Z", "20990101000000Z")
WRONG = {
    "another host": lambda a, f: signed(a, f, "DNS:other.example", *GOOD_DAYS),
    "another address": lambda a, f: signed(a, f, "IP:127.0.0.2", *GOOD_DAYS),
    "expired": lambda a, f: signed(a, f, "IP:127.0.0.1", "20200101000000Z", "20200201000000Z"),
    "not yet good": lambda a, f: signed(a, f, "IP:127.0.0.1", "20980101000000Z", "20990101000000Z"),
    "self-signed": lambda a, f: self_signed(f),
    "TLS 1.1": lambda a, f: old_tls(signed(a, f, "IP:127.0.0.1", *GOOD_DAYS)),
}


def mail(serve, peer, *more):
    """What became of a mail, with a login that must not leave."""
    flags = dict(zip(*[iter(smtp_flags(peer.port))] * 2)) | {
        "--smtp-tls": "starttls",
        "--smtp-username": "shop",
        "--smtp-password": LOGIN["shop"],
    }
    flags |= dict(zip(*[iter(map(str, more))] * 2))
    server = serve(*(word for pair in flags.items() for word in pair))
    event = server.decide(registered("ann"))
    notification = by_channel(event)["email"]["id"]
    found = wait_until(lambda: (n := server.notification(notification))["attempts"] and n, "an attempt")
    return found["attempts"][0], server


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_the_server_that_was_meant_gets_the_mail(serve, authority, tmp_path, tls):
    context = signed(authority, tmp_path, "IP:127.0.0.1", *GOOD_DAYS)
    options = {"tls": context, "require_starttls": True} if tls == "starttls" else {"implicit_tls": context}
    peer = (
        SmtpServer(users=LOGIN, auth_require_tls=tls == "starttls", **options)
        if tls == "starttls"
        else SmtpServer(**options)
    )
    login = () if tls == "starttls" else ("--smtp-username", "", "--smtp-password", "")
    attempt, _ = mail(serve, peer, "--smtp-tls", tls, "--smtp-ca-file", authority.ca_file, *login)
    assert attempt["outcome"] == "delivered", attempt
    peer.stop()


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize("wrong", WRONG)
def test_another_server_gets_nothing(serve, authority, tmp_path, wrong, tls):
    context = WRONG[wrong](authority, tmp_path)
    peer = SmtpServer(users=LOGIN, **({"tls": context} if tls == "starttls" else {"implicit_tls": context}))
    attempt, server = mail(serve, peer, "--smtp-tls", tls, "--smtp-ca-file", authority.ca_file)
    assert attempt["outcome"] == "retry", attempt
    assert peer.stages.empty(), "nothing of a message was said"
    assert peer.mails == []
    assert LOGIN["shop"] not in server.log()
    peer.stop()


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_an_authority_that_the_system_does_not_know_is_not_trusted(serve, authority, tmp_path, tls):
    context = signed(authority, tmp_path, "IP:127.0.0.1", *GOOD_DAYS)
    peer = SmtpServer(users=LOGIN, **({"tls": context} if tls == "starttls" else {"implicit_tls": context}))
    attempt, _ = mail(serve, peer, "--smtp-tls", tls)
    assert attempt["outcome"] == "retry", attempt
    assert peer.stages.empty()
    peer.stop()


@pytest.mark.parametrize(
    "ehlo", ["250-here\r\n250 STARTTLS\r\n", "250 here\r\n", "250-here\r\n250 XXXXXXXX\r\n"]
)
@pytest.mark.parametrize("answer", ["454 not now", "250 OK", "220 ready\r\n250 injected"])
def test_who_strips_starttls_gets_neither_login_nor_mail(serve, ehlo, answer):
    """Whatever somebody in between does, what comes next is a handshake or nothing."""
    heard = []
    listener = socket.create_server(("127.0.0.1", 0))

    def talk():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 here\r\n")
                for line in lines:
                    heard.append(line)
                    verb = line[:4].upper()
                    said = {b"EHLO": ehlo, b"STAR": answer + "\r\n"}.get(verb, "250 OK\r\n")
                    connection.sendall(said.encode())
                    if verb == b"STAR":
                        heard.append(connection.recv(4096)[:1])
                        break

    threading.Thread(target=talk, daemon=True).start()

    class Peer:
        port = listener.getsockname()[1]

    attempt, _ = mail(serve, Peer, "--smtp-timeout", "3s")
    assert attempt["outcome"] == "retry", attempt
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    assert heard
    for line in heard:
        assert re.match(rb"EHLO |HELO |STARTTLS|QUIT|\x16|\x15|$", line), heard


def made(wrong, authority, folder):
    """The context of a server that was not meant; of an unknown authority, all else is right."""
    if wrong in WRONG:
        return WRONG[wrong](authority, folder)
    return signed(authority, folder, "IP:127.0.0.1", *GOOD_DAYS)


def gateway_over(peer, folder, *flags, env=None):
    """That asks the peer for Kafka."""
    return subprocess.Popen(
        [TIDINGS, "serve", "--engine", "cluster", "--roles", "gateway", "--http-listen", "127.0.0.1:0",
         "--kafka-brokers", peer.address, *map(str, flags)],
        env=environment(env), cwd=folder, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("wrong", [*WRONG, "unknown authority"])
def test_another_kafka_gets_nothing(authority, tmp_path, wrong):
    """No login and no record: the handshake fails, by default and with an authority that is given."""
    ca = () if wrong == "unknown authority" else ("--kafka-ssl-ca", authority.ca_file)
    with TlsPeer(made(wrong, authority, tmp_path)) as peer:
        process = gateway_over(
            peer, tmp_path, *ca, "--kafka-security-protocol", "sasl_ssl", "--kafka-sasl-mechanism", "PLAIN",
            "--kafka-sasl-username", "shop", env={"TIDINGS_KAFKA_SASL_PASSWORD": LOGIN["shop"]},
        )  # fmt: skip
        try:
            wait_until(lambda: peer.failed, "a handshake that fails", seconds(20))
        finally:
            process.terminate()
            said = process.communicate(timeout=seconds(30))[1]
    assert peer.heard == []
    assert LOGIN["shop"] not in said


def test_the_meant_kafka_would_have_been_spoken_to(authority, tmp_path):
    """The test of the test above."""
    with TlsPeer(signed(authority, tmp_path, "IP:127.0.0.1", *GOOD_DAYS)) as peer:
        process = gateway_over(
            peer, tmp_path, "--kafka-ssl-ca", authority.ca_file, "--kafka-security-protocol", "ssl"
        )
        try:
            wait_until(lambda: peer.heard, "a first request", seconds(20))
        finally:
            process.terminate()
            process.communicate(timeout=seconds(30))


@pytest.mark.parametrize("mode", ["require", "verify-full"])
def test_a_postgres_without_tls_gets_no_login_where_it_is_asked_for(authority, tmp_path, mode):
    heard = []
    listener = socket.create_server(("127.0.0.1", 0))

    def talk():
        while True:
            try:
                connection, _ = listener.accept()
                with connection:
                    heard.append(connection.recv(4096))
                    connection.sendall(b"N")  # no TLS here
                    heard.append(connection.recv(4096))
            except OSError:
                return

    threading.Thread(target=talk, daemon=True).start()
    url = f"postgresql://shop:{LOGIN['shop']}@127.0.0.1:{listener.getsockname()[1]}/x?sslmode={mode}"
    if mode == "verify-full":
        url += f"&sslrootcert={authority.ca_file}"
    done = subprocess.run([TIDINGS, "migrate", "--engine", "cluster"],
        env=environment({"TIDINGS_POSTGRES_URL": url}), cwd=tmp_path,
                          capture_output=True, text=True, timeout=seconds(60), check=False)  # fmt: skip
    listener.close()
    assert done.returncode == 1
    assert LOGIN["shop"] not in done.stderr
    assert all(LOGIN["shop"].encode() not in data and b"shop" not in data for data in heard), heard


def test_redis_with_tls_is_refused_and_not_spoken_to_in_the_clear(tmp_path):
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(1)
    url = f"rediss://user:{LOGIN['shop']}@127.0.0.1:{listener.getsockname()[1]}/0"
    done = subprocess.run(
        [TIDINGS, "serve", "--engine", "cluster", "--roles", "worker", "--http-listen", "127.0.0.1:0",
        "--kafka-brokers", "127.0.0.1:1"],
        env=environment({"TIDINGS_REDIS_URL": url}), cwd=tmp_path, capture_output=True, text=True,
        timeout=seconds(60), check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "rediss://" in done.stderr and LOGIN["shop"] not in done.stderr
    with pytest.raises(TimeoutError):
        listener.accept()
    listener.close()


@pytest.mark.parametrize("wrong", ["self-signed", "unknown authority"])
@pytest.mark.parametrize("command", [("send", "x", "--user", "ann"), ("user", "get", "ann")])
def test_a_client_tells_its_key_to_no_server_that_it_does_not_know(authority, tmp_path, wrong, command):
    with TlsPeer(made(wrong, authority, tmp_path)) as peer:
        done = run_tidings(*command, "--url", f"https://{peer.address}", "--key", "canary-key-of-tls")
        wait_until(lambda: peer.failed, "a handshake that fails", seconds(20))
    assert done.returncode != 0
    assert "certificate" in done.stderr, done.stderr
    assert peer.heard == []
