"""The files in deploy/ name what is there: settings, folders. `./dev test compose` runs them."""

import fnmatch
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "deploy/docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")


def test_every_setting_of_the_compose_file_is_one() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    known = {name.upper().replace(".", "_") for name in re.findall(r"^\| `([\w.]+)` \|", page, re.MULTILINE)}
    named = set(re.findall(r"\bTIDINGS_(\w+):", COMPOSE)) - {"URL", "KEY"}  # of the commands
    assert "KAFKA_BROKERS" in named
    assert named <= known


def test_only_loopback_is_published() -> None:
    ports = re.findall(r"ports: \[\"(.*?)\"\]", COMPOSE)
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_is_made_from_files_that_are_there_and_sent() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = [line[1:] for line in lines if line.startswith("!")]
    assert "*" in lines
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert "src" in copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert any(fnmatch.fnmatch(source, pattern) for pattern in sent), source
    # The build reads these folders of the repository.
    cmake = (ROOT / "src/CMakeLists.txt").read_text(encoding="utf-8")
    for folder in re.findall(r"FOLDER (\w+)", cmake):
        assert folder in copied, folder
