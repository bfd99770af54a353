"""E-mail by the smtp provider: an event in, a mail out; and a server that is away."""

import email
import email.policy

from events import by_channel, completed, registered
from mails import CLOSE, smtp_flags
from server import wait_until


def read(envelope):
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def body_of(mail, kind):
    return mail.get_body([kind]).get_content().replace("\r\n", "\n").strip()


def test_an_event_becomes_a_mail(serve, mail_server):
    peer = mail_server()
    server = serve(*smtp_flags(peer.port))
    event = server.settle(registered("ann", data={"name": "Zoë"}))
    notification = by_channel(event)["email"]
    assert (notification["state"], notification["provider"]) == ("delivered", "smtp")
    [(envelope, _)] = peer.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == ("shop@example.com", ["ann@example.org"])
    mail = read(envelope)
    assert str(mail["Subject"]) == "Welcome, Zoë!"
    assert mail["From"].addresses[0].display_name == "The Shöp"
    assert mail["To"].addresses[0].addr_spec == "ann@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert notification["id"] in mail["Message-ID"]
    assert mail["Message-ID"].endswith("@example.com>")
    content = server.notification(notification["id"])["content"]
    assert body_of(mail, "plain") == content["text"].strip()
    assert body_of(mail, "html") == content["html"].strip()
    assert mail["List-Unsubscribe"] is None, "its category cannot be switched off"


def test_a_mail_that_may_be_unsubscribed_says_how(serve, mail_server):
    peer = mail_server()
    server = serve(*smtp_flags(peer.port))
    server.user("ann", email="ann@example.org")
    server.settle(completed("ann"))
    mail = read(peer.mails[0][0])
    link = str(mail["List-Unsubscribe"]).strip("<>")
    assert link.startswith("https://notify.example.com/v1/unsubscribe/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mail.get_body(["plain"]).get_content()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    path = link.removeprefix("https://notify.example.com")
    assert server.post(path, "List-Unsubscribe=One-Click", form).status == 200
    server.wait_for_user("ann", {"categories": {"orders": False}})


def test_a_server_that_is_away_is_tried_again(serve, mail_server):
    peer = mail_server({"MAIL": "451 4.3.0 later"})
    server = serve(*smtp_flags(peer.port), "--test-clock")
    event = server.decide(registered("ann"))
    waiting = server.wait_for_state(by_channel(event)["email"]["id"], "scheduled")
    assert (waiting["reason"], waiting["attempt_count"]) == ("retry", 1)
    assert "451" in waiting["detail"]
    assert "ann@example.org" not in waiting["detail"]
    peer.answers.clear()
    server.set_clock(waiting["due_at"])
    found = server.wait_for_state(waiting["id"], "delivered")
    assert [a["outcome"] for a in found["attempts"]] == ["retry", "delivered"]
    assert len(peer.mails) == 1


def test_a_password_that_was_changed_at_the_server_costs_time_until_it_is_here(serve, mail_server):
    peer = mail_server(users={"shop": "the new one"})
    login = ("--smtp-username", "shop", "--smtp-password", "the old one")
    server = serve(*smtp_flags(peer.port), *login, "--retry-delays", "1s,1s,1s,1s", "--retry-jitter", "0")
    event = server.decide(registered("ann"))
    waiting = server.wait_for_state(by_channel(event)["email"]["id"], "scheduled")
    assert "535" in waiting["detail"]
    server.change_flags("--smtp-password", "the new one")
    server.terminate()
    server.start()
    found = server.wait_for_state(waiting["id"], "delivered")
    assert {a["outcome"] for a in found["attempts"][:-1]} == {"retry"}
    assert len(peer.mails) == 1


def test_no_server_at_all_is_a_retry(serve, mail_server):
    peer = mail_server()
    peer.stop()
    server = serve(*smtp_flags(peer.port))
    event = server.decide(registered("ann"))
    waiting = server.wait_for_state(by_channel(event)["email"]["id"], "scheduled")
    assert [a["outcome"] for a in waiting["attempts"]] == ["retry"]


def test_a_refused_recipient_is_a_dead_letter_at_once(serve, mail_server):
    peer = mail_server({"RCPT": "550 5.1.1 no such user"})
    server = serve(*smtp_flags(peer.port))
    [dead] = server.settle(registered("ann"))["notifications"]
    assert dead["state"] == "failed"
    assert dead["attempt_count"] == 1
    assert "550" in dead["detail"]


def test_a_connection_that_breaks_after_the_body_is_unknown(serve, mail_server):
    peer = mail_server({"BODY": CLOSE})
    server = serve(*smtp_flags(peer.port, "--retry-delays", "none"))
    [dead] = server.settle(registered("ann"))["notifications"]
    [attempt] = server.notification(dead["id"])["attempts"]
    assert attempt["outcome"] == "unknown"


def test_many_mails_share_connections_and_each_arrives_once(serve, mail_server):
    peer = mail_server()
    server = serve(*smtp_flags(peer.port))
    server.send([registered(f"u{i}") for i in range(100)])
    wait_until(lambda: server.ledger()["states"]["delivered"] == 100, "all mails")
    addresses = [envelope.rcpt_tos for envelope, _ in peer.mails]
    assert sorted(addresses) == sorted([f"u{i}@example.org"] for i in range(100))
    assert peer.connections <= 16
