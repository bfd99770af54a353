"""Requests that grow from api/openapi.json (schemathesis), and a running server's answers held to it.

    api_fuzz.py [MINUTES]    for so long (10), with a key of each scope in turn and none; prints what it finds
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / room) for room in ("e2e", "house", "support")]

from openapi import FILE  # noqa: E402
from server import Server, environment  # noqa: E402

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
]
SCOPES = ("admin", "send", "read", None)
LEFT_OUT = "moveTestClock"  # a server has it only with a test clock, and then it moves the time of all


def key_of(server, scope):
    """A key with this scope alone; none for None."""
    if scope is None:
        return None
    body = {"name": f"fuzz {scope}", "scopes": [scope], "rate_per_second": 1_000_000}
    made = server.post("/v1/api-keys", body)
    assert made.status == 201, made
    return made.json["key"]


def run(server, key, *options, timeout=None):
    """One run of schemathesis; its exit code is 0 where every answer was as described."""
    headers = ("-H", f"Authorization: Bearer {key}") if key else ()
    in_use = [used.split("_")[1] for used in (server.key, key) if used]  # "tk_ID_SECRET"
    return subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "run", FILE, "--url", server.url, *headers,
         "--checks", ",".join(CHECKS), "--exclude-operation-id", LEFT_OUT,
         "--no-color", "--continue-on-failure", "--no-shrink", *options],
        capture_output=True, text=True, cwd=server.folder, check=False, timeout=timeout,
        env=environment({"SCHEMATHESIS_HOOKS": "api_hooks", "PYTHONPATH": str(HERE),
                         "KEYS_IN_USE": ",".join(in_use)}),
    )  # fmt: skip


def main(minutes):
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder).start()
        server.key = key_of(server, "admin")
        faults = 0
        for scope in SCOPES:
            seconds = max(1, round(minutes * 60 / len(SCOPES)))
            print(f"==> with {scope or 'no key'}, {seconds} s", flush=True)
            done = run(server, key_of(server, scope), "--phases", "fuzzing", "--max-time", str(seconds))
            print(done.stdout[-20_000:], done.stderr[-4000:], flush=True)
            faults += done.returncode != 0
        server.finish()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
