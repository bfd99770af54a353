"""The smtp provider and messages that may begin within a time only, as under a rate limit."""

import threading

from smtp_server import SILENCE

WITHIN = "250ms"
PAST = "251ms"


def users(count):
    return [f"user{i}@example.org" for i in range(count)]


def stages_of(server):
    return [server.stages.get_nowait() for _ in range(server.stages.qsize())]


def polite_when(go):
    """Greets once `go` is set, and takes every mail."""

    def talk(server, connection):
        server.reached.set()
        while not go.wait(0.02):
            if server.stopped.is_set():
                return
        connection.sendall(b"220 test\r\n")
        in_message = False
        for line in connection.makefile("rb"):
            if in_message and line != b".\r\n":
                continue
            in_message = line == b"DATA\r\n"
            connection.sendall(b"354 go on\r\n" if in_message else b"250 ok\r\n")

    return talk


def test_what_waited_past_its_time_is_given_back(serve, smtp):
    go = threading.Event()
    server = serve({"MAIL": lambda envelope: go.wait(30) and None})
    provider = smtp(server, connections=1)
    provider.begin(*users(4), within=WITHIN)
    server.reached("MAIL")
    provider.advance(PAST)
    assert [(r["tag"], r["outcome"]) for r in provider.reports(3)] == [(tag, "stale") for tag in (2, 3, 4)]
    go.set()
    assert provider.reports(1)[0]["outcome"] == "delivered", "what has begun goes on"
    assert len(server.mails) == 1
    assert "MAIL" not in stages_of(server)


def test_nothing_more_is_taken_to_wait_when_it_could_not(serve, smtp):
    server = serve({"MAIL": SILENCE})
    provider = smtp(server, connections=2)
    provider.begin("ann@example.org", within=WITHIN)
    assert provider.state() == {"room": 1, "in_flight": 1}
    provider.begin("bob@example.org", within="1h")
    assert provider.state() == {"room": 6, "in_flight": 2}
    server.reached("MAIL")
    server.reached("MAIL")
    provider.advance("30s")
    assert {provider.reports(1)[0]["outcome"] for _ in range(2)} == {"retry"}


def test_a_connection_that_opens_slowly_serves_a_later_message(serve_bare, smtp):
    go = threading.Event()
    server = serve_bare(polite_when(go))
    provider = smtp(server)
    provider.begin("ann@example.org", within=WITHIN)
    assert server.reached.wait(30)
    provider.advance(PAST)
    assert provider.reports(1)[0]["outcome"] == "stale"
    provider.begin("ann@example.org", within=WITHIN)
    go.set()
    assert provider.reports(1)[0]["outcome"] == "delivered"
    assert server.connections == 1


def test_a_connection_that_fails_when_nobody_waits_is_a_later_message_s_retry(serve_bare, smtp):
    """Otherwise a server that takes long to refuse would never be told of."""
    go = threading.Event()

    def talk(server, connection):
        server.reached.set()
        assert go.wait(30)
        connection.sendall(b"554 5.3.2 not today\r\n")

    server = serve_bare(talk)
    provider = smtp(server, connections=1)
    provider.begin("ann@example.org", within=WITHIN)
    assert server.reached.wait(30)
    provider.advance(PAST)
    assert provider.reports(1)[0]["outcome"] == "stale"
    go.set()
    assert server.ended.wait(30)
    provider.begin("ann@example.org", within=WITHIN)
    report = provider.reports(1)[0]
    assert report["outcome"] == "retry"
    assert "not today" in report["detail"]
    assert server.connections == 1


def test_a_connection_that_never_opens_is_given_up_without_a_message_too(serve_bare, smtp):
    server = serve_bare(polite_when(threading.Event()))
    provider = smtp(server, connections=1, timeout="10s")
    provider.begin("ann@example.org", within=WITHIN)
    assert server.reached.wait(30)
    provider.advance(PAST)
    assert provider.reports(1)[0]["outcome"] == "stale"
    provider.advance("10s")
    provider.state()
    provider.begin("ann@example.org", within=WITHIN)
    report = provider.reports(1)[0]
    assert (report["outcome"], "no answer within 10s" in report["detail"]) == ("retry", True)


def test_a_replaced_connection_that_opens_too_late_costs_no_attempt(serve, smtp):
    server = serve()
    provider = smtp(server, connections=1)
    assert provider.send()["outcome"] == "delivered"
    go, asked = threading.Event(), threading.Event()
    server.answers["MAIL"] = lambda envelope: "421 4.7.0 enough of this connection"
    server.answers["GREET"] = lambda envelope: asked.set() or (go.wait(30) and None)
    provider.begin("ann@example.org", within=WITHIN)
    assert asked.wait(30)
    provider.advance(PAST)
    report = provider.reports(1)[0]
    assert report["outcome"] == "throttled", "its permit was used, so it does not go back as if it were not"
    server.answers.clear()
    go.set()
    assert provider.send()["outcome"] == "delivered"
    assert server.connections == 2
