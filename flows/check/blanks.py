"""What the rules say of cells that are blank or cannot be read: the value they leave, or that they leave none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flows.check.evidence import Told, Witness
from flows.check.panel import Origin
from flows.check.plan import Plan, is_filled
from flows.check.restrictions import WorkbookRestrictions
from rules.locate import Pattern, Root, WithoutBlanks
from schemas.finding import Address, Finding, Suspect
from schemas.reading import CellState
from schemas.sentences import number

_CODES: Mapping[CellState, str] = {CellState.BLANK: "CLUE-BLANK", CellState.UNREADABLE: "CLUE-UNREADABLE"}
_TWO = 2


class Blanks:
    """The blank and unreadable cells of one county's workbook."""

    def __init__(self, workbook: WorkbookRestrictions, without: WithoutBlanks) -> None:
        self._workbook = workbook
        self._plan: Plan = workbook.plan
        self._without = without

    def clues(self, roots: Iterable[Root]) -> Mapping[Address, Suspect]:
        """For each open cell that the rules leave one value: that value, and how many rules hold with it.

        Of one that no equality enters it is said that nothing tells its value.
        """
        filled = {each.cell: each for each in self._without.filled(roots)}
        found: dict[Address, Suspect] = {}
        for cell in self._workbook.blanks:
            _, origin = self._plan.cell(cell)
            address, each = address_of(origin), filled.get(cell)
            if address is not None and (each is not None or not self._is_summed(cell)):
                code = _CODES[CellState(int(origin.panel.read_as[origin.row, origin.column]))]
                decimals = origin.panel.table.columns[origin.column].measure.decimals
                told = (each.value, decimals, code, each.holds) if each else (None, decimals, f"{code}-OPEN", 0)
                found[address] = Suspect(address, *told)
        return found

    def _is_summed(self, cell: int) -> bool:
        """Whether any equality enters a cell."""
        touches = self._workbook.variable(cell).touches
        return any(self._workbook.restriction(touch.rule).equality for touch in touches)

    def joined(self, roots: Sequence[Root]) -> Mapping[Address, int]:
        """Open cells in the rows that one act shifted, each with the position of that root."""
        found: dict[Address, int] = {}
        for position, root in enumerate(roots):
            if root.pattern is Pattern.ROW_SHIFTED:
                cells = (cell for change in root.together[0].changes for cell in change.cells)
                for table, row in {(self._workbook.table_of(cell), self._workbook.row_of(cell)) for cell in cells}:
                    for cell in self._workbook.rows(table)[row]:
                        if cell >= 0 and self._workbook.variable(cell).free:
                            address = address_of(self._plan.cell(cell)[1])
                            if address is not None:
                                found[address] = position
        return found

    def addresses(self, rule: int) -> Iterator[Address]:
        """The open cells that a rule hangs on."""
        for cell in self._workbook.restriction(rule).cells:
            if self._workbook.variable(cell).free:
                address = address_of(self._plan.cell(cell)[1])
                if address is not None:
                    yield address

    def unsettled(self, root: Root) -> Finding:
        """The finding of a root that no judged rule is in: of its implied rules the one made of fewest."""
        made = [self._without.made_of(rule) for rule in root.rules]
        rules = min(made, key=lambda each: (len(each), each))
        cells = dict.fromkeys(cell for rule in rules for cell in self._workbook.restriction(rule).cells)
        origins = [self._plan.cell(cell)[1] for cell in cells]
        blanks = [each for each in origins if not is_filled(each)]
        codes = list(dict.fromkeys(map(self._plan.code, rules)))
        low, high = self._wanted(rules, [cell for cell in cells if self._workbook.variable(cell).free])
        told = Told(low=low, high=high, detail=" / ".join(codes))
        table, _ = self._plan.cell(next(cell for cell in cells if self._workbook.variable(cell).free))
        witness = Witness(self._plan.judged[table])
        return witness.unsettled(codes[0], blanks, [each for each in origins if is_filled(each)], told)

    def _wanted(self, rules: Sequence[int], blanks: Sequence[int]) -> tuple[str, str]:
        """The two values that two equalities ask of one blank cell, as printed; empty where it is not so simple."""
        restrictions = [self._workbook.restriction(rule) for rule in rules]
        if len(blanks) != 1 or len(rules) != _TWO or not all(each.equality for each in restrictions):
            return "", ""
        _, origin = self._plan.cell(blanks[0])
        weights = {touch.rule: touch.weight for touch in self._workbook.variable(blanks[0]).touches}
        decimals = origin.panel.table.columns[origin.column].measure.decimals
        values = [-each.residual // weights[rule] for rule, each in zip(rules, restrictions, strict=True)]
        low, high = (number(value, decimals, "zh") for value in sorted(values))
        return low, high


def address_of(origin: Origin) -> Address | None:
    """Where a cell stands in its file; None where it stands in none."""
    reading, row = origin.panel.reading_of(origin.row)
    name = origin.panel.names[origin.column]
    return reading.address(row, reading.columns.index(name)) if name in reading.columns else None
