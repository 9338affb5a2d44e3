"""Every answer of the fewest cells: branch over implied edits for a few cells, set covering for more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rules.locate.blanks import WithoutBlanks
from rules.locate.books import Books
from rules.locate.problem import Answer, Change, Restrictions
from rules.locate.system import Solved, System

MOST_ANSWERS = 24
"""So many answers are named; more say nothing."""
_MOST_BRANCHED = 3
"""Answers of so many cells are searched by branching, larger ones by set covering."""
_MOST_NODES = 4000
"""Supports tried before the branching is given up."""
_MOST_ROUNDS = 60
"""Programs solved for one submission; a count, not a time, so that the answers are the same on every machine."""


@dataclass(frozen=True, slots=True)
class Located:
    """The answers of the fewest cells, those of the least trusted cells first.

    `proven`: none of fewer cells exists, and all of as many are here unless there are more than MOST_ANSWERS.
    """

    answers: tuple[Answer, ...]
    proven: bool

    @property
    def size(self) -> int:
        """How many cells must be wrong; 0 where no answer was found."""
        return len(self.answers[0].changes) if self.answers else 0


class _GivenUp(Exception):
    """More supports than may be tried."""


def locate(
    restrictions: Restrictions, broken: Iterable[int], rounds: int = _MOST_ROUNDS, blanks: Iterable[int] = ()
) -> Located:
    """The fewest cells whose change mends all broken rules and leaves every other one holding.

    `blanks` are the cells that are blank or could not be read: they must be filled in anyway, take whatever value they
    need and are not counted. Exact at any magnitude.
    """
    without = WithoutBlanks(restrictions, blanks)
    books = Books(without, {*broken, *without.broken})
    located = answers_of(System(books), rounds) if books.open else Located((), proven=True)
    return located if without.is_exact else replace(located, proven=False)


def answers_of(system: System, rounds: int = _MOST_ROUNDS, most: int | None = None) -> Located:
    """The answers for the open rules of the books; answers of more than `most` cells are of no interest."""
    search = _Branching(system)
    limit = _MOST_BRANCHED if most is None else min(_MOST_BRANCHED, most)
    try:
        size = max(1, search.packed(search.untouched(())))
        while size <= limit:
            found = search.run(size)
            if found:
                return Located(_ordered(system.books, found), proven=search.is_sure)
            size += 1
    except _GivenUp:
        pass
    if most is not None and size > most:
        return Located((), proven=search.is_sure)
    if not rounds:
        return Located((), proven=False)
    from rules.locate.cover import Covering  # scipy's solver costs 0.1 s to import: only who needs it pays

    covered = Covering(system, rounds).run(MOST_ANSWERS, most)
    return Located(_ordered(system.books, covered.answers), covered.proven)


def _ordered(books: Books, answers: Sequence[Answer]) -> tuple[Answer, ...]:
    def trusted(answer: Answer) -> tuple[int, tuple[int, ...]]:
        return sum(books.variable(cell).trust for cell in answer.cells), answer.cells

    return tuple(sorted(answers, key=trusted))


def answer(support: Sequence[int], solved: Solved) -> Answer:
    """The solution of a support as changes."""
    pairs = sorted(zip(support, solved.amounts, strict=True))
    return Answer(tuple(Change((cell,), amount) for cell, amount in pairs), solved.told)


class _Branching:
    """All supports of one size, each tried once: what was branched on before is left out afterwards."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.is_sure = True
        self._cells = {rule: frozenset(system.row(rule)) for rule in system.books.open}
        self._order = sorted(self._cells, key=lambda rule: (len(self._cells[rule]), rule))
        self._nodes = 0
        self._found: list[Answer] = []

    def run(self, size: int) -> list[Answer]:
        """Every answer of `size` cells. Raises _GivenUp."""
        self._found = []
        self._visit((), size, frozenset())
        return self._found

    def untouched(self, support: Sequence[int]) -> list[int]:
        """Open rules that none of the cells enters, short ones first."""
        return [rule for rule in self._order if self._cells[rule].isdisjoint(support)]

    def packed(self, rules: Sequence[int]) -> int:
        """A number of rules no two of which share a cell: so many cells at least must change."""
        taken: set[int] = set()
        count = 0
        for rule in rules:
            if taken.isdisjoint(self._cells[rule]):
                taken |= self._cells[rule]
                count += 1
        return count

    def _visit(self, support: tuple[int, ...], left: int, excluded: frozenset[int]) -> None:
        if len(self._found) > MOST_ANSWERS:
            return
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise _GivenUp
        untouched = self.untouched(support)
        if not left:
            if not untouched:
                self._try(support)
            return
        if self.packed(untouched) > left:
            return
        tried = excluded
        for cell in sorted(self._branches(support, untouched, left)):
            if cell not in excluded:
                self._visit((*support, cell), left - 1, tried)
                tried |= {cell}

    def _branches(self, support: tuple[int, ...], untouched: Sequence[int], left: int) -> frozenset[int]:
        """Cells of which one at least must be added; of the last one every reason must be met at once."""
        reasons = [self._cells[rule] for rule in untouched]
        if left == 1 and len(reasons) > 1:
            reasons = [frozenset.intersection(*reasons)]
        if support and (not reasons or len(reasons[0]) > left):
            tried = self.system.attempt(support)
            if isinstance(tried, Solved):
                return min(reasons, key=len, default=frozenset())
            if not tried.edits:
                self.is_sure = False
            reasons += tried.edits
            if left == 1 and reasons:
                reasons = [frozenset.intersection(*reasons)]
        return min(reasons, key=len, default=frozenset())

    def _try(self, support: tuple[int, ...]) -> None:
        tried = self.system.attempt(support)
        if isinstance(tried, Solved):
            self._found.append(answer(support, tried))
        elif not tried.edits:
            self.is_sure = False
