"""The way to a server that others reach: its first key is made before it starts."""

import json
import re

from server import Api, Server, run_tidings


def test_a_first_key_is_made_in_the_folder_and_opens_the_server(tmp_path):
    data = tmp_path / "data"
    refused = run_tidings("serve", "--data-dir", data, "--http-listen", "0.0.0.0:0")
    command = re.search(r"`tidings (key create [^`]*)`", refused.stderr).group(1)
    made = run_tidings(*[word.strip("'") for word in command.split()])
    assert made.returncode == 0, made.stderr
    assert re.fullmatch(r"tk_[0-9a-f]+_[0-9a-f]{64}\n", made.stdout)
    server = Server(tmp_path, "--http-listen", "0.0.0.0:0")
    server.key = made.stdout.strip()
    server.start()
    try:
        assert Api(server.port).get("/v1/ledger").status == 401
        assert server.get("/v1/ledger").status == 200
        assert len(server.items("/v1/event-types")) == 3, "the catalog is there all the same"
    finally:
        server.finish()


def test_a_lost_key_is_replaced_while_no_server_runs(serve):
    server = serve()
    first = json.loads(server.cli("key", "create", "--name", "boss", "--scopes", "admin", "--json").stdout)
    in_use = run_tidings("key", "create", "--name", "x", "--offline", "--data-dir", server.data)
    assert in_use.returncode == 1
    assert "is held by the process" in in_use.stderr
    server.key = first["key"]
    server.terminate()
    made = run_tidings(
        "key",
        "create",
        "--name",
        "second",
        "--scopes",
        "admin",
        "--offline",
        "--json",
        "--data-dir",
        server.data,
    )
    server.key = json.loads(made.stdout)["key"]
    server.start()
    assert {k["name"] for k in server.get("/v1/api-keys").json["items"]} == {"boss", "second"}
    assert server.cli("key", "revoke", first["id"]).returncode == 0


def test_without_a_server_it_says_how():
    done = run_tidings("key", "create", "--name", "root", "--scopes", "admin", "--url", "http://127.0.0.1:1")
    assert done.returncode == 1
    assert done.stderr == (
        "tidings: cannot connect to http://127.0.0.1:1: is `tidings serve` running?\n"
        "  (--offline makes the key in a data folder that no server uses)\n"
    )
