"""What schemathesis is told about the interface: an event that does not come is not waited for, and the keys
that it calls with are not revoked, whose ids it reads in the lists that it asks for."""

import os
import re

import schemathesis

DURATION = re.compile(r"[\d.]+(ms|s|m|h|d)")
IN_USE = os.environ["KEYS_IN_USE"].split(",")  # by their ids


@schemathesis.hook
def before_call(context, case, kwargs):
    query = case.query or {}
    if DURATION.match(str(query.get("wait", ""))):
        query["wait"] = "1ms"
    if case.operation.path == "/v1/api-keys/{id}" and (case.path_parameters or {}).get("id") in IN_USE:
        case.path_parameters["id"] = "00000000"
