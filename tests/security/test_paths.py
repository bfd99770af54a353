"""No name leads to a file, not in a path, the catalog or a template; and the program's own are private."""

import json
import os
import stat

import pytest

from events import registered
from operations import OPERATIONS
from server import run_tidings, segment, wait_until
from wire import raw, statuses

CLIMBS = [
    "..", "../..", "../../../../../../etc/passwd", "/etc/passwd", "..\\..\\etc\\passwd",
    "....//....//etc/passwd", "..;/etc/passwd",
    "%2e%2e%2fetc%2fpasswd", "..%c0%af..%c0%afetc/passwd", "file:///etc/passwd", "/proc/self/environ",
    "C:\\boot.ini", "tidings.db",
    "../data/unsubscribe.key", "nul", "con", "a/../../b", "./x", "~root", "/dev/zero", "-rf", "|id", "$(id)",
    "`id`", ".", "...",
]  # fmt: skip


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.parameters("path")], ids=repr)
def test_no_parameter_is_a_path(shared, operation):
    for climb in CLIMBS:
        for parameter in operation.parameters("path"):
            path = operation.pattern
            for other in operation.parameters("path"):
                value = (
                    segment(climb) if other is parameter else {"channel": "email"}.get(other["name"], "none")
                )
                path = path.replace("{" + other["name"] + "}", value)
            answer = operation.ask(shared, path)
            assert answer.status < 500, (climb, answer)
            assert "root:" not in answer.body.decode()
            assert not answer.body.startswith(b"SQLite format")


@pytest.mark.parametrize("target", [
    "/../../../../etc/passwd", "/v1/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
    "/static/../../etc/passwd",
    "/openapi.json/../../etc/passwd", "/openapi.json%00.txt", "/./openapi.json", "//etc/passwd",
    "/etc/passwd", "/.git/config", "/.env",
    "/tidings.toml", "/data/tidings.db", "/unsubscribe.key", "/debug/pprof", "/v1/debug", "/actuator/env",
    "/server-status", "/v1/test",
])  # fmt: skip
def test_there_is_nothing_at_paths_that_are_no_routes(shared, target):
    answer = raw(shared, f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert statuses(answer) in ([400], [404]), answer[:200]
    assert b"root:" not in answer


@pytest.mark.parametrize(
    "name",
    [
        ".",
        "..",
        "%2e",
        "%2E%2e",
        ".%2e",
        "a/..",
        "..%2Fx",
        "a%2F..%2Fb",
        "%5c..",
        "a%20b",
        "A",
        "%00",
        "",
        "x" * 101,
    ],
)
def test_a_type_has_a_plain_name(shared, name):
    answer = shared.put(f"/v1/event-types/{name}", {"schema": True})
    assert answer.status in (400, 404, 422), answer
    assert all(t["name"] not in (".", "..") for t in shared.items("/v1/event-types"))


@pytest.mark.parametrize(
    "name",
    [
        ".",
        "..",
        "../x",
        "a/../b",
        "a/..",
        "./a",
        "a/.",
        "/a",
        "a//b",
        "a/",
        "a\\b",
        "a%00",
        "é",
        "versions",
        "a/revert",
    ],
)
def test_a_piece_has_a_plain_name(shared, name):
    answer = shared.put("/v1/pieces/" + "/".join(map(segment, name.split("/"))), {"source": "x"})
    assert answer.status in (400, 404, 405, 422), answer
    assert shared.put(f"/v1/pieces/{segment(name)}", {"source": "x"}).status in (400, 404, 405, 422)
    assert name not in {p["name"] for p in shared.items("/v1/pieces")}


@pytest.mark.parametrize(
    "locale", ["..", ".", "../en", "en/../ru", "en%00", "e", "en_US", "%2e%2e", "en\\..", "*"]
)
def test_a_template_has_a_plain_place(shared, locale):
    answer = shared.put(f"/v1/templates/order.completed/sms/{segment(locale)}", {"text": "x"})
    assert answer.status in (400, 404, 422), answer


def test_a_folder_of_templates_is_not_left(tmp_path):
    (tmp_path / "secret").write_text("the secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "d.json").write_text("{}")
    for name in (
        "../secret",
        "x/../../secret",
        str(tmp_path / "secret"),
        "..",
        "./../secret",
        "..//secret",
        "/etc/passwd",
    ):
        (tmp_path / "t").write_text("{% include " + json.dumps(name) + " %}")
        flags = ("--template", tmp_path / "t", "--data", tmp_path / "d.json", "--templates", folder)
        done = run_tidings("render", *flags)
        assert done.returncode == 1, (name, done)
        assert "the secret" not in done.stdout + done.stderr
        assert "TemplateNotFound" in done.stderr, done.stderr


def test_a_strange_user_makes_no_file(serve):
    server = serve()
    before = {f.name for f in server.folder.rglob("*")}
    for climb in CLIMBS:
        server.settle(registered(climb, email="ann@example.org", id=climb, source=climb))
    assert {f.name for f in server.folder.rglob("*")} - before <= {
        "outbox.jsonl",
        "tidings.db-wal",
        "tidings.db-shm",
    }


def test_what_the_program_keeps_is_its_users_alone(serve):
    server = serve()
    server.settle(registered("ann"))
    wait_until(lambda: (server.data / "unsubscribe.key").exists(), "the key")
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    for file in server.data.rglob("*"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file


def test_a_folder_that_others_may_enter_is_refused(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    done = run_tidings("serve", "--http-listen", "127.0.0.1:0", "--data-dir", data)
    assert done.returncode == 1
    assert "data.dir" in done.stderr
    assert os.listdir(data) == []
