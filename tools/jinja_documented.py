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
        "{% for x in l %}{% with y = x %}{{ y }}{% if y == 1 %}{% break %}{% endif %}{% endwith %}"
        "{% endfor %}",
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
        "{% for x in l %}{% block b %}{% for y in l %}{% break %}{% endfor %}{% endblock %}{{ x }}"
        "{% endfor %}",
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
    "line statements": [
        "# for x in l:\n{{ x }}\n# endfor\n.",
        "# for x in l\n{{ x }}\n# endfor",
        "a\n  # if i\nb\n  # endif\nc",
        "a\n\t \v# if i\nb\n# endif   \n\n\n   c",
        "a # if i\nb",
        "# if i",
        "#if i\nb\n#endif",
        "# if i:\nb\n# else:\nc\n# endif",
        "# set x = [1,\n   2,\n 3]\n{{ x }}",
        "# set x = (1,\n   2\n{{ x }}",
        "# set x = {'a':\n\n 1}  \n  \n\n {{ x }}\n",
        "# set x = 1 +\n2\n{{ x }}",
        "a  \n\n  #- if i\nb\n #+ endif\nc",
        "a  \n\n  #- if i -\nb",
        "{% if i %}\n# set x = 1\n{{ x }}\n{% endif %}",
        "{% if i %}# set x = 1\n{{ x }}\n{% endif %}",
        "# raw\n{{ x }}\n# endraw",
        "# call\n",
        "# nope\n",
        "#\n",
        "# if i\nb",
        "{# comment #}\n# if i\nb\n# endif",
        "# if '\n'\nb\n# endif",
        "# if i # c\nb\n# endif",
        "# if i ## c\nb\n# endif",
        "# block b\nb{{ i }}\n# endblock\n# set q = self.b()\n[{{ q }}]",
        "# macro m(a)\n[{{ a }}]\n# endmacro\n{{ m(1) }}",
        "# for x in l\n# if x == 1\n# continue\n# endif\n{{ x }}\n# endfor",
        "# trans\nhello\n# endtrans",
        "# do nope.x",
        "\n\n\n# set x = y z",
    ],
    "line statements with a long prefix": [
        "%% if i\nb\n%% endif",
        "% if i\nb",
        "  %%if i\nb\n  %%endif\n%%% x",
        "{%% if i %}",
    ],
    "line comments": [
        "a ## c\nb",
        "## c\nb",
        "a\n  ## c\nb",
        "a\n\n ##- c\nb",
        "a  ##+ c\n  b",
        "{{ i }}  ## c\nb",
        "{{ i -}}  ## c\nb",
        "{{ i }}## c",
        "{% if i %}  ## c\nb{% endif %}",
        "{% if i ## c %}\nb{% endif %}",
        "a ### c\nb",
        "a#b ##\n##\n",
        "# for x in l ## c\n{{ x }}\n# endfor",
        "# for x in l\n{{ x }} ## c\n## c\n# endfor",
        "{% raw %}a ## c\n{% endraw %}b",
        "{# a ## #}b",
        "a \f ## c\n\f## c\n\xa0 ## c\nb",
        "{{ '## x' }}",
    ],
    "i18n": [
        "{% trans %}Hello{% endtrans %}",
        "{% trans %}Hello {{ s }}!{% endtrans %}",
        "{% trans user=s|upper %}Hello {{ user }}!{% endtrans %}",
        "{% trans a=1, b=i %}{{ a }}{{ b }}{{ s }}{% endtrans %}",
        "{% trans a=1, b=i, %}{{ a }}{% endtrans %}",
        "{% trans a=1 b=i %}{{ a }}{% endtrans %}",
        "{% trans a: %}{{ a }}{% endtrans %}",
        "{% trans a=1: %}{{ a }}{% endtrans %}",
        "{% trans i %}{{ i }}{% endtrans %}",
        "{% trans i, s %}{{ i }}{{ s }}{% endtrans %}",
        "{% trans i, i %}{{ i }}{% endtrans %}",
        "{% trans\n i, i=2 %}{{ i }}{% endtrans %}",
        "{% trans %}100% {{ i }} %s %(x)s{% endtrans %}",
        "{% trans %}100%{% endtrans %}",
        "{% trans nope %}{{ nope }}{% endtrans %}",
        "{% trans %}{{ nope }}{% endtrans %}",
        "{% trans nope=s.x %}.{% endtrans %}",
        "{% trans count=l|length %}one {{ count }}{% pluralize %}many {{ count }}{% endtrans %}",
        "{% trans count=1 %}one {{ count }}{% pluralize %}many {{ count }}{% endtrans %}",
        "{% trans num=1 %}one {{ num }}{% pluralize %}many {{ num }}{% endtrans %}",
        "{% trans num=i %}one {{ num }}{% pluralize %}many {{ num }}{% endtrans %}",
        "{% trans %}one {{ i }}{% pluralize %}many {{ i }}{% endtrans %}",
        "{% trans a=1, b=2 %}one {{ a }}{% pluralize b %}many {{ b }}{% endtrans %}",
        "{% trans a=1, num=2 %}one {{ a }}{% pluralize num %}many {{ num }}{% endtrans %}",
        "{% trans num=1, b=2 %}one {{ num }}{% pluralize b %}many {{ num }}{{ b }}{% endtrans %}",
        "{% trans a=1 %}one {{ num }}{% pluralize %}many {{ num }}{% endtrans %}",
        "{% trans a=1 %}one{% pluralize c %}many{% endtrans %}",
        "{% trans a=1 %}one{% pluralize %}many{% pluralize %}more{% endtrans %}",
        "{% trans %}one{% pluralize %}many{% endtrans %}",
        "{% trans %}one{% pluralize i %}many{% endtrans %}",
        "{% trans %}one{% pluralize %}many {{ i }}{% endtrans %}",
        "{% trans a=1 %}one{% pluralize a b %}many{% endtrans %}",
        "{% trans a=1.0 %}one{% pluralize %}many{% endtrans %}",
        "{% trans a='1' %}one{% pluralize %}many{% endtrans %}",
        "{% trans a=true %}one{% pluralize %}many{% endtrans %}",
        "{% trans a=nope %}one{% pluralize %}many{% endtrans %}",
        "{% set c = cycler(1, 2, 3) %}{% trans a=c.next() %}{{ a }}{% pluralize %}{{ a }}s{% endtrans %}"
        "{{ c.current }}{{ _trans }}",
        "{% set c = cycler(1, 2, 3) %}{% trans a=c.next() + 0 %}{{ a }}{% pluralize %}{{ a }}s{% endtrans %}"
        "{{ c.current }}",
        "{% set c = cycler(1, 2, 3) %}{% trans b=1, a=c.next() %}{{ a }}{% pluralize a %}{{ a }}s"
        "{% endtrans %}{{ c.current }}",
        "{% set c = cycler(1, 2, 3) %}{% trans num=c.next() %}{{ num }}{% pluralize %}{{ num }}s"
        "{% endtrans %}"
        "{{ c.current }}",
        "{% trans a=range(2) %}{{ a }}{% endtrans %}{{ _trans }}",
        "{% for x in l %}{% trans %}{{ x }} of {{ i }}{% endtrans %},{% endfor %}",
        "{% macro m(x) %}{% trans %}{{ x }}{% endtrans %}{% endmacro %}{{ m(1) }}",
        "{% trans %}{% if i %}{% endtrans %}",
        "{% trans %}{{ i.x }}{% endtrans %}",
        "{% trans %}{{ 1 }}{% endtrans %}",
        "{% trans %}{{ i|upper }}{% endtrans %}",
        "{% trans %}{{ true }}{% endtrans %}",
        "{% trans %}x",
        "{% trans %}{{ i }}{% pluralize %}\nx",
        "{% trans 1 %}x{% endtrans %}",
        "{% trans a= %}x{% endtrans %}",
        "{% pluralize %}",
        "{% endtrans %}",
        "{% trans %}x{% endtrans y %}",
        "{% if i %}{% trans %}x{% endtrans %}{% endfor %}",
        "{% trans trimmed %}  a\n   b {{ i }}  \n\n c \n{% endtrans %}.",
        "{% trans notrimmed %}  a\n   b {{ i }}  \n\n c \n{% endtrans %}.",
        "{% trans %}  a\n   b {{ i }}  \n\n c \n{% endtrans %}.",
        "{% trans trimmed count=1 %} a\n b {% pluralize %} c\n\n d {% endtrans %}.",
        "{% trans trimmed count=2 %} a\n b {% pluralize %} c\n\n d {% endtrans %}.",
        "{% trans trimmed, count=2 %} a\n b{% endtrans %}.",
        "{% trans count=2, trimmed %} a\n b {% endtrans %}.",
        "{% trans trimmed=2 %} {{ trimmed }}\n b {% endtrans %}.",
        "{% trans trimmed notrimmed %} {{ notrimmed }}\n b {% endtrans %}.",
        "{% trans trimmed trimmed %} {{ trimmed }}\n b {% endtrans %}.",
        "{% trans 'ctx' %}Hello {{ s }}{{ context }}{% endtrans %}",
        "{% trans 'ctx' a=1 %}one {{ a }}{% pluralize %}many{% endtrans %}",
        "{% trans 'ctx', a=1 %}one{% endtrans %}",
        "{% trans 'c' 'd' %}one{% endtrans %}",
        "{% trans 'ctx' trimmed a=2 %} one {{ a }}\n{% pluralize %} many\n{{ num }} {{ context }}"
        "{% endtrans %}",
        "{%- trans -%} a {%- endtrans -%} .",
        "{% trans %}{% raw %}{{ i }}%{% endraw %}{# c #}{{- i }}{% endtrans %}",
        "{{ _('Hello') }}",
        "{{ _('Hello %(x)s', x=s) }}",
        "{{ _('Hello %(x)s') }}",
        "{{ _('Hello %s') }}",
        "{{ gettext('100%') }}",
        "{{ gettext('100%%') }}{{ gettext('%(a)5.1f|%(b)r', a=1, b=s) }}",
        "{{ gettext('%s', a=1) }}",
        "{{ gettext() }}",
        "{{ gettext('a', 'b') }}",
        "{{ gettext(5) }}",
        "{{ gettext(nope) }}",
        "{{ _() }}",
        "{{ gettext(s) }}{{ gettext(s|escape) }}{{ gettext('%(x)s', x=s|escape) }}",
        "{{ ngettext('%(num)s apple', '%(num)s apples', 1) }}{"
        "{ ngettext('%(num)s apple', '%(num)s apples', 3) }}",
        "{{ ngettext('%(num)s', '%(num)ss', 3, num=4) }}",
        "{{ ngettext('a', 'b') }}",
        "{{ ngettext('a', 'b', 1, 2) }}",
        "{{ ngettext() }}",
        "{{ pgettext('c', 'Hello %(context)s') }}{{ pgettext('c', 'Hello %(context)s', context=1) }}",
        "{{ pgettext('c') }}",
        "{{ npgettext('c', '%(num)s apple', '%(num)s apples', 2) }}",
        "{{ npgettext('c', 'a', 'b') }}",
        "{% set gettext = s %}{% trans %}a{% endtrans %}",
        "{% macro gettext(x) %}[{{ x }}]{% endmacro %}{% trans %}a%{{ i }}{% endtrans %}",
        "{% macro gettext(x) %}[{{ x }}{{ kwargs }}]{% endmacro %}{% trans %}a%{{ i }}"
        "{% endtrans %}{{ _('b') }}",
    ],
    "i18n with translations": [
        "{% trans %}Hello{% endtrans %}",
        "{% trans %}Hello {{ s }}!{% endtrans %}",
        "{% trans user=s %}Hello {{ user }}!{% endtrans %}",
        "{% trans n=1 %}{{ n }} apple{% pluralize %}{{ n }} apples{% endtrans %}",
        "{% trans n=3 %}{{ n }} apple{% pluralize %}{{ n }} apples{% endtrans %}",
        "{% trans 'menu' %}Open{% endtrans %}{% trans %}Open{% endtrans %}",
        "{% trans 'menu' n=2 %}{{ n }} file{% pluralize %}{{ n }} files{% endtrans %}",
        "{% trans trimmed %}\n  Hello\n{% endtrans %}",
        "{% trans %}5% <b>{% endtrans %}",
        "{{ _('Hello') }}{{ gettext('Hello %(user)s!', user=s) }}{{ _('Hello %(user)s!') }}",
        "{{ ngettext('%(n)s apple', '%(n)s apples', 2, n=2) }}{{ pgettext('menu', 'Open') }}",
        "{{ npgettext('menu', '%(n)s file', '%(n)s files', 1, n=9) }}{{ ngettext('Hello', 'x', 2) }}",
    ],
    "what Python refuses": [
        "{% macro m(a, a) %}{{ a }}{% endmacro %}",
        "{% macro m(a, b, a=1) %}{{ a }}{% endmacro %}{{ m(1, 2, 3) }}",
        "{% macro w() %}{{ caller(1, 2) }}{% endmacro %}{% call(x, x) w() %}{% endcall %}",
        "{% block b %}{% macro m(a, a) %}{% endmacro %}{% endblock %}",
    ],
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
    "i18n": [{}, {"env": {"autoescape": True}}],
    "i18n with translations": [
        {"translations": TRANSLATIONS},
        {"translations": TRANSLATIONS, "env": {"autoescape": True}},
    ],
}


def cases():
    for subject, templates in CASES.items():
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
