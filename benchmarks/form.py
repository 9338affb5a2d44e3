"""The return that the benchmarks fill: three tables of 40 columns over 30 units, declared like any other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from flows.template import Figures
from rules.edit_rule import EditRule
from schemas.model import PEOPLE, TOTAL_ROW, Column, Grain, ItemKind, Return, Table
from schemas.periods import Frequency, Period
from schemas.returns import Returns
from schemas.units import Register, Unit, UnitKind

TOWNSHIPS = 30
PERIOD = Period.parse("2026Q3")
MADE_ON = date(2026, 9, 1)
_CITIES, _COUNTIES_OF_A_CITY = 100, 99
_BEGUN = date(2020, 1, 1)
_PARTS = 5


@dataclass(frozen=True, slots=True)
class _Group:
    """A sum with its five parts; `total` is a column of its own, or empty where the parts make up `closing`."""

    total: str
    zh: str
    parts: tuple[str, ...]


_GROUPS = (
    _Group("inc_total", "本期增加", ("录用", "调入", "公开遴选", "军转安置", "其他增加")),
    _Group("dec_total", "本期减少", ("退休", "调出", "辞职", "开除辞退", "其他减少")),
    _Group("", "年龄", ("30岁及以下", "31–40岁", "41–50岁", "51–55岁", "56岁及以上")),
    _Group("", "学历", ("研究生", "大学本科", "大学专科", "中专高中", "初中及以下")),
    _Group("", "职级", ("一档", "二档", "三档", "四档", "五档")),
    _Group("", "工作年限", ("2年及以下", "3–5年", "6–10年", "11–20年", "21年及以上")),
)
_WITHIN = (
    ("female", "女"), ("minority", "少数民族"), ("evaluated", "参加考核"),
    ("excellent", "考核优秀"), ("trained", "参加培训"), ("abroad", "境外培训"),
)  # fmt: skip
"""Items within `closing`, or within the one before them (考核优秀, 境外培训)."""
_INSIDE = {"excellent": "evaluated", "abroad": "trained"}
_OPENING, _CHANGE_PART, _CLOSING = 100, (4, 2), 110
_COLUMNS = 40


def _columns() -> Iterator[tuple[str, str, int]]:
    """Name, printed heading and example of each column."""
    yield "opening", "期初实有数", _OPENING
    for number, group in enumerate(_GROUPS):
        part = _CHANGE_PART[number] if group.total else _CLOSING // _PARTS
        if group.total:
            yield group.total, group.zh, part * _PARTS
        for place, zh in enumerate(group.parts, 1):
            yield _part(number, place), f"{group.zh}：{zh}", part
        if group.total == "dec_total":
            yield "closing", "期末实有数", _CLOSING
    for name, zh in _WITHIN:
        yield name, zh, _CLOSING // (8 if name in _INSIDE else 3)


def _part(group: int, place: int) -> str:
    return f"part_{group + 1}_{place}"


def _rules(before: str) -> Iterator[EditRule]:
    """Two partitions of the change, the stock and flow, four of the stock, 其中 items, and one with the table before."""
    for number, group in enumerate(_GROUPS):
        whole = group.total or "closing"
        parts = " + ".join(_part(number, place) for place in range(1, _PARTS + 1))
        yield EditRule(f"P{number + 1:02}", f"{whole} == {parts}", breaks=f"{_part(number, 1)} += 1")
    yield EditRule("F01", "closing == opening + inc_total - dec_total", breaks="closing += 1")
    for number, name in enumerate(("female", "excellent"), 1):
        yield EditRule(f"L{number:02}", f"{name} <= {_INSIDE.get(name, 'closing')}", breaks=f"{name} = 9999")
    if before:
        yield EditRule("X01", f"closing <= {before}.closing", breaks="closing = 9999")


def _table(code: str, zh: str, en: str, before: str = "") -> Table:
    columns = tuple(
        Column(f"{number:02}", name, heading, name, ItemKind.STOCK, PEOPLE, example)
        for number, (name, heading, example) in enumerate(_columns(), 1)
    )
    if len(columns) != _COLUMNS:
        raise ValueError(f"{len(columns)} columns")
    return Table(code, zh, en, Frequency.QUARTERLY, Grain.UNIT, columns, tuple(_rules(before)))


RETURN = Return(
    code="BM",
    zh="测速统计表",
    en="Benchmark return",
    frequency=Frequency.QUARTERLY,
    version="2026.1",
    tables=(
        _table("BM1", "测速表一", "Benchmark table 1"),
        _table("BM2", "测速表二", "Benchmark table 2", "BM1"),
        _table("BM3", "测速表三", "Benchmark table 3", "BM2"),
    ),
)
RETURNS = Returns((RETURN,))


def register(counties: int) -> Register:
    """Invented cities 99xx00 with their counties, 30 townships each. Raises ValueError above 9,900 counties."""
    if counties > _CITIES * _COUNTIES_OF_A_CITY:
        raise ValueError(f"{counties} counties have no codes")
    return Register(tuple(_units(counties)))


def counties_of(units: Register) -> tuple[Unit, ...]:
    """The counties of a register, in its order."""
    return tuple(unit for unit in units.units if unit.kind is UnitKind.COUNTY)


def _units(counties: int) -> Iterator[Unit]:
    for index in range(counties):
        city, number = divmod(index, _COUNTIES_OF_A_CITY)
        above = f"99{city:02}00"
        if number == 0:
            yield Unit(above, f"示例{city + 1}市", UnitKind.CITY, "", _BEGUN)
        county = f"99{city:02}{number + 1:02}"
        yield Unit(county, f"示例{index + 1}县", UnitKind.COUNTY, above, _BEGUN)
        for place in range(1, TOWNSHIPS + 1):
            yield Unit(f"{county}{100 + place}", f"示例{place}镇", UnitKind.TOWNSHIP, county, _BEGUN)


def figures(units: Register, county: Unit, chance: np.random.Generator, *, wrong: bool) -> tuple[Figures, ...]:
    """A county's three tables that keep every rule; with `wrong` one figure of one township breaks a sum."""
    codes = tuple(unit.code for unit in units.children(county.code, PERIOD.last_day))
    opening, flows = chance.integers(60, 400, len(codes)), chance.integers(0, 6, (2, _PARTS, len(codes)))
    tables = []
    for _ in RETURN.tables:
        tables.append(_block(opening, flows, chance))
        opening = opening - chance.integers(0, 8, len(codes))
    if wrong:
        block = tables[int(chance.integers(len(tables)))]
        row, column = int(chance.integers(len(codes))), int(chance.integers(_COLUMNS - len(_WITHIN)))
        block[row, column] += int(chance.integers(1000, 9000))
    names = tuple(RETURN.tables[0].names)
    return tuple(
        Figures.complete(table.code, names, (TOTAL_ROW, *codes), np.vstack((block.sum(axis=0), block)))
        for table, block in zip(RETURN.tables, tables, strict=True)
    )


def _block(opening: NDArray[np.int64], flows: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.int64]:
    """One table without its total row: opening, flows, closing, four partitions of it, and what lies within it."""
    closing = opening + flows[0].sum(axis=0) - flows[1].sum(axis=0)
    shares = [chance.multivariate_hypergeometric([int(n)] * _PARTS, int(n)) for _ in range(4) for n in closing]
    partitions = np.array(shares).reshape(4, len(closing), _PARTS)
    within: dict[str, NDArray[np.int64]] = {}
    for name, _ in _WITHIN:
        within[name] = chance.integers(0, within.get(_INSIDE.get(name, ""), closing) + 1)
    columns = [
        opening, flows[0].sum(axis=0), *flows[0], flows[1].sum(axis=0), *flows[1], closing,
        *(partition[:, place] for partition in partitions for place in range(_PARTS)), *within.values(),
    ]  # fmt: skip
    return np.stack(columns, axis=1)
