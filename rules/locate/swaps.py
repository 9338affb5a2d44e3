"""Two figures that have changed places: found from the rules that they alone, or they and their totals, have broken."""

from collections.abc import Iterator, Sequence

from rules.locate.books import Books
from rules.locate.layout import Layout
from rules.locate.problem import Answer, Cells, Change

MOST_RULES = 12
"""One exchange of two figures is seen by no more rules than a few."""
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
    found: dict[Cells, Answer] = {}
    wanted = _differences(books, first)
    for one in _movers(books, layout, first, rules):
        for two in _partners(books, layout, one, beside=not restriction(first).equality):
            amount = books.value(two) - books.value(one)
            if amount and (wanted is None or amount in wanted):
                for answer in _swaps(books, one, two, frozenset(rules)):
                    found.setdefault(answer.cells, answer)
    return tuple(found.values())


def _movers(books: Books, layout: Layout | None, rule: int, rules: Sequence[int]) -> Iterator[int]:
    """The cells that enter a rule, and those whose total does."""
    own = dict.fromkeys(books.restriction(rule).cells)
    cells = dict.fromkeys(cell for each in (rule, *rules) for cell in books.restriction(each).cells)
    yield from (cell for cell in cells if cell in own or books.variable(cell).total in own)
    for total in own if layout is not None else ():
        parts = _column(layout, total) if layout is not None else ()
        yield from (part for part in parts if part not in cells and books.variable(part).total == total)


def _partners(books: Books, layout: Layout | None, cell: int, *, beside: bool) -> Sequence[int]:
    """The cells that a cell may have changed places with: of its row and column, where they stand known."""
    if layout is None:
        return [] if beside else _near(books, cell)
    found: list[int] = []
    for line in (
        [each for each in layout.rows(layout.table_of(cell))[layout.row_of(cell)] if each >= 0],
        _column(layout, cell),
    ):
        at = line.index(cell) if cell in line else -1
        if at >= 0:
            found += [*line[max(0, at - 1) : at], *line[at + 1 : at + 2]] if beside else [*line[:at], *line[at + 1 :]]
    return found


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
    totals = books.variable(one).total, books.variable(two).total
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
