"""One county's cells of one table as plain lists: a search asks for single cells, which arrays are slow to give."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.check.panel import Panel


@dataclass(frozen=True, slots=True)
class Block:
    """The cells row by row; their numbers follow each other from `first` on, so many (`width`) a row.

    `start` is the position of the first row in the panel. `figures` are 0 where nothing is `filled`; `asked` are those
    that hold a figure or should.
    """

    first: int
    width: int
    start: int
    figures: Sequence[int]
    filled: Sequence[bool]
    asked: Sequence[bool]

    @classmethod
    def of(cls, panel: Panel, county: int, base: int) -> "Block":
        """The cells of a county; `base` is the number of the panel's first cell."""
        span, width = panel.span(county), len(panel.names)
        own = slice(span.start, span.stop)
        return cls(
            base + span.start * width,
            width,
            span.start,
            panel.values[own].ravel().tolist(),
            panel.filled[own].ravel().tolist(),
            (panel.filled[own] | panel.open[own]).ravel().tolist(),
        )

    def place(self, row: int, column: int) -> int:
        """Position in the lists of a cell, by the row of the panel."""
        return (row - self.start) * self.width + column
