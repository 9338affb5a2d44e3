"""Values: from stored cells to exact integers with their states; nothing is guessed, and what is tolerated is logged."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from flows.read.blocks import Block
from flows.read.raw import CellKind, Look
from schemas.finding import Finding, Level, Pattern
from schemas.hint import Hint
from schemas.reading import LARGEST, CellState, Cleaning

_INVISIBLE = re.compile(r"_x000[dD]_|[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_WAN = re.compile(r"([0-9]+(?:\.[0-9]+)?)[万萬]")
_ABOUT = re.compile(r"余|多|约|近|以上|以下|左右|不到|超过|大概|几|\+$|>|<|≥|≤|~")
_MEASURED = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:人|人次|个|名|条|栋|间|张|件|次|元|户|万元)")
_DATE = re.compile(r"[0-9]{1,4}[-/.年][0-9]{1,2}(?:[-/.月][0-9]{0,4}日?)?")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")
_PLACEHOLDERS = frozenset(
    {
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "/",
        "//",
        "\\",
        "无",
        "空",
        "暂无",
        "没有",
        "x",
        "xx",
        "xxx",
        "×",
        "××",
        "na",
        "n/a",
    }
    | {
        "nan",
        "null",
        "none",
        "nil",
        "...",
        "…",
        "……",
        "*",
        "**",
        "?",
        "??",
        ".",
        "、",
        "待定",
        "待填",
        "未填",
        "略",
        "同上",
        "〃",
    }
)


@dataclass(frozen=True, slots=True)
class Number:
    """A text that is a number, and the message codes of what was tolerated."""

    value: Decimal
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoNumber:
    """A text that is no number, and what to say about it; `pattern` BLANK where nothing is written."""

    pattern: Pattern
    hint: Hint | None = None


@dataclass(slots=True, eq=False)
class Cleaned:
    """The cells of one block, in the order of its named rows and found columns."""

    values: NDArray[np.int64]
    states: NDArray[np.int8]
    findings: list[Finding] = field(default_factory=list)
    cleanings: list[Cleaning] = field(default_factory=list)


def number_of(text: str) -> Number | NoNumber:
    """What a text says, taken as one number.

    White space, full-width forms, thousands separators, a leading apostrophe or plus sign are tolerated; nothing that
    needs a guess is (万, 余, units, percent, letters, dates).
    """
    normal = unicodedata.normalize("NFKC", text)
    bare = _INVISIBLE.sub("", normal)
    if not bare:
        return NoNumber(Pattern.BLANK)
    how = ["CLEANED-TEXT"]
    if len(_INVISIBLE.sub("", text)) != len(text):
        how.append("CLEANED-SPACES")
    if unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)) != _INVISIBLE.sub("", text):
        how.append("CLEANED-WIDTH")
    if bare[0] in "'’‘`" and len(bare) > 1:
        bare = bare[1:]
        how.append("CLEANED-APOSTROPHE")
    bare = bare.replace("−", "-").replace("－", "-")
    inner = _INVISIBLE.sub(" ", normal.strip())
    if re.search(r"[0-9] [0-9]", inner) and not re.fullmatch(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?", inner):
        return NoNumber(Pattern.NOT_A_NUMBER, _odd_character(text, " "))
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
        how.append("CLEANED-SEPARATOR")
    if not _PLAIN.fullmatch(bare):
        return NoNumber(Pattern.NOT_A_NUMBER, _reason(text, bare))
    if bare[0] == "+":
        how.append("CLEANED-SIGN")
    if "." in bare and not bare.partition(".")[2].strip("0"):
        how.append("CLEANED-DECIMAL")
    return Number(Decimal(bare), tuple(how))


def _reason(text: str, bare: str) -> Hint:
    """What is wrong with a text that is no number, the most telling first."""
    if bare.lower() in _PLACEHOLDERS:
        return Hint.of("CELL-PLACEHOLDER", shown=text.strip())
    if about := _ABOUT.search(bare):
        return Hint.of("CELL-ABOUT", word=about[0])
    if wan := _WAN.fullmatch(bare):
        return Hint.of("CELL-WAN", suggestion=f"{Decimal(wan[1]) * 10000:f}".partition(".")[0])
    if measured := _MEASURED.fullmatch(bare):
        return Hint.of("CELL-MEASURE", suggestion=measured[1])
    if "%" in bare or "‰" in bare:
        return Hint("CELL-PERCENT")
    if _SCIENTIFIC.fullmatch(bare):
        return Hint("CELL-SCIENTIFIC")
    if _DATE.fullmatch(bare):
        return Hint("CELL-DATE")
    if "," in bare and not bare.strip("0123456789.,+-"):
        return Hint("CELL-COMMA")
    if not any(character.isdigit() for character in bare):
        return Hint("CELL-WORDS")
    odd = next((character for character in text if unicodedata.normalize("NFKC", character) not in _NUMERIC), None)
    return _odd_character(text, odd) if odd else Hint("CELL-WORDS")


_NUMERIC = frozenset((*"0123456789., ", "", "\t", "\n", "\r"))


def _odd_character(text: str, odd: str) -> Hint:
    position = text.find(odd) + 1 or 1
    code = "CELL-LETTER" if odd.isascii() and odd.isalpha() else "CELL-CHARACTER"
    return Hint.of(code, position=position, letter=odd)


def clean_block(block: Block, row_at: NDArray[np.int32], rows: NDArray[np.int64], items: NDArray[np.int64]) -> Cleaned:
    """Values and states of the cells where `rows` (named rows) and `items` (found columns) of a block meet.

    A block of plain numbers costs a few array operations; only other cells are looked at one by one.
    """
    form, grid = block.form, block.grid
    positions = grid.at[row_at[rows][:, None], block.column_at[items]]
    cells = grid.cells
    there = positions >= 0
    plain = there & (cells.kinds[positions] == CellKind.NUMBER) & (cells.looks[positions] == Look.PLAIN)
    numbers = np.where(plain, cells.numbers[positions], 0.0)
    scale = form.items.scale[items]
    scaled = numbers * scale
    values = np.rint(np.clip(scaled, -2 * LARGEST, 2 * LARGEST))
    size = np.abs(scaled)
    # Relative noise of binary arithmetic only, never so wide that half a unit of a large number would pass.
    allowed = np.minimum(1e-9 * np.maximum(size, 1.0), np.maximum(1e-4, 1e-15 * size))
    good = plain & (np.abs(scaled - values) <= allowed) & (size < LARGEST) & ((values >= 0) | form.items.signed[items])
    steps = form.steps()
    if steps is not None:
        good &= values % steps[np.ix_(rows, items)] == 0
    whole = np.where(good, values, 0).astype(np.int64)
    states = np.where(good, CellState.FILLED, np.where(there, CellState.UNREADABLE, CellState.BLANK)).astype(np.int8)
    cleaned = Cleaned(whole, states)
    odd = there & (~good | (numbers != values / scale))
    if odd.any():
        work = _OddCells(block, row_at, rows, items, cleaned)
        for row, item in np.argwhere(odd).tolist():
            work.look(row, item, int(positions[row, item]))
    return cleaned


class _OddCells:
    """Cells that are no plain number of their measure, one by one."""

    def __init__(
        self,
        block: Block,
        row_at: NDArray[np.int32],
        rows: NDArray[np.int64],
        items: NDArray[np.int64],
        cleaned: Cleaned,
    ) -> None:
        self.block = block
        self.row_at = row_at
        self.rows = rows
        self.items = items
        self.cleaned = cleaned

    def look(self, row: int, item: int, position: int) -> None:
        """Take one cell; `row` and `item` are positions in the block's rows and items."""
        grid = self.block.grid
        kind = grid.cells.kinds[position]
        number = float(grid.cells.numbers[position])
        match kind:
            case CellKind.NUMBER if grid.cells.looks[position] == Look.DATE:
                self._tell(row, item, Pattern.NOT_A_NUMBER, Hint("CELL-DATE"), position)
            case CellKind.NUMBER if grid.cells.looks[position] == Look.PERCENT:
                self._percent(row, item, position, number)
            case CellKind.NUMBER:
                rounded = self.cleaned.states[row, item] == CellState.FILLED
                self._number(row, item, position, Decimal(repr(number)), ("CLEANED-ROUNDED",) if rounded else ())
            case CellKind.TEXT:
                self._text(row, item, position)
            case CellKind.ERROR:
                self._tell(row, item, Pattern.ERROR_VALUE, None, position)
            case CellKind.NO_CACHE:
                self._tell(row, item, Pattern.NO_CACHE, None, position)
            case CellKind.BOOLEAN:
                hint = Hint.of("CELL-BOOLEAN", shown=grid.book.shown(grid.sheet, position))
                self._tell(row, item, Pattern.NOT_A_NUMBER, hint, position)
            case _:
                self._tell(row, item, Pattern.NOT_A_NUMBER, Hint("CELL-DATE"), position)

    def _text(self, row: int, item: int, position: int) -> None:
        grid = self.block.grid
        match number_of(grid.book.shown(grid.sheet, position)):
            case NoNumber(Pattern.BLANK):
                self.cleaned.states[row, item] = CellState.BLANK
            case NoNumber(pattern, hint):
                self._tell(row, item, pattern, hint, position)
            case Number(value, how):
                self._number(row, item, position, value, how)

    def _percent(self, row: int, item: int, position: int, number: float) -> None:
        if self.block.form.items.percent[self.items[item]]:
            value = Decimal(repr(number)) * 100
            self._number(row, item, position, value, ("CLEANED-PERCENT",))
        else:
            self._tell(row, item, Pattern.NOT_A_NUMBER, Hint("CELL-PERCENT"), position)

    def _number(self, row: int, item: int, position: int, value: Decimal, how: tuple[str, ...]) -> None:
        """A number that may be cleaned, but not whole, negative, or too large."""
        form = self.block.form
        table_row, column = int(self.rows[row]), int(self.items[item])
        decimals = form.decimals_at(table_row, column)
        unit = Decimal(10) ** -decimals
        rest = abs(value - value.quantize(unit)) if abs(value) < LARGEST else Decimal(0)
        if abs(value) * 10 ** int(form.items.decimals[column]) >= LARGEST:
            self._tell(row, item, Pattern.NOT_A_NUMBER, Hint("CELL-LARGE"), position)
        elif rest and "CLEANED-ROUNDED" not in how and rest > abs(value) * Decimal("1e-12"):
            hint = Hint.of("CELL-DECIMALS", decimals=decimals) if decimals else Hint("CELL-PEOPLE")
            self._tell(row, item, Pattern.NOT_WHOLE, hint, position)
        elif value < 0 and not form.items.signed[column]:
            self._tell(row, item, Pattern.NEGATIVE, None, position)
        else:
            scaled = int((value.quantize(unit) * 10 ** int(form.items.decimals[column])).to_integral_value())
            self._accept(row, item, position, scaled, how)

    def _accept(self, row: int, item: int, position: int, scaled: int, how: tuple[str, ...]) -> None:
        form, grid = self.block.form, self.block.grid
        self.cleaned.values[row, item] = scaled
        self.cleaned.states[row, item] = CellState.FILLED
        decimals = int(form.items.decimals[self.items[item]])
        address = grid.address(*self._place(row, item))
        shown = grid.book.shown(grid.sheet, position)
        self.cleaned.cleanings.extend(Cleaning(form.table.code, address, shown, scaled, decimals, each) for each in how)

    def _tell(self, row: int, item: int, pattern: Pattern, hint: Hint | None, position: int) -> None:
        form, grid = self.block.form, self.block.grid
        self.cleaned.values[row, item] = 0
        self.cleaned.states[row, item] = CellState.UNREADABLE
        table_row, column = int(self.rows[row]), int(self.items[item])
        address = grid.address(*self._place(row, item))
        shown = grid.book.shown(grid.sheet, position)
        finding = Finding(
            form.table.cell_code,
            Level.ERROR,
            pattern,
            form.place(grid.name, table_row, column),
            (form.cell(address, table_row, column, shown),),
            detail=str(hint) if hint else "",
        )
        self.cleaned.findings.append(finding)

    def _place(self, row: int, item: int) -> tuple[int, int]:
        return int(self.row_at[self.rows[row]]), int(self.block.column_at[self.items[item]])
