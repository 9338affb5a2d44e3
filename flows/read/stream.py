"""The exact pass: a sheet's XML element by element, for whatever the swift pass does not account for."""

import re
from array import array
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from flows.gate.grid import column_number
from flows.read.raw import NO_TEXT, CellKind, Cells, Merge, Span, whole

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")
_TRUE = frozenset({"1", "true"})
_OTHER_BOOK = re.compile(r"\[[0-9]+\]|\[[^\]]*\.xl[a-z]*\]", re.IGNORECASE)
_BLANKS = " \t\r\n"


@lru_cache(maxsize=4096)
def merge_of(reference: str) -> Merge:
    """The range of `A1:C3`."""
    ends = [_PLACE.fullmatch(end) for end in reference.split(":")]
    places = [(int(end[2]), column_number(end[1])) for end in ends if end]
    (top, left), (bottom, right) = places[0], places[-1]
    return Merge(top, left, bottom, right)


def looks_of(styles: NDArray[np.int32], looks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The Look of each cell by its style; of a style that the workbook does not have, that of a plain number."""
    known = styles < len(looks)
    if known.all():
        return looks[styles]
    found = np.zeros(len(styles), np.uint8)
    found[known] = looks[styles[known]]
    return found


@dataclass(slots=True)
class Stream:
    """What has been met so far; `feed` fills it. `strings` is shared by all sheets and grows by the sheet's own texts."""

    strings: list[str]
    styles: NDArray[np.uint8]
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[Span] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    _rows: "array[int]" = field(default_factory=lambda: array("l"))
    _columns: "array[int]" = field(default_factory=lambda: array("l"))
    _kinds: "array[int]" = field(default_factory=lambda: array("B"))
    _numbers: "array[float]" = field(default_factory=lambda: array("d"))
    _texts: "array[int]" = field(default_factory=lambda: array("l"))
    _styles: "array[int]" = field(default_factory=lambda: array("l"))
    _formulas: "array[int]" = field(default_factory=lambda: array("B"))
    _path: list[str] = field(default_factory=list)
    _row: int = 0
    _column: int = 0
    _type: str = "n"
    _attributes: dict[str, str] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)
    _value: str | None = None
    _inline: list[str] | None = None
    _formula: str | None = None

    def feed(self, xml: bytes) -> None:
        """Read the whole part. Raises expat.ExpatError for XML that the gate would not have admitted."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._parts.append
        parser.Parse(xml, True)

    def cells(self) -> Cells:
        """All cells that are not empty."""
        looks = looks_of(np.array(self._styles, np.int32), self.styles)
        return Cells(
            np.array(self._rows, np.int32),
            np.array(self._columns, np.int32),
            np.array(self._kinds, np.uint8),
            np.array(self._numbers, np.float64),
            np.array(self._texts, np.int32),
            looks,
            np.array(self._formulas, np.bool_),
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        parent = self._path[-1] if self._path else ""
        self._path.append(local)
        self._parts.clear()
        match local:
            case "row" if parent == "sheetData":
                self._row = whole(attributes, "r", "sheet", str(self._row + 1))
                self._column = 0
                if attributes.get("hidden") in _TRUE:
                    self.hidden_rows.add(self._row)
            case "c" if parent == "row":
                self._open_cell(attributes)
            case "is" if parent == "c":
                self._inline = []
            case "mergeCell":
                self.merges.append(merge_of(attributes["ref"]))
            case "col" if attributes.get("hidden") in _TRUE:
                self.hidden_columns.append(Span(*(whole(attributes, end, "sheet") for end in ("min", "max"))))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        self._column = column_number(place[1]) if place else self._column + 1
        self._type = attributes.get("t", "n")
        self._attributes = attributes
        self._value = self._formula = self._inline = None

    def _end(self, _: str) -> None:
        local = self._path.pop()
        match local:
            case "v" if self._path[-1] == "c":
                self._value = "".join(self._parts)
            case "f" if self._path[-1] == "c":
                self._formula = "".join(self._parts)
            case "t" if self._inline is not None and "is" in self._path[-2:] and "rPh" not in self._path:
                self._inline.append("".join(self._parts))
            case "c" if self._path[-1] == "row":
                self._close_cell()
        self._parts.clear()

    def _close_cell(self) -> None:
        value = (self._value or "").strip(_BLANKS) if self._type not in ("str", "e") else self._value or ""
        match self._type:
            case "inlineStr" if self._inline is not None:
                self._add_text(CellKind.TEXT, "".join(self._inline))
            case "str" if value or (self._formula is not None and self._value is not None):
                self._add_text(CellKind.TEXT, value)
            case "e" if value:
                self._add_text(CellKind.ERROR, value)
            case "d" if value:
                self._add_text(CellKind.ISO_DATE, value)
            case "s" if value:
                self._add(CellKind.TEXT, 0.0, int(value))
            case "b" if value:
                self._add(CellKind.BOOLEAN, float(value in _TRUE), NO_TEXT)
            case _ if value:
                self._add(CellKind.NUMBER, float(value), NO_TEXT)
            case _ if self._formula is not None:
                self._add(CellKind.NO_CACHE, 0.0, NO_TEXT)

    def _add_text(self, kind: CellKind, text: str) -> None:
        self._add(kind, 0.0, len(self.strings))
        self.strings.append(text)

    def _add(self, kind: CellKind, number: float, text: int) -> None:
        if self._formula is not None and _OTHER_BOOK.search(self._formula):
            self.linked.append(len(self._rows))
        self._rows.append(self._row)
        self._columns.append(self._column)
        self._kinds.append(kind)
        self._numbers.append(number)
        self._texts.append(text)
        self._styles.append(whole(self._attributes, "s", "sheet", "0"))
        self._formulas.append(self._formula is not None)
