"""Facts as a page shows them: lines and columns of cells, each of which leads to where its number comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from flows.data import Item
from flows.publish.workbook import SIGNS
from schemas.messages import Language, say
from schemas.model import SEE_ROW, TOTAL_ROW
from schemas.published import Flag

if TYPE_CHECKING:
    import pandas as pd

CELLS = 700
"""About so many cells fit on a page of 60 kB."""
_MARKED = (Flag.EXPLAINED, Flag.WAIVED, Flag.CORRECTED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number as printed, or the sign in its place; `mark` is the sign of its flag, empty for one as reported."""

    text: str
    mark: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is, its code, and its cells; `address` leads to more of it."""

    code: str
    name: str
    cells: tuple[Cell, ...]
    address: str = ""

    @property
    def is_total(self) -> bool:
        """Whether it is the sum of the others."""
        return self.code == TOTAL_ROW


@dataclass(frozen=True, slots=True)
class Heading:
    """One column; `address` leads to what it means."""

    text: str
    measure: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """A sign that stands in the grid and what it means."""

    sign: str
    words: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on a page."""

    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    legend: tuple[Legend, ...]
    page: int = 1
    pages: int = 1

    def turned_to(self, page: int) -> "Grid":
        """As many lines as fit on a page; the last page for a number beyond it."""
        size = max(1, CELLS // max(1, len(self.headings)))
        pages = max(1, -(-len(self.lines) // size))
        at = min(max(page, 1), pages)
        return replace(self, lines=self.lines[(at - 1) * size : at * size], page=at, pages=pages)


@dataclass(frozen=True, slots=True)
class _Fact:
    """What the grid needs of a fact."""

    period: str
    vintage: int
    unit: str
    unit_name: str
    row: str
    row_label: str
    column: str
    value: float | None
    flag: Flag

    def cell(self, item: Item, language: Language, base: str = "") -> Cell:
        mark = sign(self.flag, language) if self.flag in _MARKED else ""
        return Cell(printed(self.value, self.flag, item), mark, f"{base}{self.unit}/{self.row}/{number_of(item)}/")


def number_of(item: Item) -> str:
    """The part of an item's code after the table's."""
    return item.code.partition(".")[2]


def printed(value: float | None, flag: Flag, item: Item) -> str:
    """`2,050`, `12.50`, or the sign of a flag that has no value."""
    if value is None:
        return SIGNS.get(flag, "")
    if item.measure == SEE_ROW.zh:
        return f"{value:,.15g}"
    return f"{value:,.{item.decimals}f}"


def sign(flag: Flag, language: Language) -> str:
    """The sign of a flag within a table; none for a number as reported."""
    return SIGNS.get(flag, "") if not flag.has_value else say(f"FLAG-SIGN-{flag.name}", language)


def meaning(flag: Flag, language: Language) -> str:
    """What a flag means."""
    return say(f"FLAG-MEANING-{flag.value.upper().replace('_', '-')}", language)


def of_edition(frame: "pd.DataFrame", items: Sequence[Item], language: Language, *, units: bool) -> Grid:
    """The facts of one edition, a line a row of the table; with `units` a line a unit, which leads to its own table."""
    facts = tuple(_facts(frame))
    columns = [item for item in items if item.column in {fact.column for fact in facts}]
    lines: dict[tuple[str, str], dict[str, _Fact]] = {}
    for fact in facts:
        lines.setdefault((fact.unit, fact.row), {})[fact.column] = fact
    return Grid(
        tuple(_heading(item, language) for item in columns),
        tuple(_line(found, columns, language, units=units) for found in lines.values()),
        _legend(facts, language),
    )


def over_time(frame: "pd.DataFrame", item: Item, language: Language) -> Grid:
    """The facts of one item and row, a line a period and a column a unit, as many of the last periods as fit."""
    facts = tuple(_facts(frame))
    units = {fact.unit: fact.unit_name for fact in facts}
    periods = list(dict.fromkeys(fact.period for fact in facts))[-max(1, CELLS // max(1, len(units))) :]
    at = {(fact.period, fact.unit): fact for fact in facts}
    lines = []
    for period in periods:
        found = [at.get((period, unit)) for unit in units]
        base = {fact.vintage for fact in found if fact is not None}
        cells = tuple(
            fact.cell(item, language, f"../../{period}/v{fact.vintage:03}/") if fact else Cell("") for fact in found
        )
        lines.append(Line(period, period, cells, f"../../{period}/v{max(base):03}/"))
    return Grid(tuple(Heading(name) for name in units.values()), tuple(lines), _legend(facts, language))


def _facts(frame: "pd.DataFrame") -> Iterator[_Fact]:
    names = ["period", "vintage", "unit", "unit_name", "row", "row_label", "column", "value", "flag"]
    for line in frame[names].itertuples(index=False):
        period, vintage, unit, unit_name, row, row_label, column, value, flag = line
        there = None if value != value else cast("float", value)  # noqa: PLR0124 - NaN alone differs from itself
        yield _Fact(period, int(vintage), unit, unit_name, row, row_label, column, there, Flag(flag))


def _heading(item: Item, language: Language) -> Heading:
    text = item.zh if language == "zh" else item.en
    return Heading(text.replace("：", "·"), item.measure, number_of(item))


def _line(found: dict[str, _Fact], columns: Sequence[Item], language: Language, *, units: bool) -> Line:
    first = next(iter(found.values()))
    cells = tuple(found[item.column].cell(item, language) if item.column in found else Cell("") for item in columns)
    if units:
        return Line(first.unit, first.unit_name, cells, f"?unit={first.unit}")
    return Line(first.row, first.row_label, cells)


def _legend(facts: Sequence[_Fact], language: Language) -> tuple[Legend, ...]:
    present = {fact.flag for fact in facts} - {Flag.REPORTED}
    return tuple(
        Legend(sign(flag, language), flag.words(language), meaning(flag, language)) for flag in Flag if flag in present
    )


KINDS = MappingProxyType(
    {
        "stock": "ANALYST-KIND-STOCK",
        "flow": "ANALYST-KIND-FLOW",
        "quota": "ANALYST-KIND-QUOTA",
        "derived": "ANALYST-KIND-DERIVED",
        "money": "ANALYST-KIND-MONEY",
    }
)
"""Messages of what a column measures, by its kind as editions write it."""
