"""The rows of a sheet: where they stand in its XML, and what the swift pass makes of them."""

import re
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from flows.gate.grid import NO_TEXT

Number = TypeVar("Number", bound=np.generic)

_ESCAPE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True)
class Body:
    """Where rows begin and end in the XML of one sheet, and the prefixes that its root declares."""

    xml: bytes
    begin: int
    end: int
    prefixes: frozenset[bytes]

    @property
    def rows(self) -> memoryview:
        """The bytes of the rows."""
        return memoryview(self.xml)[self.begin : self.end]

    @property
    def is_tagged(self) -> bool:
        """Whether they begin and end with a tag, or are none."""
        ends = self.xml[self.begin : self.begin + 1] + self.xml[self.end - 1 : self.end]
        return ends == b"<>" or self.begin == self.end


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of one sheet, proven; the arrays have one entry a cell that is not empty, in the order of the file.

    `rows` and `columns` count from 1. `numbers` is the value of NUMBER and BOOLEAN, `texts` the index of TEXT and ERROR
    into the shared strings, or for a text of the cell's own -2 minus its index into `own`; else NO_TEXT.
    """

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    numbers: NDArray[np.float64]
    texts: NDArray[np.int32]
    styles: NDArray[np.int32]
    formulas: NDArray[np.bool_]
    own: tuple[str, ...]
    hidden_rows: frozenset[int]
    count: int
    """Cells, empty ones included."""
    foreign: bool
    """Whether a formula or text may refer to another workbook."""
    long_texts: bytes
    """What stands between tags and is long, and all that is no number: where personal data may be."""

    def alone(self) -> "Rows":
        """The same in arrays of their own, which nobody changes: those of the sheets beside it are let go."""
        return replace(
            self,
            rows=_own(self.rows),
            columns=_own(self.columns),
            kinds=_own(self.kinds),
            numbers=_own(self.numbers),
            texts=_own(self.texts),
            styles=_own(self.styles),
            formulas=_own(self.formulas),
        )

    def linked_shared(self, shared: int) -> NDArray[np.int32]:
        """`texts` where the sheet's own texts come behind `shared` others."""
        if not self.own:
            return self.texts
        return np.where(self.texts < NO_TEXT, shared - 2 - self.texts, self.texts).astype(np.int32, copy=False)


def _own(array: NDArray[Number]) -> NDArray[Number]:
    copied = array.copy()
    copied.setflags(write=False)
    return copied


NO_ROWS = Rows(
    rows=np.zeros(0, np.int32),
    columns=np.zeros(0, np.int32),
    kinds=np.zeros(0, np.uint8),
    numbers=np.zeros(0, np.float64),
    texts=np.zeros(0, np.int32),
    styles=np.zeros(0, np.int32),
    formulas=np.zeros(0, np.bool_),
    own=(),
    hidden_rows=frozenset(),
    count=0,
    foreign=False,
    long_texts=b"",
)


def unescaped(text: str) -> str:
    """The characters that an XML text stands for."""
    return _ESCAPE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return chr(int(found[1], 16)) if found[1] else chr(int(found[2]))
