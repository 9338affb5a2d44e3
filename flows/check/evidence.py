"""A violated judgement -> a finding with every cell, number and limit that its sentence needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from flows.check.court import Judged
from flows.check.gather import Gathered
from flows.check.panel import Origin
from flows.check.telling import SECOND, Sides, percent, points, scaled, sides_of, signed
from rules.evidence import Evidence, evidence
from rules.language import (
    Change,
    Comparison,
    Conditional,
    Drift,
    Item,
    Level,
    Linear,
    Near,
    NeedsNote,
    RoundedRatio,
    Scope,
    Within,
    earlier,
    linears_of,
)
from schemas.finding import Cell, Finding, Pattern, Place, Role
from schemas.finding import Level as Grave


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

    def __init__(self, judged: Judged) -> None:
        self.judged = judged
        self.panel = judged.panel
        self._gathered = dict(zip(judged.judgements.system.items, judged.gathered, strict=True))

    def finding(self, rule: int, row: int) -> Finding:
        """The finding of one violated rule (its position) on one row of the panel."""
        declared = self.judged.rules[rule]
        relation = declared.relation
        match relation:
            case Conditional():
                return self._conditional(rule, relation, row)
            case Comparison():
                return self._comparison(rule, sides_of(relation, declared), row)
            case Near(left, right, tolerance):
                pattern = Pattern.CITY if declared.scope is Scope.CITY else Pattern.NEAR
                return self._comparison(rule, Sides(pattern, left, right), row, high=percent(tolerance))
            case NeedsNote(value):
                cells = self._cells(value, row, Role.SUBJECT)
                return self._made(rule, Pattern.NOTE_NEEDED, cells, row, Told(expected=0))
            case Within():
                return self._band(rule, relation, row)
            case Change():
                return self._change(rule, relation, row)
            case Drift():
                return self._drift(rule, relation, row)
            case RoundedRatio():
                return self._ratio(rule, relation, row)
        raise TypeError(f"{type(relation).__name__} is not judged on county returns")

    def rows_finding(self, parent: int, column: int) -> Finding:
        """The finding that a parent row (its position in the panel) is not the sum of its rows in one column."""
        panel = self.panel
        children = panel.below[parent]
        unit = self._unit(parent)
        cells = (
            self._cell(Origin(panel, parent, column), Role.TOTAL, unit),
            *(self._cell(Origin(panel, child, column), Role.PART, unit) for child in children),
        )
        expected = sum(int(panel.values[child, column]) for child in children)
        return Finding(
            code=panel.table.hierarchy_code,
            level=Grave.ERROR,
            pattern=Pattern.ROWS,
            place=self._place(cells[0], parent),
            cells=cells,
            expected=expected,
            difference=int(panel.values[parent, column]) - expected,
        )

    def unsettled(self, code: str, blanks: Sequence[Origin], others: Iterable[Origin], told: Told) -> Finding:
        """The finding that no value of some blank cells makes the relations hold that they and the others enter."""
        unit = self._unit(blanks[0].row)
        subjects = (replace(self._cell(each, Role.SUBJECT, unit), value=None) for each in blanks)
        cells = (*subjects, *(self._cell(each, Role.OTHER, unit) for each in others))
        return Finding(
            code=code,
            level=Grave.ERROR,
            pattern=Pattern.UNSETTLED,
            place=self._place(cells[0], blanks[0].row),
            cells=cells,
            low=told.low,
            high=told.high,
            detail=told.detail,
        )

    def _comparison(self, rule: int, sides: Sides, row: int, high: str = "") -> Finding:
        lead = Role.TOTAL if sides.pattern is Pattern.SUM else Role.SUBJECT
        held_against = self._cells(sides.second, row, SECOND.get(sides.pattern, Role.OTHER))
        cells = self._cells(sides.first, row, lead) + held_against
        told = self._evidence(rule, row)
        value, other = (told.expected, told.value) if sides.swapped else (told.value, told.expected)
        return self._made(rule, sides.pattern, cells, row, Told(other, value - other, high=high))

    def _band(self, rule: int, relation: Within, row: int) -> Finding:
        cells = self._cells(relation.part, row, Role.SUBJECT) + self._cells(relation.whole, row, Role.TOTAL)
        ratio = percent(self._evidence(rule, row).value, 1)
        low, high = percent(relation.low), percent(relation.high)
        return self._made(rule, Pattern.BAND, cells, row, Told(low=low, high=high, detail=ratio))

    def _change(self, rule: int, relation: Change, row: int) -> Finding:
        before = self._cells(earlier(relation.value), row, Role.EARLIER)
        cells = self._cells(relation.value, row, Role.SUBJECT) + before
        told = self._evidence(rule, row)
        moved = percent(told.difference / told.expected, 1, signed=True) if told.expected else ""
        numbers = Told(told.expected, told.difference, high=percent(relation.limit), detail=moved)
        return self._made(rule, Pattern.CHANGE, cells, row, numbers)

    def _drift(self, rule: int, relation: Drift, row: int) -> Finding:
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

    def _ratio(self, rule: int, relation: RoundedRatio, row: int) -> Finding:
        cells = (
            *self._cells(relation.value, row, Role.SUBJECT),
            *self._cells(relation.numerator, row, Role.PART),
            *self._cells(relation.denominator, row, Role.TOTAL),
        )
        told = self._evidence(rule, row)
        return self._made(rule, Pattern.RATIO, cells, row, Told(told.expected, told.difference))

    def _conditional(self, rule: int, relation: Conditional, row: int) -> Finding:
        subject = next(linear for linear in linears_of(relation.consequence) if linear.terms)
        cells = self._cells(subject, row, Role.SUBJECT) + self._cells(relation.condition.left, row, Role.OTHER)
        return self._made(rule, Pattern.CONDITION, cells, row, Told())

    def _made(self, rule: int, pattern: Pattern, cells: tuple[Cell, ...], row: int, told: Told) -> Finding:
        declared, decimals = self.judged.rules[rule], cells[0].decimals
        return Finding(
            code=self.panel.table.rule_code(declared),
            level=Grave.of(declared.severity),
            pattern=pattern,
            place=_city_place(cells[0]) if declared.scope is Scope.CITY else self._place(cells[0], row),
            cells=cells,
            expected=scaled(told.expected, decimals),
            difference=scaled(told.difference, decimals),
            low=told.low,
            high=told.high,
            detail=told.detail,
        )

    def _cells(self, linear: Linear, row: int, lead: Role) -> tuple[Cell, ...]:
        """The cells of each term: the first in the leading role, the others added or taken off."""
        cells: list[Cell] = []
        for term in linear.terms:
            unit = "" if term.item.level is Level.CITY else self._unit(row)
            for origin in self._origins(term.item, row):
                role = lead if not cells and lead is not Role.PART else signed(term)
                cells.append(self._cell(origin, Role.EARLIER if lead is Role.EARLIER else role, unit))
        return tuple(cells)

    def _origins(self, item: Item, row: int) -> Iterable[Origin]:
        """The cells that make the value of an item: usually one, of a whole city one a county."""
        gathered = self._gathered[item]
        if item.level is Level.CITY:
            return _of_all_counties(gathered)
        return gathered.cells(row)

    def _unit(self, row: int) -> str:
        return self.panel.units[int(self.panel.county[row])]

    def _cell(self, origin: Origin, role: Role, own: str) -> Cell:
        """One cell; `own` is the county whose finding it is, empty for the whole city's."""
        panel, column = origin.panel, origin.panel.table.columns[origin.column]
        reading, place = panel.reading_of(origin.row)
        unit = panel.units[int(panel.county[origin.row])]
        is_now, is_own = panel.period == self.panel.period, unit == own
        return Cell(
            role=role,
            table=panel.table.code,
            row_code=reading.row_codes[place],
            row_label=reading.row_labels[place],
            column=column.name,
            column_label=column.zh,
            address=reading.address(place, reading.columns.index(column.name)) if is_now and is_own else None,
            value=int(panel.values[origin.row, origin.column]),
            decimals=column.measure.decimals,
            period="" if is_now else str(panel.period),
            unit="" if is_own else unit,
        )

    def _evidence(self, rule: int, row: int) -> Evidence:
        return evidence(self.judged.judgements, rule, row)

    def _place(self, cell: Cell, row: int) -> Place:
        reading, _ = self.panel.reading_of(row)
        sheet = cell.address.sheet if cell.address else next(iter(reading.sheets), "")
        return Place(cell.table, sheet, cell.row_code, cell.row_label, cell.column, cell.column_label)


def _city_place(cell: Cell) -> Place:
    """A place in no one file."""
    return Place(cell.table, "", column=cell.column, column_label=cell.column_label)


def _of_all_counties(gathered: Gathered) -> tuple[Origin, ...]:
    source = gathered.source
    if source is None:
        return ()
    return tuple(Origin(source, int(row), gathered.column) for row in source.total_rows)
