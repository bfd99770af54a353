"""What README.md tells a reader to type does what it says."""

import json
import re
import subprocess
import time

from server import ROOT, run_tidings

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_it_opens_with_the_two_commands():
    assert [line.split("#")[0].strip() for line in blocks("sh")[0].splitlines()] == [
        "./dev demo",
        "./dev test",
    ]


def test_the_first_event_works_as_pasted(serve):
    server = serve()
    example = next(block for block in blocks("sh") if "curl --json" in block)
    pasted = example.replace("localhost:8080", f"127.0.0.1:{server.port}")
    begin = time.monotonic()
    done = subprocess.run(["bash", "-ec", pasted], capture_output=True, text=True, check=False)
    took = time.monotonic() - begin
    assert done.returncode == 0, done.stderr
    decoder = json.JSONDecoder()
    answers, rest = [], done.stdout
    while rest.strip():
        answer, end = decoder.raw_decode(rest.lstrip())
        answers.append(answer)
        rest = rest.lstrip()[end:]
    accepted, outbox, event = answers
    assert accepted == {"id": "signup-1", "source": "local"}
    assert {entry["channel"] for entry in outbox["items"]} == {"email", "sms"}
    assert {(d["channel"], d["reason"]) for d in event["decisions"]} == {
        ("email", "ok"), ("sms", "ok"), ("push", "no_address")}  # fmt: skip
    assert took < 10


def test_every_command_it_names_is_there_and_no_other_is_left_out():
    table = README[README.index("## Commands") : README.index("## What it does not do yet")]
    named = {
        word
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for word in re.findall(r"`([^`]+)`", row)
    }
    named.discard("tidings …")
    listed = re.findall(r"^  ([a-z]+) {2,}", run_tidings("--help").stdout, re.MULTILINE)
    assert {name.split()[0] for name in named} == set(listed)
    for name in named:
        assert run_tidings(*name.split(), "--help").returncode == 0, name


def test_every_setting_it_shows_is_one():
    for toml in blocks("toml"):
        done = run_tidings("config", "--config", "/dev/stdin", stdin=toml)
        faults = [f for f in done.stderr.splitlines() if "password_file" not in f]
        assert not faults, done.stderr
