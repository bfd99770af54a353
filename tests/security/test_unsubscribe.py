"""A link to unsubscribe is good for its user and its category, and for nothing else; only we make one."""

import random
import re

import pytest

from events import completed
from mails import SmtpServer, smtp_flags
from server import Api, Server

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def link(tmp_path_factory):
    """The path of ann's link, with the server that made it."""
    peer = SmtpServer()
    server = Server(tmp_path_factory.mktemp("links"), *smtp_flags(peer.port)).start()
    paths = {}
    for user in ("ann", "bob"):
        server.user(user, email=f"{user}@example.org")
        server.settle(completed(user, id=user))
    for envelope, _ in peer.mails:
        flat = envelope.content.decode().replace("\r\n ", "")
        path = re.search(
            r"List-Unsubscribe: <https://notify\.example\.com(/v1/unsubscribe/[0-9a-f]+)>", flat
        )[1]
        paths[envelope.rcpt_tos[0].split("@")[0]] = path
    yield server, paths
    server.finish()
    peer.stop()


def forged(token, other):
    sign, text = token[:32], token[32:]
    chance = random.Random(7)
    yield from (token[:i] + format(15 - int(token[i], 16), "x") + token[i + 1 :] for i in range(len(token)))
    yield from (token[:n] for n in (0, 1, 31, 32, 33, 34, len(token) - 1, len(token) - 2))
    yield from (token + more for more in ("0", "00", "20", "/", "%20", "%00", "%0a", "a" * 5000))
    yield other[:32] + text
    yield sign + other[32:]
    yield "0" * 32 + text
    yield "f" * 32 + text
    yield text
    yield sign
    yield sign * 2 + text
    for meant in (
        '["bob","orders"]',
        '["ann","payments"]',
        '["ann", "orders"]',
        '["ann","orders","x"]',
        '["ann"]',
        "{}",
        "",
        '["","",]',
        "[" * 10_000,
    ):
        yield sign + meant.encode().hex()
        yield "".join(chance.choice("0123456789abcdef") for _ in range(32)) + meant.encode().hex()


def test_a_changed_link_is_none(link):
    server, paths = link
    token, other = (paths[user].rsplit("/", 1)[1] for user in ("ann", "bob"))
    accepted = server.ledger()["accepted"]
    count = 0
    for text in forged(token, other):
        count += 1
        for method in ("GET", "POST"):
            answer = server.request(method, f"/v1/unsubscribe/{text}", "List-Unsubscribe=One-Click", FORM)
            assert answer.status in (400, 404, 414, 429), (method, text, answer)
    assert count > 100
    assert server.ledger()["accepted"] == accepted, "nothing was written"


def test_looking_at_a_link_changes_nothing(link):
    server, paths = link
    accepted = server.ledger()["accepted"]
    for method in ("GET", "HEAD", "OPTIONS"):
        for query in ("", "?utm_source=mail", "?confirm=yes"):
            assert server.request(method, paths["ann"] + query).status in (200, 204)
    assert server.ledger()["accepted"] == accepted
    page = server.get(paths["ann"])
    assert page.headers["Referrer-Policy"] == "no-referrer", "the link is a secret"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"], "no page may hide the button"
    assert "<script" not in page.body.decode()


def test_a_link_is_good_for_its_user_and_category_alone(link):
    server, paths = link
    server.key = server.post("/v1/api-keys", {"name": "root", "scopes": ["admin"]}).json["key"]
    nobody = Api(server.port)
    for headers in (
        FORM,
        {"Authorization": "Bearer nonsense", **FORM},
        {"Cookie": "a=b", "Origin": "https://mail.example", **FORM},
    ):
        assert (
            nobody.post(paths["ann"], "List-Unsubscribe=One-Click&user=bob&category=payments", headers).status
            == 200
        )
    server.wait_for_user("ann", {"categories": {"orders": False}})
    assert "categories" not in server.get("/v1/users/bob").json
    assert nobody.get("/v1/users/ann").status == 401, "the link opens nothing else"


def test_another_server_s_links_do_not_work(link, serve):
    _, paths = link
    other = serve()
    assert other.post(paths["ann"], "List-Unsubscribe=One-Click", FORM).status == 404
