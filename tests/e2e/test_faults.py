"""When what the server stands on fails: the disk, its settings, another process, a template."""

import os
import resource
import shutil
import stat
import subprocess

import pytest

import disks
from bounds import megabytes
from events import completed, registered
from server import TIDINGS, Server, environment, run_tidings, wait_until

CANARY = "canary7319"
BARE = {"schema": {}, "channels": ["email"], "address": {"email": "/email"}}


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes."""
    with disks.mounted(tmp_path / "disk", "6m") as folder:
        yield folder


def test_a_full_disk_refuses_loses_nothing_and_recovers(serve, small_disk):
    server = serve(started=False)
    server.data = small_disk / "data"
    server.expected_errors = ["disk of the data folder is full", "a step failed and will be repeated"]
    server.start()
    accepted = [server.send(registered(f"u{i}", id=f"e{i}"))["id"] for i in range(20)]
    ballast = disks.fill(small_disk)
    refused = send_until_refused(server, accepted)
    assert refused.status == 503
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert int(refused.headers["Retry-After"]) >= 1
    assert "full" in refused.json["detail"]
    assert server.get("/healthz").status == 200
    assert_not_ready(server)
    ballast.unlink()
    wait_until(lambda: server.get("/readyz").status == 200, "readiness without anybody's doing")
    wait_until(lambda: server.post("/v1/events", registered("after", id="after")).status == 202, "recovery")
    for event_id in [*accepted, "after"]:
        [notification] = server.event(event_id, until="final")["notifications"]
        assert notification["state"] == "delivered"
    assert server.ledger()["events"] == len(accepted) + 1
    server.check_ledger()
    server.terminate()  # before its disk goes
    server.process = None


def test_a_file_that_may_not_grow_is_a_full_disk(serve):
    server = serve()
    server.expected_errors = ["cannot be read or written", "a step failed and will be repeated"]
    server.settle(registered("ann", id="first"))
    limit_files(server, (server.data / "tidings.db-wal").stat().st_size + 4096)
    accepted = ["first"]
    refused = send_until_refused(server, accepted)
    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) >= 1
    assert_not_ready(server)
    assert server.get("/healthz").status == 200
    assert server.event("first")["notifications"], "what is there can be read"
    limit_files(server, resource.RLIM_INFINITY)
    wait_until(lambda: server.get("/readyz").status == 200, "readiness without anybody's doing")
    server.send(registered("after", id="after"))
    for event_id in [*accepted, "after"]:
        [notification] = server.event(event_id, until="final")["notifications"]
        assert notification["state"] == "delivered"


def test_a_kill_while_nothing_can_be_written_loses_nothing(serve):
    server = serve()
    server.expected_errors = ["cannot be read or written", "a step failed and will be repeated"]
    limit_files(server, (server.data / "tidings.db-wal").stat().st_size + 100_000)
    accepted = []
    assert send_until_refused(server, accepted).status == 503
    server.kill()
    server.start()
    for event_id in accepted:
        server.event(event_id, until="final")


def limit_files(server, size):
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def assert_not_ready(server):
    wait_until(lambda: server.get("/readyz").status == 503, "readiness to end")
    assert server.get("/readyz").json["parts"] == {"log": False, "store": False}


def send_until_refused(server, accepted):
    for i in range(5000):
        answer = server.post("/v1/events", registered(f"f{i}", id=f"f{i}"))
        if answer.status != 202:
            return answer
        accepted.append(f"f{i}")
    raise AssertionError("the disk was never full")


def test_a_second_process_on_the_folder_is_refused(serve):
    server = serve()
    second = run_tidings("serve", "--http-listen", "127.0.0.1:0", "--data-dir", server.data)
    assert second.returncode == 1
    assert str(server.data) in second.stderr
    assert f"held by the process {server.process.pid}" in second.stderr
    server.settle(registered("ann"))


def test_the_data_folder_is_its_owners_alone(serve):
    server = serve()
    server.settle(registered("ann"))
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    for file in [*server.data.iterdir(), server.outbox_file]:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    done = run_tidings("serve", "--http-listen", "127.0.0.1:0", "--data-dir", tmp_path / "file" / "data")
    assert done.returncode == 1
    assert str(tmp_path / "file") in done.stderr


def test_an_address_that_is_taken_is_said(serve):
    server = serve()
    address = f"127.0.0.1:{server.port}"
    done = run_tidings("serve", "--http-listen", address, "--data-dir", server.folder / "other")
    assert done.returncode == 1
    assert address in done.stderr


def test_a_database_that_is_none_is_refused(tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "tidings.db").write_bytes(b"not a database, but longer than a header of one" * 100)
    done = run_tidings("serve", "--http-listen", "127.0.0.1:0", "--data-dir", data)
    assert done.returncode == 1
    assert str(data / "tidings.db") in done.stderr
    assert "not a database" in done.stderr


# ---- who may reach it


def test_without_keys_it_listens_to_loopback_only(tmp_path):
    done = run_tidings("serve", "--http-listen", "0.0.0.0:0", "--data-dir", tmp_path / "data")
    assert done.returncode == 1
    assert "http.listen" in done.stderr
    assert "no API key" in done.stderr
    assert "key create" in done.stderr


@pytest.mark.parametrize("allowed", ["said", "a key"])
def test_it_listens_elsewhere_when_told_or_with_a_key(serve, allowed):
    server = serve(started=False)
    if allowed == "a key":
        server.start()
        made = server.post("/v1/api-keys", {"name": "boss", "scopes": ["admin"]})
        server.terminate()
        server.key = made.json["key"]
    command = [TIDINGS, "serve", "--http-listen", "0.0.0.0:0", "--data-dir", server.data]
    if allowed == "said":
        command.append("--http-allow-without-keys")
    with server.log_file.open("w") as log:
        process = subprocess.Popen(command, stderr=log, env=environment())
        try:
            wait_until(lambda: "message=ready" in server.log(), "the server")
        finally:
            process.terminate()
        assert process.wait(20) == 0
    server.start()


# ---- settings


@pytest.mark.parametrize(
    ("arguments", "env", "said"),
    [
        (["--limits-email", "fast"], {}, ["limits.email", "fast", "--limits-email", "100/1s"]),
        ([], {"TIDINGS_LIMITS_SMS": "0/1s"}, ["limits.sms", "TIDINGS_LIMITS_SMS"]),
        (["--retry-delays", "1m,soon"], {}, ["retry.delays", "--retry-delays"]),
        (["--retry-jitter", "2"], {}, ["retry.jitter"]),
        (["--http-listen", "here"], {}, ["http.listen", "here"]),
        (["--providers-email", "pigeon"], {}, ["providers.email", "pigeon", "outbox"]),
        (["--queue-max", "0"], {}, ["queue.max"]),
        (["--log-level", "loud"], {}, ["log.level", "loud", "info"]),
        (["--engine", "steam"], {}, ["engine", "steam", "embedded"]),
        (["--roles", "gateway,chef"], {}, ["roles", "chef"]),
        (["--limits-emial", "1/1s"], {}, ["limits-emial", "limits-email"]),
        (["--providers-email", "smtp"], {}, ["smtp", "host"]),
    ],
)
def test_a_faulty_setting_is_named_with_its_origin_and_what_would_be_right(tmp_path, arguments, env, said):
    listen = [] if "--http-listen" in arguments else ["--http-listen", "127.0.0.1:0"]
    done = run_tidings("serve", *listen, "--data-dir", tmp_path / "data", *arguments, env=env)
    assert done.returncode != 0
    for word in said:
        assert word in done.stderr, done.stderr
    assert done.stderr.splitlines()[-1].startswith("tidings: "), done.stderr


def test_an_unknown_setting_in_the_environment_is_a_warning(serve):
    server = serve(env={"TIDINGS_LIMITS_EMIAL": "1/1s"})
    assert "level=warning" in server.log()
    assert "TIDINGS_LIMITS_EMIAL" in server.log()


# ---- templates


def test_a_template_that_fails_is_one_dead_letter_and_the_rest_goes_on(serve):
    server = serve()
    text = {"subject": "Hi", "text": "line one\n{{ 10 // number }}"}
    server.put("/v1/event-types/sum", BARE)
    assert server.put("/v1/templates/sum/email", text).status == 201
    batch = [
        {"type": "sum", "user": f"u{i}", "id": f"e{i}", "data": {"email": "u@example.org", "number": i % 10}}
        for i in range(100)
    ]
    server.send(batch)
    for i in range(100):
        [notification] = server.event(f"e{i}", until="final")["notifications"]
        assert notification["state"] == ("failed" if i % 10 == 0 else "delivered")
    letters = server.items("/v1/dead-letters")
    assert len(letters) == 10
    for letter in letters:
        assert letter["reason"] == "template_error"
        assert "line 2" in letter["detail"]
        assert "column" in letter["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{{ 'x' * 100000000 }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ range(1000000000) | list }}",
        "{{ 2 ** 1000000 }}",
    ],
)
def test_a_template_without_end_is_ended(shared, name, text):
    kind = f"endless.{name}"
    shared.put(f"/v1/event-types/{kind}", BARE)
    answer = shared.put(f"/v1/templates/{kind}/email", {"subject": "x", "text": text})
    if answer.status == 422:
        return
    body = {"type": kind, "user": name, "data": {"email": "a@example.org"}}
    [dead] = shared.settle(body)["notifications"]
    assert (dead["state"], dead["reason"]) == ("failed", "template_error")
    assert shared.peak_memory_mb() < megabytes(300)


# ---- privacy


def test_the_log_holds_no_address_and_no_text(serve):
    server = serve("--outbox-timeout", "50ms", "--retry-delays", "10ms")
    text = {"subject": f"{CANARY} {{{{ name }}}}", "text": f"{CANARY} {{{{ nothing }}}}"}
    tags = ("", "+reject", "+retry9", "+timeout", "+throttle")
    for i, tag in enumerate(tags):
        data = {"name": CANARY, "phone": "+15005550001"}
        server.send(registered(f"u{i}", email=f"{CANARY}{tag}@example.org", data=data))
    server.user("ann", email=f"{CANARY}@example.org", push_tokens=[CANARY])
    server.settle(completed("ann", order=CANARY))
    server.put("/v1/templates/order.completed/email", text)
    server.settle(completed("ann", order=CANARY))
    server.post("/v1/events", f'{{"type": "{CANARY}", "user": "{CANARY}"')
    server.post("/v1/events", registered("x", data={"email": CANARY}))
    server.get(f"/v1/suppressions/email/{CANARY}@example.org")
    server.put(f"/v1/suppressions/email/{CANARY}@example.org", {"reason": CANARY})
    server.get(f"/v1/users/{CANARY}")
    wait_until(lambda: server.ledger()["states"]["failed"] >= 3, "failures")
    server.delete("/v1/users/ann")
    server.terminate()
    assert CANARY not in server.log()
    assert "15005550001" not in server.log()
    server.start()


def test_a_copy_of_the_folder_is_a_backup(serve, tmp_path):
    server = serve()
    server.settle(registered("ann", id="e"))
    server.terminate()
    copy = Server(tmp_path)
    shutil.copytree(server.data, copy.data)
    server.start()
    copy.start()
    assert copy.event("e")["notifications"][0]["state"] == "delivered"
    copy.finish()
