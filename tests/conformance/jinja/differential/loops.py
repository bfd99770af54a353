"""Grows conditions and loops."""

from tree import Node, expression, statements
from words import LOOP_PARTS, USER_GROUPS


class Loops:
    """A part of Statements."""

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
            ("k, (x, v)", lambda: self.leaf("[(1, (2, 3))]", "[[i, 'ab']]", "ll", "{i: s}|items")),
            ("k, v", lambda: expression("us|@", self.pick(*USER_GROUPS))),
            ("x", lambda: expression("us|@", self.pick(*USER_GROUPS))),
            ("x", self.list),
            ("x", self.list),
            ("x", self.any),
        )
        test = [" if ", self.truth()] if self.chance(0.25) else []
        head = Node("part", [value(), *test, self.pick("", "", "", " recursive")])
        parts = [self.tag(f"for {names} in @", head)]
        own = [name.strip("() ") for name in names.split(",")]
        parts.append(statements("{{ @ }}", self.leaf(*LOOP_PARTS, *own)))
        parts.append(self.within(in_loop=True))
        if self.chance(0.3):
            parts += [self.tag("else"), self.body()]
        return Node("statements", [*parts, self.tag("endfor")])

    def loop_in_loop(self):
        return statements(
            "@@@@{{ @ }}{{ @ }}@@",
            self.tag("for x in @", self.leaf("l", "ls", "us", "range(2)", "ll")),
            self.tag("set outer = loop"),
            self.within(in_loop=True),
            self.tag("for v in @", self.leaf("[1, 2]", "x", "ls", "l", "loop", "outer")),
            self.leaf(
                "outer.index ~ loop.index",
                "outer.last",
                "outer.changed(v)",
                "loop.depth",
                "outer.length",
                "v",
            ),
            self.leaf("loop.cycle('a', x)", "loop.changed(x, v)", "outer.nextitem", "loop.revindex", "x"),
            self.tag("endfor"),
            self.tag("endfor"),
        )

    def recursion(self):
        return statements(
            "@{{ t.v }}@{{ @ }}@@",
            self.tag(f"for t in tree{self.pick('', '', ' if t.v', ' if t.c')} recursive"),
            self.within(in_loop=True),
            self.leaf(
                "loop(t.c)",
                "loop(t.c)",
                "loop.depth",
                "loop(t.nope)",
                "loop([])|upper",
                "loop(t.c)|length",
                "loop(t.c) if t.c",
                "loop(t.c) ~ loop.index",
                "loop()",
                "loop(t.c, 1)",
                "loop(iterable=t.c)",
            ),
            self.pick("", "", Node("part", [self.tag("else"), "none"])),
            self.tag("endfor"),
        )

    def jump(self):
        if not self.in_loop:
            return self.condition()
        return statements(
            "@@@", self.tag("if @", self.truth()), self.tag(self.pick("break", "continue")), self.tag("endif")
        )
