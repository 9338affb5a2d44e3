"""Numbers, labels and the two sides of a comparison, as a sentence quotes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.finding import Cell, Finding, Pattern, Role
from schemas.messages import Language, say

_PADDING = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


def number(value: int | None, decimals: int, language: Language) -> str:
    """`1,204`, `12.50`, `-3`: a scaled integer as it is printed; a blank as （空）."""
    if value is None:
        return say("NO-NUMBER", language)
    whole, rest = divmod(abs(value), 10**decimals)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole:,}.{rest:0{decimals}}" if decimals else f"{sign}{whole:,}"


def shown(cell: Cell, language: Language) -> str:
    """What a cell holds: its number, else the text that stands in it, else （空）."""
    return cell.shown if cell.value is None and cell.shown else number(cell.value, cell.decimals, language)


def plain(label: str) -> str:
    """A printed label on one line, without the padding that people put between Chinese characters (合    计)."""
    return _PADDING.sub("", " ".join(label.split()))


def path(label: str) -> str:
    """A heading path on one line: 转任调入·本县内."""
    return plain(label).replace("：", "·").replace("其中·", "其中：")


@dataclass(frozen=True, slots=True)
class Sides:
    """The cells of a finding as a comparison: what is wrong, and what it is held against."""

    first: tuple[Cell, ...]
    second: tuple[Cell, ...]


_ONE_FIRST = frozenset({Pattern.ROWS, Pattern.RATIO, Pattern.PRINTED})
"""Always one value against all the others."""


def sides_of(finding: Finding) -> Sides:
    """Where the second side begins: at the cell whose role says so, else where both sums come out, else second."""
    cells = finding.cells
    if finding.pattern in _ONE_FIRST:
        return Sides(cells[:1], cells[1:])
    for at, cell in enumerate(cells[1:], 1):
        if cell.role in {Role.TOTAL, Role.OTHER, Role.EARLIER}:
            return Sides(cells[:at], cells[at:])
    if finding.expected is not None and finding.difference is not None and len(cells) > 1:
        value, decimals = finding.expected + finding.difference, cells[0].decimals
        for at in range(1, len(cells)):
            if added_up(cells[:at], decimals) == value and added_up(cells[at:], decimals) == finding.expected:
                return Sides(cells[:at], cells[at:])
    if finding.pattern in {Pattern.AT_MOST, Pattern.NEGATIVE, Pattern.NOTE_NEEDED}:
        return Sides(cells, ())
    return Sides(cells[:1], cells[1:])


def added_up(cells: Sequence[Cell], decimals: int) -> int | None:
    """The signed sum of the cells, scaled to `decimals`; None where a cell holds no number or it does not fit."""
    finest = max((cell.decimals for cell in cells), default=decimals)
    total = 0
    for cell in cells:
        if cell.value is None:
            return None
        share = cell.value * 10 ** (finest - cell.decimals)
        total += -share if cell.role is Role.MINUS else share
    scaled, rest = divmod(total * 10**decimals, 10**finest)
    return None if rest else int(scaled)


def adds_up(parts: Sequence[Cell], finding: Finding) -> bool:
    """Whether the parts, with their signs alone, make the expected number: a weighted sum does not."""
    return not parts or finding.expected is None or added_up(parts, finding.cells[0].decimals) == finding.expected
