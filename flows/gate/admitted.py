"""What the gate hands on: a workbook whose parts are unpacked once and known to be within bounds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flows.gate.rows import Rows
from schemas.receipt import Kind, Refusal


class Refused(Exception):
    """Raised inside the gate to leave it; `examine` turns it into its Refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Visibility(StrEnum):
    """How a sheet is shown; personal data is looked for in all of them."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"


class Note(StrEnum):
    """What was seen and let pass, for the reader and the office."""

    EXTERNAL_LINKS = "external-links"
    CONNECTIONS = "connections"
    DATE_1904 = "date-1904"
    NAME_DIFFERS = "extension-differs"
    PICTURES = "pictures"


class Parts(Mapping[str, bytes]):
    """The XML parts of a package by name, case folded: UTF-8, well-formed, no DTD, within the limits.

    Names have no leading slash. Pictures and other binary members are left out.
    """

    __slots__ = ("_by_name", "_names")

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._names = tuple(parts)
        self._by_name = {name.lower(): content for name, content in parts.items()}

    def __getitem__(self, name: str) -> bytes:
        return self._by_name[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of the workbook, in the order of its tabs."""

    name: str
    part: str
    """Name of the sheet's XML in `Admitted.parts`."""
    visibility: Visibility
    attached: tuple[str, ...] = ()
    """Names of the parts that belong to it: comments, drawings, tables."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that passed the gate.

    For XLSX the parts are unpacked and proven: each is well-formed UTF-8 XML without a DTD; in sheets each reference
    lies in A1:XFD1048576 and in its own row, no cell is given twice, string indexes exist and numerals are finite.
    Of .ods the parts are its XML, of .xls the streams of its workbook and properties, of CSV its text in UTF-8; their
    cells have passed the same bounds as a stream, and `part` of a sheet is empty.
    """

    kind: Kind
    name: str
    sha256: str
    size: int
    parts: Parts
    sheets: tuple[SheetPart, ...] = ()
    workbook: str = ""
    """Name of the workbook part."""
    strings: str = ""
    """Name of the shared strings part; empty when there is none."""
    styles: str = ""
    """Name of the styles part; empty when there is none."""
    notes: frozenset[Note] = frozenset()
    rows: tuple[Rows | None, ...] = ()
    """Of XLSX the rows of each sheet as the swift pass proved them; None where they were streamed instead."""
    texts: tuple[str, ...] | None = None
    """Of XLSX the shared strings by index, as XML has them; None where they hold more than plain texts."""
