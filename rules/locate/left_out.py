"""Figures that are stored as texts: the sums of a worksheet leave them out, so totals lack just these."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from rules.locate.books import Books
from rules.locate.problem import Answer, Cells, Change, Pattern, Root

_MOST_TEXTS = 12
"""Of more texts in one rule only all or one are tried."""


def left_out(books: Books, texts: Iterable[int]) -> Iterator[Root]:
    """The open equalities that would hold without the figures stored as texts, those that share a text together.

    The answer of each root names the texts with the amount 0, for their figures are right, and then the results that
    will follow once the texts are numbers, by as much as they lack.
    """
    stored = frozenset(cell for cell in texts if books.value(cell))
    by_rule = {rule: found for rule, found in _explained(books, stored).items() if found}
    left = dict(by_rule)
    while left:
        rules: list[int] = []
        named = set(next(iter(left.values())))
        while following := [rule for rule, cells in left.items() if not named.isdisjoint(cells)]:
            rules += following
            named.update(*(left.pop(rule) for rule in following))
        yield _root(books, rules, {rule: by_rule[rule] for rule in rules})


def _explained(books: Books, stored: frozenset[int]) -> Mapping[int, Cells]:
    """For every open equality the texts without which it would hold; none where none or several sets of them do."""
    lacking = sorted({rule for cell in stored for rule in books.touches((cell,)) if rule in books.open})
    return {rule: _without(books, rule, stored) for rule in lacking if books.restriction(rule).equality}


def _without(books: Books, rule: int, stored: frozenset[int]) -> Cells:
    """The texts that a rule lacks: all of them, as a sum does, else the fewest that alone make the difference."""
    cells = dict.fromkeys(books.restriction(rule).cells)
    shares = {cell: books.touches((cell,)).get(rule, 0) * books.value(cell) for cell in cells if cell in stored}
    shares = {cell: share for cell, share in shares.items() if share}
    lacking = books.residual(rule)
    if shares and sum(shares.values()) == lacking:
        return tuple(shares)
    for size in range(1, len(shares) if len(shares) <= _MOST_TEXTS else 2):
        found = [some for some in combinations(shares, size) if sum(map(shares.__getitem__, some)) == lacking]
        if found:
            return found[0] if len(found) == 1 else ()
    return ()


def _root(books: Books, rules: Iterable[int], texts: Mapping[int, Cells]) -> Root:
    """The texts as the root of the rules that lack them, with what the results of these will be."""
    closed = set(rules)
    results: dict[int, int] = {}
    for rule in sorted(closed):
        result = _result(books, rule, texts[rule])
        if result is not None and result.cells[0] not in results:
            results[result.cells[0]] = result.amount
            mended, broken = books.outcome(result.cells, result.amount)
            closed |= set() if broken else set(mended)
    named = dict.fromkeys(cell for rule in sorted(texts) for cell in texts[rule])
    changes = [Change((cell,), 0) for cell in named] + [Change((cell,), amount) for cell, amount in results.items()]
    return Root(tuple(sorted(closed)), (), (Answer(tuple(changes)),), Pattern.LEFT_OUT)


def _result(books: Books, rule: int, texts: Cells) -> Change | None:
    """The total or result that a rule states, by as much as it lacks; None where that is not one cell for certain."""
    weights = {cell: books.touches((cell,)).get(rule, 0) for cell in books.restriction(rule).cells}
    totals = {books.total(cell) for cell in texts} & weights.keys()
    own = weights[texts[0]]
    reckoned = {cell for cell, weight in weights.items() if weight * own < 0 and books.variable(cell).trust}
    for results in (totals, reckoned):
        if len(results) == 1:
            (result,) = results
            amount, rest = divmod(-books.residual(rule), weights[result]) if weights[result] else (0, 1)
            return None if rest else Change((result,), amount)
    return None
