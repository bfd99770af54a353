import os
import shutil
import socket
import struct
import subprocess

from servers import distributions
from servers.server import Server

NOBODY = 65534
PROTOCOL = 3 << 16  # version 3.0 of the protocol


class Postgres(Server):
    """PostgreSQL 16 with one superuser, `tidings`. It trusts whoever comes from loopback."""

    name = "postgres"
    run_as = NOBODY if os.geteuid() == 0 else None  # it refuses to run as root

    def prepare(self):
        self._programs = distributions.postgres() / "bin"
        self.folder.chmod(0o755)
        self._data = self.folder / "data"
        if (self._data / "postgresql.conf").exists():
            return
        shutil.rmtree(self._data, ignore_errors=True)  # of a making that was cut short
        self._data.mkdir(mode=0o700)
        if self.run_as:
            os.chown(self._data, self.run_as, self.run_as)
        subprocess.run(
            [
                self._programs / "initdb", "-D", self._data, "-U", "tidings", "-A", "trust",
                "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions",
            ],
            user=self.run_as,
            group=self.run_as,
            extra_groups=[] if self.run_as else None,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def command(self):
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "timezone": "UTC",
            "recovery_init_sync_method": "syncfs",  # after a kill, of a folder with many databases
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self._programs / "postgres"), "-D", str(self._data), *options]

    def answers(self):
        try:
            with self.logged_in():
                return True
        except OSError:
            return False

    def logged_in(self):
        """A connection that it let in and that asks for nothing. OSError while it starts or recovers, and
        where it has none left."""
        names = b"user\0tidings\0database\0postgres\0\0"
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=1)
        try:
            connection.sendall(struct.pack(">ii", 8 + len(names), PROTOCOL) + names)
            if connection.recv(1) != b"R":
                raise ConnectionRefusedError("PostgreSQL lets nobody in")
        except OSError:
            connection.close()
            raise
        return connection

    @property
    def url(self):
        return f"postgresql://tidings@{self.address}/postgres"
