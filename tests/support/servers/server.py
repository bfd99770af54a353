"""What all servers have in common."""

import ctypes
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

DIES_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


class Server:
    """A server in a folder of its own, on a port of its own, which it keeps when it is started again.

    Used with `with`, or start() and close(). What it prints is in `folder / "log"`.
    """

    name = ""
    patience = 60  # seconds until it answers, or has ended
    run_as: int | None = None  # a user id

    def __init__(self, folder: Path | None = None, port: int | None = None):
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix=f"tidings-{self.name}-")
        self.folder = Path(folder or self._temporary.name)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = port or free_port()
        self.process: subprocess.Popen | None = None

    # What a server of its kind says of itself.

    def prepare(self):
        """Makes its data folder, where there is none yet. May raise Missing."""

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def answers(self) -> bool:
        raise NotImplementedError

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """As tidings' setting for it wants it."""
        raise NotImplementedError

    # What tests do with it.

    def start(self):
        self.launch()
        self.wait_until_it_answers()
        return self

    def launch(self):
        """Without waiting until it answers."""
        self.prepare()
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, **self.environment()},
                user=self.run_as,
                group=self.run_as,
                extra_groups=[] if self.run_as else None,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def wait_until_it_answers(self):
        deadline = time.monotonic() + self.patience
        while not self.answers():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{self.said()}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not answer after {self.patience} s:\n{self.said()}")
            time.sleep(0.05)

    def stop(self):
        """As its operator would."""
        self._end(signal.SIGTERM)

    def kill(self):
        self._end(signal.SIGKILL)

    def restart(self):
        self.stop()
        self.start()

    def pause(self):
        self._signal_all(signal.SIGSTOP)

    def resume(self):
        self._signal_all(signal.SIGCONT)

    def heal(self):
        """It runs and answers, whatever has been done to it."""
        if self.process and self.process.poll() is None:
            self.resume()
            self.wait_until_it_answers()
        else:
            self.start()

    def close(self):
        if self.process and self.process.poll() is None:
            self.resume()
            self.kill()
        if self._temporary:
            self._temporary.cleanup()

    def said(self) -> str:
        """The end of its log."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_):
        self.close()

    def _signal_all(self, what):
        """Its children too: PostgreSQL's are in process groups of their own."""
        for process in [self.process.pid, *children_of(self.process.pid)]:
            try:
                os.kill(process, what)
            except ProcessLookupError:
                pass  # one that has just ended

    def _end(self, with_signal):
        children = children_of(self.process.pid)
        os.killpg(self.process.pid, with_signal)
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise RuntimeError(f"{self.name} did not end within {self.patience} s") from None
        # PostgreSQL's outlive it for a moment, in which it could not be started again.
        deadline = time.monotonic() + self.patience
        while any(is_running(child) for child in children) and time.monotonic() < deadline:
            time.sleep(0.01)


def children_of(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _die_with_parent():
    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
