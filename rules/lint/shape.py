"""Defects that show without numbers: measures mixed, an item counted twice, an item or a row left out of its sum."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rules.language import Comparison, Item, Operator, Relation, items_of
from rules.lint.defects import Defect, Kind, Stated
from rules.structure import partitions, subsets, sums

_DEEPEST = 6
"""How many 其中 within one another are followed."""


def mixed(rules: Iterable[Stated], measure: Callable[[Item], str]) -> Iterator[Defect]:
    """Rules of which one sum, or one equality, joins units of measure; an empty measure goes with any."""
    for rule in rules:
        for sides in sums(rule.relation):
            names = {name for side in sides for item in side.items() if (name := measure(_own(rule, item)))}
            if len(names) > 1:
                yield Defect(Kind.MIXED, rule.code, items=tuple(sorted(names)))
                break


def counted_twice(rules: Sequence[Stated]) -> Iterator[Defect]:
    """Rules whose partition holds an item together with all that it lies within, also by way of other rules."""
    within: dict[Item, list[tuple[str, frozenset[Item]]]] = {}
    for rule in rules:
        for subset in subsets([rule.relation]):
            whole = frozenset(_own(rule, item) for item in subset.whole)
            within.setdefault(_own(rule, subset.part), []).append((rule.code, whole))
    for rule in rules:
        for addends in partitions(rule.relation):
            own = frozenset(_own(rule, item) for item in addends)
            for item in sorted(own):
                because = _contained(item, own - {item}, within, _DEEPEST)
                if because:
                    yield Defect(Kind.COUNTED_TWICE, rule.code, because, (item.text,))


def left_out(rules: Sequence[Stated], groups: Iterable[tuple[Item, ...]]) -> Iterator[Defect]:
    """Items printed in a group (`学历：…`) whose others make up a total, while they themselves stand in no sum.

    An item that another rule bounds by a sum (其中), or that enters any equality, is not missed.
    """
    summed = {_own(rule, item) for rule in rules if _equates(rule.relation) for item in items_of(rule.relation)}
    bounded = {_own(rule, subset.part) for rule in rules for subset in subsets([rule.relation])}
    parts = [
        (rule.code, frozenset(_own(rule, item) for item in part))
        for rule in rules
        for part in partitions(rule.relation)
        if len(part) > 1
    ]
    for group in groups:
        sums_of_group = [code for code, part in parts if len(part & set(group)) > 1 and part <= set(group)]
        for item in group:
            if sums_of_group and item not in summed and item not in bounded:
                yield Defect(Kind.LEFT_OUT, item.text, tuple(dict.fromkeys(sums_of_group)))


def no_parent(table: str, parents: Mapping[str, str]) -> Iterator[Defect]:
    """Rows of a stub that are no part of any other and have no parts, where other rows are; `parents` by row code."""
    tops = [row for row, parent in parents.items() if not parent]
    totals = set(parents.values()) - {""}
    if totals:
        yield from (Defect(Kind.NO_PARENT, f"{table} {row}", items=(row,)) for row in tops if row not in totals)


def _equates(relation: Relation) -> bool:
    return isinstance(relation, Comparison) and relation.operator is Operator.EQUAL


def _contained(
    item: Item, addends: frozenset[Item], within: Mapping[Item, Sequence[tuple[str, frozenset[Item]]]], depth: int
) -> tuple[str, ...]:
    """Rules by which an item lies within the addends; none where it does not."""
    for code, whole in within.get(item, ()):
        found = [code]
        for member in sorted(whole - addends):
            deeper = _contained(member, addends, within, depth - 1) if depth else ()
            if not deeper:
                break
            found += deeper
        else:
            return tuple(dict.fromkeys(found))
    return ()


def _own(rule: Stated, item: Item) -> Item:
    return replace(item, table=item.table or rule.table)
