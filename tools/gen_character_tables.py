#!/usr/bin/env python3
"""Writes the letter, cased and character tables of src/jinja/text, from the Unicode data of Python 3.11 and
the names of Jinja2 3.1.2."""

import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from jinja2._identifier import pattern

ROOM = Path(__file__).resolve().parent.parent / "src" / "jinja" / "text"
CODES = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]

Test = Callable[[str], bool]


def is_cased(c: str) -> bool:
    """A capital sigma at the end of a word is written otherwise: behind a letter that has a case."""
    return (c + "\u03a3").lower()[-1] == "\u03c2"


def is_case_ignorable(c: str) -> bool:
    return not is_cased(c) and ("A" + c + "\u03a3").lower()[-1] == "\u03c2"


def continues_identifier(c: str) -> bool:
    return ("a" + c).isidentifier() and not (c.isalnum() or c == "_")


def is_new(c: str) -> bool:
    """Stands in identifiers, but not in names of Jinja2, whose tables are older."""
    return continues_identifier(c) and not pattern.match(c)


def is_alone(c: str) -> bool:
    """Counts as a letter or number, and stands in no identifier."""
    return c.isalnum() and not ("a" + c).isidentifier()


def starts_otherwise(c: str) -> bool:
    return c != "_" and c.isidentifier() != c.isalpha()


LETTERS: dict[str, Test] = {
    "kLetters": str.isalpha,
    "kContinuing": continues_identifier,
    "kNew": is_new,
    "kAlone": is_alone,
    "kStartingOtherwise": starts_otherwise,
}
CASED: dict[str, Test] = {
    "kUpperCase": str.isupper,
    "kLowerCase": str.islower,
    "kTitleCase": lambda c: unicodedata.category(c) == "Lt",
    "kCaseIgnorable": is_case_ignorable,
    "kFoldsUp": lambda c: c.casefold() != c.lower() and c.casefold() == c.upper(),
}
OTHERS: dict[str, Test] = {
    "kPrintable": str.isprintable,
    "kDecimals": str.isdecimal,
    "kOtherDigits": lambda c: c.isdigit() and not c.isdecimal(),
    "kOtherNumerics": lambda c: c.isnumeric() and not c.isdigit(),
}


def ranges(test: Test) -> list[str]:
    """Runs of characters, each or each second one."""
    codes = [code for code in CODES if test(chr(code))]
    entries = []
    start = 0
    while start < len(codes):
        best_end, best_step = start + 1, 1
        for step in (1, 2):
            end = start + 1
            while end < len(codes) and codes[end] == codes[end - 1] + step:
                end += 1
            if end > best_end:
                best_end, best_step = end, step
        step_text = f", {best_step}" if best_step > 1 else ""
        entries.append(f"{{0x{codes[start]:x}, 0x{codes[best_end - 1]:x}{step_text}}},")
        start = best_end
    return entries


def folds() -> list[str]:
    others = [c for c in map(chr, CODES) if c.casefold() not in (c.lower(), c.upper())]
    found = [(ord(c), c.casefold()) for c in others]
    return [f"{{0x{code:x}, {{{', '.join(f'0x{ord(c):x}' for c in text)}}}}}," for code, text in found]


def table(kind: str, name: str, entries: Iterable[str]) -> str:
    lines = [f"inline constexpr {kind} {name}[] = {{"]
    line = "   "
    for entry in entries:
        if len(line) + len(entry) + 1 > 108:
            lines.append(line)
            line = "   "
        line += " " + entry
    return "\n".join([*lines, line, "};", ""])


RANGE = """
// From `first` to `last`, every `step`-th.
struct CharacterRange {
    char32_t first;
    char32_t last;
    char32_t step = 1;
};
"""


def write(name: str, includes: str, about: str, tables: list[str]) -> None:
    head = f"""#pragma once
{includes}
namespace tidings::jinja {{

// Generated from Unicode {unicodedata.unidata_version} by tools/gen_character_tables.py: {about}
// clang-format off
"""
    tail = "// clang-format on\n\n}  // namespace tidings::jinja\n"
    (ROOM / name).write_text(head + "\n".join(tables) + tail)


def range_tables(tests: dict[str, Test]) -> list[str]:
    return [table("CharacterRange", name, ranges(test)) for name, test in tests.items()]


OTHER = '\n#include "jinja/text/letter_tables.h"\n'
write("letter_tables.h", "", "what letters are." + RANGE, range_tables(LETTERS))
write(
    "cased_tables.h",
    '\n#include "jinja/text/case_tables.h"' + OTHER,
    "what has a case.\n",
    [*range_tables(CASED), table("CaseSpecial", "kFolds", folds())],
)
write("character_tables.h", OTHER, "what other characters are.\n", range_tables(OTHERS))
