import socket

from servers import distributions
from servers.server import Server


class Redis(Server):
    """Redis 7, which writes its append-only file every second, as `redis.conf` of a careful operator says."""

    name = "redis"
    more = ()  # options, for the next start

    def prepare(self):
        self._program = distributions.redis()

    def command(self):
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return [self._program, *options, "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
                *self.more]

    def answers(self):
        try:
            return self.ask("PING") == "+PONG"
        except OSError:
            return False

    def ask(self, *words: str, database: int = 0) -> str:
        """The first line of the answer to a command."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            with connection.makefile("rb") as answers:
                for command in (("SELECT", str(database)), words):
                    request = f"*{len(command)}\r\n" + "".join(f"${len(w)}\r\n{w}\r\n" for w in command)
                    connection.sendall(request.encode())
                    answer = answers.readline().decode().rstrip("\r\n")
                return answer

    @property
    def url(self):
        return f"redis://{self.address}/0"
