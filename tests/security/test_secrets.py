"""Canaries: secrets and addresses that are given to a full run, and then looked for wherever it writes.

Secrets may stand in the files that hold them and nowhere else; addresses and texts in answers to those who
may ask for them and in the data folder, never in the log, in metrics or in what says that something is wrong.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from bounds import seconds

from events import completed, failed, registered
from mails import SmtpServer, smtp_flags
from server import TIDINGS, Api, Server, environment, run_tidings, wait_until

PASSWORDS = {
    "TIDINGS_SMTP_PASSWORD": "canary-smtp-5b1e9c",
    "TIDINGS_REDIS_URL": "redis://user:canary-redis-77ab02@127.0.0.1:1/0",
    "TIDINGS_POSTGRES_URL": "postgresql://user:canary-postgres-c0ffee@127.0.0.1:1/tidings",
    "TIDINGS_KAFKA_SASL_PASSWORD": "canary-kafka-d15ea5",
    "TIDINGS_KAFKA_SSL_KEY_PASSWORD": "canary-key-0ddba1",
}
SECRETS = [re.search(r"canary-[a-z]+-[0-9a-f]+", text)[0] for text in PASSWORDS.values()]
PEOPLE = [
    "canary.ann@example.org",
    "canary.bob+reject@example.org",
    "canary.eve+retry2@example.org",
    "+15005550001",
    "+49151canary",
]
TEXTS = ["canary-name-of-ann", "canary-order-9", "canary-push-token"]


def find(needles, text, where):
    found = [needle for needle in needles if needle in text]
    assert not found, (where, found, [line for line in text.splitlines() if found[0] in line][:3])


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A server with a key and a login, at debug level, that has had some of everything."""
    peer = SmtpServer(users={"shop": SECRETS[0]})
    folder = tmp_path_factory.mktemp("canary")
    (folder / "password").write_text(SECRETS[0] + "\n")
    flags = smtp_flags(peer.port, "--smtp-username", "shop", "--smtp-password-file", folder / "password")
    server = Server(folder, *map(str, flags), "--log-level", "debug", "--retry-delays", "10ms", env=PASSWORDS)
    del server.env["TIDINGS_SMTP_PASSWORD"]
    server.start()
    server.key = server.post("/v1/api-keys", {"name": "root", "scopes": ["admin"]}).json["key"]
    work(server)
    yield server
    server.finish()
    peer.stop()


def work(server):
    ann, bob, eve = PEOPLE[:3]
    server.user("ann", email=ann, phone="+15005550006", push_tokens=[TEXTS[2]])
    for body in (
        registered("ann", email=ann, data={"name": TEXTS[0]}), completed("ann", data={"order_id": TEXTS[1]}),
        registered("bob", email=bob, phone=PEOPLE[3], data={"name": TEXTS[0]}),
        failed("eve", data={"email": eve}),
    ):  # fmt: skip
        server.settle(body)
    server.post(
        "/v1/events", completed("bad", data={"email": "canary.ann@example.org,x@y", "order_id": TEXTS[1]})
    )
    server.put("/v1/suppressions/email/canary.ann%40example.org", {"reason": TEXTS[0]})
    server.post("/v1/events", registered("ann", email=ann, id="same", data={"name": TEXTS[0]}))
    server.post("/v1/events", registered("ann", email=ann, id="same", data={"name": TEXTS[1]}))
    for bad in (
        {"type": "none"},
        {"user": "x" * 300},
        {"data": {"email": 7, "name": TEXTS[0]}},
        {"colour": TEXTS[0]},
    ):
        server.post("/v1/events", registered("ann", email=ann) | bad)
    server.post("/v1/events", f'{{"email": "{ann}", "x": tru'.encode(), {"Content-Type": "application/json"})
    Api(server.port, server.key[:-1] + "g").get("/v1/ledger")
    server.get("/v1/events/canary.ann@example.org")
    for command in (
        ["list"],
        ["dead", "list"],
        ["audit"],
        ["send", "user.registered", "--user", "cli", "name=x", f"email={ann}"],
    ):
        server.cli(*command)
    wait_until(lambda: server.ledger()["lag"] == 0, "all to be decided")


def unsubscribe_key(server):
    key, _checksum = (server.data / "unsubscribe.key").read_text().split()
    assert len(key) == 64
    return [key]


def test_the_run_has_used_them(run):
    """Else the tests below would find nothing in what nobody has touched."""
    states = {n["state"] for n in run.items("/v1/notifications")}
    assert {"delivered", "failed"} <= states
    shown = json.dumps([run.items("/v1/notifications"), run.items("/v1/suppressions")])
    for person in (*PEOPLE[:2], PEOPLE[3]):
        assert person in shown
    assert any(a["provider"] == "smtp" for n in run.items("/v1/notifications", channel="email", user="ann")
               for a in run.notification(n["id"])["attempts"])  # fmt: skip


def test_the_log_holds_no_secret_no_address_and_no_text(run):
    find([*SECRETS, run.key, run.key.split("_")[2], *unsubscribe_key(run)], run.log(), "log")
    find([*PEOPLE, "canary.ann", *TEXTS], run.log(), "log")
    assert "level=debug" in run.log()


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz", "/openapi.json"])
def test_what_anybody_may_ask_holds_none(run, path):
    text = Api(run.port).get(path).body.decode()
    find([*SECRETS, *PEOPLE[:3], *TEXTS, run.key, *unsubscribe_key(run)], text, path)
    if path == "/metrics":
        find(PEOPLE, text, path)
        labels = set(re.findall(r'(\w+)="', text))
        assert labels <= {"channel", "provider", "outcome", "state", "priority", "service", "reason", "le"}


def test_no_answer_holds_a_secret(run):
    paths = [
        "/v1/api-keys",
        "/v1/notifications",
        "/v1/dead-letters",
        "/v1/outbox",
        "/v1/suppressions",
        "/v1/templates",
        "/v1/event-types",
        "/v1/pieces",
        "/v1/ledger",
        "/v1/reasons",
        "/v1/users/ann",
    ]
    for path in paths:
        find(
            [*SECRETS, run.key, run.key.split("_")[2], *unsubscribe_key(run)],
            run.get(path).body.decode(),
            path,
        )


def test_a_refusal_does_not_repeat_what_was_sent(run):
    """A problem is shown, logged and pasted by whoever gets it."""
    person = "canary.new@example.org"
    for answer in (
        run.post("/v1/events", {"type": "user.registered", "user": "x", "data": {"email": 7, "name": person},
        "extra": person}),
        run.put("/v1/users/x", {"email": f"{person},", "phone": person}),
        run.post("/v1/events", f'{{"a": "{person}" "b"'.encode(), {"Content-Type": "application/json"}),
        Api(run.port, person).get("/v1/ledger"),
    ):  # fmt: skip
        assert answer.status in (400, 401, 422), answer
        assert person not in answer.body.decode()


def test_no_file_holds_a_key_or_a_password(run):
    kept = {run.folder / "password"}
    for file in run.folder.rglob("*"):
        if not file.is_file() or file in kept:
            continue
        data = file.read_bytes().decode("latin-1")
        find([*SECRETS, run.key.split("_")[2]], data, file)


def test_settings_are_shown_without_their_secrets():
    for arguments in (["config"], ["config", "--json"], ["config", "--reference"]):
        done = run_tidings(*arguments, env=PASSWORDS)
        assert done.returncode == 0, done.stderr
        find(SECRETS, done.stdout + done.stderr, arguments)
    assert "(set)" in run_tidings("config", env=PASSWORDS).stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIDINGS_REDIS_URL", "redis//user:SECRET@h"), ("TIDINGS_REDIS_URL", "redis://user:SECRET@h:99999/0"),
        ("TIDINGS_REDIS_URL", "rediss://user:SECRET@h:1/0"), ("TIDINGS_REDIS_URL", "redis://SECRET@h:1/0"),
        ("TIDINGS_REDIS_URL", "redis://u:%zzSECRET@h:1/0"), ("TIDINGS_POSTGRES_URL",
        "postgresql://user:SECRET@h:bad/x"),
        ("TIDINGS_POSTGRES_URL", "mysql://user:SECRET@h/x"), ("TIDINGS_POSTGRES_URL",
        "postgresql://user:SECRET@127.0.0.1:1/x"),
        ("TIDINGS_POSTGRES_URL", "host=h password=SECRET bad"),
        ("TIDINGS_SMTP_PASSWORD_FILE", "/nowhere/SECRET"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", [["migrate"], ["config"], ["serve"], ["init"]], ids=lambda c: c[0])
def test_what_says_that_a_setting_is_wrong_does_not_show_it(tmp_path, command, name, value):
    secret = "canary-a1b2c3"
    env = {
        "TIDINGS_ENGINE": "cluster",
        "TIDINGS_KAFKA_BROKERS": "127.0.0.1:1",
        name: value.replace("SECRET", secret),
    }
    process = subprocess.Popen(
        [TIDINGS, *command, *(["--http-listen", "127.0.0.1:0"] if command == ["serve"] else [])],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(env), cwd=tmp_path,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=seconds(3))
    except subprocess.TimeoutExpired:  # it waits for its servers
        process.terminate()
        said, _ = process.communicate(timeout=seconds(30))
    if name != "TIDINGS_SMTP_PASSWORD_FILE":  # a path is no secret
        find([secret], said, command)


def test_the_logins_of_a_cluster_are_nowhere(cluster):
    """PostgreSQL and Redis let it in with a password, which stands in the environment alone."""
    system = cluster("--log-level", "debug", started=False)
    at = system.places.index("--postgres-url")
    address = system.places[at + 1].split("@")[1]
    redis = system.places[system.places.index("--redis-url") + 1]
    servers = system.servers
    servers.redis.ask("ACL", "SETUSER", "canary", "on", f">{SECRETS[1]}", "~*", "&*", "+@all")
    urls = {
        "TIDINGS_POSTGRES_URL": f"postgresql://tidings:{SECRETS[2]}@{address}",
        "TIDINGS_REDIS_URL": redis.replace("redis://", f"redis://canary:{SECRETS[1]}@"),
    }
    for flag in ("--postgres-url", "--redis-url"):
        for flags in (system.places, system.flags):
            del flags[flags.index(flag) : flags.index(flag) + 2]
    system.env = environment(urls)
    for command in ("migrate", "init"):
        done = run_tidings(command, *system.places, env=urls)
        assert done.returncode == 0, done
        find(SECRETS, done.stdout + done.stderr, command)
    system.prepared = True
    try:
        system.start()
        system.settle(registered("ann", email=PEOPLE[0], data={"name": TEXTS[0]}))
        servers.redis.ask("ACL", "SETUSER", "canary", "off")
        servers.redis.ask("CLIENT", "KILL", "TYPE", "normal")
        sent = system.send(registered("bob", email=PEOPLE[1], data={"name": TEXTS[0]}))
        wait_until(lambda: Api(system.of("worker")[0].port).get("/readyz").status == 503, "the refusal")
        refused = Api(system.of("worker")[0].port).get("/readyz").body.decode()
        servers.redis.ask("ACL", "SETUSER", "canary", "on")
        system.wait_for_parts()
        system.event(sent["id"], until="final", source=sent["source"])
        system.expected_errors += ["redis", "a step failed", "a part is missing"]
        for role in system.roles:
            find([*SECRETS, *PEOPLE, *TEXTS], role.log(), role.name)
            find([*SECRETS, *PEOPLE, *TEXTS], Api(role.port).get("/metrics").body.decode(), role.name)
            command_line = Path(f"/proc/{role.process.pid}/cmdline").read_text()
            find(SECRETS, command_line, "the command line")
        find(SECRETS, refused, "readyz")
    finally:
        servers.redis.ask("ACL", "SETUSER", "canary", "on")


@pytest.fixture
def program_of_nobody():
    """The program where a user who is not root may run it: of root's processes root owns everything."""
    folder = Path(tempfile.mkdtemp(prefix="tidings-nobody-"))
    user = 65534 if os.geteuid() == 0 else os.geteuid()
    os.chown(folder, user, -1)
    shutil.copy(TIDINGS, folder / "tidings")
    yield folder / "tidings", user
    shutil.rmtree(folder)


@pytest.mark.parametrize("flags", [(), ("--core-dumps",)], ids=["default", "core_dumps"])
def test_a_crash_leaves_no_image_of_the_memory_unless_told(program_of_nobody, flags):
    """What belongs to a process that may not be looked into is root's, and so nobody of its user attaches."""
    program, user = program_of_nobody
    process = subprocess.Popen(
        [program, "serve", "--http-listen", "127.0.0.1:0", *flags],
        cwd=program.parent, user=user, env=environment(), stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20)),
    )  # fmt: skip
    try:
        line = next(line for line in process.stderr if "message=ready" in line)
        assert "url=" in line
        owner = os.stat(f"/proc/{process.pid}/mem").st_uid
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        core = re.search(r"Max core file size +(\d+) ", limits)[1]
    finally:
        process.terminate()
        process.communicate(timeout=seconds(30))
    assert (owner, core) == ((user, str(1 << 20)) if flags else (0, "0"))
