"""`shenhe check` runs on an office PC: what the night, the pages and the editions need is never loaded for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NEVER_FOR_CHECK = {"prefect", "django", "great_expectations", "duckdb", "fastapi", "dask", "openpyxl"}
"""Not pyarrow: pandas loads it by itself where it is installed."""
NEVER_FOR_HELP = NEVER_FOR_CHECK | {"pyarrow", "pandas", "pandera", "numpy", "scipy", "xlsxwriter"}

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
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One filled workbook without faults, as the sample city sends it."""
    city = tmp_path_factory.mktemp("city")
    command = ["sample", str(city), "--counties", "1", "--periods", "1"]
    subprocess.run([sys.executable, "-c", LOADED, *command], check=True, capture_output=True)
    return min((city / "raw" / "inbox").rglob("*.xlsx"))


def test_check_loads_neither_the_night_nor_the_pages_nor_the_gate_of_editions(workbook: Path) -> None:
    """A workbook is read, judged and answered without them."""
    assert loaded_by("check", str(workbook)) & NEVER_FOR_CHECK == set()


def test_help_loads_no_library_of_figures() -> None:
    """Help is there at once."""
    assert loaded_by("--help") & NEVER_FOR_HELP == set()
