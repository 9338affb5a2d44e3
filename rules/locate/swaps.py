"""Two figures that have changed places: found from the rules that they alone have broken."""

from collections.abc import Sequence

from rules.locate.books import Books
from rules.locate.problem import Answer, Change

_WIDE = 30
"""Exchanged figures stand near each other: not looked for in longer sums."""


def swaps(books: Books, rules: Sequence[int]) -> tuple[Answer, ...]:
    """Pairs of cells whose figures, exchanged, mend exactly these rules and break none."""
    shortest = min(rules, key=lambda rule: (len(books.restriction(rule).cells), rule))
    residual = books.residual(shortest)
    if not books.restriction(shortest).equality or len(books.restriction(shortest).cells) > _WIDE:
        return ()
    found: dict[tuple[int, ...], Answer] = {}
    for one in books.restriction(shortest).cells:
        weight = books.touches((one,)).get(shortest, 0)
        for two in near(books, one) if weight else ():
            apart = weight - books.touches((two,)).get(shortest, 0)
            if apart and apart * (books.value(two) - books.value(one)) == -residual:
                answer = _swap(books, one, two, set(rules))
                if answer is not None:
                    found[answer.cells] = answer
    return tuple(found.values())


def near(books: Books, cell: int) -> list[int]:
    """The cells that share an equality of few cells with a cell."""
    sums = (books.restriction(rule) for rule in books.touches((cell,)))
    found = (other for each in sums if each.equality and len(each.cells) <= _WIDE for other in each.cells)
    return [other for other in dict.fromkeys(found) if other != cell]


def _swap(books: Books, one: int, two: int, wanted: set[int]) -> Answer | None:
    amount = books.value(two) - books.value(one)
    if not amount or min(books.room(one) + amount, books.room(two) - amount) < 0:
        return None
    touches = dict(books.touches((one,)))
    for rule, weight in books.touches((two,)).items():
        touches[rule] = touches.get(rule, 0) - weight
    moved = {rule: weight for rule, weight in touches.items() if weight}
    if not wanted.issubset(moved):
        return None
    for rule, weight in moved.items():
        if books.restriction(rule).broken_at(books.residual(rule) + weight * amount):
            return None
    if {rule for rule in moved if rule in books.open} != wanted:
        return None
    return Answer(tuple(sorted((Change((one,), amount), Change((two,), -amount)), key=lambda each: each.cells)))
