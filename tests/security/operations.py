"""Every operation of api/openapi.json as a request that can be sent, whatever it then answers."""

import re

import openapi

# What stands for the names in paths: well-formed, and nothing that is there.
NAMES = {
    "id": "00000000-0000-7000-8000-000000000000",
    "type": "none",
    "channel": "email",
    "locale": "en",
    "name": "none.html",
    "address": "none%40example.org",
    "token": "none",
}


class Operation:
    def __init__(self, path, method, described):
        self.pattern = path
        self.method = method.upper()
        self.described = described
        self.id = described["operationId"]
        self.path = re.sub(r"\{(\w+)\}", lambda found: NAMES[found[1]], path)
        self.body = {} if "requestBody" in described else None
        security = described["security"]
        self.scope = security[0]["apiKey"][0] if security else None

    def __repr__(self):
        return f"{self.method} {self.pattern}"

    def parameters(self, place):
        found = map(openapi.resolved, self.described.get("parameters", []))
        return [p for p in found if p["in"] == place]

    def ask(self, api, path=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return api.request(self.method, path or self.path, self.body, named)


OPERATIONS = [Operation(*found) for found in openapi.operations()]
WITH_KEY = [operation for operation in OPERATIONS if operation.scope]
