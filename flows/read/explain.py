"""How a workbook was understood: each sheet as a picture in HTML, each cell coloured by what it was taken for."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from html import escape
from types import MappingProxyType

import numpy as np

from flows.read.anchors import OWN_SHEETS
from flows.read.blocks import MISSING, Block, NamedRows, live_check_columns
from flows.read.grid import Grid
from flows.read.raw import RawWorkbook
from flows.read.understanding import Understanding
from schemas.finding import Address
from schemas.messages import Language, say

_LARGEST = 20_000
"""Cells of one sheet that are drawn; the rest of a larger sheet is left out of the picture."""


class Taken(StrEnum):
    """What a cell was taken for; the value ends the code of its message."""

    VALUE = "VALUE"
    HEADING = "HEADING"
    LABEL = "LABEL"
    FURNITURE = "FURNITURE"
    UNCLAIMED = "UNCLAIMED"


_COLOURS: Mapping[Taken, str] = MappingProxyType(
    {
        Taken.VALUE: "#d9ead3",
        Taken.HEADING: "#cfe2f3",
        Taken.LABEL: "#fff2cc",
        Taken.FURNITURE: "#eeeeee",
        Taken.UNCLAIMED: "#f4cccc",
    }
)
_STYLE = (
    "body{font:14px sans-serif}table{border-collapse:collapse;margin:0 0 2em}td,th{border:1px solid #999;padding:2px 6px}"
    "th{font-weight:normal;color:#666}"
    + "".join(f".{taken.lower()}{{background:{colour}}}" for taken, colour in _COLOURS.items())
)


def taken_for(grid: Grid, blocks: Sequence[tuple[Block, NamedRows]]) -> dict[Address, Taken]:
    """What every non-empty cell of a sheet was taken for."""
    found: dict[Address, Taken] = {}
    for row, column in zip(grid.cells.rows.tolist(), grid.cells.columns.tolist(), strict=True):
        found[grid.address(row, column)] = _taken(row, column, blocks)
    return found


def _taken(row: int, column: int, blocks: Sequence[tuple[Block, NamedRows]]) -> Taken:
    seen = Taken.UNCLAIMED
    for block, named in blocks:
        stub = column in (block.code_column, block.name_column)
        if row in named.row_at and row != MISSING:
            if column in block.column_at:
                return Taken.VALUE
            if stub:
                return Taken.LABEL
            if column in live_check_columns(block):
                seen = Taken.FURNITURE
        elif row < block.first:
            seen = Taken.HEADING if block.top <= row and (column in block.column_at or stub) else Taken.FURNITURE
        elif row not in named.unknown and row not in {at for places in named.twice.values() for at in places}:
            seen = Taken.FURNITURE
    return seen


def page(book: RawWorkbook, seen: Understanding, language: Language) -> str:
    """One standalone page: every visible sheet, the colours' meaning above, the findings' cells in bold."""
    told = {cell.address for finding in seen.findings for cell in finding.cells if cell.address is not None}
    key = " ".join(
        f'<span class="{taken.lower()}">{escape(say(f"EXPLAIN-{taken}", language))}</span>' for taken in Taken
    )
    parts = [f'<!doctype html><html lang="{language}"><meta charset="utf-8"><style>{_STYLE}</style><p>{key}</p>']
    for number, grid in seen.anchors.grids.items():
        mine = [
            (each.block, named)
            for each, named in zip(seen.anchors.anchored, seen.named, strict=True)
            if each.block.grid.number == number
        ]
        parts.append(f"<h2>{escape(grid.name)}</h2>")
        parts.append(_table(grid, mine, told) if mine else f"<p>{escape(say('EXPLAIN-NOT-A-TABLE', language))}</p>")
    hidden = [sheet.name for at, sheet in enumerate(book.sheets) if at not in seen.anchors.grids]
    left_out = (name for name in hidden if name not in OWN_SHEETS)
    parts += (f"<p>{escape(say('SHEET-HIDDEN', language, {'sheet': name}))}</p>" for name in left_out)
    return "\n".join(parts) + "</html>\n"


def _table(grid: Grid, blocks: Sequence[tuple[Block, NamedRows]], told: set[Address]) -> str:
    taken = taken_for(grid, blocks)
    rows = np.unique(grid.cells.rows).tolist()
    columns = np.unique(grid.cells.columns).tolist()
    rows = rows[: max(_LARGEST // max(len(columns), 1), 1)]
    lines = ["<table><tr><th>" + "".join(f"<th>{Address('', 1, column).a1[:-1]}" for column in columns)]
    for row in rows:
        cells = [f"<tr><th>{row}"]
        for column in columns:
            address = grid.address(row, column)
            shown = escape(grid.shown(row, column))
            shown = f"<b>{shown}</b>" if address in told else shown
            cells.append(f'<td class="{taken[address].lower()}">{shown}' if address in taken else "<td>")
        lines.append("".join(cells))
    return "\n".join(lines) + "</table>"
