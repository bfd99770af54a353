"""Every stage of a conversation × every kind of answer: what the smtp provider makes of it, line by line.

While a connection opens, whatever goes wrong is for now: nothing was said about the message. From MAIL on,
4yz is for now and 5yz for good; what is no answer is for now too, but after the message's end, which the
server may have taken: `unknown`."""

import base64

import pytest

CLOSE, SILENCE = "close", "silence"

OPENING = ["GREET", "EHLO", "AUTH"]
TALKING = ["MAIL", "RCPT", "DATA"]
LOGIN = {"username": "shop", "password": "canary-secret"}
SECRETS = [LOGIN["password"], base64.b64encode(b"\0shop\0canary-secret").decode()]

POLITE = {
    "GREET": b"220 test ESMTP\r\n",
    "EHLO": b"250-test\r\n250 AUTH PLAIN\r\n",
    "STARTTLS": b"454 4.7.0 not now\r\n",
    "AUTH": b"235 2.7.0 welcome\r\n",
    "MAIL": b"250 2.1.0 ok\r\n",
    "RCPT": b"250 2.1.5 ok\r\n",
    "DATA": b"354 go on\r\n",
    "BODY": b"250 2.0.0 taken\r\n",
}

ANSWERS = {
    "for now": (b"451 4.7.1 later\r\n", "retry", "retry", "451 4.7.1 later"),
    "for now, in lines": (b"450-4.2.1 busy\r\n450-4.2.1 very\r\n450 4.2.1 bye\r\n", "retry", "retry", "bye"),
    "for good": (b"554 5.7.1 no\r\n", "rejected", "rejected", "554 5.7.1 no"),
    "for good, in lines": (b"550-5.7.1 no\r\n550 5.7.1 never\r\n", "rejected", "rejected", "never"),
    "for good, without words": (b"550\r\n", "rejected", "rejected", "550"),
    "for good, with a bare line feed": (b"550 5.7.1 no\n", "rejected", "rejected", "550 5.7.1 no"),
    "closing": (b"421 4.3.2 closing\r\n", "retry", "retry", "421 4.3.2 closing"),
    "about our login": (b"530 5.7.0 who are you\r\n", "retry", "retry", "530 5.7.0"),
    "two codes": (b"550-no\r\n250 yes\r\n", "retry", "unknown", "not SMTP"),
    "a code that is none": (b"650 what\r\n", "retry", "unknown", "not SMTP"),
    "garbage": (b"\x00\xff\x1bnonsense\r\n", "retry", "unknown", "not SMTP"),
    "another protocol": (b"HTTP/1.1 200 OK\r\n\r\n", "retry", "unknown", "not SMTP"),
    "a line too long": (b"2" * 3000, "retry", "unknown", "not SMTP"),
    "half a line and the end": ((b"25", CLOSE), "retry", "unknown", "closed"),
    "one line of two and the end": ((b"250-one\r\n", CLOSE), "retry", "unknown", "closed"),
    "the end": ((CLOSE,), "retry", "unknown", "closed"),
    "silence": ((SILENCE,), "retry", "unknown", "no answer within 30s"),
}


def scripted(stage, answer):
    """A server that is polite but for one stage, where it says `answer`: bytes, CLOSE, SILENCE or several."""

    def say(server, connection, now):
        if now != stage:
            connection.sendall(POLITE[now])
            return True
        server.reached.set()
        for piece in answer if isinstance(answer, tuple) else (answer,):
            if piece == CLOSE:
                return False
            if piece == SILENCE:
                server.stopped.wait(60)
                return False
            connection.sendall(piece)
        return True

    def talk(server, connection):
        lines = connection.makefile("rb")
        go_on = say(server, connection, "GREET")
        while go_on and (line := lines.readline()):
            command = line.split()[0].decode().upper()
            if command == "QUIT":
                return
            go_on = say(server, connection, {"HELO": "EHLO"}.get(command, command))
            if command == "DATA" and go_on and stage != "DATA":
                while lines.readline() not in (b".\r\n", b""):
                    pass
                go_on = say(server, connection, "BODY")

    return talk


def outcome_of(smtp, server, wait_for_timeout, **settings):
    provider = smtp(server, **settings)
    provider.begin("ann@example.org")
    assert server.reached.wait(30)
    if wait_for_timeout:
        provider.advance("30s")
    report = provider.reports(1)[0]
    assert not any(secret in report["detail"] for secret in SECRETS)
    assert report["detail"].isprintable()
    return report["outcome"], report["detail"]


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("stage", TALKING + ["BODY"])
def test_about_the_message(serve_bare, smtp, stage, kind):
    answer, early, late, words = ANSWERS[kind]
    outcome, detail = outcome_of(smtp, serve_bare(scripted(stage, answer)), kind == "silence")
    assert outcome == (late if stage == "BODY" else early)
    assert words in detail


LAST_LINE_COUNTS = ("EHLO", "two codes")


@pytest.mark.parametrize("stage, kind", [
    (stage, kind) for stage in OPENING for kind in ANSWERS if (stage, kind) != LAST_LINE_COUNTS
])
def test_while_the_connection_opens(serve_bare, smtp, stage, kind):
    answer, _, _, words = ANSWERS[kind]
    server = serve_bare(scripted(stage, answer))
    is_answer = kind.startswith(("for", "closing", "about"))
    outcome, detail = outcome_of(smtp, server, not is_answer and "end" not in kind, **LOGIN)
    assert outcome == "retry"
    where = "" if kind == "two codes" else "while connecting"
    assert detail.startswith(("cannot connect: ", f"no answer within 30s ({where}"))
    if is_answer:
        assert words[:3] in detail, "the server's words are passed on"


def test_of_two_codes_to_ehlo_libcurl_takes_the_last_line_for_the_whole(serve_bare, smtp):
    stage, kind = LAST_LINE_COUNTS
    outcome, _ = outcome_of(smtp, serve_bare(scripted(stage, ANSWERS[kind][0])), False, **LOGIN)
    assert outcome == "delivered"


@pytest.mark.parametrize("answer, words", [
    (b"454 4.7.0 not now\r\n", "454"),
    (b"502 5.5.1 what\r\n", "502"),
    (b"220 go\r\n250 injected before the handshake\r\n", ""),
    ((CLOSE,), ""),
])
def test_starttls_that_does_not_come_about_sends_nothing(serve_bare, smtp, answer, words):
    talk = scripted("STARTTLS", answer)
    heard = []

    def offering(server, connection):
        POLITE_EHLO = b"250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"
        more = b"250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"
        talk(server, Spy(connection, heard, {POLITE["EHLO"]: more}))

    server = serve_bare(offering)
    outcome, detail = outcome_of(smtp, server, b"220" in answer, tls="starttls", **LOGIN)
    assert outcome == "retry"
    assert words in detail
    assert heard[1] == b"STARTTLS\r\n"
    assert not any(line.startswith((b"AUTH", b"MAIL")) for line in heard)


class Spy:
    """A connection that notes the lines it reads, and says some things in other words."""

    def __init__(self, connection, heard, instead):
        self.connection, self.heard, self.instead = connection, heard, instead

    def sendall(self, data):
        self.connection.sendall(self.instead.get(data, data))

    def makefile(self, mode):
        self.lines = self.connection.makefile(mode)
        return self

    def readline(self):
        self.heard.append(self.lines.readline())
        return self.heard[-1]
