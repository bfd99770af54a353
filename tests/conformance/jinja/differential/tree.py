"""Templates as trees, so that one can be made smaller piece by piece."""


class Node:
    """A piece of a template: texts and other pieces. `kind` says what may stand in its place: "expression",
    "statements" or "part", which is never taken out."""

    __slots__ = ("kind", "parts")

    def __init__(self, kind, parts):
        self.kind = kind
        self.parts = parts

    def __str__(self):
        out = []
        stack = [self]
        while stack:
            piece = stack.pop()
            if isinstance(piece, Node):
                stack.extend(reversed(piece.parts))
            else:
                out.append(piece)
        return "".join(out)

    def below(self):
        """The nodes under this one, the outer before the inner."""
        for part in self.parts:
            if isinstance(part, Node):
                yield part
                yield from part.below()

    def with_replaced(self, old, new):
        """A copy in which `new` stands in the place of the node `old`."""
        if self is old:
            return new
        return Node(
            self.kind,
            [part.with_replaced(old, new) if isinstance(part, Node) else part for part in self.parts],
        )


def fill(kind, pattern, *pieces):
    """A node of a pattern in which each "@" stands for one of the pieces."""
    texts = pattern.split("@")
    assert len(texts) == len(pieces) + 1, (pattern, pieces)
    parts = [texts[0]]
    for piece, text in zip(pieces, texts[1:], strict=True):
        parts += [piece, text]
    return Node(kind, [part for part in parts if part != ""])


def expression(pattern, *pieces):
    return fill("expression", pattern, *pieces)


def statements(pattern, *pieces):
    return fill("statements", pattern, *pieces)
