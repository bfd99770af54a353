import os
import shutil
import socket
import struct
import subprocess

from servers import distributions
from servers.server import Server, free_port

CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw"
API_VERSIONS = 18  # the number of that request in Kafka's protocol

LOGGING = """<Configuration><Appenders><Console name="C"><PatternLayout pattern="%d %p %c{1} %m%n"/></Console>
</Appenders><Loggers><Root level="warn"><AppenderRef ref="C"/></Root></Loggers></Configuration>
"""


class Kafka(Server):
    """A Kafka 4.1 broker, which is its own controller (KRaft)."""

    name = "kafka"

    def __init__(self, folder=None, port=None, advertised=None):
        super().__init__(folder, port)
        self.advertised = advertised or self.address  # a proxy's, where one stands before it

    def prepare(self):
        self._classes = f"{distributions.kafka()}/*"
        properties = self.folder / "server.properties"
        if properties.exists():
            return
        controller = free_port()
        settings = {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"PLAINTEXT://{self.advertised}",
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            "log.dirs": self.folder / "data",
            "offsets.topic.replication.factor": 1,
            "offsets.topic.num.partitions": 3,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "group.initial.rebalance.delay.ms": 0,
            "auto.create.topics.enable": "false",
        }
        (self.folder / "log4j2.xml").write_text(LOGGING, encoding="utf-8")
        unformatted = self.folder / "unformatted.properties"
        unformatted.write_text("".join(f"{k}={v}\n" for k, v in settings.items()), encoding="utf-8")
        shutil.rmtree(self.folder / "data", ignore_errors=True)  # of a making that was cut short
        format_it = ["kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", unformatted]
        subprocess.run(
            ["java", "-cp", self._classes, *format_it],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        unformatted.rename(properties)

    def command(self):
        logging = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.xml'}"
        return [
            "java", "-Xms256m", "-Xmx768m", logging, "-cp", self._classes,
            "kafka.Kafka", str(self.folder / "server.properties"),
        ]

    def answers(self):
        """It accepts connections early, and answers the first request when it is ready."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(struct.pack(">ihhih", 10, API_VERSIONS, 0, 1, -1))
                return len(connection.recv(4)) == 4
        except OSError:
            return False

    def tool(self, name: str, *arguments: str, stdin: str = "") -> str:
        """Runs one of Kafka's own command-line tools, by its class, and returns what it prints."""
        done = subprocess.run(
            ["java", "-Xmx256m", "-cp", self._classes, name, *arguments],
            input=stdin, capture_output=True, text=True, check=False, env=dict(os.environ),
        )
        if done.returncode != 0:
            raise RuntimeError(f"{name} failed: {done.stdout}{done.stderr}")
        return done.stdout

    @property
    def url(self):
        return self.address
