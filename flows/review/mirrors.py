"""What counties report of moves between each other, side by side: both sides of every rule over the city."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flows.check import check_city
from flows.check.library import Key, Library
from flows.office.opened import Office
from flows.office.readings import readings_of, stored_of
from flows.template.figures import Figures
from record import register as record
from rules.edit_rule import EditRule
from rules.language import Comparison, Near, Scope
from schemas.in_force import judged
from schemas.model import TOTAL_ROW, Column, Table
from schemas.periods import Period
from schemas.returns import Declared, Returns
from schemas.submission import OnFile
from schemas.units import Unit


@dataclass(frozen=True, slots=True)
class Side:
    """One unit's numbers on both sides of a rule, scaled; None where they are not on file. `submission` is 0 then."""

    unit: str
    name: str
    left: int | None
    right: int | None
    submission: int = 0


@dataclass(frozen=True, slots=True)
class Mirror:
    """A rule over the whole city with every unit's two numbers; `holds` is None while a unit's workbook is missing."""

    code: str
    rule: EditRule
    table: Table
    left: Column
    right: Column
    sides: tuple[Side, ...]
    holds: bool | None

    @property
    def sum_left(self) -> int:
        """The left numbers of all units together, as far as they are known."""
        return sum(each.left or 0 for each in self.sides)

    @property
    def sum_right(self) -> int:
        """The right numbers of all units together, as far as they are known."""
        return sum(each.right or 0 for each in self.sides)

    @property
    def gap(self) -> int:
        """Left less right."""
        return self.sum_left - self.sum_right

    @property
    def missing(self) -> tuple[Side, ...]:
        """Units without numbers."""
        return tuple(each for each in self.sides if each.left is None or each.right is None)

    @property
    def tolerance(self) -> Fraction:
        """The share of the larger side within which both are as good as equal."""
        relation = self.rule.relation
        return relation.tolerance if isinstance(relation, Near) else Fraction(0)

    def of(self, unit: str) -> Side | None:
        """The numbers of one unit; None where it does not report."""
        return next((each for each in self.sides if each.unit == unit), None)


def mirrors(office: Office, period: Period) -> tuple[Mirror, ...]:
    """Every rule over the city that a period's workbooks can be held against, in printed order."""
    present = {Key(each.unit, each.return_code, each.period): each for each in record.on_file(str(period))}
    library = Library(readings_of(office, [stored_of(each) for each in present.values()]).values())
    units = office.register.reporting(period)
    gaps = {
        each.code
        for each in check_city(period, [unit.code for unit in units], library, office.returns, office.register)
    }
    found = []
    for each in _held_against(office.returns, period):
        table = each.declared.table
        form = office.returns.return_of(table.code).code
        sides = tuple(_side(unit, Key(unit.code, form, str(period)), each, library, present) for unit in units)
        known = all(side.left is not None and side.right is not None for side in sides)
        holds = each.declared.code not in gaps if known else None
        found.append(Mirror(each.declared.code, each.declared.rule, table, each.left, each.right, sides, holds))
    return tuple(found)


def mirrored(returns: Returns, period: Period) -> frozenset[str]:
    """Codes of the returns whose workbooks of a period hold moves between counties."""
    return frozenset(returns.return_of(each.declared.table.code).code for each in _held_against(returns, period))


@dataclass(frozen=True, slots=True)
class _Compared:
    """A rule over the city with the items on its two sides."""

    declared: Declared
    left: Column
    right: Column


def _held_against(returns: Returns, period: Period) -> Iterator[_Compared]:
    """The rules over the city that a period's workbooks can be held against."""
    for declared in returns.all_rules():
        compared = _compared(declared)
        if compared is not None and period.covers(declared.table.frequency) and judged(declared.rule, period):
            yield compared


def open_gaps(found: Sequence[Mirror]) -> tuple[Mirror, ...]:
    """Those that do not close."""
    return tuple(each for each in found if each.holds is False)


def _compared(declared: Declared) -> _Compared | None:
    """The two sides of a rule over the city that compares one item with one other of its own table; None of others."""
    relation = declared.rule.relation
    if declared.rule.scope is not Scope.CITY or not isinstance(relation, Comparison | Near):
        return None
    terms = (*relation.left.terms, *relation.right.terms)
    if len(relation.left.terms) != 1 or len(relation.right.terms) != 1 or any(term.item.table for term in terms):
        return None
    left, right = (declared.table.column(term.item.column) for term in terms)
    return _Compared(declared, left, right)


def _side(unit: Unit, key: Key, compared: _Compared, library: Library, present: Mapping[Key, OnFile]) -> Side:
    reading = library.table(key, compared.declared.table.code)
    if reading is None:
        return Side(unit.code, unit.name, None, None)
    figures = Figures.of(reading)
    left, right = (figures.value(TOTAL_ROW, column.name) for column in (compared.left, compared.right))
    return Side(unit.code, unit.name, left, right, present[key].submission)
