"""No address that somebody else has named is ever connected to.

There is no channel and no provider that makes requests to an address of an event, a profile or the catalog;
these tests are what would notice the first one.
"""

import re
import socket
import threading

import pytest

from catalog import event, new_type
from events import registered
from server import ROOT, Api, segment, wait_until


class Trap:
    """A port of loopback that notes whoever connects to it."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.caught = 0
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.caught += 1
            connection.close()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@pytest.fixture
def trap():
    trap = Trap()
    yield trap
    assert trap.caught == 0
    trap.stop()


def addresses(port):
    """The same place, as filters do not expect it."""
    return [
        f"http://127.0.0.1:{port}/", f"http://localhost:{port}/", f"http://2130706433:{port}/",
        f"http://0x7f.1:{port}/", f"http://0177.0.0.1:{port}/", f"http://127.1:{port}/",
        f"http://[::1]:{port}/",
        f"http://[::ffff:127.0.0.1]:{port}/", f"http://user@127.0.0.1:{port}/", f"//127.0.0.1:{port}/",
        f"ftp://127.0.0.1:{port}/x", f"gopher://127.0.0.1:{port}/x", f"ldap://127.0.0.1:{port}/x",
        "file:///etc/passwd", "http://169.254.169.254/latest/meta-data/",
    ]  # fmt: skip


def test_the_trap_catches():
    trap = Trap()
    socket.create_connection(("127.0.0.1", trap.port)).close()
    wait_until(lambda: trap.caught == 1, "the trap")
    trap.stop()


def test_a_schema_is_never_fetched(shared, trap, name):
    for address in addresses(trap.port):
        for schema in (
            {"$ref": address},
            {"$ref": address + "#/definitions/x"},
            {"properties": {"a": {"$ref": address}}},
        ):
            answer = shared.put(f"/v1/event-types/ssrf.{name}", {"schema": schema})
            assert answer.status == 422, (schema, answer)
            assert "root:" not in answer.body.decode()


def test_names_of_schemas_are_names(shared, trap, name):
    for address in addresses(trap.port):
        schema = {"$schema": "http://json-schema.org/draft-07/schema#", "$id": address, "type": "object"}
        answer = shared.put(f"/v1/event-types/ssrf.{name}", {"schema": schema})
        assert answer.status in (200, 201, 422), answer
    foreign = {"$schema": addresses(trap.port)[0], "type": "object"}
    assert shared.put(f"/v1/event-types/ssrf.{name}", {"schema": foreign}).status in (200, 201, 422)


@pytest.mark.parametrize(
    "statement", ["include '{}'", "import '{}' as x", "extends '{}'", "from '{}' import x"]
)
def test_a_template_includes_nothing_from_elsewhere(shared, trap, statement):
    for address in [
        *addresses(trap.port),
        "/etc/passwd",
        "../../../../etc/passwd",
        "..\\..\\etc\\passwd",
        "/proc/self/environ",
    ]:
        content = {"text": "{% " + statement.format(address) + " %}"}
        answer = shared.put("/v1/templates/order.completed/sms/en", content)
        assert answer.status == 422, (address, answer)
        assert "root:" not in answer.body.decode()


def test_what_an_event_or_a_profile_names_is_not_looked_at(serve, trap):
    server = serve()
    kind = new_type(server, "push", title="t", body="{{ data }}", data={"url": "{{ data.url }}"})
    for number, address in enumerate(addresses(trap.port)):
        server.user(f"u{number}", push_tokens=[address])
        data = {"url": address, "webhook": address, "callback": address, "image": address, "token": address}
        server.settle(event(kind, f"u{number}", **data))
        paid = {"type": "payment.failed", "user": f"u{number}", "source": address, "id": address,
                "data": {"order_id": "1", "amount": 1, "currency": "EUR", "reason": "x", "retry_url": address,
                         "email": "ann@example.org"}}  # fmt: skip
        assert server.post("/v1/events", paid).status in (202, 422)
        server.put(f"/v1/suppressions/push/{segment(address)}", {"reason": address})
        server.post("/v1/preview", registered("ann", data={"url": address}))
    assert len(server.tries()) > 20


def test_the_gateway_sends_on_to_its_own_admin_and_nowhere_else(serve):
    """`admin.url` is the operator's; nothing of a request changes where it leads."""
    server = serve(
        "--roles", "gateway,notifier,worker", "--admin-url", "http://admin.example:8081", started=False
    )
    server.check_ledger = lambda: None  # it has no admin to ask
    server.start()
    for path in (
        "/v1/ledger",
        "/v1/ledger?next=http://evil.example",
        "/v1/%2F%2Fevil.example",
        "/v1//evil.example/..",
        "/v1/@evil.example",
    ):
        for headers in ({}, {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
            answer = Api(server.port).request("GET", path, headers=headers)
            if answer.status == 307:
                assert re.match(r"http://admin\.example:8081/v1/", answer.headers["Location"])
            else:
                assert answer.status in (400, 403, 404)
    assert Api(server.port).get("//evil.example/v1/x").status == 404


def test_only_what_the_operator_names_has_a_client():
    """libcurl serves the command line and the smtp provider; neither follows, and neither asks a proxy."""
    users = {}
    for file in (ROOT / "src").rglob("*.cpp"):
        text = file.read_text(encoding="utf-8")
        if "curl_easy_init" in text and not file.name.endswith("_test.cpp"):
            users[file.relative_to(ROOT / "src").as_posix()] = text
    assert users.keys() == {"http/client.cpp", "providers/smtp/connection.cpp"}
    for name, text in users.items():
        assert 'CURLOPT_PROXY, ""' in text, name
        assert "CURLOPT_PROTOCOLS_STR" in text, name
        assert "VERIFYPEER, 0" not in text and "VERIFYHOST, 0" not in text, name
    assert "CURLOPT_FOLLOWLOCATION" not in users["providers/smtp/connection.cpp"]
    callers = [
        file.relative_to(ROOT / "src").parts[0]
        for file in (ROOT / "src").rglob("*.*")
        if file.suffix in {".cpp", ".h"} and '#include "http/client.h"' in file.read_text(encoding="utf-8")
    ]
    assert set(callers) <= {"app", "http"}
