"""What the pages say of the code is still so: links, the picture of the states, metrics, filters, limits."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/README.md")]
    if "0000-template" not in path.name
)
ADRS = sorted((ROOT / "docs/adr").glob("*.md"))[1:]
NAMING_SETTINGS = ["deployment", "operations", "guarantees", "events", "templates"]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def text_of(path: str | Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(text_of(page)):
        if link.startswith("http"):
            continue
        file, _, fragment = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        if fragment:
            headings = re.findall(r"^#+ (.+)$", text_of(target), re.MULTILINE)
            assert fragment in map(anchor, headings), link


def test_the_pictures_of_the_states_are_the_table() -> None:
    moves = set(re.findall(r"Move\{State::(\w+),\s+State::(\w+),", text_of("src/core/state.cpp")))
    assert len(moves) > 20
    pictures = re.findall(r"```mermaid\n(.+?)```", text_of("ARCHITECTURE.md"), re.DOTALL)
    assert set(re.findall(r"^ +(\w+) --> (\w+)", "".join(pictures), re.MULTILINE)) == moves


def test_every_metric_is_listed() -> None:
    made = re.compile(r'(?:counter|gauge|histogram|set)\(\s*"(tidings_\w+)"')
    sources = [path for path in (ROOT / "src").rglob("*.cpp") if not path.name.endswith("_test.cpp")]
    in_code = {name for path in sources for name in made.findall(text_of(path))}
    listed = re.findall(r"^\| `(tidings_\w+)` \|", text_of("docs/operations.md"), re.MULTILINE)
    assert sorted(listed) == sorted(in_code)


def test_every_filter_of_templates_is_listed() -> None:
    named = re.compile(r'(?:\.name = |selection\()"(\w+)"')
    files = (ROOT / "src/jinja/builtins").glob("filters_*.cpp")
    in_code = {name for path in files for name in named.findall(text_of(path))}
    paragraph = re.search(r"^Filters: (.+?)\n\n", text_of("docs/templates.md"), re.MULTILINE | re.DOTALL)
    assert paragraph is not None
    assert sorted(re.findall(r"`(\w+)`", paragraph[1])) == sorted(in_code)


def test_every_filter_and_function_of_locales_is_told_of() -> None:
    named = re.compile(r'\.name = "(\w+)"')
    files = [*(ROOT / "src/babel").glob("filters_*.cpp"), ROOT / "src/babel/constructors.cpp"]
    in_code = {name for path in files if "_test" not in path.name for name in named.findall(text_of(path))}
    section = text_of("docs/templates.md").split("## Dates, amounts and plural forms")[1].split("\n## ")[0]
    assert {name for name in in_code if not re.search(rf"\b{name}\b", section)} == set()


def test_every_command_is_in_the_readme() -> None:
    in_code = set()
    for path in (ROOT / "src/app/commands").glob("*.cpp"):
        in_code |= set(re.findall(r'return \{\s*\.name = "([a-z ]+)"', text_of(path)))
    table = text_of("README.md").split("## Commands")[1].split("##")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    listed = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    assert listed - {"tidings …"} == in_code


def test_every_setting_that_a_page_names_exists() -> None:
    known = set(re.findall(r"^\| `([\w.]+)` \|", text_of("docs/settings.md"), re.MULTILINE))
    groups = "|".join(sorted({name.split(".")[0] for name in known if "." in name}))
    for page in ["README.md", *(f"docs/{name}.md" for name in NAMING_SETTINGS)]:
        for name in re.findall(rf"`((?:{groups})\.[a-z_]+)(?: = [^`]+)?`", text_of(page)):
            is_file = name.rsplit(".", 1)[1] in {"db", "lock", "key", "json", "id", "completed", "registered"}
            assert name in known or is_file, f"{page}: {name}"


@pytest.mark.parametrize("page", ADRS, ids=lambda page: page.stem)
def test_a_decision_is_a_page_in_the_format(page: Path) -> None:
    text = text_of(page)
    assert text.startswith(f"# {page.name[:4]}. ")
    status = r"^Status: (proposed|accepted|superseded by \d{4})\. Date: \d{4}-\d\d-\d\d\.$"
    assert re.search(status, text, re.MULTILINE)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences", "When to revisit"]
    assert len(text.splitlines()) <= 45


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in ADRS] == list(range(1, len(ADRS) + 1))


def test_every_guarantee_names_its_tests() -> None:
    text = text_of("docs/guarantees.md")
    sections = re.split(r"^## G(\d+): ", text, flags=re.MULTILINE)[1:]
    assert sections[::2] == [str(number) for number in range(1, 11)]
    for section in sections[1::2]:
        assert "\nTests: " in section
        for path in re.findall(r"`((?:src|tests)/[\w/.]+)`", section):
            assert (ROOT / path).exists(), path
    for number, section in enumerate(sections[1::2], 1):
        for file in (ROOT / "tests/e2e").glob(f"test_g{number:02}_*.py"):
            assert file.name in section


TEST_NAME = re.compile(r"`((?:src|tests)/[\w/.]+)::(\w+)`")


def has_test(path: str, name: str) -> bool:
    pattern = rf"^ *def {name}\(" if path.endswith(".py") else rf"^(?:TYPED_)?TEST\w*\(\w+, {name}\)"
    return re.search(pattern, text_of(path), re.MULTILINE) is not None


def test_every_test_that_the_page_of_failures_names_exists() -> None:
    named = TEST_NAME.findall(text_of("docs/failures.md"))
    assert len(named) > 100
    assert [f"{path}::{name}" for path, name in named if not has_test(path, name)] == []


def test_every_failure_is_shown_or_says_why_not() -> None:
    for line in text_of("docs/failures.md").splitlines():
        if not line.startswith("|") or line.startswith(("| fault |", "|---")):
            continue
        fault, holds, shown = (cell.strip() for cell in line.strip("|").split("|"))
        assert fault and holds, line
        assert TEST_NAME.search(shown) or re.match(r"not shown: \w", shown), line
