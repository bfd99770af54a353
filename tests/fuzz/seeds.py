#!/usr/bin/env python3
"""Makes the seeds and the dictionary of a fuzz target out of the conformance cases.

seeds.py NAME FOLDER   writes FOLDER/NAME/ and FOLDER/NAME.dict; names that have no cases get nothing
"""

import collections
import hashlib
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "conformance"

UNDEFINED = ["StrictUndefined", "Undefined", "ChainableUndefined", "DebugUndefined"]
FLAGS = ["autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline"]
PREFIXES = ["#", "%", "--", "//"]
LOCALES = ["en", "de", "ar", "ru"]

# Filters, methods, tests, arguments and tags, as they stand in a template.
WORDS = [r"\|[a-z_]+\(?", r"\.[a-z_]+\(?", r" is [a-z]+ ",
         r"(?<=[(, ])[a-z_]+=", r"(?<={% )[a-z]+ ", r"%[a-zA-Z]"]


def jinja_options(case, babel):
    env = case.get("env", {})
    flags = sum(1 << bit for bit, name in enumerate(FLAGS) if env.get(name))
    flags |= UNDEFINED.index(case.get("undefined", "StrictUndefined")) << 4
    flags |= 64 * bool(env.get("line_statement_prefix")) | 128 * bool(env.get("line_comment_prefix"))
    prefix = env.get("line_statement_prefix") or env.get("line_comment_prefix", "#")[:1]
    more = babel | (PREFIXES.index(prefix) if prefix in PREFIXES else 0) << 6
    locale = case.get("locale", "en")
    more |= (LOCALES.index(locale) if locale in LOCALES else 0) << 2
    return bytes([flags, more | 32 * babel])


def jinja_data(case, contexts):
    """Only what the templates name: the target has the usual values itself."""
    context = case.get("context", {})
    if isinstance(context, str):
        context = contexts[context]
        if "i" in context and "tree" not in context:
            return ""
    texts = case["template"] + " ".join(case.get("templates", {}).values())
    used = {name: value for name, value in context.items() if re.search(rf"\b{re.escape(name)}\b", texts)}
    return json.dumps(used, ensure_ascii=False) if used else ""


def jinja_seed(case, contexts, setup, babel):
    templates = dict(case.get("templates", {}))
    for text in case.get("translations", {}).values():
        templates["t"] = text if isinstance(text, str) else text[-1]
    parts = [setup + case["template"], jinja_data(case, contexts)]
    parts += [f"{name}\n{source}" for name, source in templates.items()]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return jinja_options(case, babel) + "\0".join(parts).encode(errors="surrogatepass")


def cases_of(path):
    file = json.loads(path.read_text())
    if isinstance(file, list):
        return
    for case in file["cases"]:
        yield case, file.get("contexts", {}), file.get("setup", "")


def jinja_seeds():
    for room in ("jinja", "babel"):
        for path in sorted((CASES / room).glob("*.json")):
            for case, contexts, setup in cases_of(path):
                yield jinja_seed(case, contexts, setup, room == "babel"), case["template"]


def babel_seeds():
    """The texts of a case as input, format, locale and zone, and the other way round."""
    for path in sorted((CASES / "babel").glob("*.json")):
        for case, _, _ in cases_of(path):
            texts = re.findall(r"'([^']*)'|\"([^\"]*)\"|(-?[0-9][0-9.]*)", case["template"])
            texts = ["".join(groups) for groups in texts][:3]
            if len(texts) >= 2:
                yield "\0".join([texts[0], texts[1], case.get("locale", "en"), texts[-1]]).encode(), ""


def quoted(word):
    return '"' + "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\x{ord(c):02x}" for c in word) + '"'


def dictionary(name, templates):
    rule = re.compile("|".join(WORDS))
    counts = collections.Counter(word for text in templates for word in rule.findall(text))
    words = [quoted(word) for word, count in sorted(counts.items()) if count > 1 and len(word) > 2]
    own = ROOT / "tests" / "fuzz" / f"{name}.dict"
    return (own.read_text() if own.exists() else "") + "\n".join(words) + "\n"


def main():
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    makers = {"jinja": jinja_seeds, "babel": babel_seeds}
    if name not in makers:
        return
    seeds = dict(makers[name]())
    (folder / name).mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        (folder / name / hashlib.sha1(seed).hexdigest()[:16]).write_bytes(seed)
    (folder / f"{name}.dict").write_text(dictionary(name, seeds.values()))
    print(f"{len(seeds)} seeds")


main()
