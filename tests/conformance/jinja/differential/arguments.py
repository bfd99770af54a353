"""Grows filters whose arguments are expressions, in all the ways that a call can pass them."""

from tree import Node
from words import ANY_FILTERS, LIST_FILTERS, NUMBER_FILTERS, TEXT_FILTERS

# A filter's parameters in their order, each with what may be given for it.
FLAGS = ("true", "false", "y", "no", "n", "i")
SIZES = ("0", "1", "3", "9", "i", "neg", "l|length", "true", "f", "s", "n")
TEXT_PARAMETERS = {
    "center": [("width", SIZES)],
    "default": [("default_value", ("'z'", "i", "d")), ("boolean", FLAGS)],
    "indent": [
        ("width", ("2", "'> '", "i - i", "true", "n", "'<i>'|safe")),
        ("first", FLAGS),
        ("blank", FLAGS),
    ],
    "replace": [
        ("old", ("'l'", "''", "s", "i", "' '")),
        ("new", ("'<'", "t", "e", "n", "'<b>'|safe")),
        ("count", ("1", "z", "n", "neg")),
    ],
    "tojson": [("indent", ("n", "1", "z", "'  '"))],
    "trim": [("chars", ("' b'", "s", "n", "'<>'"))],
    "truncate": [
        ("length", SIZES),
        ("killwords", FLAGS),
        ("end", ("'...'", "e", "'é'", "'<'", "'&hellip;'|safe")),
        ("leeway", ("0", "n", "i", "5")),
    ],
    "wordwrap": [
        ("width", ("4", "9", "1", "l|length")),
        ("break_long_words", FLAGS),
        ("wrapstring", ("n", "'|'", "e", "'<br>'|safe")),
        ("break_on_hyphens", FLAGS),
    ],
    "urlize": [
        ("trim_url_limit", ("9", "n", "2")),
        ("nofollow", FLAGS),
        ("target", ("'_top'", "n")),
        ("rel", ("'a b'", "n")),
        ("extra_schemes", ("n", "['x:']", "l")),
    ],
    "int": [("default", ("0", "n", "s")), ("base", ("10", "16", "2", "0", "z", "8"))],
    "float": [("default", ("0.5", "n", "s"))],
    "wordcount": [],
    "list": [],
}
NUMBER_PARAMETERS = {
    "round": [
        ("precision", ("0", "1", "2", "-1", "z", "n")),
        ("method", ("'common'", "'ceil'", "'floor'", "'x'")),
    ],
    "filesizeformat": [("binary", FLAGS)],
    "int": TEXT_PARAMETERS["int"],
    "float": TEXT_PARAMETERS["float"],
    "abs": [],
}
ATTRIBUTES = ("n", "'a'", "'n'", "'g.x'", "0", "'0'", "-1", "'k'")
LIST_PARAMETERS = {
    "batch": [("linecount", ("1", "2", "3", "i", "z")), ("fill_with", ("n", "'-'", "0"))],
    "slice": [("slices", ("1", "2", "3", "z")), ("fill_with", ("n", "'-'", "0"))],
    "sort": [("reverse", FLAGS), ("case_sensitive", FLAGS), ("attribute", ATTRIBUTES)],
    "unique": [("case_sensitive", FLAGS), ("attribute", ATTRIBUTES)],
    "join": [("d", ("', '", "e", "n", "i", "'<'", "'<br>'|safe")), ("attribute", ATTRIBUTES)],
    "sum": [("attribute", ATTRIBUTES), ("start", ("0", "i", "'x'", "el"))],
    "min": [("case_sensitive", FLAGS), ("attribute", ATTRIBUTES)],
    "max": [("case_sensitive", FLAGS), ("attribute", ATTRIBUTES)],
    "groupby": [
        ("attribute", ("0", "'a'", "'g'", "n")),
        ("default", ("0", "''", "n")),
        ("case_sensitive", FLAGS),
    ],
    "dictsort": [("case_sensitive", FLAGS), ("by", ("'key'", "'value'", "'x'")), ("reverse", FLAGS)],
    "xmlattr": [("autospace", FLAGS)],
    "first": [],
    "reverse": [],
}


class Arguments:
    """A part of Expressions: filters with their arguments."""

    def given(self, name, parameters):
        """`name(…)`: some by their place, some by name, at times too many or a wrong one."""
        plain = self.rng.randint(0, len(parameters))
        given = [self.rng.choice(values) for _, values in parameters[:plain]]
        for parameter, values in parameters[plain:]:
            if self.chance(0.4):
                given.append(f"{parameter}={self.rng.choice(values)}")
        if self.chance(0.02):
            given.append(self.pick("1", "nope=1", "*l", "**d", "x, y"))
        return Node("part", [f"{name}({', '.join(given)})" if given or self.chance(0.1) else name])

    def _filter(self, plain, parameters):
        if self.chance(0.5):
            return self.rng.choice(plain)
        name = self.rng.choice(list(parameters))
        return self.given(name, parameters[name])

    def text_filter(self):
        return self._filter(TEXT_FILTERS, TEXT_PARAMETERS)

    def number_filter(self):
        return self._filter(NUMBER_FILTERS, NUMBER_PARAMETERS)

    def list_filter(self):
        return self._filter(LIST_FILTERS, LIST_PARAMETERS)

    def any_filter(self):
        return self._filter(ANY_FILTERS, TEXT_PARAMETERS | NUMBER_PARAMETERS | LIST_PARAMETERS)
