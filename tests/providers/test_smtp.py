"""The smtp provider against a real server: what it sends, and what it makes of every answer."""

import email
import email.policy
import threading

import pytest

from smtp_server import CLOSE, SILENCE

STAGES = ["MAIL", "RCPT", "DATA", "BODY"]
ADDRESS = "canary.ann@example.org"


def parse(envelope):
    return email.message_from_bytes(envelope.original_content, policy=email.policy.SMTP)


def text_of(part):
    return part.get_content().replace("\r\n", "\n")


def test_a_message_arrives_as_it_was_meant(serve, smtp):
    server = serve()
    content = {"subject": "Grüße", "text": "Hallo\n.\n..zwei", "html": "<p>Hallo</p>"}
    report = smtp(server).send(content=content)
    assert report["outcome"] == "delivered"
    assert report["detail"] == "250 2.0.0 OK: queued as 4F3"
    (envelope, _), = server.mails
    assert envelope.mail_from == "shop@example.com"
    assert envelope.rcpt_tos == ["ann@example.org"]
    mail = parse(envelope)
    assert mail["Subject"] == "Grüße"
    assert mail["Message-ID"] == f"<{report['provider_id']}>"
    assert text_of(mail.get_body(("plain",))) == "Hallo\n.\n..zwei\n"
    assert text_of(mail.get_body(("html",))) == "<p>Hallo</p>\n"


def test_a_large_message_arrives_whole(serve, smtp):
    text = "".join(f"{i}: \u20ac and more words to fill the line\n" for i in range(40_000))
    server = serve(data_size_limit=None)
    assert smtp(server).send(content={"subject": "Long", "text": text})["outcome"] == "delivered"
    assert text_of(parse(server.mails[0][0])) == text


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("answer, outcome", [
    ("451 4.7.1 later", "retry"),
    ("421 4.3.2 closing", "retry"),
    ("554 5.7.1 no", "rejected"),
    ("530 5.7.0 login first", "retry"),
    ("535 5.7.8 bad login", "retry"),
    ("538 5.7.11 encrypt", "retry"),
])
def test_a_refusal_is_for_now_or_for_good(serve, smtp, stage, answer, outcome):
    server = serve({stage: answer})
    provider = smtp(server)
    report = provider.send()
    assert report["outcome"] == outcome
    assert answer in report["detail"]
    del server.answers[stage]
    assert provider.send()["outcome"] == "delivered"  # what follows does not suffer from it
    assert len(server.mails) == 1


def test_a_refused_address_is_a_bad_address(serve, smtp):
    report = smtp(serve({"RCPT": "550 5.1.1 no such user"})).send()
    assert (report["outcome"], report["reason"]) == ("rejected", "bad_address")


@pytest.mark.parametrize("stage, outcome", [("MAIL", "retry"), ("RCPT", "retry"), ("DATA", "retry"),
                                            ("BODY", "unknown")])
def test_a_closed_connection_is_unknown_only_after_the_message(serve, smtp, stage, outcome):
    server = serve({stage: CLOSE})
    provider = smtp(server)
    report = provider.send()
    assert report["outcome"] == outcome
    assert "the server closed the connection" in report["detail"]
    del server.answers[stage]
    assert provider.send()["outcome"] == "delivered"
    assert server.connections == 2


@pytest.mark.parametrize("stage, outcome", [("MAIL", "retry"), ("RCPT", "retry"), ("DATA", "retry"),
                                            ("BODY", "unknown")])
def test_silence_ends_at_the_timeout(serve, smtp, stage, outcome):
    server = serve({stage: SILENCE})
    provider = smtp(server, timeout="10s")
    provider.begin("ann@example.org")
    server.reached(stage)
    provider.advance("9s")
    assert provider.state() == {"room": 31, "in_flight": 1}
    provider.advance("1s")
    report = provider.reports(1)[0]
    assert report["outcome"] == outcome
    assert "no answer within 10s" in report["detail"]
    assert provider.state() == {"room": 32, "in_flight": 0}


def test_a_silent_server_holds_nobody_else_up(serve, smtp):
    server = serve({"BODY": lambda envelope: SILENCE if envelope.rcpt_tos == ["slow@example.org"] else None})
    provider = smtp(server, connections=2)
    provider.begin("slow@example.org", *(f"user{i}@example.org" for i in range(6)))
    assert [report["tag"] for report in provider.reports(6)] == [2, 3, 4, 5, 6, 7]
    provider.advance("30s")
    assert provider.reports(1)[0]["outcome"] == "unknown"


def test_connections_are_used_again(serve, smtp):
    server = serve()
    provider = smtp(server)
    for _ in range(20):
        assert provider.send()["outcome"] == "delivered"
    assert server.connections == 1


def test_eight_messages_go_at_the_same_time(serve, smtp):
    together = threading.Barrier(8, timeout=30)
    server = serve({"BODY": lambda envelope: together.wait() and None})
    provider = smtp(server)
    provider.begin(*(f"user{i}@example.org" for i in range(32)))
    assert {report["outcome"] for report in provider.reports(32)} == {"delivered"}
    assert server.connections == 8
    assert sorted(envelope.rcpt_tos[0] for envelope, _ in server.mails) == sorted(
        f"user{i}@example.org" for i in range(32))


def test_an_idle_connection_that_was_closed_is_replaced_silently(serve, smtp):
    server = serve()
    provider = smtp(server)
    assert provider.send()["outcome"] == "delivered"
    server.drop_connections()
    assert provider.send()["outcome"] == "delivered"
    assert server.connections == 2


def test_a_connection_that_is_used_up_is_replaced_silently(serve, smtp):
    server = serve()
    provider = smtp(server)
    assert provider.send()["outcome"] == "delivered"
    said = iter(["421 4.7.0 enough messages on this connection"])
    server.answers["MAIL"] = lambda envelope: next(said, None)
    assert provider.send()["outcome"] == "delivered"
    assert server.connections == 2


def test_a_server_that_always_closes_is_asked_once_more_at_most(serve, smtp):
    server = serve()
    provider = smtp(server)
    assert provider.send()["outcome"] == "delivered"
    server.answers["MAIL"] = "421 4.3.2 going down"
    assert provider.send()["outcome"] == "retry"
    assert server.connections == 2


def test_nobody_listens(serve, smtp):
    server = serve()
    provider = smtp(server)
    server.stop()
    report = provider.send()
    assert report["outcome"] == "retry"
    assert "cannot connect" in report["detail"]


def test_a_name_that_nobody_knows_is_for_now(serve, smtp):
    host = "m" * 64 + ".example"  # a label is too long, so that no name server is asked
    report = smtp(serve(), host=host).send()
    assert report["outcome"] == "retry"
    assert host in report["detail"]
    assert "ann@example.org" not in report["detail"]


def test_quit_is_said_at_the_end_and_its_answer_not_awaited(serve, smtp):
    server = serve()
    provider = smtp(server)
    provider.send()
    provider.finish()
    server.reached("QUIT")


def test_ending_with_a_message_in_flight_reports_nothing(serve, smtp):
    server = serve({"BODY": SILENCE})
    provider = smtp(server)
    provider.begin("ann@example.org")
    server.reached("BODY")
    provider.finish()


def test_what_is_in_flight_takes_room(serve, smtp):
    server = serve({"MAIL": SILENCE})
    provider = smtp(server, connections=2)
    provider.begin(*(f"user{i}@example.org" for i in range(8)))
    server.reached("MAIL")
    assert provider.state() == {"room": 0, "in_flight": 8}
    provider.advance("30s")
    reports = provider.reports(8)
    assert {report["outcome"] for report in reports} == {"retry"}
    assert "no connection was free" in reports[-1]["detail"]
    assert provider.state() == {"room": 8, "in_flight": 0}


@pytest.mark.parametrize("to, content, reason", [
    ("canary", {"text": "x"}, "bad_address"),
    ("canary@example.org\r\nRCPT TO:<eve@example.org>", {"text": "x"}, "bad_address"),
    ("canary>@example.org", {"text": "x"}, "bad_address"),
    ("c\u00e4nary@example.org", {"text": "x"}, "bad_address"),
    ("canary@ex\u00e4mple.org", {"text": "x"}, "bad_address"),
    ("ann@example.org", {"subject": "canary\r\nBcc: eve@example.org", "text": "x"}, "rejected"),
    ("ann@example.org", {"subject": "canary"}, "rejected"),
    ("ann@example.org", {"subject": 7, "text": "canary"}, "rejected"),
    ("ann@example.org", ["canary"], "rejected"),
])
def test_what_cannot_be_a_message_is_rejected_without_a_connection(serve, smtp, to, content, reason):
    server = serve()
    provider = smtp(server)
    provider.begin(to, content=content)
    report = provider.reports(1)[0]
    assert (report["outcome"], report["reason"]) == ("rejected", reason)
    assert "nary" not in report["detail"]
    assert server.connections == 0


@pytest.mark.parametrize("stage", ["RCPT", "BODY"])
def test_no_detail_holds_the_address(serve, smtp, stage):
    words = f"550 5.7.1 <{ADDRESS}>: {ADDRESS.upper()} canary.ann is unknown at srs0=canary.ann@relay.example"
    report = smtp(serve({stage: words})).send(to=ADDRESS)
    assert report["outcome"] == "rejected"
    assert "canary" not in report["detail"].lower()
    assert report["detail"].startswith("550 5.7.1 <[hidden]")
    assert "is unknown at" in report["detail"]
