"""A changed rule set over kept workbooks: what comes, what goes, which workbooks turn; and rules on trial."""

from dataclasses import replace

import pytest
from told_city import PERIODS, changed, told, workbooks

from flows.check import Library, check
from flows.rulebook.impact import as_text, changed_returns, impact
from rules.edit_rule import EditRule
from rules.language import Severity
from schemas.finding import Level
from schemas.in_force import as_judged
from schemas.model import DeclarationError
from schemas.periods import Period
from schemas.returns import Returns, returns

COUNTIES = 1


def with_rule(*rules: EditRule, without: str = "") -> Returns:
    """The returns with rules of CA2 added, and one left out."""
    form = returns().get("CA")
    table = form.table("CA2")
    kept = tuple(rule for rule in table.rules if rule.code != without)
    new = replace(table, rules=(*kept, *rules))
    tables = tuple(new if each.code == "CA2" else each for each in form.tables)
    return changed_returns(returns(), Returns((replace(form, tables=tables),)))


def compared(after: Returns, readings=None):
    return impact(readings or workbooks(COUNTIES), returns(), after, told(COUNTIES).people.register)


def test_the_same_rules_change_nothing() -> None:
    """Every workbook is judged twice, and nothing is told."""
    found = compared(returns())

    assert (found.workbooks, found.fresh, found.gone, found.turned) == (len(workbooks(COUNTIES)), (), (), ())


def test_a_stricter_rule_names_whom_it_would_return() -> None:
    """Unit, period, place and difference of every new finding; workbooks that turn are told with what they were."""
    found = compared(with_rule(EditRule("L99", "total >= 500", breaks="total = 499")))

    assert {hit.finding.code for hit in found.fresh} == {"CA2-L99"}
    assert found.gone == ()
    assert all(hit.finding.difference for hit in found.fresh)
    assert {turned.key for turned in found.turned} == {hit.key for hit in found.fresh}
    assert {turned.after for turned in found.turned} == {Level.ERROR}
    for language in ("zh", "en"):
        text = as_text(found, language)
        assert "CA2-L99" in text
        assert all(hit.key.unit in text for hit in found.fresh)


def test_a_rule_left_out_lets_its_findings_go() -> None:
    """What only it had found is gone."""
    newest = next(
        each for each in workbooks(COUNTIES) if (each.identity.period, each.identity.return_code) == ("2026Q4", "CA")
    )
    row = newest.table("CA2").row_codes[1]
    wrong = changed(newest, "CA2", row, "female", 99_999)
    readings = [wrong if each is newest else each for each in workbooks(COUNTIES)]
    found = compared(with_rule(without="L01"), readings)

    assert ("CA2-L01", row) in {(hit.finding.code, hit.finding.place.row_code) for hit in found.gone}
    assert found.fresh == ()


STRICT = EditRule("L99", "total >= 500", breaks="total = 499", trial_until="2026Q2")


def test_a_rule_on_trial_only_tells() -> None:
    """Up to the last period of the trial it is a 提示; from the next on what its severity says."""
    levels = {}
    tried = with_rule(STRICT)
    for period in (PERIODS[2], PERIODS[4]):
        readings = [each for each in workbooks(COUNTIES) if each.identity.period == str(period)]
        done = check(readings, Library(workbooks(COUNTIES)), tried, told(COUNTIES).people.register)
        levels[str(period)] = {f.level for each in done for f in each.findings if f.code == "CA2-L99"}

    assert levels == {"2026Q2": {Level.NOTE}, "2026Q4": {Level.ERROR}}


def test_the_trial_is_part_of_the_rule_set() -> None:
    """A verdict made while the rule was on trial is made again when the trial is changed."""
    assert with_rule(STRICT).rule_set != with_rule(replace(STRICT, trial_until="2026Q3")).rule_set
    assert as_judged(STRICT, Period.parse("2026Q3")).severity is Severity.ERROR
    assert as_judged(replace(STRICT, trial_until=""), Period.parse("2020Q1")).severity is Severity.ERROR


def test_a_trial_that_names_no_period_is_refused() -> None:
    """By the declaration, with the rule's code."""
    with pytest.raises(DeclarationError, match="CA2-L99"):
        with_rule(replace(STRICT, trial_until="next year"))
