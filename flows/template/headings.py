"""The printed head of a table: which cells are merged, how wide the columns and how high the rows must be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from flows.template.plan import FIRST_ITEM, SheetPlan

NARROWEST, WIDEST = 8.0, 14.0
WITH_MEASURE = 20.0
"""Width of a column whose figures carry the measure of their row."""
LINE_HEIGHT = 13.5
_FEW_LINES = 4


@dataclass(frozen=True, slots=True)
class Span:
    """One heading: its text, its heading rows (from 0 within the head) and its sheet columns, ends included."""

    text: str
    level: int
    last_level: int
    first: int
    last: int


def spans(plan: SheetPlan) -> Iterator[Span]:
    """Headings of the items: a group over its columns, and a short path drawn down to the last heading row."""
    for level in range(plan.levels):
        start = 0
        for end in range(1, len(plan.headings) + 1):
            head = plan.headings[start][: level + 1]
            if end < len(plan.headings) and plan.headings[end][: level + 1] == head:
                continue
            if len(head) > level:
                is_leaf = end - start == 1 and len(plan.headings[start]) == level + 1
                last_level = plan.levels - 1 if is_leaf else level
                yield Span(head[level], level, last_level, FIRST_ITEM + start, FIRST_ITEM + end - 1)
            start = end


def widths(plan: SheetPlan) -> tuple[float, ...]:
    """Width of each item's column in characters: wide enough for its own heading in few lines."""
    return tuple(
        WITH_MEASURE
        if plan.takes_measure_of_row(column)
        else min(max(ceil(2 * len(path[-1]) / _FEW_LINES) + 2.0, NARROWEST), WIDEST)
        for column, path in zip(plan.columns, plan.headings, strict=True)
    )


def heights(plan: SheetPlan) -> tuple[float, ...]:
    """Height of each heading row in points, so that no heading is cut."""
    wide = widths(plan)
    lines = [1] * plan.levels
    leaves = []
    for span in spans(plan):
        room = sum(wide[span.first - FIRST_ITEM : span.last - FIRST_ITEM + 1])
        needed = ceil(_printed_width(span.text) / (room - 1.0))
        if span.last_level == span.level:
            lines[span.level] = max(lines[span.level], needed)
        else:
            leaves.append((span, needed))
    for span, needed in leaves:
        missing = needed - sum(lines[span.level : span.last_level + 1])
        lines[span.last_level] += max(0, missing)
    return tuple(count * LINE_HEIGHT + 5 for count in lines)


def lines_of(texts: Sequence[str], wide: Sequence[float]) -> int:
    """How many lines the longest of the texts takes in a column of its width."""
    return max(ceil(_printed_width(text) / (room - 1.0)) for text, room in zip(texts, wide, strict=True))


def _printed_width(text: str) -> float:
    """Width in characters: a Chinese one counts two."""
    return sum(2.0 if ord(each) > 0x2000 else 1.0 for each in text)
