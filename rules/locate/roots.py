"""The broken rules of a submission in groups of one origin: what becomes one case each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from rules.locate.answers import answers_of
from rules.locate.books import Books
from rules.locate.layout import Layout
from rules.locate.left_out import left_out
from rules.locate.patterns import LEAST_RULES, Patterns
from rules.locate.problem import Answer, Change, Restrictions, Root
from rules.locate.rivals import with_acts
from rules.locate.singles import Singles
from rules.locate.swaps import swaps
from rules.locate.system import System

_FEW_CELLS = 3
"""Up to so many cells it is looked for an answer of fewer than the step by step search has found."""
_FEW_ROOTS = 6
"""Exchanges are looked for between so many roots."""
_ROUNDS = 6
"""So many programs at most are solved for the rest that nothing simpler explains."""
_TOO_MANY = 150
"""With more broken rules than these no cell is looked for: the tables do not belong together."""
_FEW_RULES = 60
"""With more rules left than these too much is wrong for cells to be named."""


def roots(
    restrictions: Restrictions, broken: Iterable[int], layout: Layout | None = None, texts: Iterable[int] = ()
) -> tuple[Root, ...]:
    """The broken rules grouped by what mends them, largest group first where one change does; each is in exactly one.

    First come figures stored as texts (`texts`) that sums have left out. Where the layout is known, acts that move many figures come next. Then exact single changes, one step looked ahead:
    the change that mends most broken rules and breaks none is taken, its amount is applied, and the search goes on with
    what is left. What no single change mends is answered by the fewest cells together.
    """
    numbers = frozenset(broken)
    whole = Books(restrictions, numbers)
    singles = Singles(whole.afresh(numbers))
    acts = list(_without_texts(singles, texts))
    acts += _exchange(singles, layout)
    acts += [] if layout is None else _acts(singles, layout)
    if len(singles.books.open) > _TOO_MANY:
        return (*acts, *_hanging_together(singles.books))
    found = [*acts, *singles.run()]
    if singles.books.open:
        found += _of_several(singles)
    elif not acts:
        found = list(_fewer(whole, found) or found)
    swapped = tuple(_with_swaps(whole, layout, root) for root in _joined(whole, layout, found))
    return swapped if layout is None else with_acts(whole, layout, swapped)


def _without_texts(singles: Singles, texts: Iterable[int]) -> Iterator[Root]:
    """Figures stored as texts that sums lack, before anything is supposed to be wrong."""
    for root in tuple(left_out(singles.books, texts)):
        singles.undo(root)
        yield root


def _acts(singles: Singles, layout: Layout) -> Iterator[Root]:
    """Acts that mend more than any single change, one after the other."""
    while singles.books.open:
        patterns = Patterns(singles.books, layout)
        root = patterns.in_yuan()
        if root is None and len(singles.books.open) >= LEAST_RULES:
            root = patterns.best(singles.most())
        most = max(singles.most(), len(root.rules) if root is not None else 0)
        root = patterns.carried_over(most) or root
        if root is None:
            return
        singles.undo(root)
        yield root


def _exchange(singles: Singles, layout: Layout | None) -> Iterator[Root]:
    """The exchange of two figures that mends all open rules, where no single change does."""
    rules = tuple(sorted(singles.books.open))
    if singles.most() < len(rules):
        answers = swaps(singles.books, rules, layout)
        if answers:
            yield Root(rules, (), answers if len(answers) == 1 else (), swapped=answers)
            singles.close(rules)


def _hanging_together(books: Books) -> Iterator[Root]:
    """The open rules in groups that share no cell."""
    cells = {rule: frozenset(books.restriction(rule).cells) for rule in sorted(books.open)}
    entered: defaultdict[int, list[int]] = defaultdict(list)
    for rule, own in cells.items():
        for cell in own:
            entered[cell].append(rule)
    left = dict.fromkeys(cells)
    while left:
        waiting, group = [next(iter(left))], set()
        while waiting:
            rule = waiting.pop()
            if rule not in group:
                group.add(rule)
                waiting += [other for cell in cells[rule] for other in entered.pop(cell, ())]
        for rule in group:
            left.pop(rule, None)
        yield Root(tuple(sorted(group)), ())


def _with_swaps(books: Books, layout: Layout | None, root: Root) -> Root:
    """The root with the exchanges of two figures that mend it as well."""
    if root.pattern is not None or root.swapped:
        return root
    return replace(root, swapped=swaps(books, root.rules, layout))


def _joined(books: Books, layout: Layout | None, found: Sequence[Root]) -> tuple[Root, ...]:
    """Roots that one exchange of two figures explains are one: all of them, or two."""
    left = list(found)
    free = [root for root in found if root.pattern is None]
    for size in dict.fromkeys((len(free), 2)) if 1 < len(free) <= _FEW_ROOTS else ():
        for several in combinations(free, size):
            rules = tuple(sorted({rule for root in several for rule in root.rules}))
            answers = swaps(books, rules, layout) if all(root in left for root in several) else ()
            if answers:
                left[left.index(several[0])] = Root(rules, (), answers if len(answers) == 1 else (), swapped=answers)
                left = [root for root in left if root not in several]
    return tuple(left)


def _of_several(singles: Singles) -> Iterator[Root]:
    """Roots of the rules that no single change mends."""
    books = singles.books
    if len(books.open) <= _FEW_RULES and any(books.restriction(rule).equality for rule in books.open):
        rounds = _ROUNDS if len(books.open) >= LEAST_RULES else 0
        located = answers_of(System(books), rounds=rounds)
        if located.answers:
            yield from _split(books, located.answers)
            return
    yield from singles.rest()


def _fewer(books: Books, found: Sequence[Root]) -> tuple[Root, ...]:
    """Roots of an answer that has fewer cells than the single changes together; empty where there is none."""
    size = sum(min((len(change.cells) for change in root.changes), default=1) for root in found)
    if not 1 < size <= _FEW_CELLS + 1:
        return ()
    located = answers_of(System(books), rounds=0, most=size - 1)
    return tuple(_split(books, located.answers)) if located.answers else ()


def _split(books: Books, answers: Sequence[Answer]) -> Iterator[Root]:
    """The first answer in parts that have nothing to do with each other, each part with the other answers to it."""
    parts = _parts(books, answers[0])
    taken: set[int] = set()
    for part in sorted(parts, key=lambda cells: (-len(_touched(books, cells)), sorted(cells))):
        rules = tuple(sorted(_touched(books, part) - taken))
        taken |= set(rules)
        if rules:
            alike = (_restricted(each, answers[0], part) for each in answers)
            yield _root(books, rules, tuple(dict.fromkeys(each for each in alike if each is not None)))


def _root(books: Books, rules: tuple[int, ...], answers: tuple[Answer, ...]) -> Root:
    """A root; answers of one cell, or of one carried into its total, are changes."""
    changes = [_as_change(books, each) for each in answers]
    if all(change is not None for change in changes):
        return Root(rules, tuple(change for change in changes if change is not None))
    return Root(rules, (), answers)


def _as_change(books: Books, answer: Answer) -> Change | None:
    """One change of one cell, or of one and its total by the same amount."""
    amounts = {change.amount for change in answer.changes}
    if not answer.told or len(amounts) > 1:
        return None
    match answer.cells:
        case (cell,):
            return Change((cell,), amounts.pop())
        case (one, other):
            for cell, total in ((one, other), (other, one)):
                if books.total(cell) == total:
                    return Change((cell, total), amounts.pop())
    return None


def _restricted(answer: Answer, first: Answer, part: frozenset[int]) -> Answer | None:
    """What an answer says in place of a part of the first; None where it differs from that elsewhere, too."""
    elsewhere = {change for change in first.changes if not part.issuperset(change.cells)}
    if not elsewhere.issubset(answer.changes):
        return None
    return replace(answer, changes=tuple(change for change in answer.changes if change not in elsewhere))


def _parts(books: Books, answer: Answer) -> list[frozenset[int]]:
    """Cells that only together leave a rule holding are one part."""
    parts = [frozenset(change.cells) for change in answer.changes]
    for cell in answer.cells:
        for rule in books.touches((cell,)):
            if rule not in books.open and books.restriction(rule).equality:
                joined = [part for part in parts if any(rule in books.touches((each,)) for each in part)]
                if len(joined) > 1:
                    parts = [part for part in parts if part not in joined] + [frozenset().union(*joined)]
    return parts


def _touched(books: Books, cells: Iterable[int]) -> set[int]:
    return {rule for cell in cells for rule in books.touches((cell,)) if rule in books.open}
