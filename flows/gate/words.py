"""Eight bytes at a time: texts and numbers in a row of bytes compared and read by array operations."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]

WIDTH = 8


def words_of(content: bytes) -> Words:
    """The eight bytes from each place on, the first one lowest: an unaligned view, nothing is copied."""
    return np.ndarray((len(content) - WIDTH + 1,), "<u8", content, strides=(1,))


def word(text: bytes) -> np.uint64:
    """A text of up to eight bytes as `words_of` has it, filled up with zeros."""
    return np.uint64(int.from_bytes(text, "little"))


FIRST = [word(b"\xff" * size) for size in range(WIDTH + 1)]
"""Masks for the first bytes of a word, by how many."""
MASKS = np.array(FIRST, np.uint64)
_ZEROS = np.array([int.from_bytes(b"0" * (8 - size) + b"\0" * size, "little") for size in range(9)], np.uint64)
_SHIFTS = np.array([8 * (8 - size) for size in range(9)], np.uint64)
_SHIFTS[0] = 0
_ALL_ZEROS, _ABOVE_NINE, _HIGH_BITS = word(b"0" * 8), word(b"\x76" * 8), word(b"\x80" * 8)
_PAIRS, _QUADS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)
_TEN, _HUNDRED, _MYRIAD = np.uint64(10), np.uint64(100), np.uint64(10000)
_ONE_BYTE, _TWO_BYTES, _FOUR_BYTES = np.uint64(8), np.uint64(16), np.uint64(32)


def digits_before(words: Words, ends: NDArray[Any], sizes: NDArray[Any]) -> tuple[Integers, Flags]:
    """Value of the one to eight digits before each end, and where there are just such digits."""
    fits = (sizes > 0) & (sizes <= WIDTH)
    sizes = np.where(fits, sizes, 0)
    shifts = _SHIFTS[sizes]
    digits = words[ends - WIDTH]
    digits >>= shifts
    digits <<= shifts
    digits |= _ZEROS[sizes]
    digits ^= _ALL_ZEROS
    good = fits & ((((digits + _ABOVE_NINE) | digits) & _HIGH_BITS) == 0)
    for times, shift, mask in (
        (_TEN, _ONE_BYTE, _PAIRS),
        (_HUNDRED, _TWO_BYTES, _QUADS),
        (_MYRIAD, _FOUR_BYTES, FIRST[4]),
    ):
        low = digits >> shift
        digits *= times
        digits += low
        digits &= mask
    return digits.view(np.int64), good
