"""Event types and templates: refused with a place when they are wrong, in force at once, versions kept."""

import pytest

from events import by_channel
from server import wait_until

SCHEMA = {
    "type": "object",
    "required": ["email", "name"],
    "properties": {"email": {"type": "string"}, "name": {"type": "string"}, "nickname": {"type": "string"}},
}
TYPE = {"schema": SCHEMA, "channels": ["email"], "address": {"email": "/email"}, "category": "news"}
TEXT = {"subject": "Hello {{ name }}", "text": "Dear {{ name }}", "html": "<p>Dear {{ name }}</p>"}


@pytest.fixture
def kind(shared, name):
    """The name of a type of its own, with a template."""
    kind = f"news.{name}"
    assert shared.put(f"/v1/event-types/{kind}", TYPE).status == 201
    assert shared.put(f"/v1/templates/{kind}/email", TEXT).status == 201
    return kind


def news(kind, user, **data):
    return {"type": kind, "user": user, "data": {"email": f"{user}@example.org", "name": "Ada"} | data}


def content_of(server, event):
    [notification] = event["notifications"]
    return server.notification(notification["id"])["content"]


# ---- event types


def test_the_built_in_types_are_there(shared):
    items = {t["name"]: t for t in shared.items("/v1/event-types")}
    assert items.keys() >= {"user.registered", "order.completed", "payment.failed"}
    found = shared.get("/v1/event-types/payment.failed").json
    assert (found["priority"], found["category"], found["version"]) == ("critical", "payments", 1)
    assert found["category_can_be_off"] is False
    assert found["schema"]["examples"]
    assert found == items["payment.failed"]


def test_the_built_in_templates_are_there(shared):
    items = {(t["type"], t["channel"], t["locale"]) for t in shared.items("/v1/templates")}
    for kind in ("user.registered", "order.completed", "payment.failed"):
        for channel in ("email", "sms", "push"):
            assert (kind, channel, "en") in items
    shown = shared.get("/v1/templates/order.completed/push/en").json
    assert shown.keys() == {"title", "body", "data", "version", "locale"}
    assert shown == shared.get("/v1/templates/order.completed/push").json


def test_a_new_type_is_in_force_at_once(shared, kind, name):
    event = shared.settle(news(kind, name))
    assert content_of(shared, event) == {
        "subject": "Hello Ada", "text": "Dear Ada", "html": "<p>Dear Ada</p>",
    }


def test_what_get_shows_may_be_put_back(shared, kind):
    for path in (f"/v1/event-types/{kind}", f"/v1/templates/{kind}/email"):
        shown = shared.get(path).json
        answer = shared.put(path, shown)
        assert (answer.status, answer.json) == (200, shown), "the same again is no new version"


def test_a_change_of_a_type_is_a_new_version(shared, kind, name):
    answer = shared.put(f"/v1/event-types/{kind}", {**TYPE, "priority": "low"})
    assert (answer.status, answer.json["version"]) == (200, 2)
    [notification] = shared.settle(news(kind, name))["notifications"]
    assert notification["priority"] == "low"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"schema": None}, "/schema"),
        ({"schema": {"type": "objekt"}}, "/schema"),
        ({"schema": {"properties": {"a": {"pattern": "("}}}}, "/schema"),
        ({"priority": "urgent"}, "/priority"),
        ({"channels": []}, "/channels"),
        ({"channels": ["fax"]}, "/channels/0"),
        ({"address": {"email": "email"}}, "/address/email"),
        ({"address": {"fax": "/fax"}}, "/address/fax"),
        ({"retry": {"delays": ["soon"]}}, "/retry/delays/0"),
        ({"retry": {"jitter": 2}}, "/retry/jitter"),
        ({"unknown_outcome": "hope"}, "/unknown_outcome"),
        ({"expires_after": "-1h"}, "/expires_after"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_faulty_type_is_refused(shared, change, pointer):
    answer = shared.put("/v1/event-types/faulty", TYPE | change)
    assert answer.status == 422, answer
    assert any(e["pointer"].startswith(pointer) for e in answer.json["errors"]), answer.json
    assert shared.get("/v1/event-types/faulty").status == 404


@pytest.mark.parametrize("kind", ["With%20Space", "UPPER", "a" * 101, "sl%2Fash", "%C3%BC"])
def test_a_faulty_name_of_a_type_is_refused(shared, kind):
    assert shared.put(f"/v1/event-types/{kind}", TYPE).status == 422


# ---- templates


@pytest.mark.parametrize(
    ("change", "pointer", "place"),
    [
        ({"text": "one\ntwo {{ name"}, "/text", "line 2"),
        ({"subject": "{% if name %}x"}, "/subject", "line 1"),
        ({"html": "<p>\n\n{{ name | nofilter }}</p>"}, "/html", "line 3"),
        ({"text": "{% for %}"}, "/text", "column"),
    ],
)
def test_a_template_that_does_not_compile_is_refused(shared, kind, change, pointer, place):
    answer = shared.put(f"/v1/templates/{kind}/email", TEXT | change)
    assert answer.status == 422, answer
    [error] = answer.json["errors"]
    assert error["pointer"] == pointer
    assert place in error["detail"], error
    assert "column" in error["detail"], error
    assert shared.get(f"/v1/templates/{kind}/email").json["version"] == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"subject": "x"}, {"text": "x"}, {**TEXT, "colour": "red"}, {**TEXT, "text": 7}, [], "x", None],
)
def test_a_template_with_wrong_parts_is_refused(shared, kind, body):
    answer = shared.put(f"/v1/templates/{kind}/email", "null" if body is None else body)
    assert answer.status == 422 if not isinstance(body, str) else 400


def test_a_template_needs_its_type_and_a_channel(shared):
    assert shared.put("/v1/templates/no.such/email", TEXT).status == 404
    assert shared.put("/v1/templates/user.registered/fax", TEXT).status == 422
    assert shared.put("/v1/templates/user.registered/email/not_a_locale", TEXT).status == 422
    assert shared.get("/v1/templates/no.such/email").status == 404


def test_versions_are_counted_and_kept(shared, kind, name):
    first = shared.settle(news(kind, f"{name}-1"))
    answer = shared.put(f"/v1/templates/{kind}/email", TEXT | {"subject": "Now {{ name }}"})
    assert (answer.status, answer.json["version"]) == (200, 2)
    second = shared.settle(news(kind, f"{name}-2"))
    assert [e["notifications"][0]["template"]["version"] for e in (first, second)] == [1, 2]
    assert content_of(shared, first)["subject"] == "Hello Ada"
    assert content_of(shared, second)["subject"] == "Now Ada"


def test_the_recipients_locale_chooses_the_template(shared, kind, name):
    assert shared.put(f"/v1/templates/{kind}/email/pt", TEXT | {"subject": "Olá {{ name }}"}).status == 201
    for locale, subject in (("pt-BR", "Olá Ada"), ("pt", "Olá Ada"), ("fi", "Hello Ada")):
        user = f"{name}-{locale}"
        shared.user(user, locale=locale)
        assert content_of(shared, shared.settle(news(kind, user)))["subject"] == subject


def test_a_locale_is_a_language_tag(shared, kind):
    for locale in ("german", "en_US", "e"):
        answer = shared.put(f"/v1/templates/{kind}/email/{locale}", TEXT)
        assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "locale"), locale
        assert shared.put(f"/v1/event-types/{kind}", {**TYPE, "locale": locale}).status == 422
        assert shared.put(f"/v1/users/{kind}", {"locale": locale}).status == 422


def test_a_type_chooses_for_those_without_a_locale(shared, kind, name):
    assert shared.put(f"/v1/event-types/{kind}", {**TYPE, "locale": "de-AT"}).status == 200
    german = {**TEXT, "subject": "Hallo {{ name }}"}
    assert shared.put(f"/v1/templates/{kind}/email/de", german).status == 201
    event = shared.settle(news(kind, name))
    assert content_of(shared, event)["subject"] == "Hallo Ada"
    assert event["notifications"][0]["template"]["locale"] == "de"


def test_html_is_escaped_and_text_is_not(shared, kind, name):
    event = shared.settle(news(kind, name, name="<b>&"))
    content = content_of(shared, event)
    assert content["html"] == "<p>Dear &lt;b&gt;&amp;</p>"
    assert content["text"] == "Dear <b>&"


def test_a_subject_is_one_line_whatever_the_data_holds(shared, kind, name):
    event = shared.settle(news(kind, name, name="A\r\nBcc: eve@example.org"))
    subject = content_of(shared, event)["subject"]
    assert "\n" not in subject
    assert "\r" not in subject


def test_a_template_that_fails_on_the_data_is_a_dead_letter_with_its_place(shared, kind, name):
    faulty = TEXT | {"text": "one\n{{ nickname }}"}
    answer = shared.put(f"/v1/templates/{kind}/email", faulty)
    assert answer.status == 200
    [warning] = answer.json["warnings"]
    assert warning.startswith("text: UndefinedError: 'nickname' is undefined (line 2, column 4)")
    [dead] = shared.settle(news(kind, name))["notifications"]
    assert (dead["state"], dead["reason"]) == ("failed", "template_error")
    assert "'nickname' is undefined" in dead["detail"]
    assert "line 2" in dead["detail"]
    assert "column" in dead["detail"]
    assert shared.put(f"/v1/templates/{kind}/email", TEXT).status == 200
    assert shared.post(f"/v1/dead-letters/{dead['id']}/replay").status == 202
    assert shared.wait_for_state(dead["id"], "delivered")["template"]["version"] == 3


def test_a_variable_that_the_schema_does_not_have_is_refused(shared, kind):
    answer = shared.put(f"/v1/templates/{kind}/email", TEXT | {"text": "one\n{{ nmae }}"})
    assert answer.status == 422
    [fault] = answer.json["errors"]
    assert fault["pointer"] == "/text"
    assert "'nmae' is undefined (line 2, column 4); did you mean \"name\"?" in fault["detail"]
    guarded = TEXT | {"text": "{% if nmae is defined %}{{ nmae }}{% endif %}"}
    assert shared.put(f"/v1/templates/{kind}/email", guarded).status == 200


def test_without_a_template_it_is_a_dead_letter(shared, name):
    assert shared.put(f"/v1/event-types/bare.{name}", TYPE).status == 201
    [dead] = shared.settle(news(f"bare.{name}", name))["notifications"]
    assert (dead["state"], dead["reason"]) == ("failed", "no_template")


def test_the_catalog_survives_a_restart(serve):
    server = serve()
    assert server.put("/v1/event-types/news", TYPE).status == 201
    assert server.put("/v1/templates/news/email", TEXT).status == 201
    body = server.get("/v1/event-types/user.registered").json
    assert server.put("/v1/event-types/user.registered", {**body, "priority": "low"}).status == 200
    server.kill()
    server.start()
    assert server.get("/v1/event-types/user.registered").json["version"] == 2, "the seed does not overwrite"
    event = server.settle(news("news", "ann"))
    assert by_channel(event)["email"]["state"] == "delivered"


def test_an_event_is_decided_by_the_version_it_was_accepted_under(serve):
    server = serve()
    server.put("/v1/event-types/news", TYPE)
    server.put("/v1/templates/news/email", TEXT)
    for version in range(2, 12):
        sent = server.send(news("news", f"u{version}"))
        server.put("/v1/event-types/news", {**TYPE, "title": f"Version {version}"})
        assert server.event(sent["id"], until="final")["notifications"][0]["state"] == "delivered"
    wait_until(lambda: server.get("/v1/event-types/news").json["version"] == 11, "eleven versions")


def test_reasons_are_a_closed_list_with_sentences(shared):
    items = shared.get("/v1/reasons").json["items"]
    words = {r["reason"] for r in items}
    assert words >= {"ok", "channel_off", "category_off", "no_address", "suppressed", "quiet_hours"}
    assert all(r["sentence"].endswith(".") for r in items)
