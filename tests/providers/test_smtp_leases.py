"""The smtp provider and messages whose lease ends while it has them: from then on others may send them."""

import threading

import pytest

LEASED = "15s"
PAST = "16s"


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_dialogue_is_broken_off_before_the_message_is_handed_over(serve, smtp, stage):
    go = threading.Event()
    server = serve({stage: lambda envelope: go.wait(30) and None})
    provider = smtp(server, connections=1)
    provider.begin("ann@example.org", "bob@example.org", leased=LEASED)
    server.reached(stage)
    provider.advance(PAST)
    found = {report["tag"]: report for report in provider.reports(2)}
    assert (found[1]["outcome"], found[2]["outcome"]) == ("throttled", "stale")
    assert "lease" in found[1]["detail"]
    go.set()
    assert provider.send("eve@example.org")["outcome"] == "delivered", "the provider goes on"
    assert [envelope.rcpt_tos for envelope, _ in server.mails] == [["eve@example.org"]]


def test_the_answer_to_what_was_handed_over_is_awaited(serve, smtp):
    go = threading.Event()
    server = serve({"BODY": lambda envelope: go.wait(30) and None})
    provider = smtp(server, connections=1)
    provider.begin("ann@example.org", "bob@example.org", leased=LEASED)
    server.reached("BODY")
    provider.advance(PAST)
    assert [(r["tag"], r["outcome"]) for r in provider.reports(1)] == [(2, "stale")]
    go.set()
    assert provider.reports(1)[0]["outcome"] == "delivered"
    assert len(server.mails) == 1
