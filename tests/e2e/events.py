"""Bodies of events, in the short form."""


def registered(user, email=None, **more):
    data = {"name": "Ada", "email": email or f"{user}@example.org"}
    phone = more.pop("phone", None)
    if phone:
        data["phone"] = phone
    data |= more.pop("data", {})
    return {"type": "user.registered", "user": user, "data": data, **more}


def completed(user, order="1", **more):
    data = {"order_id": order, "total": 19.9, "currency": "EUR"} | more.pop("data", {})
    return {"type": "order.completed", "user": user, "data": data, **more}


def failed(user, order="1", **more):
    data = {"order_id": order, "amount": 19.9, "currency": "EUR", "reason": "card declined"}
    return {"type": "payment.failed", "user": user, "data": data | more.pop("data", {}), **more}


def by_channel(event):
    """The notifications of an event for one user, by channel."""
    found = {n["channel"]: n for n in event["notifications"]}
    assert len(found) == len(event["notifications"]), event
    return found


def decisions(event):
    """(user, channel) → (result, reason)"""
    return {(d["user"], d["channel"]): (d["result"], d["reason"]) for d in event["decisions"]}
