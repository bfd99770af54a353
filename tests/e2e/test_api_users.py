"""Users: PUT, PATCH (a merge patch), DELETE (erasure), and the unsubscribe page."""

import re
from urllib.parse import urlsplit

import pytest

from events import by_channel, completed, decisions, registered
from server import wait_until

PROFILE = {
    "email": "ann@example.org",
    "phone": "+4915112345678",
    "push_tokens": ["t1", {"token": "t2", "platform": "ios"}],
    "locale": "ru",
    "timezone": "Europe/Berlin",
    "channels": {"sms": False},
    "categories": {"orders": True},
    "quiet_hours": {"from": "22:00", "to": "08:00"},
}


def test_a_profile_is_what_was_put(shared, name):
    answer = shared.put(f"/v1/users/{name}", PROFILE)
    assert (answer.status, answer.json) == (202, {"id": name})
    found = shared.wait_for_user(name, PROFILE)
    assert {k: found[k] for k in PROFILE} == PROFILE


def test_put_replaces_all_of_it(shared, name):
    shared.user(name, **PROFILE)
    shared.user(name, email="new@example.org")
    assert "phone" not in shared.get(f"/v1/users/{name}").json


def test_patch_is_a_merge_patch(shared, name):
    shared.user(name, **PROFILE)
    change = {"phone": None, "channels": {"push": False}, "quiet_hours": {"to": "07:00", "from": "22:00"}}
    assert shared.patch(f"/v1/users/{name}", change).status == 202
    found = shared.wait_for_user(name, {"channels": {"sms": False, "push": False}})
    assert "phone" not in found
    assert found["quiet_hours"] == {"from": "22:00", "to": "07:00"}
    assert found["email"] == PROFILE["email"]


def test_changes_keep_their_order(shared, name):
    for i in range(50):
        assert shared.patch(f"/v1/users/{name}", {"email": f"n{i}@example.org"}).status == 202
    shared.wait_for_user(name, {"email": "n49@example.org"})


def test_an_event_after_a_change_is_decided_by_it(shared, name):
    for i in range(10):
        shared.patch(f"/v1/users/{name}", {"email": f"{name}-{i}@example.org"})
        [sent] = shared.settle(completed(name, order=i))["notifications"]
        assert sent["address"] == f"{name}-{i}@example.org"


def test_an_unknown_user_is_404(shared):
    assert shared.get("/v1/users/nobody-knows").status == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"email": "no address"}, "/email"),
        ({"email": "ann@example.org\r\nBcc: eve@example.org"}, "/email"),
        ({"email": "ann@example.org, eve@example.org"}, "/email"),
        ({"phone": "0151 123"}, "/phone"),
        ({"push_tokens": "t"}, "/push_tokens"),
        ({"push_tokens": ["a b"]}, "/push_tokens/0"),
        ({"push_tokens": [{"platform": "ios"}]}, "/push_tokens/0/token"),
        ({"push_tokens": ["t"] * 21}, "/push_tokens"),
        ({"locale": "not a locale"}, "/locale"),
        ({"timezone": "Mars/Olympus"}, "/timezone"),
        ({"timezone": "../../etc/passwd"}, "/timezone"),
        ({"channels": {"fax": True}}, "/channels/fax"),
        ({"channels": {"sms": "off"}}, "/channels/sms"),
        ({"categories": {"orders": 1}}, "/categories/orders"),
        ({"quiet_hours": {"from": "24:00", "to": "08:00"}}, "/quiet_hours/from"),
        ({"quiet_hours": {"from": "22:00"}}, "/quiet_hours/to"),
        ({"quiet_hours": "22-08"}, "/quiet_hours"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_faulty_profile_is_refused(shared, change, pointer):
    answer = shared.put("/v1/users/faulty", change)
    assert answer.status == 422, answer
    assert pointer in {e["pointer"] for e in answer.json["errors"]}
    assert shared.get("/v1/users/faulty").status == 404


def test_a_patch_changes_half_of_the_quiet_hours(shared, name):
    shared.user(name, quiet_hours={"from": "22:00", "to": "08:00"})
    assert shared.patch(f"/v1/users/{name}", {"quiet_hours": {"to": "07:00"}}).status == 202
    shared.wait_for_user(name, {"quiet_hours": {"from": "22:00", "to": "07:00"}})


def test_a_null_in_a_patch_takes_a_member_away(shared, name):
    shared.user(name, channels={"sms": False, "push": True})
    assert shared.patch(f"/v1/users/{name}", {"channels": {"sms": None}}).status == 202
    shared.wait_for_user(name, {"channels": {"push": True}})


def test_a_patch_is_held_to_the_rules_of_profiles(shared, name):
    answer = shared.patch(f"/v1/users/{name}", {"quiet_hours": {"to": "25:00"}})
    assert answer.status == 422
    assert [e["pointer"] for e in answer.json["errors"]] == ["/quiet_hours/to"]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize(("body", "status"), [("[]", 422), ("null", 422), ("7", 422), ("{", 400), ("", 400)])
def test_what_is_no_object_is_refused(shared, method, body, status):
    assert shared.request(method, "/v1/users/faulty", body).status == status


def test_registration_fills_what_is_missing_and_overwrites_nothing(shared, name):
    shared.user(name, email="kept@example.org")
    data = {"phone": "+4915112345678", "locale": "ru", "timezone": "Asia/Tokyo"}
    [_, _] = shared.settle(registered(name, email="other@example.org", data=data))["notifications"]
    found = shared.get(f"/v1/users/{name}").json
    assert found["email"] == "kept@example.org"
    assert (found["phone"], found["locale"], found["timezone"]) == ("+4915112345678", "ru", "Asia/Tokyo")
    event = shared.settle(completed(name))
    assert by_channel(event)["email"]["address"] == "kept@example.org"
    assert by_channel(event)["sms"]["template"]["locale"] == "ru"


# ---- erasure


def test_a_deleted_user_is_erased(serve):
    server = serve("--test-clock")
    server.user("ann", email="canary@example.org", phone="+4915100000042")
    sent = server.settle(completed("ann", order="canary-order", id="sent"))
    waiting = server.decide(completed("ann", id="waits", send_at="2099-01-01T00:00:00Z"))
    before = server.ledger()
    assert server.delete("/v1/users/ann").status == 202
    wait_until(lambda: server.get("/v1/users/ann").status == 404, "the profile to be gone")
    for notification in waiting["notifications"]:
        found = server.wait_for_state(notification["id"], "suppressed")
        assert found["reason"] == "erased"
    for notification in sent["notifications"]:
        found = server.notification(notification["id"])
        assert (found["state"], found["content"], found["address"]) == ("delivered", None, None)
    wait_until(lambda: not server.get("/v1/events/sent").json["data"], "the data to be gone")
    assert server.ledger()["decided"] == before["decided"], "counts stay"
    everything = "".join(
        str(server.get(path).json) for path in ("/v1/notifications", "/v1/outbox", "/v1/dead-letters")
    )
    assert "canary" not in everything
    assert "+4915100000042" not in everything


def test_an_erased_user_gets_nothing_until_put_again(serve):
    server = serve()
    server.user("ann", email="ann@example.org")
    server.delete("/v1/users/ann")
    wait_until(lambda: server.get("/v1/users/ann").status == 404, "the profile to be gone")
    event = server.settle(completed("ann", data={"email": "ann@example.org"}))
    assert {reason for _, reason in decisions(event).values()} == {"erased"}
    assert server.patch("/v1/users/ann", {"email": "ann@example.org"}).status == 202
    event = server.settle(completed("ann", data={"email": "ann@example.org"}))
    assert {reason for _, reason in decisions(event).values()} == {"erased"}, "a patch does not bring back"
    server.user("ann", email="ann@example.org")
    [sent] = server.settle(completed("ann"))["notifications"]
    assert sent["state"] == "delivered"


def test_registering_again_brings_a_user_back(serve):
    server = serve()
    server.user("ann", email="old@example.org", phone="+4915112345678")
    server.delete("/v1/users/ann")
    wait_until(lambda: server.get("/v1/users/ann").status == 404, "the profile to be gone")
    [sent] = server.settle(registered("ann", email="new@example.org"))["notifications"]
    assert sent["address"] == "new@example.org"
    assert "phone" not in server.get("/v1/users/ann").json


# ---- unsubscribing


@pytest.fixture
def link(shared, name):
    """The path of the unsubscribe link in a message about an order, and whose it is."""
    shared.user(name, email=f"{name}@example.org")
    [sent] = shared.settle(completed(name))["notifications"]
    text = shared.notification(sent["id"])["content"]["text"]
    return name, urlsplit(re.search(r"https?://\S+/v1/unsubscribe/\S+", text).group(0)).path


def test_getting_the_page_changes_nothing(shared, link):
    user, path = link
    for _ in range(3):
        page = shared.get(path)
        assert page.status == 200
        assert page.headers["Content-Type"].startswith("text/html")
        assert b"<form" in page.body
    [sent] = shared.settle(completed(user, order="2"))["notifications"]
    assert sent["state"] == "delivered"


def test_one_click_unsubscribes(shared, link):
    user, path = link
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    page = shared.post(path, "List-Unsubscribe=One-Click", form)
    assert page.status == 200
    shared.wait_for_user(user, {"categories": {"orders": False}})
    event = shared.settle(completed(user, order="3"))
    assert decisions(event)[user, "email"] == ("skip", "category_off")
    assert shared.post(path, "List-Unsubscribe=One-Click", form).status == 200


def test_a_changed_link_is_broken(shared, link):
    _, path = link
    for broken in (path[:-1], path[:-1] + ("A" if path[-1] != "A" else "B"), path + "x", "/v1/unsubscribe/x"):
        for method in ("GET", "POST"):
            answer = shared.request(method, broken)
            assert answer.status == 404, (method, broken)
            assert answer.headers["Content-Type"].startswith("text/html")


def test_an_account_message_has_no_link(shared, name):
    [sent] = shared.settle(registered(name))["notifications"]
    assert "unsubscribe" not in str(shared.notification(sent["id"])["content"])


def test_a_change_counts_although_the_clock_went_back(serve):
    server = serve("--test-clock")
    server.user("ann", email="old@example.org")
    server.advance("24h")
    server.user("ann", email="older@example.org")
    server.kill()
    server.start()  # the test clock begins at the system's time again
    server.user("ann", email="new@example.org")
    [sent] = server.settle(completed("ann"))["notifications"]
    assert sent["address"] == "new@example.org"
