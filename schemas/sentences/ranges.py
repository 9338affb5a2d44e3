"""Many cells in few words: those beside and below one another as one range."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from schemas.finding import Address


@dataclass(frozen=True, slots=True)
class Range:
    """A rectangle of cells on one sheet, by its corners."""

    first: Address
    last: Address

    @property
    def a1(self) -> str:
        """`C7:F9`, of a single cell `C7`."""
        return self.first.a1 if self.first == self.last else f"{self.first.a1}:{self.last.a1}"


def ranges(addresses: Iterable[Address]) -> tuple[Range, ...]:
    """Rectangles that hold exactly the cells: runs of columns in a row, equal runs of following rows together.

    In the order of the sheets as they come first, then of rows and columns.
    """
    cells = list(dict.fromkeys(addresses))
    sheets: Mapping[str, int] = {name: at for at, name in enumerate(dict.fromkeys(each.sheet for each in cells))}
    found: list[Range] = []
    ends: dict[Range, int] = {}  # the last run of each rectangle, and where in `found` that is
    for run in _runs(sorted(cells, key=lambda each: (sheets[each.sheet], each.row, each.column))):
        above = ends.pop(_shifted(run, -1), None)
        if above is None:
            above = len(found)
            found.append(run)
        else:
            found[above] = replace(found[above], last=run.last)
        ends[run] = above
    return tuple(found)


def _runs(cells: Iterable[Address]) -> list[Range]:
    runs: list[Range] = []
    for cell in cells:
        if runs and runs[-1].last == replace(cell, column=cell.column - 1):
            runs[-1] = replace(runs[-1], last=cell)
        else:
            runs.append(Range(cell, cell))
    return runs


def _shifted(run: Range, rows: int) -> Range:
    return Range(replace(run.first, row=run.first.row + rows), replace(run.last, row=run.last.row + rows))
