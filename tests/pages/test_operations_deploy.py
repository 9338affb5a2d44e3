"""Units and compose file: they can be read by what reads them, and say what they should."""

import os
import re
import shutil
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from typer.main import get_command

from flows.cli.commands import app

pytestmark = pytest.mark.files

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
PROGRAM = "/opt/shenhe/.venv/bin/shenhe"


def unit(file: Path) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(file.read_text(encoding="utf-8"))
    return parser


def commands(words: list[str]) -> bool:
    """Whether a command line begins with a command of ours."""
    found = get_command(app)
    for word in words:
        children = getattr(found, "commands", None)
        if children is None:
            return True
        found = children.get(word)
        if found is None:
            return False
    return True


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    """Its own check; a program that is there stands in for ours."""
    for file in UNITS:
        text = file.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True, check=False
    )

    assert [line for line in done.stderr.splitlines() if "shenhe" in line] == []


@pytest.mark.parametrize("file", [file for file in UNITS if file.suffix == ".service"], ids=lambda file: file.name)
def test_services_run_our_commands_as_a_user_of_their_own_and_write_in_the_office_alone(file: Path) -> None:
    """Nothing runs as root."""
    service = unit(file)["Service"]

    assert service["User"] == "shenhe"
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"].split()[0] == "/srv/shenhe"
    lines = re.findall(rf"{PROGRAM} ([a-z ]+)", file.read_text(encoding="utf-8"))
    assert lines
    assert all(commands(line.split()) for line in lines)


@pytest.mark.parametrize("file", [file for file in UNITS if file.suffix == ".timer"], ids=lambda file: file.name)
def test_timers_start_a_service_that_is_there_by_the_clock_of_shanghai(file: Path) -> None:
    """Night and backup do not meet."""
    assert file.with_suffix(".service") in UNITS
    assert unit(file)["Timer"]["OnCalendar"].endswith("Asia/Shanghai")


def test_every_image_is_pinned_and_no_password_stands_in_the_compose_file() -> None:
    """Web, night and database; the database is reachable from inside alone."""
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    images = [service["image"] for service in services.values()]
    images += re.findall(r"^FROM (\S+)", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)

    assert set(services) == {"web", "night", "database"}
    assert all(re.search(r":\d+\.\d+(\.\d+)?(-\w+)*$", image) for image in images), images
    assert "ports" not in services["database"]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert re.findall(r"PASSWORD: (?!\$\{POSTGRES_PASSWORD:\?)", text) == []
    for name in ("web", "night"):
        assert services[name]["command"][0] == "shenhe"
        assert commands(services[name]["command"][1:2])


def test_the_compose_file_holds_together() -> None:
    """Services wait for services that are there and can say that they are well; every volume is declared, none is unused."""
    whole = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = whole["services"]
    mounted = [each.partition(":")[0] for service in services.values() for each in service.get("volumes", [])]

    assert set(whole) == {"name", "x-office", "services", "volumes"}
    assert set(mounted) == set(whole["volumes"])
    for service in services.values():
        assert set(service) <= COMPOSE_KEYS
        assert service["restart"] == "unless-stopped"
        for name, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            assert services[name]["healthcheck"]["test"]
    for name in ("web", "night"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        build = services[name]["build"]
        assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()


COMPOSE_KEYS = {
    "build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "ports", "read_only", "restart",
    "security_opt", "tmpfs", "volumes",
}  # fmt: skip
"""What of the compose specification is used; a word that is not one of these is a slip or is to be added here."""


def test_versions_that_belong_together_are_the_same() -> None:
    """The image has the project's version; PostgreSQL's own backup program that of the server: Debian 12 has 15."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    file = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    base = re.search(r"^FROM python:(\d+\.\d+)\.\d+-slim-(\w+)$", file, re.MULTILINE)
    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert {services[name]["image"] for name in ("web", "night")} == {f"shenhe:{project['version']}"}
    assert f"-t shenhe:{project['version']} " in file
    assert base[2] == "bookworm"
    assert re.fullmatch(r"postgres:15\.\d+-bookworm", services["database"]["image"])
    assert Version(f"{base[1]}.0") in SpecifierSet(project["requires-python"])
    copied = re.findall(r"^COPY (\w+) \1$", file, re.MULTILINE)
    assert set(copied) == {"rules", "schemas", "record", "flows", "portal"}


def _composes() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    return subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _composes(), reason="docker compose is not installed")
def test_docker_compose_reads_the_file() -> None:
    """With a password; without one it says what is missing."""
    words = ["docker", "compose", "-f", str(DEPLOY / "compose.yaml"), "config", "--quiet"]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("POSTGRES", "SHENHE"))}
    good = subprocess.run(words, env=bare | {"POSTGRES_PASSWORD": "x"}, capture_output=True, text=True, check=False)
    bad = subprocess.run(words, env=bare, capture_output=True, text=True, check=False)

    assert good.returncode == 0, good.stderr
    assert bad.returncode != 0
    assert "set it in .env" in bad.stderr
