import socket

from servers import distributions
from servers.server import Server


class Redis(Server):
    """Redis 7, which writes its append-only file every second, as `redis.conf` of a careful operator says."""

    name = "redis"

    def prepare(self):
        self._program = distributions.redis()

    def command(self):
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return [self._program, *options, "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]

    def answers(self):
        try:
            return self.ask("PING") == "+PONG"
        except OSError:
            return False

    def ask(self, *words: str) -> str:
        """The first line of the answer to a command."""
        request = f"*{len(words)}\r\n" + "".join(f"${len(w)}\r\n{w}\r\n" for w in words)
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(request.encode())
            with connection.makefile("rb") as answer:
                return answer.readline().decode().rstrip("\r\n")

    @property
    def url(self):
        return f"redis://{self.address}/0"
