"""A waiver that is narrowed to an item or a row: whatever may be asked for silences the finding that it is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import ModuleType

import pytest

import record
from flows.check import Library
from flows.check.court import hear
from flows.check.evidence import Witness
from flows.check.gather import Gatherer, Panels
from flows.sample import EXACT_COUNTY
from record.errors import RecordError
from rules.judge import Verdict
from rules.language import Drift, Scope
from schemas.decision import Waiver
from schemas.finding import Finding
from schemas.model import TOTAL_ROW, Table
from schemas.periods import Period
from schemas.returns import Returns, returns

DAY = date(2026, 1, 17)
DRIFTS = {
    (each.code, item.text)
    for each in returns().all_rules()
    if isinstance(each.rule.relation, Drift)
    for part in each.rule.relation.parts
    for item in part.items()
}
"""Rules of structure and their parts: a finding tells the one part that moved most."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What `asked` looks at of an office to tell the rows of a rule."""

    returns: Returns
    register: object


@pytest.fixture(scope="module", name="asked")
def _asked(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """What holds a waiver that is asked for against the forms; it is loaded with a record alone."""
    record.connect(tmp_path_factory.mktemp("record"))
    from flows.acts import asked

    return asked


def silences(finding: Finding, column: str, row: str = "") -> bool:
    waiver = Waiver(EXACT_COUNTY, finding.code, row, column, "整建制划转，批文未到", "示例科", DAY, DAY)
    return waiver.covers(finding, EXACT_COUNTY, DAY)


def findings_of_every_rule(desk) -> Iterator[Finding]:
    """What each rule that is judged of one county says, as if it were broken, on the first row on which it can be told."""
    panels = Panels((EXACT_COUNTY,), Library(desk.readings.values()), desk.returns)
    for table in desk.returns.tables:
        judged = hear(
            Gatherer(panels.of(table, desk.newest), panels, desk.register), desk.returns.rules(table.code), desk.returns
        )
        witness = Witness(judged)
        for number, verdicts in enumerate(judged.judgements.verdicts):
            told = [row for row, each in enumerate(verdicts) if each in {Verdict.HOLDS, Verdict.VIOLATED}]
            if told:
                yield witness.finding(number, told[0])
        if judged.hierarchy is not None:
            for column in range(len(table.columns)):
                yield witness.rows_finding(int(judged.hierarchy.parents[0]), column)


def test_every_item_of_every_rule_may_be_waived(desk, asked):
    """Also the parts of a sum, the limit of a comparison and figures of another table; no item that is not the rule's."""
    found = {finding.code: finding for finding in findings_of_every_rule(desk)}
    declared = [each for each in desk.returns.all_rules() if each.rule.scope is not Scope.CITY]
    assert {each.code for each in declared} <= set(found)
    for each in declared:
        rule, finding = asked.rule(desk.returns, each.code), found[each.code]
        named = [asked.column(desk.returns, rule, item.code) for item in rule.entry.items]
        assert len(set(named)) == len(rule.entry.items)
        missed = [name for name in named if not silences(finding, name) and (each.code, name) not in DRIFTS]
        assert missed == [], each.code
        assert not any(silences(finding, column.name) for column in each.table.columns if column.name not in named)


def test_a_sum_of_rows_is_waived_by_its_column(desk):
    """Each column of each table that adds its rows up, and no other."""
    for finding in findings_of_every_rule(desk):
        table = desk.returns.table(finding.place.table)
        if finding.code == table.hierarchy_code:
            silenced = [column.name for column in table.columns if silences(finding, column.name)]
            assert silenced == [finding.place.column]


@pytest.mark.parametrize(("code", "part"), sorted(DRIFTS))
def test_the_part_that_moved_is_waived_and_no_other(desk, code: str, part: str) -> None:
    """A rule of structure tells of the part that moved most, and of the whole."""
    table = code.partition("-")[0]
    desk.add(table, TOTAL_ROW, part, desk.value(table, TOTAL_ROW, "total"))
    checked = desk.checked(desk.returns.return_of(table).code)
    finding = next(each for each in checked.findings if each.code == code)

    parts = {name for of, name in DRIFTS if of == code}
    assert {name for name in (*parts, "total") if silences(finding, name)} == {part, "total"}


def test_the_rows_to_choose_from_are_those_on_which_a_rule_is_judged(desk, asked):
    """Every row that a finding of the rule stands on is offered; of a sum of rows the sums alone."""
    ground = Ground(desk.returns, desk.register)
    county = desk.register.at(EXACT_COUNTY, Period.parse("2025Q4").last_day)
    for finding in findings_of_every_rule(desk):
        rule, row = asked.rule(desk.returns, finding.code), finding.place.row_code
        assert asked.row(ground, rule, county, row, desk.newest.last_day) == row
        assert silences(finding, "", row)
        if rule.entry.code == rule.table.hierarchy_code:
            for below in {cell.row_code for cell in finding.cells} - parents(rule.table):
                with pytest.raises(RecordError) as refused:
                    asked.row(ground, rule, county, below, desk.newest.last_day)
                assert refused.value.code == "WAIVE-ROW"


def parents(table: Table) -> set[str]:
    return {TOTAL_ROW, *(row.parent for row in table.rows)}


def test_one_name_in_two_tables_is_two_items(asked):
    """The bare name is the rule's own table's, the other is named with its table, and a number asks which."""
    rule = asked.rule(returns(), "CA3-X01")
    own, other = (returns().table(code).column_code("total") for code in ("CA3", "CA2"))

    assert asked.column(returns(), rule, "total") == asked.column(returns(), rule, own) == "total"
    assert asked.column(returns(), rule, "ca2.total") == asked.column(returns(), rule, other) == "CA2.total"
    assert (own, other) == ("CA3.01", "CA2.01")
    with pytest.raises(RecordError) as refused:
        asked.column(returns(), rule, "第1栏")
    assert refused.value.code == "WAIVE-COLUMN-WHICH"
    assert [each.split()[0] for each in refused.value.facts["columns"]] == [own, other]
