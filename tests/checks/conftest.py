"""Workbooks as they were read, for the sample city's counties, that a test changes cell by cell before they are judged."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import pytest
from told_city import PERIODS, workbook_of

from flows.check import Checked, Key, Library, check, key_of
from flows.sample import EXACT_COUNTY, story
from flows.sample.story import LAST, Story
from schemas.finding import Address, Finding, Level
from schemas.model import TOTAL_ROW
from schemas.periods import Period
from schemas.reading import CellState, TableReading, WorkbookReading
from schemas.returns import Returns
from schemas.units import Register


class Desk:
    """All workbooks of a city over five periods; those of the newest are the ones that are judged."""

    def __init__(self, told: Story, readings: Iterable[WorkbookReading] | None = None) -> None:
        self.told = told
        self.register: Register = told.people.register
        self.returns: Returns = told.returns
        made = _all(told) if readings is None else readings
        self.readings = {key_of(reading): reading for reading in made}

    county = EXACT_COUNTY
    town = f"{EXACT_COUNTY}101"
    other_town = f"{EXACT_COUNTY}102"
    organ = f"{EXACT_COUNTY}-J01"
    newest = LAST
    periods = PERIODS

    @property
    def units(self) -> tuple[str, ...]:
        """The counties and the city level."""
        return tuple(each.unit.code for each in self.told.people.reporters)

    def key(self, return_code: str, unit: str = EXACT_COUNTY, period: Period = LAST) -> Key:
        return Key(unit, return_code, str(period))

    def table(self, code: str, unit: str = EXACT_COUNTY, period: Period = LAST) -> TableReading:
        found = self.readings[self.key(self.returns.return_of(code).code, unit, period)].table(code)
        assert found is not None
        return found

    def at(self, code: str, row: str, column: str, unit: str = EXACT_COUNTY) -> tuple[int, int]:
        table = self.table(code, unit)
        return table.row_codes.index(row), table.columns.index(column)

    def value(self, code: str, row: str, column: str, unit: str = EXACT_COUNTY) -> int:
        return int(self.table(code, unit).values[self.at(code, row, column, unit)])

    def address(self, code: str, row: str, column: str, unit: str = EXACT_COUNTY) -> Address:
        address = self.table(code, unit).address(*self.at(code, row, column, unit))
        assert address is not None
        return address

    def put(self, code: str, row: str, column: str, value: int, unit: str = EXACT_COUNTY) -> None:
        self.table(code, unit).values[self.at(code, row, column, unit)] = value

    def add(
        self, code: str, row: str, column: str, amount: int, *, carried: bool = False, unit: str = EXACT_COUNTY
    ) -> None:
        """Change a figure of the newest period; `carried`: the county's total row with it."""
        for each in (row, TOTAL_ROW) if carried else (row,):
            self.put(code, each, column, self.value(code, each, column, unit) + amount, unit)

    def lose(self, code: str, row: str, column: str, state: CellState) -> None:
        """A cell of the newest period that holds no figure."""
        self.put(code, row, column, 0)
        self.table(code).states[self.at(code, row, column)] = state

    def found_in_reading(self, return_code: str, finding: Finding) -> None:
        """What the reader of the newest workbook found."""
        key = self.key(return_code)
        reading = self.readings[key]
        self.readings[key] = replace(reading, findings=(*reading.findings, finding))

    def checked(self, return_code: str, unit: str = EXACT_COUNTY) -> Checked:
        """The newest workbook of a county judged alone, everything else beside it."""
        return self.judged([self.key(return_code, unit)])[0]

    def judged(self, keys: Sequence[Key]) -> tuple[Checked, ...]:
        readings = [self.readings[key] for key in keys]
        return check(readings, Library(self.readings.values()), self.returns, self.register)

    def cases(self, return_code: str, level: Level = Level.ERROR, unit: str = EXACT_COUNTY) -> list[list[Finding]]:
        """Findings of a level in the newest workbook by their root, in the order of the roots."""
        by_root: defaultdict[int, list[Finding]] = defaultdict(list)
        for finding in self.checked(return_code, unit).findings:
            if finding.level is level:
                by_root[finding.root].append(finding)
        return [by_root[root] for root in sorted(by_root)]

    def errors(self, return_code: str, unit: str = EXACT_COUNTY) -> list[list[tuple[str, str]]]:
        """Code and row of the errors, case by case, each case in order."""
        return [sorted(map(_named, case)) for case in self.cases(return_code, unit=unit)]

    def queries(self, return_code: str, unit: str = EXACT_COUNTY) -> list[tuple[str, str]]:
        """Code and row of what is asked about, in order."""
        return sorted(_named(finding) for case in self.cases(return_code, Level.QUERY, unit) for finding in case)


def _named(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.place.row_code


def _all(told: Story) -> Iterator[WorkbookReading]:
    return (
        workbook_of(told, reporter, form, period)
        for period in PERIODS
        for reporter in told.people.reporters
        for form in told.forms
    )


@cache
def told_of(counties: int) -> Story:
    """The sample city's figures; told once, since nothing changes them."""
    return story(counties)


@pytest.fixture
def desk() -> Desk:
    """One county and the city level."""
    return Desk(told_of(1))


@pytest.fixture
def make_desk() -> Callable[[int], Desk]:
    """A city of so many counties."""
    return lambda counties: Desk(told_of(counties))


@pytest.fixture
def desk_of() -> Callable[[Story, Iterable[WorkbookReading], Register], Desk]:
    """The same city with other workbooks and another register."""

    def made(told: Story, readings: Iterable[WorkbookReading], register: Register) -> Desk:
        desk = Desk(told, readings)
        desk.register = register
        return desk

    return made
