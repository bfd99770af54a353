"""G4: retries after 1, 5 and 15 minutes (± 10 %), then a dead letter, exactly once, replayable."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from events import by_channel, registered
from moments import moment, seconds_between, shifted
from server import wait_until

DELAYS = [60, 300, 900]


def fail_until(server, notification_id, attempts):
    """Lets the clock jump to where it is due until it has failed so often."""
    for count in range(1, attempts + 1):
        found = wait_until(
            lambda n=count: (it := server.notification(notification_id))["attempt_count"] == n
            and it["state"] != "queued" and it,
            f"attempt {count}",
        )
        if found["state"] == "scheduled":
            server.set_clock(found["due_at"])
    return found


def test_it_is_tried_again_after_1_5_and_15_minutes_and_not_before(serve):
    server = serve("--test-clock")
    users = [f"u{i}" for i in range(12)]
    for user in users:
        server.send(registered(user, id=user, email=f"{user}+retry9@example.org"))
    ids = [by_channel(server.event(user))["email"]["id"] for user in users]
    for number, delay in enumerate(DELAYS, 1):
        waiting = [wait_for_retry(server, i, number) for i in ids]
        spread = []
        for found in waiting:
            wait = seconds_between(found["attempts"][-1]["finished_at"], found["due_at"])
            assert 0.9 * delay <= wait <= 1.1 * delay, (number, wait)
            spread.append(wait / delay)
        assert max(spread) - min(spread) > 0.01, "no jitter"
        latest = max(waiting, key=lambda found: moment(found["due_at"]))
        server.set_clock(shifted(latest["due_at"], milliseconds=-200))
        for found in waiting:
            again = wait_until(
                lambda i=found["id"], n=number: len((it := server.notification(i))["attempts"]) > n and it,
                "the next attempt",
            )
            assert again["attempts"][number]["started_at"] >= found["due_at"]
        last = server.notification(latest["id"])["attempts"][number]["started_at"]
        assert seconds_between(latest["due_at"], last) < 2
    for i in ids:
        dead = server.wait_for_state(i, "failed")
        assert (dead["reason"], dead["attempt_count"]) == ("attempts_exhausted", 4)
        assert [a["outcome"] for a in dead["attempts"]] == ["retry"] * 4
    assert sorted(d["id"] for d in server.items("/v1/dead-letters")) == sorted(ids)
    assert len(server.tries()) == 4 * len(ids)


def wait_for_retry(server, notification_id, attempts):
    return wait_until(
        lambda: (it := server.notification(notification_id))["state"] == "scheduled"
        and it["attempt_count"] == attempts and it,
        f"retry after attempt {attempts}",
    )


def test_a_send_that_fails_twice_is_delivered_at_the_third_try(server):
    event = server.decide(registered("ann", email="ann+retry2@example.org"))
    notification_id = by_channel(event)["email"]["id"]
    found = fail_until(server, notification_id, 3)
    assert found["state"] == "delivered"
    assert [a["outcome"] for a in found["attempts"]] == ["retry", "retry", "delivered"]
    assert server.items("/v1/dead-letters") == []


def test_what_a_retry_cannot_mend_fails_at_once(server):
    event = server.settle(registered("ann", email="ann+reject@example.org"))
    [dead] = event["notifications"]
    assert (dead["state"], dead["reason"], dead["attempt_count"]) == ("failed", "rejected", 1)
    [letter] = server.items("/v1/dead-letters")
    assert (letter["id"], letter["kind"]) == (dead["id"], "notification")


def test_a_replay_starts_anew_and_numbers_go_on(server):
    event = server.decide(registered("ann", email="ann+retry5@example.org"))
    notification_id = by_channel(event)["email"]["id"]
    assert fail_until(server, notification_id, 4)["state"] == "failed"
    replayed = server.post(f"/v1/dead-letters/{notification_id}/replay")
    assert replayed.status == 202
    assert replayed.headers["Location"] == f"/v1/notifications/{notification_id}"
    waiting = wait_for_retry(server, notification_id, 5)
    assert 54 <= seconds_between(waiting["attempts"][-1]["finished_at"], waiting["due_at"]) <= 66
    server.set_clock(waiting["due_at"])
    found = server.wait_for_state(notification_id, "delivered")
    assert [a["number"] for a in found["attempts"]] == [1, 2, 3, 4, 5, 6]
    assert server.items("/v1/dead-letters") == []
    assert server.post(f"/v1/dead-letters/{notification_id}/replay").status == 409


def test_a_replay_uses_the_current_address_and_text(server):
    server.user("ann", email="ann+reject@example.org")
    [dead] = server.settle(registered("ann", email="x@example.org"))["notifications"]
    assert dead["state"] == "failed"
    server.user("ann", email="new@example.org")
    text = {"subject": "Again", "text": "Hi {{ name }}"}
    changed = server.put("/v1/templates/user.registered/email/en", text)
    assert changed.status == 200
    assert server.post(f"/v1/dead-letters/{dead['id']}/replay").status == 202
    found = server.wait_for_state(dead["id"], "delivered")
    assert found["address"] == "new@example.org"
    assert found["content"]["subject"] == "Again"
    assert found["template"]["version"] == changed.json["version"]


@pytest.mark.parametrize("times", [1, 20])
def test_a_replay_asked_for_many_times_at_once_sends_once(server, times):
    server.user("ann", email="ann+reject@example.org")
    [dead] = server.settle(registered("ann"))["notifications"]
    server.user("ann", email="ann@example.org")
    with ThreadPoolExecutor(times) as pool:
        path = f"/v1/dead-letters/{dead['id']}/replay"
        answers = list(pool.map(lambda _: server.post(path).status, range(times)))
    assert 202 in answers
    assert set(answers) <= {202, 409}
    server.wait_for_state(dead["id"], "delivered")
    server.settle(registered("bob"))
    outcomes = [t["outcome"] for t in server.tries() if t["notification_id"] == dead["id"]]
    assert outcomes == ["rejected", "delivered"]


def test_a_filters_worth_is_replayed(server):
    for i in range(6):
        user = f"u{i}"
        server.user(user, email=f"{user}+reject@example.org", phone="+15005550001")
        server.settle(registered(user, id=user))
    assert len(server.items("/v1/dead-letters")) == 12
    for i in range(6):
        server.user(f"u{i}", email=f"u{i}@example.org", phone="+4915112345678")
    answer = server.post("/v1/dead-letters/replay", None, channel="email")
    assert (answer.status, answer.json) == (202, {"replayed": 6})
    left = wait_until(lambda: len(d := server.items("/v1/dead-letters")) == 6 and d, "six to be gone")
    assert {d["channel"] for d in left} == {"sms"}


def test_a_types_own_policy_wins(server):
    body = server.get("/v1/event-types/user.registered").json
    body["retry"] = {"delays": ["10s"], "jitter": 0}
    assert server.put("/v1/event-types/user.registered", body).status == 200
    event = server.decide(registered("ann", email="ann+retry9@example.org"))
    notification_id = by_channel(event)["email"]["id"]
    waiting = wait_for_retry(server, notification_id, 1)
    wait = seconds_between(waiting["attempts"][0]["finished_at"], waiting["due_at"])
    assert wait == pytest.approx(10, abs=1)
    server.set_clock(waiting["due_at"])
    assert server.wait_for_state(notification_id, "failed")["attempt_count"] == 2


def test_retries_survive_a_kill(serve):
    server = serve("--retry-delays", "1s,1s,1s", "--retry-jitter", "0")
    event = server.decide(registered("ann", email="ann+retry9@example.org"))
    notification_id = by_channel(event)["email"]["id"]
    wait_for_retry(server, notification_id, 1)
    server.kill()
    server.start()
    dead = server.wait_for_state(notification_id, "failed")
    assert [a["number"] for a in dead["attempts"]] == [1, 2, 3, 4]
