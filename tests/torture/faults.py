"""What each kind of fault does, and how it ends; a record of them with their moments."""

import json
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

OVER_WITHIN = 300.0  # seconds, for a server that starts slowly
TOGETHER = 12  # faults at one time
KILLS = {"kill": 1, "kill at its start": 2}  # how often something dies of it


@dataclass
class Happened:
    kind: str
    target: str
    begun: float  # seconds since 1970
    ended: float  # when it was healed; for what is over at once: when it was over

    def overlaps(self, begin, end):
        return self.begun <= end and self.ended >= begin


class Faults:
    """Does what a plan says, some at one time, but one at a time to each target."""

    def __init__(self, stage, notes):
        self.stage = stage
        self.happened = []
        self.skipped = 0
        self.failed = []  # what could not be done or healed
        self.busy = set()
        self.lock = threading.Lock()
        self.notes = open(notes, "a", encoding="utf-8")
        # Threads that stay: servers end with the thread that has started them.
        self.pool = ThreadPoolExecutor(TOGETHER)

    @property
    def kills(self):
        return sum(KILLS.get(h.kind, 0) for h in self.happened)

    def counted(self):
        return Counter(f"{h.kind}: {h.target}" for h in self.happened)

    def begin(self, fault):
        with self.lock:
            if fault.target in self.busy or len(self.busy) >= TOGETHER:
                self.skipped += 1
                return
            self.busy.add(fault.target)
        self.pool.submit(self._run, fault)

    def settle(self):
        """Waits until all are over."""
        deadline = time.monotonic() + OVER_WITHIN
        while self.busy and time.monotonic() < deadline:
            time.sleep(0.05)
        if self.busy:
            self.failed.append(f"never over: {sorted(self.busy)}")

    def close(self):
        """What has begun is ended first, so that nothing is started behind whoever ends everything now. The
        threads stay until the process ends, for servers end with them."""
        self.settle()
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.notes.close()

    def _run(self, fault):
        happened = Happened(fault.kind, fault.target, time.time(), float("inf"))
        self.happened.append(happened)
        try:
            self._do(fault)
        except Exception as why:  # it belongs to the evidence, and the run goes on
            self.failed.append(f"{fault.kind} of {fault.target}: {why!r}")
        happened.ended = time.time()
        with self.lock:
            self.busy.discard(fault.target)
            self.notes.write(json.dumps(asdict(happened)) + "\n")
            self.notes.flush()

    def _do(self, fault):
        if fault.target in self.stage.victims:
            OF_PROCESSES[fault.kind](self.stage.victims[fault.target], fault.seconds)
        elif fault.kind in OF_NETWORKS:
            disturb(self.stage.networks[fault.target.removesuffix(" network")], fault)
        else:
            OF_SERVERS[fault.kind](self.stage.servers[fault.target], fault.seconds)


# ---- processes of the program


def kill(victim, away):
    victim.kill()
    time.sleep(away)
    victim.launch()


def kill_at_its_start(victim, alive):
    victim.kill()
    victim.launch()
    time.sleep(alive)
    kill(victim, 0.0)


def stop(victim, seconds):
    victim.signal(signal.SIGSTOP)
    time.sleep(seconds)
    victim.signal(signal.SIGCONT)


def restart(victim, away):
    victim.terminate()
    time.sleep(away)
    victim.launch()


OF_PROCESSES = {
    "kill": kill,
    "kill at its start": kill_at_its_start,
    "stop": stop,
    "stop beyond the lease": stop,
    "stop beyond a second send": stop,
    "restart": restart,
}

# ---- servers


def kill_server(server, away):
    server.kill()
    time.sleep(away)
    server.start()


def restart_server(server, away):
    server.stop()
    time.sleep(away)
    server.start()


def stop_server(server, seconds):
    server.pause()
    time.sleep(seconds)
    server.resume()


def flush(redis, _):
    assert redis.ask("FLUSHALL") == "+OK"


OF_SERVERS = {"kill": kill_server, "restart": restart_server, "stop": stop_server, "flush": flush}

# ---- networks


def spread(fault, lowest, highest):
    """A number of the fault's own, which the seed has drawn with its length."""
    share = (fault.seconds * 1000) % 1
    return int(lowest + share * (highest - lowest))


OF_NETWORKS = {
    "delay": lambda proxy, fault: proxy.delay(spread(fault, 5, 400), spread(fault, 0, 100)),
    "narrow line": lambda proxy, fault: proxy.narrow(spread(fault, 2, 60)),
    "silence": lambda proxy, fault: proxy.silence(),
    "half-open": lambda proxy, fault: proxy.silence("downstream"),  # what is asked for happens
    "resets": lambda proxy, fault: proxy.reset(spread(fault, 0, 300)),
    "cut short": lambda proxy, fault: proxy.close_after(spread(fault, 20, 900)),
    "refusal": lambda proxy, fault: proxy.refuse(),
}


def disturb(proxy, fault):
    OF_NETWORKS[fault.kind](proxy, fault)
    time.sleep(fault.seconds)
    proxy.heal()
