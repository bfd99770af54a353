"""`tidings demo`: the whole story, in a process of its own."""

import os
import subprocess
from pathlib import Path

from bounds import seconds

ROOT = Path(__file__).resolve().parents[2]
TIDINGS = os.environ.get("TIDINGS_BIN", str(ROOT / "build/release/tidings"))


def demo(tmp_path, env=None, arguments=()):
    return subprocess.run(
        [TIDINGS, "demo", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path), **(env or {})},
        timeout=seconds(60),
        check=False,
    )


def test_all_of_it_happens_and_nothing_is_left_behind(tmp_path):
    done = demo(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    for title in ("nine notifications", "A retry", "A quiet hour", "A dead letter", "The ledger"):
        assert title in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_it_plays_against_a_running_server_twice(serve, tmp_path):
    server = serve()
    for _ in range(2):
        done = demo(tmp_path, arguments=("--url", server.url))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "✗" not in done.stdout
        for title in ("nine notifications", "A retry", "A quiet hour", "A dead letter", "The ledger"):
            assert title in done.stdout
        assert "Left out" in done.stdout
    # Nothing of it waits for another day, and the type that it needs was made once.
    assert server.items("/v1/notifications", state="scheduled,queued,failed") == []
    assert server.get("/v1/event-types/demo.order").json["version"] == 1


def test_nobody_there_is_no_demo(tmp_path):
    done = demo(tmp_path, arguments=("--url", "http://127.0.0.1:1"))
    assert done.returncode == 1
    assert done.stderr == "tidings: cannot connect to http://127.0.0.1:1: is `tidings serve` running?\n"


def test_what_the_user_has_set_does_not_count(tmp_path):
    (tmp_path / "tidings.toml").write_text('[retry]\ndelays = "none"\n')
    done = demo(tmp_path, {"TIDINGS_HTTP_LISTEN": "127.0.0.1:1", "TIDINGS_URL": "http://127.0.0.1:1"})
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    done = demo(tmp_path, {"TMPDIR": str(tmp_path / "nowhere")})
    assert done.returncode == 1
    assert done.stderr == "tidings: cannot make a temporary folder; is TMPDIR writable?\n"
