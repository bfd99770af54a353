#!/usr/bin/env python3
"""Asks Jinja2 itself about a template for each thing that its documentation says of its syntax.

    jinja_documented.py           writes tests/conformance/jinja/documented.json; needs Jinja2 3.1.2
    jinja_documented.py --check   writes nothing; exit status 1 if the file would change
"""

import argparse
import json
import sys
import warnings
from pathlib import Path

import jinja2
from jinja_documented_extensions import EXTENSIONS
from jinja_documented_syntax import SYNTAX
from jinja_reference import result_of

FILE = Path(__file__).resolve().parent.parent / "tests" / "conformance" / "jinja" / "documented.json"

CONTEXT = {
    "i": 7,
    "s": "Hello <b>",
    "l": [3, 1, 2],
    "el": [],
    "d": {"b": 1, "a": [2]},
    "ll": [["k", 1], ["j", 2]],
    "us": [{"n": "Bob", "a": 3}, {"n": "al", "a": 1}],
    "tree": [{"v": 1, "c": [{"v": 2, "c": [{"v": 4, "c": []}]}]}, {"v": 3, "c": []}],
}

FAMILY = {
    "base": "[{% block a %}base a{% endblock %}|{% block b scoped %}base b{% endblock %}|{{ q }}]",
    "mid": "{% extends 'base' %}{% block a %}mid {{ super() }}{% endblock %}{% set q = 'mid' %}",
    "need": "{% block a required %}{% endblock %}",
    "row": "<{{ loop.index }}>",
    "inc": "<{{ i }}{{ x }}{{ q }}>",
    "lib": "{% macro m(x) %}({{ x }}{{ i }}){% endmacro %}{% set c = 5 %}{% set _h = 6 %}text",
}

TRANSLATIONS = {
    "Hello": "Hallo",
    "Hello %(user)s!": "Hallo <i>%(user)s</i>!",
    "%(n)s apple": ["%(n)s Apfel", "%(n)s Äpfel"],
    "menu\x04Open": "Öffnen",
    "menu\x04%(n)s file": ["%(n)s Datei", "%(n)s Dateien"],
    "5%% <b>": "fünf%% <b>",
}

# What the cases of a subject are tried with.
VARIANTS = {
    "line statements": [
        {"env": {"line_statement_prefix": "#"}},
        {"env": {"line_statement_prefix": "#", "trim_blocks": True, "lstrip_blocks": True}},
    ],
    "line statements with a long prefix": [{"env": {"line_statement_prefix": "%%"}}],
    "line comments": [
        {"env": {"line_comment_prefix": "##"}},
        {"env": {"line_statement_prefix": "#", "line_comment_prefix": "##"}},
        {"env": {"line_statement_prefix": "#", "line_comment_prefix": "##", "lstrip_blocks": True}},
    ],
    "white space": [
        {},
        {"env": {"trim_blocks": True}},
        {"env": {"lstrip_blocks": True}},
        {"env": {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}},
    ],
    "escaping": [
        {"env": {"autoescape": True}},
        {},
        {"env": {"autoescape": True}, "undefined": "ChainableUndefined"},
    ],
    "scopes": [{"undefined": "Undefined"}, {}],
    "several templates": [{"templates": FAMILY}, {"templates": FAMILY, "undefined": "Undefined"}],
    "i18n": [{}, {"env": {"autoescape": True}}],
    "i18n with translations": [
        {"translations": TRANSLATIONS},
        {"translations": TRANSLATIONS, "env": {"autoescape": True}},
    ],
}


def cases():
    for subject, templates in (SYNTAX | EXTENSIONS).items():
        for entry in templates:
            template, rest = entry if isinstance(entry, tuple) else (entry, {})
            for variant in VARIANTS.get(subject, [{}]):
                yield {"template": template, "context": "main"} | variant | rest


def made():
    lines = [json.dumps(case | result_of(case, CONTEXT), ensure_ascii=False) for case in cases()]
    head = json.dumps({"main": CONTEXT}, ensure_ascii=False)
    generator = f"Jinja2 {jinja2.__version__}"
    return f'{{"generator": "{generator}", "contexts": {head}, "cases": [\n' + ",\n".join(lines) + "\n]}\n"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true")
    check = options.parse_args().check
    warnings.simplefilter("ignore")
    text = made()
    if not check:
        FILE.write_text(text, encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
        print(f"{FILE}: not what Jinja2 gives; run tools/jinja_documented.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
