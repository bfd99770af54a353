"""Grows expressions of every type, with what Jinja2's and Python's manuals say of each."""

from arguments import Arguments
from growing import Growing
from texts import Texts
from tree import Node, expression
from words import (
    ANY_FILTERS,
    ANY_METHODS,
    ARITHMETIC,
    COMPARISONS,
    CONTEXT_NAMES,
    IDIOMS,
    LAZY_FILTERS,
    LIST_FILTERS,
    LOOP_PARTS,
    MACRO_PARTS,
    NAMES,
    NUMBER_FILTERS,
    NUMBERS,
    SLICES,
    SUBSCRIPTS,
    TESTS,
    USER_FILTERS,
    VARIABLE,
)


class Expressions(Arguments, Texts, Growing):
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
            lambda: expression("(@)|@", sub(), self.number_filter()),
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
            self.chain,
        )

    def chain(self):
        """Operators without parentheses: which of them binds more."""
        parts = [self.leaf(*NAMES["number"], "-i", "2", "s|length", "f|round")]
        for _ in range(self.pick(2, 3, 4)):
            parts += [
                self.pick(
                    " + ",
                    " - ",
                    "*",
                    " / ",
                    "//",
                    " % ",
                    " ~ ",
                    "-",
                    "+",
                    " < ",
                    " == ",
                    " and ",
                    " or ",
                    " in ",
                    " not in ",
                    " is odd or ",
                    " if y else ",
                    " is not number and ",
                )
            ]
            parts.append(self.leaf(*NAMES["number"], "-z", "not y", "+2", "i|string", "l", "'7'", "f|int"))
        return Node("expression", parts)

    def list(self):
        sub = self.list
        return self.grow(
            lambda: self.leaf(
                *NAMES["list"],
                "[5, 2, 2]",
                "range(4)",
                "(1, 2)",
                "range(2, 9, 3)",
                "[0.5, 1]",
                "()",
                "[]",
                "[1,]",
                "(1,)",
                "range(5, 0, -2)",
                "[[1, 2], [3]]",
                "d.values()",
                "d|items|list",
                "d.keys()|list",
            ),
            lambda: expression("(@)|@|list", sub(), self.list_filter()),
            lambda: expression("(@)|@", sub(), self.pick(*LAZY_FILTERS)),
            lambda: expression("(@)|@|@|list", sub(), self.pick(*LAZY_FILTERS), self.pick(*LIST_FILTERS)),
            lambda: expression("us|@|list", self.pick(*USER_FILTERS)),
            lambda: expression("us|@", self.pick(*USER_FILTERS)),
            lambda: expression("(@)[@]", self.varying(sub), self.slice()),
            lambda: expression("[@, @]", self.any(), self.any()),
            lambda: expression("(@, @)", self.any(), self.any()),
            lambda: expression("(@|list + @|list)", sub(), sub()),
            lambda: expression("(@ + @)", sub(), sub()),
            lambda: expression(
                "(@).split(@)", self.text(), self.pick("", "','", "' '", "sep='l'", "none, 1")
            ),
            lambda: expression("(@).splitlines(@)", self.text(), self.pick("", "true", "keepends=true")),
            lambda: expression("(@)|list", self.text()),
            lambda: expression("(@) * @", sub(), self.pick("2", "0", "-1")),
            lambda: expression("(@)|dictsort", self.dict()),
        )

    def slice(self):
        if self.chance(0.6):
            return self.pick(*SLICES)
        parts = [self.pick("", "", "1", "-1", "i", "z", "neg", "n") for _ in range(self.pick(2, 3))]
        return ":".join(parts)

    def dict(self):
        return self.grow(
            lambda: self.leaf(*NAMES["dict"], "dict(k=1)", "us[0]", "{}"),
            lambda: expression("{@: @}", self.key(), self.any()),
            lambda: expression("{@: @, 's': @}", self.key(), self.any(), self.any()),
            lambda: expression("dict(@, z=@)", self.dict(), self.any()),
            lambda: expression("dict(@)", self.leaf("ll", "l", "k=1, v=2", "**d", "ll, **d", "d|items")),
            lambda: expression("us|groupby('g', default='')|list|map(attribute=@)", self.leaf("0", "'list'")),
        )

    def key(self):
        return self.pick("1", "'k'", "s", "i", "n", "(1, 2)", "2.5", "true", "'a' 'b'", "-1")

    def truth(self):
        sub = self.truth
        return self.grow(
            lambda: self.leaf(
                "true",
                "false",
                "y",
                "no",
                "nope is defined",
                "i",
                "el",
                "not s",
                "loop.first",
                "True",
                "nope is undefined",
                "not y and no",
                "loop.last",
                "(i in d.keys())",
                "(l not in d.keys())",
                "((s, i) in d.items())",
            ),
            lambda: expression("@ @ @", self.any(), self.pick(*COMPARISONS), self.any()),
            lambda: expression("(@ @ @)", self.number(), self.pick(*COMPARISONS), self.number()),
            lambda: expression(
                "@ < @ @ @", self.number(), self.number(), self.pick("<", "==", ">"), self.number()
            ),
            lambda: expression(
                "@ @ @ @ @",
                self.any(),
                self.pick(*COMPARISONS),
                self.any(),
                self.pick(*COMPARISONS),
                self.any(),
            ),
            lambda: expression("(@) is @", self.any(), self.test()),
            lambda: expression("@ is not @", self.any(), self.pick(*TESTS)),
            lambda: expression("@ @ @", sub(), self.pick("and", "or"), sub()),
            lambda: expression("not @", sub()),
            lambda: expression(
                "@ @ @", self.text(), self.pick("in", "not in"), self.pick("ls", "s", "d", "l")
            ),
        )

    def test(self):
        if self.chance(0.7):
            return self.pick(*TESTS)
        name = self.pick("eq", "ne", "lt", "ge", "sameas", "in", "divisibleby", "==", "equalto", "gt")
        return expression("@(@)", name, self.any())

    def any(self):
        if self.chance(0.55):
            return self.pick(self.number, self.list, self.text, self.dict, self.truth)()
        sub = self.any
        return self.grow(
            lambda: self.leaf(
                *NAMES["any"],
                *NAMES["any"],
                "none",
                "true",
                "false",
                "us[0].n",
                "deep.a.b.c[1].d",
                "None",
                "us.0.n",
                "deep['a']['b']",
                "d['b']",
                "us[-1]['a']",
                "l.0",
                "ünï",
                "us|first",
            ),
            lambda: expression("@|@", sub(), self.pick(*ANY_FILTERS)),
            lambda: expression("(@)|@", sub(), self.any_filter()),
            lambda: expression("(@).@", sub(), self.pick(*ANY_METHODS)),
            lambda: expression("(@)[@]", sub(), self.pick(*SUBSCRIPTS)),
            lambda: expression("(@)[@]", self.varying(sub), self.slice()),
            lambda: expression("(@).@", sub(), self.pick("a", "b", "n", "x", "items", "nope", "0", "count")),
            lambda: expression("(@ if @)", sub(), self.truth()),
            lambda: expression(
                "(@ if @ else @ if @ else @)", sub(), self.truth(), sub(), self.truth(), sub()
            ),
            lambda: expression(
                "((@ if @ else @) if @ else (@ if @))",
                sub(),
                self.truth(),
                sub(),
                self.truth(),
                sub(),
                self.truth(),
            ),
            lambda: expression("@ @ @", sub(), self.pick("and", "or"), sub()),
            lambda: expression("(@ @ @)", sub(), self.pick(*ARITHMETIC), sub()),
            lambda: expression("(@) ~ (@)", sub(), sub()),
            self.chain,
            self.call_of,
            lambda: expression("@", self.pick(*LOOP_PARTS)),
            lambda: expression("namespace(a=@).a", sub()),
            lambda: expression("namespace(@, a=1).@", self.dict(), self.pick("a", "b", "k", "nope")),
            lambda: expression("@", self.pick(*MACRO_PARTS)),
        )

    def call_of(self):
        """What globals make, and calls with stars."""
        return self.pick(
            lambda: expression(
                "cycler(@, @).@", self.any(), self.any(), self.pick("next()", "current", "reset()", "nope")
            ),
            lambda: self.leaf(
                "jn()", "cy.next()", "cy.current", "cy.reset()", "jn", "cy", "jn(1)", "cy.next(1)"
            ),
            lambda: expression("joiner(@)()", self.text()),
            lambda: self.leaf(*IDIOMS),
            lambda: expression("range(*@)|list", self.leaf("[1, 3]", "l", "[2]", "[]", "(0, 9, 4)")),
            lambda: expression("range(@, @)", self.pick("i", "z", "-1", "2"), self.pick("3", "f", "n")),
            lambda: expression("dict(*@, **@)", self.leaf("[ll]", "[]", "l"), self.dict()),
            lambda: expression("(@)(@)", self.any(), self.any()),
            lambda: expression(
                "lipsum(@)|length > 0", self.pick("", "1", "n=1, html=false", "1, min=2, max=3")
            ),
        )()
