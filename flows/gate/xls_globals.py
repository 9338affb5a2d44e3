"""What a workbook of .xls says before its first sheet: sheets, strings, number formats, other books that it names."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.gate.admitted import Refused, Visibility
from flows.gate.archive import broken
from flows.gate.biff import Pieces, Record, Type
from flows.gate.limits import Limits
from flows.gate.stored import StoredSheet, refuse_count
from schemas.receipt import Fact, Refusal

_BIFF8, _WORKBOOK, _WORKSHEET = 0x600, 0x05, 0x00
_MACRO_SHEETS = frozenset({0x01, 0x06})
_OWN_BOOK, _ADD_IN = b"\x01\x04", b"\x01\x3a"
_VISIBILITIES = (Visibility.VISIBLE, Visibility.HIDDEN, Visibility.VERY_HIDDEN)


@dataclass(frozen=True, slots=True)
class Announced:
    """A sheet as the workbook announces it; a chart holds no cells."""

    sheet: StoredSheet
    holds_cells: bool


@dataclass(slots=True)
class Globals:
    """What is said before the first sheet."""

    sheets: dict[int, Announced] = field(default_factory=dict)
    """By where each begins in the stream."""
    strings: list[str] = field(default_factory=list)
    patterns: dict[int, str] = field(default_factory=dict)
    formats: list[int] = field(default_factory=list)
    outside: list[bool] = field(default_factory=list)
    """Of each book that formulas may name, whether it is another one."""
    names: list[int] = field(default_factory=list)
    """Of each entry of EXTERNSHEET, the book it belongs to."""
    date_1904: bool = False


def read_globals(walk: Iterator[Record], limits: Limits) -> Globals:
    """The records up to the first end. Raises Refused: an older form, a password, macro sheets, too many, damage."""
    try:
        return _read_globals(walk, limits)
    except (struct.error, IndexError) as error:
        raise broken("biff-record") from error


def _read_globals(walk: Iterator[Record], limits: Limits) -> Globals:
    first = next(walk, None)
    if first is None or first.number != Type.BOF or struct.unpack_from("<2H", first.data) != (_BIFF8, _WORKBOOK):
        raise Refused(Refusal("FILE-XLS-OLD"))
    known = Globals()
    for record in walk:
        if record.number == Type.SST:
            known.strings = _strings(record, limits)
        elif record.number == Type.EOF:
            refuse_count(len(known.sheets), limits)
            return known
        else:
            _take_global(record, known)
    raise broken("biff-end")


def _take_global(record: Record, known: Globals) -> None:
    data = record.data
    match record.number:
        case Type.FILEPASS:
            raise Refused(Refusal("FILE-PASSWORD"))
        case Type.BOUNDSHEET:
            _bound_sheet(data, known)
        case Type.DATEMODE:
            known.date_1904 = data[:1] == b"\x01"
        case Type.FORMAT:
            known.patterns[struct.unpack_from("<H", data)[0]] = _pattern(data[2:])
        case Type.XF:
            known.formats.append(struct.unpack_from("<2H", data)[1])
        case Type.SUPBOOK:
            known.outside.append(data[2:4] not in (_OWN_BOOK, _ADD_IN))
        case Type.EXTERNSHEET:
            joined = b"".join(record.pieces)
            count = min(struct.unpack_from("<H", joined)[0], (len(joined) - 2) // 6)
            known.names += (book for book, _, _ in struct.iter_unpack("<3H", joined[2 : 2 + count * 6]))


def _bound_sheet(data: bytes, known: Globals) -> None:
    start, state, kind = struct.unpack_from("<I2B", data)
    if kind in _MACRO_SHEETS:
        raise Refused(Refusal("FILE-MACRO"))
    if start in known.sheets:
        raise broken("sheet-parts")
    sheet = StoredSheet(Pieces([data[6:]]).text(1), _VISIBILITIES[min(state & 3, 2)])
    known.sheets[start] = Announced(sheet, kind == _WORKSHEET)


def _strings(record: Record, limits: Limits) -> list[str]:
    pieces = Pieces(record.pieces)
    pieces.number(4)
    count = pieces.number(4)
    if count > limits.strings:
        raise Refused(Refusal("FILE-STRINGS", (Fact("limit", str(limits.strings)),)))
    found: list[str] = []
    # Some programs count more strings than they write; a cell that names one of the missing is damaged.
    while len(found) < count and not pieces.ended:
        found.append(pieces.text(2))
    return found


def _pattern(data: bytes) -> str:
    """The pattern of a number format, as far as it is there."""
    length, flags = struct.unpack_from("<HB", data)
    wide = flags & 1
    return data[3 : 3 + (length << wide)].decode("utf-16-le" if wide else "latin-1", "replace")
