#!/usr/bin/env python3
"""Turns files into a C++ source with their bytes; see cmake/embed.cmake."""

import argparse
from pathlib import Path

LINE = 96  # bytes a line of the source holds: long enough to be quick, short enough for an editor

SOURCE = """\
#include "embedded/{name}.h"

#include <array>

namespace tidings::embedded {{
namespace {{

constexpr std::array<EmbeddedFile, {count}> kFiles{{{{
{entries}}}}};

}}  // namespace

std::span<const EmbeddedFile> {name}() {{
    return kFiles;
}}

}}  // namespace tidings::embedded
"""


def escape(byte: int) -> str:
    """One byte inside a string literal. Octal escapes end after three digits, whatever follows; `?` could
    begin a trigraph."""
    if byte in b'"\\?' or not 0x20 <= byte < 0x7F:
        return f"\\{byte:03o}"
    return chr(byte)


ESCAPES = [escape(byte) for byte in range(256)]


def literal(data: bytes) -> str:
    lines = (data[i : i + LINE] for i in range(0, len(data), LINE))
    return "\n".join('"' + "".join(ESCAPES[byte] for byte in line) + '"' for line in lines) or '""'


def entry(root: Path, path: str) -> str:
    data = (root / path).read_bytes()
    return f"{{{literal(path.encode())},\n {{{literal(data)},\n  {len(data)}}}}},\n"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--name", required=True)
    options.add_argument("--root", required=True, type=Path)
    options.add_argument("--list", required=True, type=Path)
    options.add_argument("--source", required=True, type=Path)
    given = options.parse_args()

    paths = sorted(filter(None, given.list.read_text(encoding="utf-8").split("\n")), key=str.encode)
    entries = "".join(entry(given.root, path) for path in paths)
    source = SOURCE.format(name=given.name, count=len(paths), entries=entries)
    given.source.write_text(source, encoding="utf-8")


if __name__ == "__main__":
    main()
