"""The published bulletins against their rules: every year's figures at once, a finding for each sum that does not close."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rules.edit_rule import EditRule
from rules.evidence import Evidence, evidence
from rules.interval import Grade
from rules.judge import Judgements, State, Verdict, judge
from rules.language import (
    Comparison,
    Item,
    Linear,
    Operator,
    Printed,
    PrintedRatio,
    Relation,
    Shift,
)
from rules.linear import compile_system
from schemas.bulletin import FIGURES, Figure
from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role, Tally
from schemas.model import Table

VALUE_COLUMN = 6
"""Where the file of figures holds the value, counted from 1."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What is to be said of a table of published figures, and how many judgements came out how."""

    findings: tuple[Finding, ...]
    tally: Tally


def judge_bulletin(table: Table, figures: Iterable[Figure]) -> Bulletin:
    """Every rule of the table in every year that has a figure; a figure that was not published is absent, never 0."""
    return _Hearing(table, figures).bulletin()


class _Hearing:
    """One table's figures by year, and the verdicts on them."""

    def __init__(self, table: Table, figures: Iterable[Figure]) -> None:
        self.table = table
        self._figures = {(f.column, f.year): f for f in figures if f.table == table.code}
        self._years = tuple(sorted({year for _, year in self._figures}))

    def bulletin(self) -> Bulletin:
        system = compile_system([rule.relation for rule in self.table.rules], self._decimals, quarter=4)
        values = np.zeros((len(system.items), len(self._years)), dtype=np.int64)
        states = np.full(values.shape, State.ABSENT, dtype=np.int8)
        for place, item in enumerate(system.items):
            for position, year in enumerate(self._years):
                figure = self._figure(item, year)
                if figure is not None:
                    values[place, position], states[place, position] = figure.value, State.KNOWN
        judgements = judge(system, values, states)
        found = [self._finding(judgements, int(rule), int(row)) for rule, row in _pairs(*judgements.violated())]
        findings = tuple(sorted(found, key=lambda finding: (finding.place.row_code, finding.code)))
        counts = (judgements.count(verdict) for verdict in (Verdict.HOLDS, Verdict.VIOLATED, Verdict.CANNOT_TELL))
        return Bulletin(findings, Tally(*counts))

    def _figure(self, item: Item, year: int) -> Figure | None:
        return self._figures.get((item.column, year - (item.shift is Shift.PREVIOUS_YEAR)))

    def _decimals(self, item: Item) -> int:
        return self.table.column(item.column).measure.decimals

    def _finding(self, judgements: Judgements, rule_index: int, row: int) -> Finding:
        rule, year = self.table.rules[rule_index], self._years[row]
        pattern, cells = self._told(rule.relation, year)
        numbers = evidence(judgements, rule_index, row)
        scale = 10 ** cells[0].decimals
        low, high = _limits(numbers)
        return Finding(
            code=self.table.rule_code(rule),
            level=_level(rule, Grade(int(judgements.grades[rule_index, row]))),
            pattern=pattern,
            place=_place(self.table, cells[0]),
            cells=cells,
            expected=round(numbers.expected * scale),
            difference=round(numbers.difference * scale),
            low=low,
            high=high,
        )

    def _told(self, relation: Relation, year: int) -> tuple[Pattern, tuple[Cell, ...]]:
        match relation:
            case Printed(left, right):
                return Pattern.PRINTED, (*self._cells(left, year, Role.TOTAL), *self._cells(right, year, Role.PART))
            case PrintedRatio(value, numerator, denominator):
                above = self._cells(numerator, year, Role.PART)
                return Pattern.PRINTED, (
                    *self._cells(value, year, Role.TOTAL), *above, *self._cells(denominator, year, Role.OTHER),
                )  # fmt: skip
            case Comparison(left, Operator.EQUAL, right):
                return Pattern.SUM, (*self._cells(left, year, Role.TOTAL), *self._cells(right, year, Role.PART))
            case Comparison(left, Operator.AT_MOST, right):
                return Pattern.AT_MOST, (*self._cells(left, year, Role.SUBJECT), *self._cells(right, year, Role.TOTAL))
        raise TypeError(f"{type(relation).__name__} is not judged on published figures")

    def _cells(self, linear: Linear, year: int, lead: Role) -> tuple[Cell, ...]:
        cells = []
        for index, term in enumerate(linear.terms):
            role = Role.MINUS if term.coefficient < 0 else Role.PART if index else lead
            cells.append(self._cell(term.item, year, role))
        return tuple(cells)

    def _cell(self, item: Item, year: int, role: Role) -> Cell:
        figure = self._figure(item, year)
        if figure is None:
            raise ValueError(f"{item.text} of {year} is not published")
        return Cell(
            role=role,
            table=self.table.code,
            row_code=str(figure.year),
            row_label=f"{figure.year}年",
            column=item.column,
            column_label=self.table.column(item.column).zh,
            address=Address(FIGURES, figure.line, VALUE_COLUMN),
            value=figure.value,
            decimals=self._decimals(item),
            period="" if figure.year == year else str(figure.year),
        )


def _pairs(relations: NDArray[np.intp], rows: NDArray[np.intp]) -> Sequence[tuple[int, int]]:
    return list(zip(relations.tolist(), rows.tolist(), strict=True))


def _level(rule: EditRule, grade: Grade) -> Level:
    """The grade of a gap between rounded figures, else the severity of the rule."""
    return Level.of(grade.severity or rule.severity)


def _limits(numbers: Evidence) -> tuple[str, str]:
    if numbers.low is None or numbers.high is None:
        return "", ""
    return _two_decimals(numbers.low), _two_decimals(numbers.high)


def _two_decimals(number: Fraction) -> str:
    return f"{float(round(number, 2)):.2f}"


def _place(table: Table, cell: Cell) -> Place:
    return Place(table.code, FIGURES, cell.row_code, cell.row_label, cell.column, cell.column_label)
