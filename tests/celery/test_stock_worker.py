"""A stock Celery worker serves a channel that is left to it (`celery.channels`)."""

from patience import wait_until
from queue_probe import notification_id, task, task_id


def test_it_executes_what_tidings_pushes_urgent_ones_first(queue, stock_worker):
    ours = queue(foreign=["email"])
    order = ["low", "normal", "high", "critical"]
    ours.push(*(task(n, priority) for n, priority in enumerate(order)))
    worker = stock_worker("tidings.email")
    ran = wait_until(lambda: len(worker.ran()) == 4 and worker.ran())
    assert [one["priority"] for one in ran] == order[::-1]
    assert [one["id"] for one in ran] == [task_id(n) for n in (3, 2, 1, 0)]
    wait_until(lambda: not any(ours.ask(holds=[task_id(n) for n in range(4)])))


def test_it_is_given_all_that_a_task_holds(queue, stock_worker):
    ours = queue(foreign=["sms"])
    content = {"text": "Grüße 😀 \"quoted\" \\ \n", "data": {"n": 1, "list": [None, True, 1.5]}}
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    ours.push(task(7, channel="sms", address="+4420718387", content=content, traceparent=trace))
    worker = stock_worker("tidings.sms")
    (ran,) = wait_until(worker.ran)
    assert ran["notification_id"] == notification_id(7)
    assert ran["round"] == 1
    assert ran["attempt"] == 1
    assert ran["user"] == "ann"
    assert ran["type"] == "order.completed"
    assert ran["channel"] == "sms"
    assert ran["address"] == "+4420718387"
    assert ran["content"] == content
    assert ran["good_until"] is None
    assert ran["traceparent"] == ran["headers_traceparent"] == trace


def test_it_is_not_given_what_was_withdrawn(queue, stock_worker):
    ours = queue(foreign=["email"])
    ours.push(task(1), task(2), task(3))
    assert ours.ask(withdraw=[task_id(2)]) == ["removed"]
    worker = stock_worker("tidings.email")
    wait_until(lambda: len(worker.ran()) == 2)
    assert [one["id"] for one in worker.ran()] == [task_id(1), task_id(3)]


def test_what_it_leaves_at_its_end_is_still_counted(queue, redis, stock_worker):
    ours = queue(foreign=["email"])
    worker = stock_worker("tidings.email")
    ours.push(task(1))
    wait_until(worker.ran)
    worker.end()
    ours.push(task(2, "high"))
    assert ours.ask(depths=True)["email/high"] == [1, 0]
    assert ours.ask(holds=[task_id(1), task_id(2)]) == [False, True]


def test_ours_takes_nothing_of_its_channel(queue):
    ours = queue(foreign=["email"])
    ours.push(task(1), task(2, channel="push"))
    assert [one["channel"] for one in ours.take("email", "push")] == ["push"]
