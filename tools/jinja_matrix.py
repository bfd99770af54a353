#!/usr/bin/env python3
"""Crosses filters, tests and operators with values of every type, and asks Jinja2 itself what each gives.

    jinja_matrix.py           writes tests/conformance/jinja/matrix.json; needs Jinja2 3.1.2
    jinja_matrix.py --check   writes nothing; exit status 1 if the file would change

A case is left out whose result has an address in it, or is complex.
"""

import argparse
import copy
import itertools
import json
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

import jinja2

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "conformance" / "jinja"

# Names of the context, one for each type of value, and an undefined one.
CONTEXT = {
    "i": 7,
    "neg": -3,
    "f": 2.5,
    "s": "Hello <b>",
    "u": "ßé 日",
    "num": " 42 ",
    "e": "",
    "n": None,
    "y": True,
    "l": [3, 1, 2],
    "ls": ["b", "A", "a"],
    "ll": [["k", 1], ["j", 2]],
    "el": [],
    "d": {"b": 1, "a": [2]},
    "ed": {},
}
VALUES = [*CONTEXT, "(1, 'x')", "range(3)", "s|safe", "nope"]

FILTERS = """abs; batch(2)|list; capitalize; center(9); count; default('z'); default('z', true); dictsort;
escape; filesizeformat; first; float; float(1); forceescape; groupby(0); indent(2); int; int(5); items|list;
join; join('-'); last; length; list; lower; map('string')|list; max; min; reject|list; reverse|list; round;
round(1, 'ceil'); safe; select('string')|list; slice(2)|list; sort; sort(reverse=true); string; striptags;
sum; title; tojson; trim; pprint; urlize; truncate(3, true, '', 0); unique|list; upper; urlencode; wordcount;
wordwrap(3); xmlattr"""

TESTS = """boolean callable defined divisibleby(3) escaped even false float filter integer iterable lower
mapping none number odd sequence string test true undefined upper""".split()

OPERATORS = "+ - * / // % ** ~ == != < <= > >= and or in".split()
OPERANDS = ["i", "neg", "f", "s", "e", "n", "y", "l", "d", "(1, 'x')", "range(3)", "nope"]

ITEMS = "0 -1 9 'b' 'nope' true 1.0 none nope 1: ::-1 :-1 ::0 'a': ::2".split()


# What no table crosses: calls, errors of arguments, of assignments and of the grammar.
ODD = r"""{{ 7|truncate(3) }} {{ [1, 2, 3, 4, 5, 6, 7, 8, 9]|truncate(3) }} {{ l|truncate(1, true) }}
{{ l['a':] }} {{ s['a':] }} {{ l[1.5:] }} {{ l[::0] }} {{ s[::0] }} {{ '%f'|format('x') }}
{{ '%d'|format('x') }} {{ '%f'|format(nope) }} {{ '%e'|format(none) }} {{ '%c'|format('xy') }}
{{ '%z'|format(1) }} {{ '%'|format(1) }} {{ '%s'|format() }} {{ dict(1, 2) }} {{ dict([[1]]) }}
{{ dict([[1, 2, 3]]) }} {{ dict(ll) }} {{ dict(5) }} {{ dict(['ab']) }} {{ dict(d, q=1) }}
{{ s is sameas(s) }} {{ s is sameas('x') }} {{ n is sameas(none) }} {% set loop = 1 %}{{ loop }}
{% for x in l %}{% set loop.x = 1 %}{% endfor %} {% set true = 1 %} {% set 'a' = 1 %}
{% set a.b = 1 %} {% set 1 = 2 %} {% for none in l %}{% endfor %} {{ 1 2 }} {{ a b }} {{ 1.5 'x' }}
{{ (1 }} {% if %} {% if 1 %} {{ {% for x in %} {% for x in l %} {{ x|}} {{ x is }} {{ [1, }}
{{ {1: } }} {{ 'a }} {{ a.1.5 }} {{ a[ }} {% for a, b in ll if a %}{{ loop.previtem }}{% endfor %}
{% for (a, b), c in [[(1, 2), 3]] if a %}{{ loop.changed(b) }}{% endfor %}
{% block 1 %} {% endif %} {% else %} {{ f(**d, 1) }}
{{ f(a=1, 2) }} {{ f(*l, *l) }} {{ (1)() }} {{ s() }} {{ l() }} {{ n() }} {{ s.upper()() }}
{{ s.nope() }} {{ nope() }} {{ nope.x }} {{ d.nope.x }} {{ cycler() }}
{% set c = cycler(1, 2) %}{{ c.next() }}{{ c.current }}{{ c.next() }}{{ c.reset() }}{{ c.current }}
{% set j = joiner(',') %}{{ j() }}a{{ j() }}b {{ namespace(a=1).a }} {{ namespace(d, q=2).q }}
{{ namespace().x }} {{ l|sort(attribute='x') }} {{ [l, 'a']|sort }} {{ [nope]|sort }}
{{ [{'a': 1}]|groupby('g')|length }} {{ ll|groupby('g')|length }} {{ (s|safe) + 1 }}
{{ (s|safe) * 'x' }} {{ [] * 'x' }} {{ 'ǅßFi'.swapcase() }} {{ '42'.zfill(5) }} {{ '-42'.zfill(5) }}
{{ '+'.zfill(3) }} {{ 'long'.zfill(2) }} {{ ''.zfill(2) }} {{ ('-1'|safe).zfill(4) is escaped }}
{{ (s|safe).swapcase() is escaped }} {{ self }} {{ super() }} {{ caller() }}
{% block a %}{% endblock %}{% block a %}{% endblock %} {% call s() %}{% endcall %}
{% macro m(a=1, b) %}{% endmacro %} {% macro m(a) %}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}
{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, x=2) }}"""


def odd_ones() -> Iterator[str]:
    """The words of ODD: each begins where a line, or a tag behind a tag's end and one blank, does."""
    for line in ODD.splitlines():
        yield from re.split(r"(?<=\}) (?=\{)", line)


def sources() -> Iterator[str]:
    for name, value in itertools.product(FILTERS.replace("\n", " ").split("; "), VALUES):
        yield f"{{{{ ({value})|{name} }}}}"
    for name, value in itertools.product(TESTS, VALUES):
        yield f"{{{{ ({value}) is {name} }}}}"
    for left, operator, right in itertools.product(OPERANDS, OPERATORS, OPERANDS):
        yield f"{{{{ {left} {operator} {right} }}}}"
    for value, item in itertools.product(VALUES, ITEMS):
        yield f"{{{{ ({value})[{item}] }}}}"
    for value in VALUES:
        yield f"{{% for x in {value} %}}{{{{ loop.index }}}}{{{{ x }}}};{{% else %}}-{{% endfor %}}"
        yield f"{{{{ -({value}) }}}}"
        yield f"{{{{ not ({value}) }}}}"
        yield f"{{% if {value} %}}y{{% else %}}n{{% endif %}}"
        yield f"{{% set a, b = {value} %}}{{{{ a }}}}|{{{{ b }}}}"
    yield from odd_ones()


def result_of(source: str) -> dict[str, str]:
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    try:
        return {"expected": environment.from_string(source).render(copy.deepcopy(CONTEXT))}
    except jinja2.TemplateError as error:
        return {"error": type(error).__name__, "message": error.message or ""}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


def is_ours(result: dict[str, str]) -> bool:
    text = result.get("expected", "") + result.get("message", "")
    return not re.search(r" at 0x|j\)|id=\d", text)


def made(sources: Iterable[str]) -> str:
    lines = []
    for source in sources:
        result = result_of(source)
        if is_ours(result):
            case = {"template": source, "context": "main", **result}
            lines.append(json.dumps(case, ensure_ascii=False))
    head = json.dumps({"main": CONTEXT}, ensure_ascii=False)
    generator = f"Jinja2 {jinja2.__version__}"
    return f'{{"generator": "{generator}", "contexts": {head}, "cases": [\n' + ",\n".join(lines) + "\n]}\n"


def write(about: str, file: Path, sources: Iterable[str]) -> int:
    options = argparse.ArgumentParser(description=about)
    options.add_argument("--check", action="store_true")
    check = options.parse_args().check
    warnings.simplefilter("ignore")
    text = made(sources)
    if not check:
        file.write_text(text, encoding="utf-8")
    elif not file.exists() or file.read_text(encoding="utf-8") != text:
        print(f"{file}: not what Jinja2 gives; run {Path(sys.argv[0]).name}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(write(__doc__.splitlines()[0], FOLDER / "matrix.json", sources()))
