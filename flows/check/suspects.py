"""The cells that a case suspects, each with what it should hold and why: clues, never applied."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.check.blanks import address_of
from flows.check.many import suspected_acts
from flows.check.panel import Origin
from flows.check.restrictions import WorkbookRestrictions
from rules.causes import Beside, Cause, are_swapped, causes
from rules.locate import MOST_EXCHANGES, Acted, Answer, Change, Root, WithoutBlanks
from rules.locate import Pattern as Act
from schemas.finding import Finding, Pattern, Suspect
from schemas.model import MONEY_WAN
from schemas.reading import CellState

YUAN = 10_000
"""So many 元 are one 万元."""
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
        if root.pattern is Act.LEFT_OUT:
            return self._left_out(root.together[0].changes)
        if root.pattern is not None:
            told = tuple(Acted(root.pattern, answer, root.rules) for answer in root.together)
            return suspected_acts(told, self._workbook, self._all)
        if not root.acts:
            return self._of_figures(root)
        acts = suspected_acts(root.acts, self._workbook, self._all)
        if root.parts:
            return (*acts, *self._otherwise(root.parts))
        figures = self._of_figures(root)
        return (*figures, *acts) if root.swapped or root.changes else (*acts, *figures)

    def _left_out(self, changes: Sequence[Change]) -> tuple[Suspect, ...]:
        """The texts that a sum leaves out with their own figures, and what its results will be with them."""
        texts = [each for each in changes if not each.amount]
        reason = "CLUE-LEFT-OUT" if len(texts) == 1 else "CLUE-LEFT-OUT-SEVERAL"
        return (*self._all(texts, reason, 0), *self._all([each for each in changes if each.amount], "CLUE-FOLLOWS", 0))

    def _otherwise(self, parts: Sequence[Root]) -> tuple[Suspect, ...]:
        """The single figures that several mistakes apart would explain, each with a value where it is told."""
        found = [suspect for part in parts for suspect in self._of_figures(part)]
        named = {each.address: replace(each, reason="CLUE-OTHERWISE", holds=0) for each in reversed(found)}
        return tuple(reversed(named.values())) if len(named) <= MOST_NAMED else ()

    def _of_figures(self, root: Root) -> tuple[Suspect, ...]:
        """The suspected cells of a case in which single figures are wrong."""
        if len(root.swapped) == 1 and len(root.changes) != 1:
            changes = root.swapped[0].changes
            exchange = self._all(changes, "CLUE-CELLS-SWAPPED", self._holds(root))
            if not root.changes:
                return exchange
            if self._are_beside(*(change.cells[0] for change in changes)):
                named = {each.address for each in exchange}
                others = self._all(root.changes, "CLUE-ONE-OF", 0) if len(root.changes) <= MOST_NAMED else ()
                return (*exchange, *(each for each in others if each.address not in named))
        if not root.changes and not root.together:
            return self._exchanges(root, "CLUE-ONE-EXCHANGE")
        return (*self._of_cells(root), *self._exchanges(root, "CLUE-OR-EXCHANGED"))

    def _of_cells(self, root: Root) -> tuple[Suspect, ...]:
        """The cells whose change mends the root."""
        if not root.told:
            return self._limits(root.changes)
        if len(root.changes) > 1:
            return self._one_of(root)
        if root.changes:
            (change,) = root.changes
            return self._made(change, *self._reason(change, root))
        return self._together(root.together, self._holds(root))

    def _are_beside(self, one: int, other: int) -> bool:
        """Whether two cells are neighbours in a row or a column."""
        (table, own), (of, beside) = self._plan.cell(one), self._plan.cell(other)
        return table == of and abs(own.row - beside.row) + abs(own.column - beside.column) == 1

    def _exchanges(self, root: Root, reason: str) -> tuple[Suspect, ...]:
        """The cells that may have changed places with each other, without a value where there are several such pairs."""
        changes = {change.cells[0]: change for answer in root.swapped for change in answer.changes}
        if len(root.swapped) > MOST_EXCHANGES:
            return ()
        named = self._all(tuple(changes.values()), reason, 0)
        return named if len(root.swapped) == 1 else tuple(replace(each, suggestion=None) for each in named)

    def in_yuan(self, finding: Finding) -> tuple[Suspect, ...]:
        """The one figure in 万元 below a total that is asked about as too large, which in 元 would explain it."""
        total = self._workbook.number(finding.cells[0])
        excess = finding.difference
        if finding.pattern is not Pattern.AT_MOST or total < 0 or excess is None:
            return ()
        _, origin = self._plan.cell(total)
        parts = [Origin(origin.panel, row, origin.column) for row in origin.panel.below.get(origin.row, ())]
        if origin.panel.table.columns[origin.column].measure != MONEY_WAN or finding.cells[0].value is None:
            return ()
        large = []
        for part in parts or [origin]:
            value = int(part.panel.values[part.row, part.column])
            if value and value % YUAN == 0 and value - value // YUAN >= excess:
                large.append(self._plan.cell_number(part))
        changes = [Change((cell,), self._value(cell) // YUAN - self._value(cell)) for cell in large]
        return self._made(changes[0], "CLUE-MEASURE", 0) if len(changes) == 1 else ()

    def _holds(self, root: Root) -> int:
        """How many judged rules hold once the root is mended."""
        return sum(not self._restrictions.made_of(rule) for rule in root.rules)

    def _limits(self, changes: Sequence[Change]) -> tuple[Suspect, ...]:
        """The cells of which one must be changed, without a value: inequalities tell none."""
        reason = "CLUE-LIMIT" if len(changes) == 1 else "CLUE-ONE-OF"
        named = changes if len(changes) <= MOST_NAMED else ()
        return tuple(replace(each, suggestion=None) for each in self._all(named, reason, 0))

    def _together(self, answers: Sequence[Answer], holds: int) -> tuple[Suspect, ...]:
        """The cells of an answer of several; of several answers, or where the amounts are open, without values."""
        if len(answers) != 1 or not answers[0].told:
            return self._one_group(answers)
        changes = answers[0].changes
        if len(changes) == 2:
            (one, two), (amount, other) = (c.cells[0] for c in changes), (c.amount for c in changes)
            values = self._value(one), self._value(two)
            if are_swapped(values[0], values[0] + amount, values[1], values[1] + other):
                return self._all(changes, "CLUE-CELLS-SWAPPED", holds)
        return self._all(changes, "CLUE-TOGETHER", 0)

    def _one_group(self, answers: Sequence[Answer]) -> tuple[Suspect, ...]:
        """The cells of all answers, of which some must be changed together."""
        changes = {change.cells: change for answer in answers for change in answer.changes}
        if len(changes) > MOST_NAMED:
            return ()
        named = self._all(tuple(changes.values()), "CLUE-ONE-GROUP", 0)
        return tuple(replace(each, suggestion=None) for each in named)

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
        found = causes(value, value + change.amount, measure.decimals, self._beside(change, root, origin))
        return tuple(cause for cause in found if cause is not Cause.MEASURE or measure == MONEY_WAN)

    def _overlaps_lost(self, cell: int, change: Change) -> Iterator[int]:
        """What a result that is now 0 would be with the change: of those counted twice nothing was taken off."""
        if any(self._value(result) == 0 for result in self._workbook.overlaps_of(cell)):
            yield -change.amount

    def _beside(self, change: Change, root: Root, origin: Origin) -> Beside:
        """The figures around a cell that may have got into it."""
        cell = change.cells[0]
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
                same = (other for other in opposite if self._value(other) == -change.amount)
                subtotals += [self._value(other) for other in same if self._is_sum(other, rule)]
        limits = [
            self._weights(touch.rule)
            for touch in self._restrictions.variable(cell).touches
            if not self._is_equality(touch.rule)
        ]
        pairs = [weights for weights in limits if len(weights) == 2]
        others = [(weights[cell], other) for weights in pairs for other in weights if other != cell]
        return Beside(
            overlaps=(*_filled(overlaps), *self._overlaps_lost(cell, change)),
            subtotals=_filled(subtotals),
            subsets=_filled([self._value(other) for own, other in others if own < 0]),
            wholes=_filled([self._value(other) for own, other in others if own > 0]),
            neighbours=tuple(self._neighbours(origin)),
            last_period=self._workbook.earlier(cell),
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
