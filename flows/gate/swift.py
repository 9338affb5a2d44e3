"""The swift pass: rows of sheet XML as programs write them, proven and taken apart by numpy on the bytes.

It gives an answer only where it can account for every tag, every attribute and every character, so that its answer is
the proof: well-formed, references inside the grid and in their rows, no cell twice, indexes that exist, finite numerals.
All else is None, and the exact passes look at it element by element. Tests hold both to the same result.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from flows.gate.grid import MAX_COLUMN, MAX_ROW, NO_TEXT, CellKind

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]

TOGETHER = 1 << 20
"""Rows of up to so many bytes are taken in one go: the arrays take some thirty times as much."""

_ROW = re.compile(
    rb'<row r="([1-9][0-9]{0,6})"((?: [A-Za-z][A-Za-z0-9]*+(?::[A-Za-z][A-Za-z0-9]*+)?="[A-Za-z0-9.: -]*+")*+) ?/?>'
)
_ATTRIBUTE = re.compile(rb" ([A-Za-z0-9:]+)=")
_FORMULA = re.compile(
    rb'<f(?: t="(?:shared|array)")?(?: aca="(?:[01]|true|false)")?(?: ref="[A-Z0-9:]{1,30}")?'
    rb'(?: ca="(?:[01]|true|false)")?(?: si="[0-9]{1,9}")? ?/?>'
)
_NUMERAL = re.compile(rb"-?[0-9]{1,30}+(?:\.[0-9]{1,30}+)?(?:[Ee][-+]?[0-9]{1,2})?")
_ENTITIES = (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;")
_NONCHARACTERS = b"\xef\xbf\xbe"
"""U+FFFE; U+FFFF, which no longer text has, ends in the byte after."""
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_ESCAPE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MOST_ATTRIBUTES = 24
"""Rows carry at most some ten."""
_LONGEST_INDEX = 7
_ROW_ENDING = b"</row>"
_SPACED = b'<t xml:space="preserve">'

# Tags by their first two characters behind `<`.
_C, _V, _F, _IS, _T, _ROW_TAG, _C_END, _V_END, _F_END, _IS_END, _T_END, _ROW_END = range(1, 13)
_TAGS = np.zeros(1 << 16, np.uint8)
for _start, _tag in (
    ("c ", _C), ("v>", _V), ("v/", _V), ("v ", _V), ("f>", _F), ("f ", _F), ("f/", _F), ("is", _IS), ("t>", _T),
    ("t ", _T), ("ro", _ROW_TAG), ("/c", _C_END), ("/v", _V_END), ("/f", _F_END), ("/i", _IS_END), ("/t", _T_END),
    ("/r", _ROW_END),
):  # fmt: skip
    _TAGS[ord(_start[0]) + 256 * ord(_start[1])] = _tag
_SHORT_END = np.zeros(16, np.bool_)
_SHORT_END[[_C_END, _V_END, _F_END, _T_END]] = True

_QUOTE, _SLASH, _SPACE, _A, _Z = (ord(character) for character in '"/ AZ')


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text, "little"))


_ZEROS = np.array([int.from_bytes(b"0" * (8 - size) + b"\0" * size, "little") for size in range(9)], np.uint64)
_SHIFTS = np.array([8 * (8 - size) for size in range(9)], np.uint64)
_SHIFTS[0] = 0
_FIRST = [_word(b"\xff" * size) for size in range(9)]
"""Masks for the first bytes of a word."""
_ALL_ZEROS, _ABOVE_NINE, _HIGH_BITS = _word(b"0" * 8), _word(b"\x76" * 8), _word(b"\x80" * 8)
_PAIRS, _QUADS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)
_T_ONE, _T_MASK = _word(b'\0\0 t="\0"'), _word(b"\0\0\xff\xff\xff\xff\0\xff")
_T_STR, _T_INLINE_HEAD, _T_INLINE_TAIL = _word(b' t="str"'), _word(b' t="inli'), _word(b'lineStr"')
_TYPE_N, _TYPE_S, _TYPE_B, _TYPE_E, _TYPE_STR, _TYPE_INLINE = (ord(letter) for letter in "nsbeti")
_LETTERS = np.zeros(256, np.bool_)
_LETTERS[[_TYPE_N, _TYPE_S, _TYPE_B, _TYPE_E]] = True


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
    formulas: Flags
    own: tuple[str, ...]
    hidden_rows: frozenset[int]
    count: int
    """Cells, empty ones included."""
    foreign: bool
    """Whether a formula or text may refer to another workbook."""

    def linked_shared(self, shared: int) -> NDArray[np.int32]:
        """`texts` where the sheet's own texts come behind `shared` others."""
        return np.where(self.texts < NO_TEXT, shared - 2 - self.texts, self.texts).astype(np.int32, copy=False)


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


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of one piece, with the least and the greatest row number, blank rows included."""

    rows: Rows
    top: int
    bottom: int


class _Odd(Exception):
    """Something that the swift pass does not account for."""


def take_rows(bodies: Sequence[Body | None], strings: int) -> tuple[Rows | None, ...]:
    """The rows of each sheet; None where they are not plain. `strings` is how many shared strings there are."""
    pieces = [(at, piece) for at, body in enumerate(bodies) if body is not None for piece in _pieces(body)]
    taken: list[list[_Part | None]] = [[] for _ in bodies]
    for group in _groups(pieces):
        together = _taken([piece for _, piece in group], strings)
        for number, (at, piece) in enumerate(group):
            if together is not None:
                taken[at].append(together[number])
            elif None not in taken[at]:
                alone = _taken([piece], strings)
                taken[at].append(alone[0] if alone else None)
    return tuple(_joined(parts) if body is not None else None for body, parts in zip(bodies, taken, strict=True))


def _pieces(body: Body) -> Iterator[Body]:
    """A long sheet cut behind rows: each piece is proven to be whole rows, so the cut is sound where all are."""
    at = body.begin
    while body.end - at > TOGETHER:
        cut = body.xml.rfind(_ROW_ENDING, at, at + TOGETHER) + len(_ROW_ENDING)
        if cut <= at:
            break
        yield replace(body, begin=at, end=cut)
        at = cut
    yield replace(body, begin=at)


def _groups(pieces: Sequence[tuple[int, Body]]) -> Iterator[list[tuple[int, Body]]]:
    group: list[tuple[int, Body]] = []
    size = 0
    for piece in pieces:
        more = len(piece[1].rows)
        if group and size + more > TOGETHER:
            yield group
            group, size = [], 0
        group.append(piece)
        size += more
    if group:
        yield group


def _taken(bodies: Sequence[Body], strings: int) -> tuple[_Part, ...] | None:
    if not any(len(body.rows) for body in bodies):
        return tuple(_Part(_NO_ROWS, MAX_ROW, 0) for _ in bodies)
    whole = b"".join(body.rows for body in bodies)
    if not all(body.is_tagged for body in bodies) or not 8 <= len(whole) <= 2 * TOGETHER:
        return None
    try:
        return _Pass(whole, strings, bodies).split()
    except _Odd:
        return None


def _joined(parts: Sequence[_Part | None]) -> Rows | None:
    """The pieces of one sheet as one; None where one of them is not plain, or rows do not ascend from piece to piece."""
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        return None
    if len(whole) == 1:
        return whole[0].rows
    if any(after.top <= before.bottom for before, after in pairwise(whole)):
        return None
    every = [part.rows for part in whole]
    ahead = np.cumsum([0, *(len(each.own) for each in every)])
    texts = [
        np.where(each.texts < NO_TEXT, each.texts - shift, each.texts)
        for each, shift in zip(every, ahead, strict=False)
    ]
    return Rows(
        rows=np.concatenate([each.rows for each in every]),
        columns=np.concatenate([each.columns for each in every]),
        kinds=np.concatenate([each.kinds for each in every]),
        numbers=np.concatenate([each.numbers for each in every]),
        texts=np.concatenate(texts).astype(np.int32),
        styles=np.concatenate([each.styles for each in every]),
        formulas=np.concatenate([each.formulas for each in every]),
        own=tuple(text for each in every for text in each.own),
        hidden_rows=frozenset().union(*(each.hidden_rows for each in every)),
        count=sum(each.count for each in every),
        foreign=any(each.foreign for each in every),
    )


class _Pass:
    """One pass over joined rows; the steps fill the arrays from tags to values, and raise _Odd."""

    def __init__(self, xml: bytes, strings: int, bodies: Sequence[Body]) -> None:
        self.xml = xml
        self.strings = strings
        self.bodies = bodies
        self.ends = np.cumsum([len(body.rows) for body in bodies])
        self.bytes = np.frombuffer(xml, np.uint8)
        # Eight bytes from each place: an unaligned view, so that a number or attribute is one array operation.
        self.words: Words = np.ndarray((len(xml) - 7,), "<u8", xml, strides=(1,))
        self._characters()
        self._tags()
        self._rows()
        self._cells()
        self._places()
        self._attributes()
        self._values()

    def _characters(self) -> None:
        """None that XML forbids or that a parser changes, and no reference but to the five named signs."""
        _need(self.bytes.min() >= _SPACE)
        wide = np.flatnonzero(self.bytes == _NONCHARACTERS[0])
        _need(not ((self.bytes[wide + 1] == _NONCHARACTERS[1]) & (self.bytes[wide + 2] >= _NONCHARACTERS[2])).any())
        signs = np.flatnonzero(self.bytes == ord("&"))
        _need(not len(signs) or signs[-1] < len(self.words))
        words = self.words[signs]
        named = np.zeros(len(signs), np.bool_)
        for entity in _ENTITIES:
            named |= (words & _FIRST[len(entity)]) == _word(entity)
        _need(named.all())

    def _tags(self) -> None:
        """Where tags begin and end, what they are, how much text follows each; those without attributes are proven."""
        self.opens = np.flatnonzero(self.bytes == ord("<"))
        self.closes = np.flatnonzero(self.bytes == ord(">"))
        opens, closes = self.opens, self.closes
        _need(len(opens) == len(closes) and len(opens) and opens[0] == 0 and closes[-1] == len(self.xml) - 1)
        self.gaps = np.append(opens[1:] - closes[:-1] - 1, 0)
        lengths = closes - opens
        _need((self.gaps >= 0).all() and (lengths > 1).all())
        self.tags = _TAGS[self.bytes[opens + 1] + self.bytes[opens + 2] * np.uint16(256)]
        _need(self.tags.all())
        self.alone = self.bytes[closes - 1] == _SLASH
        _need((lengths[_SHORT_END[self.tags]] == 3).all())
        self._need_words(_IS, b"<is>")
        self._need_words(_IS_END, b"</is>")
        self._need_words(_ROW_END, _ROW_ENDING)
        value = self.tags == _V
        short = self.words[np.minimum(opens[value & (lengths != 2)], len(self.words) - 1)]
        _need((((short & _FIRST[4]) == _word(b"<v/>")) | ((short & _FIRST[5]) == _word(b"<v />"))).all())
        for at in np.flatnonzero((self.tags == _T) & (lengths != 2)).tolist():
            _need(self.xml.startswith(_SPACED, opens[at]))
        for at in np.flatnonzero((self.tags == _F) & (lengths != 2)).tolist():
            _need(_FORMULA.fullmatch(self.xml, opens[at], closes[at] + 1))

    def _need_words(self, tag: int, text: bytes) -> None:
        """Each tag of the kind is just the text, which is at least eight bytes from the end or ends the whole."""
        opens = self.opens[self.tags == tag]
        if len(opens) and opens[-1] >= len(self.words):
            _need(self.xml.endswith(text))
            opens = opens[:-1]
        _need((opens < len(self.words)).all() and ((self.words[opens] & _FIRST[len(text)]) == _word(text)).all())

    def _rows(self) -> None:
        """Number, digits and visibility of each row, the rows that the tags stand in, and that they nest."""
        is_row, is_end = self.tags == _ROW_TAG, self.tags == _ROW_END
        self.row_opens = self.opens[is_row]
        found = [row for at in self.row_opens.tolist() if (row := _ROW.match(self.xml, at))]
        _need([row.end() - 1 for row in found] == self.closes[is_row].tolist())
        self.row_cuts = [0, *np.searchsorted(self.row_opens, self.ends).tolist()]
        for body, of in zip(self.bodies, self._parts(self.row_cuts), strict=True):
            for attributes in {row[2] for row in found[of]}:
                _need(_own_attributes(attributes, body.prefixes))
        numbers = [row[1] for row in found]
        self.row_numbers = np.array([int(number) for number in numbers], np.int32)
        self.row_digits = np.array([len(number) for number in numbers], np.int64)
        self.row_hidden = np.array([b"hidden" in row[2] and bool(_HIDDEN.search(row[2])) for row in found], np.bool_)
        _need((self.row_numbers <= MAX_ROW).all())
        for of in self._parts(self.row_cuts):
            _need(_distinct(self.row_numbers[of]))
        opened = is_row & ~self.alone
        self.depth = np.cumsum(opened) - np.cumsum(is_end)
        _need(self.depth[-1] == 0 and self.depth.min() == 0 and self.depth.max() <= 1)
        _need((self.depth[opened] == 1).all() and not self.depth[is_row & self.alone].any())
        last = np.searchsorted(self.opens, self.ends) - 1
        _need(not self.depth[last[last >= 0]].any())
        self.row_of_tag = np.cumsum(is_row) - 1
        self.row_tags = len(found) + int(np.count_nonzero(is_end))

    def _parts(self, cuts: Sequence[int]) -> Iterator[slice]:
        return (slice(*ends) for ends in pairwise(cuts))

    def _cells(self) -> None:
        """The tag of each cell, and the value of each that is not empty; every tag is accounted for, in its order."""
        self.everything = np.flatnonzero(self.tags == _C)
        _need((self.depth[self.everything] == 1).all())
        cell = self.everything[~self.alone[self.everything]]
        tags = np.concatenate((self.tags, np.zeros(6, np.uint8)))
        alone = np.concatenate((self.alone, np.zeros(6, np.bool_)))
        following = cell + 1
        formula = tags[following] == _F
        open_formula = formula & ~alone[following]
        _need((tags[following[open_formula] + 1] == _F_END).all())
        value = following + formula + open_formula
        tag = tags[value]
        inline, with_value = tag == _IS, tag == _V
        has_value = with_value & ~alone[value]
        _need((tags[value[has_value] + 1] == _V_END).all() and not alone[value[inline]].any())
        for step, wanted in ((1, _T), (2, _T_END), (3, _IS_END)):
            _need((tags[value[inline] + step] == wanted).all())
        end = value + np.where(inline, 4, with_value.astype(np.int64) + has_value)
        _need((tags[end] == _C_END).all())
        _need(int((end - cell + 1).sum()) + len(self.everything) - len(cell) + self.row_tags == len(self.tags))
        holder = np.where(inline, value + 1, value)
        has_text = has_value | inline
        held = np.where(has_text, self.gaps[np.minimum(holder, len(self.gaps) - 1)], 0)
        formula_text = np.where(open_formula, self.gaps[np.minimum(following, len(self.gaps) - 1)], 0)
        _need(int(held.sum() + formula_text.sum()) == int(self.gaps.sum()))
        self.cell, self.formula, self.inline = cell, formula, inline
        self.valued, self.with_value = has_text & (held > 0), with_value
        self.starts = self.closes[np.minimum(holder, len(self.closes) - 1)] + 1
        self.sizes = held

    def _places(self) -> None:
        """Row and column of every cell, from a reference that lies in its own row; none twice."""
        row = self.row_of_tag[self.everything]
        opens = self.opens[self.everything]
        _need(((self.words[opens] & _FIRST[6]) == _word(b'<c r="')).all())
        place = opens + 6
        letters = [self.bytes[place + step] for step in range(3)]
        capital = [(letter >= _A) & (letter <= _Z) for letter in letters]
        second = capital[1]
        third = second & capital[2]
        column = letters[0].astype(np.int32) - 64
        column = np.where(second, column * 26 + letters[1] - 64, column)
        self.columns = np.where(third, column * 26 + letters[2] - 64, column)
        _need(capital[0].all() and (self.columns <= MAX_COLUMN).all())
        self.quotes = place + 1 + second + third + self.row_digits[row]
        stated, good = self._digits(self.quotes, self.row_digits[row])
        self.rows = self.row_numbers[row]
        _need(good.all() and (stated == self.rows).all() and (self.bytes[self.quotes] == _QUOTE).all())
        _need(_distinct(row * (MAX_COLUMN + 1) + self.columns))

    def _attributes(self) -> None:
        """Style and type of each cell from `s` and `t` in this order; anything else is odd."""
        close = self.closes[self.everything] - self.alone[self.everything]
        close -= self.bytes[close - 1] == _SPACE
        self.types, width = self._type(close)
        end = close - width
        size = end - self.quotes - 1
        styled = size > 0
        _need((size >= 0).all())
        self.styles = np.zeros(len(close), np.int64)
        heads = self.words[np.minimum(self.quotes[styled] + 1, len(self.words) - 1)] & _FIRST[4]
        _need((heads == _word(b' s="')).all() and (self.bytes[end[styled] - 1] == _QUOTE).all())
        digits, good = self._digits(end[styled] - 1, size[styled] - 5)
        _need(good.all())
        self.styles[styled] = digits

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
        return types, width

    def _digits(self, ends: Integers, sizes: Integers) -> tuple[Integers, Flags]:
        """Value of the one to eight digits before each end, and where there are just such digits."""
        fits = (sizes > 0) & (sizes <= 8)
        sizes = np.where(fits, sizes, 0)
        shifts = _SHIFTS[sizes]
        digits = (((self.words[ends - 8] >> shifts) << shifts) | _ZEROS[sizes]) ^ _ALL_ZEROS
        good = fits & ((((digits + _ABOVE_NINE) | digits) & _HIGH_BITS) == 0)
        digits = (digits * np.uint64(10) + (digits >> np.uint64(8))) & _PAIRS
        digits = (digits * np.uint64(100) + (digits >> np.uint64(16))) & _QUADS
        digits = (digits * np.uint64(10000) + (digits >> np.uint64(32))) & _FIRST[4]
        return digits.astype(np.int64), good

    def _values(self) -> None:
        """Kind, number and text of each cell; only what is not a short row of digits is looked at one by one."""
        types, valued = self.types[~self.alone[self.everything]], self.valued
        _need(((types == _TYPE_INLINE) == self.inline).all())
        whole, good = self._digits(self.starts + self.sizes, self.sizes)
        self.kinds = np.zeros(len(types), np.uint8)
        self.numbers = np.zeros(len(types), np.float64)
        self.texts = np.full(len(types), NO_TEXT, np.int32)
        self.kinds[self.formula] = CellKind.NO_CACHE
        number = (types == _TYPE_N) & valued
        self.kinds[number] = CellKind.NUMBER
        self.numbers[number] = whole[number]
        for position in np.flatnonzero(number & ~good).tolist():
            numeral = self._text(position)
            _need(_NUMERAL.fullmatch(numeral))
            self.numbers[position] = float(numeral)
        shared = types == _TYPE_S
        _need((valued | ~self.with_value)[shared].all())
        shared &= valued
        _need(good[shared].all() and (whole[shared] < self.strings).all())
        _need((self.sizes[shared] <= _LONGEST_INDEX).all())
        self.kinds[shared] = CellKind.TEXT
        self.texts[shared] = whole[shared]
        flag = (types == _TYPE_B) & valued
        _need(good[flag].all() and (whole[flag] <= 1).all() and (self.sizes[flag] == 1).all())
        self.kinds[flag] = CellKind.BOOLEAN
        self.numbers[flag] = whole[flag]
        _need(np.isfinite(self.numbers).all())
        self._own_texts(types)

    def _own_texts(self, types: NDArray[np.uint8]) -> None:
        """Texts that are not shared, by sheet: results of formulas, errors, texts in the cell."""
        result = (types == _TYPE_STR) & (self.valued | (self.formula & self.with_value))
        own = (types == _TYPE_INLINE) | result | ((types == _TYPE_E) & self.valued)
        positions = np.flatnonzero(own)
        self.kinds[positions] = np.where(types[positions] == _TYPE_E, CellKind.ERROR, CellKind.TEXT)
        sheets = np.searchsorted(self.ends, self.opens[self.cell[positions]], side="right")
        self.own: list[list[str]] = [[] for _ in self.bodies]
        for position, sheet in zip(positions.tolist(), sheets.tolist(), strict=True):
            mine = self.own[sheet]
            self.texts[position] = -2 - len(mine)
            mine.append(unescaped(self._text(position).decode()))

    def _text(self, position: int) -> bytes:
        start = int(self.starts[position])
        return self.xml[start : start + int(self.sizes[position])] if self.valued[position] else b""

    def split(self) -> tuple[_Part, ...]:
        """The rows of each sheet, empty cells left out."""
        filled = np.flatnonzero(self.kinds)
        every = np.flatnonzero(~self.alone[self.everything])[filled]
        cuts = self._parts([0, *np.searchsorted(self.opens[self.cell[filled]], self.ends).tolist()])
        counts = np.diff(np.searchsorted(self.opens[self.everything], self.ends), prepend=0).tolist()
        parts = zip(cuts, self._parts(self.row_cuts), counts, self.own, self.bodies, strict=True)
        return tuple(
            _Part(
                top=int(self.row_numbers[of].min(initial=MAX_ROW)),
                bottom=int(self.row_numbers[of].max(initial=0)),
                rows=Rows(
                    rows=self.rows[every[cut]],
                    columns=self.columns[every[cut]],
                    kinds=self.kinds[filled[cut]],
                    numbers=self.numbers[filled[cut]],
                    texts=self.texts[filled[cut]],
                    styles=self.styles[every[cut]].astype(np.int32),
                    formulas=self.formula[filled[cut]],
                    own=tuple(own),
                    hidden_rows=frozenset(self.row_numbers[of][self.row_hidden[of]].tolist()),
                    count=count,
                    foreign=body.xml.find(b"[", body.begin, body.end) >= 0,
                ),
            )
            for cut, of, count, own, body in parts
        )


def _need(holds: object) -> None:
    if not holds:
        raise _Odd


def _distinct(numbers: Integers | NDArray[np.int32]) -> bool:
    return bool((np.diff(numbers) > 0).all()) or len(np.unique(numbers)) == len(numbers)


def _own_attributes(attributes: bytes, prefixes: frozenset[bytes]) -> bool:
    """Whether no attribute of a row stands twice, and each prefix is one that the root declares.

    Two prefixes may stand for one namespace, so that names with a prefix differ in what follows it.
    """
    names = _ATTRIBUTE.findall(attributes)
    if b"r" in names or len(names) > _MOST_ATTRIBUTES or any(name.startswith(b"xmlns") for name in names):
        return False
    prefixed = [name.partition(b":") for name in names if b":" in name]
    plain = {name for name in names if b":" not in name}
    return (
        len({local for _, _, local in prefixed}) + len(plain) == len(names)
        and {prefix for prefix, _, _ in prefixed} <= prefixes
    )


_NO_ROWS = Rows(
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
)


def unescaped(text: str) -> str:
    """The characters that an XML text stands for."""
    return _ESCAPE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return chr(int(found[1], 16)) if found[1] else chr(int(found[2]))
