"""Notifiers come and go, and whatever is theirs is soon another's: how long an event waits meanwhile."""

import threading
import time

from bounds import seconds
from events import completed
from server import wait_until

SESSION = 6  # seconds for which the others wait for one that has died, and for one that ended without leaving


class Probes:
    """One thread for each of some users, enough for all partitions: sends an event, waits for its decision,
    and sends the next."""

    def __init__(self, system, users=12):
        self.system = system
        self.stopping = threading.Event()
        self.longest = [0.0] * users
        self.decided = [0] * users
        self.threads = [threading.Thread(target=self._run, args=(i,), daemon=True) for i in range(users)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        self.wait_for_each()
        self.longest = [0.0] * len(self.longest)
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(seconds(30))
            assert not thread.is_alive()

    def wait_for_each(self):
        """Until each has seen an event decided that was sent from now on."""
        goals = [n + 2 for n in self.decided]
        wait_until(lambda: all(n >= g for n, g in zip(self.decided, goals)), "an event of each user")

    def _run(self, i):
        while not self.stopping.wait(0.05):
            begin = time.monotonic()
            self.system.decide(completed(f"u{i}", order=self.decided[i], id=f"u{i}-{self.decided[i]}"))
            self.longest[i] = max(self.longest[i], time.monotonic() - begin)
            self.decided[i] += 1


def test_quick_restarts_leave_no_partition_unread(cluster):
    system = cluster(counts={"notifier": 3})
    one, two, three = system.of("notifier")
    with Probes(system) as probes:
        # Some of them while they still join, and one thrice.
        for notifier in (one, two, three, three, two, two, one, three):
            notifier.terminate()
            notifier.launch().wait_until_listening()
        probes.wait_for_each()
    assert max(probes.longest) < seconds(SESSION - 1), probes.longest


def test_a_notifier_is_ready_when_it_has_joined_and_restarts_that_wait_for_it_pause_little(cluster):
    system = cluster(counts={"notifier": 3})
    with Probes(system) as probes:
        for notifier in system.of("notifier"):
            notifier.terminate()
            notifier.launch().wait_until_listening()
            ready = system.at("notifier", int(notifier.name[-1]) - 1).get("/readyz")
            assert ready.status == (200 if ready.json["parts"]["group"] else 503), ready
            notifier.wait_for_parts()
        probes.wait_for_each()
    assert max(probes.longest) < seconds(SESSION - 1), probes.longest


def test_the_partitions_of_killed_notifiers_move_when_their_sessions_end(cluster):
    system = cluster(counts={"notifier": 3})
    one, two, _ = system.of("notifier")
    with Probes(system) as probes:
        one.kill()
        two.kill()
        probes.wait_for_each()
        longest = max(probes.longest)
        one.start()
        two.start()
    assert longest < seconds(SESSION + 3), probes.longest
