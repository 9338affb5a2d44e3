"""Whether some cells alone can make the rules hold, by exact elimination in integers; if not, what shows that."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from math import gcd

from rules.locate.books import Books

_ROWS = 400
"""More inequalities than this are not combined."""
_STEPS = 60
"""So many values of an open amount are tried where the others must come out even."""
_HANG_TOGETHER = 12
"""Of so many cells at most it is worked out whether the inequalities leave one of them no choice."""


@dataclass(frozen=True, slots=True)
class Solved:
    """Amounts for the cells of a support with which every rule holds; `told`: no other amounts would do."""

    amounts: tuple[int, ...]
    told: bool


@dataclass(frozen=True, slots=True)
class Refuted:
    """Why a support is too small: of each of these sets of cells at least one more must change.

    An empty tuple says that nothing was decided; an empty set that no further cell can help.
    """

    edits: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Implied:
    """A combination of rules from which some cells have dropped out: what it says of the others, and of which rules."""

    weights: Mapping[int, int]
    residual: int
    equality: bool
    rules: tuple[int, ...]


@dataclass(slots=True)
class _Row:
    """A combination of rules over the support: weights . amounts + residual, and how often each rule is in it.

    Rules below 0 are the bounds of the support's cells, numbered -1 - position.
    """

    weights: list[int]
    residual: int
    equality: bool
    share: dict[int, int] = field(default_factory=dict)

    def plus(self, own: int, other: "_Row", times: int) -> "_Row":
        """`own` times this and `times` the other, divided by what all have in common."""
        weights = [own * a + times * b for a, b in zip(self.weights, other.weights, strict=True)]
        share = {rule: own * count for rule, count in self.share.items()}
        for rule, count in other.share.items():
            share[rule] = share.get(rule, 0) + times * count
        residual = own * self.residual + times * other.residual
        common = gcd(residual, *weights, *share.values())
        if common > 1:
            weights = [weight // common for weight in weights]
            share = {rule: count // common for rule, count in share.items()}
            residual //= common
        return _Row(weights, residual, self.equality, share)

    def without(self, pivot: "_Row", at: int) -> "_Row":
        """This with the cell at that position taken out by an equality that holds it."""
        weight, other = self.weights[at], pivot.weights[at]
        if not weight:
            return self
        return self.plus(abs(other), pivot, -weight if other > 0 else weight)


class System:
    """The rules as rows over all their cells, and the attempts to mend them with a few."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._rows: dict[int, Mapping[int, int]] = {}

    def row(self, rule: int) -> Mapping[int, int]:
        """The weight of every cell of a rule."""
        if rule not in self._rows:
            cells = dict.fromkeys(self.books.restriction(rule).cells)
            weights = ((cell, self.books.touches((cell,)).get(rule, 0)) for cell in cells)
            self._rows[rule] = {cell: weight for cell, weight in weights if weight}
        return self._rows[rule]

    def attempt(self, support: Sequence[int]) -> Solved | Refuted:
        """Amounts for the cells of the support with which all rules that these enter hold, or why there are none."""
        equalities, inequalities = self._split(support)
        pivots, others = _pivoted(equalities)
        against = [row for row in others if row.residual]
        if against:
            return self._refuted(against, support)
        reduced = [_reduced(row, pivots) for row in inequalities]
        if len(pivots) == len(support):
            return self._point(support, pivots, reduced)
        return self._region(support, pivots, reduced)

    def contradicts(self, support: Sequence[int]) -> bool:
        """Whether the equalities that these cells enter cannot hold whatever the cells contain."""
        equalities, _ = self._split(support)
        return any(row.residual for row in _pivoted(equalities)[1])

    def implied(self, support: Sequence[int]) -> tuple[Implied, ...] | None:
        """Everything that the rules of these cells say of all other cells; None where that is too much to work out."""
        equalities, inequalities = self._split(support)
        pivots, others = _pivoted(equalities)
        layer = _projected([_reduced(row, pivots) for row in inequalities], _open(support, pivots))
        if layer is None:
            return None
        return tuple(filter(None, (self._as_implied(row, support) for row in (*others, *layer))))

    def told(self, support: Sequence[int], without: AbstractSet[int] = frozenset()) -> Mapping[int, int]:
        """The amounts of those cells of the support that the rules, but for those left out, allow no other amount.

        Empty where no amounts make the rules hold. Where many cells hang together, only what equalities tell.
        """
        equalities, inequalities = self._split(support, without)
        pivots, others = _pivoted(equalities)
        if any(row.residual for row in others):
            return {}
        alone = {at: row for at, row in pivots.items() if sum(map(bool, row.weights)) == 1}
        if any(row.residual % row.weights[at] for at, row in alone.items()):
            return {}
        amounts = {support[at]: -row.residual // row.weights[at] for at, row in alone.items()}
        layer = _projected([_reduced(row, pivots) for row in inequalities], _open(support, pivots))
        if layer is None or any(row.residual > 0 for row in layer):
            return {}
        for cell in support if len(support) <= _HANG_TOGETHER else ():
            if cell not in amounts:
                low, high = self._limits(tuple(each for each in support if each != cell), cell, without)
                if low is not None and low == high:
                    amounts[cell] = low
        return amounts

    def _limits(self, others: tuple[int, ...], cell: int, without: AbstractSet[int]) -> tuple[int | None, int | None]:
        """The least and the largest amount of a cell that some amounts of the others allow; None for no limit."""
        support = (*others, cell)
        equalities, inequalities = self._split(support, without)
        pivots, _ = _pivoted(equalities)
        if len(others) in pivots:
            return None, None
        open_places = [at for at in _open(support, pivots) if at != len(others)]
        layer = _projected([_reduced(row, pivots) for row in inequalities], open_places)
        if layer is None:
            return None, None
        pairs = [(row.weights[-1], row.residual) for row in layer]
        low = max((-(-residual // -weight) for weight, residual in pairs if weight < 0), default=None)
        high = min((-residual // weight for weight, residual in pairs if weight > 0), default=None)
        return low, high

    def _split(self, support: Sequence[int], without: AbstractSet[int] = frozenset()) -> tuple[list[_Row], list[_Row]]:
        """The rows of the rules that the support enters, short ones first, and its bounds."""
        weights: dict[int, list[int]] = {}
        for at, cell in enumerate(support):
            for rule, weight in self.books.touches((cell,)).items():
                if rule not in without:
                    weights.setdefault(rule, [0] * len(support))[at] = weight
        restriction = self.books.restriction
        order = sorted(weights, key=lambda rule: len(restriction(rule).cells))
        rows = [_Row(weights[rule], self.books.residual(rule), restriction(rule).equality, {rule: 1}) for rule in order]
        bounds = []
        for at, cell in enumerate(support):
            below = [0] * len(support)
            below[at] = -1
            bounds.append(_Row(below, -self.books.room(cell), equality=False, share={-1 - at: 1}))
        return [row for row in rows if row.equality], [row for row in rows if not row.equality] + bounds

    def _point(self, support: Sequence[int], pivots: Mapping[int, _Row], reduced: list[_Row]) -> Solved | Refuted:
        """The one solution of the equalities, held against evenness, inequalities and bounds."""
        uneven = [row for at, row in pivots.items() if row.residual % row.weights[at]]
        above = [row for row in reduced if row.residual > 0]
        if uneven or above:
            return self._refuted(uneven + above, support)
        amounts = tuple(-pivots[at].residual // pivots[at].weights[at] for at in range(len(support)))
        return Solved(amounts, told=True)

    def _region(self, support: Sequence[int], pivots: Mapping[int, _Row], reduced: list[_Row]) -> Solved | Refuted:
        """A point where the equalities leave some amounts open, by Fourier-Motzkin elimination of these."""
        open_places = _open(support, pivots)
        layers = [reduced]
        for at in open_places:
            combined = _eliminated(layers[-1], at)
            if combined is None:
                return Refuted(())
            layers.append(combined)
        above = [row for row in layers[-1] if row.residual > 0]
        if above:
            return self._refuted(above, support)
        amounts = [0] * len(support)
        for at, rows in zip(reversed(open_places), reversed(layers[:-1]), strict=True):
            chosen = _chosen(rows, at, amounts, pivots, last=at == open_places[0])
            if chosen is None:
                return Refuted(())
            amounts[at] = chosen
        for at, pivot in pivots.items():
            total = pivot.residual + sum(pivot.weights[place] * amounts[place] for place in open_places)
            if total % pivot.weights[at]:
                return Refuted(())
            amounts[at] = -total // pivot.weights[at]
        return Solved(tuple(amounts), told=False)

    def _refuted(self, rows: Iterable[_Row], support: Sequence[int]) -> Refuted:
        """The further cells of each combination from which the support has dropped out."""
        edits = {frozenset(self._further(row, frozenset(support))) for row in rows}
        return Refuted(tuple(sorted(edits, key=lambda edit: (len(edit), sorted(edit)))))

    def _further(self, row: _Row, support: frozenset[int]) -> Iterator[int]:
        return (cell for cell in self._combined(row) if cell not in support)

    def _combined(self, row: _Row) -> Mapping[int, int]:
        """The weight of every cell in a combination of rules, those that cancel left out."""
        weights: dict[int, int] = {}
        for rule, count in row.share.items():
            if rule >= 0 and count:
                for cell, weight in self.row(rule).items():
                    weights[cell] = weights.get(cell, 0) + count * weight
        return {cell: weight for cell, weight in weights.items() if weight}

    def _as_implied(self, row: _Row, support: Sequence[int]) -> Implied | None:
        """A combination as a rule over the other cells, in lowest terms; None where it says nothing."""
        weights = {cell: weight for cell, weight in self._combined(row).items() if cell not in support}
        residual, common = row.residual, gcd(*weights.values())
        if common > 1 and not (row.equality and residual % common):
            weights = {cell: weight // common for cell, weight in weights.items()}
            residual = -(-residual // common)
        rules = tuple(sorted(rule for rule, count in row.share.items() if rule >= 0 and count))
        is_broken = residual != 0 if row.equality else residual > 0
        return Implied(weights, residual, row.equality, rules) if weights or is_broken else None


def _pivoted(equalities: Iterable[_Row]) -> tuple[dict[int, _Row], list[_Row]]:
    """The equalities solved for one place each, as far as they go, and the combinations that name no place any more."""
    pivots: dict[int, _Row] = {}
    others: list[_Row] = []
    for equality in equalities:
        row = _reduced(equality, pivots)
        place = next((at for at, weight in enumerate(row.weights) if weight), None)
        if place is None:
            others.append(row)
        else:
            pivots = {at: pivot.without(row, place) for at, pivot in pivots.items()} | {place: row}
    return pivots, others


def _open(support: Sequence[int], pivots: Mapping[int, _Row]) -> list[int]:
    return [at for at in range(len(support)) if at not in pivots]


def _projected(rows: list[_Row], places: Iterable[int]) -> list[_Row] | None:
    """The inequalities from which the places have been eliminated; None where they get too many."""
    for at in places:
        combined = _eliminated(rows, at)
        if combined is None:
            return None
        rows = combined
    return rows


def _reduced(row: _Row, pivots: Mapping[int, _Row]) -> _Row:
    for at, pivot in pivots.items():
        row = row.without(pivot, at)
    return row


def _eliminated(rows: Sequence[_Row], at: int) -> list[_Row] | None:
    """The inequalities without one amount: every upper limit with every lower one; None where they get too many."""
    upper = [row for row in rows if row.weights[at] > 0]
    lower = [row for row in rows if row.weights[at] < 0]
    if len(upper) * len(lower) > _ROWS:
        return None
    kept = [row for row in rows if not row.weights[at]]
    return kept + [high.plus(-low.weights[at], low, high.weights[at]) for high in upper for low in lower]


def _chosen(
    rows: Sequence[_Row], at: int, amounts: Sequence[int], pivots: Mapping[int, _Row], *, last: bool
) -> int | None:
    """The whole amount nearest 0 within the limits, such that what hangs on it alone comes out even; None for none."""
    low: int | None = None
    high: int | None = None
    for row in rows:
        weight = row.weights[at]
        rest = row.residual + sum(own * each for own, each in zip(row.weights, amounts, strict=True))
        if weight > 0:
            high = -rest // weight if high is None else min(high, -rest // weight)
        elif weight < 0:
            least = -(-rest // -weight)
            low = least if low is None else max(low, least)
        elif rest > 0:
            return None
    start = max(low, 0) if low is not None else 0
    start = min(high, start) if high is not None else start
    if low is not None and high is not None and low > high:
        return None
    tried = (value for step in range(_STEPS) for value in (start + step, start - step))
    inside = (v for v in tried if (low is None or v >= low) and (high is None or v <= high))
    return next((v for v in inside if not last or _is_even(v, at, amounts, pivots)), None)


def _is_even(value: int, at: int, amounts: Sequence[int], pivots: Mapping[int, _Row]) -> bool:
    """Whether every amount that follows from the open ones is whole."""
    for own, pivot in pivots.items():
        total = pivot.residual + pivot.weights[at] * value
        total += sum(pivot.weights[place] * amount for place, amount in enumerate(amounts) if place not in {at, own})
        if total % pivot.weights[own]:
            return False
    return True
