"""./dev says what it can do; asking how a verb is used never runs it."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def dev(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "dev", *arguments], cwd=folder, capture_output=True, text=True, timeout=20, check=False
    )


def verbs() -> list[str]:
    return re.findall(r"^  ([a-z]+) ", dev().stdout, re.MULTILINE)


def test_the_list_names_the_verbs_from_any_folder(tmp_path: Path) -> None:
    assert {"setup", "build", "demo", "serve", "test", "lint", "format", "fuzz", "clean"} <= set(verbs())
    assert dev("help", folder=tmp_path).stdout == dev().stdout


@pytest.mark.parametrize("ask", ["--help", "-h"])
@pytest.mark.parametrize("verb", verbs())
def test_help_of_a_verb_is_its_line_of_the_list(verb: str, ask: str) -> None:
    (line,) = (line for line in dev().stdout.splitlines() if line.startswith(f"  {verb} "))
    asked = dev(verb, ask)
    assert asked.returncode == 0
    assert asked.stdout.splitlines()[1:] == [line]


def test_an_unknown_verb_fails_and_shows_the_list() -> None:
    asked = dev("biuld")
    assert asked.returncode == 1
    assert "no verb 'biuld'" in asked.stderr
    assert "  build " in asked.stderr
