"""G6 with any number of workers: no window sees more sends begin than the limit says."""

from events import registered
from moments import moment
from server import wait_until


def most_in_a_window(times, length):
    """The largest number of times in any half-open window."""
    times = sorted(times)
    most, first = 0, 0
    for last, time in enumerate(times):
        while time - times[first] >= length:
            first += 1
        most = max(most, last - first + 1)
    return most


def attempts_of(system, number):
    lines = system.at("worker", number).get("/metrics").body.decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("tidings_attempts_total{"))


def test_two_workers_hold_one_limit(cluster):
    system = cluster("--limits-email", "20/500ms", counts={"worker": 2})
    system.send([registered(f"u{i}") for i in range(200)])
    wait_until(lambda: len(system.tries()) == 200, "all to be sent")
    begun = [moment(t["at"]).timestamp() for t in system.tries()]
    assert most_in_a_window(begun, 0.5) <= 20
    assert attempts_of(system, 0) > 0 < attempts_of(system, 1), "one of them did all the work"


def test_a_worker_that_is_killed_does_not_empty_the_window(cluster):
    system = cluster("--limits-email", "10/2s", counts={"worker": 2})
    system.send([registered(f"u{i}") for i in range(40)])
    wait_until(lambda: len(system.tries()) >= 15, "some to be sent")
    system.of("worker")[0].kill()
    system.of("worker")[0].start()
    wait_until(lambda: len({t["notification_id"] for t in system.tries()}) == 40, "all to be sent")
    begun = [moment(t["at"]).timestamp() for t in system.tries()]
    assert most_in_a_window(begun, 2) <= 10
