"""The cells that a case suspects, each with what it should hold and why: clues, never applied."""

from collections.abc import Iterator, Sequence

from flows.check.blanks import address_of
from flows.check.panel import Origin
from flows.check.restrictions import WorkbookRestrictions
from rules.causes import Beside, Cause, are_swapped, causes
from rules.language import Level, Shift
from rules.locate import Answer, Change, Root, WithoutBlanks
from schemas.finding import Suspect
from schemas.model import MONEY_WAN
from schemas.reading import CellState

MOST_NAMED = 24
"""With more equal answers than this none is named: it would be the whole table."""
_STRONG = Cause.DIGIT_MISSING
"""A cause as telling as this or more sets an answer before others that the rules allow alike."""


class Suspicions:
    """What is suspected in one county's workbook."""

    def __init__(self, workbook: WorkbookRestrictions, restrictions: WithoutBlanks) -> None:
        self._workbook = workbook
        self._restrictions = restrictions
        self._plan = workbook.plan

    def of(self, root: Root) -> tuple[Suspect, ...]:
        """The suspected cells of a case, the likeliest first; of equal answers every one is named."""
        if root.pattern is not None:
            change = root.together[0].changes[0]
            return self._made(change, f"CLUE-{root.pattern.name.replace('_', '-')}", self._holds(root))
        if len(root.swapped) == 1 and len(root.changes) != 1:
            changes = root.swapped[0].changes
            return self._all(changes, "CLUE-CELLS-SWAPPED", self._holds(root))
        if len(root.changes) > 1:
            return self._one_of(root)
        if root.changes:
            (change,) = root.changes
            return self._made(change, *self._reason(change, root))
        return self._together(root.together, self._holds(root))

    def _holds(self, root: Root) -> int:
        """How many judged rules hold once the root is mended."""
        return sum(not self._restrictions.made_of(rule) for rule in root.rules)

    def _together(self, answers: Sequence[Answer], holds: int) -> tuple[Suspect, ...]:
        """The cells of one answer of several; where there are more answers or the amounts are open, none."""
        if len(answers) != 1 or not answers[0].told:
            return ()
        changes = answers[0].changes
        if len(changes) == 2:
            (one, two), (amount, other) = (c.cells[0] for c in changes), (c.amount for c in changes)
            values = self._value(one), self._value(two)
            if are_swapped(values[0], values[0] + amount, values[1], values[1] + other):
                return self._all(changes, "CLUE-CELLS-SWAPPED", holds)
        return self._all(changes, "CLUE-TOGETHER", 0)

    def _one_of(self, root: Root) -> tuple[Suspect, ...]:
        """Equal answers: one that there is a reason for comes first, then those that are trusted least.

        A reason is that it alone leaves no difference to be explained, or a telling cause.
        """
        variable = self._restrictions.variable
        ranked = sorted(root.changes, key=lambda change: sum(variable(cell).trust for cell in change.cells))
        if len(ranked) > MOST_NAMED:
            return ()
        best, reason = self._preferred(ranked, root)
        named: list[Suspect] = []
        for change in sorted(ranked, key=lambda each: each != best):
            code, holds = (reason, self._holds(root)) if change == best else ("CLUE-ONE-OF", 0)
            named += self._made(change, code, holds)
        return tuple(named)

    def _preferred(self, changes: Sequence[Change], root: Root) -> tuple[Change | None, str]:
        """The one of several equal changes that there is a reason for, and the reason; None without any."""
        left = {change: self._workbook.differences_left(change) for change in changes}
        fewest = [change for change in changes if left[change] == min(left.values())]
        reasons = {change: self._causes(change, root)[:1] for change in fewest}
        telling = [change for change in fewest if reasons[change] and reasons[change][0] <= _STRONG]
        best = min(telling, key=lambda change: reasons[change][0], default=None)
        if best is not None and sum(reasons[each][0] == reasons[best][0] for each in telling) == 1:
            return best, _code(reasons[best][0])
        return (fewest[0], "CLUE-BALANCES") if len(fewest) == 1 else (None, "")

    def _reason(self, change: Change, root: Root) -> tuple[str, int]:
        """The message of the one answer, and how many rules prove it."""
        found = self._causes(change, root)
        if found:
            return _code(found[0]), self._holds(root)
        return ("CLUE-CARRIED" if len(change.cells) > 1 else "CLUE-ALONE"), 0

    def _causes(self, change: Change, root: Root) -> tuple[Cause, ...]:
        cell = change.cells[0]
        _, origin = self._plan.cell(cell)
        measure = origin.panel.table.columns[origin.column].measure
        value = self._value(cell)
        found = causes(value, value + change.amount, measure.decimals, self._beside(cell, root, origin))
        return tuple(cause for cause in found if cause is not Cause.MEASURE or measure == MONEY_WAN)

    def _beside(self, cell: int, root: Root, origin: Origin) -> Beside:
        """The figures around a cell that may have got into it."""
        overlaps: list[int] = []
        subtotals: list[int] = []
        for rule in root.rules:
            weights = self._weights(rule)
            own = weights.get(cell, 0)
            opposite = [other for other, weight in weights.items() if weight * own < 0]
            if own and len(opposite) > 1:
                overlaps += [
                    self._value(other) for other, weight in weights.items() if weight * own > 0 and other != cell
                ]
                subtotals += [self._value(other) for other in opposite if self._is_sum(other, rule)]
        limits = [
            self._weights(touch.rule)
            for touch in self._restrictions.variable(cell).touches
            if not self._is_equality(touch.rule)
        ]
        pairs = [weights for weights in limits if len(weights) == 2]
        others = [(weights[cell], other) for weights in pairs for other in weights if other != cell]
        return Beside(
            overlaps=_filled(overlaps),
            subtotals=_filled(subtotals),
            subsets=_filled([self._value(other) for own, other in others if own < 0]),
            wholes=_filled([self._value(other) for own, other in others if own > 0]),
            neighbours=tuple(self._neighbours(origin)),
            last_period=self._last_period(origin),
        )

    def _weights(self, rule: int) -> dict[int, int]:
        cells = dict.fromkeys(self._restrictions.restriction(rule).cells)
        touches = ((cell, touch) for cell in cells for touch in self._restrictions.variable(cell).touches)
        return {cell: touch.weight for cell, touch in touches if touch.rule == rule}

    def _is_equality(self, rule: int) -> bool:
        return self._restrictions.restriction(rule).equality

    def _is_sum(self, cell: int, apart: int) -> bool:
        """Whether another rule of the same row adds up to the cell."""
        for touch in self._restrictions.variable(cell).touches:
            if touch.rule != apart and self._is_equality(touch.rule):
                weights = self._weights(touch.rule)
                row = self._workbook.row_of(cell)
                same = all(self._workbook.row_of(other) == row for other in weights)
                if same and sum(weight * touch.weight < 0 for weight in weights.values()) > 1:
                    return True
        return False

    def _neighbours(self, origin: Origin) -> Iterator[int]:
        for column in (origin.column - 1, origin.column + 1):
            inside = 0 <= column < len(origin.panel.names)
            if inside and origin.panel.read_as[origin.row, column] == CellState.FILLED:
                yield int(origin.panel.values[origin.row, column])

    def _last_period(self, origin: Origin) -> int | None:
        """The same cell's figure of an earlier period, where a rule has asked for it."""
        for judged in self._plan.judged:
            if judged.panel is origin.panel:
                for item, gathered in zip(judged.judgements.system.items, judged.gathered, strict=True):
                    is_own = item.table in {"", origin.panel.table.code} and item.level is Level.ROW
                    if is_own and item.shift is not Shift.NOW and item.column == origin.panel.names[origin.column]:
                        return int(gathered.values[origin.row]) if gathered.cells(origin.row) else None
        return None

    def _value(self, cell: int) -> int:
        _, origin = self._plan.cell(cell)
        return int(origin.panel.values[origin.row, origin.column])

    def _all(self, changes: Sequence[Change], reason: str, holds: int) -> tuple[Suspect, ...]:
        return tuple(suspect for change in changes for suspect in self._made(change, reason, holds))

    def _made(self, change: Change, reason: str, holds: int) -> tuple[Suspect, ...]:
        """The suspect of a change's first cell; none where it stands in no file."""
        _, origin = self._plan.cell(change.cells[0])
        address = address_of(origin)
        if address is None:
            return ()
        decimals = origin.panel.table.columns[origin.column].measure.decimals
        return (Suspect(address, self._value(change.cells[0]) + change.amount, decimals, reason, holds),)


def _code(cause: Cause) -> str:
    return f"CLUE-{cause.name.replace('_', '-')}"


def _filled(values: Sequence[int]) -> tuple[int, ...]:
    return tuple(value for value in values if value)
