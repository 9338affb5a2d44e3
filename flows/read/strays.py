"""Account for every cell: what belongs to no row and column of a table is told."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from flows.read.blocks import MISSING, Block, NamedRows, live_check_columns
from flows.read.raw import CellKind, Look
from flows.read.told import told
from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.hint import Hint

Part = tuple[Block, NamedRows, tuple[int, ...]]
"""A block, its rows, and its columns with a heading that is not asked."""


def strays_of(blocks: Sequence[Part]) -> list[Finding]:
    """One remark a column of a sheet with cells that nobody reads.

    Unnamed rows have findings of their own or are notes; columns with a heading that is not asked have theirs.
    """
    findings: list[Finding] = []
    by_sheet: dict[int, list[Part]] = {}
    for block in blocks:
        by_sheet.setdefault(block[0].grid.number, []).append(block)
    for mine in by_sheet.values():
        findings += _of_sheet(mine)
    return findings


def _of_sheet(blocks: Sequence[Part]) -> list[Finding]:
    first = blocks[0][0]
    grid = first.grid
    outside = unclaimed(blocks)
    findings = []
    for column in sorted(set(grid.cells.columns[outside].tolist())):
        positions = np.flatnonzero(outside & (grid.cells.columns == column)).tolist()
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


def unclaimed(blocks: Sequence[Part]) -> NDArray[np.bool_]:
    """Which cells of a sheet nobody reads and nothing else tells: beside data whatever stands there, elsewhere figures.

    Texts above, below and between are titles and notes. Dates are taken for such, too.
    """
    grid = blocks[0][0].grid
    cells = grid.cells
    in_data = np.zeros(len(cells), np.bool_)
    claimed = np.zeros(len(cells), np.bool_)
    told_rows = np.zeros(grid.height + 1, np.bool_)
    for block, named, surplus in blocks:
        rows, columns = np.zeros(grid.height + 1, np.bool_), np.zeros(grid.width + 1, np.bool_)
        rows[named.row_at] = columns[block.column_at] = True
        columns[[block.code_column, block.name_column, *surplus]] = True
        rows[MISSING] = columns[MISSING] = False
        mine = rows[cells.rows]
        in_data |= mine
        claimed |= mine & columns[cells.columns]
        told_rows[[*named.unknown, *named.numbering, *(at for places in named.twice.values() for at in places)]] = True
    figures = (cells.kinds != CellKind.TEXT) & (cells.kinds != CellKind.ISO_DATE) & (cells.looks != Look.DATE)
    outside: NDArray[np.bool_] = np.where(in_data, ~claimed, figures & ~told_rows[cells.rows])
    if outside.any():
        checks = np.zeros(grid.width + 1, np.bool_)
        checks[[column for block, _, _ in blocks for column in live_check_columns(block)]] = True
        outside &= ~checks[cells.columns]
    return outside
