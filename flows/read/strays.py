"""Account for every cell: what stands in a table's rows but belongs to none of its columns is told."""

from collections.abc import Sequence

import numpy as np

from flows.read.blocks import MISSING, Block, NamedRows, live_check_columns
from flows.read.told import told
from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.hint import Hint


def strays_of(blocks: Sequence[tuple[Block, NamedRows, tuple[int, ...]]]) -> list[Finding]:
    """One remark a column that holds cells beside a table's data without being one of its columns.

    Rows above the data are headings, unnamed rows have findings of their own or are notes; columns with a heading that
    is not asked (the third of each block) have theirs.
    """
    findings: list[Finding] = []
    by_sheet: dict[int, list[tuple[Block, NamedRows, tuple[int, ...]]]] = {}
    for block in blocks:
        by_sheet.setdefault(block[0].grid.number, []).append(block)
    for mine in by_sheet.values():
        findings += _of_sheet(mine)
    return findings


def _of_sheet(blocks: Sequence[tuple[Block, NamedRows, tuple[int, ...]]]) -> list[Finding]:
    first = blocks[0][0]
    grid = first.grid
    data = np.zeros(grid.height + 1, np.bool_)
    claimed = np.zeros(grid.width + 1, np.bool_)
    for block, named, surplus in blocks:
        data[named.row_at] = True
        claimed[block.column_at] = True
        claimed[[block.code_column, block.name_column, *surplus]] = True
    data[MISSING] = claimed[MISSING] = False
    stray = data[grid.cells.rows] & ~claimed[grid.cells.columns]
    if stray.any():
        claimed[[column for block, _, _ in blocks for column in live_check_columns(block)]] = True
        stray &= ~claimed[grid.cells.columns]
    findings = []
    for column in np.unique(grid.cells.columns[stray]).tolist():
        positions = np.flatnonzero(stray & (grid.cells.columns == column)).tolist()
        cells = []
        for position in positions:
            address = grid.address(int(grid.cells.rows[position]), column)
            shown = grid.book.shown(grid.sheet, position)
            cells.append(Cell(Role.SUBJECT, first.form.table.code, "", "", "", "", address, None, shown=shown))
        if any(cell.shown.strip() for cell in cells):
            place = Place(first.form.table.code, grid.name, column=f"@{column}")
            hint = Hint("HEADING-NONE")
            findings.append(told(first.form, Pattern.HEADING_UNKNOWN, Level.NOTE, place, cells, hint))
    return findings
