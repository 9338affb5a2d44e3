"""The swift pass: cells of sheet XML as programs write it, taken apart by numpy on the bytes.

It needs what the gate has proven (well-formed, UTF-8, references in their rows, string indexes that exist) and gives an
answer only where it can account for every tag and every character between two tags; all else is None, and the exact
pass reads it. A test holds both to the same result.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.read.raw import NO_TEXT, CellKind, Cells

Integers = NDArray[np.int64]
Words = NDArray[np.uint64]

_ROW = re.compile(rb'<row r="([0-9]+)"([^<>]*)>')
_NOT_PLAIN = (b"\r", b"[")
"""Line ends, which a parser changes; references into another workbook."""
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_ESCAPE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

# Tags by their first two characters behind `<`.
_C, _V, _F, _IS, _T, _ROW_TAG, _END, _ROW_END = range(1, 9)
_TAGS = np.zeros(1 << 16, np.uint8)
for _start, _tag in (
    ("c ", _C), ("v>", _V), ("v/", _V), ("v ", _V), ("f>", _F), ("f ", _F), ("f/", _F), ("is", _IS), ("t>", _T),
    ("t ", _T), ("t/", _T), ("ro", _ROW_TAG), ("/c", _END), ("/v", _END), ("/f", _END), ("/i", _END), ("/t", _END),
    ("/r", _ROW_END),
):  # fmt: skip
    _TAGS[ord(_start[0]) + 256 * ord(_start[1])] = _tag

_AFTER_FORMULA = np.zeros(256, np.bool_)
_AFTER_FORMULA[[_V, _IS, _END]] = True

_QUOTE, _SLASH, _A, _Z = (ord(character) for character in '"/AZ')


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text, "little"))


_ZEROS = np.array([int.from_bytes(b"0" * (8 - size) + b"\0" * size, "little") for size in range(9)], np.uint64)
_SHIFTS = np.array([8 * (8 - size) for size in range(9)], np.uint64)
_SHIFTS[0] = 0
_ALL_ZEROS, _ABOVE_NINE, _HIGH_BITS = _word(b"0" * 8), _word(b"\x76" * 8), _word(b"\x80" * 8)
_PAIRS, _QUADS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)
_T_ONE, _T_MASK = _word(b'\0\0 t="\0"'), _word(b"\xff\xff\xff\xff\xff\xff\0\xff") & ~_word(b"\xff\xff")
_T_STR, _T_INLINE_HEAD, _T_INLINE_TAIL = _word(b' t="str"'), _word(b' t="inli'), _word(b'lineStr"')
_S_HEAD, _LOW_HALF = _word(b' s="'), _word(b"\xff\xff\xff\xff")
_TYPE_N, _TYPE_S, _TYPE_B, _TYPE_E, _TYPE_STR, _TYPE_INLINE = (ord(letter) for letter in "nsbeti")
_LETTERS = np.zeros(256, np.bool_)
_LETTERS[[_TYPE_N, _TYPE_S, _TYPE_B, _TYPE_E]] = True


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """What the swift pass saw of one sheet's rows."""

    cells: Cells
    hidden_rows: frozenset[int]


class _Odd(Exception):
    """Something that the swift pass does not account for."""


def scan(bodies: Sequence[bytes], strings: list[str], looks: NDArray[np.uint8]) -> tuple[Scan, ...] | None:
    """Cells of each body (what stands between <sheetData> and </sheetData>), or None where one is not plain.

    Texts that are not shared are appended to `strings`; `looks` gives the Look of each cell style.
    """
    body = b"".join(bodies)
    if len(body) < 8 or any(mark in body for mark in _NOT_PLAIN):
        return None
    kept = len(strings)
    try:
        return _Pass(body, strings, looks).split(bodies)
    except _Odd:
        del strings[kept:]
        return None


def unescaped(text: str) -> str:
    """The characters that an XML text stands for."""
    return _ESCAPE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return chr(int(found[1], 16)) if found[1] else chr(int(found[2]))


def _need(holds: object) -> None:
    if not holds:
        raise _Odd


class _Pass:
    """One pass over the joined rows of a workbook's sheets; the steps fill the arrays from tags to values."""

    def __init__(self, body: bytes, strings: list[str], looks: NDArray[np.uint8]) -> None:
        self.body = body
        self.strings = strings
        self.looks = looks
        self.bytes = np.frombuffer(body, np.uint8)
        # Eight bytes from each place: an unaligned view, so that a number or attribute is one array operation.
        self.words: Words = np.ndarray((len(body) - 7,), "<u8", body, strides=(1,))
        self._tags()
        self._rows()
        self._cells()
        self._attributes()
        self._values()

    def _tags(self) -> None:
        """Where tags begin and end, what they are, and how much text follows each."""
        self.opens = np.flatnonzero(self.bytes == ord("<"))
        self.closes = np.flatnonzero(self.bytes == ord(">"))
        opens, closes = self.opens, self.closes
        _need(len(opens) == len(closes) and len(opens) and opens[0] == 0 and closes[-1] == len(self.body) - 1)
        self.gaps = np.append(opens[1:] - closes[:-1] - 1, 0)
        _need((self.gaps >= 0).all() and (opens < closes).all())
        starts = self.bytes[opens + 1].astype(np.uint16) + self.bytes[opens + 2] * np.uint16(256)
        self.tags = _TAGS[starts]
        _need(self.tags.all())
        self.alone = self.bytes[closes - 1] == _SLASH

    def _rows(self) -> None:
        """Number, digits and visibility of each row, and the rows that the tags stand in."""
        is_row = self.tags == _ROW_TAG
        self.row_opens = self.opens[is_row]
        found = [row for at in self.row_opens.tolist() if (row := _ROW.match(self.body, at))]
        _need(len(found) == len(self.row_opens))
        numbers = [row[1] for row in found]
        self.row_numbers = np.array([int(number) for number in numbers], np.int32)
        self.row_digits = np.array([len(number) for number in numbers], np.int64)
        self.row_hidden = np.array([b"hidden" in row[2] and bool(_HIDDEN.search(row[2])) for row in found], np.bool_)
        self.row_of_tag = np.cumsum(is_row) - 1
        self.row_tags = len(found) + int(np.count_nonzero(self.tags == _ROW_END))

    def _cells(self) -> None:
        """The tag of each cell that is not empty, and of its value; every tag is accounted for."""
        is_cell = self.tags == _C
        everything = np.flatnonzero(is_cell)
        heads = self.words[self.opens[everything]] & _word(b"\xff" * 6)
        _need((heads == _word(b'<c r="')).all())
        cell = everything[~self.alone[everything]]
        following = cell + 1
        tags = np.append(self.tags, np.uint8(0))
        alone = np.append(self.alone, np.False_)
        formula = tags[following] == _F
        formula_text = np.where(formula & ~alone[following], self.gaps[np.minimum(following, len(self.gaps) - 1)], 0)
        value = following + formula * (2 - alone[following])
        tag = tags[value]
        _need(_AFTER_FORMULA[tag].all())
        inline = tag == _IS
        has_value = (tag == _V) & ~alone[value]
        holder = np.where(inline, value + 1, value)
        _need((tags[holder[inline]] == _T).all() and not alone[holder[inline]].any())
        used = 2 + formula * (2 - alone[following]) + np.where(inline, 4, (tag == _V) * (2 - alone[value]))
        _need(used.sum() + (len(everything) - len(cell)) + self.row_tags == len(self.tags))
        has_text = has_value | inline
        held = np.where(has_text, self.gaps[holder], 0)
        _need(held.sum() + formula_text.sum() == self.gaps.sum())
        self.cell, self.formula, self.inline = cell, formula, inline
        self.valued, self.with_value = has_text & (held > 0), tag == _V
        self.starts = self.closes[holder] + 1
        self.sizes = held

    def _attributes(self) -> None:
        """Column, style and type of each cell from `r`, `s` and `t` in this order; anything else is odd."""
        row = self.row_of_tag[self.cell]
        self.cell_rows = self.row_numbers[row]
        place = self.opens[self.cell] + 6
        letters = [self.bytes[place + step] for step in range(4)]
        second = letters[1] >= _A
        third = second & (letters[2] >= _A)
        column = letters[0].astype(np.int32) - 64
        column = np.where(second, column * 26 + letters[1] - 64, column)
        self.cell_columns = np.where(third, column * 26 + letters[2] - 64, column)
        quote = place + 1 + second + third + self.row_digits[row]
        _need((self.bytes[quote] == _QUOTE).all())
        close = self.closes[self.cell]
        self.types, width = self._type(close)
        end = close - width
        size = end - quote - 1
        styled = size > 0
        self.styles = np.zeros(len(self.cell), np.int64)
        if styled.any():
            heads = self.words[quote[styled] + 1] & _LOW_HALF
            _need((heads == _S_HEAD).all() and (self.bytes[end[styled] - 1] == _QUOTE).all())
            digits, good = self._digits(end[styled] - 1, size[styled] - 5)
            _need(good.all())
            self.styles[styled] = digits
        _need(not len(self.styles) or self.styles.max() < max(len(self.looks), 1))

    def _type(self, close: Integers) -> tuple[NDArray[np.uint8], Integers]:
        """The letter of `t` and the width of its attribute, nothing where there is none."""
        last = self.words[close - 8]
        letter = self.bytes[close - 2]
        one = (last & _T_MASK) == _T_ONE
        _need(_LETTERS[letter[one]].all())
        types = np.where(one, letter, np.uint8(_TYPE_N))
        width = np.where(one, 6, 0)
        text = last == _T_STR
        inline = last == _T_INLINE_TAIL
        if text.any():
            types[text], width[text] = _TYPE_STR, 8
        if inline.any():
            _need((self.words[close[inline] - 14] == _T_INLINE_HEAD).all())
            types[inline], width[inline] = _TYPE_INLINE, 14
        _need((inline == self.inline).all())
        return types, width

    def _digits(self, ends: Integers, sizes: Integers) -> tuple[Integers, NDArray[np.bool_]]:
        """Value of the one to eight digits before each end, and where there are just such digits."""
        fits = (sizes > 0) & (sizes <= 8)
        sizes = np.where(fits, sizes, 0)
        shifts = _SHIFTS[sizes]
        digits = (((self.words[ends - 8] >> shifts) << shifts) | _ZEROS[sizes]) ^ _ALL_ZEROS
        good = fits & ((((digits + _ABOVE_NINE) | digits) & _HIGH_BITS) == 0)
        digits = (digits * np.uint64(10) + (digits >> np.uint64(8))) & _PAIRS
        digits = (digits * np.uint64(100) + (digits >> np.uint64(16))) & _QUADS
        digits = (digits * np.uint64(10000) + (digits >> np.uint64(32))) & _LOW_HALF
        return digits.astype(np.int64), good

    def _values(self) -> None:
        """Kind, number and text of each cell; only what is not a short row of digits is looked at one by one."""
        types, valued = self.types, self.valued
        whole, good = self._digits(self.starts + self.sizes, self.sizes)
        self.kinds = np.zeros(len(types), np.uint8)
        self.numbers = np.zeros(len(types), np.float64)
        self.texts = np.full(len(types), NO_TEXT, np.int32)
        self.kinds[self.formula] = CellKind.NO_CACHE
        number = (types == _TYPE_N) & valued
        self.kinds[number] = CellKind.NUMBER
        self.numbers[number] = whole[number]
        for position in np.flatnonzero(number & ~good).tolist():
            text = self._text(position)
            _need("&" not in text)
            self.numbers[position] = float(text)
        shared = (types == _TYPE_S) & valued
        _need(good[shared].all())
        self.kinds[shared] = CellKind.TEXT
        self.texts[shared] = whole[shared]
        flag = (types == _TYPE_B) & valued
        _need(good[flag].all())
        self.kinds[flag] = CellKind.BOOLEAN
        self.numbers[flag] = whole[flag]
        result = (types == _TYPE_STR) & (valued | (self.formula & self.with_value))
        own = (types == _TYPE_INLINE) | result | ((types == _TYPE_E) & valued)
        for position in np.flatnonzero(own).tolist():
            self.kinds[position] = CellKind.ERROR if types[position] == _TYPE_E else CellKind.TEXT
            self.texts[position] = len(self.strings)
            self.strings.append(unescaped(self._text(position)))

    def _text(self, position: int) -> str:
        start = int(self.starts[position])
        return self.body[start : start + int(self.sizes[position])].decode() if self.valued[position] else ""

    def split(self, bodies: Sequence[bytes]) -> tuple[Scan, ...]:
        """The cells of each sheet, empty ones left out."""
        filled = np.flatnonzero(self.kinds)
        looks = self.looks[self.styles[filled]] if len(self.looks) else np.zeros(len(filled), np.uint8)
        rows = self.cell_rows[filled].astype(np.int32, copy=False)
        columns = self.cell_columns[filled].astype(np.int32, copy=False)
        kinds, numbers, texts = self.kinds[filled], self.numbers[filled], self.texts[filled]
        formulas = self.formula[filled]
        ends = np.cumsum([len(body) for body in bodies])
        cuts = [0, *np.searchsorted(self.opens[self.cell[filled]], ends).tolist()]
        row_cuts = [0, *np.searchsorted(self.row_opens, ends).tolist()]
        scans = []
        for sheet in range(len(bodies)):
            of = slice(cuts[sheet], cuts[sheet + 1])
            cells = Cells(rows[of], columns[of], kinds[of], numbers[of], texts[of], looks[of], formulas[of])
            own = slice(row_cuts[sheet], row_cuts[sheet + 1])
            scans.append(Scan(cells, frozenset(self.row_numbers[own][self.row_hidden[own]].tolist())))
        return tuple(scans)
