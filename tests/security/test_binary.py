"""How the program under test was built: what makes a fault of memory hard to use."""

import re
import subprocess

import pytest
from bounds import SLOWNESS

from server import TIDINGS

pytestmark = pytest.mark.skipif(SLOWNESS > 1, reason="a build with sanitizers is not what is shipped")


def elf(*options):
    return subprocess.run(
        ["readelf", "--wide", *options, TIDINGS], capture_output=True, text=True, check=True
    ).stdout


def test_it_is_loaded_at_a_random_address():
    assert re.search(r"Type:\s+DYN", elf("--file-header"))
    assert re.search(r"\(FLAGS_1\).*\bPIE\b", elf("--dynamic"))


def test_its_tables_are_read_only_once_it_runs():
    assert "GNU_RELRO" in elf("--program-headers")
    assert re.search(r"\(FLAGS(_1)?\).*\bNOW\b", elf("--dynamic"))


def test_no_memory_is_both_writable_and_executable():
    segments = re.findall(
        r"^\s+(LOAD|GNU_STACK)\s+(?:0x\w+\s+){5}([RWE ]{3})\s", elf("--program-headers"), re.MULTILINE
    )
    assert {kind for kind, _ in segments} == {"LOAD", "GNU_STACK"}
    assert not [flags for _, flags in segments if "W" in flags and "E" in flags]
    assert "TEXTREL" not in elf("--dynamic")


def test_its_stack_is_guarded_and_its_copies_are_checked():
    symbols = elf("--dyn-syms")
    assert "__stack_chk_fail" in symbols
    checked = set(re.findall(r"\b(__\w+_chk)\b", symbols))
    assert len(checked) >= 3, checked


def test_it_looks_for_libraries_where_the_system_has_them():
    assert not re.search(r"\((RPATH|RUNPATH)\)", elf("--dynamic"))
