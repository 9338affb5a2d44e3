"""Acts that move many figures, tried: a row one column off, ten times too large, two rows or columns exchanged.

As so many wrong cells they would be beyond any search; as one act each of them is undone and checked exactly.
"""

from dataclasses import replace

from rules.locate.books import Books
from rules.locate.freed import Freed
from rules.locate.layout import Layout
from rules.locate.problem import Answer, Cells, Change, Pattern, Root
from rules.locate.supposed import Supposed
from rules.locate.undone import Undone

LEAST_RULES = 3
"""An act is looked for from so many broken rules on: fewer are as well mended by a cell."""
_MOST_ROWS = 16
"""Of more rows than these that repeat the period before none is named."""
_FEW_RULES = 2
"""A row of the period before is told by its figures as well: so many rules will do."""


class Patterns:
    """The acts that the open rules suggest, undone and held against every rule that they enter."""

    def __init__(self, books: Books, layout: Layout) -> None:
        self._books = books
        self._acts = Supposed(books, layout)
        self._undone = Undone(books)

    def in_yuan(self) -> Root | None:
        """元 in place of 万元 in a row that only its total gives away: telling enough even where it closes one rule."""
        for act in self._acts.in_yuan():
            root = self._undone.root(act, 0, least=1)
            if root is not None:
                return root
        return None

    def carried_over(self, more_than: int) -> Root | None:
        """The one row left standing from the period before that more open rules hang on than so many.

        The rules need not tell what its figures should be: it is enough that some would mend all of them.
        """
        more_than = max(more_than, _FEW_RULES - 1)
        best: list[tuple[Cells, frozenset[int]]] = []
        for row in self._acts.carried_over():
            for freed in (Freed(self._books, row), Freed(self._books, row, with_totals=True)):
                rules = frozenset(rule for cell in row for rule in freed.weights(cell) if rule in self._books.open)
                if len(rules) >= max([more_than + 1, *(len(own) for _, own in best)]) and not freed.contradicts():
                    best = [each for each in best if len(each[1]) == len(rules)] + [(row, rules)]
        if not best or any(row != best[0][0] and not rules.isdisjoint(best[0][1]) for row, rules in best[1:]):
            return None
        row, rules = best[0]
        if not self._stand_apart(rules):
            return None
        answer = Answer(tuple(Change((cell,), 0) for cell in row), told=False)
        return Root(tuple(sorted(rules)), (), (answer,), Pattern.ROW_LAST_PERIOD)

    def _stand_apart(self, rules: frozenset[int]) -> bool:
        """Whether no other open rule hangs on a cell of these: else something else explains both."""
        cells = {cell for rule in rules for cell in self._books.restriction(rule).cells}
        return all(cells.isdisjoint(self._books.restriction(rule).cells) for rule in self._books.open - rules)

    def best(self, more_than: int) -> Root | None:
        """The act that closes most open rules and breaks none, of those that close more than so many."""
        best: Root | None = None
        more_than = max(more_than, LEAST_RULES - 1)
        for act in self._acts.acts():
            if self._undone.may_close(act) > more_than:
                root = self._undone.root(act, more_than)
                if root is not None:
                    best, more_than = root, len(root.rules)
            if more_than >= len(self._books.open):
                return best
        return self._left_standing(more_than) or best

    def _left_standing(self, more_than: int) -> Root | None:
        """The rows of the period before of which one would close more open rules than so many; None where too many do.

        Of several that would do alike all are answers: sums alone do not tell them apart.
        """
        found = [self._undone.root(act, more_than, least=0) for act in self._acts.left_standing()]
        roots = [root for root in found if root is not None]
        most = max((len(root.rules) for root in roots), default=0)
        best = [root for root in roots if len(root.rules) == most]
        if not best or len(best) > _MOST_ROWS or any(root.rules != best[0].rules for root in best):
            return None
        return replace(best[0], together=tuple(answer for root in best for answer in root.together))
