"""What schemathesis is told about the interface: an event that does not come is not waited for."""

import re

import schemathesis

DURATION = re.compile(r"[\d.]+(ms|s|m|h|d)")


@schemathesis.hook
def before_call(context, case, kwargs):
    query = case.query or {}
    if DURATION.match(str(query.get("wait", ""))):
        query["wait"] = "1ms"
