"""Sums that always held in a table of figures, and those that held but for a few rows: candidates for rules.

A sum is a relation between items with coefficients 1 and -1. Every column is hashed to one 64-bit number by the same
random weights of the rows, modulo 2**64, so that the hash of a sum is the sum of hashes: all signed combinations of up
to three items are sorted by their hash, and two that agree are a candidate of up to six items. Longer ones are looked
for as one item against a run of neighbours, which is how partitions are printed. A candidate counts only after it was
added up in integers on every row. So the search is complete up to six items (and for runs of any length), bounded, and
exact: about 60,000 combinations for 37 items.

A sum that fails on a few rows holds on most of the rows' blocks: it is looked for block by block.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, combinations

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.int64]
_BLOCKS, _OFTEN = 8, 5
"""Blocks of rows, and in how many of them a sum with exceptions must hold."""
_RUN, _MOST_AGREEING = 4, 60
"""Shortest run of neighbours beyond what combinations reach, and most combinations of one hash that are compared."""
_SEED = 1
_BOTH_SIGNS = (1, -1)


@dataclass(frozen=True, slots=True, order=True)
class Sum:
    """The items of `left` add up to those of `right`; positions of columns, the shorter side left."""

    left: tuple[int, ...]
    right: tuple[int, ...]

    @classmethod
    def of(cls, plus: Iterable[int], minus: Iterable[int]) -> "Sum":
        """The one way to write a sum, whichever side was found first."""
        one, other = sorted((tuple(sorted(plus)), tuple(sorted(minus))), key=lambda side: (len(side), side))
        return cls(one, other)

    @property
    def size(self) -> int:
        """How many items it joins."""
        return len(self.left) + len(self.right)

    def gaps(self, values: Block) -> Block:
        """Left less right on every row."""
        found: Block = values[:, list(self.left)].sum(axis=1) - values[:, list(self.right)].sum(axis=1)
        return found

    def vector(self, size: int) -> tuple[int, ...]:
        """Its coefficients over all items."""
        return tuple((at in self.left) - (at in self.right) for at in range(size))


@dataclass(frozen=True, slots=True)
class Held:
    """A sum with its support: rows on which it says something, and the rows on which it does not hold."""

    sum: Sum
    rows: int
    against: tuple[int, ...]


def sums(values: Block, least: int, exceptions: float) -> tuple[Held, ...]:
    """The sums of items that held on all rows, then those that failed on no more than a share of `exceptions`.

    `values` is rows x items, all known, of one scale. `least` is on how many rows at least two of a sum's items must
    be other than 0. Shortest first, then in the order of the items.
    """
    everywhere = set(_candidates(values))
    often = Counter(found for block in _blocks(values) for found in set(_candidates(block)))
    chosen = sorted(
        everywhere | {found for found, times in often.items() if times >= _OFTEN}, key=lambda s: (s.size, s)
    )
    held = [_held(values, each) for each in chosen]
    kept = [each for each in held if each.rows >= least and len(each.against) <= exceptions * each.rows]
    return tuple(sorted(kept, key=lambda each: bool(each.against)))


def _held(values: Block, found: Sum) -> Held:
    spoken = np.count_nonzero(values[:, list(found.left + found.right)], axis=1) >= min(2, found.size)
    against = np.flatnonzero(found.gaps(values))
    return Held(found, int(np.count_nonzero(spoken)), tuple(against.tolist()))


def _blocks(values: Block) -> Iterator[Block]:
    order = np.random.default_rng(_SEED).permutation(len(values))
    yield from (values[part] for part in np.array_split(order, _BLOCKS) if len(part))


def _candidates(values: Block) -> Iterator[Sum]:
    """Sums that hold on all these rows; items that are always 0 or equal to an earlier one stand back."""
    weights = np.random.default_rng(_SEED).integers(0, 2**64, len(values), dtype=np.uint64)
    hashes = (values.astype(np.uint64) * weights[:, None]).sum(axis=0, dtype=np.uint64)
    first: dict[int, int] = {}
    chosen: list[int] = []
    for at, value in enumerate(hashes.tolist()):
        if value == 0:
            continue
        if value in first:
            yield Sum.of((first[value],), (at,))
        else:
            first[value] = at
            chosen.append(at)
    for found in (*_short(hashes, chosen), *_runs(hashes, chosen)):
        if not found.gaps(values).any():
            yield found


def _short(hashes: NDArray[np.uint64], chosen: Sequence[int]) -> Iterator[Sum]:
    """Two disjoint combinations of up to three items that have the same hash."""
    items, signs = _combinations(chosen)
    signed = np.where(items >= 0, hashes[items] * signs.astype(np.uint64), np.uint64(0)).sum(axis=1, dtype=np.uint64)
    order = np.argsort(signed, kind="stable")
    ordered = signed[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    ends = np.append(starts[1:], len(ordered))
    for start, end in zip(starts[ends - starts > 1].tolist(), ends[ends - starts > 1].tolist(), strict=True):
        agreeing = order[start : min(end, start + _MOST_AGREEING)].tolist()
        for one, other in combinations(agreeing, 2):
            found = _joined(items[one], signs[one], items[other], signs[other])
            if found is not None:
                yield found


def _combinations(chosen: Sequence[int]) -> tuple[Block, Block]:
    """Every set of up to three items with every choice of signs, and the empty one."""
    items: list[tuple[int, ...]] = [(-1, -1, -1)]
    signs: list[tuple[int, ...]] = [(1, 1, 1)]
    for size in (1, 2, 3):
        for members in combinations(chosen, size):
            filled = members + (-1,) * (3 - size)
            for pattern in np.ndindex(*(2,) * size):
                items.append(filled)
                signs.append(tuple(_BOTH_SIGNS[each] for each in pattern) + (1,) * (3 - size))
    return np.array(items, dtype=np.int64), np.array(signs, dtype=np.int64)


def _joined(one: Block, one_signs: Block, other: Block, other_signs: Block) -> Sum | None:
    """The first combination less the second; None where they share an item."""
    mine = dict(zip(one.tolist(), one_signs.tolist(), strict=True))
    its = dict(zip(other.tolist(), other_signs.tolist(), strict=True))
    mine.pop(-1, None)
    its.pop(-1, None)
    if mine.keys() & its.keys():
        return None
    weights = mine | {item: -sign for item, sign in its.items()}
    plus = [item for item, sign in weights.items() if sign > 0]
    minus = [item for item, sign in weights.items() if sign < 0]
    return Sum.of(plus, minus) if plus and minus else None


def _runs(hashes: NDArray[np.uint64], chosen: Sequence[int]) -> Iterator[Sum]:
    """One item that is the sum of a run of neighbours; items that are always 0 may stand among them."""
    totals = [0, *accumulate(hashes.tolist())]
    single = {int(hashes[at]): at for at in chosen}
    for start in range(len(hashes)):
        for end in range(start + _RUN, len(hashes) + 1):
            at = single.get((totals[end] - totals[start]) % 2**64)
            if at is not None and not start <= at < end:
                yield Sum.of((at,), range(start, end))


class Span:
    """Relations that follow from known ones by adding, subtracting and multiplying: the rational span of vectors."""

    def __init__(self) -> None:
        self._reduced: dict[int, list[Fraction]] = {}

    def holds(self, vector: Sequence[int | Fraction]) -> bool:
        """Whether a relation follows from those that were added."""
        return self._rest(vector) is None

    def add(self, vector: Sequence[int | Fraction]) -> None:
        """One more known relation."""
        rest = self._rest(vector)
        if rest is not None:
            pivot = next(at for at, value in enumerate(rest) if value)
            self._reduced[pivot] = [value / rest[pivot] for value in rest]

    def _rest(self, vector: Sequence[int | Fraction]) -> list[Fraction] | None:
        rest = [Fraction(value) for value in vector]
        for at in range(len(rest)):
            if rest[at] and at in self._reduced:
                factor, known = rest[at], self._reduced[at]
                rest = [value - factor * other for value, other in zip(rest, known, strict=True)]
        return rest if any(rest) else None
