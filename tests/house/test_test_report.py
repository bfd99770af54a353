"""tools/test_report.py counts cases, and nothing that went wrong can end as a success."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CTEST_PASSED = '<testcase name="{0}" status="run"/>'
CTEST_FAILED = '<testcase name="{0}" status="fail"><failure message=""/></testcase>'
CASE_PASSED = '<testcase name="{0}" classname="Suite" status="run"/>'
CASE_FAILED = '<testcase name="{0}" classname="Suite" status="run"><failure message="x"/></testcase>'
CASE_SKIPPED = '<testcase name="{0}" classname="Suite" status="run"><skipped message="x"/></testcase>'


def write(path: Path, *cases: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>", encoding="utf-8")


def report(folder: Path, *stages: str) -> tuple[int, list[str]]:
    run = subprocess.run(
        [sys.executable, ROOT / "tools/test_report.py", folder, *stages],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    return run.returncode, run.stdout.splitlines()


def test_gtest_programs_count_by_their_cases_and_others_as_one(tmp_path: Path) -> None:
    write(tmp_path / "ctest.xml", CTEST_PASSED.format("core_test"), CTEST_PASSED.format("tidy"))
    write(tmp_path / "gtest/core_test.xml", *(CASE_PASSED.format(name) for name in "ABC"))
    write(tmp_path / "pytest.xml", CASE_PASSED.format("test_a"))
    assert report(tmp_path) == (0, ["5 passed, 0 failed"])


def test_failures_are_named_and_counted_once(tmp_path: Path) -> None:
    write(tmp_path / "ctest.xml", CTEST_FAILED.format("core_test"))
    write(tmp_path / "gtest/core_test.xml", CASE_PASSED.format("A"), CASE_FAILED.format("B"))
    write(tmp_path / "pytest.xml", CASE_FAILED.format("test_a"))
    assert report(tmp_path, "ctest", "pytest") == (
        1,
        ["failed: core_test: Suite.B", "failed: Suite.test_a", "1 passed, 2 failed"],
    )


def test_a_program_that_crashed_counts_as_a_failure(tmp_path: Path) -> None:
    write(tmp_path / "ctest.xml", CTEST_FAILED.format("core_test"), CTEST_FAILED.format("base_test"))
    write(tmp_path / "gtest/base_test.xml", CASE_PASSED.format("A"))
    write(tmp_path / "pytest.xml")
    assert report(tmp_path, "ctest") == (
        1,
        ["failed: core_test", "failed: base_test: failed outside of its cases", "1 passed, 2 failed"],
    )


def test_a_result_that_is_missing_or_cut_off_is_a_failure(tmp_path: Path) -> None:
    write(tmp_path / "ctest.xml", CTEST_PASSED.format("tidy"))
    (tmp_path / "pytest.xml").write_text("<testsuites><testsuite>", encoding="utf-8")
    status, lines = report(tmp_path)
    assert (status, lines[-1]) == (1, "1 passed, 1 failed")
    (tmp_path / "ctest.xml").unlink()
    assert report(tmp_path)[1][-1] == "0 passed, 2 failed"


def test_a_stage_that_ended_badly_without_a_failed_case_is_a_failure(tmp_path: Path) -> None:
    write(tmp_path / "ctest.xml", CTEST_PASSED.format("tidy"))
    write(tmp_path / "pytest.xml", CASE_PASSED.format("test_a"))
    status, lines = report(tmp_path, "pytest")
    assert (status, lines[-1]) == (1, "2 passed, 1 failed")


def test_skipped_cases_are_told_apart_and_a_run_of_nothing_fails(tmp_path: Path) -> None:
    write(tmp_path / "ctest.xml")
    write(tmp_path / "pytest.xml", CASE_SKIPPED.format("test_a"))
    assert report(tmp_path) == (
        1, ["skipped: Suite.test_a: x", "skipped: 1", "0 passed, 0 failed"],
    )
