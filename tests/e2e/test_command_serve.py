"""`tidings serve` refuses what cannot be meant, in a line that names the setting, where it came from and what
would be right; it answers who waits when it ends; and what it writes down is nobody's business."""

import json
import os
import re
import signal
import socket
import subprocess

import pytest

from events import registered
from server import TIDINGS, environment, run_tidings, wait_until


def serve(tmp_path, *flags, **options):
    """One that is expected not to start."""
    return run_tidings("serve", "--data-dir", tmp_path / "data", *flags, cwd=tmp_path, **options)


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def refused(done, *parts):
    assert done.returncode == 1
    assert done.stdout == ""
    said = [line for line in done.stderr.splitlines() if line.startswith("tidings: ")]
    assert len(said) == 1, done.stderr
    for part in parts:
        assert part in said[0]


def test_a_taken_port(tmp_path, taken):
    done = serve(tmp_path, env={"TIDINGS_HTTP_LISTEN": taken})
    refused(done, f'http.listen: "{taken}" (environment TIDINGS_HTTP_LISTEN)', "choose another address")


def test_an_address_that_others_reach(tmp_path):
    (tmp_path / "tidings.toml").write_text('[http]\nlisten = "0.0.0.0:0"\n')
    done = serve(tmp_path)
    refused(done, 'http.listen: "0.0.0.0:0" (file tidings.toml line 2)', "tidings key create", "--offline")


def test_a_folder_that_others_read(tmp_path):
    (tmp_path / "data").mkdir(mode=0o755)
    refused(serve(tmp_path), f'data.dir: "{tmp_path}/data" (flag --data-dir)', "(mode 0755)", "chmod 700")


def test_a_folder_that_is_in_use(tmp_path, serve):
    running = serve()
    done = run_tidings("serve", "--data-dir", running.data)
    refused(
        done, f'data.dir: "{running.data}" (flag --data-dir)', f"held by the process {running.process.pid}"
    )


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    done = run_tidings("serve", "--data-dir", tmp_path / "file" / "data")
    refused(done, f'data.dir: "{tmp_path}/file/data" (flag --data-dir)')


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        (
            "--test-clock=maybe",
            'test_clock: "maybe" (flag --test-clock) is neither true nor false; write one',
        ),
        (
            "--queue-max=many",
            'queue.max: "many" (flag --queue-max) is not a whole number from 1 to 10000000; write',
        ),
        (
            "--retry-delays=soon",
            'retry.delays: "soon" (flag --retry-delays) is not a list of durations; write them',
        ),
        ("--engine=clustr", 'engine: "clustr" (flag --engine) is not known; write embedded or cluster'),
        (
            "--dedup-keep=1h",
            'dedup.keep: "1h" (flag --dedup-keep) is shorter than events.retention: "7d" (default)',
        ),
        ("--smtp-port=no", 'smtp.port: "no" (flag --smtp-port) must be a number from 1 to 65535'),
    ],
)
def test_a_bad_value(tmp_path, flag, said):
    refused(serve(tmp_path, flag), said)


def test_every_fault_is_told_at_once(tmp_path):
    (tmp_path / "tidings.toml").write_text('[queue]\nmax = 0\n[log]\nlevl = "info"\n')
    done = serve(tmp_path, "--roles", "gatway", env={"TIDINGS_LOG_LEVEL": "loud"})
    assert done.returncode == 1
    assert [line.split(" (")[0] for line in done.stderr.splitlines()] == [
        'tidings: roles: "gatway"',
        'tidings: log.level: "loud"',
        'tidings: queue.max: "0"',
        'tidings: file tidings.toml line 4: there is no setting "log.levl"; did you mean "log.level"?',
    ]


def test_an_unknown_variable_is_a_warning_and_no_refusal(serve):
    server = serve(env={"TIDINGS_LOG_LEVL": "debug"})
    assert re.search(
        r'level=warning message=settings warning="environment TIDINGS_LOG_LEVL is no setting; did you '
        r'mean \\"TIDINGS_LOG_LEVEL\\"\?"',
        server.log(),
    )


def test_the_role_that_does_nothing_is_said_once_where_it_was_asked_for(serve):
    assert "analytics" not in serve().log()
    asked = serve("--roles", "gateway,notifier,worker,analytics,admin").log()
    assert asked.count('message="the role analytics does nothing yet"') == 1


def test_it_runs_from_any_folder_and_leaves_nothing_there(tmp_path, serve):
    server = serve()
    server.settle(registered("ann"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run_tidings("list", "--url", server.url, cwd=elsewhere).returncode == 0
    assert list(elsewhere.iterdir()) == []


# ---- ending


def waiting_request(server):
    """A client that waits for an event that does not come, and whom the server has heard."""
    client = socket.create_connection(("127.0.0.1", server.port), timeout=15)
    get = "GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    client.sendall((get.format("/healthz") + get.format("/v1/events/never?wait=60s")).encode())
    assert client.recv(4096).startswith(b"HTTP/1.1 200 ")
    assert server.get("/v1/ledger").status == 200, "it is answered in turn"
    return client


def connections(server):
    found = f":{server.port:04X} "
    with open("/proc/net/tcp", encoding="ascii") as table:
        return sum(found in line and " 01 " in line for line in table)


def test_who_waits_is_answered_when_it_ends(serve):
    server = serve("--drain-timeout", "20s")
    with waiting_request(server) as client:
        server.process.send_signal(signal.SIGTERM)
        assert client.recv(4096).startswith(b"HTTP/1.1 404 ")
    assert server.process.wait(10) == 0
    server.start()


def test_a_request_at_hand_has_until_the_drain_ends(serve):
    server = serve("--drain-timeout", "20s")
    body = json.dumps(registered("ann", id="late")).encode()
    lines = ["POST /v1/events HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(head.encode() + body[:5])
        wait_until(lambda: connections(server) > 0, "the connection")
        server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: "message=stopping" in server.log(), "the drain to begin")
        client.sendall(body[5:])
        client.settimeout(15)
        assert client.recv(4096).startswith(b"HTTP/1.1 202 ")
    assert server.process.wait(15) == 0
    server.start()
    server.event("late", until="final")


# ---- what is written down

CANARIES = {
    "address": "canary.address@example.org",
    "phone": "+15005550006",
    "token": "canary-push-token",
    "text": "CanaryName",
    "order": "canary-order-7",
    "key": None,  # made by the test
    "password": "canary-smtp-password",
    "query": "canary-in-a-query",
}


@pytest.mark.parametrize("log_format", ["logfmt", "json"])
def test_no_address_text_or_secret_is_written_down(tmp_path, log_format):
    """A whole flow: accepted, refused, rejected, retried, dead, replayed; with a key and without."""
    command = [
        TIDINGS,
        "serve",
        "--http-listen",
        "127.0.0.1:0",
        "--data-dir",
        tmp_path / "data",
        "--test-clock",
        "--log-format",
        log_format,
    ]
    env = environment({"TIDINGS_SMTP_PASSWORD": CANARIES["password"]})
    log_file = tmp_path / "log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log, env=env, cwd=tmp_path)
    try:
        url = wait_until(
            lambda: re.search(r"http://127\.0\.0\.1:\d+", log_file.read_text()), "the server"
        ).group()
        metrics, key = flow(url, env)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert process.returncode == 0
    config = run_tidings("config", env={"TIDINGS_SMTP_PASSWORD": CANARIES["password"]})
    written = {"log": log_file.read_text(), "metrics": metrics, "config": config.stdout + config.stderr}
    assert config.returncode == 0
    for where, text in written.items():
        assert text
        for what, canary in {**CANARIES, "key": key}.items():
            assert canary not in text, f"{what} in {where}"
    check_lines(written["log"], log_format)


def flow(url, env):
    def client(*arguments, ok=True):
        done = subprocess.run(
            [TIDINGS, *arguments, "--url", url], capture_output=True, text=True, env=env, check=False
        )
        assert (done.returncode == 0) is ok, done.stdout + done.stderr
        return done.stdout

    user = ("--user", "canary-user")
    client("user", "set", "canary-user", "--email", CANARIES["address"], "--phone", CANARIES["phone"])
    client(
        "send",
        "user.registered",
        *user,
        f"name={CANARIES['text']}",
        f"email={CANARIES['address']}",
        "--wait",
        "10s",
    )
    order = (f"order_id={CANARIES['order']}", "total=19.9", "currency=EUR")
    client("user", "set", "canary-user", "--email", "canary.address+reject@example.org")
    client("send", "order.completed", *user, *order, "--wait", "10s")
    client("user", "set", "canary-user", "--email", "canary.address+retry1@example.org")
    client("send", "order.completed", *user, *order)
    client("send", "order.completed", *user, f"order_id={CANARIES['order']}", ok=False)
    client("dead", "replay", "--all")
    client("list", "--cursor", CANARIES["query"], ok=False)
    subprocess.run(
        ["curl", "-s", f"{url}/v1/unsubscribe/{CANARIES['query']}"], check=True, capture_output=True
    )
    key = client("key", "create", "--name", "root", "--scopes", "admin").strip()
    client("list", ok=False)
    client("list", "--key", key[:-1], ok=False)
    client("audit", "--key", key)
    metrics = subprocess.run(
        ["curl", "-s", f"{url}/metrics"], check=True, capture_output=True, text=True
    ).stdout
    return metrics, key


def check_lines(log, log_format):
    for line in log.splitlines():
        if log_format == "json":
            entry = json.loads(line)
            assert {"time", "level", "message"} <= entry.keys()
        else:
            assert re.match(r"time=\S+Z level=\w+ message=", line), line


def test_a_log_that_nobody_reads_does_not_stop_it(tmp_path):
    """Standard error is a pipe whose other end is closed."""
    read_end, write_end = os.pipe()
    process = subprocess.Popen(
        [
            TIDINGS,
            "serve",
            "--http-listen",
            "127.0.0.1:0",
            "--data-dir",
            tmp_path / "data",
            "--log-level",
            "debug",
        ],
        stderr=write_end,
        env=environment(),
        cwd=tmp_path,
    )
    os.close(write_end)
    with os.fdopen(read_end) as log:
        ready = next(line for line in log if "message=ready" in line)
    url = re.search(r"url=(\S+)", ready).group(1)
    sent = run_tidings(
        "send", "user.registered", "--user", "ann", "name=Ann", "email=a@example.org", "--url", url
    )
    assert sent.returncode == 0, sent.stderr
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
