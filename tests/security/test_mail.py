"""Nothing from an event, a profile or a template's result adds a header, a recipient or a message to a mail.

tests/providers asks the provider alone; here it comes the whole way: HTTP, template, queue, SMTP.
"""

import email
import email.policy
import re

import pytest

from catalog import event, new_type
from mails import SmtpServer, smtp_flags
from server import Server, segment, wait_until

EVE = "eve@evil.example"
BREAKS = [
    "\r\n",
    "\n",
    "\r",
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x0c",
    "\r\n\r\n",
    "\n ",
    "\r\n\t",
    "=0D=0A",
    "%0d%0a",
    "\ufeff\n",
]
HEADERS = {
    *("Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type"),
    *("Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post"),
}


@pytest.fixture(scope="module")
def peer():
    server = SmtpServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def mailing(peer, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("mailing"), *smtp_flags(peer.port)).start()
    yield server
    server.finish()


@pytest.fixture(scope="module")
def kind(mailing):
    """Its subject and both of its bodies are what an event says."""
    return new_type(mailing, subject="{{ data.say }}", text="{{ data.say }}", html="<p>{{ data.say }}</p>")


def sent_by(peer, mailing, body):
    """The mails that an event has led to, with the notifications that it became."""
    before = len(peer.mails)
    decided = mailing.settle(body)
    return [envelope for envelope, _ in peer.mails[before:]], decided


def check(envelope, recipient):
    """One sender, one recipient, the headers that we write and none twice, and lines as SMTP has them."""
    assert (envelope.mail_from, envelope.rcpt_tos) == ("shop@example.com", [recipient])
    raw = envelope.original_content
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw), "a bare CR or LF"
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    head, _, _ = raw.partition(b"\r\n\r\n")
    names = [
        line.partition(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")
    ]
    assert len(names) == len(set(names)), names
    assert set(names) <= HEADERS, names
    return email.message_from_bytes(raw, policy=email.policy.default)


@pytest.mark.parametrize("lines", BREAKS, ids=ascii)
def test_a_text_adds_no_header(mailing, peer, kind, name, lines):
    said = f"Hello{lines}Bcc: {EVE}{lines}X-Evil: 1"
    mails, decided = sent_by(peer, mailing, event(kind, name, say=said))
    if not mails:
        [notification] = decided["notifications"]
        assert notification["state"] == "failed", "a subject that cannot be one is a dead letter"
        assert any(ord(c) < 0x20 or ord(c) in (0x85, 0x2028, 0x2029) for c in lines)
        return
    [envelope] = mails
    mail = check(envelope, f"{name}@example.org")
    assert "Bcc" not in mail
    assert "\n" not in str(mail["Subject"])


@pytest.mark.parametrize("lines", BREAKS, ids=ascii)
@pytest.mark.parametrize(
    "place",
    [
        "ann{}bcc: eve@evil.example",
        "ann@example.org{}",
        "ann@example.org{}RCPT TO:<eve@evil.example>",
        "<ann@example.org>{}",
    ],
)
def test_an_address_is_one_recipient_or_none(mailing, peer, kind, name, place, lines):
    mails, _ = sent_by(peer, mailing, event(kind, name, email=place.format(lines), say="x"))
    assert mails == []


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org, eve@evil.example", "ann@example.org eve@evil.example", "ann@example.org>",
        "<ann@example.org",
        "ann@example.org> SIZE=1", '"ann>"@example.org', '"a b"@example.org', "ann@[127.0.0.1]",
        "@evil.example:ann@example.org",
        "ann%evil.example@example.org ", "ann@example.org\x00", "", "ann", "ann@",
        "ann@example.org;eve@evil.example",
        "ann@evil.example@example.org", "=?utf-8?q?ann?=@example.org\n", "ann@exa mple.org",
        "ann@example.org\u200b",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_never_said_to_the_server(mailing, peer, kind, name, address):
    profile = mailing.put(f"/v1/users/{segment(name)}", {"email": address})
    assert profile.status in (202, 400, 422), profile
    before = len(peer.mails)
    answer = mailing.post("/v1/events", event(kind, name + "x", say="x", email=address))
    if answer.status == 202:
        mailing.event(answer.json["id"], until="final")
    for envelope, _ in peer.mails[before:]:
        check(envelope, address)
    assert EVE not in {to for envelope, _ in peer.mails[before:] for to in envelope.rcpt_tos}


@pytest.mark.parametrize(
    "end",
    [
        "\r\n.\r\n", "\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\n", "\r\n..\r\n",
        "\r\n\x00.\r\n", ".\r\n", "\n.",
        "\r\r\n.\r\r\n", "\r\n.\x00\r\n", "\u2028.\u2028", "\x85.\x85",
    ],
    ids=ascii,
)  # fmt: skip
@pytest.mark.parametrize("member", ["text", "html"])
def test_a_text_ends_no_message_and_begins_no_other(mailing, peer, name, end, member):
    """SMTP smuggling, and dots at the beginning of lines."""
    kind = new_type(mailing, subject="s", **{member: "{{ data.say|safe }}"})
    said = f"first{end}MAIL FROM:<{EVE}>\r\nRCPT TO:<{EVE}>\r\nDATA\r\nSubject: smuggled\r\n\r\nx{end}last"
    before = len(peer.mails)
    answer = mailing.post("/v1/events", event(kind, name, say=said))
    if answer.status in (400, 422):  # NUL
        assert "\x00" in end
        return
    mailing.event(answer.json["id"], until="final")
    [(envelope, _)] = peer.mails[before:]
    mail = check(envelope, f"{name}@example.org")
    kept = mail.get_body([{"text": "plain", "html": "html"}[member]]).get_content()
    assert "first" in kept and "last" in kept and "smuggled" in kept
    assert dots(kept) == dots(said), "they are doubled, and taken back"


def dots(text):
    return re.split(r"\r\n|[\r\n]", text).count(".")


@pytest.mark.parametrize("member", ["id", "source"])
@pytest.mark.parametrize(
    "value", ["a b", "a>b", "a<b@c>", "a,b", "é", "x" * 256, 'a"b\\', "a\tb", "(comment)"]
)
def test_what_names_an_event_changes_no_header(mailing, peer, kind, name, member, value):
    before = len(peer.mails)
    answer = mailing.post("/v1/events", event(kind, name, say="x") | {member: value})
    if answer.status == 422:
        return
    mailing.event(answer.json["id"], until="final", source=answer.json["source"])
    [(envelope, _)] = peer.mails[before:]
    mail = check(envelope, f"{name}@example.org")
    assert re.fullmatch(r"<[\w.-]+@example\.com>", mail["Message-ID"]), mail["Message-ID"]


@pytest.mark.parametrize("user", ["a>b", "a%0ab", "é", "<x>, <https://evil.example>", "x" * 256, "a b"])
def test_the_link_of_a_mail_is_ours_whoever_the_user_is(mailing, peer, kind, user):
    mails, _ = sent_by(peer, mailing, event(kind, user, email="ann@example.org", say="x"))
    [envelope] = mails
    mail = check(envelope, "ann@example.org")
    link = re.sub(r"\s", "", str(mail["List-Unsubscribe"]))
    assert re.fullmatch(r"<https://notify\.example\.com/v1/unsubscribe/[0-9a-f]+>", link), link
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_markup_of_an_event_is_text_in_a_mail(mailing, peer, kind, name):
    said = "<script>alert(1)</script><img src=x onerror=y>\"'&"
    [envelope], _ = sent_by(peer, mailing, event(kind, name, say=said))
    mail = check(envelope, f"{name}@example.org")
    html = mail.get_body(["html"]).get_content()
    assert "<script" not in html and "<img" not in html
    assert "&lt;script&gt;" in html
    assert said in mail.get_body(["plain"]).get_content()


def test_the_sender_is_the_operators_whatever_an_event_says(mailing, peer, kind, name):
    told = {
        "from": EVE,
        "from_name": "Eve",
        "reply_to": EVE,
        "headers": {"Bcc": EVE},
        "cc": EVE,
        "bcc": [EVE],
    }
    [envelope], _ = sent_by(peer, mailing, event(kind, name, say="x", **told))
    mail = check(envelope, f"{name}@example.org")
    assert mail["From"].addresses[0].addr_spec == "shop@example.com"
    assert EVE.encode() not in envelope.original_content
    wait_until(lambda: mailing.ledger()["balanced"], "the ledger")
