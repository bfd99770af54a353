"""A provider of the program, behind the probe in tests/support."""

from bounds import seconds

from lines import Lines


class Provider(Lines):
    """One provider with a clock that stands still until `advance`."""

    # A call that waited for a peer would last until the timeout, ten real seconds or more.
    LONGEST_CALL_MS = 1000 * seconds(1)

    def __init__(self, kind, **settings):
        super().__init__("tidings_provider_probe")
        self.say(make=kind, settings={key: str(value) for key, value in settings.items()})
        self.made = self.hear()

    def begin(self, *recipients, content=None, **more):
        more["content"] = content or {"subject": "Hello", "text": "Hi there"}
        self.say(begin=[{"tag": tag, "to": to} | more for tag, to in enumerate(recipients, 1)])

    def advance(self, by):
        self.say(advance=by)

    def state(self):
        self.say(state=True)
        return self.hear()

    def reports(self, count):
        heard = sorted((self.hear() for _ in range(count)), key=lambda report: report["tag"])
        assert len({report["tag"] for report in heard}) == count
        return heard

    def send(self, to="ann@example.org", content=None):
        self.begin(to, content=content)
        return self.reports(1)[0]

    def finish(self):
        """Ends it, and checks that nothing was reported twice and that no call waited."""
        if self.process.stdin.closed:
            return
        last, code = self.end()
        assert code == 0
        assert [list(line) for line in last] == [["longest_call_ms"]], last
        assert last[0]["longest_call_ms"] < self.LONGEST_CALL_MS
