"""A report as a list for a spreadsheet: CSV in UTF-8 with byte order mark; no cell can become a formula."""

import csv
from collections.abc import Iterator
from io import StringIO

from schemas.finding import Finding
from schemas.messages import Language, say
from schemas.report import FileReport, Report
from schemas.sentences import advice, clue, level, line

_COLUMNS = (
    "REPORT-FILE", "REPORT-CASE", "LIST-LEVEL", "REPORT-CODE", "REPORT-TABLE", "REPORT-SHEET", "REPORT-CELL",
    "LIST-WHAT", "LIST-ADVICE", "LIST-CLUE", "LIST-KEY",
)  # fmt: skip
_ACTIVE = "=+-@\t\r\n\0＝＋－＠"


def csv_text(report: Report, language: Language) -> str:
    """One line a finding; begins with the byte order mark by which Excel and WPS know UTF-8."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([say(code, language) for code in _COLUMNS])
    for file in report.files:
        for row in _rows(file, language):
            writer.writerow([harmless(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def harmless(cell: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before a leading sign."""
    return f"'{cell}" if cell.lstrip(" \u3000").startswith(tuple(_ACTIVE)) or cell.startswith(tuple(_ACTIVE)) else cell


def _rows(file: FileReport, language: Language) -> Iterator[list[str]]:
    if file.refusal is not None:
        word = say("LEVEL-REFUSED", language)
        yield [file.file, "", word, file.refusal.code, "", "", "", file.refusal.message(language), "", "", ""]
    for case in file.cases:
        for one in (case.lead, *case.consequences):
            yield [file.file, str(case.number), *_cells(one, language)]


def _cells(finding: Finding, language: Language) -> list[str]:
    address = next((cell.address for cell in finding.cells if cell.address is not None), None)
    return [
        level(finding, language),
        finding.code,
        finding.place.table,
        address.sheet if address else finding.place.sheet,
        address.a1 if address else "",
        line(finding, language),
        advice(finding, language),
        clue(finding, language),
        finding.key,
    ]
