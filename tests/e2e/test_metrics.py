"""GET /metrics is text that Prometheus reads, and says what happened."""

import re

import pytest

from events import registered
from server import ROOT, wait_until

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


# The rules of promtool's linter, for the kinds of metrics that there are here.
BASE_UNITS = {"seconds", "bytes", "ratio"}
OTHER_UNITS = set("milliseconds ms msec microseconds us sec secs minutes hours days kb percent".split())
RESERVED_LABELS = {"le", "quantile"}


def faults_of(name, kind, helped, labels):
    words = name.split("_")
    if not helped:
        yield "no help text"
    if name != name.lower() or re.search(r"[^a-z0-9_]", name) or ":" in name:
        yield "a name is lower case with underscores"
    if kind in words or "metric" in words:
        yield "a name does not hold its kind"
    if (kind == "counter") != name.endswith("_total"):
        yield "counters, and only they, end with _total"
    if kind != "histogram" and name.endswith(("_bucket", "_count", "_sum")):
        yield "these endings belong to histograms"
    if kind == "histogram" and not set(words) & BASE_UNITS:
        yield "a histogram says its unit"
    if set(words) & OTHER_UNITS:
        yield "units are base units"
    if labels & RESERVED_LABELS and kind != "histogram":
        yield "a reserved label"
    if any(re.search(r"(^|_)(id|user|address|event)$", label) for label in labels):
        yield "labels come from closed lists"


def test_every_metric_keeps_the_conventions(serve):
    server = serve()
    server.settle(registered("ann", phone="+15005550001"))
    kinds, samples = read(server)
    labels = {}
    for (name, text), _ in samples.items():
        labels.setdefault(family(name, kinds), set()).update(re.findall(r'([a-z_]+)="', text or ""))
    assert labels.keys() == kinds.keys(), "each has a type and a sample"
    faults = {n: list(faults_of(n, k, True, labels[n])) for n, k in kinds.items()}
    assert not {n: f for n, f in faults.items() if f}


@pytest.mark.parametrize(
    ("name", "kind", "labels"),
    [
        ("tidings_attempts", "counter", set()),
        ("tidings_tasks_total", "gauge", set()),
        ("tidings_wait_ms", "gauge", set()),
        ("tidings_step_duration", "histogram", set()),
        ("tidings_tasks_count", "gauge", set()),
        ("tidings_task_gauge", "gauge", set()),
        ("tidings_tasks", "gauge", {"user"}),
        ("Tidings_tasks", "gauge", set()),
    ],
)
def test_the_check_finds_what_breaks_them(name, kind, labels):
    assert list(faults_of(name, kind, True, labels))


def test_the_documentation_names_each_and_no_other(serve):
    server = serve()
    server.settle(registered("ann"))
    kinds, samples = read(server)
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    documented = {}
    for name, labels in re.findall(r"^\| `(tidings_\w+)` \|([^|]*)\|", page, re.MULTILINE):
        documented[name] = set(re.findall(r"`(\w+)`", labels))
    assert documented.keys() == kinds.keys()
    for (name, text), _ in samples.items():
        found = set(re.findall(r'([a-z_]+)="', text or "")) - {"le"}
        assert found == documented[family(name, kinds)], name


def test_what_the_documentation_mentions_is_there(serve):
    """Alerts in prose, too. Headers of records are no metrics."""
    headers = {f"tidings_{what}" for what in ("record", "reason", "detail", "topic", "partition", "offset")}
    server = serve()
    server.settle(registered("ann"))
    kinds, _ = read(server)
    for page in (ROOT / "docs").glob("*.md"):
        for name in re.findall(r"\btidings_[a-z_]+[a-z]\b", page.read_text(encoding="utf-8")):
            assert name in kinds or name in headers, (page.name, name)


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
