"""Findings of structure: missing, unknown and doubled headings, rows, tables and sheets, one finding each."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from flows.gate import Visibility
from flows.read.anchors import Anchored
from flows.read.blocks import MISSING, Block, NamedRows, Oddity, live_check_columns
from flows.read.form import TableForm
from flows.read.labels import heading, label
from flows.read.raw import RawWorkbook
from schemas.built_in import BuiltIn
from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.hint import Hint
from schemas.periods import Period
from schemas.reading import CellState, Cleaning, TableReading
from schemas.units import Register

_CODES = {
    Pattern.HEADING_MISSING: BuiltIn.HEADING_MISSING,
    Pattern.HEADING_UNKNOWN: BuiltIn.HEADING_UNKNOWN,
    Pattern.ROW_MISSING: BuiltIn.ROW_MISSING,
    Pattern.ROW_UNKNOWN: BuiltIn.ROW_UNKNOWN,
    Pattern.ROW_TWICE: BuiltIn.ROW_TWICE,
    Pattern.TABLE_MISSING: BuiltIn.TABLE_MISSING,
    Pattern.TABLE_TWICE: BuiltIn.TABLE_TWICE,
    Pattern.HIDDEN: BuiltIn.HIDDEN,
    Pattern.CLEANED: BuiltIn.CLEANED,
    Pattern.LAYOUT: BuiltIn.LAYOUT,
    Pattern.BLANK: BuiltIn.CELLS,
}
"""The rule that each finding of structure is of."""


def told(
    form: TableForm, pattern: Pattern, level: Level, place: Place, cells: Iterable[Cell] = (), hint: Hint | None = None
) -> Finding:
    """A finding of structure in a table."""
    code = _CODES[pattern].of(form.table.code)
    return Finding(code, level, pattern, place, tuple(cells), detail=str(hint) if hint else "")


def missing_table(form: TableForm, book: RawWorkbook) -> Finding:
    """No sheet holds the table; a hidden sheet of its name is mentioned."""
    title = label(form.table.zh)[:31]
    hidden = [s.name for s in book.sheets if s.visibility is not Visibility.VISIBLE and label(s.name) == title]
    hint = Hint.of("SHEET-HIDDEN", sheet=hidden[0]) if hidden else None
    return told(form, Pattern.TABLE_MISSING, Level.ERROR, form.place(""), (_title(form),), hint)


def _title(form: TableForm) -> Cell:
    """What the table is called: clerks know the sheet's name, not the code."""
    return Cell(Role.SUBJECT, form.table.code, "", "", "", "", None, None, shown=form.table.zh)


def doubled_table(form: TableForm, first: str, second: str) -> Finding:
    """Two visible sheets hold the same cells of a table: neither is taken."""
    place = form.place(first)
    return told(form, Pattern.TABLE_TWICE, Level.ERROR, place, (_title(form),), Hint.of("SHEET-ALSO", sheet=second))


def doubled_row(row: int, here: tuple[Block, int], others: Sequence[tuple[Block, int]]) -> Finding:
    """A row of the table that stands in two parts, each a block and a row of its sheet: neither is taken."""
    cells = [stub_cell(block, at, row) for block, at in (here, *others)]
    first, at = others[0]
    hint = Hint.of("ROW-ALSO-AT", sheet=first.grid.name, row=at)
    place = first.form.place(here[0].grid.name, row)
    return told(first.form, Pattern.ROW_TWICE, Level.ERROR, place, cells, hint)


def of_headings(anchored: Sequence[Anchored], form: TableForm) -> list[Finding]:
    """Headings that are missing (one finding each), not asked, or changed."""
    findings: list[Finding] = []
    found = np.zeros(len(form.items.columns), np.bool_)
    unknown: dict[str, str] = {}
    for each in anchored:
        block = each.block
        found |= block.column_at > MISSING
        for column in each.surplus:
            findings += _surplus(block, column, unknown)
        for changed in each.changed if each.coded else ():
            wanted = form.items.columns[changed.column].zh
            address = block.grid.address(changed.row, changed.sheet_column)
            cell = form.cell(address, None, changed.column, block.grid.shown(changed.row, changed.sheet_column))
            place = form.place(block.grid.name, None, changed.column)
            hint = Hint.of("HEADING-CHANGED", heading=wanted)
            findings.append(told(form, Pattern.HEADING_UNKNOWN, Level.NOTE, place, (cell,), hint))
    sheet = anchored[0].block.grid.name
    for item in np.flatnonzero(~found).tolist():
        near = get_close_matches(form.items.leaves[item], unknown, 1)
        probably = Hint.of("HEADING-PROBABLY", heading=unknown[near[0]]) if near else None
        findings.append(told(form, Pattern.HEADING_MISSING, Level.ERROR, form.place(sheet, None, item), hint=probably))
    return findings


def _surplus(block: Block, column: int, unknown: dict[str, str]) -> list[Finding]:
    """A column with a heading of its own; the live check is none."""
    if column in live_check_columns(block):
        return []
    rows = [row for row in range(block.top, block.first) if block.grid.text(row, column)]
    row = rows[-1] if rows else block.first - 1
    shown = block.grid.shown(rows[-1], column) if rows else block.grid.address(row, column).a1.rstrip("0123456789")
    unknown[heading(shown)] = shown
    cell = block.form.cell(block.grid.address(row, column), None, None, shown)
    place = Place(block.form.table.code, block.grid.name, column=f"@{column}", column_label=shown)
    return [told(block.form, Pattern.HEADING_UNKNOWN, Level.NOTE, place, (cell,), Hint("HEADING-NOT-ASKED"))]


def of_rows(block: Block, named: NamedRows, register: Register, unit: str, period: Period) -> list[Finding]:
    """Rows that are unknown, doubled, or odd."""
    form = block.form
    findings = [_unknown_row(block, at, register, unit, period) for at in named.unknown]
    for row, places in named.twice.items():
        cells = [stub_cell(block, at, row) for at in places]
        hint = Hint.of("ROW-FIRST-AT", row=places[0])
        place = form.place(block.grid.name, row)
        findings.append(told(form, Pattern.ROW_TWICE, Level.ERROR, place, reversed(cells), hint))
    for odd in named.odd:
        if named.row_at[odd.row] != odd.at or odd.oddity is Oddity.ALIAS:
            continue
        place = form.place(block.grid.name, odd.row)
        cells = [stub_cell(block, odd.at, odd.row)]
        code, name = form.rows.codes[odd.row], form.rows.names[odd.row]
        match odd.oddity:
            case Oddity.NAME_DIFFERS:
                cells = [stub_cell(block, odd.at, odd.row, block.name_column)]
                hint = Hint.of("ROW-NAME-DIFFERS", code=code, name=name, shown=cells[0].shown)
                known = label(cells[0].shown) in form.rows.by_name
                level = Level.ERROR if known else Level.NOTE
                findings.append(told(form, Pattern.ROW_UNKNOWN, level, place, cells, hint))
            case Oddity.CODE_SPOILT:
                hint = Hint.of("ROW-PROBABLY", code=code, name=name)
                findings.append(told(form, Pattern.ROW_UNKNOWN, Level.NOTE, place, cells, hint))
            case Oddity.TOTAL_UNLABELLED:
                hint = Hint("ROW-TOTAL-UNLABELLED")
                findings.append(told(form, Pattern.ROW_UNKNOWN, Level.NOTE, place, cells, hint))
    return findings


def _unknown_row(block: Block, at: int, register: Register, unit: str, period: Period) -> Finding:
    shown = [block.grid.shown(at, column) for column in (block.code_column, block.name_column)]
    known = (register.probable(text, period.last_day, unit) for text in shown if text)
    probable = next((found for found in known if found is not None), None)
    hint = Hint("ROW-NOT-LISTED")
    if probable is not None:
        hint = Hint.of("ROW-PROBABLY", code=probable.code, name=probable.name)
    else:
        near = get_close_matches(label(shown[1] or shown[0]), block.form.rows.by_name, 1, 0.7)
        if near:
            row = block.form.rows.by_name[near[0]]
            hint = Hint.of("ROW-PROBABLY", code=block.form.rows.codes[row], name=block.form.rows.names[row])
    named = " ".join(text for text in shown if text)
    if not named:
        return _nameless_row(block, at)
    place = Place(block.form.table.code, block.grid.name, row_code=f"@{named}", row_label=named)
    cell = stub_cell(block, at, None)
    return told(block.form, Pattern.ROW_UNKNOWN, Level.ERROR, place, (cell,), hint)


def _nameless_row(block: Block, at: int) -> Finding:
    """Figures that nothing says whose they are."""
    cells = [
        block.form.cell(block.grid.address(at, column), None, item, block.grid.shown(at, column))
        for item, column in enumerate(block.column_at.tolist())
        if column != MISSING and block.grid.shown(at, column)
    ]
    place = Place(block.form.table.code, block.grid.name, row_code=f"@{at}")
    return told(block.form, Pattern.ROW_UNKNOWN, Level.ERROR, place, cells, Hint("ROW-NO-NAME"))


def stub_cell(block: Block, at: int, row: int | None, column: int = MISSING) -> Cell:
    """The cell that names a row of a sheet; `row` is the table row that it stands for, None where it is none."""
    column = column or block.name_column or block.code_column
    shown = block.grid.shown(at, column)
    if row is None:
        return Cell(
            Role.SUBJECT, block.form.table.code, "", shown, "", "", block.grid.address(at, column), None, shown=shown
        )
    return block.form.cell(block.grid.address(at, column), row, None, shown)


def of_file(return_code: str, pattern: Pattern, place: Place, hint: Hint) -> Finding:
    """A remark on the whole workbook or one of its sheets, under the code of the return."""
    return Finding(_CODES[pattern].of(return_code), Level.NOTE, pattern, place, (), detail=str(hint))


def missing_rows(form: TableForm, sheet: str, present: NDArray[np.bool_]) -> list[Finding]:
    """Rows that no block has."""
    return [
        told(form, Pattern.ROW_MISSING, Level.ERROR, form.place(sheet, row))
        for row in np.flatnonzero(~present).tolist()
    ]


def missing_cells(form: TableForm, reading: TableReading, gaps: NDArray[np.bool_]) -> list[Finding]:
    """Rows that stand in one part of a table and not in another: which columns are without them, one finding a row."""
    findings = []
    for row in np.flatnonzero(gaps.any(axis=1)).tolist():
        columns = "|".join(form.items.columns[item].zh for item in np.flatnonzero(gaps[row]).tolist())
        place = form.place(reading.sheets[0], row)
        hint = Hint.of("ROW-WITHOUT", columns=columns)
        findings.append(told(form, Pattern.ROW_MISSING, Level.ERROR, place, hint=hint))
    return findings


def of_blanks(form: TableForm, reading: TableReading) -> list[Finding]:
    """Blank cells: the whole table, a whole row, else cell by cell; what the template holds itself does not count."""
    blank = reading.states == CellState.BLANK
    if not blank.any():
        return []
    asked = reading.states != CellState.ABSENT
    to_fill = asked & form.to_fill
    rows, columns = len(reading.row_codes), len(reading.columns)
    if rows > 1 and ((blank == asked).all() or (to_fill.any() and blank[to_fill].all())):
        cells = _blank_cells(form, reading, range(rows), range(columns))
        return [_blank(form, form.place(reading.sheets[0]), cells, Hint("TABLE-EMPTY"))]
    findings = []
    empty = (blank == asked).all(axis=1) | (to_fill.any(axis=1) & (blank | ~to_fill).all(axis=1))
    whole = empty & (blank.sum(axis=1) > 1)
    for row in np.flatnonzero(blank.any(axis=1)).tolist():
        if whole[row]:
            cells = _blank_cells(form, reading, (row,), range(columns))
            findings.append(_blank(form, form.place(_sheet(reading, row, blank), row), cells, Hint("ROW-EMPTY")))
            continue
        for column in np.flatnonzero(blank[row]).tolist():
            cells = _blank_cells(form, reading, (row,), (column,))
            findings.append(_blank(form, form.place(_sheet(reading, row, blank), row, column), cells, None))
    return findings


def _sheet(reading: TableReading, row: int, blank: NDArray[np.bool_]) -> str:
    column = int(np.flatnonzero(blank[row])[0])
    return reading.sheets[int(reading.sheet_of[row, column])]


def _blank(form: TableForm, place: Place, cells: Iterable[Cell], hint: Hint | None) -> Finding:
    return told(form, Pattern.BLANK, Level.ERROR, place, cells, hint)


def _blank_cells(
    form: TableForm, reading: TableReading, rows: Iterable[int], columns: Sequence[int] | range
) -> list[Cell]:
    cells = []
    for row in rows:
        for column in columns:
            address = reading.address(row, column)
            if address is not None:
                cells.append(form.cell(address, row, column, ""))
    return cells


def of_cleanings(form: TableForm, cleanings: Sequence[Cleaning]) -> list[Finding]:
    """One remark a table that some values were understood although they were not written as numbers."""
    mine: dict[tuple[int, int, str], Cleaning] = {}
    for cleaning in cleanings:
        if cleaning.table == form.table.code:
            mine[cleaning.address.row, cleaning.address.column, cleaning.address.sheet] = cleaning
    if not mine:
        return []
    cells = [
        Cell(Role.SUBJECT, form.table.code, "", "", "", "", each.address, each.value, each.decimals, each.shown)
        for each in mine.values()
    ]
    how = sorted({each.how for each in cleanings if each.table == form.table.code})
    return [
        told(
            form,
            Pattern.CLEANED,
            Level.NOTE,
            form.place(cells[0].address.sheet if cells[0].address else ""),
            cells,
            Hint(how[0]),
        )
    ]


def linked_cells(blocks: Sequence[tuple[Block, NamedRows]], form: TableForm, reading: TableReading) -> list[Finding]:
    """Formulas that refer to another workbook: their stored results were read, which is told."""
    findings = []
    for block, named in blocks:
        rows, columns = set(named.row_at.tolist()), set(block.column_at.tolist())
        cells = block.grid.cells
        for position in block.grid.sheet.linked:
            row, column = int(cells.rows[position]), int(cells.columns[position])
            if row in rows and column in columns:
                at = int(np.flatnonzero(named.row_at == row)[0]), int(np.flatnonzero(block.column_at == column)[0])
                value = int(reading.values[at]) if reading.states[at] == CellState.FILLED else None
                cell = form.cell(block.grid.address(row, column), *at, block.grid.shown(row, column), value)
                place = form.place(block.grid.name, *at)
                findings.append(told(form, Pattern.CLEANED, Level.NOTE, place, (cell,), Hint("CELL-OTHER-BOOK")))
    return findings
