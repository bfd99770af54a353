"""What is over is forgotten after `dedup.keep`, and only then; the ledger still balances."""

from events import by_channel, completed, registered
from server import run_tidings, wait_until

KEEP = ("--test-clock", "--events-retention", "1h", "--dedup-keep", "1d")


def send_ten(server):
    """Ten events of users that the tests know, settled; their bodies."""
    sent = [registered(f"user{i}") | {"id": f"event{i}"} for i in range(10)]
    for body in sent:
        server.settle(body)
    return sent


def is_known(server, event_id):
    return server.get(f"/v1/events/{event_id}").status == 200


def test_what_is_over_is_forgotten_and_counted(serve):
    server = serve(*KEEP)
    send_ten(server)
    before = server.ledger()
    server.advance("23h")
    server.settle(registered("late") | {"id": "late"})
    server.advance("2h")
    wait_until(lambda: server.ledger()["purged"] >= 10, "ten notifications to be forgotten")
    assert not is_known(server, "event3")
    assert is_known(server, "late")
    assert {n["user"] for n in server.items("/v1/notifications")} == {"late"}
    assert {a["address"] for a in server.items("/v1/outbox")} == {"late@example.org"}
    ledger = server.check_ledger()
    assert (ledger["purged"], ledger["decided"], ledger["events"]) == (10, 11, 11)
    assert before["states"]["delivered"] == 10
    assert ledger["states"]["delivered"] == 1


def test_it_stays_forgotten_over_a_restart(serve):
    server = serve(*KEEP)
    send_ten(server)
    server.advance("25h")
    wait_until(lambda: server.ledger()["purged"] == 10, "ten notifications to be forgotten")
    server.kill()
    server.start()
    assert server.check_ledger()["purged"] == 10
    assert server.items("/v1/notifications") == []


def test_a_repetition_is_known_until_then_and_new_afterwards(serve):
    server = serve(*KEEP)
    first = completed("ann", id="order", data={"email": "ann@example.org"})
    server.settle(first)
    server.advance("23h")
    server.send(first)
    wait_until(lambda: server.ledger()["duplicates"] == 1, "the repetition to be known as one")
    server.advance("2h")
    wait_until(lambda: not is_known(server, "order"), "the event to be forgotten")
    server.settle(first)
    assert len(server.tries()) == 2


def test_what_is_not_over_stays_and_holds_up_nothing(serve):
    server = serve(*KEEP)
    waiting = server.decide(registered("patient", expires_at="2100-01-01T00:00:00Z",
                                       send_at="2099-01-01T00:00:00Z"))
    notification_id = by_channel(waiting)["email"]["id"]
    send_ten(server)
    server.advance("25h")
    wait_until(lambda: server.ledger()["purged"] == 10, "what stands behind it to be forgotten")
    assert server.notification(notification_id)["state"] == "scheduled"


def test_it_may_not_be_forgotten_before_its_record(tmp_path):
    run = run_tidings("serve", "--http-listen", "127.0.0.1:0", "--dedup-keep", "6d", cwd=tmp_path)
    assert run.returncode != 0
    assert 'dedup.keep: "6d" (flag --dedup-keep) is shorter than events.retention: "7d"' in run.stderr


def test_the_location_is_where_the_admin_is(serve):
    server = serve("--admin-url", "https://admin.example.org/")
    answer = server.post("/v1/events", registered("ann") | {"id": "e 1"})
    assert answer.headers["Location"] == "https://admin.example.org/v1/events/e%201"
    assert server.event("e 1")["id"] == "e 1"
