"""The swift pass: rows of sheet XML as programs write them, proven and taken apart by numpy on the bytes.

It gives an answer only where it can account for every tag, every attribute and every character, so that its answer is
the proof: well-formed, references inside the grid and in their rows, no cell twice, indexes that exist, finite numerals.
All else is None, and the exact passes look at it element by element. Tests hold both to the same result.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from flows.gate.grid import MAX_ROW, NO_TEXT
from flows.gate.rows import NO_ROWS, Body, Rows
from flows.gate.swift_pass import Odd, Part, Pass
from flows.gate.words import WIDTH

TOGETHER = 1 << 20
"""Rows of up to so many bytes are taken in one go: the arrays take some thirty times as much."""
_ROW_ENDING = b"</row>"
_KNOWN, _LONGEST_KNOWN = 32, 1 << 16
"""How many sheets are held, and of how many bytes at most, to be known again in the next workbook."""


def take_rows(bodies: Sequence[Body | None], strings: int) -> tuple[Rows | None, ...]:
    """The rows of each sheet; None where they are not plain. `strings` is how many shared strings there are."""
    known = [None if body is None else _known.take(body, strings) for body in bodies]
    fresh = [None if rows is not None else body for body, rows in zip(bodies, known, strict=True)]
    pieces = [(at, piece) for at, body in enumerate(fresh) if body is not None for piece in _pieces(body)]
    taken: list[list[Part | None]] = [[] for _ in bodies]
    for every in _groups(pieces):
        group = [(at, piece) for at, piece in every if None not in taken[at]]
        together = _taken([piece for _, piece in group], strings)
        for number, (at, piece) in enumerate(group):
            if together is not None:
                taken[at].append(together[number])
            elif None not in taken[at]:
                alone = _taken([piece], strings)
                taken[at].append(alone[0] if alone else None)
    for at, body in enumerate(fresh):
        known[at] = _joined(taken[at]) if body is not None else known[at]
        _known.put(body, known[at])
    return tuple(known)


class _Known:
    """Short sheets that were proven lately: the pages of explanation are alike in workbooks of one template."""

    def __init__(self) -> None:
        self._rows: OrderedDict[tuple[bytes, frozenset[bytes]], Rows] = OrderedDict()

    def take(self, body: Body, strings: int) -> Rows | None:
        """The rows of a sheet of the same bytes, if so many shared strings are enough for them."""
        rows = self._rows.get(self._key(body)) if len(body.rows) <= _LONGEST_KNOWN else None
        if rows is None or rows.texts.max(initial=NO_TEXT) >= strings:
            return None
        self._rows.move_to_end(self._key(body))
        return rows

    def put(self, body: Body | None, rows: Rows | None) -> None:
        """Holds the rows of a short sheet."""
        if body is None or rows is None or len(body.rows) > _LONGEST_KNOWN:
            return
        self._rows[self._key(body)] = rows.alone()
        if len(self._rows) > _KNOWN:
            self._rows.popitem(last=False)

    @staticmethod
    def _key(body: Body) -> tuple[bytes, frozenset[bytes]]:
        return bytes(body.rows), body.prefixes


_known = _Known()


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


def _taken(bodies: Sequence[Body], strings: int) -> tuple[Part, ...] | None:
    size = sum(len(body.rows) for body in bodies)
    if not size:
        return tuple(Part(NO_ROWS, MAX_ROW, 0) for _ in bodies)
    if not all(body.is_tagged for body in bodies) or not WIDTH <= size <= 2 * TOGETHER:
        return None
    try:
        return Pass(bodies, strings).split()
    except Odd:
        return None


def _joined(parts: Sequence[Part | None]) -> Rows | None:
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
        texts=np.concatenate(texts).astype(np.int32, copy=False),
        styles=np.concatenate([each.styles for each in every]),
        formulas=np.concatenate([each.formulas for each in every]),
        own=tuple(text for each in every for text in each.own),
        hidden_rows=frozenset().union(*(each.hidden_rows for each in every)),
        count=sum(each.count for each in every),
        foreign=any(each.foreign for each in every),
        long_texts=b"<".join(each.long_texts for each in every),
    )
