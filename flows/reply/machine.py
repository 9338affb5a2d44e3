"""A report for programs: JSON as one object, JSON Lines as one object a file."""

import json
from fractions import Fraction
from typing import Any

from schemas.finding import Cell, Finding, Suspect
from schemas.report import FileReport, Report
from schemas.sentences import line, suspicion

SCHEMA = 1
"""Version of the format; a change that a reader could trip over raises it."""


def json_text(report: Report) -> str:
    """The report as one JSON object, indented."""
    whole = {"schema": SCHEMA, "files": [_file(file) for file in report.files], "rule_set": report.rule_set}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def json_lines(report: Report) -> str:
    """The report as one JSON object a file, each on a line of its own."""
    return "".join(
        json.dumps({"schema": SCHEMA, **_file(file), "rule_set": report.rule_set}, ensure_ascii=False) + "\n"
        for file in report.files
    )


def _file(file: FileReport) -> dict[str, Any]:
    numbered = [(case.number, one) for case in file.cases for one in (case.lead, *case.consequences)]
    findings = [_finding(one, root) for root, one in numbered]
    if file.refusal is not None:
        findings.insert(0, _refusal(file))
    told: dict[str, Any] = {
        "file": file.file,
        "sha256": file.sha256,
        "return": file.return_code or None,
        "unit": file.unit or None,
        "period": file.period or None,
        "verdict": file.outcome.value,
        "findings": findings,
        "checks": {
            "held": file.tally.held,
            "violated": file.tally.violated,
            "cannot_tell": file.tally.cannot_tell,
        },
    }
    if file.progress is not None:
        told["progress"] = {
            "fixed": [finding.key for finding in file.progress.fixed],
            "open": [finding.key for finding in file.progress.open],
            "new": [finding.key for finding in file.progress.new],
            "explained": [finding.key for finding in file.progress.explained],
        }
    return told


def _finding(finding: Finding, root: int) -> dict[str, Any]:
    place = finding.place
    decimals = finding.cells[0].decimals if finding.cells else 0
    return {
        "code": finding.code,
        "severity": finding.level.value,
        "table": place.table or None,
        "sheet": place.sheet or None,
        "row": place.row_code or None,
        "column": place.column or None,
        "cells": [_cell(cell, place.sheet) for cell in finding.cells],
        "expected": _number(finding.expected, decimals),
        "difference": _number(finding.difference, decimals),
        "suspects": [_suspect(finding, suspect) for suspect in finding.suspects],
        "root": root,
        "message": {"zh": line(finding, "zh"), "en": line(finding, "en")},
    }


def _cell(cell: Cell, sheet: str) -> dict[str, Any]:
    """`sheet`, `period`, `unit` and `shown` are there only where they add something."""
    told: dict[str, Any] = {"cell": cell.address.a1 if cell.address else None, "role": cell.role.value}
    if cell.address is not None and cell.address.sheet != sheet:
        told["sheet"] = cell.address.sheet
    if cell.period:
        told["period"] = cell.period
    if cell.unit:
        told["unit"] = cell.unit
    told["value"] = _number(cell.value, cell.decimals)
    if cell.value is None and cell.shown:
        told["shown"] = cell.shown
    return told


def _suspect(finding: Finding, suspect: Suspect) -> dict[str, Any]:
    told: dict[str, Any] = {"cell": suspect.address.a1}
    if suspect.address.sheet != finding.place.sheet:
        told["sheet"] = suspect.address.sheet
    told["suggestion"] = _number(suspect.suggestion, suspect.decimals)
    told["reason"] = {"zh": suspicion(finding, suspect, "zh"), "en": suspicion(finding, suspect, "en")}
    return told


def _refusal(file: FileReport) -> dict[str, Any]:
    if file.refusal is None:
        raise ValueError(f"{file.file} was not refused")
    blank = dict.fromkeys(("table", "sheet", "row", "column"))
    return {
        "code": file.refusal.code,
        "severity": "refused",
        **blank,
        "cells": [],
        "expected": None,
        "difference": None,
        "suspects": [],
        "root": 0,
        "message": {"zh": file.refusal.message("zh"), "en": file.refusal.message("en")},
    }


def _number(value: int | None, decimals: int) -> int | float | None:
    """A scaled integer in the printed unit; the nearest double has the same digits up to 15 of them."""
    if value is None or not decimals:
        return value
    return float(Fraction(value, 10**decimals))
