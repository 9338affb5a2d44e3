"""Finding tables: by the hidden row of column codes where it is intact, else by their headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from flows.gate import Visibility
from flows.read.blocks import MISSING, Block
from flows.read.form import Form
from flows.read.grid import Grid
from flows.read.headings import Found, search
from flows.read.labels import heading
from flows.read.raw import NO_TEXT, RawWorkbook
from schemas import issue_list

ROW_KEY, NAME_KEY = "row", "name"
"""What the hidden row of codes says above codes and names."""
META_SHEET, GUIDE_SHEET = "_meta", "填报说明"
OWN_SHEETS = frozenset((META_SHEET, GUIDE_SHEET, issue_list.SHEET, issue_list.SHEET_BESIDE))
"""Sheets of a template or reply that hold no table to fill."""


@dataclass(frozen=True, slots=True)
class ChangedHeading:
    """A heading that no longer says what the code below it means; `column` is a position in the form."""

    column: int
    row: int
    sheet_column: int


@dataclass(frozen=True, slots=True, eq=False)
class Anchored:
    """A block with what was odd about its headings: codes given twice or unknown (sheet columns), texts changed.

    `spelt` are headings that say the same in other characters (spaces, width, 其中： in front).
    """

    block: Block
    surplus: tuple[int, ...] = ()
    changed: tuple[ChangedHeading, ...] = ()
    spelt: tuple[ChangedHeading, ...] = ()
    coded: bool = True
    """whether it was found by a row of codes, else by its headings"""


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """Every block of a workbook, and the grids of the visible sheets by number."""

    anchored: tuple[Anchored, ...]
    grids: Mapping[int, Grid]


def find_anchors(book: RawWorkbook, form: Form) -> Anchors:
    """All blocks of all tables on visible sheets; sheets without code row are searched by headings."""
    grids = {
        number: Grid(book, number)
        for number, sheet in enumerate(book.sheets)
        if sheet.visibility is Visibility.VISIBLE and sheet.name not in OWN_SHEETS and len(sheet.cells)
    }
    # One text in a workbook of shared strings, one a sheet where strings stand in the cells.
    keys = [at for at, text in enumerate(book.strings) if text == ROW_KEY] if ROW_KEY in book.strings else []
    anchored: list[Anchored] = []
    searched: list[Grid] = []
    for grid in grids.values():
        found = _coded(grid, form, keys) if keys else []
        anchored += found
        if not found:
            searched.append(grid)
    part = _incomplete(anchored)
    known = {id(each.block.form) for each in anchored}
    wanted = [table for table in form.tables if id(table) not in known]
    if wanted and searched:
        anchored += (_by_headings(found) for found in search(searched, wanted))
    if part:
        anchored = [_completed(each) if id(each.block.form) in part else each for each in anchored]
    return Anchors(tuple(anchored), grids)


def _coded(grid: Grid, form: Form, keys: Sequence[int]) -> list[Anchored]:
    """The blocks below each row of column codes of a sheet."""
    cells = grid.cells
    known = cells.texts == keys[0] if len(keys) == 1 else np.isin(cells.texts, keys)
    starts = [(int(cells.rows[at]), int(cells.columns[at])) for at in np.flatnonzero(known)]
    rows = sorted(row for row, _ in starts)
    found = []
    for row, column in sorted(starts):
        below = [other for other in rows if other > row]
        beside = [other for at, other in starts if at == row and other > column]
        bounds = _Bounds(row, column, min(beside, default=grid.width + 1) - 1, min(below, default=grid.height + 1) - 1)
        anchored = _coded_block(grid, form, bounds)
        if anchored is not None:
            found.append(anchored)
    return found


@dataclass(frozen=True, slots=True)
class _Bounds:
    """A row of codes from its first to its last column, and the last row that it speaks for."""

    row: int
    left: int
    right: int
    last: int


def _coded_block(grid: Grid, form: Form, bounds: _Bounds) -> Anchored | None:
    strings, texts = grid.book.strings, grid.cells.texts
    positions = grid.at[bounds.row, bounds.left : bounds.right + 1]
    held = np.where(positions >= 0, texts[positions], NO_TEXT).tolist()
    codes = [(column, strings[text]) for column, text in enumerate(held, bounds.left) if text != NO_TEXT]
    table = next((known for _, code in codes if (known := form.by_column_code(code)) is not None), None)
    if table is None:
        return None
    by_code = table.items.by_column_code
    column_at = np.zeros(len(table.items.columns), np.int32)
    name_column, surplus = MISSING, []
    for column, code in codes:
        item = by_code.get(code)
        if item is not None and column_at[item] == MISSING:
            column_at[item] = column
        elif code == NAME_KEY:
            name_column = column
        elif item is not None or "." in code:
            surplus.append(column)
    block = Block(table, grid, column_at, 1, bounds.row + 1, bounds.last, bounds.left, name_column, bounds.left)
    return Anchored(block, tuple(surplus), *_compared(block, bounds.row))


def _by_headings(found: Found) -> Anchored:
    return Anchored(found.block, found.surplus, *_compared(found.block, found.block.first), coded=False)


def _incomplete(anchored: Sequence[Anchored]) -> set[int]:
    """Forms (by id) some of whose columns are in none of their blocks."""
    found: dict[int, NDArray[np.bool_]] = {}
    for each in anchored:
        here = each.block.column_at > MISSING
        found[id(each.block.form)] = found.get(id(each.block.form), here) | here
    return {form for form, here in found.items() if not here.all()}


def _completed(anchored: Anchored) -> Anchored:
    """A block some of whose codes are gone, with those columns found by their headings."""
    block = anchored.block
    column_at = block.column_at.copy()
    for found in search([block.grid], [block.form]):
        if not found.block.top <= block.first <= found.block.last:
            continue  # the headings of another part
        for item in np.flatnonzero((column_at == MISSING) & (found.block.column_at > MISSING)).tolist():
            column = int(found.block.column_at[item])
            if column not in column_at:
                column_at[item] = column
    surplus = tuple(column for column in anchored.surplus if column not in column_at)
    return replace(anchored, block=replace(block, column_at=column_at), surplus=surplus)


def _compared(block: Block, row: int) -> tuple[tuple[ChangedHeading, ...], tuple[ChangedHeading, ...]]:
    """Headings whose lowest text above a row is not the column's own, and those that only spell it otherwise."""
    items = np.flatnonzero(block.column_at > MISSING)
    columns = block.column_at[items]
    above = block.grid.at[block.top : row, columns][::-1]
    if not len(above):
        return (), ()
    nearest = (above >= 0).argmax(axis=0)
    positions = above[nearest, np.arange(len(items))]
    texts = block.grid.cells.texts[positions].tolist()
    strings, form = block.grid.book.strings, block.form.items
    changed: list[ChangedHeading] = []
    spelt: list[ChangedHeading] = []
    for at, (item, text) in enumerate(zip(items.tolist(), texts, strict=True)):
        shown = strings[text] if text != NO_TEXT and positions[at] >= 0 else ""
        if shown != form.printed[item] and (shown or block.top == 1):
            found = ChangedHeading(item, row - 1 - int(nearest[at]), int(columns[at]))
            (spelt if heading(shown) == form.leaves[item] else changed).append(found)
    return tuple(changed), tuple(spelt)
