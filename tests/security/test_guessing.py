"""Trying keys out: slowed down, told and counted, and nobody else is held up by it."""

import re
from collections import Counter

from server import Api
from wire import raw, statuses

UNKNOWN = "tk_00000000_" + "0" * 64
FREE = 30  # in a minute, of one address


def refused(server, reason):
    found = re.search(
        rf'tidings_http_refused_total{{reason="{reason}"}} (\d+)', server.get("/metrics").body.decode()
    )
    return int(found[1])


def test_guessing_keys_is_slowed_down_and_seen(serve):
    server = serve()
    server.key = server.post("/v1/api-keys", {"name": "boss", "scopes": ["admin"]}).json["key"]
    assert refused(server, "unknown_key") == refused(server, "guessing") == 0
    stranger = Api(server.port, UNKNOWN)
    answers = [stranger.get("/v1/ledger") for _ in range(2 * FREE)]
    assert [a.status for a in answers] == [401] * FREE + [429] * FREE
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61
    assert (refused(server, "unknown_key"), refused(server, "guessing")) == (FREE, FREE)
    [told] = [line for line in server.log().splitlines() if "unknown API key" in line]
    assert "level=warning" in told
    assert "peer=127.0.0.1" in told
    assert UNKNOWN not in server.log()
    assert server.get("/v1/ledger").status == 200, "the same address, with a good key"


def test_every_refusal_is_counted_by_its_reason(serve):
    server = serve()
    page = {"Origin": "https://evil.example"}
    assert server.request("GET", "/v1/ledger", headers=page).status == 403
    server.key = server.post("/v1/api-keys", {"name": "boss", "scopes": ["admin"]}).json["key"]
    body = {"name": "eye", "scopes": ["read"], "rate_per_second": 1}
    eye = Api(server.port, server.post("/v1/api-keys", body).json["key"])
    assert Api(server.port).get("/v1/ledger").status == 401
    assert eye.get("/v1/api-keys").status == 403
    assert [eye.get("/v1/ledger").status for _ in range(2)] == [200, 429]
    for reason in ("foreign_page", "no_key", "scope", "rate"):
        assert refused(server, reason) == 1, reason


def test_links_that_need_no_key_have_a_rate_too(serve):
    server = serve()
    asked = "GET /v1/unsubscribe/none HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = raw(server, asked * 5000, timeout=30)
    found = Counter(statuses(answer))
    assert found.keys() == {404, 429}
    assert found[404] >= 1000
    assert re.search(rb"429 .*?\r\nRetry-After: \d+\r\n", answer, re.DOTALL)
    assert server.get("/v1/ledger").status == 200
    assert refused(server, "rate") == found[429]
