"""Grows cases: templates at random from the whole of Jinja2's grammar, with data of every type."""

from families import Families
from tree import statements
from words import ENVIRONMENT_FLAGS, POOLS, TRANSLATIONS, UNDEFINED

HELPERS = "{%- set jn = joiner() %}{% set cy = cycler('o', 'e', i) -%}"


class Grower(Families):
    """Grows one case after the other."""

    def environment(self):
        env = {name: True for name in ENVIRONMENT_FLAGS if self.chance(0.25)}
        self.lines = self.chance(0.15)
        self.comments = self.lines and self.chance(0.5)
        if self.lines:
            env["line_statement_prefix"] = "#"
        if self.comments:
            env["line_comment_prefix"] = "##"
        return env

    def templates(self):
        if self.chance(0.3):
            return self.family()
        helpers = HELPERS if self.chance(0.3) else ""
        return {"": statements("@@@", helpers, self.fresh(), self.body() if self.chance(0.3) else "")}

    def case(self):
        env = self.environment()
        made = {
            "templates": self.templates(),
            "context": {name: self.rng.choice(values) for name, values in POOLS.items()},
            "env": env,
            "undefined": self.rng.choice(UNDEFINED),
        }
        return made | {"translations": TRANSLATIONS} if self.chance(0.2) else made
