#!/usr/bin/env python3
"""Renders the built-in templates by Jinja2 itself, as golden files for our engine.

    render_golden.py           writes tests/golden/templates; needs Jinja2 3.1
    render_golden.py --check   writes nothing; exit status 1 if a file would change

For each event type the first example of its schema is the full data, the last one the minimal data. The
contexts that were used are written beside the texts, for the C++ test to read.
"""

import argparse
import json
import sys
from pathlib import Path

import jinja2

ROOT = Path(__file__).resolve().parent.parent
CATALOG = ROOT / "catalog"
GOLDEN = ROOT / "tests" / "golden" / "templates"


def context_of(event_type: str, data: dict, full: bool) -> dict:
    """What a template sees: see the README of the catalog."""
    user = {"id": "ann", "email": "", "phone": "", "locale": "", "timezone": ""}
    if full:
        user |= {"email": "ann@example.org", "phone": "+15005550006"}
        user |= {"locale": "en", "timezone": "Europe/Berlin"}
    event = {"id": "evt-1", "type": event_type, "source": "shop", "time": "2026-06-15T12:00:00Z"}
    context = {**data, "data": data, "event": event, "user": user}
    if full:
        context["unsubscribe_url"] = "https://tidings.example/v1/unsubscribe/t0ken?a=1&b=2"
    return context


def contexts() -> dict[str, dict]:
    out = {}
    for file in sorted(CATALOG.glob("event-types/*.json")):
        examples = json.loads(file.read_text(encoding="utf-8"))["schema"]["examples"]
        out[f"{file.stem}.full"] = context_of(file.stem, examples[0], True)
        out[f"{file.stem}.minimal"] = context_of(file.stem, examples[-1], False)
    return out


def render(file: Path, context: dict) -> str:
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=file.stem == "html",
        loader=jinja2.FileSystemLoader(CATALOG / "pieces"),
    )
    return environment.from_string(file.read_text(encoding="utf-8")).render(context)


def goldens() -> dict[str, str]:
    known = contexts()
    out = {"contexts.json": json.dumps(known, ensure_ascii=False, indent=2) + "\n"}
    for file in sorted(CATALOG.glob("templates/*/*/*/*.jinja")):
        event_type, channel, locale = file.parts[-4:-1]
        for amount in ("full", "minimal"):
            text = render(file, known[f"{event_type}.{amount}"])
            out[f"{event_type}.{channel}.{locale}.{amount}.{file.stem}"] = text
    return out


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true")
    check = options.parse_args().check
    made = goldens()
    there = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*")}
    if check:
        wrong = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
        for name in wrong:
            print(f"{GOLDEN / name}: not what Jinja2 renders; run tools/render_golden.py")
        return 1 if wrong else 0
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name in there.keys() - made.keys():
        (GOLDEN / name).unlink()
    for name, text in made.items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
