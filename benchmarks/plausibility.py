"""What is asked in vain, and what is found: figures that no equality holds, and signs, over eight quarters.

The sample city tells five quarters, clean; three more are drawn by chance from the fifth: a fiftieth of every stock
leaves in a quarter and about as many come, and events come as often as in the year before. Each quarter is judged by
the approved workbooks before it. Then single figures of the last told quarter are made wrong in places that no equality
holds. The last line is one JSON object.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from flows.check import Library, check
from flows.plausibility import Usual, learn, questions, watched
from flows.plausibility.watched import Watch
from flows.review.signs import Kind, signs
from flows.sample import story
from flows.sample.story import FIRST, Story
from flows.template import Figures
from schemas.finding import Level
from schemas.model import TOTAL_ROW, ItemKind, Table
from schemas.periods import Period
from schemas.reading import CellState, Identity, TableReading, WorkbookReading
from schemas.returns import Returns, returns

TOLD, QUARTERS = 5, 8
BUDGET = 0.05
PLANTED = 400
"""Wrong figures of each sort."""
_LEAVING = 0.02
_SEED = 7
Block = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One quarter: workbooks, those asked about in vain, figures held back, tables and signs in vain."""

    period: Period
    workbooks: int
    asked: int
    held_back: int
    tables: int
    signs: int
    milliseconds: float


def told(city: Story, at: int) -> list[WorkbookReading]:
    """The workbooks of a quarter as they would have been read."""
    period = FIRST.shift(at)
    return [
        _reading(form.code, reporter.unit.code, period, city.figures(reporter, form, period))
        for reporter in city.people.reporters
        for form in city.forms
    ]


def _reading(form: str, unit: str, period: Period, figures: Sequence[Figures]) -> WorkbookReading:
    tables = tuple(_table(each) for each in figures)
    return WorkbookReading(f"{unit} {form} {period}", Identity(form, unit, str(period), ""), tables, (), (), (), 0)


def _table(figures: Figures) -> TableReading:
    shape = figures.values.shape
    places = np.indices(shape, dtype=np.int32)
    states, sheet = np.full(shape, CellState.FILLED, np.int8), np.zeros(shape, np.int16)
    labels, values = figures.row_codes, figures.values.astype(np.int64)
    return TableReading(
        figures.table, figures.columns, labels, labels, values, states, (figures.table,), sheet, *(places + 6)
    )


class Carried:
    """Quarters after the last one told, by chance."""

    def __init__(self, last: Sequence[WorkbookReading], members: Returns) -> None:
        self.returns = members
        self.last = {each.identity.unit + each.identity.return_code: each for each in last}
        self.stocks: dict[tuple[str, str], Block] = {}
        self.flows: dict[tuple[str, str], Block] = {}

    def quarter(self, period: Period) -> list[WorkbookReading]:
        """The workbooks of the next quarter."""
        made = []
        for reading in self.last.values():
            chance = np.random.default_rng([_SEED, int(reading.identity.unit[:6]), period.end_month, period.year])
            moved = [self._moved(reading.identity.unit, table, period, chance) for table in reading.tables]
            tables = tuple(each for each in moved if period.covers(self.returns.table(each.table).frequency))
            identity = replace(reading.identity, period=str(period))
            made.append(replace(reading, sha256=f"{reading.sha256} {period}", identity=identity, tables=tables))
        return made

    def _moved(self, unit: str, reading: TableReading, period: Period, chance: np.random.Generator) -> TableReading:
        table, key = self.returns.table(reading.table), (unit, reading.table)
        kinds = [table.column(name).kind for name in reading.columns]
        stock = np.array([kind is ItemKind.STOCK for kind in kinds])
        flow = np.array([kind in {ItemKind.FLOW, ItemKind.MONEY} for kind in kinds])
        year = reading.values
        before = self.stocks.get(key, year)
        left = chance.binomial(np.where(before > 0, before, 0), _LEAVING)
        self.stocks[key] = np.where(stock, before - left + chance.poisson(_LEAVING * np.abs(year)), before)
        so_far = self.flows.get(key, np.zeros_like(year)) if period.end_month > 3 else np.zeros_like(year)
        self.flows[key] = so_far + chance.poisson(np.abs(year) / 4)
        values = np.where(flow, self.flows[key], self.stocks[key])
        if TOTAL_ROW in reading.row_codes:
            at = reading.row_codes.index(TOTAL_ROW)
            values[at] = np.delete(values, at, axis=0).sum(axis=0)
        return replace(reading, values=values)


def judged(
    now: Sequence[WorkbookReading], earlier: Sequence[WorkbookReading], city: Story, declared: Mapping[str, bool]
) -> Judged:
    """One clean quarter by all before it; `declared` says whose workbooks a declared rule asks about."""
    period = Period.parse(now[0].identity.period)
    register = city.people.register
    usual = learn(earlier, period, city.returns, register, BUDGET)
    begun = time.perf_counter()
    asked = [questions(each, usual, city.returns, register) for each in now]
    spent = time.perf_counter() - begun
    vain = sum(
        bool(each.asked) or declared.get(reading.sha256, False) for reading, each in zip(now, asked, strict=True)
    )
    return Judged(
        period=period,
        workbooks=len(now),
        asked=vain,
        held_back=sum(len(each.held_back) for each in asked),
        tables=sum(len(each.tables) for each in now),
        signs=len(signs(period, now, earlier, city.returns, BUDGET)),
        milliseconds=1000 * spent / len(now),
    )


def queried(now: Sequence[WorkbookReading], earlier: Sequence[WorkbookReading], city: Story) -> dict[str, bool]:
    """Whether the declared rules ask about each workbook."""
    checked = check(now, Library(earlier), city.returns, city.people.register)
    return {each.sha256: any(finding.level is Level.QUERY for finding in each.findings) for each in checked}


@dataclass(frozen=True, slots=True)
class Target:
    """A place for a wrong figure: a row of a table, a watch, and the figure that stands there."""

    reading: WorkbookReading
    table: TableReading
    watch: Watch
    row: int
    value: int


def targets(now: Sequence[WorkbookReading], members: Returns, least: int) -> Iterator[Target]:
    """Every watched figure of at least so much."""
    for reading in now:
        for table in reading.tables:
            if table.table in watched(members):
                for watch in watched(members)[table.table].watches:
                    column = table.columns.index(watch.column)
                    for row, code in enumerate(table.row_codes):
                        if code != TOTAL_ROW and table.values[row, column] >= least:
                            yield Target(reading, table, watch, row, int(table.values[row, column]))


def wrong(target: Target, figures: Mapping[str, int]) -> WorkbookReading:
    """The workbook with other figures in one row, carried into the total."""
    values = target.table.values.copy()
    for name, value in figures.items():
        column = target.table.columns.index(name)
        if TOTAL_ROW in target.table.row_codes:
            values[target.table.row_codes.index(TOTAL_ROW), column] += value - values[target.row, column]
        values[target.row, column] = value
    spoilt = replace(target.table, values=values)
    tables = tuple(spoilt if each is target.table else each for each in target.reading.tables)
    return replace(target.reading, tables=tables)


def exchanged(target: Target) -> Mapping[str, int]:
    """Two neighbours of a structure for each other."""
    at = target.watch.parts.index(target.watch.column)
    other = target.watch.parts[at + 1 if at + 1 < len(target.watch.parts) else at - 1]
    mine, its = (
        int(target.table.values[target.row, target.table.columns.index(name)]) for name in (target.watch.column, other)
    )
    return {target.watch.column: its, other: mine}


def _tenfold(target: Target) -> Mapping[str, int]:
    return {target.watch.column: 10 * target.value}


def _tenth(target: Target) -> Mapping[str, int]:
    return {target.watch.column: target.value // 10}


def found(
    now: Sequence[WorkbookReading],
    usual: Usual,
    city: Story,
    act: Callable[[Target], Mapping[str, int]],
    *,
    shares: bool,
) -> dict[str, int]:
    """Of so many wrong figures of 10 or more, how many were asked about in the row where they stand."""
    places = [each for each in targets(now, city.returns, 10) if each.watch.is_share is shares]
    chance = np.random.default_rng(_SEED)
    chosen = [places[at] for at in chance.permutation(len(places))[:PLANTED].tolist()]
    counts: Counter[str] = Counter()
    for target in chosen:
        figures = act(target)
        if len(set(figures.values())) < len(figures) or figures[target.watch.column] == target.value:
            continue
        if shares and _roots_apart(figures) < _TOLD_APART:
            continue
        counts["planted"] += 1
        told_of = questions(wrong(target, figures), usual, city.returns, city.people.register).asked
        row = target.table.row_codes[target.row]
        counts["asked"] += any((each.place.table, each.place.row_code) == (target.table.table, row) for each in told_of)
    return dict(counts)


_TOLD_APART = 8.0
"""Parts nearer to each other than this, on the root scale, are exchanged without much harm."""


def _roots_apart(figures: Mapping[str, int]) -> float:
    one, other = (2 * float(np.sqrt(value + 0.375)) for value in figures.values())
    return abs(one - other)


def made_up(now: Sequence[WorkbookReading], earlier: Sequence[WorkbookReading], city: Story) -> dict[str, list[int]]:
    """Of tables made up in each of the ways, how many show their sign: `[shown, made]`."""
    counts: dict[str, list[int]] = {kind.name: [0, 0] for kind in Kind}
    period = Period.parse(now[0].identity.period)
    chance = np.random.default_rng(_SEED)
    last = {(each.identity.unit, table.table): table for each in earlier for table in each.tables}
    for at, reading in enumerate(now):
        for table in reading.tables:
            for kind, values in _inventions(
                table, last.get((reading.identity.unit, table.table)), chance, city.returns.table(table.table)
            ):
                tables = tuple(replace(each, values=values) if each is table else each for each in reading.tables)
                spoilt = [*now[:at], replace(reading, tables=tables), *now[at + 1 :]]
                shown = signs(period, spoilt, earlier, city.returns, BUDGET)
                counts[kind.name][0] += any(sign.kind is kind and sign.table == table.table for sign in shown)
                counts[kind.name][1] += 1
    return {name: each for name, each in counts.items() if each[1]}


def _inventions(
    table: TableReading, last: TableReading | None, chance: np.random.Generator, declared: Table
) -> Iterator[tuple[Kind, Block]]:
    """The table's events taken over from the period before, and its figures rounded to fives and to hundreds."""
    if chance.random() > 0.1:
        return
    flows = [at for at, name in enumerate(table.columns) if declared.column(name).kind is ItemKind.FLOW]
    if last is not None and last.row_codes == table.row_codes and np.count_nonzero(last.values[:, flows]) >= 30:
        values = table.values.copy()
        values[:, flows] = last.values[:, flows]
        yield Kind.REPEATED, values
    yield Kind.ENDINGS, (table.values + 2) // 5 * 5
    yield Kind.ROUND, (table.values + 50) // 100 * 100


def main() -> None:
    """Judge, print, and end with the JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=20)
    counties = parser.parse_args().counties
    city = story(counties)
    quarters = [told(city, at) for at in range(TOLD)]
    carried = Carried(quarters[-1], returns())
    quarters += [carried.quarter(FIRST.shift(at)) for at in range(TOLD, QUARTERS)]
    done = []
    for at in range(1, QUARTERS):
        earlier = [each for quarter in quarters[:at] for each in quarter]
        asked = queried(quarters[at], earlier, city) if at < TOLD else {}
        one = judged(quarters[at], earlier, city, asked)
        done.append(one)
        print(
            f"{one.period}: {one.asked} of {one.workbooks} workbooks asked in vain, {one.held_back} figures held back; "
            f"{one.signs} signs in {one.tables} tables; {one.milliseconds:.2f} ms a workbook"
        )
    last, earlier = quarters[TOLD - 1], [each for quarter in quarters[: TOLD - 1] for each in quarter]
    now, before = quarters[QUARTERS - 1], [each for quarter in quarters[: QUARTERS - 1] for each in quarter]
    with_shares, before_it = quarters[QUARTERS - 2], [each for quarter in quarters[: QUARTERS - 2] for each in quarter]
    power = {}
    for name, wrong_in, past, act, shares in (
        ("tenfold", last, earlier, _tenfold, False),
        ("tenfold after eight quarters", now, before, _tenfold, False),
        ("a tenth", last, earlier, _tenth, False),
        ("two parts exchanged", last, earlier, exchanged, True),
        ("two parts exchanged after seven quarters", with_shares, before_it, exchanged, True),
    ):
        usual = learn(past, Period.parse(wrong_in[0].identity.period), city.returns, city.people.register, BUDGET)
        power[name] = found(wrong_in, usual, city, act, shares=shares)
        print(f"{name}: {power[name].get('asked', 0)} of {power[name].get('planted', 0)} asked about")
    shown = made_up(last, earlier, city)
    for kind, (seen, made) in shown.items():
        print(f"made up, {kind}: {seen} of {made} tables show it")
    share = sum(one.asked for one in done) / sum(one.workbooks for one in done)
    worst = max(one.asked / one.workbooks for one in done)
    print(f"asked in vain: {share:.4f} of all workbooks, at most {worst:.4f} in a quarter; the budget is {BUDGET}")
    print(
        json.dumps(
            {
                "benchmark": "plausibility",
                "workbooks": sum(one.workbooks for one in done),
                "asked_in_vain": share,
                "worst_quarter": worst,
                "budget": BUDGET,
                "signs_in_vain": sum(one.signs for one in done),
                "tables": sum(one.tables for one in done),
                "asked": power,
                "signs_shown": shown,
            }
        )
    )


if __name__ == "__main__":
    main()
