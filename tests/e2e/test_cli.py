"""What the program does on a command line when no server runs."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bounds import seconds

ROOT = Path(__file__).resolve().parents[2]
TIDINGS = os.environ.get("TIDINGS_BIN", str(ROOT / "build/release/tidings"))


def tidings(*arguments, env=None, cwd=None, stdin=""):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TIDINGS_")}
    return subprocess.run(
        [TIDINGS, *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=cwd,
        env={**clean, **(env or {})},
        timeout=seconds(30),
        check=False,
    )


def complete(*words):
    """What bash offers after `words`, the last of which is being typed."""
    script = (
        'source <("$0" completion bash); COMP_WORDS=("$0" "$@"); COMP_CWORD=$#; _tidings;'
        ' printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script, TIDINGS, *words],
        capture_output=True,
        text=True,
        timeout=seconds(30),
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_a_file_in_the_current_folder_is_read(tmp_path):
    (tmp_path / "tidings.toml").write_text('[log]\nlevel = "debug"\n')
    shown = json.loads(tidings("config", "--json", cwd=tmp_path).stdout)
    assert shown["log.level"] == {"value": "debug", "origin": "file tidings.toml line 2"}


def test_flag_beats_environment_beats_file(tmp_path):
    (tmp_path / "tidings.toml").write_text('[log]\nlevel = "debug"\nformat = "json"\n[queue]\nmax = 7\n')
    done = tidings(
        *("config", "--json", "--log-level", "error"),
        cwd=tmp_path,
        env={"TIDINGS_LOG_LEVEL": "warning", "TIDINGS_LOG_FORMAT": "logfmt"},
    )
    shown = json.loads(done.stdout)
    assert shown["log.level"] == {"value": "error", "origin": "flag --log-level"}
    assert shown["log.format"] == {"value": "logfmt", "origin": "environment TIDINGS_LOG_FORMAT"}
    assert shown["queue.max"]["value"] == "7"


def test_an_unknown_key_stops_the_server_and_names_the_nearest(tmp_path):
    (tmp_path / "tidings.toml").write_text('[http]\nlisen = "127.0.0.1:0"\n')
    done = tidings("serve", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        'tidings: file tidings.toml line 2: there is no setting "http.lisen"; did you mean "http.listen"?\n'
    )


def test_config_tells_the_faults_of_providers_behind_its_table(tmp_path):
    done = tidings("config", "--providers-email", "smtp", "--smtp-port", "x", cwd=tmp_path)
    assert done.returncode == 1
    assert "providers.email" in done.stdout
    for name in ("smtp.host", "smtp.from", "smtp.port"):
        assert f"tidings: {name}: " in done.stderr, done.stderr


def test_the_reference_is_the_committed_page():
    assert tidings("config", "--reference").stdout == (ROOT / "docs/settings.md").read_text()


def test_a_closed_pipe_ends_it_quietly():
    script = '"$0" config --reference | true'
    done = subprocess.run(
        ["bash", "-c", script, TIDINGS], capture_output=True, timeout=seconds(30), check=False
    )
    assert done.stderr == b""


def test_output_in_a_pipe_has_no_colours():
    assert "\x1b" not in tidings("config").stdout
    assert "\x1b" not in tidings("--help").stdout


def test_standard_input_holds_the_data_of_a_template(tmp_path):
    (tmp_path / "t").write_text("{{ name }}\n")
    done = tidings("render", "--template", "t", "--data", "-", cwd=tmp_path, stdin='{"name": "Ada"}')
    assert (done.returncode, done.stdout, done.stderr) == (0, "Ada", "")


def test_a_template_error_is_in_jinjas_words(tmp_path):
    (tmp_path / "t").write_text("one\ntwo\n{% if x %}{% endif %}")
    done = tidings("render", "--template", "t", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("UndefinedError: 'x' is undefined (line 3, column ")


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("Europe/Berlin", "2026-01-15T21:30:00Z", "2026-01-16T07:00:00Z"),
        ("Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29T06:00:00Z"),
        ("Asia/Tokyo", "2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z"),
    ],
)
def test_when_is_the_first_moment_that_is_not_quiet(zone, at, expected):
    done = tidings("when", "--zone", zone, "--quiet", "22:00-08:00", "--at", at)
    assert (done.returncode, done.stdout) == (0, expected + "\n")


def test_no_server_is_said_with_what_to_do():
    done = tidings("health", "--url", "http://127.0.0.1:1")
    assert done.returncode == 1
    assert done.stderr == "tidings: cannot connect to http://127.0.0.1:1: is `tidings serve` running?\n"


def test_bash_completes_commands_flags_and_their_values():
    assert complete("ser") == ["serve"]
    assert complete("dead", "") == ["list", "show", "replay"]
    assert complete("serve", "--http-li") == ["--http-listen"]
    assert complete("serve", "--log-format", "") == ["logfmt", "json"]
    assert complete("serve", "--log-format", "=", "js") == ["json"]


def test_bash_completes_files_where_a_file_stands(tmp_path):
    path = tmp_path / "only-one"
    path.write_text("")
    assert complete("render", "--template", str(tmp_path) + "/on") == [str(path)]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_takes_its_script(shell):
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    script = tidings("completion", shell)
    assert script.returncode == 0
    checked = subprocess.run([shell, "-n"], input=script.stdout, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_shell_that_nobody_knows_is_said():
    done = tidings("completion", "tcsh")
    assert done.returncode == 2
    assert 'SHELL: "tcsh" is not known; write bash, zsh or fish' in done.stderr


def test_what_has_no_end_is_not_read_for_ever(tmp_path):
    (tmp_path / "t").write_text("x")
    for arguments in (("--template", "/dev/zero"), ("--template", "t", "--data", "/dev/zero")):
        done = tidings("render", *arguments, cwd=tmp_path)
        assert done.returncode == 1
        assert done.stderr == 'tidings: cannot read the file "/dev/zero": it has more than 64 MiB\n'
