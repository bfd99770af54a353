"""api/openapi.json as tests read it: its schemas, its operations, and what is wrong with a value."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "api/openapi.json"
API = json.loads(FILE.read_text(encoding="utf-8"))
BASE = "urn:tidings:openapi"
REGISTRY: Registry[Any] = Registry().with_resource(BASE, DRAFT202012.create_resource(API))
METHODS = {"get", "put", "post", "patch", "delete"}
VALUES = {"example", "examples", "const", "enum"}


def token(name: str) -> str:
    """The name as a part of a pointer in a URI."""
    return name.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def faults(pointer: str, value: object) -> list[str]:
    """What is wrong with the value, by the schema that stands at the pointer."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": f"{BASE}#{pointer}"}
    validator = Draft202012Validator(schema, registry=REGISTRY, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def walk(node: object, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of the document, but for examples, which only look like it."""
    if isinstance(node, dict):
        yield pointer, node
        for name, child in node.items():
            # A response may be called "default", too.
            if name not in VALUES and not (name == "default" and "type" in node):
                yield from walk(child, f"{pointer}/{token(name)}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from walk(child, f"{pointer}/{index}")


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in API["paths"].items():
        for method in sorted(METHODS & item.keys()):
            yield path, method, item[method]


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = API
        for name in node["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        node = found
    return node


def response_to(path: str, method: str, status: int) -> tuple[str, dict[str, Any]]:
    """The pointer and the description of an operation's answer; the default one where the status has none."""
    responses = API["paths"][path][method]["responses"]
    name = str(status) if str(status) in responses else "default"
    response = responses[name]
    if "$ref" in response:
        return response["$ref"].removeprefix("#"), resolved(response)
    return f"/paths/{token(path)}/{method}/responses/{name}", response
