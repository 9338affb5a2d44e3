"""Acts that move many figures, tried: a row one column off, ten times too large, two rows or columns exchanged.

As so many wrong cells they would be beyond any search; as one act each of them is undone and checked exactly.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.locate.acts import Act, Acts
from rules.locate.books import Books
from rules.locate.layout import Layout
from rules.locate.problem import Answer, Cells, Change, Pattern, Restriction, Root, Touch, Variable
from rules.locate.system import System

LEAST_RULES = 3
"""An act is looked for from so many broken rules on: fewer are as well mended by a cell."""
_MOST_ROWS = 16
"""Of more rows than these that repeat the period before none is named."""
_FEW_RULES = 2
"""A row of the period before is told by its figures as well: so many rules will do."""
_FEW_FIGURES = 2
"""An act moves at least so many figures other than 0."""


class Patterns:
    """The acts that the open rules suggest, undone and held against every rule that they enter."""

    def __init__(self, books: Books, layout: Layout) -> None:
        self._books = books
        self._acts = Acts(books, layout)

    def in_yuan(self) -> Root | None:
        """元 in place of 万元 in a row that only its total gives away: telling enough even where it closes one rule."""
        for act in self._acts.in_yuan():
            amounts = self._amounts(act)
            root = self._mended(act, amounts, 0) if amounts else None
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
            for freed in (_Freed(self._books, row), _Freed(self._books, row, with_totals=True)):
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
        entered = self._entered()
        for act in self._acts.supposed():
            if self._may_close(act, entered) > more_than:
                amounts = self._amounts(act)
                root = self._mended(act, amounts, more_than) if len(amounts) >= _FEW_FIGURES else None
                if root is not None:
                    best, more_than = root, len(root.rules)
            if more_than >= len(self._books.open):
                return best
        return self._left_standing(more_than) or best

    def _left_standing(self, more_than: int) -> Root | None:
        """The rows of the period before of which one would close more open rules than so many; None where too many do.

        Of several that would do alike all are answers: sums alone do not tell them apart.
        """
        found = [self._mended(act, self._amounts(act), more_than) for act in self._acts.left_standing()]
        roots = [root for root in found if root is not None]
        most = max((len(root.rules) for root in roots), default=0)
        best = [root for root in roots if len(root.rules) == most]
        if not best or len(best) > _MOST_ROWS or any(root.rules != best[0].rules for root in best):
            return None
        return replace(best[0], together=tuple(answer for root in best for answer in root.together))

    def _entered(self) -> Mapping[int, Sequence[tuple[int, Mapping[int, int]]]]:
        """For each cell the open rules that it enters, each with the weights of all its cells."""
        found: defaultdict[int, list[tuple[int, Mapping[int, int]]]] = defaultdict(list)
        for rule in sorted(self._books.open):
            cells = dict.fromkeys(self._books.restriction(rule).cells)
            weights = {cell: self._books.touches((cell,)).get(rule, 0) for cell in cells}
            for cell, weight in weights.items():
                if weight:
                    found[cell].append((rule, weights))
        return found

    def _amounts(self, act: Act) -> Mapping[int, int]:
        """What undoing an act adds to each cell that it changes; nothing where a cell may not hold the figure."""
        books = self._books
        amounts = {cell: new - books.value(cell) for cell, new in act.right.items() if new != books.value(cell)}
        is_allowed = all(books.room(cell) + amount >= 0 for cell, amount in amounts.items())
        return amounts if is_allowed else {}

    def _may_close(self, act: Act, entered: Mapping[int, Sequence[tuple[int, Mapping[int, int]]]]) -> int:
        """How many open rules undoing an act closes at most; 0 where one that it enters stays broken.

        Those of a lost figure are counted: what that was is not known yet.
        """
        books, right = self._books, act.right
        lost = {rule for cell in act.lost for rule, _ in entered.get(cell, ())}
        seen = set(lost)
        closed = len(lost)
        for cell in right:
            for rule, weights in entered.get(cell, ()):
                if rule not in seen:
                    seen.add(rule)
                    own = ((weight, each) for each, weight in weights.items() if each in right)
                    moved = sum(weight * (right[each] - books.value(each)) for weight, each in own)
                    if moved:
                        if books.restriction(rule).broken_at(books.residual(rule) + moved):
                            return 0
                        closed += 1
        return closed

    def _mended(self, act: Act, amounts: Mapping[int, int], more_than: int) -> Root | None:
        """The rules that undoing the act closes, more than so many; None where it breaks one."""
        books = self._books
        moved = self._moved(amounts)
        best: Root | None = None
        for amount in self._lost_amounts(act, moved):
            if any(books.room(cell) + amounts.get(cell, 0) + amount < 0 for cell in act.lost if amount):
                continue
            after = dict(moved)
            for rule, weight in books.touches(act.lost).items() if amount else ():
                after[rule] = after.get(rule, books.residual(rule)) + weight * amount
            if any(books.restriction(rule).broken_at(residual) for rule, residual in after.items()):
                continue
            closed = tuple(sorted(rule for rule in after if rule in books.open))
            if len(closed) > more_than:
                changes = dict(amounts)
                for cell in act.lost if amount else ():
                    changes[cell] = changes.get(cell, 0) + amount
                answer = Answer(tuple(Change((cell,), change) for cell, change in changes.items()))
                best, more_than = Root(closed, (), (answer,), act.pattern), len(closed)
        return best

    def _moved(self, amounts: Mapping[int, int]) -> dict[int, int]:
        """The residuals of all rules that the changes enter, after them."""
        residuals: dict[int, int] = {}
        for cell, amount in amounts.items():
            for rule, weight in self._books.touches((cell,)).items():
                before = residuals[rule] if rule in residuals else self._books.residual(rule)
                residuals[rule] = before + weight * amount
        return residuals

    def _lost_amounts(self, act: Act, moved: Mapping[int, int]) -> list[int]:
        """Amounts by which the lost figure may differ from what stands there: what a rule that it enters wants."""
        wanted = {0}
        for rule, weight in self._books.touches(act.lost).items() if act.lost else ():
            residual = moved.get(rule, self._books.residual(rule))
            if self._books.restriction(rule).equality and residual and residual % weight == 0:
                wanted.add(-residual // weight)
        return sorted(wanted)


class _Freed:
    """The restrictions as they stand, with the figures of one row open, alone or together with their totals."""

    def __init__(self, books: Books, row: Cells, *, with_totals: bool = False) -> None:
        self._books = books
        self._row = row
        self._with_totals = with_totals

    def weights(self, cell: int) -> Mapping[int, int]:
        """The rules that a cell of the row enters."""
        total = self._books.variable(cell).total
        return self._books.touches((cell, total) if self._with_totals and total >= 0 else (cell,))

    def variable(self, cell: int) -> Variable:
        """One cell."""
        touches = self.weights(cell) if cell in self._row else self._books.touches((cell,))
        return replace(
            self._books.variable(cell), touches=tuple(Touch(rule, weight) for rule, weight in touches.items())
        )

    def value(self, cell: int) -> int:
        """What a cell holds."""
        return self._books.value(cell)

    def restriction(self, rule: int) -> Restriction:
        """One rule as it stands."""
        return replace(self._books.restriction(rule), residual=self._books.residual(rule))

    def contradicts(self) -> bool:
        """Whether the equalities that the row enters cannot hold whatever it contains."""
        return System(Books(self, ())).contradicts(self._row)
