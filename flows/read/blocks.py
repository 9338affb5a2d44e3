"""Where a table stands: a block of a sheet with its headings found and its rows named."""

from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from flows.read.form import TableForm
from flows.read.grid import Grid
from flows.read.labels import BELOW, LIVE_CHECK, NUMBER_STUBS, TOTAL_LABELS, heading, label
from schemas.model import TOTAL_ROW, Grain

MISSING = 0


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A table, or a part of it, on one sheet.

    `column_at` gives the sheet column of each item (MISSING: not here). Headings stand in rows `top` to `first` − 1,
    data in `first` to `last`. `code_column` and `name_column` are MISSING where there is none.
    """

    form: TableForm
    grid: Grid
    column_at: NDArray[np.int32]
    top: int
    first: int
    last: int
    code_column: int
    name_column: int
    left: int = 1
    """The column of its first stub or item."""


class RowKind(Enum):
    """What a row below the headings is."""

    DATA = auto()
    FURNITURE = auto()
    UNKNOWN = auto()
    TWICE = auto()


class Oddity(Enum):
    """Why a row is told of."""

    NAME_DIFFERS = auto()
    CODE_SPOILT = auto()
    TOTAL_UNLABELLED = auto()
    ALIAS = auto()


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row that was taken although something about it is odd."""

    at: int
    row: int
    oddity: Oddity


@dataclass(slots=True, eq=False)
class NamedRows:
    """The rows of a block: sheet row of each table row (MISSING: not here), and what every other row is."""

    row_at: NDArray[np.int32]
    kinds: dict[int, RowKind] = field(default_factory=dict)
    twice: dict[int, list[int]] = field(default_factory=dict)
    """Table row -> the sheet rows that all claim to be it."""
    unknown: list[int] = field(default_factory=list)
    odd: list[OddRow] = field(default_factory=list)
    numbering: set[int] = field(default_factory=set)
    """Sheet rows that hold the printed numbers of the columns."""
    as_printed: bool = False
    """Whether the rows stand exactly as a template prints them."""
    by_name: bool = False
    """Whether some row without a code was found by its name."""
    spelt: list[int] = field(default_factory=list)
    """Sheet rows whose name says the same in other characters."""


def name_rows(block: Block) -> NamedRows:
    """Each row below the headings by its code, else by its name; unlabelled totals by their sum."""
    rows = block.form.rows
    codes = block.grid.column_texts(block.code_column, block.first, block.last)
    if block.code_column and len(codes) >= len(rows.codes):
        plain = _as_printed(block, codes)
        if plain is not None:
            return plain
    return _Naming(block, codes).named()


def _as_printed(block: Block, codes: list[str]) -> NamedRows | None:
    """The rows exactly as the template prints them, one below the other, with only notes beneath; else None."""
    rows = block.form.rows
    if rows.codes[0] not in codes:
        return None
    start = codes.index(rows.codes[0])
    end = start + len(rows.codes)
    if tuple(codes[start:end]) != rows.codes:
        return None
    first = block.first + start
    names = block.grid.column_texts(block.name_column, first, block.first + end - 1)
    skip = 1 if rows.codes[0] == TOTAL_ROW else 0
    if tuple(names[skip:]) != rows.names[skip:] or (skip and label(names[0]) not in TOTAL_LABELS):
        return None
    items = block.column_at[block.column_at > MISSING]
    below = block.grid.at[block.first + end : block.last + 1, items]
    above = block.grid.at[block.first : first, items]
    if (below >= 0).any() or (start and not _is_numbering(block, block.first, above)):
        return None
    row_at = np.arange(first, block.first + end, dtype=np.int32)
    return NamedRows(row_at, numbering=set(range(block.first, first)), as_printed=True)


def _is_numbering(block: Block, row: int, above: NDArray[np.int32]) -> bool:
    """Whether all that stands between headings and data is the row of printed column numbers."""
    if len(above) != 1:
        return not (above >= 0).any()
    stub = block.grid.shown(row, block.code_column) or block.grid.shown(row, block.name_column)
    return label(stub) in NUMBER_STUBS or not (above >= 0).any()


class _Naming:
    """Rows that are not simply as printed: each is taken by what it says, and told where that is odd."""

    def __init__(self, block: Block, codes: list[str]) -> None:
        self.block = block
        self.codes = [label(code) for code in codes]
        self.names = block.grid.column_texts(block.name_column, block.first, block.last)
        self.items = block.column_at[block.column_at > MISSING]
        self.result = NamedRows(np.zeros(len(block.form.rows.codes), np.int32))
        self.claims: dict[int, list[tuple[int, bool]]] = {}

    def named(self) -> NamedRows:
        for at, (code, name) in enumerate(zip(self.codes, self.names, strict=True), self.block.first):
            self._take(at, code, label(name))
        for row, claims in self.claims.items():
            self._settle(row, claims)
        self._find_total()
        return self.result

    def _take(self, at: int, code: str, name: str) -> None:
        rows = self.block.form.rows
        by_code = rows.by_code.get(code) if code else None
        by_name = self._by_name(name) if name else None
        if by_code is None and by_name is None and code:
            by_name = self._by_name(code)  # one stub column holds the names
        row = by_code if by_code is not None else by_name
        if row is None:
            self._other(at, code, name)
            return
        if not self._holds_anything(at) and by_code is None:
            self.result.kinds[at] = RowKind.FURNITURE  # a heading among the rows, such as a group's name
            return
        self.claims.setdefault(row, []).append((at, by_code is not None))
        if by_code is not None and name and by_name != by_code:
            self.result.odd.append(OddRow(at, row, Oddity.NAME_DIFFERS))
        elif by_code is None and code and name and self.block.code_column and label(code) != name:
            self.result.odd.append(OddRow(at, row, Oddity.CODE_SPOILT))
        else:
            self.result.by_name |= by_code is None
            self._compare(at, row, name or ("" if by_code is not None else code))

    def _compare(self, at: int, row: int, name: str) -> None:
        """Notes a name that is only spelt otherwise, or that is an alias."""
        wanted, shown = self.block.form.rows.names[row], self.names[at - self.block.first]
        if not name or shown == wanted or shown in TOTAL_LABELS:
            return
        if name in TOTAL_LABELS or heading(name) == heading(wanted):
            if shown:
                self.result.spelt.append(at)
        else:
            self.result.odd.append(OddRow(at, row, Oddity.ALIAS))

    def _by_name(self, name: str) -> int | None:
        rows = self.block.form.rows
        found = rows.by_name.get(name, rows.by_name.get(heading(name)))
        if found is None and name in TOTAL_LABELS:
            return rows.by_code.get(TOTAL_ROW)
        return found

    def _holds_anything(self, at: int) -> bool:
        return bool((self.block.grid.at[at, self.items] >= 0).any())

    def _other(self, at: int, code: str, name: str) -> None:
        """A row that names no row of the table: furniture, or one that was put in."""
        positions = [position for position in self.block.grid.at[at, self.items].tolist() if position >= 0]
        numbers = [position for position in positions if self.block.grid.has_number(position)]
        numbering = code in NUMBER_STUBS or name in NUMBER_STUBS or (not self.claims and self._counts_up(positions))
        if not numbers or numbering or code.startswith(BELOW) or name.startswith(BELOW):
            self.result.kinds[at] = RowKind.FURNITURE
            if numbering:
                self.result.numbering.add(at)
            return
        self.result.kinds[at] = RowKind.UNKNOWN
        self.result.unknown.append(at)

    def _counts_up(self, positions: list[int]) -> bool:
        """Whether numbers are 1, 2, 3 … : the printed column numbers without a stub."""
        numbers = self.block.grid.cells.numbers[positions].tolist()
        return len(numbers) > 2 and numbers == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))

    def _settle(self, row: int, claims: list[tuple[int, bool]]) -> None:
        """One sheet row for a table row: the one with the code, where only one has it."""
        coded = [at for at, by_code in claims if by_code]
        chosen = coded or [at for at, _ in claims]
        if len(chosen) == 1:
            self.result.row_at[row] = chosen[0]
        if len(claims) > 1:
            self.result.twice[row] = [at for at, _ in claims]
        for at, _ in claims:
            self.result.kinds[at] = RowKind.DATA if [at] == chosen else RowKind.TWICE

    def _find_total(self) -> None:
        """A row without any label that equals the sum of the named rows is the total row."""
        rows = self.block.form.rows
        total = rows.by_code.get(TOTAL_ROW)
        if total is None or total in self.claims or self.block.form.table.grain is not Grain.UNIT:
            return
        units = self.result.row_at[self.result.row_at > MISSING]
        for at in self.result.unknown:
            bare = not self.codes[at - self.block.first] and not label(self.names[at - self.block.first])
            if bare and len(units) > 1 and self._is_sum(at, units):
                self.result.row_at[total] = at
                self.result.kinds[at] = RowKind.DATA
                self.result.unknown.remove(at)
                self.result.odd.append(OddRow(at, total, Oddity.TOTAL_UNLABELLED))
                return

    def _is_sum(self, at: int, units: NDArray[np.int32]) -> bool:
        cells, grid = self.block.grid.cells, self.block.grid.at
        positions = grid[at, self.items]
        parts = grid[units[:, None], self.items]
        sums = np.where(parts >= 0, cells.numbers[parts], 0).sum(axis=0)
        return bool((positions >= 0).all() and np.allclose(cells.numbers[positions], sums, rtol=1e-12, atol=1e-6))


def live_check_columns(block: Block) -> list[int]:
    """Columns of the block whose heading says that they are the live check: not ours to read."""
    taken = set(block.column_at.tolist())
    return [
        column
        for column in range(1, block.grid.width + 1)
        if column not in taken
        and any(block.grid.text(row, column) in LIVE_CHECK for row in range(block.top, block.first))
    ]
