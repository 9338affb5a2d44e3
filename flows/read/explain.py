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
from flows.read.understanding import Understanding
from schemas.finding import Address, Finding
from schemas.messages import Language, say
from schemas.sentences import line

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
    "body{font:14px/1.5 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;margin:1rem 1.5rem;color:#1b1b1b}"
    "table{border-collapse:collapse;margin:0 0 1em}td,th{border:1px solid #999;padding:2px 6px}"
    "th{font-weight:normal;color:#555}h1{font-size:1.3rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}"
    "p span{padding:2px 8px;margin-right:8px}.told{outline:3px solid #c65911;outline-offset:-3px;font-weight:bold}"
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


def page(book: RawWorkbook, seen: Understanding, title: str, language: Language) -> str:
    """One standalone page: every visible sheet with what is told of it, the colours' meaning above.

    A cell that a finding names is framed and shows the finding's line when it is pointed at.
    """
    told = _told(seen.findings, language)
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
        parts.append(_table(grid, mine, told) if mine else f"<p>{escape(say('EXPLAIN-NOT-A-TABLE', language))}</p>")
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


def _table(grid: Grid, blocks: Sequence[tuple[Block, NamedRows]], told: Mapping[Address, str]) -> str:
    taken = taken_for(grid, blocks)
    rows = np.unique(grid.cells.rows).tolist()
    columns = np.unique(grid.cells.columns).tolist()
    rows = rows[: max(_LARGEST // max(len(columns), 1), 1)]
    lines = ["<table><tr><th>" + "".join(f"<th>{Address('', 1, column).a1[:-1]}" for column in columns)]
    for row in rows:
        cells = [f"<tr><th>{row}"]
        for column in columns:
            address = grid.address(row, column)
            kinds = [taken[address].lower()] if address in taken else []
            hint = f' title="{escape(told[address])}"' if address in told else ""
            kinds += ["told"] if hint else []
            cells.append(f'<td class="{" ".join(kinds)}"{hint}>{escape(grid.shown(row, column))}' if kinds else "<td>")
        lines.append("".join(cells))
    return "\n".join(lines) + "</table>"
