"""The gateway needs the log and nothing else: it accepts while the store and the queue are away."""

import re

import outage
from events import by_channel, completed
from server import wait_until


def parts(system, role):
    return system.at(role).get("/readyz")


def wait_for_parts(system, role, status, **states):
    return wait_until(
        lambda: (r := parts(system, role)).status == status and states.items() <= r.json["parts"].items(),
        f"/readyz of the {role} to be {status} with {states}; it is {parts(system, role)}",
    )


def test_what_is_accepted_while_store_and_queue_are_down_is_delivered_later(cluster, frail_servers):
    system = cluster()
    system.expected_errors = outage.EXPECTED
    for i in range(5):
        system.user(f"u{i}", email=f"u{i}@example.org")
    system.settle(completed("u0", id="before"))
    frail_servers.postgres.kill()
    frail_servers.redis.kill()

    wait_for_parts(system, "notifier", 503, log=True, store=False, queue=False)
    wait_for_parts(system, "worker", 503, log=True, queue=False)
    wait_for_parts(system, "admin", 503, store=False)
    for i in range(20):
        system.send(completed(f"u{i % 5}", order=i, id=f"e{i}"))
    assert parts(system, "gateway").status == 200
    assert system.get("/v1/ledger").status == 503

    frail_servers.postgres.start()
    frail_servers.redis.start()
    system.wait_for_parts()
    for i in range(20):
        event = system.event(f"e{i}", until="final")
        assert by_channel(event)["email"]["state"] == "delivered"
    assert len(system.tries()) == 21
    for role in ("notifier", "admin"):
        told = system.of(role)[0].log()
        assert told.count('message="a part is missing" part=store') == 1, told
        assert len(re.findall(r'message="a part is back" part=store missed_for=\d', told)) == 1, told


def test_where_too_much_waits_to_be_decided_the_door_is_closed_until_it_is(cluster):
    system = cluster("--events-lag-max", "20")
    system.user("ann", email="ann@example.org")
    system.settle(completed("ann", id="before"))
    notifier = system.of("notifier")[0]
    notifier.terminate()

    accepted = []

    def refusal():
        answer = system.post("/v1/events", completed("ann", order=len(accepted), id=f"e{len(accepted)}"))
        if answer.status == 202:
            accepted.append(f"e{len(accepted)}")
        return answer if answer.status != 202 else None

    refused = wait_until(refusal, "the door to be closed")
    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert "wait to be decided" in refused.json["detail"]
    assert len(accepted) > 20

    notifier.start()
    wait_until(lambda: system.post("/v1/events", completed("ann", id="after")).status == 202, "it to open")
    for name in (*accepted, "after"):
        assert by_channel(system.event(name, until="final"))["email"]["state"] == "delivered"
