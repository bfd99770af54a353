"""Changes known templates a little: those of the conformance files, cut at their tags and tokens. What grows
from the grammar is mostly right; what comes of this is mostly wrong somewhere, as what people write is."""

import json
import random
import re
from pathlib import Path

from tree import Node
from words import UNDEFINED

FOLDER = Path(__file__).resolve().parents[1]
FILES = ("changes", "corpus", "documented", "filters", "grammar", "language", "methods", "regressions")
PIECES = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
TOKENS = re.compile(
    r"\{\{|\}\}|\{%[-+]?|[-+]?%\}|\{#|#\}|\w+|\s+|\"[^\"]*\"|'[^']*'|.",
    re.DOTALL,
)
CHARACTERS = "{}%#-+ \n\t|()[]~.,:=<>!\"'\\_a0x*/é"
SIZE_MAX = 2000
BY_CHANCE = re.compile(r"lipsum|random|__")
HOSTS = re.compile(r"\bdict\b(?!\s*\()")  # the class, which has attributes and items to Python


def known_cases():
    for name in FILES:
        text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
        document = json.loads(text)
        for case in document["cases"]:
            context = case.get("context", {})
            if isinstance(context, str):
                context = document["contexts"][context]
            if not BY_CHANCE.search(json.dumps(case)):
                yield {
                    "template": case["template"],
                    "templates": case.get("templates") or {},
                    "env": case.get("env") or {},
                    "undefined": case.get("undefined", "StrictUndefined"),
                    "context": context,
                }


class Mutator:
    """Makes one case after the other."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.cases = list(known_cases())
        texts = [case["template"] for case in self.cases]
        self.pieces = sorted({piece for text in texts for piece in PIECES.split(text) if piece})
        self.tokens = sorted({token for text in texts for token in TOKENS.findall(text)})

    def case(self):
        known = self.rng.choice(self.cases)
        text = known["template"]
        for _ in range(self.rng.choice((1, 1, 1, 2, 2, 3, 5))):
            changed = self.changed(text)[:SIZE_MAX]
            text = text if HOSTS.search(changed) else changed
        templates = {name: as_tree(other) for name, other in known["templates"].items()}
        if templates and self.rng.random() < 0.3:
            name = self.rng.choice(sorted(templates))
            templates[name] = as_tree(self.changed(known["templates"][name])[:SIZE_MAX])
        return {
            "templates": templates | {"": as_tree(text)},
            "context": known["context"],
            "env": self.environment(known["env"]),
            "undefined": known["undefined"] if self.rng.random() < 0.6 else self.rng.choice(UNDEFINED),
        }

    def environment(self, known):
        env = dict(known)
        for name in ("autoescape", "trim_blocks", "lstrip_blocks"):
            if self.rng.random() < 0.15:
                env[name] = not env.get(name, False)
        return env

    def changed(self, text):
        way = self.rng.random()
        if way < 0.4:
            return "".join(self.shuffled(TOKENS.findall(text), self.tokens))
        if way < 0.8:
            return "".join(self.shuffled([p for p in PIECES.split(text) if p], self.pieces))
        at = self.rng.randrange(len(text) + 1)
        if way < 0.9:
            return text[:at] + text[at + 1 :]
        return text[:at] + self.rng.choice(CHARACTERS) + text[at:]

    def shuffled(self, parts, others):
        """The parts with one of them taken out, put in, replaced or exchanged for another."""
        if not parts:
            return [self.rng.choice(others)]
        at, way = self.rng.randrange(len(parts)), self.rng.random()
        if way < 0.2:
            del parts[at]
        elif way < 0.5:
            parts.insert(at, self.rng.choice(others))
        elif way < 0.8:
            parts[at] = self.rng.choice(others)
        else:
            other = self.rng.randrange(len(parts))
            parts[at], parts[other] = parts[other], parts[at]
        return parts


def as_tree(text):
    """Its pieces, each of which may be left out."""
    return Node("statements", [Node("statements", [piece]) for piece in PIECES.split(text) if piece])
