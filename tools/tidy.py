#!/usr/bin/env python3
"""The rules of CONTRIBUTING.md that a compiler does not check, as a test.

    tidy.py [ROOT]   prints a line for each finding, `path:line: what, and what to do`; exit status 1 if any

The tables come first: a rule is changed there. A limit that one file has to break is raised for that file in
EXCEPTIONS, with the reason.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# ---- layers

# Left to right. A room includes itself and what stands to its left.
LAYERS = [
    ["base", "embedded"],  # embedded/NAME.h is what cmake/embed.cmake generates
    ["core", "html", "jinja", "schema"],
    ["babel"],
    ["ports"],
    ["adapters", "providers", "http", "services"],
    ["app"],
    ["main.cpp"],
]
RANK = {room: rank for rank, layer in enumerate(LAYERS) for room in layer}

# These hold rooms of their own, one folder each, which see `shared` but not each other. What stands beside
# the folders (a registry) sees them all.
DIVIDED = ["adapters", "providers", "services"]

# Neighbours of one layer that may be included all the same.
NEIGHBOURS = {
    ("providers", "http"): "providers send through the HTTP client",
    ("services", "http"): "services answer requests",
}

# What services share: a room sees those before it, and every service sees them all.
SHARED_BY_SERVICES = ["records", "catalog", "web", "intake"]

# ---- sizes

COLUMNS = 110
FUNCTION_LINES = 70
FILE_LINES = {"source": 600, "header": 300, "test": 1000}

# path → (lines, why)
EXCEPTIONS: dict[str, tuple[int, str]] = {}

# ---- banned calls and headers


@dataclass(frozen=True)
class Ban:
    pattern: str  # in code: comments and the insides of strings are blanked
    instead: str
    allowed: tuple[str, ...] = ()  # beginnings of paths; "_test" allows unit tests beside their source


TESTS = ("tests/", "bench/", "_test")

BANS = [
    Ban(
        r"\b(system_clock|steady_clock|high_resolution_clock)::now\b|\b(std::)?time\((nullptr|NULL|0)\)"
        r"|\b(clock_gettime|gettimeofday|timespec_get)\(",
        "take a ports::Clock",
        ("src/adapters/system/", "src/app/", *TESTS),  # app/ knows how long it has waited
    ),
    Ban(
        r"\bsleep_(for|until)\(|\b(usleep|nanosleep)\(",
        "only app/ waits; in tests wait_until(predicate, deadline)",
        ("src/app/", "tests/support/", "bench/"),
    ),
    Ban(
        r"\bstd::j?thread\b(?!::)|\bstd::async\b|\bpthread_create\(",
        "only app/ starts threads",
        ("src/app/", "src/adapters/redis/", *TESTS),  # Redis pushes to those who listen
    ),
    Ban(r"\bco_(await|yield|return)\b", "no coroutines: GCC 12 miscompiles them (docs/adr/0003)"),
    Ban(r"\bstd::[a-z]?regex\b|#\s*include <regex>", "RE2: it takes linear time", TESTS),
    Ban(r"\b(std::)?s?rand\(", "tidings::Random, passed in"),
    Ban(
        r"\bstd::(random_device|mt19937(_64)?)\b",
        "tidings::Random, passed in",
        ("src/app/", "src/base/", *TESTS),
    ),
    Ban(r"\busing namespace std;", "write std::"),
    Ban(r"(?<![\w.])assert\(|#\s*include <cassert>", "TIDINGS_ASSERT, which stays on in release builds"),
    Ban(r"#\s*include <(boost/asio|boost/beast)", "http/ hides them", ("src/http/", "tests/", "bench/")),
    Ban(r"#\s*include <librdkafka", "ports::EventLog", ("src/adapters/kafka/", "tests/", "bench/")),
    Ban(r"#\s*include <hiredis", "ports::TaskQueue", ("src/adapters/redis/", "tests/", "bench/")),
    Ban(
        r"#\s*include <(libpq-fe|postgresql)",
        "ports::Store",
        ("src/adapters/postgres/", "tests/", "bench/"),
    ),
    Ban(r"#\s*include <(sqlite3|SQLiteCpp)", "ports::Store", ("src/adapters/sqlite/", "tests/", "bench/")),
    Ban(r"#\s*include <curl/", "the client in http/", ("src/http/", "src/providers/", "tests/", "bench/")),
    Ban(r"#\s*include <cctz", "base/time_zone.h", ("src/base/",)),
    Ban(r"#\s*include <unicode/", "babel/ hides ICU", ("src/babel/",)),
    Ban(
        r"#\s*include <boost/json/(src|parse|serialize)",
        "base/json.h: it is strict, and rounds doubles rightly",
        ("src/base/", *TESTS),
    ),
]

# Spelled so that this file does not find itself.
LEFT_OVER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")

# ---- what is read

CODE_FOLDERS = ["src", "tests", "bench"]
TEXT_FOLDERS = [*CODE_FOLDERS, "tools", "cmake", "docs", "migrations", "api", "catalog", "deploy"]
TEXT_SUFFIXES = {".cpp", ".h", ".py", ".cmake", ".txt", ".md", ".sql", ".lua", ".yaml", ".yml", ".sh", ".ini"}
TEXT_ALONE = [
    *("dev", ".ci/run", "CMakeLists.txt", "CMakePresets.json"),
    *(".clang-tidy", ".clang-format", ".editorconfig"),
]
NARROW = {".cpp", ".h", ".py", ".cmake", ".sh", ""}
SKIPPED = {"__pycache__", "node_modules", "corpus", "golden", "cases", "data"}

TOKENS = re.compile(
    r'R"(?P<delimiter>[^()\s"]*)\((?P<raw>.*?)\)(?P=delimiter)"'
    r"|//[^\n]*|/\*.*?\*/"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def blank(match: re.Match[str]) -> str:
    """What stands for a comment or a string: its line ends, and quotes where there were any."""
    text = match.group()
    kept = "\n" * text.count("\n")
    return kept if text.startswith("/") else f'"{kept}"'


@dataclass(frozen=True)
class Source:
    """One file; `name` is its path from the root, with forward slashes."""

    name: str
    text: str

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix

    @property
    def is_code(self) -> bool:
        return self.suffix in (".cpp", ".h")

    @property
    def is_test(self) -> bool:
        return self.name.startswith("tests/") or self.name.endswith(("_test.cpp", "_test.h"))

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def code(self) -> str:
        return TOKENS.sub(blank, self.text)

    @cached_property
    def includes(self) -> list[tuple[int, str]]:
        found = re.finditer(r'^#\s*include "([^"]*)"', self.text, re.MULTILINE)
        return [(self.line_at(self.text, match.start()), match.group(1)) for match in found]

    @staticmethod
    def line_at(text: str, offset: int) -> int:
        return text.count("\n", 0, offset) + 1


Finding = tuple[int, str]
Rule = Callable[[Source], Iterator[Finding]]


def room_of(path: str) -> tuple[str, str]:
    """The room and, where it is divided, the folder in it: `adapters/sqlite/x.h` is (adapters, sqlite)."""
    parts = path.split("/")
    return parts[0], parts[1] if parts[0] in DIVIDED and len(parts) > 2 else ""


def is_shared_service(own: str, other: str) -> bool:
    shared = SHARED_BY_SERVICES
    return other in shared and (own not in shared or shared.index(other) < shared.index(own))


def may_include(own: tuple[str, str], other: tuple[str, str]) -> bool:
    if own[0] == other[0]:
        return own[1] in ("", other[1]) or other[1] == "shared" or is_shared_service(own[1], other[1])
    return RANK[other[0]] < RANK[own[0]] or (own[0], other[0]) in NEIGHBOURS


def includes_stay_in_their_layer(source: Source) -> Iterator[Finding]:
    for line, path in source.includes:
        if ".." in path.split("/"):
            yield line, f'"{path}" steps out of its folder: write it from src/'
        elif source.name.startswith("src/"):
            own, other = room_of(source.name.removeprefix("src/")), room_of(path)
            if other[0] not in RANK:
                if not (source.is_test and other[0] == "support"):
                    yield line, f'"{path}" names no room: write it from src/'
            elif own[0] not in RANK:
                yield line, f"src/{own[0]} is in no layer: add it to LAYERS in tools/tidy.py"
            elif not source.is_test and not may_include(own, other):
                yield line, f'"{path}" stands to the right of {"/".join(filter(None, own))}'


def nothing_is_banned(source: Source) -> Iterator[Finding]:
    for ban, pattern in COMPILED_BANS:
        if not pattern.search(source.code) or any(
            source.name.startswith(where) or (where == "_test" and source.is_test) for where in ban.allowed
        ):
            continue
        for match in pattern.finditer(source.code):
            what = match.group().strip().rstrip("(")
            yield source.line_at(source.code, match.start()), f"{what} is banned here: {ban.instead}"


COMPILED_BANS = [(ban, re.compile(ban.pattern)) for ban in BANS]


def files_are_small(source: Source) -> Iterator[Finding]:
    kind = "test" if source.is_test else "header" if source.suffix == ".h" else "source"
    limit, _ = EXCEPTIONS.get(source.name, (FILE_LINES[kind], ""))
    count = len(source.lines) - 1
    if count > limit:
        yield limit + 1, f"{count} lines, the limit for a {kind} is {limit}: divide it by what it does"


def functions_are_small(source: Source) -> Iterator[Finding]:
    """By the shape that clang-format gives: a free function starts and ends in column 1, alone."""
    start = 0
    for number, line in enumerate(source.code.split("\n"), 1):
        if line == "}" and number - start - 1 > FUNCTION_LINES:
            yield start, f"a function of {number - start - 1} lines, the limit is {FUNCTION_LINES}: divide it"
        if line and not line[0].isspace():
            start = number


def raw_lines(source: Source) -> set[int]:
    """The lines inside of raw strings (SQL, JSON), which nobody wraps."""
    found: set[int] = set()
    if source.is_code and 'R"' in source.text:
        for match in TOKENS.finditer(source.text):
            if match.group("raw") is not None:
                first = source.line_at(source.text, match.start())
                found.update(range(first, first + match.group().count("\n") + 1))
    return found


def lines_are_narrow(source: Source) -> Iterator[Finding]:
    if source.suffix not in NARROW and Path(source.name).name != "CMakeLists.txt":
        return
    wide = [n for n, line in enumerate(source.lines, 1) if len(line) > COLUMNS and "://" not in line]
    for number in sorted(set(wide) - raw_lines(source)) if wide else []:
        yield number, f"{len(source.lines[number - 1])} columns, the limit is {COLUMNS}"


def nothing_is_left_over(source: Source) -> Iterator[Finding]:
    for match in LEFT_OVER.finditer(source.text):
        yield source.line_at(source.text, match.start()), f"{match.group()}: do it, or open an issue"


def text_is_clean(source: Source) -> Iterator[Finding]:
    if source.text and not source.text.endswith("\n"):
        yield len(source.lines), "no line end at the end of the file"
    for match in re.finditer(r"[ \t]+$", source.text, re.MULTILINE):
        yield source.line_at(source.text, match.start()), "blanks at the end of the line"


def headers_are_guarded(source: Source) -> Iterator[Finding]:
    if source.suffix == ".h" and not source.code.lstrip().startswith("#pragma once"):
        yield 1, "a header starts with #pragma once"


TEST_NAME = re.compile(r"^(?:(?:TYPED_)?TEST(?:_[FP])?|RC_GTEST_\w*PROP)\(\s*(\w+),\s*(\w+)", re.MULTILINE)


def tests_are_named_as_facts(source: Source) -> Iterator[Finding]:
    for match in TEST_NAME.finditer(source.code):
        for word in match.groups():
            if "_" in word or not word[0].isupper():
                line = source.line_at(source.code, match.start())
                yield line, f"test name {word}: PascalCase, without underscores"


CODE_RULES: list[Rule] = [
    includes_stay_in_their_layer,
    nothing_is_banned,
    files_are_small,
    functions_are_small,
    headers_are_guarded,
    tests_are_named_as_facts,
]
TEXT_RULES: list[Rule] = [lines_are_narrow, nothing_is_left_over, text_is_clean]


def rooms_have_a_readme(root: Path) -> Iterator[str]:
    src = root / "src"
    for room in sorted({*src.glob("*"), *(f for divided in DIVIDED for f in (src / divided).glob("*"))}):
        if room.is_dir() and next(room.glob("*.[ch]*"), None) and not (room / "README.md").is_file():
            yield f"{room.relative_to(root)}: no README.md: say what the room is for and what it may touch"


def headers_are_used(sources: list[Source]) -> Iterator[str]:
    used = {path for source in sources for _, path in source.includes}
    for source in sources:
        if source.suffix == ".h" and source.name.startswith("src/") and source.name[4:] not in used:
            yield f"{source.name}: nobody includes it: remove it"


SETTINGS_TABLE = "src/app/settings_table.cpp"
SETTING_NAME = re.compile(r'\.name = "([a-z_.]+)"')


def settings_are_read(sources: list[Source]) -> Iterator[str]:
    """A setting that nothing reads promises what does not happen. Names that are put together have a common
    beginning, which ends in a dot; those of providers are the providers' affair."""
    table = next((source for source in sources if source.name == SETTINGS_TABLE), None)
    readers = [
        source.text
        for source in sources
        if source.is_code and source.name.startswith("src/") and not source.is_test and source is not table
    ]
    for match in SETTING_NAME.finditer(table.text) if table else []:
        name = match.group(1)
        wanted = f'"{name}' if name.endswith(".") else f'"{name}"'
        if not any(wanted in text for text in readers):
            line = Source.line_at(table.text, match.start())
            yield f"{SETTINGS_TABLE}:{line}: nothing reads {name}: use it or remove it"


def exceptions_are_needed(sources: list[Source]) -> Iterator[str]:
    sizes = {source.name: len(source.lines) - 1 for source in sources}
    for name in EXCEPTIONS:
        if name not in sizes:
            yield f"tools/tidy.py: EXCEPTIONS names {name}, which is not there"


def read_sources(root: Path) -> list[Source]:
    paths = [root / name for name in TEXT_ALONE]
    for folder in TEXT_FOLDERS:
        for path in (root / folder).rglob("*"):
            if path.suffix in TEXT_SUFFIXES and not SKIPPED.intersection(path.relative_to(root).parts):
                paths.append(path)
    return [
        Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(paths)
        if path.is_file()
    ]


def check(source: Source) -> list[str]:
    in_code = source.is_code and source.name.split("/")[0] in CODE_FOLDERS
    rules = TEXT_RULES + (CODE_RULES if in_code else [])
    return [f"{source.name}:{line}: {what}" for rule in rules for line, what in rule(source)]


def tidy(root: Path) -> list[str]:
    sources = read_sources(root)
    findings = [finding for source in sources for finding in check(source)]
    findings += rooms_have_a_readme(root)
    findings += headers_are_used(sources)
    findings += settings_are_read(sources)
    findings += exceptions_are_needed(sources)
    return findings


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    findings = tidy(root)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
