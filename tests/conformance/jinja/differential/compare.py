"""Whether two results are the same, and which differences are meant; docs/templates.md has the reasons."""

import re

ADDRESS = "it prints an address"

OPTIMIZER = "Jinja2 gives the same without its optimizer, which works constants out otherwise"

# What Jinja2 gives the same without, as options of jinja_reference.py.
EXPLANATIONS = {
    OPTIMIZER: ["optimized"],
    ADDRESS: ["addresses"],
    f"{OPTIMIZER}; and {ADDRESS}": ["optimized", "addresses"],
}

# Where Jinja2 is vague about the line of what fails while it runs: in a tag or a text over several lines it
# tells the first of them, in the head of `with`, `trans` or `autoescape` that of whatever came before.
VAGUE_LINE = re.compile(
    r"\{[{%](?:(?!%\}|\}\}).)*\n|'\w+\n\w+'"
    r"|(?:\{%|#)[-+]?\s*(?:with|trans|autoescape(?!\s+(?:true|false)))\b",
    re.DOTALL,
)


# What Jinja2's compiler itself breaks by. Which of several names it tells, and where, is by chance.
COMPILERS = re.compile(r"Tried to resolve a name to a reference|'\w+' object has no attribute 'nodes'")

# A piece that is no text, of those that it joins at the end of a macro, a loop or all: its line is by chance.
JOINED = re.compile(r"^sequence item \d+: expected str")

# A second extends is told on the line of whatever came before.
AGAIN = "extended multiple times"


def left_out(theirs, ours):
    """Why the two cannot be compared, or None."""
    if "none" in theirs:
        return f"Jinja2 comes to no end ({theirs['none']})"
    said = theirs.get("expected", "") + theirs.get("message", "")
    letters = re.sub(r"[^0-9A-Za-z]", "", said)
    if re.search(r"at0x[0-9a-f]{6}", f"{letters} {letters[::-1]}", re.IGNORECASE):
        return ADDRESS
    if ours.get("message", "").startswith("Range too big."):
        return "a limit was passed"
    if theirs.get("error") == "RecursionError" or ours.get("error") in ("RecursionError", "LimitError"):
        return "a limit was passed"
    if theirs.get("message") == "name 'inf' is not defined":
        return "Jinja2 writes a number that is too large for a float as a name"
    if re.search(r"\d[jJ]\b|\bcomplex\b", said):
        return "complex numbers"
    return None


def same(case, theirs, ours):
    if theirs.get("expected") != ours.get("expected") or theirs.get("error") != ours.get("error"):
        return False
    if plainly(theirs.get("message")) != plainly(ours.get("message")):
        return False
    return "lineno" not in told(case, theirs) or theirs["lineno"] == ours["lineno"]


def plainly(message):
    """Without the number of the piece that is no text, among those that Jinja2 happens to join, and the name
    that its compiler breaks by."""
    if message and COMPILERS.match(message):
        return message.partition("(")[0]
    return message and JOINED.sub("sequence item: expected str", message)


def told(case, theirs):
    """What Jinja2 gives, without a line that it is vague about: where its compiler breaks, that is of whoever
    names the template."""
    is_exact = theirs.get("error") in ("TemplateSyntaxError", "TemplateAssertionError")
    message = theirs.get("message", "")
    is_by_chance = COMPILERS.match(message) or JOINED.match(message) or message == AGAIN
    if is_exact or not is_by_chance and not any(VAGUE_LINE.search(text) for text in sources_of(case)):
        return theirs
    return {name: value for name, value in theirs.items() if name != "lineno"}


def sources_of(case):
    return [case["template"], *case["templates"].values()]
