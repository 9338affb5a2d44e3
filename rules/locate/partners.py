"""Pairs of figures that may have changed places, before each is held against every rule."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rules.locate.books import Books
from rules.locate.layout import Layout, Place

_WIDE = 30
"""Exchanged figures stand near each other: not looked for in longer sums."""

Pair = tuple[int, int]


def pairs(books: Books, layout: Layout | None, first: int, rules: Sequence[int]) -> Iterator[Pair]:
    """A cell that enters the first of the rules, itself or by its total, and one that it may have changed places with.

    They stand in one row or column, or where no layout is known in one sum. An equality tells by how much they must
    differ; where only inequalities are broken they have to stand beside each other.
    """
    if layout is None:
        return _in_sums(books, first, rules)
    return _InLines(books, layout, first, rules).pairs()


def _in_sums(books: Books, first: int, rules: Sequence[int]) -> Iterator[Pair]:
    wanted = _differences(books, first) or frozenset()
    own = frozenset(books.restriction(first).cells)
    for one in dict.fromkeys(cell for rule in (first, *rules) for cell in books.restriction(rule).cells):
        if one in own or books.total(one) in own:
            yield from ((one, two) for two in _near(books, one) if books.value(two) - books.value(one) in wanted)


def _near(books: Books, cell: int) -> list[int]:
    """The cells that share an equality of few cells with a cell."""
    sums = (books.restriction(rule) for rule in books.touches((cell,)))
    found = (other for each in sums if each.equality and len(each.cells) <= _WIDE for other in each.cells)
    return [other for other in dict.fromkeys(found) if other != cell]


def _differences(books: Books, rule: int) -> frozenset[int] | None:
    """By how much two figures must differ to mend a rule by their exchange; None where a rule does not tell."""
    restriction, residual = books.restriction(rule), books.residual(rule)
    if not restriction.equality:
        return None
    weights = {0, *(books.touches((cell,)).get(rule, 0) for cell in restriction.cells)}
    apart = {one - other for one in weights for other in weights} - {0}
    return frozenset(residual // each for each in apart if residual % each == 0) - {0}


@dataclass(frozen=True, slots=True)
class _Spot:
    """The row and the column in which a cell stands."""

    row: Place
    column: Place


class _Line:
    """The cells of a row or a column in order, and which of them hold a value."""

    def __init__(self, books: Books, cells: Sequence[int]) -> None:
        self._cells = cells
        self._places: defaultdict[int, list[int]] = defaultdict(list)
        for place, cell in enumerate(cells):
            self._places[books.value(cell)].append(place)

    def beside(self, cell: int) -> list[int]:
        """The cells before and behind a cell."""
        at = self._cells.index(cell)
        return [*self._cells[max(0, at - 1) : at], *self._cells[at + 1 : at + 2]]

    def holding(self, values: Iterable[int]) -> list[int]:
        """The cells that hold one of the values."""
        return [self._cells[place] for place in sorted(at for value in values for at in self._places.get(value, ()))]


class _InLines:
    """Pairs in one row or column of which every rule is reached by one cell or the other.

    A cell reaches the rules that it enters, itself or by its total: an exchange moves no others. Many cells reach one
    rule by way of its totals; few reach what else is broken, and what these hold leaves few to be looked at.
    """

    def __init__(self, books: Books, layout: Layout, first: int, rules: Sequence[int]) -> None:
        self._books = books
        self._layout = layout
        self._first = first
        self._rules = frozenset(rules)
        self._wanted = _differences(books, first)
        self._spots: dict[int, _Spot | None] = {}
        self._rows: dict[Place, _Line] = {}
        self._columns: dict[Place, _Line] = {}
        self._able: dict[AbstractSet[int], Mapping[int, Sequence[int]]] = {}
        self._reached = self._reaches((first, *rules))

    def pairs(self) -> Iterator[Pair]:
        """Those of each cell that reaches the first rule."""
        for one, reached in self._reached.items():
            if self._first in reached:
                for two in self._partners(one, self._rules - reached):
                    yield one, two

    def _reaches(self, rules: Iterable[int]) -> Mapping[int, AbstractSet[int]]:
        """The rules that each cell reaches: first the cells that a rule names, then the parts of these."""
        reached: defaultdict[int, set[int]] = defaultdict(set)
        named = [(rule, cell) for rule in rules for cell in self._books.restriction(rule).cells]
        for rule, cell in named:
            reached[cell].add(rule)
        for rule, cell in named:
            for part in self._layout.parts(cell):
                reached[part].add(rule)
        return dict(reached)

    def _partners(self, one: int, lacking: AbstractSet[int]) -> Iterable[int]:
        """The cells of its row, then of its column, that reach what it does not and differ from it as is wanted."""
        own = self._books.value(one)
        if self._wanted is None:
            return self._beside(one, own, lacking)
        holding = [own + amount for amount in self._wanted]
        if not lacking:
            return [two for line in self._lines(one) for two in line.holding(holding)]
        able = self._able_to_reach(lacking)
        near = [two for value in holding if value in able for two in able[value]]
        return self._in_line(one, near) if near else ()

    def _beside(self, one: int, own: int, lacking: AbstractSet[int]) -> Iterator[int]:
        """The neighbours of a cell that hold something else."""
        for two in (each for line in self._lines(one) for each in line.beside(one)):
            if self._books.value(two) != own and lacking <= self._reached.get(two, frozenset()):
                yield two

    def _able_to_reach(self, lacking: AbstractSet[int]) -> Mapping[int, Sequence[int]]:
        """The cells that reach all of some rules, by what they hold."""
        if lacking not in self._able:
            found: defaultdict[int, list[int]] = defaultdict(list)
            for cell, reached in self._reached.items():
                if lacking <= reached:
                    found[self._books.value(cell)].append(cell)
            self._able[lacking] = found
        return self._able[lacking]

    def _in_line(self, one: int, cells: Sequence[int]) -> Iterator[int]:
        """Those of some cells that stand in the row of one, then those in its column, each in order."""
        spots = {two: spot for two in cells if (spot := self._spot(two)) is not None}
        spot = self._spot(one) if spots else None
        if spot is not None:
            row = [two for two, other in spots.items() if other.row == spot.row]
            column = [two for two, other in spots.items() if other.column == spot.column]
            yield from sorted(row, key=lambda two: spots[two].column)
            yield from sorted(column, key=lambda two: spots[two].row)

    def _lines(self, one: int) -> tuple[_Line, ...]:
        """The row and the column of a cell; nothing where it is not asked."""
        spot = self._spot(one)
        if spot is None:
            return ()
        if spot.row not in self._rows:
            table, at = spot.row
            self._rows[spot.row] = _Line(self._books, [cell for cell in self._layout.rows(table)[at] if cell >= 0])
        if spot.column not in self._columns:
            table, at = spot.column
            column = [row[at] for row in self._layout.rows(table) if row[at] >= 0]
            self._columns[spot.column] = _Line(self._books, column)
        return self._rows[spot.row], self._columns[spot.column]

    def _spot(self, cell: int) -> _Spot | None:
        """Where a cell stands; None where it is not asked."""
        if cell not in self._spots:
            table, row = self._layout.table_of(cell), self._layout.row_of(cell)
            cells = self._layout.rows(table)[row]
            self._spots[cell] = _Spot((table, row), (table, cells.index(cell))) if cell in cells else None
        return self._spots[cell]
