#!/usr/bin/env python3
"""Writes src/jinja/text/case_tables.h from the Unicode data of this Python, to standard output."""

import unicodedata
from collections.abc import Callable

Case = Callable[[str], str]
SURROGATES = range(0xD800, 0xE000)
CODES = [code for code in range(0x80, 0x110000) if code not in SURROGATES]

HEAD = f"""#pragma once

#include <array>

namespace tidings::jinja {{

// Generated from Unicode {unicodedata.unidata_version} by tools/gen_case_tables.py: the characters past ASCII
// that change case. From `first` to `last`, every `step`-th maps to itself plus `delta`.
struct CaseRange {{
    char32_t first;
    char32_t last;
    int step;
    int delta;
}};

// A character whose other case is two or three characters.
struct CaseSpecial {{
    char32_t from;
    std::array<char32_t, 3> to;
}};

// clang-format off
"""


def ranges(case: Case) -> list[str]:
    """Runs of characters with the same difference to their other case, each or each second one."""
    pairs = [(code, ord(case(chr(code))) - code) for code in CODES if len(case(chr(code))) == 1]
    pairs = [(code, delta) for code, delta in pairs if delta]
    entries = []
    start = 0
    while start < len(pairs):
        best_end, best_step = start + 1, 1
        for step in (1, 2):
            end = start + 1
            while end < len(pairs) and pairs[end] == (pairs[end - 1][0] + step, pairs[start][1]):
                end += 1
            if end > best_end:
                best_end, best_step = end, step
        first, delta = pairs[start]
        entries.append(f"{{0x{first:x}, 0x{pairs[best_end - 1][0]:x}, {best_step}, {delta}}},")
        start = best_end
    return entries


def specials(case: Case) -> list[str]:
    found = [(code, case(chr(code))) for code in CODES if len(case(chr(code))) > 1]
    return [f"{{0x{code:x}, {{{', '.join(f'0x{ord(c):x}' for c in text)}}}}}," for code, text in found]


def titles() -> list[str]:
    """Characters that start a word otherwise than in upper case, such as "ß", "Ss" at a start."""
    found = [(code, chr(code).title()) for code in CODES if chr(code).title() != chr(code).upper()]
    return [f"{{0x{code:x}, {{{', '.join(f'0x{ord(c):x}' for c in text)}}}}}," for code, text in found]


def table(kind: str, name: str, entries: list[str]) -> str:
    lines = [f"inline constexpr {kind} {name}[] = {{"]
    line = "   "
    for entry in entries:
        if len(line) + len(entry) + 1 > 108:
            lines.append(line)
            line = "   "
        line += " " + entry
    return "\n".join([*lines, line, "};", ""])


print(
    HEAD
    + "\n".join(
        [
            table("CaseRange", "kUpperRanges", ranges(str.upper)),
            table("CaseRange", "kLowerRanges", ranges(str.lower)),
            table("CaseSpecial", "kUpperSpecials", specials(str.upper)),
            table("CaseSpecial", "kTitleSpecials", titles()),
        ]
    )
    + "// clang-format on\n\n}  // namespace tidings::jinja"
)
