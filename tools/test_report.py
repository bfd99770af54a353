#!/usr/bin/env python3
"""Adds up what one run of the tests left behind, names what failed or was skipped, and ends with
`N passed, N failed`.

    test_report.py FOLDER [STAGE...]

FOLDER holds ctest.xml, gtest/*.xml (one file for each GoogleTest program) and pytest.xml. A program counts by
its cases; one that crashed before it could write them counts as one failure, as does a file that should be
there and is not, and each STAGE (one that ended badly) when no case failed. Exit status 1 when anything
failed or nothing ran.
"""

import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Report:
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, name: str, case: ElementTree.Element) -> None:
        if case.find("failure") is not None or case.find("error") is not None:
            self.failed.append(name)
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            self.skipped.append(f"{name}{reason_of(case)}")
        else:
            self.passed += 1


def reason_of(skipped: ElementTree.Element) -> str:
    """The first line of why it was, where it says so."""
    found = skipped.find("skipped")
    said = found.get("message", "").strip() if found is not None else ""
    return f": {said.splitlines()[0]}" if said else ""


def cases_of(path: Path) -> list[ElementTree.Element] | None:
    """The test cases of a JUnit file; None when it is missing or was cut off by a crash."""
    try:
        return list(ElementTree.parse(path).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return None


def add_ctest(report: Report, folder: Path) -> None:
    programs = cases_of(folder / "ctest.xml")
    if programs is None:
        report.failed.append("ctest: it left no result")
        return
    for program in programs:
        name = program.get("name", "?")
        cases = cases_of(folder / "gtest" / f"{name}.xml")
        if cases is None:
            report.add(name, program)
            continue
        before = len(report.failed)
        for case in cases:
            report.add(f"{name}: {case.get('classname')}.{case.get('name')}", case)
        if program.find("failure") is not None and len(report.failed) == before:
            report.failed.append(f"{name}: failed outside of its cases")


def add_pytest(report: Report, folder: Path) -> None:
    cases = cases_of(folder / "pytest.xml")
    if cases is None:
        report.failed.append("pytest: it left no result")
        return
    for case in cases:
        report.add(f"{case.get('classname')}.{case.get('name')}", case)


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    report = Report()
    add_ctest(report, folder)
    add_pytest(report, folder)
    if not report.failed:
        report.failed += [f"{stage}: ended badly, though none of its tests failed" for stage in arguments[1:]]
    for name in report.failed:
        print(f"failed: {name}")
    for name in report.skipped:
        print(f"skipped: {name}")
    if report.skipped:
        print(f"skipped: {len(report.skipped)}")
    print(f"{report.passed} passed, {len(report.failed)} failed")
    return 1 if report.failed or not report.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
