"""A violated judgement -> a finding with every cell, number and limit that its sentence needs."""

from dataclasses import dataclass
from fractions import Fraction

from flows.check.court import Judged
from flows.check.panel import Origin
from flows.check.telling import SECOND, Sides, percent, points, scaled, sides_of, signed
from rules.edit_rule import EditRule
from rules.evidence import Evidence, evidence
from rules.language import (
    Change,
    Comparison,
    Conditional,
    Drift,
    Item,
    Linear,
    Near,
    NeedsNote,
    Operator,
    Relation,
    RoundedRatio,
    Scope,
    Severity,
    Shift,
    Term,
    Within,
    earlier,
)
from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.reading import TableReading
from schemas.returns import Returns


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers that a finding tells, exact and in the unit of measure, and its limits as printed."""

    expected: Fraction | int | None = None
    difference: Fraction | int | None = None
    low: str = ""
    high: str = ""
    detail: str = ""


class Witness:
    """Makes the findings of one judged table."""

    def __init__(self, judged: Judged, returns: Returns) -> None:
        self.judged = judged
        self.returns = returns
        self.panel = judged.panel
        self._gathered = dict(zip(judged.judgements.system.items, judged.gathered, strict=True))

    def finding(self, rule_index: int, row: int) -> Finding:
        """The finding of one violated rule on one row of the panel."""
        rule = self.judged.rules[rule_index]
        relation = rule.relation
        match relation:
            case Conditional():
                return self._conditional(rule, relation, row)
            case Comparison():
                return self._comparison(rule, sides_of(relation, rule), row)
            case Near(left, right, tolerance):
                pattern = Pattern.CITY if rule.scope is Scope.CITY else Pattern.NEAR
                return self._comparison(rule, Sides(pattern, left, right), row, high=percent(tolerance))
            case NeedsNote(value):
                return self._made(
                    rule, Pattern.NOTE_NEEDED, self._cells(value, row, Role.SUBJECT), row, Told(expected=0)
                )
            case Within():
                return self._band(rule, relation, row)
            case Change():
                return self._change(rule, relation, row)
            case Drift():
                return self._drift(rule, relation, row)
            case RoundedRatio():
                return self._ratio(rule, relation, row)
        raise TypeError(f"{type(relation).__name__} is not judged on county returns")

    def rows_finding(self, total: int, column: int) -> Finding:
        """The finding that a parent row (its position in the panel) is not the sum of its rows in one column."""
        children = np.flatnonzero(self.judged.parent_of == total)
        name = self.panel.table.columns[column].name
        cells = (
            self._cell_at(name, total, Role.TOTAL),
            *(self._cell_at(name, int(child), Role.PART) for child in children),
        )
        expected = int(self.panel.values[children, column].sum())
        difference = int(self.panel.values[total, column]) - expected
        return Finding(
            code=self.panel.table.hierarchy_code,
            level=Level.ERROR,
            pattern=Pattern.ROWS,
            place=_place(self._reading(total), cells[0]),
            cells=cells,
            expected=expected,
            difference=difference,
        )

    def _comparison(self, rule: EditRule, sides: Sides, row: int, high: str = "") -> Finding:
        lead = Role.TOTAL if sides.pattern is Pattern.SUM else Role.SUBJECT
        held_against = self._cells(sides.second, row, _SECOND.get(sides.pattern, Role.OTHER))
        cells = self._cells(sides.first, row, lead) + held_against
        told = self._evidence(rule, row)
        value, other = (told.expected, told.value) if sides.swapped else (told.value, told.expected)
        return self._made(rule, sides.pattern, cells, row, Told(other, value - other, high=high))

    def _band(self, rule: EditRule, relation: Within, row: int) -> Finding:
        cells = self._cells(relation.part, row, Role.SUBJECT) + self._cells(relation.whole, row, Role.TOTAL)
        ratio = percent(self._evidence(rule, row).value, 1)
        low, high = percent(relation.low), percent(relation.high)
        return self._made(rule, Pattern.BAND, cells, row, Told(low=low, high=high, detail=ratio))

    def _change(self, rule: EditRule, relation: Change, row: int) -> Finding:
        before = self._cells(earlier(relation.value), row, Role.EARLIER)
        cells = self._cells(relation.value, row, Role.SUBJECT) + before
        told = self._evidence(rule, row)
        moved = percent(told.difference / told.expected, 1, signed=True) if told.expected else ""
        numbers = Told(told.expected, told.difference, high=percent(relation.limit), detail=moved)
        return self._made(rule, Pattern.CHANGE, cells, row, numbers)

    def _drift(self, rule: EditRule, relation: Drift, row: int) -> Finding:
        told = self._evidence(rule, row)
        part = relation.parts[told.part]
        cells = (
            *self._cells(part, row, Role.SUBJECT),
            *self._cells(relation.whole, row, Role.TOTAL),
            *self._cells(earlier(part), row, Role.EARLIER),
            *self._cells(earlier(relation.whole), row, Role.EARLIER),
        )
        moved = points(told.difference, 1, signed=True)
        return self._made(rule, Pattern.DRIFT, cells, row, Told(high=points(relation.limit), detail=moved))

    def _ratio(self, rule: EditRule, relation: RoundedRatio, row: int) -> Finding:
        cells = (
            *self._cells(relation.value, row, Role.SUBJECT),
            *self._cells(relation.numerator, row, Role.PART),
            *self._cells(relation.denominator, row, Role.TOTAL),
        )
        told = self._evidence(rule, row)
        return self._made(rule, Pattern.RATIO, cells, row, Told(told.expected, told.difference))

    def _conditional(self, rule: EditRule, relation: Conditional, row: int) -> Finding:
        consequence: Relation = relation.consequence
        subject = consequence.left if isinstance(consequence, Comparison) else relation.condition.right
        cells = self._cells(subject, row, Role.SUBJECT) + self._cells(relation.condition.left, row, Role.OTHER)
        return self._made(rule, Pattern.CONDITION, cells, row, Told())

    def _made(self, rule: EditRule, pattern: Pattern, cells: tuple[Cell, ...], row: int, told: Told) -> Finding:
        decimals = cells[0].decimals
        return Finding(
            code=self.panel.table.rule_code(rule),
            level=Level.of(rule.severity),
            pattern=pattern,
            place=_place(self._reading(row), cells[0]),
            cells=cells,
            expected=_scaled(told.expected, decimals),
            difference=_scaled(told.difference, decimals),
            low=told.low,
            high=told.high,
            detail=told.detail,
        )

    def _cells(self, linear: Linear, row: int, lead: Role) -> tuple[Cell, ...]:
        """A cell for each term: the first in the leading role, the others added or taken off."""
        cells = []
        for index, term in enumerate(linear.terms):
            role = lead if index == 0 and lead is not Role.PART else _signed(term)
            if lead is Role.EARLIER:
                role = Role.EARLIER
            cells.append(self._cell(term.item, row, role))
        return tuple(cells)

    def _evidence(self, rule: EditRule, row: int) -> Evidence:
        return evidence(self.judged.judgements, self.judged.rules.index(rule), row)

    def _decimals(self, item: Item) -> int:
        table = self.panel.table if not item.table else self.returns.table(item.table)
        if not item.column:
            return max(column.measure.decimals for column in table.columns)
        return table.column(item.column).measure.decimals

    def _cell(self, item: Item, row: int, role: Role) -> Cell:
        gathered = self._gathered[item]
        origin = int(gathered.origin[row])
        if gathered.source is None or origin == NOWHERE:
            return self._loose(item, gathered, row, role)
        return self._from(gathered, item, origin, role)

    def _from(self, gathered: Gathered, item: Item, origin: int, role: Role) -> Cell:
        source = gathered.source
        if source is None:
            raise ValueError(f"{item.text} has no source")
        county = int(source.county[origin])
        reading = source.readings[county]
        if reading is None:
            raise ValueError(f"{source.table.code} of {source.units[county]} is not on file")
        offset = origin - int(source.starts[county])
        index = reading.columns.index(item.column)
        own = source.period == self.panel.period
        return Cell(
            role=role,
            table=source.table.code,
            row_code=reading.row_codes[offset],
            row_label=reading.row_labels[offset],
            column=item.column,
            column_label=source.table.column(item.column).zh,
            address=reading.address(offset, index) if own else None,
            value=int(source.values[origin, source.columns[item.column]]),
            decimals=self._decimals(item),
            period="" if own else str(source.period),
        )

    def _loose(self, item: Item, gathered: Gathered, row: int, role: Role) -> Cell:
        """A value that stands in no one cell: a sum over counties or over units that were merged."""
        table = self.panel.table if not item.table else self.returns.table(item.table)
        label = table.column(item.column).zh if item.column else ""
        shifted = item.shift is not Shift.NOW
        return Cell(
            role, table.code, self.panel.row_codes[row], "", item.column, label, None, int(gathered.values[row]),
            self._decimals(item), period=item.shift.value if shifted else "",
        )  # fmt: skip

    def _cell_at(self, name: str, position: int, role: Role) -> Cell:
        gathered = Gathered(self.panel.values[:, 0], self.panel.states[:, 0], self.panel, np.empty(0, dtype=np.int64))
        return self._from(gathered, Item("", name), position, role)

    def _reading(self, row: int) -> TableReading:
        reading = self.panel.readings[int(self.panel.county[row])]
        if reading is None:
            raise ValueError("a judged row has no reading")
        return reading


def _place(reading: TableReading, cell: Cell) -> Place:
    sheet = cell.address.sheet if cell.address else (reading.sheets[0] if reading.sheets else "")
    return Place(cell.table, sheet, cell.row_code, cell.row_label, cell.column, cell.column_label)
