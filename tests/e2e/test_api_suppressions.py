"""The list of addresses that get nothing: lists, adds, lifts."""

import pytest

from events import completed, decisions, failed
from server import segment


def path_of(channel, address):
    return f"/v1/suppressions/{channel}/{segment(address)}"


def test_an_address_is_added_shown_and_lifted(shared, name):
    address = f"{name}+tag@example.org"
    path = path_of("email", address)
    assert shared.get(path).status == 404
    added = shared.put(path, {"reason": "asked by phone"})
    assert added.status == 200
    assert added.json.keys() == {"channel", "address", "reason", "at"}
    assert (added.json["address"], added.json["reason"]) == (address, "asked by phone")
    assert shared.get(path).json == added.json
    assert shared.delete(path).status == 204
    assert shared.get(path).status == 404
    assert shared.delete(path).status == 404


def test_nothing_is_sent_to_it_even_when_critical(shared, name):
    shared.user(name, email=f"{name}@example.org", phone="+4915100000001")
    assert shared.request("PUT", path_of("email", f"{name}@example.org")).status == 200
    event = shared.settle(failed(name))
    assert decisions(event)[name, "email"] == ("skip", "suppressed")
    assert decisions(event)[name, "sms"] == ("send", "ok")
    assert shared.delete(path_of("email", f"{name}@example.org")).status == 204
    assert decisions(shared.settle(failed(name, order="2")))[name, "email"] == ("send", "ok")


def test_an_email_address_is_on_it_in_any_case(shared, name):
    shared.user(name, email=f"{name.upper()}@Example.ORG")
    added = shared.put(path_of("email", f"{name}@EXAMPLE.org"), {})
    assert added.json["address"] == f"{name}@example.org"
    assert decisions(shared.settle(completed(name)))[name, "email"] == ("skip", "suppressed")
    assert shared.delete(path_of("email", f"{name.title()}@example.org")).status == 204


def test_one_push_token_is_left_out_and_the_others_still_get_it(shared, name):
    tokens = [f"{name}-{i}" for i in range(3)]
    shared.user(name, push_tokens=tokens)
    assert shared.put(path_of("push", tokens[1]), {}).status == 200
    [sent] = shared.settle(completed(name))["notifications"]
    assert (sent["address"], sent["state"]) == (f"{tokens[0]},{tokens[2]}", "delivered")
    for token in tokens:
        shared.put(path_of("push", token), {})
    assert decisions(shared.settle(completed(name, order="2")))[name, "push"] == ("skip", "suppressed")


def test_it_counts_for_one_channel_and_every_user(shared, name):
    for i in range(2):
        shared.user(f"{name}-{i}", email=f"{name}@example.org")
    shared.put(path_of("email", f"{name}@example.org"), {})
    for i in range(2):
        event = shared.settle(completed(f"{name}-{i}"))
        assert decisions(event)[f"{name}-{i}", "email"] == ("skip", "suppressed")


def test_the_list_has_pages(serve):
    server = serve()
    for i in range(12):
        assert server.put(path_of("email", f"u{i}@example.org"), {}).status == 200
    items = server.items("/v1/suppressions", limit=5)
    assert sorted(s["address"] for s in items) == sorted(f"u{i}@example.org" for i in range(12))
    server.terminate()
    server.start()
    assert len(server.items("/v1/suppressions")) == 12


def test_adding_twice_is_adding_once(serve):
    server = serve()
    for reason in ("first", "second"):
        server.put(path_of("sms", "+4915112345678"), {"reason": reason})
    [only] = server.items("/v1/suppressions")
    assert only["channel"] == "sms"


@pytest.mark.parametrize(
    ("channel", "address"),
    [("fax", "x"), ("email", "no address"), ("email", "a@b\r\nBcc: c@d"), ("sms", "0151")],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_faulty_address_is_refused(shared, method, channel, address):
    assert shared.request(method, path_of(channel, address)).status == 422


@pytest.mark.parametrize(
    ("body", "status"), [("{", 400), ({"reason": 7}, 422), ({"why": "x"}, 422), ([], 422)]
)
def test_a_faulty_body_is_refused(shared, name, body, status):
    path = path_of("email", f"{name}@example.org")
    assert shared.put(path, body).status == status
    assert shared.get(path).status == 404
