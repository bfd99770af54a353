"""What happens to a notification that was decided and waits in the queue, when the recipient is erased, or
its text is changed: for each there is a rule."""

import pytest

from events import by_channel, completed, registered
from server import wait_until

EMAIL = {"subject": "New {{ order_id }}", "text": "A new text", "html": None}


@pytest.fixture
def waiting(serve):
    """A server with one notification in the queue, behind a limit that lets nothing more through."""
    server = serve("--limits-email", "1/1h")
    server.settle(registered("first"))
    server.user("ann", email="ann@example.org")
    event = server.decide(completed("ann", order="77", id="waits"))
    server.waiting = by_channel(event)["email"]
    assert server.waiting["state"] == "queued"
    return server


def let_go(server):
    server.terminate()
    server.flags = ()
    server.start()


def put_text(server, name, **content):
    path = f"/v1/templates/{name}/email/en"
    answer = server.put(path, {k: v for k, v in content.items() if v is not None})
    assert answer.status in (200, 201), answer


def test_a_text_that_is_changed_meanwhile_is_that_of_later_events(waiting):
    server = waiting
    before = server.notification(server.waiting["id"])
    put_text(server, "order.completed", **EMAIL)
    later = by_channel(server.decide(completed("ann", order="78", id="later")))["email"]
    let_go(server)
    for one in (server.waiting, later):
        server.wait_for_state(one["id"], "delivered")
    sent = {t["notification_id"]: t["content"] for t in server.tries()}
    assert sent[server.waiting["id"]] == before["content"], "as it was decided"
    assert sent[later["id"]]["subject"] == "New 78"
    assert server.notification(server.waiting["id"])["template"] == before["template"]


def test_a_retry_says_what_the_first_try_said(serve):
    server = serve("--test-clock")
    server.user("ann", email="ann+retry1@example.org")
    [once] = server.decide(completed("ann", order="77"))["notifications"]
    server.wait_for_state(once["id"], "scheduled")
    put_text(server, "order.completed", **EMAIL)
    server.advance("2m")
    server.wait_for_state(once["id"], "delivered")
    first, second = (t["content"] for t in server.tries())
    assert first == second


def test_an_erased_recipient_gets_nothing_that_was_queued_and_no_retry(waiting):
    server = waiting
    assert server.delete("/v1/users/ann").status == 202
    gone = server.wait_for_state(server.waiting["id"], "suppressed")
    assert gone["reason"] == "erased"
    assert not gone["address"]
    let_go(server)
    server.settle(registered("bob"))
    assert {t["address"] for t in server.tries()} == {"first@example.org", "bob@example.org"}


def test_an_erased_recipient_gets_no_retry(serve):
    server = serve("--test-clock")
    server.user("ann", email="ann+retry1@example.org")
    [once] = server.decide(completed("ann"))["notifications"]
    server.wait_for_state(once["id"], "scheduled")
    assert server.delete("/v1/users/ann").status == 202
    server.wait_for_state(once["id"], "suppressed")
    server.advance("1h")
    server.settle(registered("bob"))
    assert [t["address"] for t in server.tries()] == ["ann+retry1@example.org", "bob@example.org"]


def test_a_recipient_who_is_erased_while_a_send_is_under_way_has_no_second_one(serve):
    server = serve("--outbox-timeout", "1s", "--retry-delays", "100ms,100ms")
    server.user("ann", email="ann+timeout@example.org")
    [once] = server.decide(completed("ann"))["notifications"]
    wait_until(lambda: leased(server) == 1, "the send to begin")
    assert server.delete("/v1/users/ann").status == 202
    server.wait_for_state(once["id"], "suppressed", "failed")
    server.settle(registered("bob"))
    assert len([t for t in server.tries() if t["notification_id"] == once["id"]]) == 1


def leased(server):
    lines = server.get("/metrics").body.decode().splitlines()
    return sum(float(l.split()[-1]) for l in lines if l.startswith("tidings_queue_leased_tasks"))
