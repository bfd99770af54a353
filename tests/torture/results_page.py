"""The page bench/results/torture.md, made of the latest result of each kind of run.

What somebody wrote under its heading Notes stays.
"""

import json
import os
import re
from importlib.metadata import version

from campaign import LIMIT
from checks import ON_THE_WAY
from machine import model
from report import FOLDER, PAGE

SERVERS = ("kafka", "postgres", "redis", "provider")
CELERY = "Celery " + ".".join(version("celery").split(".")[:2])
COLUMNS = {"embedded": "tidings, embedded", "cluster": "tidings, cluster", "celery": CELERY}
NOTES = "\n## Notes\n"

HEAD = """# Torture

Written by `./dev torture --publish` from the latest run of each kind; what a run does and checks is in
[tests/torture](../../tests/torture/README.md). {cores} cores ({model}), with all servers, clients and the
provider on them.

    {commands}

Events of three types, four priorities and 60 recipients come at a steady rate as long as the door is open;
tidings makes three notifications of each, Celery one e-mail. E-mails go by SMTP to a recorder that writes
each down before it answers; what was lost and sent twice is counted there. Celery: `acks_late`,
`reject_on_worker_lost`, two prefork workers of two processes over Redis (append-only file),
`visibility_timeout` 15 s; only its workers are killed, while all that stands below happens to tidings.
At most {limit} of tidings' e-mails begin in any second; {on_the_way} more may arrive in one, for they were on
their way. Where the machine had other work to do, counts say something and seconds little.
"""


def publish():
    results = {name: read(name) for name in COLUMNS}
    found = {name: result for name, result in results.items() if result}
    page = HEAD.format(
        cores=os.cpu_count(), model=model(), limit=LIMIT, on_the_way=ON_THE_WAY,
        commands="\n    ".join(f"./dev torture {command(r)}" for r in found.values()),
    )
    page += "\n" + table(["", *(COLUMNS[name] for name in found)], rows(found)) + "\n" + verdicts(found)
    for kind, text in (("overload", OVERLOAD), ("soak", SOAK)):
        page += more(kind, text)
    PAGE.write_text(page + notes(), encoding="utf-8")
    return PAGE


def notes():
    _, heading, text = PAGE.read_text(encoding="utf-8").partition(NOTES)
    return heading + text


def read(name):
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def command(result):
    engine = result["engine"]
    return f"--engine {engine} --kills {result['kills']} --seed {result['seed']}"


def rows(found):
    def row(name, value):
        return [name, *(shown(value(result)) for result in found.values())]

    def number(name):
        return lambda result: result["numbers"].get(name)

    def again(reason):
        return lambda result: result["duplicates"].get(reason, 0)

    return [
        row("kill -9 of processes", lambda r: kills(r, lambda target: target not in SERVERS)),
        row("kill -9 of servers and provider", lambda r: kills(r, lambda target: target in SERVERS)),
        row("SIGSTOP and SIGCONT", lambda r: count(r, lambda kind, _: kind.startswith("stop"))),
        row("SIGTERM and start", lambda r: count(r, lambda kind, _: kind == "restart")),
        row("FLUSHALL", lambda r: count(r, lambda kind, _: kind == "flush")),
        row("disturbed networks", lambda r: count(r, lambda _, target: target.endswith("network"))),
        row("accepted", number("accepted")),
        row("tries that reached the providers", number("sends")),
        row("delivered", number("delivered")),
        row("attempts used up, or poison", number("given_up")),
        row("**lost**", number("lost")),
        row("**duplicate records**", number("duplicate_records")),
        row("sent again", lambda r: sum(r["duplicates"].values())),
        row("… explained by an `unknown` attempt", again("unknown")),
        row("… cut off by a kill (G3)", again("cut off")),
        row("… lease lost with Redis", again("lease lost")),
        row("… **not explained**", lambda r: r["duplicates"].get("unexplained", None if is_celery(r) else 0)),
        row("e-mails that arrived in the busiest second", number("most_emails_in_a_second")),
        row("longest standstill, s", number("standstill")),
        row("seconds", lambda r: round(r["seconds"])),
        row("load average", lambda r: r.get("load")),
    ]


def is_celery(result):
    return result["engine"] == "celery"


def kills(result, wanted):
    twice = {"kill": 1, "kill at its start": 2}
    return sum(
        number * twice.get(kind, 0) for kind, target, number in happened(result) if wanted(target)
    )


def count(result, wanted):
    return sum(number for kind, target, number in happened(result) if wanted(kind, target))


def happened(result):
    for name, number in result["happened"].items():
        kind, _, target = name.partition(": ")
        yield kind, target, number


def shown(value):
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def table(head, body):
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in body]) + "\n"


def verdicts(found):
    """The rule of three: none in n kills is fewer than 3/n of them, at 95 %."""
    said = []
    for name, result in found.items():
        lost, n = result["numbers"]["lost"], result["kills"]
        bound = f", so at 95 % fewer than {3 / n:.2%} of kills lose anything" if not lost else ""
        said.append(f"- {COLUMNS[name]}: {lost} lost in {n} kills{bound}; {result['at'][:10]}.")
    return "\n".join(said) + "\n"


OVERLOAD = """
## Overload

Ten times the capacity, offered by clients that never give way (`./dev torture --overload`). The provider is
slowed, so that its pace is the capacity; it is measured first, and the clients' API key is given a quarter
more than that, so that what waits grows all the time. Critical events come from somebody else meanwhile, and
are timed from the request to the recorded outcome of all three notifications.
"""
SOAK = """
## Soak

Steady load without faults (`./dev torture --soak`); memory, files, threads, queue ages and the database's log
are sampled each second, and a line through the samples must not rise.
"""


def more(kind, text):
    found = [result for engine in ("embedded", "cluster") if (result := read(f"{engine}-{kind}"))]
    if not found:
        return ""
    names = list(dict.fromkeys(name for result in found for name in result["numbers"]))
    body = [["all checks hold", *("yes" if r["good"] else "no" for r in found)]]
    body += [
        [re.sub("_", " ", name), *(shown(r["numbers"].get(name)) for r in found)] for name in names
    ] + [["seconds", *(shown(round(r["seconds"])) for r in found)]]
    return text + "\n" + table(["", *(r["engine"] for r in found)], body)
