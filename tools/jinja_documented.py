#!/usr/bin/env python3
"""Holds a template for each thing that Jinja2's documentation says of its syntax, and asks Jinja2 about it.

    jinja_documented.py           writes tests/conformance/jinja/documented.json; needs Jinja2 3.1.2
    jinja_documented.py --check   writes nothing; exit status 1 if the file would change
"""

import argparse
import json
import sys
import warnings
from pathlib import Path

import jinja2
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

# By subject; a template, or one with what is not as usual.
CASES = {
    "do": [
        "{% do 1 %}x",
        "{% do s %}x{% do nope %}y",
        "{% do nope.x %}",
        "{% do 1, 2 %}x",
        "{% do %}",
        "{% do s if i else i %}.",
        "{% set c = cycler(1, 2) %}{% do c.next() %}{{ c.current }}",
        "{% do nofilter|nofilter %}",
        "{% do 1 / 0 %}",
        "{%- do i -%} x",
        "{% do i %}{% enddo %}",
        ("{% extends 'p' %}{% do nope.x %}", {"templates": {"p": "p"}}),
        ("{% do l|length %}{% extends 'p' %}{% do 1 // 0 %}", {"templates": {"p": "p"}}),
    ],
    "break and continue": [
        "{% for x in l %}{% if x == 1 %}{% break %}{% endif %}{{ x }}{% endfor %}.",
        "{% for x in l %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}.",
        "{% for x in l %}{{ x }}{% break %}{{ x }}{% endfor %}.",
        "{% for x in l %}{% continue %}{{ x }}{% endfor %}.",
        "{% for x in l %}{% break %}{% else %}else{% endfor %}",
        "{% for x in l %}{% continue %}{% else %}else{% endfor %}",
        "{% for x in l %}{{ x }}{% if loop.index == 2 %}{% break %}{% endif %}{% else %}else{% endfor %}",
        "{% for x in l %}{{ x }}{% if loop.last %}{% continue %}{% endif %}{% else %}else{% endfor %}",
        "{% for x in l %}{% if loop.first %}{% continue %}{% endif %}{{ loop.index }}{{ loop.changed(1) }}"
        "{% else %}else{% endfor %}",
        "{% for x in l %}{% for y in l %}{% if y == x %}{% break %}{% endif %}{{ x }}{{ y }},{% endfor %};"
        "{% endfor %}",
        "{% for x in l %}{% for y in l %}{% if y == x %}{% continue %}{% endif %}{{ x }}{{ y }},{% endfor %};"
        "{% endfor %}",
        "{% for x in l %}{% for y in el %}{% else %}{% if x == 1 %}{% break %}{% endif %}{{ x }}{% endfor %}"
        "{% endfor %}",
        "{% for x in l %}{% for y in el %}{% else %}{% continue %}{% endfor %}{{ x }}{% endfor %}.",
        "{% for x in l if x > 1 %}{{ x }}{% break %}{% endfor %}",
        "{% for t in tree recursive %}{{ t.v }}{% if t.v == 2 %}{% break %}{% endif %}{{ loop(t.c) }}"
        "{% endfor %}",
        "{% for t in tree recursive %}{% if t.v == 2 %}{% continue %}{% endif %}{{ t.v }}[{{ loop(t.c) }}]"
        "{% else %}none{% endfor %}",
        "{% for x in l %}{% for y in el recursive %}{% else %}{% break %}{% endfor %}{% endfor %}",
        "{% for x in l %}{% with y = x %}{{ y }}{% if y == 1 %}{% break %}{% endif %}{% endwith %}{% endfor %}",
        "{% for x in l %}{% filter upper %}a{% if x == 1 %}{% break %}{% endif %}{{ x }}{% endfilter %}"
        "{% endfor %}.",
        "{% for x in l %}{% set y %}a{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endset %}{{ y }}"
        "{% endfor %}.",
        "{% for x in l %}{% set q = x %}{% if x == 1 %}{% continue %}{% endif %}{{ q }}{% endfor %}.",
        "{% for x in l %}{% macro m() %}{% for y in l %}{{ y }}{% break %}{% endfor %}{% endmacro %}{{ m() }}"
        "{% endfor %}",
        "{% for x in l %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}",
        "{% macro w() %}{{ caller() }}{% endmacro %}{% for x in l %}{% call w() %}{% continue %}{% endcall %}"
        "{% endfor %}",
        "{% for x in l %}{% block b %}{% break %}{% endblock %}{% endfor %}",
        "{% for x in l %}{% block b %}{% for y in l %}{% break %}{% endfor %}{% endblock %}{{ x }}{% endfor %}",
        "{% break %}",
        "{% continue %}",
        "{% if false %}{% break %}{% endif %}",
        "{% for x in l %}{% else %}{% continue %}{% endfor %}",
        "{% block b %}{% continue %}{% endblock %}{% break %}",
        "{% continue %}{% break %}",
        "{% break %}{% macro m(a, a) %}{% endmacro %}",
        "{% break x %}",
        "{% for x in l %}{% break x %}{% endfor %}",
        "{% for x in l %}{% break %}",
        "{% break %}{{ x|nofilter }}",
        "{% for x in l -%}  {% if x == 1 -%} {%- break -%} {% endif %} {{ x }} {%- endfor %}",
        ("{% for x in l %}{% include 'p' %}{% endfor %}", {"templates": {"p": "{% break %}"}}),
        ("{% for x in l %}{% include 'p' %}{% break %}{% endfor %}", {"templates": {"p": "p{{ x }}"}}),
    ],
    "what Python refuses": [
        "{% macro m(a, a) %}{{ a }}{% endmacro %}",
        "{% macro m(a, b, a=1) %}{{ a }}{% endmacro %}{{ m(1, 2, 3) }}",
        "{% macro w() %}{{ caller(1, 2) }}{% endmacro %}{% call(x, x) w() %}{% endcall %}",
        "{% block b %}{% macro m(a, a) %}{% endmacro %}{% endblock %}",
    ],
}


def cases():
    for templates in CASES.values():
        for entry in templates:
            template, rest = entry if isinstance(entry, tuple) else (entry, {})
            yield {"template": template, "context": "main", **rest}


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
