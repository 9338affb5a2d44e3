"""Whether one figure alone would explain what is broken, by trying every one: told without the search that is tested."""

from collections.abc import Iterator

from flows.check.cases import Found
from flows.check.plan import Plan
from flows.check.restrictions import WorkbookRestrictions
from rules.locate import Restrictions, WithoutBlanks


def is_identifiable(plan: Plan, county: int, found: Found) -> bool:
    """Whether rules are broken in a workbook that no change of one figure, alone or with its total, would mend."""
    workbook = WorkbookRestrictions(plan, county)
    told = WithoutBlanks(workbook, workbook.blanks)
    broken = {each.number for each in found.broken if told.is_told(each.number)} | set(told.broken)
    return bool(broken) and not any(is_mended(told, broken, group) for group in groups(told, broken))


def groups(told: Restrictions, broken: set[int]) -> Iterator[tuple[int, ...]]:
    """Every figure that a broken rule enters, or whose total one does, alone and carried into its total."""
    for cell in sorted({cell for rule in broken for cell in told.restriction(rule).cells}):
        yield (cell,)
        if told.total(cell) >= 0:
            yield cell, told.total(cell)


def is_mended(told: Restrictions, broken: set[int], group: tuple[int, ...]) -> bool:
    """Whether some amount, added to these cells alike, makes every broken rule hold, breaks none, and may stand there."""
    weights: dict[int, int] = {}
    for cell in group:
        for touch in told.variable(cell).touches:
            weights[touch.rule] = weights.get(touch.rule, 0) + touch.weight
    weights = {rule: weight for rule, weight in weights.items() if weight}
    if not broken <= set(weights):
        return False
    return any(holds(told, weights, group, amount) for amount in amounts(told, weights, min(broken)))


def amounts(told: Restrictions, weights: dict[int, int], rule: int) -> Iterator[int]:
    """The amounts that could close a rule and all others: of an inequality the limits that any rule sets."""
    chosen = [each for each in weights if told.restriction(each).equality and told.restriction(each).residual]
    if chosen:
        residual, weight = told.restriction(chosen[0]).residual, weights[chosen[0]]
        yield from [-residual // weight] if residual % weight == 0 else []
        return
    for each in {rule, *weights}:
        residual, weight = told.restriction(each).residual, weights[each]
        yield -residual // weight
        yield -(residual // weight)


def holds(told: Restrictions, weights: dict[int, int], group: tuple[int, ...], amount: int) -> bool:
    """Whether all rules and bounds hold with an amount."""
    if any(told.value(cell) + amount < told.variable(cell).floor for cell in group):
        return False
    restrictions = ((told.restriction(rule), weight) for rule, weight in weights.items())
    return not any(each.broken_at(each.residual + weight * amount) for each, weight in restrictions)
