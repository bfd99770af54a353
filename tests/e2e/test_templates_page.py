"""The examples of docs/templates.md print what the page says."""

import json
import re

import pytest
from server import ROOT, run_tidings

PAGE = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
SECTION = PAGE[PAGE.index("## By example") :].split("\n## ")[0]
DATA = re.search(r"```json\n(.*?)```", SECTION, re.DOTALL).group(1)
EXAMPLES = re.findall(r"```jinja( html)?\n(.*?)\n```\n\n```text\n(.*?)\n```", SECTION, re.DOTALL)


def test_every_example_says_what_it_prints():
    assert len(EXAMPLES) == SECTION.count("```jinja") >= 7


@pytest.mark.parametrize(("html", "source", "printed"), EXAMPLES)
def test_an_example_prints_what_the_page_says(tmp_path, html, source, printed):
    template, data = tmp_path / "template", tmp_path / "data.json"
    template.write_text(source, encoding="utf-8")
    data.write_text(json.dumps(json.loads(DATA)), encoding="utf-8")
    flags = ["--autoescape"] if html else []
    done = run_tidings("render", "--template", template, "--data", data, *flags)
    assert (done.stdout if done.returncode == 0 else done.stderr.rstrip("\n")) == printed
