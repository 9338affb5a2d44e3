"""How relations hang together without any numbers: what a sum joins, what makes up a total, what lies within what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.language import Comparison, Conditional, Drift, Item, Linear, Near, Operator, Relation, linears_of


@dataclass(frozen=True, slots=True)
class Subset:
    """An item that lies within a sum of others (其中)."""

    part: Item
    whole: frozenset[Item]


def sums(relation: Relation) -> Iterator[tuple[Linear, ...]]:
    """The linear forms whose items must be of one unit of measure, together where they are equated."""
    match relation:
        case Comparison(left, Operator.EQUAL, right) | Near(left, right, _):
            yield (left, right)
        case Conditional(condition, consequence):
            yield from sums(condition)
            yield from sums(consequence)
        case _:
            yield from ((linear,) for linear in linears_of(relation))


def partitions(relation: Relation) -> Iterator[frozenset[Item]]:
    """The items that are added up to a total, each side of an equality by itself."""
    match relation:
        case Comparison(left, Operator.EQUAL, right):
            for linear in (left, right):
                yield frozenset(term.item for term in linear.terms if term.coefficient > 0)
        case Drift(parts, _, _):
            yield frozenset(item for part in parts for item in part.items())
        case Conditional(_, consequence):
            yield from partitions(consequence)


def subsets(relations: Iterable[Relation]) -> Iterator[Subset]:
    """Each item that one of the relations bounds by a sum of others."""
    for relation in relations:
        match relation:
            case Comparison(left, Operator.AT_MOST | Operator.AT_LEAST as operator, right):
                small, large = (left, right) if operator is Operator.AT_MOST else (right, left)
                if len(small.terms) == 1 and large.terms and not large.constant:
                    yield Subset(small.terms[0].item, frozenset(large.items()))
