"""deploy/docker-compose.yml on a real engine: it comes up, works, scales, keeps its data and goes.

`./dev test compose` runs it, and nothing else does: the image alone takes minutes to build. The cases share
one system and are meant to run in this order. TIDINGS_TEST_IMAGE names an image that is there already.
"""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TIDINGS = Path(os.environ.get("TIDINGS_BIN", ROOT / "build/release/tidings"))
ROLES = {"gateway", "notifier", "worker", "admin"}
SERVERS = {"kafka", "postgres", "redis"}
ONCE = {"db-migrate", "kafka-init"}
READY_SECONDS = 60
ORDER = {"order_id": "A-1042", "total": 59.9, "currency": "EUR"}

pytestmark = pytest.mark.timeout(2400)


def engine_fault():
    if not shutil.which("docker"):
        return "docker is not installed"
    for command in (["docker", "compose", "version"], ["docker", "info"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return f"`{' '.join(command)}` fails: {done.stderr.strip().splitlines()[-1:]}"
    return None


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(look, what, allowed=READY_SECONDS):
    deadline = time.monotonic() + allowed
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"waited {allowed} s in vain for {what}")


class System:
    """The project of the Compose file, under a name and on ports of its own."""

    def __init__(self):
        self.gateway_port, self.admin_port = free_port(), free_port()
        self.gateway = f"http://127.0.0.1:{self.gateway_port}"
        self.admin = f"http://127.0.0.1:{self.admin_port}"
        self.env = {
            **os.environ,
            "IMAGE": os.environ.get("TIDINGS_TEST_IMAGE", "tidings:test"),
            "GATEWAY_PORT": str(self.gateway_port),
            "ADMIN_PORT": str(self.admin_port),
            "POSTGRES_PASSWORD": "p@ss/w:ord%",
        }
        if "DOCKER_BUILDKIT" not in self.env and not self.succeeds("docker", "buildx", "version"):
            self.env["DOCKER_BUILDKIT"] = "0"

    def succeeds(self, *command):
        return subprocess.run(command, capture_output=True, env=self.env, check=False).returncode == 0

    def compose(self, *arguments, check=True):
        done = subprocess.run(
            ["docker", "compose", "-p", "tidings-test", "-f", "deploy/docker-compose.yml", *arguments],
            capture_output=True, text=True, env=self.env, cwd=ROOT, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}{self.logs()}"
        return done

    def logs(self):
        return self.compose("logs", "--no-color", "--tail", "20", check=False).stdout[-8000:]

    def containers(self):
        """What the engine says of each, with the name of its service."""
        ids = self.compose("ps", "--all", "--quiet").stdout.split()
        if not ids:
            return []
        said = subprocess.run(["docker", "inspect", *ids], capture_output=True, text=True, check=True)
        found = json.loads(said.stdout)
        for container in found:
            container["service"] = container["Config"]["Labels"]["com.docker.compose.service"]
        return found

    def of(self, service):
        return [c for c in self.containers() if c["service"] == service]

    def all_healthy(self):
        states = [c["State"] for c in self.containers() if c["service"] not in ONCE]
        return bool(states) and all(s.get("Health", {}).get("Status") == "healthy" for s in states)

    def up(self, *arguments):
        begin = time.monotonic()
        self.compose("up", "--detach", "--no-build", *arguments)
        wait_until(self.all_healthy, f"health: {self.compose('ps', '--all').stdout}{self.logs()}")
        return time.monotonic() - begin

    def ask(self, url, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), json.loads(answer.read())

    def send(self, user, wait="30s"):
        """An event to somebody new; what became of it."""
        data = {"name": "Ann", "email": f"{user}@example.org"}
        event = {"type": "user.registered", "user": user, "data": data}
        status, headers, _ = self.ask(f"{self.gateway}/v1/events", event)
        assert status == 202
        assert headers["Location"].startswith(self.admin)
        # The event is found once it has been decided.
        separator = "&" if "?" in headers["Location"] else "?"
        return self.ask(f"{headers['Location']}{separator}wait={wait}&until=final")[2]


@pytest.fixture(name="system", scope="module")
def _system():
    if fault := engine_fault():
        pytest.skip(f"the Compose file cannot be tried here: {fault}")
    system = System()
    if "TIDINGS_TEST_IMAGE" not in os.environ:
        begin = time.monotonic()
        system.compose("build", "--quiet")
        print(f"\nthe image was built in {time.monotonic() - begin:.0f} s")
    system.compose("down", "--volumes", "--remove-orphans")  # of an earlier run that was stopped
    try:
        system.took = system.up()
        print(f"it was ready after {system.took:.1f} s")
        yield system
    finally:
        system.compose("down", "--volumes", "--remove-orphans", "--timeout", "40")


def states_of(event):
    return {n["channel"]: n["state"] for n in event["notifications"]}


def test_it_is_ready_within_a_minute_and_seeded(system):
    assert system.took < READY_SECONDS
    for url in (system.gateway, system.admin):
        assert system.ask(f"{url}/readyz")[2]["ready"]
    for service in ONCE:
        assert [c["State"]["ExitCode"] for c in system.of(service)] == [0], service
    for event_type in ("user.registered", "order.completed", "payment.failed"):
        assert system.ask(f"{system.admin}/v1/event-types/{event_type}")[2]["version"] == 1


def test_an_event_is_delivered(system):
    event = system.send("ann")
    assert states_of(event) == {"email": "delivered"}
    # The gateway sends on what only the admin answers, so that one address is enough for a client.
    assert system.ask(f"{system.gateway}/v1/notifications?user=ann")[2]["items"][0]["state"] == "delivered"


def test_every_container_has_only_what_it_needs(system):
    for container in system.containers():
        name, host = container["Name"], container["HostConfig"]
        assert host["CapDrop"] == ["ALL"], name
        assert "no-new-privileges:true" in host["SecurityOpt"], name
        published = [p for ports in (host["PortBindings"] or {}).values() for p in ports]
        assert all(p["HostIp"] == "127.0.0.1" for p in published), name
        if container["service"] in SERVERS:
            assert not published, name
            continue
        assert host["ReadonlyRootfs"], name
        assert container["Config"]["User"] == "10001:10001", name
        if container["service"] in ROLES:
            assert container["Config"]["Healthcheck"]["Test"] == ["CMD", "tidings", "health"], name
            assert host["RestartPolicy"]["Name"] == "unless-stopped", name


def test_workers_and_notifiers_scale(system):
    system.up("--no-recreate", "--scale", "worker=3", "--scale", "notifier=2")
    assert (len(system.of("worker")), len(system.of("notifier"))) == (3, 2)
    users = [f"user{i}" for i in range(40)]
    for user in users:
        event = {"type": "order.completed", "user": user, "channels": ["email"],
                 "data": {**ORDER, "email": f"{user}@example.org"}}  # fmt: skip
        assert system.ask(f"{system.gateway}/v1/events", event)[0] == 202
    query = "type=order.completed&state=delivered&limit=500"

    def all_delivered():
        items = system.ask(f"{system.admin}/v1/notifications?{query}")[2]["items"]
        return {item["user"] for item in items} >= set(users)

    wait_until(all_delivered, "40 deliveries")


def test_the_demo_plays_from_inside(system):
    places = ("--url", "http://gateway:8080", "--admin-url", "http://admin:8081")
    done = system.compose("run", "--rm", "cli", "demo", *places)
    assert "✗" not in done.stdout
    for title in ("nine notifications", "A retry", "A quiet hour", "A dead letter", "The ledger"):
        assert title in done.stdout, done.stdout


@pytest.mark.skipif(not TIDINGS.exists(), reason="no program outside of the image; ./dev build makes it")
def test_the_demo_plays_from_outside_by_the_gateway_alone(system):
    command = [TIDINGS, "demo", "--url", system.gateway]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_line_works_inside(system):
    listed = system.compose("run", "--rm", "cli", "list", "--user", "ann", "--json").stdout
    assert json.loads(listed)["items"][0]["state"] == "delivered"
    assert "the ledger balances" in system.compose("run", "--rm", "cli", "audit").stdout


def test_a_role_without_its_server_is_unhealthy_until_it_is_back(system):
    def health():
        return system.of("admin")[0]["State"]["Health"]["Status"]

    system.compose("stop", "postgres")
    wait_until(lambda: health() == "unhealthy", "the admin to be unhealthy")
    system.compose("start", "postgres")
    wait_until(lambda: health() == "healthy", "the admin to be healthy again")


def test_it_ends_in_good_order_and_comes_back_with_its_data(system):
    system.compose("stop", *ROLES)
    for role in ROLES:
        assert {c["State"]["ExitCode"] for c in system.of(role)} == {0}, role
    system.compose("down")  # the volumes stay
    system.up()  # migrate and init find that there is nothing to do
    items = system.ask(f"{system.admin}/v1/notifications?user=ann")[2]["items"]
    assert [item["state"] for item in items] == ["delivered"]
    assert states_of(system.send("bea")) == {"email": "delivered"}
