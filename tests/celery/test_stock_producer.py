"""What a stock Celery producer sends, tidings takes."""

import pytest
from queue_probe import keywords, task_id

PRIORITIES = {"critical": 0, "high": 3, "normal": 6, "low": 9}


def test_a_delivery_is_taken_like_any_other(queue, stock):
    ours = queue()
    stock.send_task("tidings.deliver", kwargs=keywords(1), queue="tidings.email", priority=6)
    (taken,) = ours.take("email")
    assert taken["id"] == task_id(1)
    assert taken["address"] == "ann@example.org"
    assert taken["content"] == '{"subject":"Grüße 😀","text":"hello"}'
    assert ours.ask(acknowledge=True)
    assert ours.ask(holds=[task_id(1)]) == [False]


@pytest.mark.parametrize("word", PRIORITIES)
def test_the_priority_is_that_of_the_list(queue, stock, word):
    ours = queue()
    stock.send_task("tidings.deliver", kwargs=keywords(1), queue="tidings.sms", priority=PRIORITIES[word])
    assert ours.take("sms") == []  # it is for e-mail, and stands in the list of another channel
    stock.send_task(
        "tidings.deliver", kwargs=keywords(2, "sms"), queue="tidings.sms", priority=PRIORITIES[word]
    )
    (taken,) = ours.take("sms")
    assert taken["priority"] == word
    assert len(ours.ask(quarantined=True)) == 1


def test_urgent_ones_first(queue, stock):
    ours = queue()
    for number, priority in enumerate((9, 6, 3, 0)):
        stock.send_task("tidings.deliver", kwargs=keywords(number), queue="tidings.email", priority=priority)
    taken = []
    while len(taken) < 4:
        taken += ours.take("email", count=1)
    assert [one["priority"] for one in taken] == ["critical", "high", "normal", "low"]


@pytest.mark.parametrize(
    "order",
    [
        {"args": [1, 2]},
        {"kwargs": {"notification_id": "x"}},
        {"kwargs": keywords(1, round=-1)},
        {"kwargs": keywords(1, content="text")},
        {"name": "somebody.elses", "kwargs": keywords(1)},
        {"kwargs": keywords(1), "serializer": "pickle"},
        {"kwargs": keywords(1), "compression": "zlib"},
    ],
    ids=str,
)
def test_what_is_no_delivery_is_quarantined_with_its_bytes(queue, stock, order):
    ours = queue()
    name = order.pop("name", "tidings.deliver")
    stock.send_task(name, queue="tidings.email", **order)
    ours.push({"id": task_id(9)})
    assert [one["id"] for one in ours.take("email")] == [task_id(9)]
    (bad,) = ours.ask(quarantined=True)
    assert bad["queue"] == "tidings.email"
    assert name in bad["bytes"]
    assert ours.ask(quarantined=True) == []


class TestNotify:
    def take(self, ours, lease="15s"):
        return ours.ask(intake={"max": 10, "lease": lease})

    def test_is_taken_with_its_arguments(self, queue, stock):
        ours = queue()
        order = {"args": ["order.completed", "ann"], "kwargs": {"data": {"total": 9.5}}}
        sent = stock.send_task("tidings.notify", queue="tidings", **order)
        assert self.take(ours) == [{"id": sent.id} | order]
        assert self.take(ours) == []

    def test_urgent_ones_first(self, queue, stock):
        ours = queue()
        ids = {
            priority: stock.send_task("tidings.notify", args=[], queue="tidings", priority=priority).id
            for priority in (9, 0, 6, 3)
        }
        assert [one["id"] for one in self.take(ours)] == [ids[p] for p in (0, 3, 6, 9)]

    def test_is_given_again_until_it_is_acknowledged(self, queue, stock):
        ours = queue()
        sent = stock.send_task("tidings.notify", args=[], queue="tidings")
        assert [one["id"] for one in self.take(ours, lease="0s")] == [sent.id]
        assert [one["id"] for one in self.take(ours, lease="0s")] == [sent.id]
        assert ours.ask(intake_done=True)
        assert self.take(ours, lease="0s") == []

    def test_what_is_none_is_quarantined(self, queue, stock):
        ours = queue()
        stock.send_task("somebody.elses", args=[], queue="tidings", priority=3)
        sent = stock.send_task("tidings.notify", args=[], queue="tidings", priority=9)
        assert [one["id"] for one in self.take(ours)] == [sent.id]
        (bad,) = ours.ask(quarantined=True)
        assert bad["queue"] == "tidings\x06\x163"
        assert "somebody.elses" in bad["bytes"]
