"""The command line against either engine; on a cluster, gateway and admin are asked each for its own."""

import json

from bounds import seconds
from events import completed
from server import wait_until

ORDER = ("order_id=A-1042", "total=59.9", "currency=EUR")


def answer(system, *arguments):
    done = system.cli(*arguments, "--json")
    assert done.returncode == 0, (arguments, done.stderr)
    return json.loads(done.stdout)


def test_an_event_is_sent_listed_and_explained(system, name):
    set_user = system.cli("user", "set", name, "--email", f"{name}@example.org")
    assert set_user.returncode == 0, set_user.stderr
    sent = answer(system, "send", "order.completed", "--user", name, *ORDER, "--wait", "20s")
    (listed,) = answer(system, "list", "--event-id", sent["id"])["items"]
    assert listed["state"] == "delivered"
    explained = system.cli("explain", sent["id"]).stdout
    assert f"email for {name}: delivered" in explained
    assert answer(system, "user", "get", name)["email"] == f"{name}@example.org"


def test_what_waits_is_cancelled(system, name):
    system.user(name, email=f"{name}@example.org")
    system.decide(completed(name, id=f"later-{name}", send_at="2090-01-01T00:00:00Z"))
    assert system.cli("cancel", f"later-{name}").returncode == 0
    (item,) = answer(system, "list", "--user", name)["items"]
    assert item["state"] == "cancelled"


def test_it_is_healthy_and_its_ledger_balances(system):
    assert answer(system, "health")["ready"]
    assert answer(system, "health", "--live", "--url", system.admin_url) == {"live": True}
    wait_until(lambda: system.cli("audit").returncode == 0, "the ledger to balance")


def test_the_demo_plays(system):
    places = ("--url", system.url, "--admin-url", system.admin_url)
    done = system.cli("demo", *places, timeout=seconds(120))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    assert "The ledger" in done.stdout
