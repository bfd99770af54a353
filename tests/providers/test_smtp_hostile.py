"""The smtp provider against servers that no standard has foreseen."""

import pytest

GREETING = b"220 test ESMTP\r\n"
LARGE = "a line of a message that no socket's buffer holds\n" * 140_000


def commands(connection):
    """What the client says, line by line."""
    return connection.makefile("rb")


def until_data(connection):
    """A polite server up to the answer to DATA."""
    connection.sendall(GREETING)
    lines = commands(connection)
    for answer in (b"250-test\r\n250 8BITMIME\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"):
        assert lines.readline()
        connection.sendall(answer)
    return lines


@pytest.mark.parametrize("greeting", [
    b"554 5.3.2 not today\r\n",
    b"421 4.3.2 too busy\r\n",
    b"",
    b"HTTP/1.1 400\r\n\r\n",
    b"\0\0\0\0\r\n",
    b"220",
])
def test_a_greeting_that_is_none(serve_bare, smtp, greeting):
    server = serve_bare(lambda server, connection: connection.sendall(greeting))
    report = smtp(server).send()
    assert report["outcome"] == "retry"
    if greeting[:1] in b"45":
        assert greeting.strip().decode() in report["detail"]


def test_a_refused_greeting_and_then_silence(serve_bare, smtp):
    def talk(server, connection):
        connection.sendall(b"554 5.3.2 not today\r\n")
        server.stopped.wait(60)

    assert smtp(serve_bare(talk)).send()["outcome"] == "retry"


def test_a_server_that_never_greets(serve_bare, smtp):
    def talk(server, connection):
        server.reached.set()
        server.stopped.wait(60)

    server = serve_bare(talk)
    provider = smtp(server, timeout="10s")
    provider.begin("ann@example.org")
    assert server.reached.wait(30)
    provider.advance("10s")
    report = provider.reports(1)[0]
    assert report["outcome"] == "retry"
    assert "no answer within 10s" in report["detail"]


@pytest.mark.parametrize("drip", [b"2", b"220-", b"220-wait\r\n"])
def test_a_server_that_drips(serve_bare, smtp, drip):
    """Each piece keeps the connection alive: the deadline is the message's, not the byte's."""

    def talk(server, connection):
        connection.sendall(drip)
        server.reached.set()
        while not server.stopped.wait(0.05):
            connection.sendall(drip)

    server = serve_bare(talk)
    provider = smtp(server, timeout="10s")
    provider.begin("ann@example.org")
    assert server.reached.wait(30)
    provider.advance("10s")
    assert provider.reports(1)[0]["outcome"] == "retry"


def test_a_greeting_without_end(serve_bare, smtp):
    def talk(server, connection):
        server.reached.set()
        while not server.stopped.is_set():
            connection.sendall(b"220-more\r\n" * 1000)

    server = serve_bare(talk)
    provider = smtp(server, timeout="10s")
    provider.begin("ann@example.org")
    assert server.reached.wait(30)
    provider.advance("10s")
    assert provider.reports(1)[0]["outcome"] == "retry"


@pytest.mark.parametrize("endless", [b"250-more\r\n", b"2" * 1000])
def test_an_answer_without_end_is_given_up(serve_bare, smtp, endless):
    def talk(server, connection):
        connection.sendall(GREETING)
        lines = commands(connection)
        lines.readline()
        connection.sendall(b"250 test\r\n")
        lines.readline()
        while not server.stopped.is_set():
            connection.sendall(endless * 100)

    report = smtp(serve_bare(talk)).send()
    assert report["outcome"] == "retry"
    assert "not SMTP" in report["detail"]


def test_an_answer_out_of_turn_is_not_taken_for_the_message_s(serve_bare, smtp):
    """Whoever answers the message before it was sent has not read it."""

    def talk(server, connection):
        connection.sendall(GREETING)
        lines = commands(connection)
        lines.readline()
        connection.sendall(b"250 test\r\n")
        lines.readline()
        connection.sendall(b"250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n")
        server.stopped.wait(60)

    report = smtp(serve_bare(talk)).send()
    assert report["outcome"] == "retry"
    assert "out of turn" in report["detail"]


def test_a_connection_that_ends_amid_the_message_is_a_retry(serve_bare, smtp):
    def talk(server, connection):
        until_data(connection).read(1000)

    server = serve_bare(talk)
    report = smtp(server).send(content={"text": LARGE})
    assert report["outcome"] == "retry"


def test_a_server_that_reads_nothing_is_a_retry(serve_bare, smtp):
    def talk(server, connection):
        until_data(connection)
        server.reached.set()
        server.stopped.wait(60)

    server = serve_bare(talk)
    provider = smtp(server, timeout="10s")
    provider.begin("ann@example.org", content={"text": LARGE})
    assert server.reached.wait(30)
    provider.advance("10s")
    assert provider.reports(1)[0]["outcome"] == "retry"


def test_a_server_that_is_silent_at_quit_holds_nothing_up(serve_bare, smtp):
    def talk(server, connection):
        lines = until_data(connection)
        while lines.readline() != b".\r\n":
            pass
        connection.sendall(b"250 ok\r\n")
        while lines.readline():
            pass

    assert smtp(serve_bare(talk)).send()["outcome"] == "delivered"


def test_control_characters_in_an_answer_are_not_shown(serve_bare, smtp):
    def talk(server, connection):
        connection.sendall(GREETING)
        lines = commands(connection)
        lines.readline()
        connection.sendall(b"250 test\r\n")
        lines.readline()
        connection.sendall(b"550 no \x1b[31m\xff\xfe\x00\r!\r\n")
        lines.readline()

    report = smtp(serve_bare(talk)).send()
    assert report["outcome"] == "rejected"
    assert report["detail"].isprintable()
