"""What always held in the accepted figures of a table, and what held but for a few rows, as relations with support."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from flows.proposals.history import Block, History, Line
from flows.rulebook.coverage import unprotected
from rules.coverage import Place
from rules.language import (
    RATIO_FLOOR,
    Comparison,
    Item,
    Level,
    Linear,
    Operator,
    Relation,
    Scope,
    Severity,
    Shift,
    Term,
    Within,
    items_of,
)
from rules.mining import Held, Span, sums
from rules.structure import partitions, subsets
from schemas.model import Column, ItemKind, Table
from schemas.returns import Returns

LEAST_ROWS = 30
"""Rows on which a relation must say something."""
LEAST_WORKBOOKS = 20
"""Total rows from which a band is taken."""
EXCEPTIONS = 0.01
"""Share of rows on which a relation may fail and still be told, with where it failed."""
LEAST_DIFFERENT = 5
"""Different figures that two items must have in common before they are called equal."""
WIDEST = Fraction(3, 2)
"""A band whose upper end is more than so many times its lower end says too little."""


@dataclass(frozen=True, slots=True)
class Against:
    """One row on which a relation does not hold, and by how much the left side is larger (scaled)."""

    line: Line
    gap: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A relation that held on `rows` rows, and the rows on which it did not."""

    relation: Relation
    scope: Scope
    severity: Severity
    rows: int
    against: tuple[Against, ...] = ()


def equalities(history: History, returns: Returns) -> Iterator[Candidate]:
    """Sums of the table's own items, as few as say all: one that follows from declared ones and those before is none.

    A sum without items that were always 0 is the sum with them; so is one that fails on a few rows, on which alone
    items are other than 0.
    """
    for columns in history.measures().values():
        values, lines = history.complete(columns)
        span = _known(history.table, columns, returns)
        for at in np.flatnonzero(~values.any(axis=0)).tolist():
            span.add([int(place == at) for place in range(len(columns))])
        if len(lines):
            for held in sums(values, LEAST_ROWS, EXCEPTIONS):
                vector = held.sum.vector(len(columns))
                if not _follows(span, vector, allow=2 if held.against else 0):
                    span.add(vector)
                    yield _equality(held, columns, values, lines)


def _equality(held: Held, columns: Sequence[Column], values: Block, lines: Sequence[Line]) -> Candidate:
    left, right = (_added([columns[at] for at in side]) for side in (held.sum.left, held.sum.right))
    gaps = held.sum.gaps(values)
    against = tuple(Against(lines[row], int(gaps[row])) for row in held.against)
    relation = Comparison(left, Operator.EQUAL, right)
    return Candidate(relation, Scope.ROW, Severity.ERROR, held.rows - len(against), against)


def _added(columns: Sequence[Column]) -> Linear:
    return Linear(tuple(Term(Fraction(1), Item("", column.name)) for column in columns), Fraction(0))


def _known(table: Table, columns: Sequence[Column], returns: Returns) -> Span:
    """The declared equalities between these items alone."""
    place = {column.name: at for at, column in enumerate(columns)}
    span = Span()
    for rule in returns.rules(table.code):
        relation = rule.relation
        if not isinstance(relation, Comparison) or relation.operator is not Operator.EQUAL:
            continue
        form = relation.left.minus(relation.right)
        own = all(_is_own(term.item, table) and term.item.column in place for term in form.terms)
        if own and not form.constant and rule.severity is Severity.ERROR:
            vector = [Fraction(0)] * len(columns)
            for term in form.terms:
                vector[place[term.item.column]] += term.coefficient
            span.add(vector)
    return span


def _is_own(item: Item, table: Table) -> bool:
    return item.table in {"", table.code} and item.shift is Shift.NOW and item.level is Level.ROW


def _follows(span: Span, vector: Sequence[int], allow: int) -> bool:
    """Whether a relation follows from known ones, also with up to so many other items added to it."""
    if span.holds(vector):
        return True
    if allow:
        for at, weight in enumerate(vector):
            if not weight:
                for sign in (1, -1):
                    if _follows(span, [*vector[:at], sign, *vector[at + 1 :]], allow - 1):
                        return True
    return False


def always_zero(history: History) -> Iterator[Relation]:
    """What was 0 on every row: no rule, but others follow from it."""
    for column in history.table.columns:
        values, known = history.column(column)
        if known.any() and not values[known].any():
            yield Comparison(_added([column]), Operator.EQUAL, Linear((), Fraction(0)))


def same_elsewhere(history: History, others: Sequence[History]) -> Iterator[Candidate]:
    """An item that equals an item of another table of the return, on the same rows of the same workbooks."""
    at_line = {line: at for at, line in enumerate(history.lines)}
    for other in others:
        places = [(at_line[line], row) for row, line in enumerate(other.lines) if line in at_line]
        if len(places) < LEAST_ROWS:
            continue
        mine, its = (np.array(side) for side in zip(*places, strict=True))
        for column in history.table.columns:
            values, known = history.column(column)
            for twin in sorted(other.table.columns, key=lambda each: each.kind is ItemKind.DERIVED):
                if twin.measure == column.measure:
                    theirs, filled = other.column(twin)
                    both = known[mine] & filled[its]
                    left, right = values[mine][both], theirs[its][both]
                    spoken = int(np.count_nonzero(left | right))
                    if spoken >= LEAST_ROWS and len(np.unique(left)) > LEAST_DIFFERENT and np.array_equal(left, right):
                        named = Linear((Term(Fraction(1), Item(other.table.code, twin.name)),), Fraction(0))
                        relation = Comparison(_added([column]), Operator.EQUAL, named)
                        yield Candidate(relation, Scope.ROW, Severity.ERROR, spoken)


def parts(history: History, returns: Returns) -> Iterator[Candidate]:
    """For each item that no rule keeps within another (其中): the tightest item that it was never larger than."""
    free = _unbounded(history.table, returns)
    for columns in history.measures().values():
        values, lines = history.complete(columns)
        for at, part in enumerate(columns):
            if part.name in free and not part.signed:
                wholes = (to for to, whole in enumerate(columns) if to != at and not whole.signed)
                tightest = max(wholes, key=lambda to: _tightness(values[:, at], values[:, to]), default=None)
                if tightest is not None and _tightness(values[:, at], values[:, tightest]) > 0:
                    yield _bound(part, columns[tightest], values[:, [at, tightest]], lines)


def _unbounded(table: Table, returns: Returns) -> frozenset[str]:
    """Items that no declared rule adds up to a total or keeps within another item."""
    bounded = set()
    for rule in returns.rules(table.code):
        found = {item for members in partitions(rule.relation) if len(members) > 1 for item in members}
        found |= {subset.part for subset in subsets([rule.relation])}
        bounded |= {item.column for item in found if _is_own(item, table)}
    return frozenset(column.name for column in table.columns if column.name not in bounded)


def _tightness(small: Block, large: Block) -> float:
    """The usual share of one item in another that it was never larger than, but for few rows; 0 where it was."""
    spoken = (small > 0) & (large > 0)
    rows = int(np.count_nonzero(spoken))
    if rows < LEAST_ROWS or np.count_nonzero(small > large) > EXCEPTIONS * rows:
        return 0.0
    return float(np.median(small[spoken] / large[spoken]))


def _bound(part: Column, whole: Column, values: Block, lines: Sequence[Line]) -> Candidate:
    small, large = values.T
    against = tuple(Against(lines[row], int(small[row] - large[row])) for row in np.flatnonzero(small > large).tolist())
    rows = int(np.count_nonzero((small > 0) & (large > 0)))
    relation = Comparison(_added([part]), Operator.AT_MOST, _added([whole]))
    return Candidate(relation, Scope.ROW, Severity.QUERY, rows - len(against), against)


def bands(totals: History, returns: Returns) -> Iterator[Candidate]:
    """The share of a stock that no equality holds in the largest one, where it stayed in a narrow band on all totals.

    Parts of a structure need no band: their shares are held against the unit's own past (H00).
    """
    free = unprotected(returns)
    bound = {
        frozenset(item.column for item in items_of(rule.relation))
        for rule in returns.rules(totals.table.code)
        if isinstance(rule.relation, Within)
    }
    for columns in totals.measures().values():
        stocks = [column for column in columns if column.kind is ItemKind.STOCK]
        whole = max(stocks, key=lambda column: column.example, default=None)
        for part in stocks:
            if whole is None or part is whole or frozenset({part.name, whole.name}) in bound:
                continue
            if Place(totals.table.code, "", part.name) not in free:
                continue
            ends = _ends(*totals.column(part), *totals.column(whole))
            if ends is not None:
                low, high, rows = ends
                relation = Within(_added([part]), _added([whole]), low, high)
                yield Candidate(relation, Scope.TOTAL, Severity.QUERY, rows)


def _ends(
    part: Block, part_known: "np.typing.NDArray[np.bool_]", whole: Block, whole_known: "np.typing.NDArray[np.bool_]"
) -> tuple[Fraction, Fraction, int] | None:
    """The band of the shares, each end a little farther out and in whole hundredths, and from how many rows."""
    judged = part_known & whole_known & (whole >= RATIO_FLOOR)
    shares = [Fraction(one, other) for one, other in zip(part[judged].tolist(), whole[judged].tolist(), strict=True)]
    if len(shares) < LEAST_WORKBOOKS or min(shares) <= 0 or max(shares) > WIDEST * min(shares):
        return None
    room = (max(shares) - min(shares)) / 4
    low = Fraction(int((min(shares) - room) * 100), 100)
    high = Fraction(-int(-(max(shares) + room) * 100 // 1), 100)
    return max(low, Fraction(0)), min(high, Fraction(1)), len(shares)
