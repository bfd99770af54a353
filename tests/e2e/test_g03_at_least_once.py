"""G3: attempts are at least once; a send without an answer is `unknown` and follows the type's policy."""

import http.client

from events import by_channel, registered
from mails import CLOSE, smtp_flags
from server import STOP_SECONDS, wait_until

TYPE = {
    "schema": {"type": "object", "properties": {"email": {"type": "string"}}},
    "channels": ["email"],
    "address": {"email": "/email"},
}


def put_type(server, name, **more):
    assert server.put(f"/v1/event-types/{name}", TYPE | more).status in (200, 201)
    assert server.put(f"/v1/templates/{name}/email", {"subject": "Hi", "text": "Hello"}).status in (200, 201)


def test_an_unanswered_send_is_tried_again_by_default(serve):
    server = serve("--test-clock", "--outbox-timeout", "50ms")
    event = server.decide(registered("ann", email="ann+timeout@example.org"))
    notification_id = by_channel(event)["email"]["id"]
    for attempts in range(1, 4):
        waiting = wait_until(
            lambda n=attempts: (found := server.notification(notification_id))["attempt_count"] == n
            and found["state"] == "scheduled" and found,
            f"attempt {attempts}",
        )
        assert waiting["reason"] == "unknown_outcome"
        server.set_clock(waiting["due_at"])
    dead = server.wait_for_state(notification_id, "failed")
    assert [a["outcome"] for a in dead["attempts"]] == ["unknown"] * 4
    assert [a["number"] for a in dead["attempts"]] == [1, 2, 3, 4]
    assert dead["attempts"][0]["detail"] == "no answer within 50ms"


def test_a_type_may_hold_what_was_not_answered(serve):
    server = serve("--test-clock", "--outbox-timeout", "50ms")
    put_type(server, "bill", unknown_outcome="hold")
    sent = {"type": "bill", "user": "ann", "data": {"email": "ann+timeout@example.org"}}
    [held] = server.settle(sent)["notifications"]
    assert (held["state"], held["reason"], held["attempt_count"]) == ("failed", "unknown_outcome", 1)
    server.advance("1h")
    assert server.settle(registered("bob"))["notifications"][0]["state"] == "delivered"
    assert server.notification(held["id"])["attempt_count"] == 1
    assert len([t for t in server.tries() if t["notification_id"] == held["id"]]) == 1


def test_what_was_being_sent_at_a_kill_is_sent_again(serve):
    server = serve("--outbox-timeout", "1h")
    event = server.decide(registered("ann", email="ann+timeout@example.org"))
    notification_id = by_channel(event)["email"]["id"]
    wait_until(lambda: leased(server) == 1, "the send to have begun")
    server.kill()
    server.flags = ("--outbox-timeout", "50ms", "--retry-delays", "none")
    server.start()
    dead = server.wait_for_state(notification_id, "failed")
    assert [a["outcome"] for a in dead["attempts"]][-1] == "unknown"


def test_a_type_may_hold_what_was_being_sent_at_a_kill(serve):
    server = serve("--outbox-timeout", "1h")
    put_type(server, "bill", unknown_outcome="hold")
    event = server.decide({"type": "bill", "user": "ann", "data": {"email": "ann+timeout@example.org"}})
    wait_until(lambda: leased(server) == 1, "the send to have begun")
    server.kill()
    server.flags = ("--outbox-timeout", "50ms")
    server.start()
    held = server.wait_for_state(event["notifications"][0]["id"], "failed")
    assert held["reason"] == "unknown_outcome"
    assert [(a["number"], a["outcome"]) for a in held["attempts"]] == [(1, "unknown")]
    assert server.tries() == []


def test_what_only_waited_at_a_kill_is_sent_even_by_a_type_that_holds(serve):
    server = serve("--limits-email", "1/1h")
    put_type(server, "bill", unknown_outcome="hold")
    server.settle({"type": "bill", "user": "ann", "data": {"email": "ann@example.org"}})
    waiting = server.decide({"type": "bill", "user": "bob", "data": {"email": "bob@example.org"}})
    server.kill()
    server.flags = ()  # without the limit that made it wait
    server.start()
    sent = server.wait_for_state(waiting["notifications"][0]["id"], "delivered")
    assert sent["attempt_count"] == 1


def leased(server):
    lines = server.get("/metrics").body.decode().splitlines()
    tasks = [line for line in lines if line.startswith("tidings_queue_leased_tasks")]
    return sum(float(line.split()[-1]) for line in tasks)


def test_numbers_of_attempts_are_what_used_one_up(serve):
    server = serve("--test-clock")
    event = server.settle(registered("ann", email="ann+retry0@example.org"))
    [sent] = event["notifications"]
    assert sent["attempt_count"] == 1
    [attempt] = server.notification(sent["id"])["attempts"]
    assert (attempt["number"], attempt["outcome"], attempt["provider"]) == (1, "delivered", "outbox")
    assert attempt["started_at"] <= attempt["finished_at"]


def test_throttling_uses_up_no_attempt(serve):
    server = serve("--test-clock")
    event = server.decide(registered("ann", email="ann+throttle@example.org"))
    notification_id = by_channel(event)["email"]["id"]
    waiting = server.wait_for_state(notification_id, "scheduled")
    for _ in range(5):
        assert (waiting["reason"], waiting["attempt_count"]) == ("throttled", 0)
        tries = len(server.tries())
        server.set_clock(waiting["due_at"])
        wait_until(lambda n=tries: len(server.tries()) > n, "another try")
        waiting = server.wait_for_state(notification_id, "scheduled")
    server.advance("80h")
    assert server.wait_for_state(notification_id, "expired")["attempt_count"] == 0


def start_until_it_lives(server, lives=12):
    """Starts it as often as it dies before it has come to rest."""
    for _ in range(lives):
        try:
            server.start()
            wait_until(lambda: not waiting_states(server), "everything to be settled")
            return
        except (OSError, http.client.HTTPException):
            server.process.wait(STOP_SECONDS)  # its connections end a moment before it does
        except AssertionError:
            if server.running():
                raise
    raise AssertionError(f"it died {lives} times")


def waiting_states(server):
    states = server.ledger()["states"]
    return states["queued"] + states["scheduled"]


def test_a_message_that_ends_the_program_each_time_is_a_dead_letter(serve, mail_server):
    kills = []

    def kill_for_the_guilty_one(envelope):
        if "guilty@example.org" in envelope.rcpt_tos:
            kills.append(1)
            server.process.kill()
            return CLOSE

    peer = mail_server({"BODY": kill_for_the_guilty_one})
    server = serve(*smtp_flags(peer.port), started=False)
    server.start()
    users = [f"u{i}" for i in range(20)]
    users.insert(7, "guilty")
    try:
        server.send([registered(user) for user in users])
    except (OSError, http.client.HTTPException):
        pass  # it was on disk, and the message was faster than the answer
    server.process.wait()
    start_until_it_lives(server)
    [dead] = server.items("/v1/notifications", user="guilty")
    assert (dead["state"], dead["reason"], len(kills)) == ("failed", "poison", 5)
    assert dead["attempt_count"] == 4, "of the first nobody can know that it had begun"
    assert [letter["id"] for letter in server.items("/v1/dead-letters")] == [dead["id"]]
    states = server.ledger()["states"]
    assert (states["delivered"], states["failed"]) == (20, 1)
