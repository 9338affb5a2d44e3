"""A relation as a worksheet formula: the live check beside a row, for Excel, WPS and LibreOffice alike.

Cells hold values in the unit of measure. A check is silent until all its cells hold numbers, so that a half-filled row
does not cry. Only functions that every spreadsheet has had for decades are used.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from rules.language import (
    RATIO_FLOOR,
    Change,
    Comparison,
    Conditional,
    Drift,
    Item,
    Linear,
    Near,
    NeedsNote,
    Operator,
    Printed,
    PrintedRatio,
    Relation,
    RoundedRatio,
    Within,
    earlier,
    items_of,
    linears_of,
)
from rules.wording import Language, Naming, broken

LONGEST = 8000
"""Characters of one formula; Excel takes 8192."""
DEEPEST = 60
"""Checks in one formula, each a level deeper; Excel takes 64 levels."""

_BREACHES = {
    Operator.EQUAL: "<>",
    Operator.UNEQUAL: "=",
    Operator.AT_MOST: ">",
    Operator.AT_LEAST: "<",
    Operator.LESS: ">=",
    Operator.MORE: "<=",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a row's items stand and how they are called.

    `cell` gives an item's address as a formula writes it (`C5`, `'结构'!C5`) or a figure of an earlier period, None
    where there is neither. `behind` gives the cells and ranges that must hold numbers before the item says something,
    where that is not its own cell: of a sum what is added, of a derived item what it is reckoned from.
    """

    cell: Callable[[Item], str | None]
    decimals: Callable[[Item], int]
    naming: Naming
    quarter: int
    language: Language = "zh"
    behind: Callable[[Item], tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """`breach` is a formula that is true where the relation is broken, `text` one that says so."""

    breach: str
    text: str


def check(relation: Relation, sheet: Sheet) -> Check | None:
    """The relation as a check; None where an item has no cell, and for published figures, which no clerk types."""
    if isinstance(relation, Printed | PrintedRatio) or any(sheet.cell(item) is None for item in items_of(relation)):
        return None
    arithmetic = _Arithmetic(sheet)
    return Check(arithmetic.breach(relation), arithmetic.text(relation))


def formula(relation: Relation, sheet: Sheet) -> str | None:
    """One relation's live check, without the leading `=`: empty text, or what is wrong and by how much."""
    found = check(relation, sheet)
    return None if found is None else f'IF({found.breach},{found.text},"")'


def combined(relations: Iterable[Relation], sheet: Sheet) -> tuple[str, ...]:
    """Live checks of a row in as few formulas as fit (mostly one): each shows its first broken relation.

    Relations that cannot be checked on the sheet are left out.
    """
    formulas: list[str] = []
    text, depth = '""', 0
    for found in reversed([found for relation in relations if (found := check(relation, sheet)) is not None]):
        deeper = f"IF({found.breach},{found.text},{text})"
        if depth and (len(deeper) > LONGEST or depth >= DEEPEST):
            formulas.append(text)
            deeper, depth = f'IF({found.breach},{found.text},"")', 0
        text, depth = deeper, depth + 1
    return tuple(reversed([*formulas, text])) if depth else ()


def quoted(text: str) -> str:
    """Text as a formula's string."""
    return '"' + text.replace('"', '""') + '"'


def _number(value: Fraction) -> str:
    for digits in range(7):
        if (value * 10**digits).denominator == 1:
            return f"{float(value):.{digits}f}"
    return f"({value.numerator}/{value.denominator})"


@dataclass(frozen=True, slots=True)
class _Arithmetic:
    """Sums, conditions and sentences in cells of one sheet."""

    sheet: Sheet

    def breach(self, relation: Relation) -> str:
        """True where broken; false too where a cell holds no number (IF does not look at the branch not taken)."""
        if isinstance(relation, Conditional):
            met = relation.condition
            condition = f"NOT({self._comparison(met)})"
            return self._counted(self._items(met), f"IF({condition},{self.breach(relation.consequence)},FALSE)")
        return self._counted(self._items(relation), self._condition(relation))

    def text(self, relation: Relation) -> str:
        """What is wrong; of a comparison also by how much the left side is too high or too low."""
        words = broken(relation, self.sheet.naming, self.sheet.language)
        if not isinstance(relation, Comparison) or relation.operator is Operator.UNEQUAL:
            return quoted(words)
        digits = "0.00" if self._is_broken_number(relation) else "0"
        more, less = ("多", "少") if self.sheet.language == "zh" else ("+", "-")
        mask = quoted(f'"{more}"{digits};"{less}"{digits}')
        return f"{quoted(words + ' ')}&TEXT({self._gap(relation.left, relation.right)},{mask})"

    def _items(self, relation: Relation) -> list[Item]:
        return list(items_of(relation))

    def _cell(self, item: Item) -> str:
        return self.sheet.cell(item) or "#REF!"

    def _counted(self, items: list[Item], then: str) -> str:
        cells = list(dict.fromkeys(cell for item in items for cell in self._behind(item)))
        wanted = sum(map(_size, cells))
        return f"IF(COUNT({','.join(_ranges(cells))})={wanted},{then},FALSE)" if cells else then

    def _behind(self, item: Item) -> tuple[str, ...]:
        return (self.sheet.behind(item) if self.sheet.behind else ()) or (self._cell(item),)

    def _condition(self, relation: Relation) -> str:
        match relation:
            case Comparison():
                return self._comparison(relation)
            case NeedsNote(value):
                return f"{self._sum(value)}<>0"
            case Within(part, whole, low, high):
                below = self._gap(part, whole.times(low))
                above = self._gap(part, whole.times(high))
                return f"IF({self._sum(whole)}>={RATIO_FLOOR},OR({below}<0,{above}>0),FALSE)"
            case Change(value, limit, floor):
                before = earlier(value)
                moved = f"ABS({self._gap(value, before)})"
                return f"AND({moved}>ROUND(ABS({self._sum(before)})*{_number(limit)},6),{moved}>={_number(floor)})"
            case Near(left, right, tolerance):
                larger = f"MAX(ABS({self._sum(left)}),ABS({self._sum(right)}))"
                return f"ABS({self._gap(left, right)})>ROUND({larger}*{_number(tolerance)},6)"
        return self._ratio_condition(relation)

    def _ratio_condition(self, relation: Relation) -> str:
        match relation:
            case RoundedRatio(value, numerator, denominator, decimals):
                ratio = f"({self._sum(numerator)})/({self._sum(denominator)})"
                room = _number(Fraction(5, 10 ** (decimals + 1)))
                beyond = f"ROUND(ABS({self._sum(value)}-{ratio})-{room},9)>0"
                return f"IF({self._sum(denominator)}>0,{beyond},FALSE)"
            case Drift(parts, whole, limit):
                before = self._sum(earlier(whole))
                moves = (
                    f"ABS(({self._sum(p)})/({self._sum(whole)})-({self._sum(earlier(p))})/({before}))" for p in parts
                )
                large = f"AND({self._sum(whole)}>={RATIO_FLOOR},{before}>={RATIO_FLOOR})"
                return f"IF({large},ROUND(MAX({','.join(moves)})-{_number(limit)},9)>0,FALSE)"
        raise TypeError(f"{type(relation).__name__} is not checked on a sheet")

    def _comparison(self, relation: Comparison) -> str:
        """The breach of a comparison; money and fractions are rounded, since a spreadsheet reckons in binary."""
        sign = _BREACHES[relation.operator]
        if self._is_broken_number(relation):
            return f"{self._gap(relation.left, relation.right)}{sign}0"
        return f"{self._sum(relation.left)}{sign}{self._sum(relation.right)}"

    def _is_broken_number(self, relation: Relation) -> bool:
        return any(map(self._has_decimals, linears_of(relation)))

    def _has_decimals(self, linear: Linear) -> bool:
        parts = [linear.constant, *(term.coefficient for term in linear.terms)]
        return any(p.denominator != 1 for p in parts) or any(self.sheet.decimals(item) for item in linear.items())

    def _gap(self, left: Linear, right: Linear) -> str:
        text = self._sum(left)
        if right.terms or right.constant:
            other = self._sum(right)
            text += (
                f"-({other})" if len(right.terms) + bool(right.constant) > 1 or other.startswith("-") else f"-{other}"
            )
        return f"ROUND({text},6)" if self._has_decimals(left) or self._has_decimals(right) else text

    def _sum(self, linear: Linear) -> str:
        text = ""
        for sign, addend in self._addends(linear):
            text += addend if sign == "+" and not text else sign + addend
        return text or "0"

    def _addends(self, linear: Linear) -> Iterator[tuple[str, str]]:
        """Signs and addends in order; a run of three or more neighbouring cells as one SUM."""
        run: list[str] = []
        for term in linear.terms:
            factor = term.coefficient * (self.sheet.quarter if term.per_quarter else 1)
            if factor == 1:
                run.append(self._cell(term.item))
                continue
            yield from _summed(run)
            run = []
            times = "" if abs(factor) == 1 else f"{_number(abs(factor))}*"
            yield "-" if factor < 0 else "+", times + self._cell(term.item)
        yield from _summed(run)
        if linear.constant:
            yield "-" if linear.constant < 0 else "+", _number(abs(linear.constant))


def _summed(cells: list[str]) -> Iterator[tuple[str, str]]:
    for span in _spans(cells):
        if len(span) > 2:
            yield "+", f"SUM({_range(span)})"
        else:
            yield from (("+", cell) for cell in span)


def _size(cells: str) -> int:
    """How many cells a reference names: one, or those of a range within one column."""
    first, colon, last = cells.rsplit("!", 1)[-1].partition(":")
    if not colon:
        return 1
    top, bottom = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last)
    if top is None or bottom is None:
        raise ValueError(f"{cells} is no range of cells")
    return int(bottom["row"]) - int(top["row"]) + 1


def _ranges(cells: list[str]) -> list[str]:
    return [_range(span) for span in _spans(cells)]


def _range(span: list[str]) -> str:
    last = span[-1].rsplit("!", 1)[-1]
    return span[0] if len(span) == 1 else f"{span[0]}:{last}"


def _spans(cells: list[str]) -> Iterator[list[str]]:
    """The cells in order, neighbours of one sheet row in one list."""
    span: list[str] = []
    for cell in cells:
        if span and _is_next(span[-1], cell):
            span.append(cell)
            continue
        if span:
            yield span
        span = [cell]
    if span:
        yield span


_ADDRESS = re.compile(r"(?P<sheet>(?:.*!)?)\$?(?P<letters>[A-Z]{1,3})\$?(?P<row>\d+)")


def _is_next(cell: str, other: str) -> bool:
    """Whether `other` is the cell to the right; what is no address (an earlier figure) has no neighbour."""
    here, there = _ADDRESS.fullmatch(cell), _ADDRESS.fullmatch(other)
    if here is None or there is None:
        return False
    same_row = (here["sheet"], here["row"]) == (there["sheet"], there["row"])
    return same_row and _column(there["letters"]) == _column(here["letters"]) + 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number
