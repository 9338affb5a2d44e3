"""Unit codes that a spreadsheet has spoilt: what they may have been."""

import re
from decimal import Decimal

from schemas.units.unit import plain

_DASHES = re.compile("[‐‑‒–—―−_]")
_LOCAL = re.compile(r"([0-9]{6})-?([JS])([0-9]{1,2})")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]{1,15})?E\+?([0-9]{1,2})")
_WHOLE = re.compile(r"([0-9]{1,15})(?:\.0*)?")
_LENGTHS = (6, 9, 12)


def candidates(text: str) -> tuple[str, ...]:
    """Codes that a text may stand for, the nearest first; the register says which of them exist.

    Undone are full-width forms, white space, a leading apostrophe, other dashes, 990121.0, 9.90121E+11, lost leading
    zeros, and the zeros that fill a code to 9 or 12 digits.
    """
    cleaned = _DASHES.sub("-", plain(text)).lstrip("'‘’`").upper()
    local = _LOCAL.fullmatch(cleaned)
    if local is not None:
        return (f"{local[1]}-{local[2]}{int(local[3]):02}",)
    scientific = _SCIENTIFIC.fullmatch(cleaned)
    if scientific is not None and int(scientific[1]) < max(_LENGTHS):
        cleaned = f"{Decimal(cleaned):f}"
    whole = _WHOLE.fullmatch(cleaned)
    return _unfilled(whole[1]) if whole is not None else ()


def _unfilled(digits: str) -> tuple[str, ...]:
    """The digits with lost leading zeros put back, and without the zeros that fill a longer code."""
    found = [digits]
    for length in _LENGTHS:
        full = digits.zfill(length)
        if len(full) == length:
            found.extend(full[:shorter] for shorter in reversed(_LENGTHS) if not full[shorter:].strip("0"))
    return tuple(dict.fromkeys(found))
