"""How exactly and how fast wrong cells are located (processor time): tables with both margins, a whole county's workbook.

    python benchmarks/locate.py [--each 100]

The last line is one JSON object: {"tables": {...}, "workbook": {...}}.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

import flows.check
from flows.check import Library
from flows.check.cases import Found, fold
from flows.check.restrictions import Plan
from flows.sample import EXACT_COUNTY, story
from flows.sample.story import FIRST, LAST, Story
from flows.template.figures import Figures
from rules.locate import Located, Restriction, Touch, Variable, locate
from schemas.finding import Address, Finding
from schemas.periods import Period
from schemas.reading import CellState, Identity, TableReading, WorkbookReading

SHAPES = ((8, 6), (10, 8), (15, 10))
TOTALS = (10**2, 10**7, 10**9)
_THOUSAND = 1000


@dataclass
class Grid:
    """A table with both margins, the total row first; cells are numbered row by row."""

    rows: int
    columns: int
    values: list[int]
    rules: list[Mapping[int, int]] = field(default_factory=list)
    entered: dict[int, tuple[Touch, ...]] = field(default_factory=dict)

    @classmethod
    def made(cls, rows: int, columns: int, total: int, chance: random.Random) -> "Grid":
        """Of random figures whose grand total is about `total`."""
        mean = max(1, total // (rows * columns))
        inner = [[chance.randint(0, 2 * mean) for _ in range(columns)] for _ in range(rows)]
        wide = [[sum(row), *row] for row in inner]
        table = [[sum(column) for column in zip(*wide, strict=True)], *wide]
        grid = cls(rows + 1, columns + 1, [value for row in table for value in row])
        w = columns + 1
        grid.rules = [{r * w: 1, **{r * w + c: -1 for c in range(1, w)}} for r in range(rows + 1)]
        grid.rules += [{c: 1, **{r * w + c: -1 for r in range(1, rows + 1)}} for c in range(w)]
        for cell in range(len(grid.values)):
            row, column = divmod(cell, w)
            touches = (row, -1 if column else 1), (rows + 1 + column, -1 if row else 1)
            grid.entered[cell] = tuple(Touch(rule, weight) for rule, weight in touches)
        return grid

    def variable(self, cell: int) -> Variable:
        """One cell."""
        return Variable(self.values[cell], 0, cell % self.columns if cell >= self.columns else -1, self.entered[cell])

    def restriction(self, rule: int) -> Restriction:
        """One sum."""
        weights = self.rules[rule]
        return Restriction(self.residual(rule), equality=True, cells=tuple(weights))

    def residual(self, rule: int) -> int:
        """What a sum is off by."""
        return sum(weight * self.values[cell] for cell, weight in self.rules[rule].items())

    @property
    def broken(self) -> list[int]:
        """Sums that do not hold."""
        return [rule for rule in range(len(self.rules)) if self.residual(rule)]

    def spoil(self, count: int, chance: random.Random) -> list[int]:
        """Change so many cells, each by one mistake of typing; the cells."""
        cells = chance.sample(range(len(self.values)), count)
        for cell in cells:
            value = self.values[cell]
            shorter = value // 10 if value > 9 else value + 1
            self.values[cell] = chance.choice([value + chance.randint(1, 9), value * 10 + 1, shorter, value + 90])
        return cells


@dataclass
class Score:
    """What came out over many tables."""

    milliseconds: list[float] = field(default_factory=list)
    minimal: int = 0
    contained: int = 0
    alone: int = 0

    def add(self, located: Located, cells: Sequence[int], spent: float) -> None:
        """One table."""
        self.milliseconds.append(spent)
        self.minimal += located.proven and 0 < located.size <= len(cells)
        self.contained += tuple(sorted(cells)) in {answer.cells for answer in located.answers}
        self.alone += [answer.cells for answer in located.answers] == [tuple(sorted(cells))]

    def told(self) -> dict[str, float]:
        """Shares in per cent, and milliseconds a table."""
        size = len(self.milliseconds)
        return {
            "minimal": round(100 * self.minimal / size, 1),
            "planted among the named": round(100 * self.contained / size, 1),
            "planted alone": round(100 * self.alone / size, 1),
            "ms": round(statistics.mean(self.milliseconds), 3),
            "ms median": round(statistics.median(self.milliseconds), 3),
            "ms worst": round(max(self.milliseconds), 2),
        }


def tables(each: int) -> dict[str, dict[str, float]]:
    """Tables of every shape, size and number of wrong cells."""
    told = {}
    for rows, columns in SHAPES:
        for total in TOTALS:
            for count in (1, 2, 3):
                chance = random.Random(f"{rows} {columns} {total} {count}")
                score = Score()
                for _ in range(each):
                    grid = Grid.made(rows, columns, total, chance)
                    cells = grid.spoil(count, chance)
                    begun = time.process_time()
                    located = locate(grid, grid.broken)
                    score.add(located, cells, (time.process_time() - begun) * _THOUSAND)
                name = f"{rows}x{columns} {total:.0e} {count}".replace("e+0", "e")
                told[name] = score.told()
                print(name, told[name])
    return told


def workbook(each: int) -> dict[str, float]:
    """A county's returns of the sample city with one to five wrong cells: what the search costs, what it names."""
    told = story()
    library = Library(_readings(told, [FIRST.shift(step) for step in range(5)]))
    newest = _readings(told, [LAST])
    chance = random.Random(7)
    score = _Named()
    for turn in range(each):
        reading = newest[turn % len(newest)]
        faults = 1 + turn // len(newest) % 5
        addresses, undo = _spoilt(reading, faults, chance)
        score.clock()
        (checked,) = flows.check.check([reading], library, told.returns, told.people.register)
        undo()
        score.add(checked.findings, addresses)
    return {"cells": sum(table.values.size for table in newest[0].tables), **score.told()}


class _Named:
    """What was named of the planted cells, and the milliseconds of folding findings into cases."""

    def __init__(self) -> None:
        self._fold = fold
        vars(flows.check)["fold"] = self._timed
        self._spent: list[float] = []
        self._now = 0.0
        self._seen = self._named = self._first = 0

    def _timed(self, plan: Plan, county: int, found: Found) -> tuple[Finding, ...]:
        begun = time.process_time()
        folded = self._fold(plan, county, found)
        self._now = (time.process_time() - begun) * _THOUSAND
        return folded

    def clock(self) -> None:
        """Before each workbook."""
        self._now = 0.0

    def add(self, findings: Sequence[Finding], planted: Sequence[Address]) -> None:
        """One checked workbook."""
        if self._now:
            self._spent.append(self._now)
            if len(planted) == 1:
                suspects = [suspect.address for finding in findings for suspect in finding.suspects]
                self._seen += 1
                self._named += planted[0] in suspects
                self._first += planted[0] in suspects[:1]

    def told(self) -> dict[str, float]:
        """Medians and shares."""
        return {
            "ms median": round(statistics.median(self._spent), 2),
            "ms worst": round(max(self._spent), 1),
            "single faults seen": self._seen,
            "planted among the named": round(100 * self._named / max(1, self._seen), 1),
            "planted named first": round(100 * self._first / max(1, self._seen), 1),
        }


def _readings(told: Story, periods: Sequence[Period]) -> list[WorkbookReading]:
    """The exact county's workbooks as if they had been read from files: everything filled, one sheet a table."""
    reporter = next(each for each in told.people.reporters if each.unit.code == EXACT_COUNTY)
    readings = []
    for period in periods:
        for form in told.forms:
            if period.covers(form.frequency):
                tables = tuple(_as_read(figures) for figures in told.figures(reporter, form, period))
                identity = Identity(form.code, EXACT_COUNTY, str(period), form.version)
                readings.append(WorkbookReading(f"{form.code} {period}", identity, tables, (), (), (), 0))
    return readings


def _as_read(figures: Figures) -> TableReading:
    at = np.indices(figures.values.shape).astype(np.int32) + np.int32(4)
    filled = np.full(figures.values.shape, CellState.FILLED, dtype=np.int8)
    sheet = np.zeros(figures.values.shape, dtype=np.int16)
    codes = figures.row_codes
    values = figures.values.copy()
    return TableReading(
        figures.table, figures.columns, codes, codes, values, filled, (figures.table,), sheet, at[0], at[1]
    )


def _spoilt(reading: WorkbookReading, count: int, chance: random.Random) -> tuple[list[Address], Callable[[], None]]:
    """Change so many cells by slips of hand; their addresses, and what sets them right again."""
    addresses: list[Address] = []
    kept: list[tuple[TableReading, int, int, int]] = []
    while len(kept) < count:
        table = chance.choice(reading.tables)
        row, column = chance.randrange(table.values.shape[0]), chance.randrange(table.values.shape[1])
        value = int(table.values[row, column])
        wrong = chance.choice([value * 10, value // 10, value + chance.randint(1, 9), int(str(abs(value))[::-1])])
        address = table.address(row, column)
        if wrong != value and address is not None:
            kept.append((table, row, column, value))
            table.values[row, column] = wrong
            addresses.append(address)

    def undo() -> None:
        for table, row, column, value in reversed(kept):
            table.values[row, column] = value

    return addresses, undo


def main() -> None:
    """Print each measurement, and all as one JSON object last."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=100)
    chosen = parser.parse_args()
    measured = {"tables": tables(chosen.each), "workbook": workbook(3 * chosen.each)}
    print("a county's workbooks", measured["workbook"])
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
