"""Event types of the tests' own, with a template that shows what an event holds."""

import itertools

numbers = itertools.count(1)
ADDRESS = {"email": "/email", "sms": "/phone", "push": "/token"}


def new_type(server, channel="email", **content):
    """Its name; it takes any data, and the address stands in them."""
    kind = f"security.t{next(numbers)}"
    body = {"schema": {"type": "object"}, "channels": [channel], "address": ADDRESS, "category": "news"}
    assert server.put(f"/v1/event-types/{kind}", body).status == 201
    answer = server.put(f"/v1/templates/{kind}/{channel}", content)
    assert answer.status == 201, answer
    return kind


def event(kind, user, **data):
    return {"type": kind, "user": user, "data": {"email": f"{user}@example.org"} | data}


def content_of(server, sent):
    """What was made of an event with one notification; nothing where it failed."""
    [notification] = server.settle(sent)["notifications"]
    found = server.notification(notification["id"])
    return found["content"] if found["state"] != "failed" else None
