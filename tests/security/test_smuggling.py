"""What a proxy and the server may read as different requests is one request for both, or none.

src/http/server_smuggling_test.cpp asks the server alone; here a request that is hidden in another would
change a profile.
"""

import pytest

from server import wait_until
from wire import raw, statuses

HIDDEN = "PUT /v1/users/smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
HEAD = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
ZERO = "0\r\n\r\n"
LENGTH = f"Content-Length: {len(HIDDEN)}\r\n"

# Each is what stands behind HEAD; HIDDEN follows.
TWO_LENGTHS = [
    f"Content-Length: 0\r\n{LENGTH}\r\n", f"{LENGTH}Content-Length: 0\r\n\r\n",
    f"Content-Length: 0, {len(HIDDEN)}\r\n\r\n", "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
    "Content-Length: 00, 0\r\n\r\n", "Content-Length: 1e1\r\n\r\n", "Content-Length: 0x0\r\n\r\n",
    "Content-Length: +0\r\n\r\n", "Content-Length: -0\r\n\r\n", "Content-Length: 0_0\r\n\r\n",
    "Content-Length: 0;a\r\n\r\n", "Content-Length: \u00b2\r\n\r\n", "Content-Length:\r\n\r\n",
    "Content-Length: 18446744073709551616\r\n\r\n", "Content-Length\t: 0\r\n\r\n",
    "Content-Length\x00: 0\r\n\r\n",
    "Content_Length: 0\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\n",
]  # fmt: skip
LENGTH_AND_CHUNKS = [
    f"{LENGTH}{CHUNKED}\r\n{ZERO}",
    f"{CHUNKED}{LENGTH}\r\n{ZERO}",
    f"Content-Length: 0\r\n{CHUNKED}\r\n{ZERO}",
]
CODINGS = [
    "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked, chunked\r\n", f"{CHUNKED}{CHUNKED}",
    "Transfer-Encoding: identity\r\n", f"{CHUNKED}Transfer-Encoding: identity\r\n",
    f"Transfer-Encoding: identity\r\n{CHUNKED}", "Transfer-Encoding: gzip, chunked\r\n",
    "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: chunked;q=1\r\n",
    "Transfer-Encoding: 'chunked'\r\n", 'Transfer-Encoding: "chunked"\r\n',
    "Transfer-Encoding:\x0bchunked\r\n",
    "Transfer-Encoding: chunked\x0b\r\n", "Transfer-Encoding: chunked\x00\r\n",
    "Transfer-Encoding : chunked\r\n",
    "Transfer-Encoding\t: chunked\r\n", " Transfer-Encoding: chunked\r\n",
    "X: y\r\n Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding:\r\n chunked\r\n", "Transfer-Encoding: \r\n", "X: y\nTransfer-Encoding: chunked\r\n",
    "X: y\rTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chun\r\n ked\r\n",
    "Transfer-Encoding: \u043ahunked\r\n",
    "Transfer-Encoding: chunked\x7f\r\n", "Transfer-Encoding: chunked,\r\n",
    "Transfer-Encoding: ,chunked\r\n",
]  # fmt: skip
CHUNKS = [
    "0\n\r\n", "0\r\n\n", "0\n\n", "0 \r\n\r\n", " 0\r\n\r\n", "\t0\r\n\r\n", "+0\r\n\r\n", "-0\r\n\r\n",
    "0x0\r\n\r\n", "00x\r\n\r\n", "0_0\r\n\r\n", "0,0\r\n\r\n", "\r\n0\r\n\r\n", "0;a\nb\r\n\r\n",
    "0;a\rb\r\n\r\n",
    '0;a="\nb"\r\n\r\n', "0;\x00\r\n\r\n", "2\r\n{}0\r\n\r\n", "2\r\n{}\n0\r\n\r\n", "2\r\n{}\r0\r\n\r\n",
    "2\n{}\r\n0\r\n\r\n", "3\r\n{}\r\n0\r\n\r\n", "1\r\n{}\r\n0\r\n\r\n", "fffffffffffffffff\r\n{}\r\n",
    "8000000000000000\r\n", "-1\r\n{}\r\n", "0\r\nContent-Length : 5\r\n\r\n", "0\r\n folded: x\r\n\r\n",
    "0\r\nX: y\n\r\n", "0\r\n\r\r\n", "0;" + "a" * 5000 + "\r\n\r\n",
]  # fmt: skip
ENDS = [
    "X: y\r\n\n",
    "X: y\n\r\n",
    "X: y\n\n",
    "X: y\r\n\r\r\n",
    "X: y\r\r\n\r\n",
    "X\r\n\r\n",
    ": y\r\n\r\n",
    "X: y\r\n :\r\n\r\n",
]

AMBIGUOUS = [
    *TWO_LENGTHS, *LENGTH_AND_CHUNKS, *(f"{coding}\r\n{ZERO}" for coding in CODINGS),
    *(f"{CHUNKED}\r\n{chunks}" for chunks in CHUNKS), *(f"Content-Length: 0\r\n{end}" for end in ENDS),
]  # fmt: skip


def written(text):
    return text[:60].encode("unicode_escape").decode()


@pytest.mark.parametrize("rest", AMBIGUOUS, ids=written)
def test_what_is_ambiguous_is_refused_and_nothing_behind_it_is_read(shared, rest):
    before = shared.ledger()["accepted"]
    answer = raw(shared, (HEAD + rest + HIDDEN).encode("utf-8"))
    assert statuses(answer) in ([400], [413], [431]), answer
    assert b"Connection: close" in answer
    assert shared.ledger()["accepted"] == before
    assert shared.get("/v1/users/smuggled").status == 404


@pytest.mark.parametrize(
    "version", ["HTTP/1.0", "HTTP/0.9", "HTTP/1.10", "HTTP/2.0", "http/1.1", "HTTP/1.1 "]
)
def test_chunks_are_of_http_1_1_alone(shared, version):
    head = HEAD.replace("HTTP/1.1", version)
    assert statuses(raw(shared, f"{head}{CHUNKED}\r\n{ZERO}{HIDDEN}")) in ([400], [505])
    assert shared.get("/v1/users/smuggled").status == 404


@pytest.mark.parametrize(
    "framed",
    [
        f"{LENGTH}\r\n{HIDDEN}",
        f"{CHUNKED}\r\n{len(HIDDEN):x}\r\n{HIDDEN}\r\n{ZERO}",
        f'{CHUNKED}\r\n{len(HIDDEN):X};name=value;other="quoted"\r\n{HIDDEN}\r\n0\r\nX: trailer\r\n\r\n',
        f"transfer-ENCODING: \t CHUNKED \t\r\n\r\n{len(HIDDEN):08x}\r\n{HIDDEN}\r\n{ZERO}",
        f"{CHUNKED}\r\n" + "".join(f"1\r\n{c}\r\n" for c in HIDDEN) + "0\r\nContent-Length: 5\r\n\r\n",
        f"{LENGTH}Expect: 100-continue\r\n\r\n{HIDDEN}",
        f"{LENGTH}Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAM\r\n\r\n{HIDDEN}",
    ],
    ids=written,
)
def test_a_request_inside_of_a_body_is_a_body(shared, framed):
    """The body is no JSON, so it is refused; what follows on the connection is the next request."""
    answer = raw(shared, f"{HEAD}{framed}GET /v1/reasons HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert [s for s in statuses(answer) if s != 100] == [400, 200], answer
    assert shared.get("/v1/users/smuggled").status == 404


@pytest.mark.parametrize("path", ["/healthz", "/v1/users/none", "/v1/events"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE", "BREW"])
def test_a_body_that_the_method_has_no_use_for_is_read_all_the_same(shared, method, path):
    asked = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{LENGTH}\r\n{HIDDEN}"
    answer = raw(shared, asked + "GET /v1/reasons HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    found = statuses(answer)
    assert len(found) == 2, answer
    assert found[1] == 200
    assert shared.get("/v1/users/smuggled").status == 404


def test_the_hidden_request_would_have_been_seen(shared):
    """The test of the tests above: sent openly, it does what they look for."""
    assert statuses(raw(shared, HIDDEN)) == [202]
    wait_until(lambda: shared.get("/v1/users/smuggled").status == 200, "the profile")
