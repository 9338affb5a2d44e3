"""Units and compose file: they can be read by what reads them, and say what they should."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from flows.cli.commands import app

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
