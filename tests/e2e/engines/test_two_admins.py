"""Several admins at once: a version of the catalog says one thing, whoever was asked for it."""

from concurrent.futures import ThreadPoolExecutor

from server import wait_until

TYPE = "/v1/event-types/order.completed"
CHANGES = 12


def changes(admin, name):
    """Changes the type again and again; answers what each version says, of those that were taken."""
    taken = {}
    body = {k: v for k, v in admin.get(TYPE).json.items() if k not in ("name", "version")}
    for number in range(CHANGES):
        body["category"] = f"{name}{number}"
        answer = admin.put(TYPE, body)
        assert answer.status in (200, 409), answer
        if answer.status == 200:
            taken[answer.json["version"]] = body["category"]
    return taken


def test_no_version_that_was_taken_is_lost_or_given_twice(cluster):
    system = cluster(counts={"admin": 2})
    before = system.get(TYPE).json["version"]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(changes, (system.at("admin", 0), system.at("admin", 1)), ("a", "b"))
    assert first and second and not first.keys() & second.keys()
    taken = first | second
    assert sorted(taken) == list(range(before + 1, before + 1 + len(taken)))
    newest = max(taken)
    for number in (0, 1):
        admin = system.at("admin", number)
        wait_until(lambda a=admin: a.get(TYPE).json["version"] == newest, "the newest version")
        assert admin.get(TYPE).json["category"] == taken[newest]
    system.of("admin")[1].restart()
    assert system.at("admin", 1).get(TYPE).json["category"] == taken[newest]
