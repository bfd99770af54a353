"""Grows statements, and the white space, comments and raw text around them."""

from expressions import Expressions
from loops import Loops
from macros import Macros
from mistakes import MISTAKES
from tree import Node, statements
from variables import Variables
from words import PLAIN, SPECIAL


class Statements(Loops, Macros, Variables, Expressions):
    def tag(self, pattern, *pieces):
        """A block tag; sometimes a line statement where the environment has them."""
        if self.lines and self.chance(0.4):
            sign = self.pick("", "", "", "-", "+")
            comment = self.pick("", "", " ## c", "## {{ c") if self.comments else ""
            text = f"\n{self.pick('', '  ')}#{sign} {pattern}{self.pick('', '', ':')}{comment}\n"
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

    def plain(self):
        text = self.rng.choice(PLAIN)
        if self.comments and self.chance(0.2):
            text += self.pick(" ## gone {{ x\n", "\n## gone\n", "##\n")
        return statements(text)

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

    def body(self):
        return self.grow(
            self.plain,
            self.output,
            self.output,
            self.statement,
            self.statement,
            lambda: statements("@@@", self.plain(), self.output(), self.plain()),
            lambda: statements("@@", self.body(), self.body()),
            lambda: statements("@@@", self.body(), self.body(), self.body()),
            stop=0.15,
        )

    def autoescape(self):
        value = self.pick("true", "false", "true", "false", "y", "no", "s", "not y", "i > 5", "1")
        return self.block(f"autoescape {value}", end="endautoescape")

    def mistake(self):
        return statements(self.rng.choice(MISTAKES))

    def statement(self):
        return self.weighed(
            (4, self.condition),
            (4, self.loop),
            (1, self.loop_in_loop),
            (1, self.recursion),
            (3, lambda: statements("@{{ q }}", self.tag(f"set {self.target()} = @", self.any()))),
            (1, lambda: self.tag(f"set {self.pick('q', 'q, r', 'i, z')} = @, @", self.any(), self.any())),
            (2, self.set_block),
            (1, self.unpacking),
            (3, self.with_block),
            (2, self.filter_block),
            (2, self.macro),
            (0.5, self.descent),
            (2, self.call),
            (2, self.trans),
            (2, self.named_block),
            (1.5, self.autoescape),
            (1, lambda: self.tag("do @", self.any())),
            (1, self.change),
            (3, self.jump),
            (1, lambda: self.tag(self.pick("print @", "print @, i"), self.any())),
            (1, self.namespace),
            (1, lambda: statements(self.rng.choice(SPECIAL))),
            (3 if self.others else 0, self.other_template),
            (0.15, self.mistake),
        )
