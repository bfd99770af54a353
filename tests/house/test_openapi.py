"""api/openapi.json is well-formed, each operation says what it must, and examples fit their schemas."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi import API, ROOT, faults, operations, resolved, walk
from openapi_spec_validator import validate

PROBLEM = "application/problem+json"
OPEN = {
    *("getHealth", "getReadiness", "getMetrics", "getOpenApi"),
    *("askUnsubscribe", "unsubscribe"),  # their token is the proof
}
ROUTES = ["src/services/gateway/gateway.cpp", "src/services/admin/admin.cpp", "src/app/system_routes.cpp"]


def examples() -> Iterator[tuple[str, str, object]]:
    """(where it stands, the pointer to its schema, the example)"""
    for pointer, node in walk(API):
        if "schema" in node:  # a media type, a parameter or a header
            if "example" in node:
                yield f"{pointer}/example", f"{pointer}/schema", node["example"]
            for name, example in node.get("examples", {}).items():
                yield f"{pointer}/examples/{name}", f"{pointer}/schema", example["value"]
        elif isinstance(node.get("examples"), list):
            for index, example in enumerate(node["examples"]):
                yield f"{pointer}/examples/{index}", pointer, example


OPERATIONS = [pytest.param(*found, id=f"{found[1].upper()} {found[0]}") for found in operations()]
EXAMPLES = list(examples())


def test_the_description_is_openapi_3_1() -> None:
    assert API["openapi"].startswith("3.1.")
    validate(API)


def test_its_version_is_the_projects() -> None:
    cmake = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    assert f"VERSION {API['info']['version']} " in cmake


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_an_operation_says_what_it_is(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert not operation["summary"].endswith(".")
    assert set(operation["tags"]) <= {tag["name"] for tag in API["tags"]}
    in_path = {p["name"] for p in map(resolved, operation.get("parameters", [])) if p["in"] == "path"}
    assert in_path == {part[1:-1] for part in path.split("/") if part.startswith("{")}
    assert method != "get" or "requestBody" not in operation


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_an_operation_says_how_it_fails(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = {status: resolved(response) for status, response in operation["responses"].items()}
    assert any(status.startswith("2") for status in responses)
    assert PROBLEM in responses["default"]["content"]
    if "requestBody" in operation:
        assert {"400", "422"} <= responses.keys()
    for status, response in responses.items():
        assert response["description"].endswith(".")
        if status.startswith("4") and "text/html" not in response["content"]:
            assert response["content"].keys() == {PROBLEM}, f"{method} {path}: {status}"


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_an_operation_says_who_may(path: str, method: str, operation: dict[str, Any]) -> None:
    if operation["operationId"] in OPEN:
        assert operation["security"] == []
        return
    [need] = operation["security"]
    [scope] = need["apiKey"]
    assert scope in API["components"]["schemas"]["Scope"]["enum"]
    assert {"401", "403", "429"} <= operation["responses"].keys(), f"{method} {path}"


def test_every_route_is_described() -> None:
    sources = "".join((ROOT / file).read_text(encoding="utf-8") for file in ROUTES)
    routes = set(re.findall(r'"(/(?:v1/[^"]+|healthz|readyz|metrics|openapi\.json))"', sources))
    assert {route.replace("...}", "}") for route in routes} == API["paths"].keys()


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(ids)) == len(ids)


def test_every_component_is_used() -> None:
    used = {node["$ref"] for _, node in walk(API) if "$ref" in node}
    there = {
        f"#/components/{kind}/{name}"
        for kind, parts in API["components"].items()
        if kind != "securitySchemes"
        for name in parts
    }
    assert there == used


def test_a_problem_example_has_the_status_of_its_response() -> None:
    for name, response in API["components"]["responses"].items():
        example = response["content"][PROBLEM]["example"]
        assert example["type"] == "about:blank" or example["type"].startswith("urn:tidings:problem:"), name
    for path, method, operation in operations():
        for status, response in operation["responses"].items():
            media = resolved(response).get("content", {}).get(PROBLEM)
            if media and status != "default":
                assert str(media["example"]["status"]) == status, f"{method} {path}"


def test_examples_are_many() -> None:
    assert len(EXAMPLES) > 100


@pytest.mark.parametrize(("schema", "example"), [pytest.param(s, e, id=where) for where, s, e in EXAMPLES])
def test_an_example_is_what_its_schema_says(schema: str, example: object) -> None:
    assert faults(schema, example) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ShortEvent", {"type": "t", "user": "u", "users": ["u"]}),
        ("ShortEvent", {"type": "t"}),
        ("ShortEvent", {"type": "t", "user": "u", "channels": []}),
        ("ShortEvent", {"type": "t", "user": "u", "send_at": "tomorrow"}),
        ("ShortEvent", {"type": "t", "user": "u", "colour": "red"}),
        ("CloudEvent", {"specversion": "1.0", "id": "1", "source": "s", "type": "t"}),
        ("Profile", {"quiet_hours": {"from": "24:00", "to": "08:00"}}),
        ("Profile", {"phone": "0170 1234"}),
        ("EventType", {"schema": {}, "expires_after": "soon"}),
        ("EventType", {"priority": "high"}),
        ("NewApiKey", {"name": "n", "scopes": []}),
        ("ClockMove", {"advance": "1m", "set": "2026-01-01T00:00:00Z"}),
    ],
)
def test_a_schema_refuses_what_the_server_refuses(name: str, value: object) -> None:
    assert faults(f"/components/schemas/{name}", value) != []


@pytest.mark.parametrize("file", sorted((ROOT / "catalog/event-types").glob("*.json")), ids=lambda f: f.stem)
def test_the_built_in_event_types_fit(file: Path) -> None:
    body = json.loads(file.read_text(encoding="utf-8"))
    assert faults("/components/schemas/EventType", body) == []
    for example in body["schema"]["examples"]:
        event = {"type": file.stem, "user": "ann", "data": example}
        assert faults("/components/schemas/ShortEvent", event) == []
