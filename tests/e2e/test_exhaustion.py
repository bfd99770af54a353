"""What the server runs out of beside the room for its data: descriptors, and room for its own log."""

import contextlib
import os
import resource
import select
import socket

import disks
from events import registered
from server import TIDINGS, check_log_lines, wait_until

# What is said by a server that can open nothing more.
SHORT = ["Too many open files", "a step failed and will be repeated", "a part is missing"]


def limit_descriptors(server, soft):
    process = server.process.pid
    hard = resource.prlimit(process, resource.RLIMIT_NOFILE)[1]
    resource.prlimit(process, resource.RLIMIT_NOFILE, (soft, hard))


@contextlib.contextmanager
def idle_connections(server, count):
    """So many that say nothing; fewer where the kernel holds no more for it."""
    with contextlib.ExitStack() as held:
        for _ in range(count):
            with contextlib.suppress(OSError):
                address = ("127.0.0.1", server.port)
                held.enter_context(socket.create_connection(address, timeout=1))
        yield


def answer(server):
    """What somebody is told who comes now; None where nobody answers within a second. Who is turned away is
    told so before they ask."""
    place = ("127.0.0.1", server.port)
    with contextlib.suppress(OSError), socket.create_connection(place, timeout=1) as comer:
        if not select.select([comer], [], [], 0.05)[0]:
            comer.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return comer.recv(1000)[9:12].decode() or None
    return None


def test_without_descriptors_what_is_open_goes_on_and_others_come_in_again(serve):
    server = serve()
    server.expected_errors = SHORT
    server.settle(registered("before"))
    limit_descriptors(server, len(os.listdir(f"/proc/{server.process.pid}/fd")) + 3)
    with idle_connections(server, 40):
        wait_until(lambda: answer(server) != "200", "nobody to be let in any more")
        # By the connection that it has: the log, the store and the provider behind it work.
        for i in range(20):
            server.settle(registered(f"u{i}"))
        assert server.get("/readyz").status == 200
    wait_until(lambda: answer(server) == "200", "others to be let in again")


def test_under_a_low_limit_those_beyond_it_are_refused_in_words(serve):
    """The soft limit is raised to the hard one, of which connections get what the rest does not need."""
    server = serve(command=("prlimit", "--nofile=64:400", "--", TIDINGS))
    with idle_connections(server, 300):
        wait_until(lambda: answer(server) == "503", "a refusal")
        server.settle(registered("ann"))
    wait_until(lambda: answer(server) == "200", "others to be let in again")


def test_a_log_on_a_full_disk_costs_lines_and_nothing_else(serve, tmp_path):
    with disks.mounted(tmp_path / "disk", "1m") as disk:
        server = serve("--log-level", "debug", started=False)
        server.log_file = disk / "log"
        server.start()
        ballast = disks.fill(disk)
        for i in range(50):
            assert server.settle(registered(f"u{i}"))["notifications"][0]["state"] == "delivered"
        assert server.get("/readyz").status == 200
        ballast.unlink()
        full = server.log_file.stat().st_size
        server.settle(registered("after"))
        wait_until(lambda: server.log_file.stat().st_size > full, "lines again")
        server.check_ledger()
        server.terminate()
        server.process = None
        gaps = [line for line in server.log().splitlines() if line.startswith("tidings: lines of the log")]
        assert len(gaps) == 1
        check_log_lines(server.log().replace(gaps[0] + "\n", ""), [])
