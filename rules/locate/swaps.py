"""Two figures that have changed places: found from the rules that they alone, or they and their totals, have broken."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from rules.locate.books import Books
from rules.locate.layout import Layout, Place
from rules.locate.problem import Answer, Cells, Change

MOST_RULES = 12
"""One exchange of two figures is seen by no more rules than a few."""
MOST_EXCHANGES = 6
"""With more exchanges that would do none is named: the figures are small and alike."""
_WIDE = 30
"""Exchanged figures stand near each other: not looked for in longer sums."""


def swaps(books: Books, rules: Sequence[int], layout: Layout | None = None) -> tuple[Answer, ...]:
    """Exchanges of two figures, alone or carried into their totals, that mend exactly these rules and break none.

    They stand in one row or column, or where no layout is known in one sum. An equality tells by how much they must
    differ; where only inequalities are broken they have to stand beside each other.
    """
    if not rules or len(rules) > MOST_RULES:
        return ()
    restriction = books.restriction
    first = min(rules, key=lambda rule: (not restriction(rule).equality, len(restriction(rule).cells), rule))
    own = frozenset(restriction(first).cells)
    partners = _Partners(books, layout, _differences(books, first))
    found: dict[Cells, Answer] = {}
    for one, totals in _movers(books, layout, first, rules):
        for two in partners.of(one):
            # Asked last: few cells have a partner, and a cell's total costs more to find than what it holds.
            if one in own or books.total(one) in totals:
                for answer in _swaps(books, one, two, frozenset(rules)):
                    found.setdefault(answer.cells, answer)
    return tuple(found.values())


def _movers(
    books: Books, layout: Layout | None, rule: int, rules: Sequence[int]
) -> Iterator[tuple[int, Collection[int]]]:
    """Cells that may enter a rule, or whose total may; each with the totals of which one has to be its own then."""
    own = dict.fromkeys(books.restriction(rule).cells)
    cells = dict.fromkeys(cell for each in (rule, *rules) for cell in books.restriction(each).cells)
    yield from ((cell, own) for cell in cells)
    for total in own if layout is not None else ():
        parts = _column(layout, total) if layout is not None else ()
        yield from ((part, (total,)) for part in parts if part not in cells)


class _Partners:
    """The cells that a cell may have changed places with: those that differ from it by one of the `wanted` amounts.

    Where no amount is known (None) they stand beside it. What a row or column holds is asked once.
    """

    def __init__(self, books: Books, layout: Layout | None, wanted: frozenset[int] | None) -> None:
        self._books = books
        self._layout = layout
        self._wanted = wanted
        self._rows: dict[Place, _Line] = {}
        self._columns: dict[Place, _Line] = {}

    def of(self, cell: int) -> list[int]:
        """Those of its row and column, or where no layout is known of its sums."""
        if self._layout is None:
            return [] if self._wanted is None else self._of_line(_Line(self._books, _near(self._books, cell)), cell)
        table, at = self._layout.table_of(cell), self._layout.row_of(cell)
        row = self._layout.rows(table)[at]
        if cell not in row:
            return []
        place = row.index(cell)
        if (table, at) not in self._rows:
            self._rows[table, at] = _Line(self._books, [each for each in row if each >= 0])
        if (table, place) not in self._columns:
            self._columns[table, place] = _Line(self._books, _column(self._layout, cell))
        return [*self._of_line(self._rows[table, at], cell), *self._of_line(self._columns[table, place], cell)]

    def _of_line(self, line: "_Line", cell: int) -> list[int]:
        value = self._books.value(cell)
        if self._wanted is None:
            return [each for each in line.beside(cell) if self._books.value(each) != value]
        return line.holding(frozenset(value + amount for amount in self._wanted if amount))


class _Line:
    """The cells of a row, a column or a sum, in order, and which of them hold a value."""

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


def _column(layout: Layout, cell: int) -> list[int]:
    """The cells above and below a cell, with it; empty where it is not asked."""
    rows, own = layout.rows(layout.table_of(cell)), layout.row_of(cell)
    at = rows[own].index(cell) if cell in rows[own] else -1
    return [row[at] for row in rows if row[at] >= 0] if at >= 0 else []


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
    return frozenset(residual // each for each in apart if residual % each == 0)


def _swaps(books: Books, one: int, two: int, wanted: frozenset[int]) -> Iterator[Answer]:
    """The exchange of two cells, and that carried into their totals, where it mends the wanted rules."""
    if books.variable(one).free or books.variable(two).free:
        return
    amount = books.value(two) - books.value(one)
    totals = books.total(one), books.total(two)
    pairs: list[tuple[Cells, Cells]] = [((one,), (two,))]
    if totals[0] != totals[1] and min(totals) >= 0 and not {one, two} & {*totals}:
        pairs.append(((one, totals[0]), (two, totals[1])))
    for own, other in pairs:
        changes = Change(own, amount), Change(other, -amount)
        if _mends(books, changes, wanted):
            yield Answer(tuple(sorted(changes, key=lambda each: each.cells)))


def _mends(books: Books, changes: tuple[Change, Change], wanted: frozenset[int]) -> bool:
    """Whether an exchange closes just the wanted rules."""
    one, two = changes
    moved = dict(books.touches(one.cells))
    for rule, weight in books.touches(two.cells).items():
        moved[rule] = moved.get(rule, 0) - weight
    if not all(moved.get(rule) for rule in wanted):
        return False
    if any(books.room(cell) + change.amount < 0 for change in changes for cell in change.cells):
        return False
    held = all(
        not books.restriction(rule).broken_at(books.residual(rule) + weight * one.amount)
        for rule, weight in moved.items()
        if weight
    )
    return held and {rule for rule, weight in moved.items() if weight and rule in books.open} == wanted
