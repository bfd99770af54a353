"""Runs tidings on real servers, for a person who wants to try the cluster engine without Docker.

    serve.py one PROGRAM [flag…]     all roles in one process
    serve.py roles PROGRAM [flag…]   a process for each role, on its own port: gateway 8080, admin 8081

The servers' data stays in ./tidings-cluster, so that the next start finds it. Ctrl-C ends everything.
"""

import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from servers import ALL, Missing  # noqa: E402

FOLDER = Path("tidings-cluster").resolve()
SETTINGS = {"kafka": "--kafka-brokers", "postgres": "--postgres-url", "redis": "--redis-url"}
ROLES = ("notifier", "worker", "admin", "gateway")
ADMIN = "http://127.0.0.1:8081"  # where the gateway sends questions on to


def main(words: list[str]) -> int:
    how, program, *flags = words
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as running:
        places = ["--engine", "cluster"]
        for name, server in ALL.items():
            try:
                started = running.enter_context(server(FOLDER / name, port_of(name)))
            except Missing as why:
                print(f"there is no {name}: {why}", file=sys.stderr)
                return 1
            print(f"{name}: {started.url}", flush=True)
            places += [SETTINGS[name], database_of(started) if name == "postgres" else started.url]
        for command in ("migrate", "init"):
            subprocess.run([program, command, *places], check=True)
        if how == "roles":
            places += ["--admin-url", ADMIN]
        print("every command but serve finds the server by itself; stop all with Ctrl-C", flush=True)
        return serve(how, [program, "serve", *places, *flags])


def serve(how: str, command: list[str]) -> int:
    roles = [["--roles", role] for role in ROLES] if how == "roles" else [[]]
    # In sessions of their own: Ctrl-C reaches this one, which asks them to end, once.
    processes = [subprocess.Popen([*command, *role], start_new_session=True) for role in roles]
    try:
        codes = [process.wait() for process in processes]
    except (KeyboardInterrupt, SystemExit):
        for process in processes:
            process.terminate()
        codes = [process.wait() for process in processes]
    return max(codes)


def port_of(name: str) -> int:
    """The same each time, for the data knows its address: Kafka's does."""
    return {"kafka": 19092, "postgres": 15432, "redis": 16379}[name]


def database_of(postgres) -> str:
    return postgres.url.removesuffix("/postgres") + "/tidings"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
