"""A report as SARIF 2.1.0, for the tools of people who check many files: startLine is the row, startColumn the column."""

import json
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote

from schemas.finding import Address, Finding, Level, Suspect
from schemas.messages import Language
from schemas.report import FileReport, Report
from schemas.sentences import advice, clue, line, path, reference, shown, suspicion, title

_LEVELS = {Level.REFUSED: "error", Level.ERROR: "error", Level.QUERY: "warning", Level.NOTE: "note"}


def sarif(report: Report, language: Language) -> str:
    """The report as one SARIF log with one run."""
    results = [result for file in report.files for result in _results(file, language)]
    rules = {one.code: title(one, language) for file in report.files for one in file.findings}
    rules.update({file.refusal.code: file.refusal.message(language) for file in report.files if file.refusal})
    driver = {
        "name": "shenhe",
        "version": _version(),
        "rules": [{"id": code, "shortDescription": {"text": text}} for code, text in sorted(rules.items())],
    }
    log = {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [
            {
                "tool": {"driver": driver},
                "language": "zh-CN" if language == "zh" else "en",
                "columnKind": "unicodeCodePoints",
                "properties": {"ruleSet": report.rule_set},
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _version() -> str:
    try:
        return version("shenhe")
    except PackageNotFoundError:
        return "0"


def _results(file: FileReport, language: Language) -> list[dict[str, Any]]:
    artifact = {"artifactLocation": {"uri": quote(file.file)}}
    results = []
    if file.refusal is not None:
        results.append(
            {
                "ruleId": file.refusal.code,
                "level": "error",
                "message": {"text": file.refusal.message(language)},
                "locations": [{"physicalLocation": artifact}],
            }
        )
    numbered = ((case.number, one) for case in file.cases for one in (case.lead, *case.consequences))
    return results + [_result(one, number, artifact, language) for number, one in numbered]


def _result(finding: Finding, case: int, artifact: dict[str, Any], language: Language) -> dict[str, Any]:
    here = [cell for cell in finding.cells if cell.address is not None]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.level],
        "message": {"text": line(finding, language)},
        "locations": [_location(artifact, here[0].address if here else None, reference(finding))],
        "partialFingerprints": {"finding/v1": finding.key},
        "properties": {
            "case": case,
            "advice": advice(finding, language),
            "clue": clue(finding, language),
            "suspects": [_suspect(finding, suspect) for suspect in finding.suspects],
        },
    }
    others = [cell for cell in here[1:] if cell.address is not None]
    if others:
        result["relatedLocations"] = [
            _location(artifact, cell.address, f"{cell.address.sheet}!{cell.address.a1}")
            | {"message": {"text": f"{path(cell.column_label)} {shown(cell, language)}"}}
            for cell in others
            if cell.address is not None
        ]
    return result


def _suspect(finding: Finding, suspect: Suspect) -> dict[str, Any]:
    """A suspected cell and why, in both languages whatever the log's own is."""
    reason = {"zh": suspicion(finding, suspect, "zh"), "en": suspicion(finding, suspect, "en")}
    return {"cell": f"{suspect.address.sheet}!{suspect.address.a1}", "reason": reason}


def _location(artifact: dict[str, Any], address: Address | None, name: str) -> dict[str, Any]:
    physical = dict(artifact)
    if address is not None:
        physical["region"] = {"startLine": address.row, "startColumn": address.column}
    return {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": name, "kind": "member"}]}
