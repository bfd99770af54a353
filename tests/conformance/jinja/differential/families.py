"""Grows templates that name others: include, import, extends, blocks."""

from statements import Statements
from tree import Node, statements


class Families(Statements):
    def other_template(self):
        context = self.pick("", "", " with context", " without context")
        return self.pick(
            lambda: self.tag(
                "include @", self.leaf("'inc'", "'i' ~ 'nc'", "['inc']", "'inc' if y else 'gone'", "'lib'")
            ),
            lambda: self.tag("include ['gone', 'inc'] with context"),
            lambda: self.tag("include 'gone' ignore missing@", self.pick("", " with context")),
            lambda: self.tag(
                "include @", self.leaf("'gone'", "['gone', 'gone2']", "nope", "[]", "n", "'broken'")
            ),
            lambda: statements(
                "@{{ @ }}",
                self.tag(f"import @ as lib{context}", self.leaf("'lib'", "'l' ~ 'ib'", "'inc'")),
                self.library_use("lib."),
            ),
            lambda: statements(
                "@{{ @ }}", self.tag(f"from 'lib' import m, c as q{context}"), self.library_use("")
            ),
            lambda: statements(
                "@@",
                self.tag(f"from 'lib' import m{self.pick('', ' as w', ',')}{context}"),
                self.block(
                    "call@ @", self.pick("", "(x)"), self.leaf("m(1)", "w(2)", "m(s, q=i)"), end="endcall"
                ),
            ),
            lambda: statements(
                "@{{ @ }}",
                self.tag(f"from 'lib' import gone{context}"),
                self.leaf("gone", "gone()", "gone is defined"),
            ),
        )()

    def library_use(self, prefix):
        return self.leaf(
            *(
                prefix + use
                for use in ("m(1)", "m()", "c", "gone", "gone()", "m(s)", "_h", "m(s) ~ s", "ns.a")
            ),
            "q",
            "lib",
            "lib|upper",
            "lib ~ s",
            "[lib.c]",
        )

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
        name = self.pick("'@'", "'@'", "'@' if y else 'gone'", "('@')").replace("@", parent)
        parts = [self.pick("", "", "x\n"), self.tag(f"extends {name}")]
        if self.chance(0.1):
            parts = [self.tag("if @", self.truth()), *parts, self.tag("endif")]
        if self.chance(0.4):
            parts.append(self.tag("set q = @", self.any()))
        if self.chance(0.2):
            parts.append(self.macro())
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
