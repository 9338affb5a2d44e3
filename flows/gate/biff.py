"""Records of a BIFF8 stream, its strings and its formulas' references: the least that a workbook of .xls asks for."""

import struct
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from flows.gate.archive import broken

_LONGEST = 8_228
"""Bytes of the longest record that programs write; longer ones are continued."""
_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08
_HEAD = struct.Struct("<2H")


class Type(IntEnum):
    """Numbers of the records that are looked at (MS-XLS 2.3).

    Some programs number a formula as Excel 3 and 4 did (FORMULA_3, FORMULA_4), with the body of today.
    """

    FORMULA = 0x06
    EOF = 0x0A
    EXTERNSHEET = 0x17
    DATEMODE = 0x22
    FILEPASS = 0x2F
    CONTINUE = 0x3C
    COLINFO = 0x7D
    BOUNDSHEET = 0x85
    MULRK = 0xBD
    MULBLANK = 0xBE
    RSTRING = 0xD6
    XF = 0xE0
    MERGED = 0xE5
    SST = 0xFC
    LABELSST = 0xFD
    SUPBOOK = 0x1AE
    BLANK = 0x201
    NUMBER = 0x203
    LABEL = 0x204
    BOOLERR = 0x205
    STRING = 0x207
    FORMULA_3 = 0x206
    ROW = 0x208
    ARRAY = 0x221
    TABLE = 0x236
    RK = 0x27E
    FORMULA_4 = 0x406
    FORMAT = 0x41E
    SHARED = 0x4BC
    BOF = 0x809


class Record(NamedTuple):
    """One record: its number, where it begins in the stream, and its bytes with those of the records that continue it."""

    number: int
    start: int
    pieces: tuple[bytes, ...]

    @property
    def data(self) -> bytes:
        """The bytes of the record itself."""
        return self.pieces[0]


def records(stream: bytes) -> Iterator[Record]:
    """All records of a stream up to its end or the padding behind it. Raises Refused where one is cut."""
    open_record: Record | None = None
    more: list[bytes] = []
    for number, start, data in _bare(stream):
        if number == Type.CONTINUE and open_record is not None:
            more.append(data)
            continue
        if open_record is not None:
            yield open_record._replace(pieces=(*open_record.pieces, *more)) if more else open_record
            more.clear()
        open_record = Record(number, start, (data,))
    if open_record is not None:
        yield open_record._replace(pieces=(*open_record.pieces, *more))


def _bare(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at, end = 0, len(stream)
    while at + 4 <= end:
        number, length = _HEAD.unpack_from(stream, at)
        if number == 0 and length == 0:
            return
        if length > _LONGEST or at + 4 + length > end:
            raise broken("biff")
        yield number, at, stream[at + 4 : at + 4 + length]
        at += 4 + length


class Pieces:
    """The bytes of a record and of those that continue it, read from left to right. Raises Refused at their end."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = pieces
        self.piece = 0
        self.at = 0

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.piece == len(self.pieces) - 1 and self.at == len(self._current())

    def number(self, size: int) -> int:
        """A whole number of `size` bytes, which no program cuts in two."""
        return int.from_bytes(self._whole(size), "little")

    def _whole(self, size: int) -> bytes:
        if self.at == len(self._current()):
            self._turn()
        found = self._current()[self.at : self.at + size]
        if len(found) < size:
            raise broken("biff-string")
        self.at += size
        return found

    def text(self, length_bytes: int) -> str:
        """A Unicode string with its length, format runs and phonetic hints left out."""
        length = self.number(length_bytes)
        flags = self.number(1)
        runs = self.number(2) if flags & _RICH else 0
        extended = self.number(4) if flags & _EXTENDED else 0
        text = self._characters(length, flags)
        self._skip(runs * 4 + extended)
        return text

    def _characters(self, length: int, flags: int) -> str:
        parts: list[str] = []
        while length:
            if self.at == len(self._current()):
                self._turn()
                # Each piece says anew whether its characters have one byte or two.
                flags = self.number(1)
            width = 2 if flags & _WIDE else 1
            count = min(length, (len(self._current()) - self.at) // width)
            if not count:
                raise broken("biff-string")
            raw = self._current()[self.at : self.at + count * width]
            parts.append(raw.decode("utf-16-le", "surrogatepass") if width == 2 else raw.decode("latin-1"))
            self.at += count * width
            length -= count
        # A character of two halves may lie in two pieces.
        return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _skip(self, count: int) -> None:
        while count > len(self._current()) - self.at:
            count -= len(self._current()) - self.at
            self._turn()
        self.at += count

    def _current(self) -> bytes:
        return self.pieces[self.piece]

    def _turn(self) -> None:
        if self.piece + 1 >= len(self.pieces):
            raise broken("biff-string")
        self.piece, self.at = self.piece + 1, 0


# Bytes behind each token of a formula (MS-XLS 2.5.198); the class of an operand is left out of its number.
_SIZES = {
    **dict.fromkeys(range(0x03, 0x17), 0), 0x01: 4, 0x02: 4, 0x1C: 1, 0x1D: 1, 0x1E: 2, 0x1F: 8, 0x20: 7, 0x21: 2,
    0x22: 3, 0x23: 4, 0x24: 4, 0x25: 8, 0x26: 6, 0x27: 6, 0x28: 6, 0x29: 2, 0x2A: 4, 0x2B: 8, 0x2C: 4, 0x2D: 8,
    0x39: 6, 0x3A: 6, 0x3B: 10, 0x3C: 6, 0x3D: 10,
}  # fmt: skip
_OTHER_SHEETS = frozenset({0x39, 0x3A, 0x3B, 0x3C, 0x3D})


def sheets_referred_to(tokens: bytes) -> frozenset[int]:
    """The numbers in EXTERNSHEET that a formula refers to, as far as its tokens are known."""
    found: set[int] = set()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        base = token & 0x1F | 0x20 if token >= 0x40 else token
        body = tokens[at + 1 : at + 4]
        if base == 0x17:
            size = 2 + body[0] * (2 if body[1] & _WIDE else 1) if len(body) > 1 else 0
        elif base == 0x19:
            # Attributes: a CHOOSE brings its table of jumps.
            many = int.from_bytes(body[1:3], "little") + 1 if body[:1] and body[0] & 0x04 else 0
            size = 3 + 2 * many
        elif base in _SIZES:
            size = _SIZES[base]
        else:
            break
        if base in _OTHER_SHEETS:
            found.add(int.from_bytes(body[:2], "little"))
        at += 1 + size
    return frozenset(found)
