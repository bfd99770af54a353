"""GET /metrics is text that Prometheus reads, and says what happened."""

import re

from events import registered
from server import wait_until

SAMPLE = re.compile(r'([a-z_:][a-z0-9_:]*)(\{[a-z_]+="[^"\n]*"(?:,[a-z_]+="[^"\n]*")*\})? (\S+)')
SUFFIXES = ("_bucket", "_sum", "_count")


def read(server):
    """(name, labels) → value, after a check of the format."""
    answer = server.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = answer.body.decode()
    assert text.endswith("\n")
    helps, kinds, samples = set(), {}, {}
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, words = line[7:].split(" ", 1)
            assert name not in helps, name
            assert words.endswith("."), line
            helps.add(name)
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            assert name in helps, name
            kinds[name] = kind
        else:
            name, labels, value = SAMPLE.fullmatch(line).groups()
            assert family(name, kinds) in kinds, line
            assert (name, labels) not in samples, line
            samples[name, labels] = float(value)
    return kinds, samples


def family(name, kinds):
    for suffix in SUFFIXES:
        base = name.removesuffix(suffix)
        if kinds.get(base) == "histogram":
            return base
    return name


def test_the_format_is_right_and_names_follow_the_conventions(serve):
    server = serve()
    server.settle(registered("zoe"))
    kinds, samples = read(server)
    assert samples
    for name, kind in kinds.items():
        assert name.startswith("tidings_"), name
        assert name.endswith("_total") == (kind == "counter"), name
    for (name, labels), value in samples.items():
        assert value >= 0, (name, labels)
        assert "zoe" not in (labels or ""), "no ids and addresses in labels"


def test_buckets_rise_and_end_with_the_count(serve):
    server = serve()
    server.settle(registered("ann"))
    kinds, samples = read(server)
    buckets = {}
    for (name, labels), value in samples.items():
        if name.endswith("_bucket") and kinds.get(name.removesuffix("_bucket")) == "histogram":
            rest = re.sub(r',?le="[^"]*",?', "", labels)
            buckets.setdefault((name.removesuffix("_bucket"), rest), []).append(value)
    assert buckets
    for (name, labels), values in buckets.items():
        assert values == sorted(values)
        assert values[-1] == samples[f"{name}_count", labels if labels != "{}" else None]


def test_it_says_what_happened(serve):
    server = serve()
    server.settle(registered("ann", phone="+15005550001"))
    server.settle(registered("bob"))
    attempts = "tidings_attempts_total"

    def counted():
        _, samples = read(server)
        by_outcome = {labels: v for (name, labels), v in samples.items() if name == attempts}
        delivered = sum(v for labels, v in by_outcome.items() if 'outcome="delivered"' in labels)
        rejected = sum(v for labels, v in by_outcome.items() if 'outcome="rejected"' in labels)
        known = samples["tidings_notifications", '{state="delivered"}']
        return (samples["tidings_accepted_total", None], delivered, rejected, known) == (2, 2, 1, 2)

    wait_until(counted, "the counters")
