"""Who may call what: every operation of api/openapi.json, without a key, a wrong one, one of each scope."""

import pytest

from operations import OPERATIONS, WITH_KEY
from server import Api
from wire import raw, statuses

SCOPES = ("send", "read", "admin")
OPEN = {"getHealth", "getReadiness", "getMetrics", "getOpenApi", "askUnsubscribe", "unsubscribe"}
UNKNOWN = "tk_00000000_" + "0" * 64


def create(server, name, *scopes):
    answer = server.post("/v1/api-keys", {"name": name, "scopes": list(scopes), "rate_per_second": 1_000_000})
    assert answer.status == 201, answer
    return answer.json


@pytest.fixture(scope="module")
def keys(shared):
    """Of every scope, and one that was revoked; the shared server asks for keys from now on."""
    shared.key = create(shared, "admin", "admin")["key"]
    made = {"admin": shared.key} | {s: create(shared, s, s)["key"] for s in SCOPES if s != "admin"}
    revoked = create(shared, "gone", *SCOPES)
    assert shared.delete(f"/v1/api-keys/{revoked['id']}").status == 204
    return made | {"revoked": revoked["key"]}


def changes(server):
    return server.ledger()["accepted"], server.get("/v1/suppressions").json, server.get("/v1/api-keys").json


def test_only_these_need_no_key():
    assert {o.id for o in OPERATIONS if not o.scope} == OPEN
    assert len(WITH_KEY) > 30


@pytest.mark.parametrize("operation", WITH_KEY, ids=repr)
def test_without_a_good_key_nothing_is_done(shared, keys, operation):
    before = changes(shared)
    assert operation.ask(Api(shared.port)).status == 401
    for bad in (UNKNOWN, keys["revoked"], keys["admin"].upper(), keys["admin"][:-1]):
        answer = operation.ask(Api(shared.port, bad))
        assert answer.status in (401, 429), answer  # many of them from one address are told to wait
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert changes(shared) == before


@pytest.mark.parametrize("operation", WITH_KEY, ids=repr)
def test_a_key_opens_what_its_scope_says_and_nothing_else(shared, keys, operation):
    for scope in SCOPES:
        answer = operation.ask(Api(shared.port, keys[scope]))
        if scope in (operation.scope, "admin"):
            assert answer.status not in (401, 403, 429), (scope, answer)
            assert answer.status < 500, (scope, answer)
        else:
            assert answer.status == 403, (scope, answer)
            assert operation.scope in answer.json["detail"]


@pytest.mark.parametrize("operation", [o for o in WITH_KEY if o.method == "GET"], ids=repr)
def test_a_head_needs_what_its_get_needs(shared, keys, operation):
    assert Api(shared.port).request("HEAD", operation.path).status == 401
    wrong = "send" if operation.scope != "send" else "read"
    assert Api(shared.port, keys[wrong]).request("HEAD", operation.path).status == 403


@pytest.mark.parametrize(
    "path",
    [
        *("/V1/api-keys", "/v1//api-keys", "//v1/api-keys", "/v1/api-keys/", "/v1/./api-keys"),
        *("/v1/healthz/../api-keys", "/healthz/../v1/api-keys", "/v1/%61pi-keys", "/v1%2Fapi-keys"),
        *("/v1/api-keys;x=y", "/v1/api-keys%00", "/v1/api-keys.json", "/openapi.json/../v1/api-keys"),
        *("/v1/unsubscribe/../api-keys", "/v1/api-keys?key=KEY", "/v1/api-keys?access_token=KEY"),
    ],
)
def test_no_other_way_of_writing_a_path_leads_past_the_key(shared, keys, path):
    answer = Api(shared.port).get(path.replace("KEY", keys["admin"]))
    assert answer.status in (400, 401, 404), answer


@pytest.mark.parametrize(
    "header",
    [
        "X-Original-URL: /v1/api-keys", "X-Rewrite-URL: /v1/api-keys", "X-HTTP-Method-Override: GET",
        "X-Forwarded-For: 127.0.0.1", "X-Api-Key: KEY", "Cookie: key=KEY", "Authorization: Basic KEY",
        "Authorization: Bearer", "Authorization: Bearer KEY KEY", "Authorization: BearerKEY",
    ],
)  # fmt: skip
def test_no_other_header_is_a_key(shared, keys, header):
    head = f"GET /v1/api-keys HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n"
    assert statuses(raw(shared, head.replace("KEY", keys["admin"]))) in ([401], [429])


def test_of_two_keys_neither_counts(shared, keys):
    """A proxy may have looked at the other one."""
    head = "GET /v1/api-keys HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    for first, second in (("read", "admin"), ("admin", "read"), ("admin", "admin")):
        both = f"Authorization: Bearer {keys[first]}\r\nAuthorization: Bearer {keys[second]}\r\n\r\n"
        assert statuses(raw(shared, head + both)) == [401]
