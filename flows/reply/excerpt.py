"""A few rows of a sheet just as they were filled, around the cells of a finding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flows.chamber import Chamber, Done
from flows.gate import Limits, examine
from flows.read import open_package
from flows.read.grid import Grid
from flows.read.raw import Damaged
from schemas.finding import Address, Finding
from schemas.reading import TableReading, WorkbookReading
from schemas.receipt import Kind, Refusal
from schemas.sentences import path, plain

_ROWS, _COLUMNS = 3, 6
_ANY_KIND = Limits(kinds=frozenset(Kind))
_LETTERS = "0123456789"


@dataclass(frozen=True, slots=True)
class Square:
    """One cell as a person sees it; `tone` is `wrong`, `related` or empty."""

    text: str
    tone: str
    cell: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number on the sheet, its printed name, its cells."""

    at: int
    label: str
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some cells of one sheet; `heads` are its columns as `C 合计`."""

    sheet: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which cells of a sheet are shown."""

    finding: Finding
    sheet: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    labels: dict[int, str]

    def cells(self) -> Iterator[Address]:
        for row in self.rows:
            for column in self.columns:
                yield Address(self.sheet, row, column)


def excerpts(
    file: Path, findings: Sequence[Finding], reading: WorkbookReading | None, chamber: Chamber
) -> tuple[Excerpt | None, ...]:
    """An excerpt a finding, in their order; None for one that has nothing to show. Raises OSError, ChamberError."""
    plans = [_plan(finding, reading) for finding in findings]
    wanted = tuple(dict.fromkeys(cell for plan in plans if plan is not None for cell in plan.cells()))
    if not wanted:
        return tuple(None for _ in plans)
    (outcome,) = chamber.run(partial(_shown, wanted=wanted), [file.read_bytes()])
    texts = dict(zip(wanted, outcome.value, strict=True)) if isinstance(outcome, Done) else {}
    return tuple(None if plan is None or not any(texts.values()) else _excerpt(plan, texts) for plan in plans)


def _shown(content: bytes, *, wanted: tuple[Address, ...]) -> tuple[str, ...]:
    """What a person sees in some cells, empty texts for a file that cannot be read; runs in the chamber's child."""
    admitted = examine(content, "", _ANY_KIND)
    if isinstance(admitted, Refusal):
        return ("",) * len(wanted)
    try:
        book = open_package(admitted)
    except Damaged:
        return ("",) * len(wanted)
    grids = {sheet.name: Grid(book, at) for at, sheet in enumerate(book.sheets) if len(sheet.cells)}
    return tuple(grids[cell.sheet].shown(cell.row, cell.column) if cell.sheet in grids else "" for cell in wanted)


def _plan(finding: Finding, reading: WorkbookReading | None) -> _Plan | None:
    first = finding.likeliest
    if first is None or finding.pattern.cells_are_alike:
        return None
    here = [cell for cell in finding.cells if cell.address is not None and cell.address.sheet == first.sheet]
    labels: dict[int, str] = {}
    for table in reading.tables if reading else ():
        labels |= _labels(table, first.sheet) if first.sheet in table.sheets else {}
    labels |= {cell.address.row: plain(cell.row_label) for cell in here if cell.address and cell.row_label}
    rows = sorted({first.row, *(cell.address.row for cell in here if cell.address)})
    if len(rows) == 1:
        rows = [row for row in (first.row - 1, first.row, first.row + 1) if row == first.row or row in labels]
    rows = sorted([first.row, *(row for row in rows if row != first.row)][:_ROWS])
    across = [first.column, *(cell.address.column for cell in here if cell.address)]
    columns = sorted(list(dict.fromkeys(across))[:_COLUMNS])
    return _Plan(finding, first.sheet, tuple(rows), tuple(columns), labels)


def _labels(table: TableReading, sheet: str) -> dict[int, str]:
    """Printed names of a table's rows by their numbers on a sheet."""
    found: dict[int, str] = {}
    for position, label in enumerate(table.row_labels):
        for column in range(len(table.columns)):
            address = table.address(position, column)
            if address is not None and address.sheet == sheet:
                found[address.row] = plain(label)
                break
    return found


def _excerpt(plan: _Plan, texts: dict[Address, str]) -> Excerpt:
    tones = _tones(plan.finding)
    names = {
        cell.address.column: path(cell.column_label)
        for cell in plan.finding.cells
        if cell.address is not None and cell.address.sheet == plan.sheet
    }
    heads = tuple(
        f"{Address(plan.sheet, 1, column).a1.rstrip(_LETTERS)} {names.get(column, '')}".strip()
        for column in plan.columns
    )
    lines = tuple(
        Line(
            row,
            plan.labels.get(row, ""),
            tuple(_square(Address(plan.sheet, row, at), texts, tones) for at in plan.columns),
        )
        for row in plan.rows
    )
    return Excerpt(plan.sheet, heads, lines)


def _square(cell: Address, texts: dict[Address, str], tones: dict[Address, str]) -> Square:
    return Square(texts[cell], tones.get(cell, ""), cell.a1)


def _tones(finding: Finding) -> dict[Address, str]:
    """As in the marked workbook: the likeliest cell is wrong, the others related."""
    tones = {cell.address: "related" for cell in finding.cells if cell.address is not None}
    if finding.likeliest is not None:
        tones[finding.likeliest] = "wrong"
    return tones
