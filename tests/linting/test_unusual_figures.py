"""Cells that no equality holds, and structures, against the past and like units: what is asked, how often in vain."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from told_city import PERIODS, changed, told, workbooks

from flows.plausibility import learn, questions, seal, watched
from flows.plausibility.kept import NotLearned, file_of, put, recall, take
from flows.review.budget import Budget, allowed, within
from flows.review.suspicion import Ground, as_text, look
from flows.rulebook.coverage import unprotected
from rules.coverage import Place
from schemas.finding import Level, Pattern
from schemas.model import TOTAL_ROW
from schemas.returns import returns
from schemas.sentences import advice, line, title
from schemas.units import Register, Unit

COUNTIES = 8
BUDGET = 0.05
MOST = 3
NEWEST = PERIODS[-1]


def of(period, counties=COUNTIES):
    return [each for each in workbooks(counties) if each.identity.period == str(period)]


def before(period, counties=COUNTIES):
    return [each for each in workbooks(counties) if each.identity.period < str(period)]


def register(counties=COUNTIES):
    return told(counties).people.register


def learned(period, readings=None, units=None, budget=BUDGET):
    known = before(period) if readings is None else readings
    return learn(known, period, returns(), units or register(), budget)


def asked(reading, usual, units=None):
    return questions(reading, usual, returns(), units or register()).asked


@pytest.fixture(scope="module")
def usual():
    """What the four periods before the newest make usual, all approved."""
    return learned(NEWEST)


@pytest.fixture(scope="module")
def county():
    """The newest workbook on cadres of the first county."""
    return next(each for each in of(NEWEST) if each.identity.return_code == "CA")


def test_no_more_clean_workbooks_are_asked_about_than_the_budget_allows() -> None:
    """In every period of the clean city, held against the periods before it."""
    for period in PERIODS[1:]:
        known = learned(period)
        vain = [each for each in of(period) if asked(each, known)]
        assert len(vain) <= BUDGET * len(of(period))


def test_a_figure_times_a_hundred_is_asked_about(usual, county) -> None:
    """Carried into the total it breaks no rule; the unit's own past tells, with what would be usual."""
    table = county.table("CA4")
    row = max((code for code in table.row_codes if code != TOTAL_ROW), key=lambda code: _at(table, code, "of_female"))
    value = _at(table, row, "of_female")
    (found,) = asked(changed(county, "CA4", row, "of_female", value * 100 + 100), usual)

    assert (found.code, found.level, found.pattern) == ("CA4-H00", Level.QUERY, Pattern.UNUSUAL)
    assert (found.place.row_code, found.place.column, found.detail) == (row, "of_female", "4")
    assert float(found.low.replace(",", "")) <= value <= float(found.high.replace(",", ""))
    _assert_said(found)


def _assert_said(found) -> None:
    for language in ("zh", "en"):
        assert found.high in line(found, language)
        assert title(found, language)
        assert advice(found, language)


def _at(table, row, column):
    return int(table.values[table.row_codes.index(row), table.columns.index(column)])


def test_two_exchanged_parts_of_a_structure_are_asked_about() -> None:
    """No sum sees it; one of the two is told, not both, for the other follows."""
    usual = learned(NEWEST, before(NEWEST, 20), register(20))
    county = next(each for each in of(NEWEST, 20) if each.identity.return_code == "CA")
    table = county.table("CA2")
    row = max((code for code in table.row_codes if code != TOTAL_ROW), key=lambda code: _at(table, code, "total"))
    large, small = _at(table, row, "edu_bachelor"), _at(table, row, "edu_postgrad")
    assert large > 5 * small
    wrong = changed(changed(county, "CA2", row, "edu_bachelor", small), "CA2", row, "edu_postgrad", large)

    (found,) = asked(wrong, usual, register(20))
    assert found.place.row_code == row
    assert found.place.column in {"edu_bachelor", "edu_postgrad"}
    _assert_said(found)


def test_a_structure_with_a_long_past_is_held_against_its_own_shares() -> None:
    """Five half-years of the same shares, then two of them exchanged: the unit's own past tells."""
    halves = [each for each in workbooks(20) if each.identity.period in {"2025Q4", "2026Q2"}]
    past = [
        replace(each, identity=replace(each.identity, period=code))
        for code, model in (("2025Q2", "2025Q4"), ("2025Q4", "2025Q4"), ("2026Q2", "2026Q2"), ("2026Q4", "2026Q2"))
        for each in halves
        if each.identity.period == model
    ]
    known = learn(past, NEWEST.shift(2), returns(), register(20), 0.2)
    assert Pattern.STRUCTURE in known.reach

    now = next(each for each in of(PERIODS[2], 20) if each.identity.return_code == "CA")
    now = replace(now, identity=replace(now.identity, period="2027Q2"))
    table = now.table("CA2")
    row = max((code for code in table.row_codes if code != TOTAL_ROW), key=lambda code: _at(table, code, "total"))
    large, small = _at(table, row, "edu_bachelor"), _at(table, row, "edu_postgrad")
    wrong = changed(changed(now, "CA2", row, "edu_bachelor", small), "CA2", row, "edu_postgrad", large)
    assert asked(now, known, register(20)) == ()
    (found,) = asked(wrong, known, register(20))
    assert found.pattern is Pattern.STRUCTURE
    _assert_said(found)


def test_what_is_watched_no_equality_protects_or_is_a_part_of_a_structure() -> None:
    """A cell that an equality holds is left to its rule, unless two parts could be exchanged in it."""
    for code, each in watched(returns()).items():
        for watch in each.watches:
            assert watch.is_share == bool(watch.rule)
            assert watch.is_share or Place(code, "", watch.column) in unprotected(returns())
    structures = {watch.rule for each in watched(returns()).values() for watch in each.watches if watch.is_share}
    assert {"CA2-P03", "PM2-P01"} <= structures
    assert "CA1-P01" not in structures  # events of a year have no structure that lasts


def test_a_cell_that_an_equality_holds_is_left_to_its_rule(usual, county) -> None:
    """However large it is; and so is a total row, which is the sum of the others."""
    row = county.table("CA1").row_codes[1]

    assert asked(changed(county, "CA1", row, "inc_recruit", 99_999), usual) == ()
    assert asked(changed(county, "CA4", TOTAL_ROW, "of_female", 99_999), usual) == ()


def test_nothing_is_asked_while_the_past_is_too_short_to_learn_from(county) -> None:
    """With no past, and with that of a few workbooks, the figures stand as they are."""
    row = county.table("CA4").row_codes[1]
    wrong = changed(county, "CA4", row, "of_female", 99_999)

    assert asked(wrong, learned(NEWEST, [])) == ()
    assert asked(wrong, learned(NEWEST, of(PERIODS[0])[:6])) == ()


def test_units_of_like_size_tell_while_the_own_past_is_short() -> None:
    """One accepted period is no history, but a hundred townships say what is usual of stocks.

    Of events in a quarter that nobody has reported yet nobody does.
    """
    known = learn(of(PERIODS[0], 24), PERIODS[1], returns(), register(24), BUDGET)
    assert set(known.reach) == {Pattern.UNLIKE}
    now = next(each for each in of(PERIODS[1], 24) if each.identity.return_code == "CA")
    table = now.table("CA5")
    row = max((code for code in table.row_codes if code != TOTAL_ROW), key=lambda code: _at(table, code, "closing"))
    wrong = changed(now, "CA5", row, "female", 0)

    assert asked(now, known, register(24)) == ()
    assert all(each.pattern is Pattern.UNLIKE for each in asked(wrong, known, register(24)))
    events = changed(now, "CA4", row, "of_female", 99_999)
    assert asked(events, known, register(24)) == ()


def test_one_wrong_figure_of_the_past_moves_nothing(county) -> None:
    """The median of four periods stays where it is when one of them is a hundred times too large."""
    row = county.table("CA4").row_codes[1]
    spoilt = [
        changed(each, "CA4", row, "of_female", 9999)
        if (each.identity.period, each.identity.unit, each.identity.return_code)
        == (str(PERIODS[1]), county.identity.unit, "CA")
        else each
        for each in before(NEWEST)
    ]

    assert asked(county, learned(NEWEST, spoilt)) == ()


def test_a_unit_that_others_were_merged_into_has_no_past_of_its_own(usual, county) -> None:
    """Twice as many people after a merger are no wonder: the figures of before were another ground's."""
    rows = [code for code in county.table("CA4").row_codes if code != TOTAL_ROW]
    kept, gone = rows[-1], rows[-2]
    table = county.table("CA4")
    tenfold = changed(county, "CA4", kept, "of_female", 10 * _at(table, kept, "of_female") + 100)
    assert [each.place.row_code for each in asked(tenfold, usual)] == [kept]

    merged = Register(tuple(_merged(each, gone, kept) for each in register().units))
    alone = learned(NEWEST, units=merged)
    assert all(each.pattern is Pattern.UNLIKE for each in asked(tenfold, alone, merged))
    assert f"{county.identity.unit} {kept}" in alone.tables["CA4"].rows
    assert not alone.tables["CA4"].count[alone.tables["CA4"].rows.index(f"{county.identity.unit} {kept}")].any()


def _merged(unit: Unit, gone: str, into: str) -> Unit:
    return replace(unit, valid_to=date(2026, 10, 31), successors=(into,)) if unit.code == gone else unit


def test_a_budget_is_a_share() -> None:
    """Nothing and everything are refused."""
    for budget in (0, 1, -0.1):
        with pytest.raises(ValueError, match="no share"):
            learned(NEWEST, [], budget=budget)


def test_what_was_learned_comes_back_as_it_was(usual, county, tmp_path) -> None:
    """Kept and taken, the same questions are asked; a spoilt file is learned anew, and never used."""
    row = county.table("CA4").row_codes[1]
    wrong = changed(county, "CA4", row, "of_female", 99_999)
    file = file_of(tmp_path / "usual", "0" * 64, "1" * 64, "2" * 64)
    with pytest.raises(NotLearned):
        recall(file)
    put(file, usual)

    assert asked(wrong, recall(file)) == asked(wrong, usual) != ()
    content = file.read_bytes()
    for spoilt in (content[: len(content) // 2], b"", b"not a file of ours"):
        file.write_bytes(spoilt)
        assert take(file) is None


def test_what_was_learned_is_kept_by_past_rules_register_and_reading(tmp_path) -> None:
    """With another register or another way to read, it is learned anew."""
    seals = ["0" * 64, "1" * 64, "2" * 64]
    others = [file_of(tmp_path, *seals[:n], "9" * 64, *seals[n + 1 :]) for n in range(3)]

    assert len({file_of(tmp_path, *seals), *others}) == 4


def test_the_seal_tells_pasts_and_budgets_apart() -> None:
    """The same files in any order are one past; another file or budget is another; no file is no past."""
    assert seal(["a", "b"], 0.05) == seal(["b", "a"], 0.05)
    assert len({seal(["a", "b"], 0.05), seal(["a"], 0.05), seal(["a", "b"], 0.1), seal([], 0.05)}) == 4
    assert seal([], 0.05) == ""


def test_others_of_the_same_period_change_nothing(usual, county) -> None:
    """What is asked of one workbook depends on the past alone."""
    row = county.table("CA4").row_codes[1]
    wrong = changed(county, "CA4", row, "of_female", 99_999)
    alone = look(NEWEST, [wrong], [], Ground(usual, returns(), register(), BUDGET, MOST))
    among = look(NEWEST, [*of(NEWEST)[1:], wrong], [], Ground(usual, returns(), register(), BUDGET, MOST))

    assert [doubt.finding for doubt in alone.asked] == [doubt.finding for doubt in among.asked] != []


def test_what_the_budget_leaves_no_room_for_is_told_to_the_office(usual, county) -> None:
    """A reach farther out turns a question into a line of the office's list."""
    row = county.table("CA4").row_codes[1]
    wrong = changed(county, "CA4", row, "of_female", 99_999)
    narrow = replace(usual, reach=dict.fromkeys(usual.reach, 10_000.0))
    found = questions(wrong, narrow, returns(), register())

    assert found.asked == ()
    assert [each.place.column for each in found.held_back] == ["of_female"]
    assert all(float(each.high.replace(",", "")) >= 99_999 for each in found.held_back)
    seen = look(NEWEST, [wrong], [], Ground(narrow, returns(), register(), BUDGET, MOST))
    assert (seen.used, seen.allowed, len(seen.held_back)) == (0, MOST, 1)
    assert "CA4-H00" in as_text(seen, "zh")


def test_a_row_of_a_fixed_stub_is_held_against_its_own_past(usual) -> None:
    """An annual target that no equality protects, ten times what it was: asked about in its row, and in no other."""
    reading = next(each for each in of(NEWEST) if each.table("TA6") and each.identity.unit == "990121")
    table = reading.table("TA6")
    value = int(table.values[table.row_codes.index("R3"), table.columns.index("target_year")])
    found = questions(changed(reading, "TA6", "R3", "target_year", 10 * value), usual, returns(), register())

    assert [(each.code, each.place.row_code, each.place.column) for each in found.asked] == [
        ("TA6-H00", "R3", "target_year")
    ]
    assert questions(reading, usual, returns(), register()).asked == ()


def test_the_budget_is_a_cap_on_the_workbooks_asked_about(usual) -> None:
    """With room for one, the strangest is asked about; the others stand in the office's list, the strangest first."""
    spoilt = []
    for reading, value in zip(
        [each for each in of(NEWEST) if each.table("CA4")][:3], (5_000, 99_999, 20_000), strict=True
    ):
        spoilt.append(changed(reading, "CA4", reading.table("CA4").row_codes[1], "of_female", value))
    found = look(NEWEST, spoilt, [], Ground(usual, returns(), register(), BUDGET, 1))

    assert (found.used, found.allowed) == (1, 1)
    assert {doubt.key.unit for doubt in found.asked} == {spoilt[1].identity.unit}
    held = [doubt.key.unit for doubt in found.held_back if doubt.finding.place.column == "of_female"]
    assert held == [spoilt[2].identity.unit, spoilt[0].identity.unit]


@given(st.dictionaries(st.integers(0, 99), st.floats(1, 100)), st.integers(0, 20), st.sets(st.integers(0, 99)))
def test_judging_the_rest_later_asks_about_the_same(strange, room, first) -> None:
    """Whatever part of the verdicts was kept before a night was killed, in the end the same workbooks are asked about."""
    whole = within(strange, room)
    kept = whole & first
    rest = {each: value for each, value in strange.items() if each not in first}

    assert kept | within(rest, room - len(kept)) == whole


def test_the_budget_allows_one_workbook_at_least() -> None:
    """A small city, too, may ask; one that collects nothing asks nothing."""
    assert [allowed(0.05, owed) for owed in (0, 1, 12, 100)] == [0, 1, 1, 5]
    assert [Budget(5, used).left for used in (0, 5, 7)] == [5, 0, 0]
    with pytest.raises(ValueError, match="share"):
        allowed(1.0, 10)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_office_reads_one_list(usual, county, language) -> None:
    """The figures that are asked about, the signs, and how much of the budget is used."""
    row = county.table("CA4").row_codes[1]
    wrong = changed(county, "CA4", row, "of_female", 99_999)
    now = [wrong if each is county else each for each in of(NEWEST)]

    found = look(NEWEST, now, before(NEWEST), Ground(usual, returns(), register(), BUDGET, MOST))
    assert [doubt.finding.place.column for doubt in found.asked] == ["of_female"]
    assert (found.used, found.allowed) == (1, MOST)
    assert "CA4-H00" in as_text(found, language)
    assert "5%" in as_text(found, language)

    unlearned = as_text(look(NEWEST, now, [], Ground(None, returns(), register(), BUDGET, MOST)), language)
    assert "CA4-H00" not in unlearned
    assert len(unlearned.splitlines()) == 2


def test_the_scale_of_counts_lets_small_ones_move() -> None:
    """From 2 to 5 is nothing, from 200 to 500 is much: both are the same ratio."""
    from flows.plausibility.usual import NEAREST, root

    small, large = (np.abs(np.diff(root(np.array(pair, dtype=np.float64)))) for pair in ((2, 5), (200, 500)))
    assert small < NEAREST < large
