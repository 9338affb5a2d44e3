"""The tags that rows are made of, told by their first characters, and what may stand between them."""

from enum import IntEnum

import numpy as np

from flows.gate.words import FIRST, WIDTH, word, words_of

_ENTITIES = (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;")
_NONCHARACTERS = b"\xef\xbf\xbe"
"""U+FFFE; U+FFFF, which no longer text has, ends in the byte after."""
_LEAST = ord(" ")


class Tag(IntEnum):
    """A tag of a row or of what stands in it."""

    CELL = 1
    VALUE = 2
    FORMULA = 3
    INLINE = 4
    TEXT = 5
    ROW = 6
    CELL_END = 7
    VALUE_END = 8
    FORMULA_END = 9
    INLINE_END = 10
    TEXT_END = 11
    ROW_END = 12


_BEGINNINGS = {
    Tag.CELL: ("c ",),
    Tag.VALUE: ("v>", "v/", "v "),
    Tag.FORMULA: ("f>", "f ", "f/"),
    Tag.INLINE: ("is",),
    Tag.TEXT: ("t>", "t "),
    Tag.ROW: ("ro",),
    Tag.CELL_END: ("/c",),
    Tag.VALUE_END: ("/v",),
    Tag.FORMULA_END: ("/f",),
    Tag.INLINE_END: ("/i",),
    Tag.TEXT_END: ("/t",),
    Tag.ROW_END: ("/r",),
}
TAGS = np.zeros(1 << 16, np.uint8)
"""By the first two characters behind `<`, the first one lowest; 0 for all others."""
for _tag, _beginnings in _BEGINNINGS.items():
    for _beginning in _beginnings:
        TAGS[int.from_bytes(_beginning.encode(), "little")] = _tag
SHORT_ENDS = np.zeros(len(Tag) + 1, np.bool_)
"""By tag, whether it ends an element whose name is one letter."""
SHORT_ENDS[[Tag.CELL_END, Tag.VALUE_END, Tag.FORMULA_END, Tag.TEXT_END]] = True


def is_plain(text: bytes) -> bool:
    """Whether each character is one that XML has and that means itself, the five named signs apart."""
    if not text:
        return True
    padded = text + bytes(WIDTH)
    characters = np.frombuffer(padded, np.uint8)
    if characters[:-WIDTH].min() < _LEAST:
        return False
    wide = np.flatnonzero(characters == _NONCHARACTERS[0])
    if ((characters[wide + 1] == _NONCHARACTERS[1]) & (characters[wide + 2] >= _NONCHARACTERS[2])).any():
        return False
    signs = words_of(padded)[np.flatnonzero(characters == ord("&"))]
    named = np.zeros(len(signs), np.bool_)
    for entity in _ENTITIES:
        named |= (signs & FIRST[len(entity)]) == word(entity)
    return bool(named.all())
