"""Which faults come when: drawn from a seed, so that a run can be repeated."""

import random
from dataclasses import dataclass

# kind → (weight, shortest, longest seconds). What has no length is over at once.
OF_PROCESSES = {
    "kill": (60, 0.0, 0.3),  # for so long it stays away
    "kill at its start": (6, 0.0, 0.06),  # killed once more so long after it was started
    "stop": (8, 0.1, 5.0),  # SIGSTOP, then SIGCONT
    "stop beyond the lease": (2, 16.0, 19.0),
    "restart": (10, 0.0, 0.3),  # SIGTERM
}
# So long that others have told what it had to be unknown, and have sent it again, when it goes on.
OF_SENDERS = {"stop beyond a second send": (1, 40.0, 60.0)}
OF_NETWORKS = {
    "delay": (4, 1.0, 5.0),
    "narrow line": (2, 1.0, 5.0),
    "silence": (3, 1.0, 6.0),
    "half-open": (3, 1.0, 6.0),
    "resets": (3, 0.5, 4.0),
    "cut short": (3, 0.5, 4.0),
    "refusal": (3, 0.5, 5.0),
}
# Seldom enough for work to be done in between: after a loss of Redis' memory nothing is sent for a lease.
OF_SERVERS = {
    "kill": (3, 0.0, 3.0),
    "restart": (1, 0.0, 1.0),
    "stop": (3, 0.5, 8.0),
}
OF_REDIS = {"flush": (0.5, 0.0, 0.0)}


@dataclass(frozen=True)
class Fault:
    after: float  # seconds since the one before
    kind: str
    target: str
    seconds: float


def table_for(processes, networks, servers):
    """(kind, target) → (weight, shortest, longest). The weight of a kind of process is shared by all of them,
    so that a cluster sees as many kills as a process that is alone."""
    table = {}
    senders = [name for name in processes if name.startswith(("worker", "embedded"))]
    for names, kinds in ((processes, OF_PROCESSES), (senders, OF_SENDERS), (networks, OF_NETWORKS),
                         (servers, OF_SERVERS)):
        for name in names:
            for kind, (weight, shortest, longest) in kinds.items():
                table[kind, name] = (weight / len(names), shortest, longest)
    if "redis" in servers:
        for kind, row in OF_REDIS.items():
            table[kind, "redis"] = row
    return table


def faults(table, seed, pace):
    """Faults without end, `pace` seconds apart on average; one in ten follows at once, one in twenty leaves
    time to come to rest."""
    chance = random.Random(seed)
    choices, rows = list(table), list(table.values())
    weights = [row[0] for row in rows]
    while True:
        kind, target = chance.choices(choices, weights)[0]
        _, shortest, longest = table[kind, target]
        after = chance.uniform(0.3, 1.3) * pace
        dice = chance.random()
        if dice < 0.1:
            after = 0.0
        elif dice < 0.15:
            after *= 4
        yield Fault(after, kind, target, chance.uniform(shortest, longest))
