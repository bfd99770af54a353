"""Processes that are killed at any moment lose no task, which kombu's own way of taking does."""

import random

from patience import wait_until
from queue_probe import Queue, task, task_id

TASKS = 600
KILLS = 25


def work_until_killed(url, seen, chance):
    """Takes and acknowledges, and dies without an answer to its last command."""
    worker = Queue(url, process=f"worker-{chance.random()}")
    for _ in range(chance.randrange(4)):
        seen.update(one["id"] for one in worker.take("email", count=8, lease="300ms"))
        worker.ask(acknowledge=True)
    if chance.random() < 0.5:
        worker.say(take={"channels": ["email"], "max": 8, "lease": "300ms"})
    else:
        seen.update(one["id"] for one in worker.take("email", count=8, lease="300ms"))
        worker.say(acknowledge=True)
    worker.process.kill()
    worker.process.wait()


def test_none_is_lost(queue, redis):
    ours = queue()
    chance = random.Random(1)
    every = {task_id(number) for number in range(TASKS)}
    for number in range(0, TASKS, 100):
        ours.push(*(task(n) for n in range(number, number + 100)))
    seen = set()
    for _ in range(KILLS):
        work_until_killed(redis.url, seen, chance)

    def drained():
        ours.ask(collect=True)
        while taken := ours.take("email", count=100):
            seen.update(one["id"] for one in taken)
            ours.ask(acknowledge=True)
        return not any(ours.ask(holds=list(every)))

    wait_until(drained)
    assert seen == every
    assert ours.ask(depths=True)["email/normal"] == [0, 0]
