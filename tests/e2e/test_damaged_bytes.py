"""Bytes of the data folder are cut off or changed, anywhere: a start has everything, or refuses in words.

TIDINGS_DAMAGES says how many damages of each file and kind are tried (4).
"""

import os
import random
import shutil

import pytest

from events import registered
from server import Server, run_tidings

DAMAGES = int(os.environ.get("TIDINGS_DAMAGES", "4"))
EVENTS = 40
FILES = ("tidings.db", "tidings.db-wal", "tidings.db-shm", "tidings.mark", "unsubscribe.key")


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """The folder of a server that was killed, with some of its record in the log and some in the file."""
    server = Server(tmp_path_factory.mktemp("killed")).start()
    fill(server, 0)
    server.terminate()
    server.start()
    fill(server, EVENTS // 2)
    server.kill()
    return server.data


def fill(server, first):
    for i in range(first, first + EVENTS // 2):
        server.settle(registered(f"u{i}", id=f"e{i}"))


def truncations(content, chance):
    """In the middle, and at its ends and the ends of pages, where it is the most likely."""
    size = len(content)
    places = {0, 1, size - 1, size // 2, max(size - 4096, 0), size // 4096 * 4096 // 2}
    places |= {chance.randrange(size) for _ in range(DAMAGES)}
    return [content[:left] for left in sorted(places) if left < size]


def flips(content, chance):
    out = []
    for _ in range(DAMAGES):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        out.append(bytes(changed))
    return out


def wipes(content, chance):
    """A sector of zeros, or of something else, as a disk may give back."""
    out = []
    for number in range(DAMAGES):
        at = chance.randrange(max(len(content) // 512, 1)) * 512
        sector = bytes(512) if number % 2 else chance.randbytes(512)
        out.append((content[:at] + sector + content[at + 512 :])[: len(content)])
    return out


def start_or_refusal(data):
    """How many events it has, or why it did not start."""
    opened = run_tidings("migrate", "--data-dir", data)
    assert opened.returncode in (0, 1), opened
    if opened.returncode == 1:
        return opened.stderr
    server = Server(data.parent)
    try:
        server.launch().wait_until_listening()
    except AssertionError:
        assert server.process.wait() == 1, server.log()
        return server.log()
    try:
        return events_of(server)
    finally:
        server.kill()


def events_of(server):
    """How many it has and can show whole, or what it says where it meets the damage."""
    for path in ["/v1/ledger?recount=true", *(f"/v1/events/e{i}" for i in range(EVENTS))]:
        answer = server.get(path)
        if answer.status == 500:
            return answer.json["detail"] + server.log()
        assert answer.status == 200, (path, answer)
    return server.ledger(recount="true")["events"]


@pytest.mark.timeout(120 + 20 * DAMAGES)
@pytest.mark.parametrize("damage", [truncations, flips, wipes], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", FILES)
def test_damage_is_refused_in_words_or_costs_nothing(left, tmp_path, name, damage):
    content = (left / name).read_bytes()
    chance = random.Random(f"{name} {damage.__name__}")
    refused = 0
    for number, damaged in enumerate(damage(content, chance)):
        data = tmp_path / str(number) / "data"
        shutil.copytree(left, data)
        (data / name).write_bytes(damaged)
        found = start_or_refusal(data)
        if isinstance(found, int):
            assert found == EVENTS, f"damage {number} of {name} lost {EVENTS - found} events silently"
        else:
            refused += 1
            assert any(word in found for word in ("tidings.db", "tidings.mark", name, "damaged")), found
    if name == "unsubscribe.key":
        assert refused > 0
