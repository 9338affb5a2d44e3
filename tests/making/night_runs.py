"""Nights in processes of their own, as a person would start them, and what they leave."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shared

SHENHE = "from flows.cli import main; main()"
UNGATED = f"""
from flows.publish import gate, press
press.judge_edition = lambda *_: gate.Verdict(())
{SHENHE}
"""
"""A night whose editions nobody judges: Great Expectations takes seconds and writes nothing."""
TIMES = {"AuditEntry", "AuditHead", "Night", "Lease"}
"""What is on file of the runs themselves: it has the times of the clock."""
_RECORD = """
import json, sys
from pathlib import Path
from record import connect
connect(Path(sys.argv[1]))
from django.apps import apps
from record import audit
told = {
    model.__name__: sorted(json.dumps(row, default=str, sort_keys=True) for row in model.objects.values())
    for model in apps.get_app_config("record").get_models()
}
told["acts"] = [[each.action, each.subject] for each in audit.export()]
told["whole"] = audit.verify().is_whole
print(json.dumps(told))
"""


def run(
    *words: str, code: str = SHENHE, seconds: float = 900, own_server: bool = False
) -> subprocess.CompletedProcess[str]:
    """One process of ours, ended when it takes too long; whatever it started must have let go of its output.

    A night finds the Prefect server of all tests, unless it is to start its own as a person's would.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHENHE", "PREFECT"))}
    if "night" in words and not own_server:
        environment["PREFECT_API_URL"] = shared.prefect_server()
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=seconds,
    )


def record_of(folder: Path) -> dict[str, Any]:
    """Every row of the record by model, what the trail says was done, and whether the trail is whole."""
    done = run(str(folder), code=_RECORD)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def bytes_of(folder: Path, parts: Sequence[str]) -> dict[str, str]:
    """Hash of every file below some parts of a folder, locks apart."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for part in parts
        for path in sorted((folder / part).rglob("*"))
        if path.is_file() and not path.name.endswith("-lock")
    }
