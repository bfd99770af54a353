"""What bench/load/run_cluster runs: servers, roles, and the load generator for each rate."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/support")]

from servers import ALL  # noqa: E402
from servers.server import free_port  # noqa: E402

BIN = ROOT / "build/release"
SETTINGS = {"kafka": "--kafka-brokers", "postgres": "--postgres-url", "redis": "--redis-url"}
ROLES = ("gateway", "notifier", "worker", "admin")
RATES = ["1000", "2000", "3000", "4000"]
TICKS = os.sysconf("SC_CLK_TCK")
# Kafka's virtual machine has compiled what it runs often by then.
WARM_UP = ["--seconds", "20", "--rate", "1000", "--prefix", "warm"]


def main(folder: Path, seconds: str = "10", *rates: str) -> int:
    with ExitStack() as running:
        servers = {name: running.enter_context(server(folder / name)) for name, server in ALL.items()}
        places = ["--engine", "cluster"]
        for name, server in servers.items():
            places += [SETTINGS[name], server.url.replace("/postgres", "/tidings")]
        for command in ("migrate", "init"):
            subprocess.run([BIN / "tidings", command, *places], check=True)
        ports = {role: free_port() for role in ROLES}
        roles = {role: running.enter_context(process(role, ports[role], places, folder)) for role in ROLES}
        for role in ROLES:
            wait_until_ready(ports[role])
        pids = {role: roles[role].pid for role in ROLES} | {n: s.process.pid for n, s in servers.items()}
        return measure(ports, pids, seconds, list(rates) or RATES)


def process(role, port, places, folder):
    """Ends when the stack that holds it does."""
    flags = ["--roles", role, "--http-listen", f"127.0.0.1:{port}"]
    with open(folder / f"{role}.log", "wb") as log:
        started = subprocess.Popen([BIN / "tidings", "serve", *places, *flags], stderr=log)
    stack = ExitStack()
    stack.callback(started.wait)
    stack.callback(started.send_signal, signal.SIGTERM)

    class Running:
        def __enter__(self):
            return started

        def __exit__(self, *_):
            stack.close()

    return Running()


def wait_until_ready(port):
    while subprocess.run(["curl", "-sf", f"127.0.0.1:{port}/readyz"], capture_output=True).returncode:
        time.sleep(0.05)


def measure(ports, pids, seconds, rates) -> int:
    load = [BIN / "bench/tidings_load", "--port", str(ports["gateway"]), "--admin-port", str(ports["admin"])]
    subprocess.run([*load, *WARM_UP], check=True, stdout=subprocess.DEVNULL)
    load += ["--seconds", seconds]
    status = subprocess.run([*load, "--rate", "50", "--batch", "1", "--follow", "yes", "--prefix", "follow"])
    worst = status.returncode
    for rate in rates:
        before = {name: cpu(pid) for name, pid in pids.items()}
        done = subprocess.run([*load, "--rate", rate, "--prefix", f"r{rate}"])
        spent = {name: cpu(pid) - before[name] for name, pid in pids.items()}
        print("  CPU: " + "  ".join(f"{name} {s:.1f} s" for name, s in spent.items()), flush=True)
        worst = max(worst, done.returncode)
    print("memory: " + "  ".join(f"{role} {peak(pids[role])} MiB" for role in ROLES))
    return worst


def cpu(pid: int) -> float:
    """Seconds of a process and of its children, PostgreSQL's included."""
    total = 0.0
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    for one in [pid, *map(int, children)]:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12]) + int(fields[13]) + int(fields[14])) / TICKS
        except FileNotFoundError:
            pass
    return total


def peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
