"""Grows macros, calls and what else captures or names a body."""

from tree import Node, expression, statements


class Macros:
    """A part of Statements."""

    def macro(self):
        parameters = self.pick(
            "p",
            "p, q=1",
            f"p, q={self.pick('i', 's', 'p', 'l[0]')}",
            "",
            "p=nope, q=p",
            "caller=none",
            "p, i=i",
            "p='a', q=p ~ 'b'",
            "varargs=1",
            "p, kwargs={}",
        )
        body = self.within(in_macro=True, in_loop=False)
        calls = self.leaf(
            "m(1)",
            "m(i, q=2)",
            "m()",
            "m(1, 2, 3)",
            "m(z=1)",
            "m(s)",
            "m",
            "m(*l)",
            "m(**d)",
            "m(1, *ls, **ed)",
            "m(s)|upper",
            "m(p=1, q=s)",
            "m(1, p=2)",
            "[m(1)]",
            "m(m(1))",
            "m(1, z=2, w=3)",
            "m.name ~ m.arguments",
            "m(s|e)",
            "m(s) ~ s",
        )
        return statements("@@@{{ @ }}", self.tag(f"macro m({parameters})"), body, self.tag("endmacro"), calls)

    def descent(self):
        return statements(
            "@@@@{{ @ }}",
            self.tag("macro down(n)"),
            self.tag("if n > 0"),
            statements("{{ n }}@{{ down(n - 1) }}", self.within(in_macro=True, in_loop=False)),
            Node("part", [self.tag("endif"), self.tag("endmacro")]),
            self.leaf("down(2)", "down(l|length)", "down(s)", "down()"),
        )

    def call(self):
        signature = self.pick("", "", "(x)", "(x, y=2)", "(*x)" if self.chance(0.05) else "(x=s)")
        shown = self.pick(
            "caller()",
            "caller(1)",
            "caller(x)",
            "caller(1, 2)|upper",
            "p",
            "caller(s) ~ s",
            "caller(*l)",
            "caller(x=p)",
            "caller",
            "caller() if caller else '-'",
        )
        inner = self.within(in_loop=False, in_macro=False)
        return statements(
            "@[{{ @ }}]@@@@",
            self.tag(self.pick("macro w(p=1)", "macro w()", "macro w(p, q=2)")),
            expression(shown),
            self.tag("endmacro"),
            self.tag(f"call{signature} w({self.pick('', '', 's', '1, 2', 'p=l', '*l')})"),
            inner,
            self.tag("endcall"),
        )

    def filter_block(self):
        filters = "|".join(str(self.text_filter()) for _ in range(self.pick(1, 1, 2, 3)))
        return self.block(f"filter {filters}", end="endfilter")

    def trans(self):
        head = self.pick(
            "",
            "",
            " n=@",
            " num=@",
            " trimmed",
            " 'ctx'",
            " 'ctx' a=@",
            " s",
            " i, x=@",
            " notrimmed n=@",
            " trimmed n=@, s",
            " n=@, num=i",
        )
        pieces = [self.any()] * head.count("@")
        shown = self.pick(
            "", "{{ s }}", "{{ i }}", "{{ n }}", "{{ num }}", "{{ a }}", "{{ nope }}", "{{ s }}{{ i }}"
        )
        text = self.pick("Hi ", "100% ", "<b> ", "\n a\n b ", "x ", "%(s)s ")
        parts = [self.tag(f"trans{head}", *pieces), f"{text}{shown}"]
        if self.chance(0.4):
            parts += [
                self.tag(self.pick("pluralize", "pluralize", "pluralize n", "pluralize num")),
                f"many {shown}",
            ]
        return Node("statements", [*parts, self.tag("endtrans")])

    def named_block(self):
        free = [name for name in ("one", "two", "three") if name not in self.blocks]
        if not free:
            return self.output()
        name = self.rng.choice(free)
        self.blocks.append(name)
        mode = self.pick("", "", "", " scoped", " required" if self.chance(0.2) else "")
        body = self.within(in_loop=False, in_macro=False)
        if self.chance(0.25):
            body = statements(
                "@{{ @ }}",
                body,
                self.leaf(
                    "super()",
                    "self.one()",
                    "self.two()|upper",
                    "super() ~ s",
                    "super.super()",
                    "self.nope()",
                    "self",
                    "super",
                ),
            )
        return statements(
            "@@@", self.tag(f"block {name}{mode}"), body, self.tag(self.pick("endblock", f"endblock {name}"))
        )
