"""Makes a case smaller while it still shows the same kind of difference."""

import re

from tree import Node

ATOMS = ("i", "nope", "1", "''", "l")
TRIES = 600


def smaller(case, differs):
    """`differs(case)` tells whether a case still shows it. Returns the smallest case that was found."""
    budget = [TRIES]

    def holds(candidate):
        budget[0] -= 1
        return budget[0] >= 0 and differs(candidate)

    before = None
    while before != size_of(case) and budget[0] > 0:
        before = size_of(case)
        for step in (without_options, without_templates, with_smaller_trees):
            case = step(case, holds)
    return without_context(case, holds)


def size_of(case):
    return sum(len(str(tree)) for tree in case["templates"].values()) + len(case["env"])


def without_options(case, holds):
    for name in list(case["env"]):
        candidate = case | {"env": {key: value for key, value in case["env"].items() if key != name}}
        if holds(candidate):
            case = candidate
    return case


def without_templates(case, holds):
    for name in [name for name in case["templates"] if name]:
        candidate = case | {"templates": {key: t for key, t in case["templates"].items() if key != name}}
        if holds(candidate):
            case = candidate
    return case


def with_smaller_trees(case, holds):
    for name in case["templates"]:
        shrunk = True
        while shrunk:
            shrunk = False
            tree = case["templates"][name]
            for node in [tree, *tree.below()]:
                for other in replacements(node):
                    candidate = case | {
                        "templates": case["templates"] | {name: tree.with_replaced(node, other)}
                    }
                    if holds(candidate):
                        case, shrunk = candidate, True
                        break
                if shrunk:
                    break
    return case


def replacements(node):
    """What may stand in a node's place, the smallest first."""
    text = str(node)
    if node.kind == "statements":
        if text:
            yield Node("statements", [])
        for part in node.parts:
            if isinstance(part, Node) and part.kind == "statements" and str(part) != text:
                yield part
    elif node.kind == "expression" and text not in ATOMS:
        yield from (Node("expression", [atom]) for atom in ATOMS if len(atom) < len(text))
        yield from (part for part in node.parts if isinstance(part, Node) and part.kind == "expression")


def without_context(case, holds):
    text = "".join(str(tree) for tree in case["templates"].values())
    words = set(re.findall(r"\w+", text))
    candidate = case | {"context": {name: value for name, value in case["context"].items() if name in words}}
    return candidate if holds(candidate) else case
