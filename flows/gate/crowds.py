"""Cells and elements counted at a glance in the bytes, so that what is too much is refused before it is walked."""

from collections.abc import Iterable

from flows.gate.admitted import Refused
from flows.gate.limits import Limits
from schemas.receipt import Fact, Refusal

_SHORTEST = len(b"<c/>")
"""Bytes of the shortest element: what has fewer bytes than so many of them needs no count."""


def refuse_cells(data: bytes, sheet: str, most: int) -> None:
    """Raise Refused where a sheet's XML has more cells than `most`, as all writers but a few name them."""
    if len(data) > _SHORTEST * most and data.count(b"<c ") > most:
        raise Refused(Refusal("FILE-CELLS", (Fact("sheet", sheet), Fact("limit", str(most)))))


def refuse_strings(data: bytes, most: int) -> None:
    """Raise Refused where the shared strings are more than `most`."""
    if len(data) > _SHORTEST * most and data.count(b"<si>") > most:
        raise Refused(Refusal("FILE-STRINGS", (Fact("limit", str(most)),)))


def refuse_elements(parts: Iterable[bytes], most: int) -> None:
    """Raise Refused where the parts together have more elements than `most`."""
    every = tuple(parts)
    if sum(map(len, every)) > _SHORTEST * most and sum(map(_elements, every)) > most:
        raise Refused(Refusal("FILE-XML-BOUNDS", (Fact("what", "elements"),)))


def _elements(part: bytes) -> int:
    # Tags that never end are none.
    return min(part.count(b"<") - part.count(b"</"), part.count(b">"))


def refuse_exact(data: bytes, sheet: str, limits: Limits) -> None:
    """Raise Refused where a sheet has too much to be looked at element by element."""
    refuse_cells(data, sheet, limits.exact_cells)
    if len(data) > _SHORTEST * limits.merges and data.count(b"<mergeCell ") > limits.merges:
        raise Refused(Refusal("FILE-MERGES", (Fact("sheet", sheet), Fact("limit", str(limits.merges)))))
    refuse_elements([data], limits.exact_elements)
