"""An office of one county and the city level whose workbooks a person approves, driven by its commands."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared import prefect_server
from typer.testing import Result

UNIT = "990121"
RETURNS = ("干部统计表", "党员统计表", "人才统计表")
"""CA, PM and TA as their files are called."""
ORGAN = "990121-J01"
FIRST_NIGHT, DAY, SECOND_NIGHT, LAST_NIGHT = "2026-01-16", "2026-01-17", "2026-01-22", "2026-01-26"
WAIVED_UNTIL = "2026-01-25"
PERMITTED_ON = "2026-01-24"
"""After the day of the night that takes what was permitted."""
REASON = "表4与台账不一致，请核对"

STEPS = """
import json, shutil, sys
from typer.testing import CliRunner
from flows.cli.commands import app
from flows.publish import gate, press
from flows.receive import arrivals
press.judge_edition = lambda *_: gate.Verdict(())
arrivals._being_copied = lambda *_: False
runner = CliRunner(env={"LC_ALL": "C.UTF-8", "NO_COLOR": "1"})
told = []
for step in json.loads(sys.argv[1]):
    if step[0] == "copy":
        shutil.copy(*step[1:])
        told.append([0, ""])
    else:
        done = runner.invoke(app, step)
        told.append([done.exit_code, done.output])
print(json.dumps(told))
"""
"""Several command lines in one process: Prefect is loaded once, Great Expectations never; no file is just being copied."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one command line ended with."""

    exit_code: int
    output: str


@dataclass(frozen=True, slots=True)
class Later:
    """The office some nights after the first, and what each step said, by its name."""

    home: Path
    told: dict[str, Told]

    def board(self, step: str) -> dict[str, dict[str, object]]:
        """The county's line of each return, from a step that asked for the board as JSON."""
        rows = json.loads(self.told[step].output)
        return {row["return_code"]: row for row in rows if row["unit"] == UNIT}


def in_one_process(home: Path, steps: Sequence[Sequence[str]]) -> list[Told]:
    """Commands of an office one after the other; `copy FROM TO` puts a file there in between."""
    lines = [[*step] if step[0] == "copy" else [*step, "--home", str(home)] for step in steps]
    done = subprocess.run(
        [sys.executable, "-c", STEPS, json.dumps(lines)],
        capture_output=True,
        text=True,
        check=False,
        env={
            "LC_ALL": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PREFECT_API_URL": prefect_server(),
        },
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return [Told(*each) for each in json.loads(done.stdout.splitlines()[-1])]


def notice(home: Path, code: str) -> str:
    """The one notice about the county's workbook of a return."""
    [file] = (home / "replies" / UNIT / "2025Q4" / code).glob("*.txt")
    return file.read_text(encoding="utf-8")


def rows_of(result: Result) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found
