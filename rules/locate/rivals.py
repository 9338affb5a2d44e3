"""Acts on many figures named beside a few single ones: where no single change explains what is broken, both are told."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from rules.locate.books import Books
from rules.locate.glimpsed import MOST_RULES, Glimpsed
from rules.locate.layout import Layout
from rules.locate.problem import Acted, Root
from rules.locate.swaps import MOST_EXCHANGES

_FEW_ROOTS = 6
"""Acts are looked for that explain so many roots at once."""
_TWO = 2


def with_acts(books: Books, layout: Layout, found: Sequence[Root]) -> tuple[Root, ...]:
    """The roots with the acts that would explain them as well, several of them joined where one act tells enough."""
    left = list(found)
    for several in _groups([root for root in found if root.pattern is None]):
        if any(root not in left for root in several):
            continue
        rules = tuple(sorted({rule for root in several for rule in root.rules}))
        exchanged = {frozenset(answer.cells) for root in several for answer in root.swapped}
        # Named, these explain all: nothing is guessed.
        told = len(several) == 1 and 0 < len(exchanged) <= MOST_EXCHANGES
        glimpsed = Glimpsed(books, layout, rules, told=told)
        acts = tuple(act for act in glimpsed.acts() if frozenset(act.answer.cells) not in exchanged)
        if not acts:
            continue
        if len(several) == 1 or not _tells(books, acts, several):
            changed = {id(root): replace(root, acts=acts) for root in several}
            left = [changed.get(id(root), root) for root in left]
        else:
            left[left.index(several[0])] = Root(rules, (), acts=acts, parts=several)
            left = [root for root in left if root not in several]
    return tuple(_with_alike(books, layout, root) for root in left)


def _with_alike(books: Books, layout: Layout, root: Root) -> Root:
    """An act that only limits speak for, with every other that would mend them: by chance many do."""
    if root.pattern is None or any(books.restriction(rule).equality for rule in root.rules):
        return root
    own = tuple(Acted(root.pattern, answer, root.rules) for answer in root.together)
    known = {frozenset(answer.changes) for answer in root.together}
    found = Glimpsed(books, layout, root.rules, told=True).acts() if len(root.rules) <= MOST_RULES else ()
    others = tuple(act for act in found if frozenset(act.answer.changes) not in known)
    return Root(root.rules, (), acts=(*own, *others)) if others else root


def _groups(free: Sequence[Root]) -> Iterator[tuple[Root, ...]]:
    """All roots together, two of them, and each by itself that no single change mends."""
    if sum(len(root.rules) for root in free) <= MOST_RULES:
        for size in dict.fromkeys((len(free), _TWO)) if 1 < len(free) <= _FEW_ROOTS else ():
            yield from combinations(free, size)
    for root in free:
        if not root.changes and len(root.rules) <= MOST_RULES:
            yield (root,)


def _tells(books: Books, acts: Sequence[Acted], several: Sequence[Root]) -> bool:
    """Whether an act tells enough to make several roots one: a sum closes by it, or no root has a simpler answer.

    By chance an act closes an inequality easily, and a sum where a figure was lost that nothing else tells.
    """
    if not any(root.changes for root in several):
        return True
    sums = any(books.restriction(rule).equality for root in several for rule in root.rules)
    return sums and not any(act.guessed for act in acts)
