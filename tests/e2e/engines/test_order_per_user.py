"""What is said of one user holds in the order in which it was said, however many notifiers share the work."""

from concurrent.futures import ThreadPoolExecutor

from events import by_channel, completed

USERS, ROUNDS = 8, 12


def test_an_event_sees_the_profile_changes_before_it_and_none_after(launch):
    system = launch(counts={"notifier": 2})

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
        assert_all_shared(system)


def assert_all_shared(system):
    """Each notifier has decided some; else this would show nothing."""
    for role in system.of("notifier"):
        metrics = system.at("notifier", system.of("notifier").index(role)).get("/metrics").body.decode()
        line = 'tidings_step_duration_seconds_count{service="notifier"} '
        steps = [float(text.removeprefix(line)) for text in metrics.splitlines() if text.startswith(line)]
        assert sum(steps) > 0, role.name
