"""Grows templates at random from the whole of Jinja2's grammar, with data of every type."""

import random

from tree import Node, expression, statements
from words import (
    ANY_FILTERS,
    ANY_METHODS,
    ARITHMETIC,
    COMPARISONS,
    CONTEXT_NAMES,
    ENVIRONMENT_FLAGS,
    LIST_FILTERS,
    LOOP_PARTS,
    NAMES,
    NUMBERS,
    NUMBER_FILTERS,
    PLAIN,
    POOLS,
    SLICES,
    SPECIAL,
    SUBSCRIPTS,
    TESTS,
    TEXTS,
    TEXT_FILTERS,
    TEXT_METHODS,
    UNDEFINED,
    USER_FILTERS,
    VARIABLE,
)


class Grower:
    """Grows one case after the other; `depth` is how deep the one at work is in itself."""

    def __init__(self, seed, depth_max=4):
        self.rng = random.Random(seed)
        self.depth = 0
        self.depth_max = depth_max
        self.in_loop = False
        self.in_macro = False
        self.blocks = []
        self.lines = False
        self.others = False

    # ---- choosing

    def pick(self, *choices):
        return self.rng.choice(choices)

    def chance(self, part):
        return self.rng.random() < part

    def grow(self, leaf, *branches, stop=0.3):
        if self.depth >= self.depth_max or self.chance(stop):
            return leaf()
        self.depth += 1
        try:
            return self.rng.choice(branches)()
        finally:
            self.depth -= 1

    def several(self, make, least, most):
        return [make() for _ in range(self.rng.randint(least, most))]

    # ---- expressions

    def leaf(self, *choices):
        return expression(self.pick(*choices).replace("@", ""))

    def varying(self, make):
        """An expression that Jinja2 does not work out when it compiles: what it makes of lookups that fail in
        constants is a fault of its own."""
        made = make()
        return made if VARIABLE.search(str(made)) else self.leaf(*CONTEXT_NAMES)

    def number(self):
        sub = self.number
        return self.grow(
            lambda: self.leaf(*NAMES["number"], *NUMBERS, "l|length", "loop.index", "us[1].a", "d.b"),
            lambda: expression("(@ @ @)", sub(), self.pick(*ARITHMETIC), sub()),
            lambda: expression("@ @ @", sub(), self.pick(*ARITHMETIC), sub()),
            lambda: expression("(@)|@", sub(), self.pick(*NUMBER_FILTERS)),
            lambda: expression("@|@", sub(), self.pick(*NUMBER_FILTERS)),
            lambda: expression(
                "(@)|@", self.list(), self.pick("length", "sum", "max", "min", "first", "last")
            ),
            lambda: expression(
                "(@).@(@)", self.text(), self.pick("find", "count"), self.leaf("'l'", "''", "'b'")
            ),
            lambda: expression("(@ if @ else @)", sub(), self.truth(), sub()),
            lambda: expression("@@", self.pick("-", "+"), sub()),
            lambda: expression("@ ** @", sub(), self.pick("2", "0", "-1", "z")),
        )

    def list(self):
        sub = self.list
        return self.grow(
            lambda: self.leaf(
                *NAMES["list"], "[5, 2, 2]", "range(4)", "(1, 2)", "range(2, 9, 3)", "[0.5, 1]", "()", "[]"
            ),
            lambda: expression("(@)|@|list", sub(), self.pick(*LIST_FILTERS)),
            lambda: expression("us|@|list", self.pick(*USER_FILTERS)),
            lambda: expression("(@)[@]", self.varying(sub), self.pick(*SLICES)),
            lambda: expression("[@, @]", self.any(), self.any()),
            lambda: expression("(@, @)", self.any(), self.any()),
            lambda: expression("(@|list + @|list)", sub(), sub()),
            lambda: expression("(@).split(@)", self.text(), self.pick("", "','", "' '")),
            lambda: expression("(@)|list", self.text()),
            lambda: expression("(@) * @", sub(), self.pick("2", "0", "-1")),
            lambda: expression("(@)|dictsort", self.dict()),
        )

    def text(self):
        sub = self.text
        return self.grow(
            lambda: self.leaf(*NAMES["text"], *TEXTS, "us[0].n", "s|safe", "s|escape", "_('Hi')"),
            lambda: expression("(@)|@", sub(), self.pick(*TEXT_FILTERS)),
            lambda: expression("(@).@", sub(), self.pick(*TEXT_METHODS)),
            lambda: expression("(@ ~ @)", sub(), self.any()),
            lambda: expression("@ ~ @ ~ @", self.any(), sub(), self.any()),
            lambda: expression("(@ + @)", sub(), sub()),
            lambda: expression("(@)[@]", self.varying(sub), self.pick(*SLICES)),
            lambda: expression("(@)|replace(@, @)", sub(), sub(), sub()),
            lambda: expression("(@)|join(@)", self.list(), sub()),
            lambda: expression("(@ * @)", sub(), self.pick("0", "2", "-1")),
            lambda: expression(
                "'@'|format(@, @)", self.pick("%s|%s", "%s %5s", "%-4s%s", "%r%.2s"), sub(), sub()
            ),
            lambda: expression(
                "'@'|format(@)", self.pick("%5.1f", "%d", "%+d", "%x", "%e", "%05d"), self.number()
            ),
            lambda: expression("'@' % @", self.pick("%s", "%d", "%%", "%(a)s", "%r"), self.any()),
            lambda: expression(
                "@('@', a=@)",
                self.pick("_", "gettext"),
                self.pick("%(a)s", "x %(a)r", "100%% %(a)s"),
                self.any(),
            ),
            lambda: expression("ngettext('%(num)s x', '%(num)s xs', @)", self.number()),
            lambda: expression(
                "'@'|@", self.pick("http://a.b <x>", "a&amp;b", "<p>x</p> y"), self.pick(*TEXT_FILTERS)
            ),
        )

    def dict(self):
        return self.grow(
            lambda: self.leaf(*NAMES["dict"], "dict(k=1)", "us[0]"),
            lambda: expression("{@: @}", self.key(), self.any()),
            lambda: expression("{@: @, 's': @}", self.key(), self.any(), self.any()),
            lambda: expression("dict(@, z=@)", self.dict(), self.any()),
            lambda: expression("dict(@)", self.leaf("ll", "l", "k=1, v=2", "**d", "ll, **d")),
        )

    def key(self):
        return self.pick("1", "'k'", "s", "i", "n", "(1, 2)", "2.5", "true")

    def truth(self):
        sub = self.truth
        return self.grow(
            lambda: self.leaf(
                "true", "false", "y", "no", "nope is defined", "i", "el", "not s", "loop.first"
            ),
            lambda: expression("@ @ @", self.any(), self.pick(*COMPARISONS), self.any()),
            lambda: expression("(@ @ @)", self.number(), self.pick(*COMPARISONS), self.number()),
            lambda: expression(
                "@ < @ @ @", self.number(), self.number(), self.pick("<", "==", ">"), self.number()
            ),
            lambda: expression("(@) is @", self.any(), self.pick(*TESTS)),
            lambda: expression("@ is not @", self.any(), self.pick(*TESTS)),
            lambda: expression("@ @ @", sub(), self.pick("and", "or"), sub()),
            lambda: expression("not @", sub()),
            lambda: expression(
                "@ @ @", self.text(), self.pick("in", "not in"), self.pick("ls", "s", "d", "l")
            ),
        )

    def any(self):
        if self.chance(0.55):
            return self.pick(self.number, self.list, self.text, self.dict, self.truth)()
        sub = self.any
        return self.grow(
            lambda: self.leaf(
                *NAMES["any"], *NAMES["any"], "none", "true", "false", "us[0].n", "deep.a.b.c[1].d"
            ),
            lambda: expression("@|@", sub(), self.pick(*ANY_FILTERS)),
            lambda: expression("(@)|@", sub(), self.pick(*ANY_FILTERS)),
            lambda: expression("@ @ @", sub(), self.pick(*ARITHMETIC, *COMPARISONS, "~", "and", "or"), sub()),
            lambda: expression("(@)[@]", self.varying(sub), self.pick(*SUBSCRIPTS)),
            lambda: expression("(@).@", self.varying(sub), self.pick("a", "b", "n", "nope", "0", "1")),
            lambda: expression("(@).@", sub(), self.pick(*ANY_METHODS)),
            lambda: expression("(@ if @)", sub(), self.truth()),
            lambda: expression("@ if @ else @", sub(), self.truth(), sub()),
            lambda: expression("@@", self.pick("not ", "-", "+"), sub()),
            lambda: expression(
                "@(@)",
                self.pick("m", "w", "lib.m", "loop", "super", "nope"),
                sub(),
            ),
            lambda: expression("cycler(@, 2).next()", sub()),
            lambda: expression("joiner(@)()", sub()),
            lambda: expression("m(@, q=@)", sub(), sub()),
            lambda: expression("m(*@, **@)", self.list(), self.dict()),
            lambda: expression("caller()") if self.in_macro else expression("caller"),
            lambda: expression("@", self.pick(*LOOP_PARTS)),
            lambda: expression("namespace(a=@).a", sub()),
            lambda: expression(
                "@", self.pick("varargs", "kwargs", "self.one()", "super()", "m.name", "m.arguments")
            ),
        )

    # ---- statements

    def tag(self, pattern, *pieces):
        """A block tag; sometimes a line statement where the environment has them."""
        if self.lines and self.chance(0.4):
            sign = self.pick("", "", "", "-", "+")
            text = f"\n{self.pick('', '  ')}#{sign} {pattern}{self.pick('', '', ':')}\n"
        else:
            begin, end = self.pick("", "", "", "-", "+"), self.pick("", "", "", "-", "+")
            blank = self.pick(" ", " ", " ", "", "\n")
            if blank == "" and (pattern[0] in "-+" or end):
                blank = " "
            text = "{%" + begin + blank + pattern + blank + end + "%}"
        return Node("part", statements(text, *pieces).parts)

    def block(self, head, *pieces, end):
        return statements("@@@", self.tag(head, *pieces), self.body(), self.tag(end))

    def output(self):
        begin, end = self.pick("", "", "", "-", "+"), self.pick("", "", "", "-")
        blank = self.pick(" ", " ", " ", " ", "\n")
        return statements("{{" + begin + blank + "@" + blank + end + "}}", self.any())

    def within(self, **changes):
        """What a body sees otherwise than its surroundings."""
        before = {name: getattr(self, name) for name in changes}
        for name, value in changes.items():
            setattr(self, name, value)
        try:
            return self.body()
        finally:
            for name, value in before.items():
                setattr(self, name, value)

    def target(self):
        return self.pick(
            "q", "r", "x", "i", "q, r", "(q, r)", "_p", "(q,)", "loop" if self.chance(0.1) else "v"
        )

    def condition(self):
        parts = [self.tag("if @", self.truth()), self.body()]
        for _ in range(self.pick(0, 0, 1)):
            parts += [self.tag("elif @", self.truth()), self.body()]
        if self.chance(0.4):
            parts += [self.tag("else"), self.body()]
        return Node("statements", [*parts, self.tag("endif")])

    def loop(self):
        names, value = self.pick(
            ("x", lambda: self.leaf("l", "ls", "mixed", "us", "s", "range(3)")),
            ("k, v", lambda: self.leaf("d|items", "d.items()", "deep|dictsort", "ll")),
            ("(k, v)", lambda: self.leaf("ll")),
            ("x", self.list),
            ("x", self.any),
        )
        test = [" if ", self.truth()] if self.chance(0.25) else []
        head = Node("part", [value(), *test, self.pick("", "", "", " recursive")])
        parts = [self.tag(f"for {names} in @", head)]
        parts.append(statements("{{ @ }}", self.leaf(*LOOP_PARTS, *names.strip("()").split(", "))))
        parts.append(self.within(in_loop=True))
        if self.chance(0.3):
            parts += [self.tag("else"), self.body()]
        return Node("statements", [*parts, self.tag("endfor")])

    def recursion(self):
        return statements(
            "@{{ t.v }}@{{ @ }}@",
            self.tag("for t in tree recursive"),
            self.within(in_loop=True),
            self.leaf("loop(t.c)", "loop(t.c)", "loop.depth", "loop(t.nope)", "loop([])|upper"),
            self.tag("endfor"),
        )

    def macro(self):
        parameters = self.pick(
            "p", "p, q=1", f"p, q={self.pick('i', 's', 'p')}", "", "p=nope, q=p", "caller=none"
        )
        body = self.within(in_macro=True, in_loop=False)
        calls = self.leaf("m(1)", "m(i, q=2)", "m()", "m(1, 2, 3)", "m(z=1)", "m(s)", "m", "m(*l)")
        return statements("@@@{{ @ }}", self.tag(f"macro m({parameters})"), body, self.tag("endmacro"), calls)

    def call(self):
        signature = self.pick("", "", "(x)", "(x, y=2)")
        shown = self.pick("caller()", "caller(1)", "caller(x)", "caller(1, 2)|upper", "p")
        inner = self.within(in_loop=False, in_macro=False)
        return statements(
            "@[{{ @ }}]@@@@",
            self.tag(self.pick("macro w(p=1)", "macro w()")),
            expression(shown),
            self.tag("endmacro"),
            self.tag(f"call{signature} w()"),
            inner,
            self.tag("endcall"),
        )

    def trans(self):
        head = self.pick(
            "", "", " n=@", " num=@", " trimmed", " 'ctx'", " 'ctx' a=@", " s", " i, x=@", " notrimmed n=@"
        )
        pieces = [self.any()] * head.count("@")
        shown = self.pick("", "{{ s }}", "{{ i }}", "{{ n }}", "{{ num }}", "{{ a }}", "{{ nope }}")
        text = self.pick("Hi ", "100% ", "<b> ", "\n a\n b ")
        parts = [self.tag(f"trans{head}", *pieces), f"{text}{shown}"]
        if self.chance(0.4):
            parts += [self.tag(self.pick("pluralize", "pluralize", "pluralize n")), f"many {shown}"]
        return Node("statements", [*parts, self.tag("endtrans")])

    def named_block(self):
        free = [name for name in ("one", "two", "three") if name not in self.blocks]
        if not free:
            return self.output()
        name = self.rng.choice(free)
        self.blocks.append(name)
        mode = self.pick("", "", "", " scoped", " required" if self.chance(0.2) else "")
        body = self.within(in_loop=False, in_macro=False)
        return statements(
            "@@@", self.tag(f"block {name}{mode}"), body, self.tag(self.pick("endblock", f"endblock {name}"))
        )

    def other_template(self):
        context = self.pick("", "", " with context", " without context")
        return self.pick(
            lambda: self.tag("include 'inc'"),
            lambda: self.tag("include ['gone', 'inc'] with context"),
            lambda: self.tag("include 'gone' ignore missing"),
            lambda: self.tag(
                "include @", self.leaf("'gone'", "['gone', 'gone2']", "nope", "[]", "n", "'broken'")
            ),
            lambda: statements(
                "@{{ @ }}", self.tag(f"import 'lib' as lib{context}"), self.library_use("lib.")
            ),
            lambda: statements(
                "@{{ @ }}", self.tag(f"from 'lib' import m, c as q{context}"), self.library_use("")
            ),
            lambda: statements(
                "@{{ @ }}",
                self.tag(f"from 'lib' import gone{context}"),
                self.leaf("gone", "gone()", "gone is defined"),
            ),
        )()

    def library_use(self, prefix):
        return self.leaf(
            *(prefix + use for use in ("m(1)", "m()", "c", "gone", "gone()", "m(s)", "_h")), "q", "lib"
        )

    def jump(self):
        if not self.in_loop:
            return self.condition()
        return statements(
            "@@@", self.tag("if @", self.truth()), self.tag(self.pick("break", "continue")), self.tag("endif")
        )

    def statement(self):
        kinds = [
            (4, self.condition),
            (4, self.loop),
            (1, self.recursion),
            (3, lambda: statements("@{{ q }}", self.tag(f"set {self.target()} = @", self.any()))),
            (1, lambda: self.tag(f"set {self.pick('q', 'q, r')} = @, @", self.any(), self.any())),
            (
                2,
                lambda: statements(
                    "@{{ q }}", self.block(self.pick("set q", "set q | upper", "set q|trim|e"), end="endset")
                ),
            ),
            (2, lambda: self.block(f"with {self.pick('q', 'i', 'q, r')} = @", self.any(), end="endwith")),
            (1, lambda: self.block("with q = @, r = @", self.any(), self.any(), end="endwith")),
            (1, lambda: self.block("with", end="endwith")),
            (2, lambda: self.block("filter @", self.pick(*TEXT_FILTERS, "upper|trim"), end="endfilter")),
            (2, self.macro),
            (2, self.call),
            (2, self.trans),
            (2, self.named_block),
            (1, lambda: self.block(f"autoescape {self.pick('true', 'false')}", end="endautoescape")),
            (1, lambda: self.tag("do @", self.any())),
            (1, self.change),
            (3, self.jump),
            (1, lambda: self.tag(self.pick("print @", "print @, i"), self.any())),
            (1, self.namespace),
            (1, lambda: statements(self.rng.choice(SPECIAL))),
            (3 if self.others else 0, self.other_template),
            (0.15, self.mistake),
        ]
        return self.rng.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()

    def change(self):
        """A list or dict that changes, and what it is then."""
        name, call = self.pick(
            ("l", "append(@)"), ("ls", "extend(@)"), ("l", "insert(1, @)"), ("mixed", "pop(@)"),
            ("ll", "remove(@)"), ("d", "update(@)"), ("ed", "setdefault('a', @)"), ("d", "pop('a', @)"),
        )  # fmt: skip
        return statements("@{{ @ }}", self.tag(f"do {name}.{call}", self.any()), expression(name))

    def namespace(self):
        return statements(
            "@@@@{{ ns.c }}",
            self.tag("set ns = namespace(c=@)", self.pick("0", "''", "s", "l")),
            self.tag(f"for x in {self.pick('l', 'ls', 'mixed')}"),
            self.tag("set ns.c = ns.c @ x", self.pick("+", "~", "*")),
            self.tag("endfor"),
        )

    def mistake(self):
        return statements(
            self.rng.choice(
                [
                    "{% endif %}",
                    "{% if %}{% endif %}",
                    "{% nope %}",
                    "{% for x in %}",
                    "{{ i i }}",
                    "{{ }}",
                    "{{ (1 }}",
                    "{{ 'a }}",
                    "{% set 1 = 2 %}",
                    "{% block one %}{% endblock %}",
                    "{# ",
                    "{% raw %}",
                    "{{ i|nofilter }}",
                    "{{ i is notest }}",
                    "{% break %}",
                    "{% trans %}{% if i %}{% endtrans %}",
                    "{% macro m(a, a) %}{% endmacro %}",
                    "{% macro m(a=1, b) %}{% endmacro %}",
                    "{{ f(a=1, 2) }}",
                    "{% else %}",
                    "{{ a.b.1.c }}",
                    "{{ ] }}",
                    "{{ {1: 2 }}",
                    "{{ i is odd is even }}",
                    "{% from 'lib' import _h %}",
                    "{% extends 'base' %}",
                    "{% set a.b = 1 %}",
                    "{% set q, ns.c = 1, 2 %}",
                    "{{ '\\x' }}",
                    "{{ ? }}",
                    "{% call i %}{% endcall %}",
                    "{% if i %}{% endfor %}",
                ]
            )
        )

    def body(self):
        return self.grow(
            lambda: statements(self.rng.choice(PLAIN)),
            self.output,
            self.output,
            self.statement,
            self.statement,
            lambda: statements("@@@", self.rng.choice(PLAIN), self.output(), self.rng.choice(PLAIN)),
            lambda: statements("@@", self.body(), self.body()),
            lambda: statements("@@@", self.body(), self.body(), self.body()),
            stop=0.15,
        )

    # ---- cases

    def library(self):
        return statements(
            "@@@@",
            self.tag("macro m(p, q=2)"),
            self.within(in_macro=True),
            self.tag("endmacro"),
            statements("@@@", self.tag("set c = @", self.any()), self.tag("set _h = 1"), self.body()),
        )

    def child(self, parent):
        """A template that extends: what stands outside of its blocks is not printed."""
        self.blocks = []
        parts = [self.pick("", "", "x\n"), self.tag(f"extends '{parent}'")]
        if self.chance(0.1):
            parts = [self.tag("if @", self.truth()), *parts, self.tag("endif")]
        if self.chance(0.4):
            parts.append(self.tag("set q = @", self.any()))
        for _ in range(self.pick(1, 2, 3)):
            parts.append(self.named_block())
        if self.chance(0.3):
            parts.append(self.body())
        return Node("statements", parts)

    def family(self):
        """The templates of a case by name; the one that is rendered is ""."""
        self.others = False
        templates = {"inc": self.fresh(), "lib": self.library(), "broken": statements("{% if %}")}
        self.others = True
        self.blocks = []
        templates["base"] = self.body()
        if self.chance(0.4):
            templates["mid"] = self.child("base")
            templates[""] = self.child("mid")
        else:
            templates[""] = self.child("base") if self.chance(0.6) else self.fresh()
        self.others = False
        return templates

    def fresh(self):
        self.blocks = []
        return self.body()

    def case(self):
        env = {name: True for name in ENVIRONMENT_FLAGS if self.chance(0.25)}
        self.lines = self.chance(0.15)
        if self.lines:
            env["line_statement_prefix"] = "#"
            if self.chance(0.5):
                env["line_comment_prefix"] = "##"
        if self.chance(0.3):
            templates = self.family()
        else:
            templates = {"": statements("@@", self.fresh(), self.body() if self.chance(0.3) else "")}
        return {
            "templates": templates,
            "context": {name: self.rng.choice(values) for name, values in POOLS.items()},
            "env": env,
            "undefined": self.rng.choice(UNDEFINED),
        }
