"""The swift pass over joined rows: every tag, attribute and character accounted for by array operations on the bytes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from flows.gate.grid import MAX_COLUMN, MAX_ROW, NO_TEXT, CellKind
from flows.gate.row_tags import LONGEST_ROW_TAG, RowTag, row_tag
from flows.gate.rows import Body, Rows, unescaped
from flows.gate.tags import SHORT_ENDS, TAGS, Tag, is_plain
from flows.gate.words import FIRST, MASKS, WIDTH, Integers, digits_before, word, words_of

_FORMULA = re.compile(
    rb'<f(?: t="(?:shared|array)")?(?: aca="(?:[01]|true|false)")?(?: ref="[A-Z0-9:]{1,30}")?'
    rb'(?: ca="(?:[01]|true|false)")?(?: si="[0-9]{1,9}")? ?/?>'
)
_NUMERAL = re.compile(rb"-?[0-9]{1,30}+(?:\.[0-9]{1,30}+)?(?:[Ee][-+]?[0-9]{1,2})?")
_LONGEST_INDEX = 7
_LEAST_TELLING = 11
"""Characters of the shortest number that a person has."""
_BEFORE_ROW = len(b'<row r="')
_ROW_ENDING = b"</row>"
_SPACED = b'<t xml:space="preserve">'

_QUOTE, _SLASH, _SPACE, _A, _Z = (ord(character) for character in '"/ AZ')
_T_ONE, _T_MASK = word(b'\0\0 t="\0"'), word(b"\0\0\xff\xff\xff\xff\0\xff")
_T_STR, _T_INLINE_HEAD, _T_INLINE_TAIL = word(b' t="str"'), word(b' t="inli'), word(b'lineStr"')
_TYPE_N, _TYPE_S, _TYPE_B, _TYPE_E, _TYPE_STR, _TYPE_INLINE = (ord(letter) for letter in "nsbeti")
_LETTERS = np.zeros(256, np.bool_)
_LETTERS[[_TYPE_N, _TYPE_S, _TYPE_B, _TYPE_E]] = True


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one piece, with the least and the greatest row number, blank rows included."""

    rows: Rows
    top: int
    bottom: int


class Odd(Exception):
    """Something that the swift pass does not account for."""


class Pass:
    """One pass over joined rows; the steps fill the arrays from tags to values, and raise Odd."""

    def __init__(self, bodies: Sequence[Body], strings: int) -> None:
        self.bodies = bodies
        self.strings = strings
        rows = [body.rows for body in bodies]
        self.ends = np.cumsum([len(each) for each in rows])
        self.size = int(self.ends[-1])
        # A word more, so that there is one from each place on.
        self.xml = b"".join((*rows, bytes(WIDTH)))
        self.bytes = np.frombuffer(self.xml, np.uint8)
        # An unaligned view, so that a number or attribute is one array operation.
        self.words = words_of(self.xml)
        self._tags()
        self._rows()
        self._cells()
        self._places()
        self._attributes()
        self._values()
        self._long_texts()

    def _tags(self) -> None:
        """Where tags begin and end, what they are, how much text follows each; those without attributes are proven."""
        self.opens = np.flatnonzero(self.bytes == ord("<"))
        self.closes = np.flatnonzero(self.bytes == ord(">"))
        opens, closes = self.opens, self.closes
        _need(len(opens) == len(closes) and len(opens) and opens[0] == 0 and closes[-1] == self.size - 1)
        self.gaps = np.zeros(len(opens), np.int64)
        self.gaps[:-1] = opens[1:] - closes[:-1] - 1
        lengths = closes - opens
        _need(self.gaps.min() >= 0 and lengths.min() > 1)
        # Twice one byte costs less than two at once, which no processor word begins with.
        self.tags = TAGS[self.bytes[opens + 1] + self.bytes[opens + 2] * np.uint16(256)]
        _need(self.tags.all())
        self.alone = self.bytes[closes - 1] == _SLASH
        _need(((lengths == 3) | ~SHORT_ENDS[self.tags]).all())
        self._need_words(Tag.INLINE, b"<is>")
        self._need_words(Tag.INLINE_END, b"</is>")
        self._need_words(Tag.ROW_END, _ROW_ENDING)
        more = lengths != 2
        short = self.words[opens[(self.tags == Tag.VALUE) & more]]
        _need((((short & FIRST[4]) == word(b"<v/>")) | ((short & FIRST[5]) == word(b"<v />"))).all())
        for at in np.flatnonzero((self.tags == Tag.TEXT) & more).tolist():
            _need(self.xml.startswith(_SPACED, opens[at]))
        for at in np.flatnonzero((self.tags == Tag.FORMULA) & more).tolist():
            _need(_FORMULA.fullmatch(self.xml, opens[at], closes[at] + 1))

    def _need_words(self, tag: int, text: bytes) -> None:
        """Each tag of the kind is just the text."""
        opens = self.opens[self.tags == tag]
        _need(((self.words[opens] & FIRST[len(text)]) == word(text)).all())

    def _rows(self) -> None:
        """Number, digits and visibility of each row, and the tag that ends it: rows neither nest nor span sheets."""
        is_row = self.tags == Tag.ROW
        self.row_tags = np.flatnonzero(is_row)
        self.row_opens = self.opens[self.row_tags]
        self.row_cuts = [0, *np.searchsorted(self.row_opens, self.ends).tolist()]
        found = self._row_beginnings()
        self.row_numbers = np.array([row.number for row in found], np.int32)
        self.row_digits = np.array([row.digits for row in found], np.int64)
        self.row_hidden = np.array([row.is_hidden for row in found], np.bool_)
        for of in self._parts(self.row_cuts):
            _need(_distinct(self.row_numbers[of]))
        ends = np.flatnonzero(self.tags == Tag.ROW_END)
        opened = np.flatnonzero(~self.alone[self.row_tags])
        _need(len(opened) == len(ends))
        # Each end stands behind the row that it ends and before whatever row or sheet comes next.
        following = np.append(self.row_tags[1:], len(self.tags))[opened]
        _need((self.row_tags[opened] < ends).all() and (ends < following).all())
        begun, ended = self.row_opens[opened], self.opens[ends]
        sheets = np.searchsorted(self.ends, begun, side="right") == np.searchsorted(self.ends, ended, side="right")
        _need(sheets.all())
        self.row_ends = np.full(len(found), -1, np.int64)
        self.row_ends[opened] = ends
        self.row_of_tag = np.cumsum(is_row) - 1

    def _row_beginnings(self) -> list[RowTag]:
        stops = self.closes[self.row_tags] + 1
        lengths = stops - self.row_opens
        _need(not len(lengths) or lengths.max() <= LONGEST_ROW_TAG)
        tags = [self.xml[start:stop] for start, stop in zip(self.row_opens.tolist(), stops.tolist(), strict=True)]
        found = [row for tag in tags if (row := row_tag(tag)) is not None]
        _need(len(found) == len(tags))
        for body, of in zip(self.bodies, self._parts(self.row_cuts), strict=True):
            _need(all(prefixes <= body.prefixes for prefixes in {row.prefixes for row in found[of]}))
        return found

    def _parts(self, cuts: Sequence[int]) -> Iterator[slice]:
        return (slice(*ends) for ends in pairwise(cuts))

    def _cells(self) -> None:
        """The tag of each cell, and the value of each that is not empty; every tag is accounted for, in its order."""
        self.everything = np.flatnonzero(self.tags == Tag.CELL)
        self.filled = ~self.alone[self.everything]
        cell = self.everything[self.filled]
        tags = np.concatenate((self.tags, np.zeros(6, np.uint8)))
        alone = np.concatenate((self.alone, np.zeros(6, np.bool_)))
        following = cell + 1
        formula = tags[following] == Tag.FORMULA
        open_formula = formula & ~alone[following]
        _need((tags[following[open_formula] + 1] == Tag.FORMULA_END).all())
        value = following + formula + open_formula
        tag = tags[value]
        inline, with_value = tag == Tag.INLINE, tag == Tag.VALUE
        has_value = with_value & ~alone[value]
        _need((tags[value[has_value] + 1] == Tag.VALUE_END).all() and not alone[value[inline]].any())
        for step, wanted in ((1, Tag.TEXT), (2, Tag.TEXT_END), (3, Tag.INLINE_END)):
            _need((tags[value[inline] + step] == wanted).all())
        end = value + np.where(inline, 4, with_value.astype(np.int64) + has_value)
        _need((tags[end] == Tag.CELL_END).all())
        of_rows = len(self.row_tags) + int(np.count_nonzero(self.row_ends > 0))
        _need(int((end - cell + 1).sum()) + len(self.everything) - len(cell) + of_rows == len(self.tags))
        holder = np.where(inline, value + 1, value)
        has_text = has_value | inline
        held = np.where(has_text, self.gaps[np.minimum(holder, len(self.gaps) - 1)], 0)
        formula_text = self.gaps[following[open_formula]]
        _need(int(held.sum() + formula_text.sum()) == int(self.gaps.sum()))
        self.cell, self.formula, self.inline = cell, formula, inline
        self.holder, self.in_words = holder, following[open_formula]
        self.valued, self.with_value = has_text & (held > 0), with_value
        self.starts = self.closes[np.minimum(holder, len(self.closes) - 1)] + 1
        self.sizes = held

    def _places(self) -> None:
        """Row and column of every cell, from a reference that lies in its own row; none twice."""
        row = self.row_of_tag[self.everything]
        opens = self.opens[self.everything]
        _need(not len(row) or row[0] >= 0)
        _need((self.everything < self.row_ends[row]).all())
        _need(((self.words[opens] & FIRST[6]) == word(b'<c r="')).all())
        place = opens + 6
        letters = [self.bytes[place + step] for step in range(3)]
        capital = [(letter >= _A) & (letter <= _Z) for letter in letters]
        second = capital[1]
        third = second & capital[2]
        column = letters[0].astype(np.int32) - 64
        column = np.where(second, column * 26 + letters[1] - 64, column)
        self.columns = np.where(third, column * 26 + letters[2] - 64, column)
        _need(capital[0].all() and (self.columns <= MAX_COLUMN).all())
        stated = place + 1 + second + third
        masks = MASKS[self.row_digits]
        written = self.words[self.row_opens + _BEFORE_ROW] & masks
        _need(((self.words[stated] & masks[row]) == written[row]).all())
        self.quotes = stated + self.row_digits[row]
        _need((self.bytes[self.quotes] == _QUOTE).all())
        self.rows = self.row_numbers[row]
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
        heads = self.words[self.quotes[styled] + 1] & FIRST[4]
        _need((heads == word(b' s="')).all() and (self.bytes[end[styled] - 1] == _QUOTE).all())
        digits, good = digits_before(self.words, end[styled] - 1, size[styled] - 5)
        _need(good.all())
        self.styles[styled] = digits

    def _type(self, close: Integers) -> tuple[NDArray[np.uint8], Integers]:
        """The letter of `t` and the width of its attribute, nothing where there is none."""
        last = self.words[close - WIDTH]
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

    def _values(self) -> None:
        """Kind, number and text of each cell; only what is not a short row of digits is looked at one by one."""
        types, valued = self.types[self.filled], self.valued
        _need(((types == _TYPE_INLINE) == self.inline).all())
        whole, good = digits_before(self.words, self.starts + self.sizes, self.sizes)
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
        empty = ~self.valued[positions]
        for sheet in set(sheets[empty].tolist()):
            # Checks that are silent: one empty text for all of them.
            self.texts[positions[empty & (sheets == sheet)]] = -2
            self.own[sheet].append("")
        for position, sheet in zip(positions[~empty].tolist(), sheets[~empty].tolist(), strict=True):
            mine = self.own[sheet]
            self.texts[position] = -2 - len(mine)
            mine.append(unescaped(self._text(position).decode()))
        self.in_words = np.concatenate((self.in_words, self.holder[positions[~empty]]))

    def _text(self, position: int) -> bytes:
        start = int(self.starts[position])
        return self.xml[start : start + int(self.sizes[position])]

    def _long_texts(self) -> None:
        """By sheet, what is long or no number: of all the rest each character is known.

        None of theirs is one that XML forbids or that a parser changes, and no reference but to the five named signs.
        """
        held = self.gaps >= _LEAST_TELLING
        held[self.in_words] = True
        starts = self.closes[held] + 1
        stops = (starts + self.gaps[held]).tolist()
        texts = [self.xml[start:stop] for start, stop in zip(starts.tolist(), stops, strict=True)]
        cuts = self._parts([0, *np.searchsorted(starts, self.ends).tolist()])
        _need(is_plain(b"<".join(texts)))
        self.long_texts = [b"<".join(texts[of]) for of in cuts]

    def split(self) -> tuple[Part, ...]:
        """The rows of each sheet, empty cells left out."""
        filled = np.flatnonzero(self.kinds)
        every = np.flatnonzero(self.filled)[filled]
        cuts = self._parts([0, *np.searchsorted(self.opens[self.cell[filled]], self.ends).tolist()])
        counts = np.diff(np.searchsorted(self.opens[self.everything], self.ends), prepend=0).tolist()
        rows, columns, styles = self.rows[every], self.columns[every], self.styles[every].astype(np.int32)
        kinds, numbers, texts = self.kinds[filled], self.numbers[filled], self.texts[filled]
        formulas = self.formula[filled]
        more = zip(self._parts(self.row_cuts), counts, self.own, self.long_texts, strict=True)
        return tuple(
            Part(
                top=int(self.row_numbers[of].min(initial=MAX_ROW)),
                bottom=int(self.row_numbers[of].max(initial=0)),
                rows=Rows(
                    rows=rows[cut],
                    columns=columns[cut],
                    kinds=kinds[cut],
                    numbers=numbers[cut],
                    texts=texts[cut],
                    styles=styles[cut],
                    formulas=formulas[cut],
                    own=tuple(own),
                    hidden_rows=frozenset(self.row_numbers[of][self.row_hidden[of]].tolist()),
                    count=count,
                    foreign=b"[" in long_texts,
                    long_texts=long_texts,
                ),
            )
            for cut, (of, count, own, long_texts) in zip(cuts, more, strict=True)
        )


def _need(holds: object) -> None:
    if not holds:
        raise Odd


def _distinct(numbers: Integers | NDArray[np.int32]) -> bool:
    return bool((np.diff(numbers) > 0).all()) or len(set(numbers.tolist())) == len(numbers)
