"""The program as separate processes, a role each, over real servers."""

import contextlib
import itertools
import re
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from pg8000.native import Connection

from server import (
    START_SECONDS,
    STOP_SECONDS,
    TIDINGS,
    Api,
    changed_flags,
    check_log_lines,
    environment,
    run_tidings,
    wait_until,
)
from servers import Kafka, Postgres, Redis

ROLES = ("gateway", "notifier", "worker", "admin")

# What DESIGN calls the gateway's rows; the admin has the others.
GATEWAY = re.compile(r"(POST /v1/events$)|((PUT|PATCH|DELETE) /v1/users/)|(\w+ /v1/unsubscribe/)")

# Redis has sixteen databases, and a cluster that is finished leaves its own empty.
databases = itertools.cycle(range(16))
numbers = itertools.count(1)


@dataclass
class Servers:
    """The three of them, for all clusters of a session."""

    kafka: Kafka = field(default_factory=Kafka)
    postgres: Postgres = field(default_factory=Postgres)
    redis: Redis = field(default_factory=Redis)

    def all(self):
        return (self.kafka, self.postgres, self.redis)

    def start(self):
        for server in self.all():
            server.start()
        return self

    def heal(self):
        """After a test that has killed or paused some."""
        for server in self.all():
            server.heal()

    def close(self):
        for server in self.all():
            server.close()


class Role:
    """One process of a cluster, and those that take its place."""

    def __init__(self, cluster, role, number):
        self.cluster = cluster
        self.role = role
        self.name = f"{role}-{number}"
        self.log_file = cluster.folder / f"{self.name}.log"
        self.port = 0
        self.process = None
        self.env = None  # its own, instead of the cluster's
        self.program = TIDINGS  # of which version it is

    def launch(self):
        """Without waiting for it to be ready."""
        self.offset = self.log_file.stat().st_size if self.log_file.exists() else 0
        listen = f"127.0.0.1:{self.port}"  # the port of before, so that its address stays
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--roles", self.role, "--http-listen", listen, *self.cluster.flags],
                stdout=log, stderr=log, env=self.env or self.cluster.env, cwd=self.cluster.folder,
            )
        return self

    def start(self):
        return self.launch().wait_until_ready()

    def wait_until_ready(self):
        return self.wait_until_listening().wait_for_parts()

    def wait_until_listening(self):
        ready = wait_until(self._ready_line, f"{self.name} to start", START_SECONDS)
        self.port = int(ready.group(1))
        return self

    def wait_for_parts(self):
        """Until it has found all servers that it needs."""
        api = Api(self.port)
        wait_until(
            lambda: (r := api.get("/readyz")).status == 200 and all(r.json["parts"].values()),
            f"readiness of {self.name}", START_SECONDS,
        )
        return self

    def _ready_line(self):
        with self.log_file.open(encoding="utf-8", errors="replace") as log:
            log.seek(self.offset)
            text = log.read()
        assert self.process.poll() is None, f"{self.name} ended with {self.process.returncode}: {text}"
        return re.search(r"message=ready url=http://[\d.]+:(\d+) ", text)

    def running(self):
        return self.process is not None and self.process.poll() is None

    def terminate(self):
        """SIGTERM, which must end it with 0."""
        self.process.send_signal(signal.SIGTERM)
        self.ended()

    def ended(self):
        code = self.process.wait(STOP_SECONDS)
        assert code == 0, f"{self.name} ended with {code}: {self.log()[-3000:]}"

    def kill(self):
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def restart(self):
        self.terminate()
        return self.start()

    def log(self):
        return self.log_file.read_text(encoding="utf-8", errors="replace")


class Cluster(Api):
    """Asks the gateway for what the gateway serves, and the admin for the rest."""

    engine = "cluster"
    queues = "tidings."  # what the names of Celery's queues begin with

    def __init__(self, folder, servers, *flags, counts=None, env=None):
        super().__init__(0)
        self.folder = Path(folder)
        self.servers = servers
        self.outbox_file = self.folder / "outbox.jsonl"
        number = next(numbers)
        self.prefix = f"t{number}."
        self.database = next(databases)
        redis_url = f"redis://{servers.redis.address}/{self.database}"
        self.postgres_url = f"postgresql://tidings@{servers.postgres.address}/tidings{number}"
        self.places = [
            "--engine", "cluster",
            "--kafka-brokers", servers.kafka.address, "--kafka-topic-prefix", self.prefix,
            "--redis-url", redis_url,
            "--postgres-url", self.postgres_url,
        ]
        self.flags = [*self.places, "--outbox-file", str(self.outbox_file), *flags]
        self.env = environment(env)
        self.expected_errors = []
        self.prepared = False
        counts = counts or {}
        self.roles = []
        for role in ROLES:
            for _ in range(counts.get(role, 1)):
                self.add(role)

    def of(self, role):
        return [r for r in self.roles if r.role == role]

    def add(self, role):
        """One more process, to be started."""
        self.roles.append(Role(self, role, len(self.of(role)) + 1))
        return self.roles[-1]

    def connected(self, database=None):
        """A person's connection to its database, or to another one of the server."""
        user, host, port, own = re.match(r"postgresql://(\w+)@(.*):(\d+)/(\w+)", self.postgres_url).groups()
        made = Connection(user, host=host, port=int(port), database=database or own)
        return contextlib.closing(made)

    @property
    def database_name(self):
        return self.postgres_url.rsplit("/", 1)[1]

    def change_flags(self, name, value):
        """For processes that start from now on."""
        self.flags = changed_flags(self.flags, name, value)

    def prepare(self, program=TIDINGS):
        for command in ("migrate", "init"):
            partitions = ["--kafka-partitions", "4"] if command == "init" else []
            done = run_tidings(command, *self.places, *partitions, program=program)
            assert done.returncode == 0, done
        self.prepared = True
        return self

    def start(self):
        if not self.prepared:
            self.prepare()
        for role in self.roles:
            role.launch()
        for role in self.roles:
            role.wait_until_ready()
        return self

    def wait_for_parts(self):
        """After an outage, until every role has found its servers again."""
        for role in self.roles:
            role.wait_for_parts()

    def terminate(self):
        """SIGTERM to all at once, which must end each with 0."""
        for role in self.roles:
            role.process.send_signal(signal.SIGTERM)
        for role in self.roles:
            role.ended()

    def request(self, method, path, *arguments, **options):
        role = "gateway" if GATEWAY.match(f"{method} {path}") else "admin"
        return self.at(role).request(method, path, *arguments, **options)

    def at(self, role, number=0):
        """The interface of one process."""
        process = self.of(role)[number]
        connections = self.local.__dict__.setdefault("apis", {})
        known = connections.get(process.name)
        if known is None or known.port != process.port:
            known = connections[process.name] = Api(process.port)
        known.key = self.key
        return known

    @property
    def url(self):
        return f"http://127.0.0.1:{self.of('gateway')[0].port}"

    @property
    def admin_url(self):
        return f"http://127.0.0.1:{self.of('admin')[0].port}"

    def cli(self, *arguments, **options):
        places = {"TIDINGS_URL": self.url, "TIDINGS_ADMIN_URL": self.admin_url}
        return run_tidings(*arguments, env=places, **options)

    def finish(self):
        """Ends it; every test that used it fails when something is wrong now."""
        try:
            dead = [r.name for r in self.roles if r.process and not r.running()]
            assert not dead, f"died: {dead}: {[r.log()[-2000:] for r in self.roles if r.name in dead]}"
            self.check_ledger()
            self.terminate()
            for role in self.roles:
                check_log_lines(role.log(), self.expected_errors)
        finally:
            for role in self.roles:
                if role.running():
                    role.kill()
            self.servers.redis.ask("FLUSHDB", database=self.database)
