"""What is said of one user holds in the order in which it was said, however many notifiers share the work."""

import itertools
from concurrent.futures import ThreadPoolExecutor

from events import by_channel, completed, registered
from server import wait_until

USERS, ROUNDS = 8, 12


def test_an_event_sees_the_profile_changes_before_it_and_none_after(launch):
    system = launch(counts={"notifier": 2})
    shared = wait_until_shared(system) if system.engine == "cluster" else None

    def tell(user):
        for i in range(ROUNDS):
            address = f"{user}-{i}@example.org"
            assert system.put(f"/v1/users/{user}", {"email": address}).status == 202
            system.send(completed(user, order=i, id=f"{user}-{i}"))

    users = [f"user{i}" for i in range(USERS)]
    with ThreadPoolExecutor(USERS) as pool:
        list(pool.map(tell, users))
    for user in users:
        created = []
        for i in range(ROUNDS):
            event = system.event(f"{user}-{i}", until="final")
            sent = by_channel(event)["email"]
            # It was decided by the address of its moment; sent to that, or to a newer one.
            number = int(sent["address"].split("@")[0].rsplit("-", 1)[1])
            assert number >= i, (user, i, sent["address"])
            assert sent["state"] == "delivered"
            created.append(sent["created_at"])
        assert created == sorted(created), user
    if system.engine == "cluster":
        more = steps_of_notifiers(system)
        assert all(after > before for before, after in zip(shared, more)), (shared, more)


def steps_of_notifiers(system):
    """How often each has had something to do."""
    line = 'tidings_step_duration_seconds_count{service="notifier"} '
    steps = []
    for number in range(len(system.of("notifier"))):
        metrics = system.at("notifier", number).get("/metrics").body.decode()
        found = [text.removeprefix(line) for text in metrics.splitlines() if text.startswith(line)]
        steps.append(sum(map(float, found)))
    return steps


def wait_until_shared(system):
    """Until each notifier has partitions, and so decides some of what comes: several times, for there is one
    thing that it does at its start without any."""
    numbers = itertools.count()
    seen = [steps_of_notifiers(system)]

    def all_work():
        system.send([registered(f"early{next(numbers)}") for _ in range(10)])
        steps = steps_of_notifiers(system)
        if all(now > before for now, before in zip(steps, seen[-1])):
            seen.append(steps)
        return len(seen) > 3 and steps

    return wait_until(all_work, "each notifier to decide some")
