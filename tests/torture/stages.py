"""What is tortured: a system of either engine with its servers, proxies before them, and the provider."""

import shutil
import signal
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from checks import DRAIN
from cluster import Cluster
from mails import smtp_flags
from moments import moment
from provider_record import Provider, Send, smtp_sends
from smtp_recorder import read_lines
from server import STOP_SECONDS, Server
from servers import Kafka, Postgres, Redis, Toxiproxy
from servers.server import free_port

# Outages last for seconds here, and retries with them. Without core dumps only root sees a process' files.
FLAGS = (
    "--core-dumps",
    *("--retry-delays", "1s,2s,4s,8s,15s,30s,30s,30s", "--smtp-timeout", "10s"),
    *("--drain-timeout", f"{DRAIN:.0f}s", "--queue-lost-after", "30s"),
)


PATIENCE = 240  # seconds for a server to start, on a machine that is busy with everything else


@dataclass
class Ending:
    name: str  # of the process
    code: int
    begun: float  # seconds since 1970
    ended: float


class Victim:
    """A process of the program: what is done to it, and whether it should be running."""

    def __init__(self, name, system):
        self.name = name
        self.system = system  # a Server or a Role
        self.down = False  # on purpose
        self.faults = []
        self.endings = []  # that are no clean ones, of those that SIGTERM began
        # Between a look at what runs and a fault that ends it and starts the next.
        self.moving = threading.RLock()

    @property
    def pid(self):
        return self.system.process.pid

    def signal(self, number):
        self.system.process.send_signal(number)

    def take_down(self):
        with self.moving:
            self.down = True

    def kill(self):
        self.take_down()
        self.system.process.kill()
        self.system.process.wait(STOP_SECONDS)

    def terminate(self):
        self.take_down()
        begun, at = self.listens(), time.time()
        self.signal(signal.SIGTERM)
        code = self.system.process.wait(STOP_SECONDS)
        if code != 0 and (begun or code != -signal.SIGTERM):  # one that has hardly begun may just end
            self.endings.append(Ending(self.name, code, at, time.time()))

    def listens(self):
        try:
            with socket.create_connection(("127.0.0.1", self.system.port), timeout=1):
                return True
        except OSError:
            return False

    def launch(self):
        with self.moving:
            self.system.launch()
            self.down = False

    def look(self):
        """Starts it again where it has died by itself, which is a fault."""
        with self.moving:
            process = self.system.process
            if not self.down and process.poll() is not None:
                self.faults.append(f"{self.name} died with {process.returncode}: {self.system.log()[-1500:]}")
                self.launch()


class Stage:
    """Made with its servers running; `start` starts the program."""

    engine = ""

    def __init__(self, folder, slow=0.0):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.toxiproxy = Toxiproxy(self.folder / "toxiproxy").start()
        self.provider = Provider(self.folder / "provider", slow).start()
        self.networks = {"smtp": self.toxiproxy.before("smtp", self.provider.address)}
        self.servers = {"provider": self.provider}
        self.victims = {}
        self.system = None

    def smtp_flags(self):
        return smtp_flags(self.networks["smtp"].port)

    def look(self):
        for victim in self.victims.values():
            victim.look()

    def sends(self):
        """What the provider's side has written down: channel → sends."""
        found = {"email": smtp_sends(self.provider.record), "sms": [], "push": []}
        for sender, path in self.outboxes().items():
            for line in read_lines(path):
                at, taken = moment(line["at"]).timestamp(), line["outcome"] == "delivered"
                found[line["channel"]].append(
                    Send(at, line["notification_id"], taken, line["address"], sender)
                )
        return found

    def outboxes(self):
        """The files of the outbox provider, by the process that writes it."""
        return {"embedded": self.system.outbox_file}

    def records(self):
        """Files with a line for each send."""
        return [self.provider.record, *self.outboxes().values()]

    def heal(self):
        for proxy in self.networks.values():
            proxy.heal()
        for server in self.servers.values():
            server.heal()
        for victim in self.victims.values():
            if victim.down:
                victim.launch()
            victim.signal(signal.SIGCONT)

    def logs(self):
        return {name: victim.system.log() for name, victim in self.victims.items()}

    def processes(self):
        return {name: victim.pid for name, victim in self.victims.items()}

    def close(self):
        for victim in self.victims.values():
            if victim.system.running():
                victim.signal(signal.SIGCONT)
                victim.kill()
        for name, server in (*self.servers.items(), ("toxiproxy", self.toxiproxy)):
            if (server.folder / "log").exists():
                shutil.copy(server.folder / "log", self.folder / f"{name}.log")
            server.close()


class EmbeddedStage(Stage):
    engine = "embedded"

    def __init__(self, folder, *flags, slow=0.0):
        super().__init__(folder, slow)
        hello = ("--smtp-hello", "embedded")
        self.system = Server(self.folder, *FLAGS, *self.smtp_flags(), *hello, *flags)
        self.system.listen_port = free_port()
        self.victims = {"embedded": Victim("embedded", self.system)}

    def start(self):
        self.system.start()
        return self

    def wait_for_parts(self):
        self.system.wait_until_ready()

    def write_ahead_log(self):
        """In bytes."""
        return size_of(self.system.data / "tidings.db-wal")

    def metrics(self):
        return self.system.get("/metrics").body.decode()


class ClusterStage(Stage):
    engine = "cluster"
    counts = {"notifier": 2, "worker": 2}

    def __init__(self, folder, *flags, slow=0.0):
        super().__init__(folder, slow)
        self.kafka_port = free_port()  # of the proxy, which Kafka tells its clients to come to
        kafka = Kafka(self.folder / "kafka", advertised=f"127.0.0.1:{self.kafka_port}")
        # PostgreSQL runs as nobody, who cannot look into every folder, so it has one of its own.
        self.servers |= {"kafka": kafka, "postgres": Postgres(), "redis": Redis(self.folder / "redis")}
        places = _Behind()
        for name in ("kafka", "postgres", "redis"):
            self.servers[name].patience = PATIENCE
            server = self.servers[name].start()
            port = self.kafka_port if name == "kafka" else None
            self.networks[name] = self.toxiproxy.before(name, server.address, port)
            setattr(places, name, _Place(server, self.networks[name].address))
        self.system = Cluster(self.folder, places, *FLAGS, *self.smtp_flags(), *flags, counts=self.counts)
        self.victims = {role.name: Victim(role.name, role) for role in self.system.roles}
        self._let_workers_sign()

    def _let_workers_sign(self):
        """So that what a provider took tells who sent it."""
        place = self.system.flags.index("--outbox-file")
        del self.system.flags[place:place + 2]
        for name, path in self.outboxes().items():
            own = {"TIDINGS_SMTP_HELLO": name, "TIDINGS_OUTBOX_FILE": str(path)}
            self.victims[name].system.env = self.system.env | own

    def outboxes(self):
        workers = self.system.of("worker")
        return {worker.name: self.folder / f"outbox-{worker.name}.jsonl" for worker in workers}

    def start(self):
        self.system.start()
        return self

    def wait_for_parts(self):
        for role in self.system.roles:
            role.wait_until_ready()

    def write_ahead_log(self):
        """In bytes."""
        return sum(map(size_of, (self.servers["postgres"].folder / "data/pg_wal").iterdir()))

    def metrics(self):
        return self.system.at("notifier").get("/metrics").body.decode()


def size_of(path):
    """0 where it is not there, or not any more."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


class _Behind:
    """The three servers, as a cluster finds them: at their proxies."""


class _Place:
    def __init__(self, server, address):
        self.server = server
        self.address = address

    def ask(self, *words, **options):
        return self.server.ask(*words, **options)


STAGES = {"embedded": EmbeddedStage, "cluster": ClusterStage}
