"""The grid of a sheet: how far it reaches, how its columns are lettered, and what a cell may hold."""

from enum import IntEnum

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
NO_TEXT = -1
"""Index of the text of a cell that holds none."""


class CellKind(IntEnum):
    """What a cell holds."""

    NUMBER = 1
    TEXT = 2
    BOOLEAN = 3
    ERROR = 4
    """an error value such as #REF!"""
    NO_CACHE = 5
    """a formula without a stored result"""
    ISO_DATE = 6
    """a date or time written as text by a strict writer"""


def column_number(letters: str) -> int:
    """1 for A, 16384 for XFD."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(column: int) -> str:
    """A for 1, XFD for 16384."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
