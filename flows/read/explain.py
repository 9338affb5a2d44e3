"""How a workbook was understood: each sheet as a picture in HTML, each cell coloured by what it was taken for."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from html import escape
from types import MappingProxyType

import numpy as np

from flows.read.anchors import OWN_SHEETS
from flows.read.blocks import MISSING, Block, NamedRows, live_check_columns
from flows.read.grid import Grid
from flows.read.raw import RawWorkbook
from flows.read.strays import unclaimed
from flows.read.understanding import Understanding
from schemas.finding import Address, Finding
from schemas.messages import Language, say
from schemas.reading import CellState
from schemas.sentences import line

_UNREAD = (CellState.UNREADABLE, CellState.NOT_COMPUTED)
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
    "body{font:13px/1.4 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;margin:1rem 1.5rem;color:#1b1b1b}"
    "div{overflow-x:auto;margin:0 0 1em}table{border-collapse:collapse}"
    "td,th{border:1px solid #999;padding:2px 5px;max-width:11em}td.value,td.unclaimed{text-align:right}"
    "td.heading{text-align:center;min-width:2.6em}td.label,td.furniture{white-space:nowrap}"
    "td.furniture{max-width:0;position:relative}th{font-weight:normal;color:#555;background:#fff}tr>th:first-child{position:sticky;left:0}"
    "h1{font-size:1.3rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}li{margin:.1em 0}"
    "p span{padding:2px 8px;margin-right:8px}.told{outline:3px solid #c65911;outline-offset:-3px;font-weight:bold}"
    + "".join(f".{taken.lower()}{{background:{colour}}}" for taken, colour in _COLOURS.items())
)


def taken_for(grid: Grid, blocks: Sequence[tuple[Block, NamedRows]]) -> dict[Address, Taken]:
    """What every non-empty cell of a sheet was taken for."""
    found: dict[Address, Taken] = {}
    areas = [_Area(block, named) for block, named in blocks]
    outside = unclaimed([(*each, ()) for each in blocks]) if blocks else np.ones(len(grid.cells), np.bool_)
    places = zip(grid.cells.rows.tolist(), grid.cells.columns.tolist(), outside.tolist(), strict=True)
    for row, column, is_outside in places:
        found[grid.address(row, column)] = Taken.UNCLAIMED if is_outside else _taken(row, column, areas)
    return found


class _Area:
    """What the rows and columns of one block are, ready to be asked cell by cell."""

    def __init__(self, block: Block, named: NamedRows) -> None:
        # A row of codes speaks for all above it; the headings are the rows right above.
        self.top = block.top if block.top > 1 else max(block.first - 1 - block.form.items.levels, 1)
        self.first = block.first
        self.data = {row for row in named.row_at.tolist() if row != MISSING}
        self.told = {*named.unknown, *(at for places in named.twice.values() for at in places)}
        self.items = {column for column in block.column_at.tolist() if column != MISSING}
        self.stubs = {block.code_column, block.name_column} - {MISSING}
        self.checks = set(live_check_columns(block))


def _taken(row: int, column: int, areas: Sequence[_Area]) -> Taken:
    seen = Taken.UNCLAIMED
    for area in areas:
        if row in area.data:
            if column in area.items:
                return Taken.VALUE
            if column in area.stubs:
                return Taken.LABEL
            if column in area.checks:
                seen = Taken.FURNITURE
        elif row < area.first:
            is_heading = area.top <= row and column in area.items | area.stubs
            seen = Taken.HEADING if is_heading else Taken.FURNITURE
        elif row not in area.told:
            seen = Taken.FURNITURE
    return seen


def page(book: RawWorkbook, seen: Understanding, title: str, language: Language) -> str:
    """One standalone page: every visible sheet with what is told of it, the colours' meaning above.

    A cell that a finding names is framed and shows the finding's line when it is pointed at.
    """
    told, unread = _told(seen.findings, language), _unread(seen)
    kinds = (*(taken.value for taken in Taken), "TOLD")
    key = "".join(f'<span class="{kind.lower()}">{escape(say(f"EXPLAIN-{kind}", language))}</span>' for kind in kinds)
    parts = [
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><p>{key}</p>",
    ]
    for number, grid in seen.anchors.grids.items():
        mine = [
            (each.block, named)
            for each, named in zip(seen.anchors.anchored, seen.named, strict=True)
            if each.block.grid.number == number
        ]
        parts.append(f"<h2>{escape(grid.name)}</h2>")
        parts.append(
            _table(grid, mine, told, unread) if mine else f"<p>{escape(say('EXPLAIN-NOT-A-TABLE', language))}</p>"
        )
        lines = (line(each, language) for each in seen.findings if each.place.sheet == grid.name)
        parts.append(_list(lines))
    parts.append(_list(line(each, language) for each in seen.findings if not each.place.sheet))
    hidden = [sheet.name for at, sheet in enumerate(book.sheets) if at not in seen.anchors.grids]
    left_out = (name for name in hidden if name not in OWN_SHEETS)
    parts += (f"<p>{escape(say('SHEET-HIDDEN', language, {'sheet': name}))}</p>" for name in left_out)
    return "\n".join(filter(None, parts)) + "</body></html>\n"


def _told(findings: Iterable[Finding], language: Language) -> dict[Address, str]:
    """Cells that findings name, with the findings' lines."""
    told: dict[Address, list[str]] = {}
    for finding in findings:
        for cell in finding.cells:
            if cell.address is not None:
                told.setdefault(cell.address, []).append(line(finding, language))
    return {address: "\n".join(dict.fromkeys(lines)) for address, lines in told.items()}


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(each)}" for each in lines)
    return f"<ol>{items}</ol>" if items else ""


def _unread(seen: Understanding) -> set[Address]:
    """Cells of tables whose content is no figure of theirs."""
    places = (
        table.address(int(row), int(column))
        for table in seen.tables
        for row, column in zip(*np.nonzero(np.isin(table.states, _UNREAD)), strict=True)
    )
    return {place for place in places if place is not None}


def _table(
    grid: Grid, blocks: Sequence[tuple[Block, NamedRows]], told: Mapping[Address, str], unread: set[Address]
) -> str:
    taken = taken_for(grid, blocks)
    rows = np.unique(grid.cells.rows).tolist()
    columns = np.unique(grid.cells.columns).tolist()
    rows = rows[: max(_LARGEST // max(len(columns), 1), 1)]
    spans, covered = _spans(grid, rows, columns)
    letters = "".join(f"<th>{Address('', 1, column).a1[:-1]}" for column in columns)
    lines = [f"<div><table><tr><th>{letters}"]
    for row in rows:
        cells = [f"<tr><th>{row}"]
        for column in columns:
            address = grid.address(row, column)
            if address in covered:
                continue
            kinds = [taken[address].lower()] if address in taken else []
            kinds = [Taken.UNCLAIMED.lower()] if address in unread else kinds
            hint = f' title="{escape(told[address])}"' if address in told else ""
            kinds += ["told"] if hint else []
            named = f' class="{" ".join(kinds)}"' if kinds else ""
            cells.append(f"<td{named}{spans.get(address, '')}{hint}>{escape(grid.shown(row, column))}")
        lines.append("".join(cells))
    return "\n".join(lines) + "</table></div>"


def _spans(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> tuple[dict[Address, str], set[Address]]:
    """Merged ranges as attributes of their first cell, and the cells that they cover and that hold nothing."""
    spans: dict[Address, str] = {}
    covered: set[Address] = set()
    for merge in grid.sheet.merges:
        down = [row for row in rows if merge.top <= row <= merge.bottom]
        right = [column for column in columns if merge.left <= column <= merge.right]
        places = [grid.address(row, column) for row in down for column in right]
        others = set(places[1:])
        if covered & {*places} or any(grid.shown(each.row, each.column) for each in others):
            continue
        spans |= {first: f' colspan="{len(right)}" rowspan="{len(down)}"' for first in places[:1]}
        covered |= others
    return spans, covered
