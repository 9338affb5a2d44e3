"""Two figures that have changed places: found from the rules that they alone, or they and their totals, have broken."""

from collections.abc import Iterator, Sequence

from rules.locate.books import Books
from rules.locate.layout import Layout
from rules.locate.partners import pairs
from rules.locate.problem import Answer, Cells, Change

MOST_RULES = 12
"""One exchange of two figures is seen by no more rules than a few."""
MOST_EXCHANGES = 6
"""With more exchanges that would do none is named: the figures are small and alike."""


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
    for one, two in pairs(books, layout, first, rules):
        for answer in _swaps(books, one, two, frozenset(rules)):
            found.setdefault(answer.cells, answer)
    return tuple(found.values())


def _swaps(books: Books, one: int, two: int, wanted: frozenset[int]) -> Iterator[Answer]:
    """The exchange of two cells, and that carried into their totals, where it mends the wanted rules."""
    if books.variable(one).free or books.variable(two).free:
        return
    amount = books.value(two) - books.value(one)
    totals = books.total(one), books.total(two)
    moved: list[tuple[Cells, Cells]] = [((one,), (two,))]
    if totals[0] != totals[1] and min(totals) >= 0 and not {one, two} & {*totals}:
        moved.append(((one, totals[0]), (two, totals[1])))
    for own, other in moved:
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
