"""A server that stands still is as one that is away: /readyz says so, and nothing accepted is lost."""

import outage
from events import by_channel, completed
from server import wait_until


def test_servers_that_stand_still_cost_nothing_but_time(cluster, frail_servers):
    system = cluster()
    system.expected_errors = outage.EXPECTED
    system.user("ann", email="ann@example.org")
    frail_servers.postgres.pause()
    frail_servers.redis.pause()
    for i in range(5):
        system.send(completed("ann", order=i, id=f"e{i}"))
    for role, part in (("notifier", "store"), ("admin", "store"), ("worker", "queue")):
        wait_until(lambda r=role, p=part: not parts(system, r)[p], f"the {role} to miss the {part}")
    assert system.at("gateway").get("/readyz").status == 200
    frail_servers.postgres.resume()
    frail_servers.redis.resume()
    system.wait_for_parts()
    for i in range(5):
        assert by_channel(system.event(f"e{i}", until="final"))["email"]["state"] == "delivered"
    assert len(system.tries()) == 5


def parts(system, role):
    return system.at(role).get("/readyz").json["parts"]
