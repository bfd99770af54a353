"""The commands with which people look after recipients and what waits for them."""

import pytest

from events import completed, registered
from server import wait_until

ORDER = ("order_id=42", "total=19.9", "currency=EUR")


def run(server, *arguments):
    done = server.cli(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def profile(server, user):
    return server.get(f"/v1/users/{user}").json


@pytest.mark.parametrize(
    ("flags", "members"),
    [
        (["--email", "ada@example.com"], {"email": "ada@example.com"}),
        (["--phone", "+4915112345678"], {"phone": "+4915112345678"}),
        (["--locale", "pt-BR"], {"locale": "pt-BR"}),
        (["--timezone", "Asia/Tokyo"], {"timezone": "Asia/Tokyo"}),
        (["--quiet", "22:00-08:00"], {"quiet_hours": {"from": "22:00", "to": "08:00"}}),
        (["--channel", "sms=off", "--channel", "email=on"], {"channels": {"sms": False, "email": True}}),
        (["--category", "orders=off"], {"categories": {"orders": False}}),
        (["--body", '{"email": "b@example.com"}'], {"email": "b@example.com"}),
        (["--body", "-"], {"email": "c@example.com"}),
    ],
)
def test_a_profile_is_changed_member_by_member(shared, name, flags, members):
    done = shared.cli("user", "set", name, *flags, stdin='{"email": "c@example.com"}')
    assert (done.returncode, done.stdout) == (0, f"accepted the change of {name}\n"), done.stderr
    shared.wait_for_user(name, members)


def test_what_was_set_is_taken_away(shared, name):
    shared.user(name, email="a@example.com", quiet_hours={"from": "22:00", "to": "08:00"})
    run(shared, "user", "set", name, "--email", "", "--quiet", "none")
    wait_until(lambda: not profile(shared, name).get("email"), "the address to go")
    assert not profile(shared, name).get("quiet_hours")


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ([], "nothing is to be changed"),
        (["--quiet", "late"], "--quiet: "),
        (["--channel", "sms"], "write name=on or name=off"),
        (["--body", "{"], '--body: "{" is not JSON'),
        (["--email", "nobody"], "--email: "),
        (["--timezone", "Mars/Base"], "--timezone: "),
        (["--locale", "not a locale"], "--locale: "),
        (["--channel", "pigeon=on"], "--channel: "),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(shared, name, flags, said):
    done = shared.cli("user", "set", name, *flags)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert shared.get(f"/v1/users/{name}").status == 404


def test_nobody_is_said(shared):
    done = shared.cli("user", "get", "nobody-at-all")
    assert done.returncode == 1
    assert done.stderr.startswith("tidings: ")


def test_a_preview_changes_nothing(shared, name):
    shared.user(name, email=f"{name}@example.com", timezone="Europe/Berlin",
                quiet_hours={"from": "22:00", "to": "08:00"})  # fmt: skip
    shown = run(shared, "preview", "order.completed", "--user", name, *ORDER, "--at", "2090-01-15T22:30:00Z")
    assert "quiet_hours" in shown
    assert "2090-01-16T07:00:00Z" in shown
    assert "42" in shown
    assert shared.items("/v1/notifications", user=name) == []


def test_a_preview_shows_texts_sizes_and_warnings(shared, name):
    shared.user(name, email=f"{name}@example.com", phone="+4915112345678")
    long = "order_id=" + "7’" * 40
    shown = run(shared, "preview", "order.completed", "--user", name, *ORDER, long)
    assert "segments" in shown and "units of UCS-2" in shown
    assert "segments of SMS, because “’” is not in GSM-7\n" in shown
    assert "not sent      push\n" in shown
    assert "payload" in shown


def test_a_preview_tells_faults_as_sending_would(shared, name):
    previewed = shared.cli("preview", "order.completed", "--user", name, "order_id=42")
    sent = shared.cli("send", "order.completed", "--user", name, "order_id=42")
    assert previewed.returncode == sent.returncode == 1
    assert "  /data/total is required" in previewed.stderr
    assert previewed.stderr == sent.stderr


def test_one_notification_is_cancelled_and_then_cannot_be_again(shared, name):
    shared.user(name, email=f"{name}@example.com", phone="+4915112345678")
    event = shared.decide(completed(name, send_at="2090-01-01T00:00:00Z"))
    first = event["notifications"][0]["id"]
    assert run(shared, "cancel", first) == f"cancelled {first}\n"
    states = {n["id"]: n["state"] for n in shared.items("/v1/notifications", user=name)}
    assert states.pop(first) == "cancelled"
    assert set(states.values()) == {"scheduled"}
    assert run(shared, "cancel", event["id"]) == f"cancelled {event['id']}\n"
    wait_until(
        lambda: {n["state"] for n in shared.items("/v1/notifications", user=name)} == {"cancelled"},
        "the rest",
    )


def test_what_was_sent_cannot_be_cancelled(shared, name):
    event = shared.settle(registered(name))
    done = shared.cli("cancel", event["notifications"][0]["id"])
    assert done.returncode == 1
    assert "delivered" in done.stderr


def test_an_event_is_cancelled_before_it_comes(shared, name):
    run(shared, "cancel", f"later-{name}", "--event", "--source", "local")
    event = shared.decide(registered(name, id=f"later-{name}"))
    assert {d["reason"] for d in event["decisions"]} <= {"cancelled", "no_address"}
    assert event["notifications"] == []


def test_a_list_is_followed_page_by_page(shared, name):
    shared.user(name, email=f"{name}@example.com")
    for order in range(5):
        shared.settle(completed(name, order=str(order)))
    seen, cursor = [], []
    while True:
        shown = run(shared, "list", "--user", name, "--limit", "2", *cursor).splitlines()
        rows = [line for line in shown if " delivered " in line]
        seen += [row.split()[0] for row in rows]
        if not shown[-1].startswith("more: "):
            break
        cursor = shown[-1].removeprefix("more: ").split()
    assert seen == [n["id"] for n in shared.items("/v1/notifications", user=name)]
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (["--state", "delivered"], 2),
        (["--state", "failed"], 1),
        (["--state", "delivered,failed"], 3),
        (["--channel", "email"], 2),
        (["--type", "order.completed"], 1),
        (["--type", "payment.failed"], 0),
        (["--until", "2000-01-01T00:00:00Z"], 0),
        (["--since", "2000-01-01T00:00:00Z"], 3),
    ],
)
def test_filters_choose(shared, filters, count):
    user = "filtered"
    if not shared.items("/v1/notifications", user=user):
        shared.settle(registered(user, phone="+15005550001"))
        shared.settle(completed(user, channels=["email"]))
    shown = run(shared, "list", "--user", user, *filters)
    assert shown == "none\n" if count == 0 else len(shown.splitlines()) == count + 1


def test_dead_letters_are_replayed_by_filter(serve):
    server = serve()
    for user in ("ann", "bob"):
        server.settle(registered(user, email=f"{user}+reject@example.org"))
    assert len(run(server, "dead", "list").splitlines()) == 3
    assert run(server, "dead", "replay", "--user", "ann") == "replayed 1\n"
    wait_until(
        lambda: [n["attempt_count"] for n in server.items("/v1/notifications", user="ann")] == [2],
        "the replay",
    )
    assert [n["attempt_count"] for n in server.items("/v1/notifications", user="bob")] == [1]
    server.user("bob", email="bob@example.org")
    letters = [item["id"] for item in server.items("/v1/dead-letters", user="bob")]
    assert run(server, "dead", "replay", *letters) == "replayed 1\n"
    wait_until(
        lambda: [n["state"] for n in server.items("/v1/notifications", user="bob")] == ["delivered"],
        "the letter to arrive, now that the address is right",
    )
