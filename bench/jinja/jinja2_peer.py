"""Jinja2 itself, timed: reads workloads from the file named, writes a line of JSON for each (see run.py)."""

import json
import sys
import time

import jinja2


def timed(work, seconds: float) -> float:
    """Nanoseconds that one call takes: the best of five."""
    count = 1
    while True:
        start = time.perf_counter_ns()
        for _ in range(count):
            work()
        spent = time.perf_counter_ns() - start
        if spent > seconds * 2e8 or count > 1 << 24:
            break
        count *= 2
    best = spent / count
    for _ in range(4):
        start = time.perf_counter_ns()
        for _ in range(count):
            work()
        best = min(best, (time.perf_counter_ns() - start) / count)
    return best


def environment(workload: dict, autoescape: bool) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.DictLoader(workload["templates"]),
        undefined=jinja2.StrictUndefined,
        autoescape=autoescape,
        auto_reload=False,
    )


def compile_all(workload: dict) -> None:
    """As a program does at its start: the parts, and what they extend."""
    for part in workload["parts"]:
        env = environment(workload, part["autoescape"])
        env.from_string(part["template"])
        for name in workload["templates"]:
            env.get_template(name)


def main(file: str, seconds: float) -> None:
    with open(file, encoding="utf-8") as f:
        workloads = json.load(f)
    for workload in workloads:
        parts = [
            environment(workload, part["autoescape"]).from_string(part["template"])
            for part in workload["parts"]
        ]
        context = workload["context"]

        def render(parts=parts, context=context):
            return [part.render(context) for part in parts]

        print(
            json.dumps(
                {
                    "text": "\n".join(render()),
                    "render_ns": timed(render, seconds),
                    "compile_ns": timed(lambda w=workload: compile_all(w), seconds),
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
