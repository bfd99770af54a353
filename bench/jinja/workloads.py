"""The templates that the engines are compared on, and their data.

A workload is {"name", "parts": [{"template", "autoescape"}], "templates": {name: source}, "context"}; its
parts are rendered one after the other. Only what all three engines understand is used.
"""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def catalog() -> list[dict]:
    """The nine built-in templates in English: three event types on three channels, all members of each."""
    contexts = json.loads((ROOT / "tests/golden/templates/contexts.json").read_text(encoding="utf-8"))
    out = []
    for event_type in sorted({name.rsplit(".", 1)[0] for name in contexts}):
        files = sorted((ROOT / "catalog/templates" / event_type).glob("*/en/*.jinja"))
        parts = [
            {"template": file.read_text(encoding="utf-8"), "autoescape": file.stem == "html"}
            for file in files
        ]
        context = contexts[f"{event_type}.full"]
        out.append({"name": event_type, "parts": parts, "templates": shared_pieces(), "context": context})
    return out


def shared_pieces() -> dict[str, str]:
    folder = ROOT / "catalog/pieces"
    return {
        str(file.relative_to(folder)): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


TABLE = """<table>
<tr><th>#</th><th>Name</th><th>Price</th><th>Stock</th></tr>
{% for row in rows %}
<tr class="{{ loop.cycle('odd', 'even') }}{% if row.stock == 0 %} out{% endif %}">
  <td>{{ loop.index }}</td>
  <td>{{ row.name|title }}</td>
  <td>{{ row.price|round(2) }} {{ currency }}</td>
  <td>{% if row.stock > 10 %}many{% elif row.stock %}{{ row.stock }}{% else %}none{% endif %}</td>
</tr>
{% else %}
<tr><td colspan="4">nothing</td></tr>
{% endfor %}
</table>
"""


def table() -> dict:
    rows = [
        {"name": f"article number {i} & more", "price": i * 1.37, "stock": (i * 7) % 23} for i in range(100)
    ]
    return {
        "name": "a table of 100 rows",
        "parts": [{"template": TABLE, "autoescape": True}],
        "templates": {},
        "context": {"rows": rows, "currency": "EUR"},
    }


def chain(depth: int = 10) -> dict:
    """Each template extends the one before, and adds to two blocks with super()."""
    templates = {
        "level0": "<html><head>{% block head %}<title>{{ title }}</title>{% endblock %}</head>"
        "<body>{% block body %}<p>{{ text }}</p>{% endblock %}"
        "{% block foot %}foot{% endblock %}</body></html>"
    }
    for i in range(1, depth):
        templates[f"level{i}"] = (
            f'{{% extends "level{i - 1}" %}}'
            f"{{% block head %}}{{{{ super() }}}}<meta name='l{i}'>{{% endblock %}}"
            f"{{% block body %}}<div class='l{i}'>{{{{ super() }}}}</div>{{% endblock %}}"
        )
    last = f'{{% extends "level{depth - 1}" %}}{{% block foot %}}{{{{ title }}}}{{% endblock %}}'
    return {
        "name": f"a chain of {depth + 1} templates",
        "parts": [{"template": last, "autoescape": True}],
        "templates": templates,
        "context": {"title": "An <order> & more", "text": "Thank you for your order."},
    }


COMMENTS = """{% for c in comments %}<div><a href="/u/{{ c.user }}" title="{{ c.title }}">{{ c.user }}</a>
<blockquote>{{ c.text }}</blockquote><pre>{{ c.code }}</pre></div>
{% endfor %}"""


def escapes() -> dict:
    comments = [
        {
            "user": f"o'neill<{i}>",
            "title": '"quoted" & <b>bold</b>',
            "text": "Fish & chips <script>alert('x')</script> cost > 5 and < 10. " * 4,
            "code": 'if (a < b && c > d) { print("x & y"); } // ' + "plain text without any of them " * 3,
        }
        for i in range(50)
    ]
    return {
        "name": "a page full of escapes",
        "parts": [{"template": COMMENTS, "autoescape": True}],
        "templates": {},
        "context": {"comments": comments},
    }


def workloads() -> list[dict]:
    return [*catalog(), table(), chain(), escapes()]
