"""From blocks to tables: every part of a table laid into its arrays, with the findings of structure and of cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from flows.read.anchors import Anchored, Anchors, find_anchors
from flows.read.blocks import MISSING, Block, NamedRows, name_rows
from flows.read.clean import clean_block
from flows.read.form import Form, TableForm
from flows.read.layout import hidden_sheets, of_file_itself, of_hidden, of_layout
from flows.read.raw import RawWorkbook
from flows.read.strays import strays_of
from flows.read.told import (
    doubled_row,
    doubled_table,
    linked_cells,
    missing_cells,
    missing_rows,
    missing_table,
    of_blanks,
    of_cleanings,
    of_headings,
    of_rows,
)
from flows.read.unfilled import of_unfilled
from flows.read.unsaved import without_results
from schemas.finding import Finding, Pattern
from schemas.reading import CellState, Cleaning, TableReading
from schemas.units import Register


@dataclass(frozen=True, slots=True, eq=False)
class Understanding:
    """A workbook as understood: where each block stands, its rows, and what came of it."""

    anchors: Anchors
    named: tuple[NamedRows, ...]
    """Of each block of `anchors`."""
    tables: tuple[TableReading, ...]
    findings: tuple[Finding, ...]
    cleanings: tuple[Cleaning, ...]


@dataclass(slots=True, eq=False)
class _Sheaf:
    """One table's arrays as they fill."""

    form: TableForm
    values: NDArray[np.int64]
    states: NDArray[np.int8]
    sheet_of: NDArray[np.int16]
    at_row: NDArray[np.int32]
    at_column: NDArray[np.int32]
    sheets: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    cleanings: list[Cleaning] = field(default_factory=list)
    present: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Rows that some part has."""
    found: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Columns that some part has."""
    laid: list[tuple[Block, NamedRows]] = field(default_factory=list)
    twice: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Cells that two parts or two rows hold: told, and taken from neither."""

    @classmethod
    def empty(cls, form: TableForm) -> "_Sheaf":
        shape = (len(form.rows.codes), len(form.items.columns))
        return cls(
            form,
            np.zeros(shape, np.int64),
            np.full(shape, CellState.ABSENT, np.int8),
            np.zeros(shape, np.int16),
            np.zeros(shape, np.int32),
            np.zeros(shape, np.int32),
            present=np.zeros(shape[0], np.bool_),
            found=np.zeros(shape[1], np.bool_),
            twice=np.zeros(shape, np.bool_),
        )

    def gaps(self) -> NDArray[np.bool_]:
        """Cells of known rows and columns that no part holds: the part with the column lacks the row."""
        gaps: NDArray[np.bool_] = (self.states == CellState.ABSENT) & self.present[:, None] & self.found & ~self.twice
        return gaps

    def clear(self, place: tuple[NDArray[np.intp], ...]) -> None:
        """Take from neither part what two hold."""
        self.values[place] = 0
        self.states[place] = CellState.ABSENT
        self.twice[place] = True

    def reading(self) -> TableReading:
        return TableReading(
            self.form.table.code,
            self.form.items.names,
            self.form.rows.codes,
            self.form.rows.names,
            self.values,
            self.states,
            tuple(self.sheets),
            self.sheet_of,
            self.at_row,
            self.at_column,
        )


def understand(book: RawWorkbook, form: Form, register: Register, version: str = "") -> Understanding:
    """Every table of the form as the workbook has it; what is missing, odd or not readable is a finding.

    `version` is that of the template, empty where none is known.
    """
    anchors = find_anchors(book, form)
    named = tuple(name_rows(each.block) for each in anchors.anchored)
    pairs = list(zip(anchors.anchored, named, strict=True))
    tables, cleanings = [], []
    findings = of_file_itself(book, form, version) + hidden_sheets(book, form.declared.code)
    for table in form.tables:
        mine = [pair for pair in pairs if pair[0].block.form is table]
        if not mine:
            findings.append(missing_table(table, book))
            continue
        sheaf = _gathered(table, mine)
        for each, rows in mine:
            sheaf.findings += of_rows(each.block, rows, register, form.unit, form.period)
        reading = sheaf.reading()
        blocks = [(each.block, rows) for each, rows in mine]
        findings += of_headings([each for each, _ in mine], table)
        findings += missing_rows(table, reading.sheets[0], sheaf.present)
        findings += missing_cells(table, reading, sheaf.gaps())
        findings += sheaf.findings
        findings += of_blanks(table, reading)
        findings += of_cleanings(table, sheaf.cleanings)
        findings += of_hidden(blocks, table)
        findings += linked_cells(blocks, table, reading)
        if not any(each.pattern is Pattern.TABLE_TWICE for each in sheaf.findings):
            findings += of_layout(table, mine)
        tables.append(reading)
        cleanings += sheaf.cleanings
    findings += strays_of([(each.block, rows, each.surplus) for each, rows in pairs])
    findings = without_results(form.tables, findings)
    unfilled = of_unfilled(form.tables, tables)
    if unfilled is not None:
        findings = [unfilled, *(each for each in findings if not each.pattern.is_of_blanks)]
    return Understanding(anchors, named, tuple(tables), tuple(findings), tuple(cleanings))


def _gathered(form: TableForm, mine: Sequence[tuple[Anchored, NamedRows]]) -> _Sheaf:
    sheaf = _Sheaf.empty(form)
    for each, named in mine:
        _lay(sheaf, each.block, named)
    return sheaf


def _lay(sheaf: _Sheaf, block: Block, named: NamedRows) -> None:
    """One block's cells into the table's arrays; cells that another block holds already make both untold."""
    items = np.flatnonzero(block.column_at > MISSING)
    sheaf.found[items] = True
    sheaf.present |= named.row_at > MISSING
    for row in named.twice:
        sheaf.present[row] = True
        sheaf.twice[row, items] = named.row_at[row] == MISSING
    name = block.grid.name
    if name not in sheaf.sheets:
        sheaf.sheets.append(name)
    rows = _not_twice(sheaf, block, named, items)
    sheaf.laid.append((block, named))
    if not len(rows):
        return
    cleaned = clean_block(block, named.row_at, rows, items)
    place = np.ix_(rows, items)
    sheaf.values[place] = cleaned.values
    sheaf.states[place] = cleaned.states
    sheaf.sheet_of[place] = sheaf.sheets.index(name)
    sheaf.at_row[place] = named.row_at[rows][:, None]
    sheaf.at_column[place] = block.column_at[items]
    sheaf.findings += cleaned.findings
    sheaf.cleanings += cleaned.cleanings


def _not_twice(sheaf: _Sheaf, block: Block, named: NamedRows, items: NDArray[np.intp]) -> NDArray[np.intp]:
    """The rows of a block of which no other block holds a cell; the others are told and cleared."""
    rows = np.flatnonzero(named.row_at > MISSING)
    if not sheaf.laid and not named.twice:
        return rows
    place = np.ix_(rows, items)
    taken = ((sheaf.states[place] != CellState.ABSENT) | sheaf.twice[place]).any(axis=1)
    if not taken.any():
        return rows
    if taken.all():
        others = sheaf.sheet_of[place][sheaf.at_row[place] > MISSING]
        first = sheaf.sheets[int(others[0])] if len(others) else block.grid.name
        sheaf.findings.append(doubled_table(sheaf.form, first, block.grid.name))
    else:
        for row in rows[taken].tolist():
            places = [(one, int(there.row_at[row])) for one, there in sheaf.laid if there.row_at[row] != MISSING]
            sheaf.findings.append(doubled_row(row, (block, int(named.row_at[row])), places))
    sheaf.clear(np.ix_(rows[taken], items))
    left: NDArray[np.intp] = rows[~taken]
    return left
