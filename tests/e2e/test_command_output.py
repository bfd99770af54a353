"""How the program writes for who reads it: a terminal, a narrow one, a pipe, one without colours."""

import fcntl
import json
import os
import pty
import re
import resource
import struct
import subprocess
import termios

import pytest

from bounds import SLOWNESS
from events import registered
from server import TIDINGS, environment, run_tidings, wait_until


def on_terminal(*arguments, columns=120, env=None):
    """The exit code and what a terminal of that width is given."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    clean = {k: v for k, v in environment().items() if k != "NO_COLOR"}
    env = {**clean, "TERM": "xterm", **(env or {})}
    process = subprocess.Popen([TIDINGS, *map(str, arguments)], stdout=follower, stderr=follower, env=env)
    os.close(follower)
    written = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        written += chunk
    os.close(leader)
    return process.wait(60), written.decode().replace("\r\n", "\n")


def without_colours(text):
    return re.sub(r"\x1b\[\d*m", "", text)


def test_there_are_colours_on_a_terminal_and_only_there():
    _, shown = on_terminal("config", columns=400)
    assert "\x1b[1msetting\x1b[0m" in shown
    assert run_tidings("config").stdout == without_colours(shown)


@pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colours_gets_none(variable):
    env = {**environment(), **variable}
    leader, follower = pty.openpty()
    subprocess.run([TIDINGS, "config"], stdout=follower, env=env, check=True)
    os.close(follower)
    assert b"\x1b" not in os.read(leader, 4096)
    os.close(leader)


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_a_list_is_read_at_any_width(serve, columns):
    server = serve()
    server.settle(registered("ann", phone="+4915112345678"))
    code, shown = on_terminal("list", "--url", server.url, columns=columns)
    assert code == 0
    lines = without_colours(shown).splitlines()
    ids = [n["id"] for n in server.items("/v1/notifications")]
    if columns < 120:
        assert [line for line in lines if line.startswith("id ")] == [f"id        {i}" for i in ids]
        assert all(len(line) <= 80 for line in lines)
    else:
        assert lines[0].split() == [
            "id",
            "state",
            "channel",
            "user",
            "type",
            "attempts",
            "due",
            "reason",
        ] or (lines[0].startswith("id "))


@pytest.mark.parametrize("columns", [80, 120])
def test_the_demo_fits_its_terminal(columns):
    code, shown = on_terminal("demo", columns=columns)
    assert code == 0, shown
    assert max(len(line) for line in without_colours(shown).splitlines()) <= 80
    assert "\x1b[32m✓\x1b[0m three events became nine notifications" in shown
    assert "event            channel  priority  state" in without_colours(shown)


def test_the_demo_in_a_pipe_has_no_colours():
    done = run_tidings("demo")
    assert done.returncode == 0, done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.timeout(60)
def test_the_demo_takes_less_than_a_minute():
    done = run_tidings("demo", timeout=60)
    assert done.returncode == 0, done.stdout


def test_a_reader_who_goes_away_ends_it_quietly(serve):
    server = serve()
    for number in range(30):
        server.send(registered(f"u{number}"))
    script = f'"$0" list --limit 500 --url {server.url} | head -1'
    done = subprocess.run(["bash", "-c", script, TIDINGS], capture_output=True, text=True, check=False)
    assert done.stderr == ""


# ---- exit codes

NOBODY = ("--url", "http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (0, ["--help"]),
        (0, ["version"]),
        (0, ["dead", "list", "--help"]),
        (1, ["list", *NOBODY]),
        (1, ["audit", *NOBODY]),
        (1, ["serve", "--queue-max", "0"]),
        (1, ["render", "--template", "/nowhere"]),
        (2, []),
        (2, ["dead"]),
        (2, ["elephant"]),
        (2, ["status"]),
        (2, ["list", "--elephant"]),
        (2, ["list", "--user"]),
        (2, ["when"]),
        (2, ["render", "--template", "/nowhere", "--undefined", "lax"]),
        (2, ["render", "--template", "/nowhere", "--timezone", "Mars"]),
        (2, ["list", "--since", "yesterday"]),
        (2, ["send", "x", "--body", "{}"]),
    ],
)
def test_the_exit_code_says_how_it_went(code, arguments):
    done = run_tidings(*arguments)
    assert done.returncode == code
    if code == 1:
        assert done.stdout == ""
        assert done.stderr.startswith("tidings: ")


def test_the_help_names_the_exit_codes():
    assert (
        "Exit codes: 0 done, 1 failed (or the answer is no), 2 a command line" in run_tidings("--help").stdout
    )


# ---- --json


@pytest.mark.parametrize(
    "arguments",
    [
        ["version"],
        ["config"],
        ["init"],
        ["when", "--zone", "UTC", "--quiet", "22:00-08:00"],
    ],
)
def test_json_is_one_document_without_a_server(tmp_path, arguments):
    done = run_tidings(*arguments, "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert isinstance(json.loads(done.stdout), dict)


def test_migrate_says_what_it_did_as_json(tmp_path):
    done = run_tidings("migrate", "--data-dir", tmp_path / "data", "--json")
    assert "up to date" in json.loads(done.stdout)["done"]


def test_json_is_one_document_from_every_client(serve):
    server = serve()
    server.user("ann", email="ann+reject@example.org")
    order = ("order_id=1", "total=1", "currency=EUR")
    sent = json.loads(server.cli("send", "order.completed", "--user", "ann", *order, "--json").stdout)
    server.event(sent["id"], until="final")
    letter = server.items("/v1/dead-letters")[0]["id"]
    for arguments in (
        ["status", sent["id"]],
        ["explain", sent["id"]],
        ["explain", letter],
        ["list"],
        ["preview", "order.completed", "--user", "ann", *order],
        ["user", "get", "ann"],
        ["user", "set", "ann", "--locale", "de"],
        ["dead", "list"],
        ["dead", "show", letter],
        ["dead", "replay", letter],
        ["key", "list"],
        ["type", "list"],
        ["type", "show", "order.completed"],
        ["template", "list"],
        ["template", "show", "order.completed", "sms"],
        ["template", "versions", "order.completed", "sms"],
        ["template", "revert", "order.completed", "sms", "1"],
        ["piece", "list"],
        ["audit"],
        ["health"],
    ):
        done = server.cli(*arguments, "--json")
        assert done.returncode == 0, (arguments, done.stderr)
        assert isinstance(json.loads(done.stdout), dict), arguments


def test_faults_never_stand_on_standard_output(serve):
    server = serve()
    for arguments in (["status", "nothing"], ["dead", "show", "nothing"], ["user", "get", "nobody"],
                      ["cancel", "nothing"], ["list", "--cursor", "nothing"],
                      ["key", "revoke", "nothing"], ["send", "no.such.type", "--user", "ann"]):  # fmt: skip
        for form in ([], ["--json"]):
            done = server.cli(*arguments, *form)
            assert done.returncode == 1, arguments
            assert done.stdout == "", arguments
            assert done.stderr.startswith("tidings: "), done.stderr


def test_output_that_cannot_be_written_is_no_success():
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [TIDINGS, "version"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (1, "tidings: the output cannot be written\n")


def test_closed_standard_streams_are_not_given_to_files(tmp_path):
    """The log would be written into whatever has the number of standard error."""
    data = tmp_path / "data"
    script = f'exec "{TIDINGS}" serve --http-listen 127.0.0.1:0 --data-dir "{data}" <&- >&- 2>&-'
    process = subprocess.Popen(["sh", "-c", script], env=environment(), cwd=tmp_path)

    def serves():
        assert process.poll() is None
        return (data / "tidings.db-wal").exists()

    try:
        wait_until(serves, "the database to be opened")
        streams = [os.readlink(f"/proc/{process.pid}/fd/{number}") for number in range(3)]
    finally:
        process.terminate()
    assert streams == ["/dev/null"] * 3
    assert process.wait(60) == 0


@pytest.mark.skipif(SLOWNESS > 1, reason="a sanitizer takes more address space than this for itself")
def test_a_lack_of_memory_is_said(tmp_path):
    (tmp_path / "large.json").write_text('{"a": [' + "1," * 30_000_000 + "1]}")
    (tmp_path / "template").write_text("x")
    done = subprocess.run(
        [TIDINGS, "render", "--template", tmp_path / "template", "--data", tmp_path / "large.json"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29)),
        capture_output=True, text=True, check=False,
    )
    assert (done.returncode, done.stderr) == (1, "tidings: there is not enough memory\n")
