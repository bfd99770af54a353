#!/usr/bin/env python3
"""Writes src/base/html_entity_table.h: the names of characters in HTML, as Python's html module has them."""

import html.entities
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "src" / "base" / "html_entity_table.h"
WIDTH = 96


def escaped(text):
    return "".join({"\t": "\\t", "\n": "\\n", '"': '\\"', "\\": "\\\\"}.get(c, c) for c in text)


def lines():
    known = html.entities.html5
    line = ""
    for name in sorted(name for name in known if name.endswith(";")):
        bare = name[:-1]
        entry = bare + (":" if bare in known else ";") + escaped(known[name]) + " "
        if len(line) + len(entry) > WIDTH:
            yield line
            line = ""
        line += entry
    yield line


def main():
    FILE.write_text(
        "#pragma once\n\n"
        "#include <string_view>\n\n"
        "// Made by tools/gen_html_entities.py.\n\n"
        "// clang-format off\n\n"
        "namespace tidings {\n\n"
        '// "name;character ", or "name:character " where the name needs no ";" in HTML, sorted.\n'
        "inline constexpr std::string_view kHtmlEntities =\n"
        + "\n".join(f'    "{line}"' for line in lines())
        + ";\n\n}  // namespace tidings\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
