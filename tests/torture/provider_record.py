"""The provider's side of it: the recorder's process, and what it has written down."""

import socket
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from servers.server import Server
from smtp_recorder import read_lines


class Provider(Server):
    """The recorder, as a server that can be killed and started again on the same record."""

    name = "provider"

    def __init__(self, folder, slow=0.0):
        super().__init__(folder)
        self.record = Path(folder) / "record.jsonl"
        self.slow = slow

    def command(self):
        program = Path(__file__).with_name("smtp_recorder.py")
        return [sys.executable, str(program), str(self.port), str(self.record), "--slow", str(self.slow)]

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                return connection.recv(3) == b"220"
        except OSError:
            return False


@dataclass(frozen=True)
class Send:
    """A message as it came to whoever delivers it."""

    at: float  # seconds since 1970
    key: str  # what names the notification to the provider
    taken: bool
    to: str  # the address
    sender: str = ""  # the process that sent it, by its own word


def smtp_sends(path):
    return [
        Send(line["at"], line["key"].partition("@")[0], line["answer"] == 250, line["to"], line["from"])
        for line in read_lines(path)
    ]


def taken_by_key(sends):
    """What was taken, by key, in its order."""
    found = defaultdict(list)
    for send in sorted(sends, key=lambda send: send.at):
        if send.taken:
            found[send.key].append(send)
    return found


def by_key(sends):
    """The moments of what was taken, by key, in their order."""
    return {key: [send.at for send in taken] for key, taken in taken_by_key(sends).items()}


def count_lines(path, start=0):
    """How many lines there are beyond `start` bytes, and how far that is."""
    try:
        with open(path, "rb") as file:
            file.seek(start)
            text = file.read()
    except FileNotFoundError:
        return 0, start
    return text.count(b"\n"), start + len(text)
