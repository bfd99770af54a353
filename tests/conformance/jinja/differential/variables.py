"""Grows what sets and changes variables."""

from tree import expression, statements


class Variables:
    """A part of Statements."""

    def target(self):
        return self.pick(
            "q",
            "r",
            "x",
            "i",
            "q, r",
            "(q, r)",
            "_p",
            "(q,)",
            "q, (r, v)",
            "l",
            "loop" if self.chance(0.1) else "v",
        )

    def set_block(self):
        filters = "".join(f" | {self.text_filter()}" for _ in range(self.pick(0, 0, 1, 2)))
        name = self.pick("q", "q", "r", "ns.c")
        return statements("@{{ @ }}", self.block(f"set {name}{filters}", end="endset"), self.leaf(name, "q"))

    def namespace(self):
        return statements(
            "@@@@{{ @ }}",
            self.tag(
                "set ns = namespace(@c=@)",
                self.pick("", "", "d, ", "{'e': 2}, "),
                self.pick("0", "''", "s", "l"),
            ),
            self.tag(f"for x in {self.pick('l', 'ls', 'mixed')}"),
            self.pick(
                lambda: self.tag("set ns.c = ns.c @ x", self.pick("+", "~", "*")),
                lambda: self.tag("set ns.c, ns.e = x, ns.c"),
                lambda: self.block("set ns.e", end="endset"),
                lambda: self.tag("set ns.c = @", self.any()),
            )(),
            self.tag("endfor"),
            self.leaf("ns.c", "ns.c", "ns.e", "ns['c']", "ns", "ns.c if ns.e else ns.nope"),
        )

    def unpacking(self):
        return statements(
            "@{{ q }}{{ r }}",
            self.tag(
                "set q, r = @",
                self.leaf(
                    "d|items|first",
                    "s[:2]",
                    "l[:2]",
                    "i, s",
                    "ll[0]",
                    "us|groupby('g')|first",
                    "d|dictsort|last",
                    "l|map('abs')",
                    "ls|reverse",
                    "r, q",
                ),
            ),
        )

    def change(self):
        """A list or dict that changes, and what it is then."""
        name, call = self.pick(
            ("l", "append(@)"),
            ("ls", "extend(@)"),
            ("l", "insert(1, @)"),
            ("mixed", "pop(@)"),
            ("ll", "remove(@)"),
            ("d", "update(@)"),
            ("ed", "setdefault('a', @)"),
            ("d", "pop('a', @)"),
        )
        return statements("@{{ @ }}", self.tag(f"do {name}.{call}", self.any()), expression(name))

    def with_block(self):
        return self.pick(
            lambda: self.block(
                f"with {self.pick('q', 'i', 'q, r', '(q, r)')} = @", self.any(), end="endwith"
            ),
            lambda: self.block("with q = @, r = @", self.any(), self.any(), end="endwith"),
            lambda: self.block("with q = i, r = @", self.leaf("q", "i", "r"), end="endwith"),
            lambda: self.block("with", end="endwith"),
        )()
