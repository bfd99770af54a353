"""The commands that look after the catalog: types, templates and pieces, from a shell."""

import json

import pytest

from server import segment


def run(server, *arguments, stdin=""):
    done = server.cli(*arguments, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def kind(shared, name, tmp_path):
    """A type of its own, written by the command."""
    kind = f"parcel.{name}"
    file = tmp_path / "type.json"
    file.write_text(json.dumps({"schema": {}, "channels": ["email", "sms"], "address": {"email": "/email"}}))
    assert run(shared, "type", "put", kind, file) == f"version 1 of {kind}\n"
    return kind


def preview(server, kind, user):
    data = {"email": "a@example.org", "n": 7}
    shown = server.post("/v1/preview", {"type": kind, "user": user, "data": data})
    [made] = shown.json["notifications"]
    return made


def test_a_template_goes_through_its_versions(shared, kind, name, tmp_path):
    html = tmp_path / "mail.html"
    html.write_text("<p>Parcel <b>{{ n }}</b></p>\n")
    put = ("template", "put", kind, "email")
    assert run(shared, *put, "subject=Parcel {{ n }}", f"html=@{html}") == f"version 1 of {kind} email en\n"
    assert preview(shared, kind, name)["content"]["text"] == "Parcel 7"
    assert run(shared, *put, "subject=New", "text=-") == f"version 2 of {kind} email en\n"
    assert run(shared, "template", "show", kind, "email", "--part", "text") == "-"
    old = run(shared, "template", "show", kind, "email", "--version", "1")
    assert "  <p>Parcel <b>{{ n }}</b></p>\n" in old
    assert run(shared, "template", "revert", kind, "email", "1") == f"version 3 of {kind} email en\n"
    assert preview(shared, kind, name)["template"] == {"locale": "en", "version": 3}
    assert preview(shared, kind, name)["content"]["subject"] == "Parcel 7"
    versions = run(shared, "template", "versions", kind, "email").splitlines()
    assert [line.split()[0] for line in versions] == ["version", "3", "2", "1"]
    listed = json.loads(run(shared, "template", "list", "--limit", "500", "--json"))
    assert {"type": kind, "channel": "email", "locale": "en", "version": 3} in listed["items"]


def test_pieces_are_shared_and_guarded(shared, kind, name, tmp_path):
    piece = f"macros/{name}.html"
    put = ("piece", "put", piece, "-")
    macro = "{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}"
    assert run(shared, *put, stdin=macro) == f"version 1 of {piece}\n"
    assert run(shared, "piece", "show", piece) == macro
    use = f"{{% from '{piece}' import bold %}}{{{{ bold(n) }}}}"
    run(shared, "template", "put", kind, "email", "subject=s", f"html={use}")
    assert preview(shared, kind, name)["content"]["html"] == "<b>7</b>"
    run(shared, *put, stdin=macro.replace("b>", "i>"))
    assert preview(shared, kind, name)["content"]["html"] == "<i>7</i>"
    refused = shared.cli(*put, stdin=macro.replace("bold", "strong"))
    assert refused.returncode == 1
    assert f"/source {kind}/email/en would not render any more: html: UndefinedError" in refused.stderr
    run(shared, "piece", "revert", piece, "1")
    assert preview(shared, kind, name)["content"]["html"] == "<b>7</b>"
    assert shared.get(f"/v1/pieces/{piece}").json == shared.get(f"/v1/pieces/{segment(piece)}").json
    assert piece in run(shared, "piece", "list", "--limit", "500")


def test_what_does_not_compile_is_told_with_its_place(shared, kind):
    refused = shared.cli("template", "put", kind, "sms", "text=a\n{{ x")
    assert refused.returncode == 1
    assert "  /text TemplateSyntaxError: " in refused.stderr
    assert "(line 2, column" in refused.stderr
    missing = shared.cli("template", "put", kind, "sms", "text={% include 'not/there' %}")
    assert "  /text TemplateNotFound: not/there (line 1, column 4)\n" in missing.stderr


def test_a_type_is_shown_and_can_be_put_back(shared, kind, tmp_path):
    shown = run(shared, "type", "show", kind, "--json")
    file = tmp_path / "again.json"
    file.write_text(shown)
    assert run(shared, "type", "put", kind, file) == f"version 1 of {kind}\n"
    assert f"name          {kind}\n" in run(shared, "type", "show", kind)
    assert kind in run(shared, "type", "list", "--limit", "500")


def test_a_restart_reads_pieces_and_templates_back(serve):
    server = serve()
    server.put("/v1/pieces/a/b.txt", {"source": "[{{ order_id }}]"})
    server.put("/v1/templates/order.completed/sms", {"text": "{% include 'a/b.txt' %}"})
    server.put("/v1/pieces/a/b.txt", {"source": "<{{ order_id }}>"})
    server.terminate()
    server.start()
    body = {"type": "order.completed", "user": "u", "data": {"order_id": "7", "total": 1, "currency": "EUR"}}
    sms = [m for m in server.post("/v1/preview", body).json["skipped"] if m["channel"] == "sms"]
    assert [m["content"]["text"] for m in sms] == ["<7>"]
    assert server.get("/v1/templates/order.completed/sms", version=1).json["version"] == 1
