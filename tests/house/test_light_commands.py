"""`shenhe check` runs on an office PC: what the night, the pages and the editions need is never loaded for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NEVER_FOR_CHECK = {"prefect", "django", "great_expectations", "duckdb", "fastapi", "dask", "openpyxl"}
"""Not pyarrow: pandas loads it by itself where it is installed."""
FRAMES = {"pyarrow", "pandas", "pandera"}
NEVER_FOR_HELP = NEVER_FOR_CHECK | FRAMES | {"numpy", "scipy", "xlsxwriter"}

LOADED = """
import sys
from flows.cli import main
sys.argv = ["shenhe", *sys.argv[1:]]
status = 0
try:
    main()
except SystemExit as ended:
    status = ended.code or 0
print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules}))
sys.exit(status)
"""


def loaded_by(*arguments: str) -> set[str]:
    """Top-level names in sys.modules at the end of one command that found nothing wrong."""
    # Another test of this process may have opened an office.
    free = {name: value for name, value in os.environ.items() if not name.startswith("SHENHE")}
    command = [sys.executable, "-c", LOADED, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=free)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.rpartition("loaded:")[2].split())


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sample city."""
    folder = tmp_path_factory.mktemp("light") / "city"
    command = ["sample", str(folder), "--counties", "1", "--periods", "1"]
    subprocess.run([sys.executable, "-c", LOADED, *command], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def workbook(city: Path) -> Path:
    """One filled workbook without faults, as the sample city sends it."""
    return min((city / "raw" / "inbox").rglob("*.xlsx"))


def test_check_loads_neither_the_night_nor_the_pages_nor_the_gate_of_editions(workbook: Path) -> None:
    """A workbook is read, judged and answered without them."""
    assert loaded_by("check", str(workbook)) & NEVER_FOR_CHECK == set()


@pytest.mark.parametrize("command", ["", "check", "status", "night", "rules", "explain", "sample", "schedule", "data"])
def test_help_loads_no_library_of_figures(command: str) -> None:
    """Help is there at once."""
    assert loaded_by(*filter(None, (command, "--help"))) & NEVER_FOR_HELP == set()


@pytest.mark.parametrize("words", [("rules",), ("rules", "CA"), ("explain", "CA1-P01")])
def test_rules_and_their_explanation_load_no_frames(words: tuple[str, ...]) -> None:
    """They are read in the declarations alone."""
    assert loaded_by(*words) & (NEVER_FOR_CHECK | FRAMES) == set()


def test_status_loads_the_record_and_nothing_else_of_the_night(city: Path) -> None:
    """Who looks at the board waits for Django, which holds the record, and for none of what runs or publishes."""
    loaded = loaded_by("status", "--home", str(city), "--period", "2025Q4")

    assert loaded & ((NEVER_FOR_CHECK | FRAMES) - {"django"}) == set()
    assert "django" in loaded
