#!/usr/bin/env python3
"""Grows templates at random from Jinja2's grammar, and asks Jinja2 itself what each gives.

    jinja_grammar.py                writes tests/conformance/jinja/grammar.json; needs Jinja2 3.1.2
    jinja_grammar.py --check        writes nothing; exit status 1 if the file would change
    jinja_grammar.py --seed N --cases M FILE    another file of other templates, to hunt with

A case is left out whose result has an address in it, is complex, is beyond what our integers hold, or is
long. Nor does it join constants that are safe: Jinja2 makes of them a text that is not, a fault of its own.
"""

import argparse
import copy
import json
import random
import re
import sys
import warnings
from pathlib import Path

import jinja2

FILE = Path(__file__).resolve().parent.parent / "tests" / "conformance" / "jinja" / "grammar.json"
CASES = 1500

CONTEXT = {
    "i": 7,
    "z": 0,
    "neg": -3,
    "f": 2.5,
    "s": "Hello <b>",
    "u": "ßé 日",
    "num": "42",
    "e": "",
    "n": None,
    "y": True,
    "l": [3, 1, 2],
    "ls": ["b", "A", "a"],
    "ll": [["k", 1], ["j", 2]],
    "el": [],
    "d": {"b": 1, "a": [2]},
    "ed": {},
    "us": [{"n": "Bob", "a": 3, "g": "x"}, {"n": "al", "a": 1, "g": "y"}, {"n": "Cy", "a": 2, "g": "X"}],
    "ml": "one\n two\n\nthree\n",
    "tree": [{"v": 1, "c": [{"v": 2, "c": []}]}, {"v": 3, "c": []}],
}

ATOMS = [
    *CONTEXT,
    "0",
    "1",
    "-2",
    "10",
    "3.0",
    "1e3",
    "0.5",
    "1_000",
    "'x'",
    '"it\'s"',
    "'a b  c'",
    "'<&>'",
    "''",
    r"'\n'",
    r"'\x41\u00e9'",
    "true",
    "none",
    "false",
    "[]",
    "{}",
    "()",
    "(1,)",
    "nope",
    "d.a",
    "d.nope",
    "us[0]",
    "us[0].n",
    "range(3)",
    "dict(k=1)",
    "'%s-%d'|format('q', 3)",
]
OPERATORS = "+ - * / // % ~ == != < <= > >= and or in".split() + ["not in"]
FILTERS = (
    """abs attr('a') batch(2)|list batch(3,'-')|list capitalize center(9) count d('z') default('z',true)
dictsort dictsort(by='value') escape filesizeformat(true) first float float(1) forceescape format
groupby('g') groupby('a',default=0) indent indent(2,true) indent('>',blank=true) int int(5)
int(0,16) items|list join join(', ') join('-','n') last length list lower map('upper')|list
map(attribute='n')|list map(attribute='q',default=9)|list max max(attribute='a') min
min(case_sensitive=true) reject('odd')|list rejectattr('a','gt',1)|list replace('a','b')
replace('l','L',1) reverse reverse|list round round(1) round(0,'floor') safe select|list
select('gt',1)|list selectattr('a')|list selectattr('g','equalto','x')|list slice(2)|list
slice(2,'-')|list sort sort(true) sort(attribute='g,a') sort(case_sensitive=true) string striptags
sum sum(start=5) sum(attribute='a') title tojson tojson(2) trim trim('Hb') truncate(5)
truncate(6,true) truncate(4,true,'~',0) unique|list unique(attribute='g')|list upper urlencode
wordcount wordwrap(4) wordwrap(3,false) xmlattr xmlattr(false)""".split()
)
TESTS = """boolean callable defined divisibleby(2) eq(7) escaped even filter float ge(2) in(l) integer
iterable lower lt(3) mapping ne('x') none number odd sameas(true) sequence string test true
undefined upper""".split()
METHODS = (
    """upper() lower() title() strip() split() split(',') replace('l','r') startswith('H') endswith('>')
find('l') count('l') join(ls) isdigit() items()|list keys()|list values()|list get('b') get('q',5)
index(1) zfill(5) zfill(i) rsplit(' ',1) partition(' ') capitalize() swapcase() center(7,'*')
isupper()""".split()
)
TEXT_FILTERS = (
    """capitalize center(9) escape forceescape indent indent(2,true) indent('>',blank=true) lower upper
title trim trim('Hb') truncate(5) truncate(6,true) truncate(4,true,'~',0) wordwrap(4)
wordwrap(3,false) striptags safe urlencode string reverse replace('l','L',1) default('z',true)
tojson""".split()
)
TEXT_METHODS = (
    """upper() lower() title() strip() swapcase() capitalize() zfill(5) center(7,'*') ljust(6) rjust(6)
replace('l','r') lstrip('H') rstrip('>') split()|join('/') splitlines()|join('/') partition('
')|join('/')""".split()
)
LIST_FILTERS = ["map('abs')", "map('string')", "select('odd')", "reject('odd')", "select"]
SUBSCRIPTS = "0 -1 5 'b' i z n nope".split()
TEXTS = [
    "",
    " ",
    "x",
    "\n",
    "  \n  ",
    "a\n",
    " {b} ",
    "<i>",
    "{# c #}",
    "{#- c -#}",
    "{% raw %}{{ r }}{% endraw %}",
]


class Grower:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.depth = 0

    def pick(self, *choices):
        return self.rng.choice(choices)

    def grow(self, leaf, *branches):
        """A branch at random, and at some depth the leaf."""
        if self.depth > 3 or self.rng.random() < 0.25:
            return leaf()
        self.depth += 1
        try:
            return self.rng.choice(branches)()
        finally:
            self.depth -= 1

    def many(self, make, most):
        return [make() for _ in range(self.rng.randrange(most + 1))]

    def atom(self):
        return self.rng.choice(ATOMS)

    def atom_text(self):
        return self.pick("'l'", "''", "'b'")

    def number(self):
        sub = self.number
        return self.grow(
            lambda: self.pick(
                "i", "z", "neg", "f", "1", "10", "2.5", "us[1].a", "l|length", "d.b", "-7", "0.1"
            ),
            lambda: f"({sub()} {self.pick(*'+-*/')} {sub()})",
            lambda: f"{sub()} {self.pick('//', '%')} {self.pick(3, -4, 2.5)}",
            lambda: f"({sub()})|{self.pick('abs', 'int', 'float', 'round', 'round(1)', 'round(-1)')}",
            lambda: f"({self.list()})|{self.pick('length', 'sum', 'max', 'min', 'first', 'last')}",
            lambda: f"({self.text()}).{self.pick('find', 'count')}({self.atom_text()})",
            lambda: f"({sub()} if {self.text()} else {sub()})",
        )

    def list(self):
        sub = self.list
        return self.grow(
            lambda: self.pick(
                "l", "l", "[5, 2, 2]", "range(4)|list", "(1, 2)", "range(2, 9, 3)", "[0.5, 1]"
            ),
            lambda: f"({sub()})|{self.pick('sort', 'reverse', 'unique', 'select', 'sort(true)')}|list",
            lambda: f"({sub()})|{self.pick(*LIST_FILTERS)}|list",
            lambda: f"({sub()})[{self.pick(':2', '1:', '::-1', '::2', '-2:', '5:1:-2', ':z')}]",
            lambda: f"[{self.number()}, {self.number()}]",
            lambda: f"({sub()}|list + {sub()}|list)",
        )

    def text(self):
        sub = self.text
        return self.grow(
            lambda: self.pick(
                "s", "u", "e", "num", "ml", "'a b  c'", "'<&>'", "us[0].n", "s|safe", "'ǅﬁß'", "'%'"
            ),
            lambda: f"({sub()})|{self.rng.choice(TEXT_FILTERS)}",
            lambda: f"({sub()}).{self.rng.choice(TEXT_METHODS)}",
            lambda: f"({sub()} ~ {self.pick(self.text, self.number, self.list)()})",
            lambda: f"({sub()} + {sub()})",
            lambda: f"({sub()})[{self.pick(':2', '1:', '::-1', '-3:', '::2')}]",
            lambda: f"({sub()})|replace({sub()}, {sub()})",
            lambda: f"({self.list()})|join({sub()})",
            lambda: f"({sub()} * {self.pick(0, 2, -1)})",
            lambda: f"'{self.pick('%s|%s', '%s %5s', '%-4s%s')}'|format({sub()}, {self.number()})",
            lambda: f"'{self.pick('%5.1f', '%d', '%+d', '%x', '%e')}'|format({self.number()})",
        )

    def expression(self):
        sub = self.expression
        if self.rng.random() < 0.5:
            return self.pick(self.number, self.list, self.text)()
        return self.grow(
            self.atom,
            lambda: f"{sub()}|{self.rng.choice(FILTERS)}",
            lambda: f"({sub()})|{self.rng.choice(FILTERS)}",
            lambda: f"{sub()} {self.rng.choice(OPERATORS)} {sub()}",
            lambda: f"({sub()} {self.rng.choice(OPERATORS)} {sub()})",
            lambda: f"({sub()})[{self.rng.choice(SUBSCRIPTS)}]",
            lambda: f"({sub()}).{self.rng.choice(METHODS)}",
            lambda: f"{sub()} is {self.pick('', 'not ')}{self.rng.choice(TESTS)}",
            lambda: f"{sub()} if {sub()}{self.pick('', f' else {self.atom()}')}",
            lambda: f"{self.pick('not ', '-', '+')}{sub()}",
            lambda: f"{sub()} < {sub()} {self.pick('<', '==', '>')} {sub()}",
            lambda: f"[{', '.join(self.many(sub, 3))}]",
            lambda: "{" + ", ".join(f"{self.pick('1', repr('k'), 's')}: {sub()}" for _ in range(2)) + "}",
            lambda: f"{self.pick(2, 3)} ** {self.pick(2, 0, -1)}",
        )

    def tag(self, text):
        return "{%" + self.pick("", "", "-", "+") + f" {text} " + self.pick("", "", "-") + "%}"

    def block(self, head, end):
        return self.tag(head) + self.body() + self.tag(end)

    def loop(self):
        names, value = self.pick(
            ("x", "l"), ("x", "us"), ("k, v", "d|items"), ("a, b", "ll"), ("x", self.expression())
        )
        head = f"for {names} in {value}{self.pick('', '', f' if {self.expression()}')}"
        shown = self.pick(
            "loop.index",
            "loop.last",
            "loop.cycle('o', 'e')",
            "loop.length",
            "loop.previtem",
            "loop.nextitem",
            "loop.revindex0",
            "loop.depth",
            f"loop.changed({self.atom()})",
            *names.split(", "),
        )
        otherwise = self.pick("", self.tag("else") + self.body())
        stop = self.pick("", self.tag(f"if loop.index > 1") + "!" + self.tag("endif"))
        return self.tag(head) + "{{ " + shown + " }}" + self.body() + stop + otherwise + self.tag("endfor")

    def statement(self):
        value = self.expression
        return self.pick(
            lambda: self.block(f"if {value()}", "endif"),
            lambda: self.tag(f"if {value()}")
            + self.body()
            + self.tag(f"elif {value()}")
            + self.block("else", "endif"),
            self.loop,
            lambda: self.tag(f"set {self.pick('q', 'i', 'q, r')} = {value()}") + "{{ q }}",
            lambda: self.block(self.pick("set q", "set q | upper"), "endset") + "{{ q }}",
            lambda: self.block(f"with q = {value()}", "endwith"),
            lambda: self.block(
                f"filter {self.pick('upper', 'trim', 'replace(1, 2)', 'indent', 'escape')}", "endfilter"
            ),
            lambda: self.block(f"macro m(p, q={value()})", "endmacro") + "{{ m(1) }}{{ m(i, q=2) }}",
            lambda: self.tag("macro w()")
            + "[{{ caller() }}]"
            + self.tag("endmacro")
            + self.block("call w()", "endcall"),
            lambda: self.tag("set ns = namespace(c=0)")
            + self.tag("for x in l")
            + self.tag("set ns.c = ns.c + x")
            + self.tag("endfor")
            + "{{ ns.c }}",
            lambda: self.block(f"autoescape {self.pick('true', 'false')}", "endautoescape"),
            lambda: self.block("block " + self.pick("one", "two", "three"), "endblock"),
            lambda: "{% for t in tree recursive %}{{ t.v }}{{ loop(t.c) }}{{ loop.depth0 }}{% endfor %}",
        )()

    def body(self):
        def output():
            return "{{" + self.pick("", "-") + f" {self.expression()} " + self.pick("", "-") + "}}"

        return self.grow(
            lambda: self.rng.choice(TEXTS),
            output,
            output,
            self.statement,
            lambda: self.rng.choice(TEXTS) + output() + self.rng.choice(TEXTS),
            lambda: self.body() + self.body(),
        )

    def case(self):
        env = {
            name: True
            for name in ("autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline")
            if self.rng.random() < 0.2
        }
        undefined = self.pick(
            "StrictUndefined", "StrictUndefined", "Undefined", "ChainableUndefined", "DebugUndefined"
        )
        return {"template": self.body(), "context": "main", "env": env, "undefined": undefined}


def result_of(case):
    try:
        environment = jinja2.Environment(undefined=getattr(jinja2, case["undefined"]), **case["env"])
        return {"expected": environment.from_string(case["template"]).render(copy.deepcopy(CONTEXT))}
    except jinja2.TemplateSyntaxError as error:
        return {"error": type(error).__name__, "message": error.message or "", "lineno": error.lineno}
    except jinja2.TemplateError as error:
        return {"error": type(error).__name__, "message": error.message or ""}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


def is_ours(result):
    text = result.get("expected", "") + result.get("message", "")
    return (
        "0x" not in text
        and "j)" not in text
        and not re.search(r"\d{19}|object at|generator|reverse|slice\(", text)
        and len(text) < 2000
    )


def made(seed, count):
    grower, cases, seen = Grower(seed), [], set()
    while len(cases) < count:
        case = grower.case()
        if not case["template"] or case["template"] in seen or len(case["template"]) > 400:
            continue
        seen.add(case["template"])
        result = result_of(case)
        if is_ours(result):
            cases.append(json.dumps(case | result, ensure_ascii=False))
    head = json.dumps({"main": CONTEXT}, ensure_ascii=False)
    generator = f"Jinja2 {jinja2.__version__}"
    return f'{{"generator": "{generator}", "contexts": {head}, "cases": [\n' + ",\n".join(cases) + "\n]}\n"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("file", nargs="?", type=Path, default=FILE)
    options.add_argument("--check", action="store_true")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--cases", type=int, default=CASES)
    chosen = options.parse_args()
    warnings.simplefilter("ignore")
    text = made(chosen.seed, chosen.cases)
    if not chosen.check:
        chosen.file.write_text(text, encoding="utf-8")
    elif not chosen.file.exists() or chosen.file.read_text(encoding="utf-8") != text:
        print(f"{chosen.file}: not what Jinja2 gives; run tools/jinja_grammar.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
