import http.client
import json
import socket

from servers import distributions
from servers.server import Server, free_port


class Toxiproxy(Server):
    """TCP proxies that disturb what goes through them: latency, silence, resets, narrow lines, partitions."""

    name = "toxiproxy"

    def __init__(self, folder=None, port=None):
        super().__init__(folder, port)
        self.proxies = []

    def prepare(self):
        self._program = distributions.toxiproxy()

    def command(self):
        return [str(self._program), "-host", "127.0.0.1", "-port", str(self.port)]

    def environment(self):
        return {"LOG_LEVEL": "warn"}

    def answers(self):
        try:
            return self.ask("GET", "/version") is not None
        except OSError:
            return False

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            content = json.dumps(body) if body is not None else None
            connection.request(method, path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status >= 300:
            raise RuntimeError(f"toxiproxy answered {method} {path} with {answer.status}: {text}")
        return json.loads(text) if text else {}

    def before(self, name, upstream, port=None):
        """A proxy on a port of loopback that leads to `upstream` (host:port)."""
        self.proxies.append(Proxy(self, name, upstream, port or free_port()))
        return self.proxies[-1]

    @property
    def url(self):
        return f"http://{self.address}"


class Proxy:
    """One of them. What disturbs it stays until heal()."""

    def __init__(self, toxiproxy, name, upstream, port):
        self.toxiproxy = toxiproxy
        self.name = name
        self.port = port
        self.address = f"127.0.0.1:{port}"
        made = {"name": name, "listen": self.address, "upstream": upstream, "enabled": True}
        toxiproxy.ask("POST", "/proxies", made)

    def add(self, kind, direction, share=1.0, **attributes):
        """A toxic of toxiproxy's, `upstream` or `downstream`, for new and open connections."""
        toxic = {"type": kind, "stream": direction, "toxicity": share, "attributes": attributes}
        self.toxiproxy.ask("POST", f"/proxies/{self.name}/toxics", toxic)

    def delay(self, milliseconds, jitter=0):
        self.add("latency", "upstream", latency=milliseconds, jitter=jitter)
        self.add("latency", "downstream", latency=milliseconds, jitter=jitter)

    def narrow(self, kilobytes_per_second):
        self.add("bandwidth", "upstream", rate=kilobytes_per_second)
        self.add("bandwidth", "downstream", rate=kilobytes_per_second)

    def silence(self, *directions):
        """Nothing comes through and nothing is closed: a partition, or with one direction half of it."""
        for direction in directions or ("upstream", "downstream"):
            self.add("timeout", direction, timeout=0)

    def reset(self, after_milliseconds=0):
        """Connections are reset, those to come as well."""
        self.add("reset_peer", "downstream", timeout=after_milliseconds)

    def close_after(self, count):
        """Each connection is closed once so many bytes have come back through it."""
        self.add("limit_data", "downstream", bytes=count)

    def refuse(self):
        """Open connections are closed, and nobody listens."""
        self.toxiproxy.ask("POST", f"/proxies/{self.name}", {"enabled": False})

    def heal(self):
        for toxic in self.toxiproxy.ask("GET", f"/proxies/{self.name}/toxics"):
            self.toxiproxy.ask("DELETE", f"/proxies/{self.name}/toxics/{toxic['name']}")
        self.toxiproxy.ask("POST", f"/proxies/{self.name}", {"enabled": True})

    def lead_to(self, upstream):
        """Another address behind it, with the toxics as they are."""
        self.toxiproxy.ask("POST", f"/proxies/{self.name}", {"upstream": upstream})

    def listens(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False
