"""What is said to be tested has a test, and each test is said to be one."""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def named(text):
    return {name for name in re.findall(r"`([\w./-]+)`", text) if "/" in name or name.startswith("test_")}


def test_the_table_names_every_file():
    text = (HERE / "README.md").read_text(encoding="utf-8")
    files = {file.name for file in HERE.glob("*.py")} - {"conftest.py"}
    assert files == {name for name in re.findall(r"`(\w+\.py)`", text)}


def test_what_the_promises_name_is_there():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    promises = text.partition("## What is promised")[2].partition("## What is not")[0]
    rows = [line for line in promises.splitlines() if line.startswith("|")][2:]
    assert len(rows) > 15
    for row in rows:
        tests = named(row.split("|")[2])
        assert tests, row
        for name in tests:
            assert (ROOT / name if "/" in name else HERE / name).exists(), name
