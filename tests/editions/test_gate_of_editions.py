"""The gate: what is not as declared is not published, and the office is told what and where."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from flows.curate import FLAGS, Facts, Source, TableFacts, curate
from flows.publish.frames import GROUP, frames
from flows.publish.gate import GateFault, Looked, judge_edition
from schemas.finding import Cell, Finding, Level, Pattern, Place, Role
from schemas.published import FACT, Flag, NotPublished, Published

Spoil = Callable[[TableFacts], TableFacts]


def first_table(facts: Facts, spoil: Spoil) -> Facts:
    """The facts with their first table spoilt."""
    return replace(facts, tables=(spoil(facts.tables[0]), *facts.tables[1:]))


def value(line: int, column: int, number: int) -> Spoil:
    """Another number in one cell."""

    def spoil(table: TableFacts) -> TableFacts:
        values = table.values.copy()
        values[line, column] = number
        return replace(table, values=values)

    return spoil


def twice(table: TableFacts) -> TableFacts:
    """The third line under the code of the second."""
    rows = table.row_of.copy()
    rows[2] = rows[1]
    return replace(table, row_of=rows)


def without_cell(table: TableFacts) -> TableFacts:
    """A number that stands nowhere."""
    at_row = table.at_row.copy()
    at_row[1, 0] = 0
    return replace(table, at_row=at_row)


def bad_hash(table: TableFacts) -> TableFacts:
    """A source whose hash is none."""
    return replace(table, sources=_first_is(table.sources, sha256="kept.xlsx"))


def _first_is(sources: tuple[Source, ...], **changes: str) -> tuple[Source, ...]:
    """The sources, the first workbook otherwise."""
    first, *others = sources
    return (replace(first, workbook=replace(first.workbook, **changes)), *others)


def bad_column(table: TableFacts) -> TableFacts:
    """A column without a name."""
    return replace(table, columns=(replace(table.columns[0], name=""), *table.columns[1:]))


@pytest.mark.parametrize(
    ("spoil", "said", "place"),
    [
        (value(1, 0, 2051), "各行之和等于合计", "东示例县 CA1 合计 上年末实有数"),
        (value(1, 0, -1), "没有负数", "东示例县 CA1 县直机关工委 上年末实有数"),
        (value(1, 0, 10**16), "合理范围", "东示例县 CA1 县直机关工委 上年末实有数"),
        (twice, "每个数只有一条", "东示例县 CA1 县直机关工委"),
        (without_cell, "工作表和单元格", "东示例县 CA1 县直机关工委 上年末实有数"),
        (bad_hash, "“文件校核码”的写法", "kept.xlsx"),
        (bad_column, "“栏代码”的写法", ""),
    ],
)
def test_what_is_not_as_declared_is_not_published(
    city, three_counties: Facts, tmp_path: Path, spoil: Spoil, said: str, place: str
) -> None:
    """Nothing appears in the curated folder; the reason names the expectation and a place."""
    outcome = city.publish(first_table(three_counties, spoil), tmp_path)

    assert isinstance(outcome, NotPublished)
    told = [reason.message("zh") for reason in outcome.reasons]
    assert any(said in sentence and place in sentence for sentence in told)
    assert all("没有发布" in sentence for sentence in told)
    assert list(tmp_path.iterdir()) == []


def test_a_refused_edition_leaves_the_one_before(city, three_counties: Facts, tmp_path: Path) -> None:
    """The current edition, catalogue and database are not touched."""
    city.publish(three_counties, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    outcome = city.publish(first_table(three_counties, value(1, 0, 2051)), tmp_path)

    assert isinstance(outcome, NotPublished)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_unit_that_does_not_report_is_not_published(city, three_counties: Facts, tmp_path: Path) -> None:
    """Every unit of the facts is among those that owe returns."""
    sources = _first_is(three_counties.sources, unit="990199")
    tables = tuple(replace(table, sources=sources) for table in three_counties.tables)

    outcome = city.publish(replace(three_counties, sources=sources, tables=tables), tmp_path)

    assert isinstance(outcome, NotPublished)
    assert any("990199 CA" in reason.message("zh") for reason in outcome.reasons)


def test_a_period_without_approved_workbooks_is_not_published(city, tmp_path: Path) -> None:
    """There is nothing to say yet."""
    outcome = city.publish(city.facts([]), tmp_path)

    assert isinstance(outcome, NotPublished)
    assert [reason.code for reason in outcome.reasons] == ["PUBLISH-NOTHING"]
    assert "2026年第三季度" in outcome.reasons[0].message("zh")


def test_a_number_where_the_flag_allows_none_is_seen(three_counties: Facts) -> None:
    """Value and flag agree, or the edition is held back."""
    table = three_counties.tables[0]
    flags = table.flags.copy()
    flags[1, 0] = FLAGS.index(Flag.MISSING)
    spoilt = replace(table, flags=flags)
    spoilt.__dict__["numbers"] = table.numbers
    units = [source.workbook.unit for source in three_counties.sources]

    verdict = judge_edition(frames(replace(three_counties, tables=(spoilt,)), three_counties, 1), units)

    assert [outcome.code for outcome in verdict.outcomes if not outcome.kept] == ["EXPECT-VALUE"]


def test_the_suite_is_made_of_every_field(published_once: Path) -> None:
    """A field that is added to a fact is expected without another line of code; the result stays with the edition."""
    result = json.loads((published_once / "2026Q3" / "v001" / "expectations.json").read_bytes())
    asked = {(each["expectation"], each["settings"].get("column")) for each in result["results"]}

    assert result["success"]
    for field in FACT:
        assert ("expect_column_values_to_be_of_type", field.name) in asked
        assert field.nullable or ("expect_column_values_to_not_be_null", field.name) in asked
        assert not field.allowed or ("expect_column_values_to_be_in_set", field.name) in asked
        assert not field.pattern or ("expect_column_values_to_match_regex", field.name) in asked
    assert all(each["success"] and each["zh"] and each["en"] for each in result["results"])


def test_no_word_leaves_the_machine(three_counties: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is told not to report, and asks for no connection."""

    def refuse(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    monkeypatch.delenv("GX_ANALYTICS_ENABLED", raising=False)
    units = [source.workbook.unit for source in three_counties.sources]

    verdict = judge_edition(frames(three_counties, three_counties, 1), units)

    assert all(outcome.kept for outcome in verdict.outcomes)
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_an_expectation_that_cannot_be_judged_is_our_own_fault(three_counties: Facts) -> None:
    """It is never taken for kept."""
    broken = replace(next(iter(frames(three_counties, three_counties, 1))), about="values")

    with pytest.raises(GateFault):
        judge_edition([broken], ["990121"])


def test_tables_are_looked_at_in_groups(three_counties: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large city does not need one frame of everything; each group knows how many lines it has."""
    monkeypatch.setattr("flows.publish.frames.GROUP", 300)

    looked: list[Looked] = [each for each in frames(three_counties, three_counties, 1) if each.about == "facts"]

    assert three_counties.size < GROUP
    assert [each.lines for each in looked] == [234, 126 + 180] or [each.lines for each in looked] == [234, 180, 126]
    assert all(len(each.frame) == each.lines for each in looked)
    assert np.sum([each.lines for each in looked]) == three_counties.size


def test_a_waived_total_is_not_held_against_the_edition(city, workbook, three_counties: Facts, tmp_path: Path) -> None:
    """Where a finding on the total was waived, the total may differ from its rows."""
    cells = {("CA1", "TOTAL", "opening"): 1} | {
        ("CA1", "TOTAL", column.name): column.example * 3
        for column in city.forms.table("CA1").columns
        if column.name != "opening"
    }
    cell = Cell(Role.TOTAL, "CA1", "TOTAL", "合计", "opening", "", None, 1)
    finding = Finding("CA1-U00", Level.ERROR, Pattern.ROWS, Place("CA1", "CA1"), (cell,))
    accepted = city.accepted(workbook("990121", cells=cells))
    waived = replace(accepted, workbook=replace(accepted.workbook, waived=(finding,)))

    facts = curate(three_counties.period, [waived], city.register, city.forms)

    assert isinstance(city.publish(facts, tmp_path), Published)
