"""API keys: scopes, rates, revoking; and that no key is written down anywhere."""

import json

import pytest

from events import registered
from server import Api, run_tidings, wait_until

ROUTES = [
    ("send", "POST", "/v1/events", registered("ann")),
    ("send", "PUT", "/v1/users/ann", {}),
    ("send", "PATCH", "/v1/users/ann", {}),
    ("send", "DELETE", "/v1/users/nobody", None),
    ("send", "POST", "/v1/events/none/cancel", None),
    ("read", "GET", "/v1/notifications", None),
    ("read", "GET", "/v1/events/none?wait=1ms", None),
    ("read", "GET", "/v1/outbox", None),
    ("read", "GET", "/v1/dead-letters", None),
    ("read", "GET", "/v1/users/ann", None),
    ("read", "GET", "/v1/suppressions", None),
    ("read", "GET", "/v1/event-types", None),
    ("read", "GET", "/v1/templates", None),
    ("read", "GET", "/v1/ledger", None),
    ("read", "GET", "/v1/reasons", None),
    ("read", "POST", "/v1/preview", registered("ann")),
    ("admin", "GET", "/v1/api-keys", None),
    ("admin", "POST", "/v1/api-keys", {}),
    ("admin", "DELETE", "/v1/api-keys/none", None),
    ("admin", "PUT", "/v1/event-types/x", {}),
    ("admin", "PUT", "/v1/templates/x/email", {}),
    ("admin", "POST", "/v1/dead-letters/replay", {}),
    ("admin", "PUT", "/v1/suppressions/email/x@example.org", {}),
    ("admin", "DELETE", "/v1/suppressions/email/x@example.org", None),
    ("admin", "POST", "/v1/test/clock", {}),
]
OPEN = ["/healthz", "/readyz", "/metrics", "/openapi.json"]


def create(server, name, *scopes, **more):
    answer = server.post("/v1/api-keys", {"name": name, "scopes": list(scopes), **more})
    assert answer.status == 201, answer
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json


@pytest.fixture(scope="module")
def locked(shared):
    """The shared server, which has keys of every scope from now on."""
    boss = create(shared, "boss", "admin")
    shared.key = boss["key"]
    keys = {"admin": boss["key"]}
    for scope in ("send", "read"):
        keys[scope] = create(shared, f"{scope}er", scope)["key"]
    return shared, keys


@pytest.mark.parametrize(("scope", "method", "path", "body"), ROUTES)
def test_a_route_needs_its_scope(locked, scope, method, path, body):
    server, keys = locked
    anonymous = Api(server.port).request(method, path, body)
    assert anonymous.status == 401
    assert anonymous.headers["WWW-Authenticate"] == "Bearer"
    for other, key in keys.items():
        answer = Api(server.port, key).request(method, path, body)
        if other in (scope, "admin"):
            assert answer.status not in (401, 403), (other, answer)
        else:
            assert answer.status == 403, (other, answer)
            assert scope in answer.json["detail"]


@pytest.mark.parametrize("path", OPEN)
def test_what_watches_the_server_needs_no_key(locked, path):
    server, _ = locked
    assert Api(server.port).get(path).status == 200


@pytest.mark.parametrize("change", [
    lambda key: key[:-1] + ("0" if key[-1] != "0" else "1"),
    lambda key: key[:-1],
    lambda key: key + "0",
    lambda key: key.split("_")[1],
    lambda key: "tk_00000000_" + key.split("_")[2],
    lambda _: "",
    lambda _: "x" * 5000,
])  # fmt: skip
def test_nearly_a_key_is_none(locked, change):
    server, keys = locked
    header = {"Authorization": f"Bearer {change(keys['admin'])}"}
    assert Api(server.port).request("GET", "/v1/ledger", headers=header).status == 401


@pytest.mark.parametrize("form", ["{key}", "Basic {key}", "Bearer", "bearer{key}"])
def test_a_key_comes_as_a_bearer(locked, form):
    server, keys = locked
    header = {"Authorization": form.format(key=keys["admin"])}
    assert Api(server.port).request("GET", "/v1/ledger", headers=header).status == 401
    header = {"Authorization": f"bearer {keys['admin']}"}
    assert Api(server.port).request("GET", "/v1/ledger", headers=header).status == 200


def test_an_events_source_is_the_keys_name(locked):
    server, keys = locked
    answer = Api(server.port, keys["send"]).send(registered("ann", id="by-key"))
    assert answer == {"id": "by-key", "source": "sender"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"scopes": ["read"]}, "/name"),
        ({"name": "", "scopes": ["read"]}, "/name"),
        ({"name": "a\nb", "scopes": ["read"]}, "/name"),
        ({"name": "x"}, "/scopes"),
        ({"name": "x", "scopes": []}, "/scopes"),
        ({"name": "x", "scopes": ["root"]}, "/scopes/0"),
        ({"name": "x", "scopes": ["read"], "rate_per_second": 0}, "/rate_per_second"),
        ({"name": "x", "scopes": ["read"], "colour": 1}, "/colour"),
    ],
)
def test_a_faulty_key_is_refused(locked, body, pointer):
    server, _ = locked
    answer = server.post("/v1/api-keys", body)
    assert answer.status == 422
    assert pointer in {e["pointer"] for e in answer.json["errors"]}


def test_every_answer_says_what_is_left_of_the_rate(locked):
    server, _ = locked
    api = Api(server.port, create(server, "counted", "read", rate_per_second=3)["key"])
    left = [api.get("/v1/ledger").headers["RateLimit-Remaining"] for _ in range(2)]
    assert left == ["2", "1"]


def test_a_list_shows_no_keys(locked):
    server, keys = locked
    listed = server.get("/v1/api-keys")
    assert {k["name"] for k in listed.json["items"]} >= {"boss", "sender", "reader"}
    for key in keys.values():
        assert key.encode() not in listed.body
        assert key.split("_")[2].encode() not in listed.body


def test_a_revoked_key_is_of_no_use(locked):
    server, _ = locked
    made = create(server, "gone", "read")
    api = Api(server.port, made["key"])
    assert api.get("/v1/ledger").status == 200
    assert server.delete(f"/v1/api-keys/{made['id']}").status == 204
    assert api.get("/v1/ledger").status == 401
    assert [k["revoked"] for k in server.get("/v1/api-keys").json["items"] if k["id"] == made["id"]] == [True]


def test_a_key_is_changed_without_a_moment_in_which_none_is_good(locked):
    server, _ = locked
    old, new = (create(server, "shop", "send") for _ in range(2))
    for made in (old, new):
        assert Api(server.port, made["key"]).post("/v1/events", registered("ann")).status == 202
    assert server.delete(f"/v1/api-keys/{old['id']}").status == 204
    assert Api(server.port, old["key"]).post("/v1/events", registered("ann")).status == 401
    assert Api(server.port, new["key"]).post("/v1/events", registered("ann")).status == 202


def test_the_log_says_with_which_key_an_administrator_has_changed_what(locked):
    server, keys = locked
    second = create(server, "second-boss", "admin")
    api = Api(server.port, second["key"])
    api.put("/v1/suppressions/email/canary@example.org", {"reason": "manual"})
    api.put("/v1/event-types/none.such", {})
    Api(server.port, keys["read"]).put("/v1/event-types/none.such", {})  # gets no further than the key
    assert server.delete(f"/v1/api-keys/{second['id']}").status == 204
    log = server.log()
    said = 'message="an administrator\'s request" key=second-boss request='
    assert said + '"PUT /v1/suppressions/{channel}/{address}" status=200' in log
    assert said + '"PUT /v1/event-types/none.such" status=422' in log
    assert f'key=boss request="DELETE /v1/api-keys/{second["id"]}" status=204' in log
    assert "key=reader request=" not in log
    assert "canary" not in log


def test_the_last_admin_key_stays(locked):
    server, _ = locked
    items = server.get("/v1/api-keys").json["items"]
    [boss] = [k for k in items if "admin" in k["scopes"] and not k["revoked"]]
    assert server.delete(f"/v1/api-keys/{boss['id']}").status == 409
    assert server.delete("/v1/api-keys/unknown").status == 404


def test_no_key_is_needed_until_the_first_is_made_and_that_is_an_admin(serve):
    server = serve("--log-level", "debug")
    assert server.get("/v1/ledger").status == 200
    refused = server.post("/v1/api-keys", {"name": "x", "scopes": ["read"]})
    assert refused.status == 422
    assert "admin" in str(refused.json)
    server.key = create(server, "boss", "admin")["key"]
    assert Api(server.port).get("/v1/ledger").status == 401
    server.settle(registered("ann"))
    server.kill()
    server.start()
    assert Api(server.port).get("/v1/ledger").status == 401, "keys survive a restart"
    assert server.get("/v1/ledger").status == 200
    written = b"".join(f.read_bytes() for f in server.folder.rglob("*") if f.is_file())
    secret = server.key.split("_")[2].encode()
    assert len(secret) == 64
    assert secret not in written
    assert bytes.fromhex(secret.decode()) not in written


def test_the_command_makes_and_revokes_keys(serve):
    server = serve()
    made = server.cli("key", "create", "--name", "boss", "--scopes", "admin", "--json")
    assert made.returncode == 0, made
    denied = run_tidings("list", "--url", server.url)
    assert denied.returncode == 1
    assert "API key" in denied.stderr
    server.key = json.loads(made.stdout)["key"]
    assert server.cli("key", "create", "--name", "shop", "--scopes", "send").returncode == 0
    listed = server.cli("key", "list").stdout
    assert "shop" in listed
    [shop] = [k for k in server.get("/v1/api-keys").json["items"] if k["name"] == "shop"]
    assert server.cli("key", "revoke", shop["id"]).returncode == 0
    wait_until(lambda: server.get("/v1/api-keys").json["items"], "the list")
    assert [k["revoked"] for k in server.get("/v1/api-keys").json["items"] if k["name"] == "shop"] == [True]
