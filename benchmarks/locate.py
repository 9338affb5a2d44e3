"""How exactly and how fast wrong cells are located (processor time): tables with both margins, workbooks of a city.

    python benchmarks/locate.py [--each 100]

The last line is one JSON object: {"tables": {...}, "workbook": {...}, "county": {...}, "mistakes": {...}}.
"""

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "making"))

import explained
import planted
import told_city

import flows.check
from flows.check import Library
from flows.check.cases import Found, fold
from flows.check.plan import Plan
from rules.locate import Located, Restriction, Touch, Variable, locate
from schemas.finding import Address, Finding, Level
from schemas.reading import WorkbookReading

SHAPES = ((8, 6), (10, 8), (15, 10))
TOTALS = (10**2, 10**7, 10**9)
_THOUSAND = 1000
_COUNTIES = 4
_MOST_FAULTS = 5
_WHOLE_COUNTY = 5_900
"""A whole county: 18 rows of 332 columns in its three returns."""
_TRIES = 40
"""So many drafts are drawn for each mistake: not every cell leaves room for it, and no rule sees some."""


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
        return Variable(self.values[cell], 0, self.entered[cell])

    def value(self, cell: int) -> int:
        """What a cell holds."""
        return self.values[cell]

    def total(self, cell: int) -> int:
        """The cell above that it is added into."""
        return cell % self.columns if cell >= self.columns else -1

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
    """A county's returns of the sample city with one to five wrong cells of any kind: what the search costs."""
    stopwatch = _Stopwatch()
    chance = random.Random(7)
    kinds = [planted.CELLS[name] for name in planted.CELLS if name != "BLANK"]
    drawn = planted.drafts(_COUNTIES, chance)
    spent: list[float] = []
    cells = 0
    while len(spent) < each:
        draft = next(drawn)
        for _ in range(1 + len(spent) % _MOST_FAULTS):
            chance.choice(kinds)(draft)
        _finished(draft, chance)
        cells = max(cells, sum(table.values.size for table in draft.reading.tables))
        if any(finding.level is Level.ERROR for finding in stopwatch.checked(draft.reading)):
            spent.append(stopwatch.milliseconds)
    median, worst = statistics.median(spent), max(spent)
    return {"cells at most": cells, "ms median": round(median, 2), "ms worst": round(worst, 1)}


def county(each: int) -> dict[str, float]:
    """A whole county's three returns together, with one to five wrong cells: what the search costs, and what it names."""
    stopwatch, spent = _Stopwatch(), []
    chance = random.Random(11)
    kinds = [mistake for name, mistake in planted.CELLS.items() if name not in {"BLANK", "CELLS-SWAPPED"}]
    sets = _sets()
    sizes = [_size(whole) for whole in sets]
    alone = named = one_case = elsewhere = 0
    while len(spent) < each:
        count = 1 + len(spent) % _MOST_FAULTS
        drafts = [planted.Draft(reading, None, chance) for reading in chance.choice(sets)]
        spoilt = 0
        while spoilt < count:
            spoilt += chance.choice(kinds)(chance.choice(drafts))
        for draft in drafts:
            _finished(draft, chance)
        found = stopwatch.checked_together([draft.reading for draft in drafts])
        errors = [finding for finding in found if finding.level is Level.ERROR]
        if errors:
            spent.append(stopwatch.milliseconds)
            if count == 1:
                moved = {address for draft in drafts for address in draft.moved}
                alone += 1
                named += any(suspect.address in moved for finding in errors for suspect in finding.suspects)
                led = {(finding.place.table[:2], finding.root) for finding in errors}
                one_case += len(led) == 1
                elsewhere += len({form for form, _ in led}) > 1
    return {
        "cells": round(statistics.mean(sizes)),
        "rules judged": stopwatch.judgements,
        "one wrong cell": alone,
        "among the named": round(100 * named / alone, 1),
        "one case": round(100 * one_case / alone, 1),
        "a case in two returns": round(100 * elsewhere / alone, 1),
        "ms median": round(statistics.median(spent), 2),
        "ms 99 %": round(_percentile(spent), 1),
        "ms worst": round(max(spent), 1),
    }


def _sets() -> list[list[WorkbookReading]]:
    """The newest period's returns of each county that is a whole one."""
    city = told_city.workbooks(_COUNTIES)
    newest = max(reading.identity.period for reading in city)
    found: dict[str, list[WorkbookReading]] = {}
    for reading in city:
        if reading.identity.period == newest:
            found.setdefault(reading.identity.unit, []).append(reading)
    return [each for each in found.values() if _size(each) >= _WHOLE_COUNTY]


def _size(whole: Sequence[WorkbookReading]) -> int:
    """How many cells the returns have."""
    return sum(table.values.size for reading in whole for table in reading.tables)


def _percentile(spent: Sequence[float]) -> float:
    """What 99 of 100 do not exceed."""
    return sorted(spent)[max(0, -(-99 * len(spent) // 100) - 1)]


@dataclass
class Named:
    """What was named of mistakes that some rule sees, one in a workbook."""

    seen: int = 0
    one_case: int = 0
    among: int = 0
    all_named: int = 0
    first: int = 0
    right: int = 0
    as_such: int = 0
    identifiable: int = 0
    identifiable_as_such: int = 0
    an_act: int = 0
    undetermined: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def add(
        self,
        findings: Sequence[Finding],
        moved: Mapping[Address, int],
        reasons: frozenset[str],
        *,
        identifiable: bool,
    ) -> None:
        """One workbook; `identifiable`: no single figure would explain it, which was found out without the search."""
        errors = [finding for finding in findings if finding.level is Level.ERROR]
        suspects = [suspect for finding in errors for suspect in finding.suspects]
        first = suspects[:1]
        self.seen += 1
        self.one_case += len({finding.root for finding in errors}) == 1
        self.among += any(each.address in moved for each in suspects)
        self.all_named += set(moved) <= {each.address for each in suspects}
        self.first += any(each.address in moved for each in first)
        self.right += any(moved.get(each.address) == each.suggestion for each in first)
        is_named = any(each.reason in reasons and _is_of(each.address, moved) for each in suspects)
        self.as_such += is_named
        self.identifiable += identifiable
        self.identifiable_as_such += is_named and identifiable
        self.undetermined += all(each.suggestion is None for each in suspects)
        self.an_act += any(each.reason in planted.ACTS for each in suspects)

    def told(self) -> dict[str, float]:
        """Shares in per cent of those that a rule sees."""
        shares = {
            "one case": self.one_case,
            "among the named": self.among,
            "all of them named": self.all_named,
            "named first": self.first,
            "right value": self.right,
            "named as such": self.as_such,
        }
        percent = {name: round(100 * count / max(1, self.seen), 1) for name, count in shares.items()}
        spent = self.milliseconds or [0.0]
        return {
            "seen": self.seen,
            **percent,
            "identifiable": self.identifiable,
            "as such, of the identifiable": round(100 * self.identifiable_as_such / max(1, self.identifiable), 1),
            "no value told": round(100 * self.undetermined / max(1, self.seen), 1),
            "an act on many named": round(100 * self.an_act / max(1, self.seen), 1),
            "ms median": round(statistics.median(spent), 1),
            "ms 99 %": round(_percentile(spent), 1),
            "ms worst": round(max(spent), 1),
        }


def _is_of(suspected: Address, moved: Mapping[Address, int]) -> bool:
    """Whether a cell stands in the row or the column of one that was spoilt."""
    same = (cell for cell in moved if cell.sheet == suspected.sheet)
    return any(suspected.row == cell.row or suspected.column == cell.column for cell in same)


def mistakes(each: int) -> dict[str, dict[str, float]]:
    """Every kind of mistake of one cell and of structure, planted over the whole city, half of them with formula totals."""
    told = {}
    single = {name: (mistake, frozenset({f"CLUE-{name}"})) for name, mistake in planted.CELLS.items()}
    for name, (mistake, reasons) in {**single, **planted.ROWS}.items():
        named = _named(mistake, reasons, each, random.Random(name))
        told[name] = named.told()
        print(f"{name:40}", told[name])
    return told


def _named(mistake: planted.Mistake, reasons: frozenset[str], each: int, chance: random.Random) -> Named:
    stopwatch, named = _Stopwatch(), Named()
    drawn = planted.drafts(_COUNTIES, chance)
    for _ in range(_TRIES * each):
        draft = next(drawn)
        if named.seen < each and mistake(draft) and draft.moved:
            _finished(draft, chance)
            findings = stopwatch.checked(replace(draft.reading, findings=planted.told_blanks(draft)))
            if any(finding.level is Level.ERROR for finding in findings):
                named.add(findings, draft.moved, reasons, identifiable=stopwatch.is_identifiable())
                named.milliseconds.append(stopwatch.milliseconds)
    return named


def _finished(draft: planted.Draft, chance: random.Random) -> None:
    """Totals are formulas in half of the workbooks; derived items always are."""
    if chance.random() < 1 / 2:
        draft.carry()
    draft.reckon()


class _Stopwatch:
    """The check of one workbook among the city's, with the milliseconds of folding its findings into cases."""

    def __init__(self) -> None:
        self._city = told_city.told(_COUNTIES)
        self._library = Library(told_city.workbooks(_COUNTIES))
        self.milliseconds = 0.0
        self.judgements = 0
        self._folded: list[tuple[Plan, int, Found]] = []
        self.checked(told_city.workbooks(_COUNTIES)[0])
        gc.collect()
        gc.freeze()  # the city that lies in memory is not the search's to look through for garbage

    def is_identifiable(self) -> bool:
        """Whether no single figure explains what was broken at last."""
        return any(explained.is_identifiable(*each) for each in self._folded)

    def checked(self, reading: WorkbookReading) -> tuple[Finding, ...]:
        """The findings of a workbook."""
        return self.checked_together([reading])

    def checked_together(self, readings: Sequence[WorkbookReading]) -> tuple[Finding, ...]:
        """The findings of some workbooks of a county; the milliseconds of all."""
        self.milliseconds, self._folded = 0.0, []
        vars(flows.check)["fold"] = self._timed
        checked = flows.check.check(readings, self._library, self._city.returns, self._city.people.register)
        self.judgements = sum(each.tally.held + each.tally.violated + each.tally.cannot_tell for each in checked)
        return tuple(finding for each in checked for finding in each.findings)

    def _timed(self, plan: Plan, county: int, found: Found) -> tuple[Finding, ...]:
        begun = time.process_time()
        folded = fold(plan, county, found)
        self.milliseconds += (time.process_time() - begun) * _THOUSAND
        self._folded.append((plan, county, found))
        return folded


def main() -> None:
    """Print each measurement, and all as one JSON object last."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=100)
    chosen = parser.parse_args()
    measured = {
        "tables": tables(chosen.each),
        "workbook": workbook(3 * chosen.each),
        "county": county(3 * chosen.each),
        "mistakes": mistakes(chosen.each),
    }
    print("one workbook", measured["workbook"])
    print("a whole county: CA, PM and TA together", measured["county"])
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
