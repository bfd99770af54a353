"""Redis ends and comes back under a queue that is open."""

from patience import wait_until
from queue_probe import task, task_id


def answered(ours, **command):
    """The answer, once Redis gives one."""
    def ask():
        answer = ours.try_to(**command)
        refused = isinstance(answer, dict) and "error" in answer
        return None if refused else [answer]

    return wait_until(ask)[0]


def test_a_restarted_redis_is_another_epoch_and_gives_nothing_until_it_was_refilled(queue, redis):
    ours = queue()
    ours.push(task(1), task(2))
    assert len(ours.take("email", count=1)) == 1
    redis.kill()
    assert "error" in ours.try_to(lost=True)
    redis.start()
    assert answered(ours, lost=True) is True
    assert ours.take("email") == []
    again = queue(process="another")  # refills it with nothing
    assert again.ask(lost=True) is False
    again.push(task(3))
    assert [one["id"] for one in ours.take("email")] == [task_id(3)]


def test_what_it_says_while_redis_is_away_names_the_place_and_nothing_more(queue, redis):
    ours = queue()
    redis.stop()
    try:
        error = ours.try_to(depths=True)["error"]
        assert redis.address in error
    finally:
        redis.start()
    answered(ours, depths=True)
