"""Each part has what it needs and no more: containers, and the roles of a cluster."""

import re

import pytest
import yaml

from operations import OPERATIONS
from server import ROOT, Api

COMPOSE = yaml.safe_load((ROOT / "deploy/docker-compose.yml").read_text(encoding="utf-8"))["services"]
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
SERVERS = {"kafka", "postgres", "redis"}
OURS = COMPOSE.keys() - SERVERS


@pytest.mark.parametrize("service", sorted(COMPOSE))
def test_a_container_has_only_what_it_needs(service):
    """`./dev test compose` asks the running ones the same."""
    found = COMPOSE[service]
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert found["cap_drop"] == ["ALL"]
    assert set(found.get("cap_add", [])) <= (
        {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"} if service in SERVERS else set()
    )
    assert not found.get("privileged")
    for more in ("network_mode", "pid", "ipc", "userns_mode", "devices", "user"):
        assert more not in found, more
    assert not [v for v in found.get("volumes", []) if v.startswith(("/", ".", "~"))], "nothing of the host"
    if service in OURS:
        assert found["read_only"] is True
        assert "volumes" not in found
    for port in found.get("ports", []):
        assert port.startswith("127.0.0.1:")
    assert service in {"gateway", "admin"} or "ports" not in found


def test_the_image_is_the_program_alone():
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)
    last = stages[-1]
    assert last.startswith("scratch"), "no shell, no package manager"
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert "RUN" not in last
    assert not re.search(r"(?i)(password|secret|token)", last)


def test_no_secret_is_in_the_compose_file():
    text = (ROOT / "deploy/docker-compose.yml").read_text(encoding="utf-8")
    for name, value in re.findall(r"(\w*(?:PASSWORD|SECRET|KEY)\w*):\s*(.*)", text):
        assert "${" in value or value.startswith("*") or name == "TIDINGS_HTTP_ALLOW_WITHOUT_KEYS", (
            name,
            value,
        )


GATEWAYS = {"postEvents", "putUser", "patchUser", "deleteUser", "askUnsubscribe", "unsubscribe"}
EVERYBODYS = {"getHealth", "getReadiness", "getMetrics", "getOpenApi"}


def test_a_role_answers_what_is_its_own_and_nothing_else(cluster):
    """So that whoever reaches one process of a cluster reaches one role."""
    system = cluster()
    apis = {role.role: Api(role.port) for role in system.roles}
    for operation in OPERATIONS:
        for role, api in apis.items():
            answer = operation.ask(api)
            mine = operation.id in EVERYBODYS or role == ("gateway" if operation.id in GATEWAYS else "admin")
            mine = mine and operation.id != "moveTestClock"
            answered_here = (
                answer.status not in (404, 405, 307)
                or (
                    answer.status == 404
                    and answer.json is not None
                    and "nothing at this path" not in answer.json["detail"]
                )
                or "text/html" in answer.headers["Content-Type"]
            )
            assert answered_here == mine, (role, operation, answer)
