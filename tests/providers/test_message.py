"""The messages that the smtp provider builds, read by Python's e-mail library: a second opinion on RFC 5322,
2045 and 2047. Whatever the input is, either it is refused or it reads back as exactly what was meant."""

import base64
import email
import email.policy
import email.utils
import json
import re
from email.header import decode_header, make_header

import pytest
from hypothesis import given, settings, strategies as st

from lines import Lines

BASE = {
    "from": "shop@example.com",
    "from_name": "The Shop",
    "to": "ann@example.org",
    "date": "2026-06-05T07:08:09Z",
    "message_id": "01890000-17@example.com",
}
HEADERS = ["Date", "From", "To", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@pytest.fixture(scope="module")
def probe():
    lines = Lines("tidings_message_probe")
    yield lines
    lines.end()


def build(probe, content, **change):
    probe.say(**(BASE | {"content": json.dumps(content)} | change))
    return probe.hear()


def normal(text):
    """Text as it arrives: one kind of line end, and one at the end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def check_wire(raw):
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw), "a CR or LF stands alone"
    assert raw.isascii() and b"\0" not in raw
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    head, _, body = raw.partition(b"\r\n\r\n")
    assert all(line.strip() for line in head.split(b"\r\n")), "a folded line of blanks"
    assert all(len(line) <= 76 for line in head.split(b"\r\n") if b"=?" in line)
    assert all(len(line.split()) <= 2 for line in head.split(b"\r\n") if len(line) > 78), "it could be folded"
    return body


def check_bodies(mail, content):
    kinds = {"text": "text/plain", "html": "text/html"}
    expected = [(kind, content[key]) for key, kind in kinds.items() if content.get(key)]
    parts = [part for part in mail.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == [kind for kind, _ in expected]
    assert mail.is_multipart() == (len(expected) == 2)
    for part, (_, text) in zip(parts, expected):
        assert part.get_content_charset() == "utf-8"
        assert normal(part.get_payload(decode=True).decode()) == normal(text)


def unfolded(raw, name):
    """A header as the older of Python's two readers sees it, encoded-words as they stand."""
    value = email.message_from_bytes(raw, policy=email.policy.compat32)[name]
    return re.sub(r"\r\n(?=[ \t])", "", value)


def decoded(value):
    return str(make_header(decode_header(value)))


def check(answer, content, **change):
    meant = BASE | change
    raw = answer["message"].encode()
    check_wire(raw)
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert not mail.defects and not any(mail[name].defects for name in mail.keys())

    subject = content.get("subject") or ""
    names = HEADERS + (["Subject"] if subject else [])
    names += ["List-Unsubscribe", "List-Unsubscribe-Post"] if meant.get("unsubscribe_url") else []
    names += [] if mail.is_multipart() else ["Content-Transfer-Encoding"]
    assert sorted(mail.keys()) == sorted(names)

    assert [a.addr_spec for a in mail["To"].addresses] == [meant["to"]]
    assert [a.addr_spec for a in mail["From"].addresses] == [meant["from"]]
    # The modern reader keeps the blank between two encoded-words of a name, which RFC 2047 drops.
    assert decoded(email.utils.parseaddr(unfolded(raw, "From"))[0]) == meant["from_name"]
    assert mail["Message-ID"] == f"<{meant['message_id']}>"
    assert mail["Date"].datetime.isoformat() == meant["date"].replace("Z", "+00:00")
    if subject:
        assert mail["Subject"] == subject
        assert decoded(unfolded(raw, "Subject")) == subject
    check_bodies(mail, content)
    return mail


SUBJECTS = [
    "Hello", "Grüße aus Köln", "Привет, мир", "注文が完了しました", "🎉" * 40, "a" * 200, "word " * 60 + "end",
    "a  b", " a", "a ", "=?utf-8?B?ZXZpbA==?=", "=?utf-8?Q?x?= and more", "100 % = 1", "x: y",
    "(comment)", '"quoted"',
    "a,b;c<d>e@f", "\\", "е́" * 30, "אבג def", "\u200bzero width", "x" * 65 + " é", "ﷺ" * 100, "?=", "=?",
    "_",
]
TEXTS = [
    "Hi there", "Hi\n.\n..\n. \nend", "trailing \nblank\t\n",
    "é" * 300, "Привет\n" * 50, "x" * 5000, "=3D = =\n=",
    "\n\n\n", "--=_tidings--\n--=_tidings\n", "From me\n>From you", "a\rb\r\nc\n\rd",
    "\x07\x1b[31m", "🎉\u2028x", "\t",
    "mixed é and ascii " * 40, "=" * 80, " " * 200, "x" * 75 + "=", "x" * 76, "x" * 74 + "é",
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subjects(probe, subject):
    content = {"subject": subject, "text": "Hi"}
    check(build(probe, content), content)


@pytest.mark.parametrize("text", TEXTS)
def test_bodies(probe, text):
    for content in ({"text": text}, {"html": text}, {"subject": "s", "text": text, "html": "<p>" + text}):
        check(build(probe, content), content)


@pytest.mark.parametrize("name", [
    "", "Shop", 'The "Shop" \\ Co.', "Ünï Shop", "a@b.c", "x, y",
    "商店" * 20, "n" * 120, '"' * 40, "\\ " * 30 + "x", "=?utf-8?Q?x?=", "(c)", "a;b",
    "Shop <eve@example.org>",
])
def test_sender_names(probe, name):
    content = {"text": "Hi"}
    check(build(probe, content, from_name=name), content, from_name=name)


@pytest.mark.parametrize("to", [
    "a@b", "ann+tag@example.org", "o'neil@example.org", "!#$%&'*+-/=?^_`{|}~@example.org",
    "x" * 64 + "@" + "y" * 60 + ".example.org", "=?utf-8?q?x?=@example.org",
])
def test_addresses(probe, to):
    content = {"text": "Hi"}
    mail = build(probe, content, to=to)
    if "=?" in to:
        # Legal as an address; readers that decode first make something else of it. The envelope counts.
        assert f"\r\nTo: {to}\r\n" in mail["message"]
    else:
        check(mail, content, to=to)


def test_unsubscribing(probe):
    url = "https://example.com/u/" + "t" * 300
    content = {"text": "Hi"}
    mail = check(build(probe, content, unsubscribe_url=url), content, unsubscribe_url=url)
    assert mail["List-Unsubscribe"] == f"<{url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("control", [
    "\n", "\r", "\r\n", "\r\n ", "\n\t", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029",
])
@pytest.mark.parametrize("field", ["subject", "from_name", "to", "from", "message_id", "unsubscribe_url"])
def test_no_header_can_be_injected(probe, field, control):
    good = {"subject": "x", "unsubscribe_url": "https://example.com/"} | BASE
    bad = good[field] + control + "Bcc: eve@example.org"
    content = {"subject": "x", "text": "Hi"} | ({"subject": bad} if field == "subject" else {})
    answer = build(probe, content, **({} if field == "subject" else {field: bad}))
    assert "error" in answer
    assert "eve" not in answer["error"]


PIECES = [
    "a", " ", "  ", "word", "é", "я", "🎉", "=", "=?", "?=", "=?utf-8?B?", "\r\n", "\n", "\r", ".",
    "\n.\n", "\t",
    "Bcc: x@y", ":", "<", ">", "@", '"', "\\", ",", ";", "--", "--=_tidings", "\x00", "\x1b",
    "\x7f", "\u2028",
    "\ufeff", "x" * 90,
]


A_TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join)
ONE_LINE = st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cc", "Zl", "Zp", "Cs"]),
                    max_size=40).map("".join)


def verdict(content, name):
    """Why it must be refused, if it must."""
    headers = content["subject"] + name
    if "\0" in headers + content["text"] + content["html"]:
        return "must be a JSON object"
    if CONTROLS.search(headers):
        return "control character"
    if not content["text"] + content["html"]:
        return "neither"
    return None


@settings(max_examples=100, deadline=None, derandomize=True)
@given(subject=ONE_LINE, text=A_TEXT, html=A_TEXT, name=ONE_LINE)
def test_any_text_is_refused_or_reads_back(probe, subject, text, html, name):
    content = {"subject": subject, "text": text, "html": html}
    answer = build(probe, content, from_name=name)
    if (refused := verdict(content, name)) is None:
        check(answer, content, from_name=name)
    else:
        assert "unreadable" in answer or refused in answer["error"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(subject=st.text(st.characters(categories=["L", "M", "So"]), min_size=1, max_size=150))
def test_no_character_is_cut_between_two_encoded_words(probe, subject):
    raw = build(probe, {"subject": subject, "text": "x"})["message"].encode()
    words = re.findall(r"=\?utf-8\?B\?([^?]*)\?=", unfolded(raw, "Subject"))
    assert "".join(base64.b64decode(word).decode() for word in words) in (subject, "")
    assert words or subject.isascii()
    assert all(len(line) <= 76 for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))


LOCAL = st.text(st.sampled_from("abzAZ09!#$%&'*+-/=?^_`{|}~."), min_size=1, max_size=64)
LABEL = st.text(st.sampled_from("abzAZ09-"), min_size=1, max_size=63)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(local=LOCAL, labels=st.lists(LABEL, min_size=1, max_size=4))
def test_an_address_is_refused_or_stands_there_as_it_is(probe, local, labels):
    address = local + "@" + ".".join(labels)
    answer = build(probe, {"text": "Hi"}, to=address)
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    dashes = any(label.startswith("-") or label.endswith("-") for label in labels)
    assert ("error" in answer) == (dots or dashes or len(address.partition("@")[2]) > 255)
    if "error" in answer:
        assert answer["error"] == "the address must be an e-mail address such as ann@example.org"
    else:
        assert f"\r\nTo: {address}\r\n" in answer["message"]


@pytest.mark.parametrize("address, why", [
    ('"ann smith"@example.org', "e-mail address"),  # quoted local parts
    ('"ann"@example.org', "e-mail address"),
    ("ann@[192.0.2.1]", "e-mail address"),  # domain literals
    ("ann@example.org.", "e-mail address"),
    ("ann(comment)@example.org", "e-mail address"),
    ("Ann <ann@example.org>", "e-mail address"),
    ("ann@a@example.org", "e-mail address"),
    ("@relay:ann@example.org", "e-mail address"),
    ("ann@example.org,eve@example.org", "e-mail address"),
    ("ann%eve@example.org", None),
    ("änn@example.org", "SMTPUTF8"),
    ("ann@exämple.org", "xn--"),
    ("ann@xn--exmple-cua.org", None),
    ("ann+a+b@example.org", None),
])
def test_addresses_are_taken_or_refused_with_the_reason(probe, address, why):
    answer = build(probe, {"text": "Hi"}, to=address)
    assert ("error" in answer) == (why is not None)
    if why:
        assert why in answer["error"]
        assert address not in answer["error"]
