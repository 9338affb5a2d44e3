"""Planted defects in small rule sets: each is found, named, and nothing else is."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.language import Item, Scope, Severity, parse
from rules.lint import Defect, Kind, Measured, RuleSystem, Stated, counted_twice, left_out, mixed, no_parent
from rules.lint.conflict import Posed, Posited
from rules.lint.inequalities import AtLeast

PEOPLE = Measured(decimals=lambda _: 0, signed=lambda item: item.column == "difference", quarter=4)
MONEY = Measured(decimals=lambda item: 2 if item.column.startswith("money") else 0, signed=lambda _: False, quarter=2)


def stated(
    code: str, text: str, severity: Severity = Severity.ERROR, scope: Scope = Scope.ROW, table: str = "A1"
) -> Stated:
    return Stated(f"{table}-{code}", table, parse(text), severity, scope)


def defects(*rules: Stated, measured: Measured = PEOPLE) -> list[Defect]:
    return list(RuleSystem(rules, measured).defects())


SOUND = (
    stated("P01", "total == male + female"),
    stated("P02", "total == young + old"),
    stated("L01", "minority <= total"),
    stated("B01", "within(female / total, 0.1, 0.9)", Severity.QUERY),
    stated("F01", "difference == closing - opening"),
    stated("C01", "if young > 0: old > 0"),
)


def test_a_sound_rule_set_has_no_defect() -> None:
    """Sums, an 其中, a band, a signed difference and a condition do not disturb one another."""
    assert defects(*SOUND) == []


def test_contradicting_rules_are_named_with_a_smallest_set() -> None:
    """Three rules that run in a circle contradict; the others of the table are not blamed."""
    circle = (stated("L07", "male < female"), stated("L08", "female < young"), stated("L09", "young < male"))

    assert defects(*SOUND, *circle) == [Defect(Kind.CONTRADICTION, "A1-L07", ("A1-L07", "A1-L08", "A1-L09"))]


def test_the_smallest_of_two_contradictions_is_named() -> None:
    """Where two rules suffice, the longer circle is not told."""
    rules = (
        stated("L01", "a < b"),
        stated("L02", "b < c"),
        stated("L03", "c < a"),
        stated("L04", "d < e"),
        stated("L05", "e < d"),
    )

    (found,) = defects(*rules)
    assert found.because == ("A1-L04", "A1-L05")


def test_rules_that_leave_an_item_nothing_but_zero_are_found() -> None:
    """Two partitions of one total, of which one counts an item more: nothing contradicts, yet the item is always 0."""
    found = defects(stated("P01", "total == male + female"), stated("P02", "total == male + female + unknown"))

    assert Defect(Kind.ALWAYS_ZERO, "A1.unknown", ("A1-P01", "A1-P02")) in found


def test_a_rule_that_follows_from_others_names_them() -> None:
    """The chain a ≤ b ≤ c makes a ≤ c superfluous."""
    rules = (stated("L01", "a <= b"), stated("L02", "b <= c"), stated("L03", "a <= c"), stated("L04", "x <= c"))

    assert defects(*rules) == [Defect(Kind.IMPLIED, "A1-L03", ("A1-L01", "A1-L02"))]


def test_an_equality_follows_when_both_directions_do() -> None:
    """The sum of two equalities is no third rule."""
    rules = (stated("P01", "a == b"), stated("P02", "b == c"), stated("P03", "a == c"))

    assert {defect.code for defect in defects(*rules)} == {"A1-P01", "A1-P02", "A1-P03"}
    assert {defect.kind for defect in defects(*rules)} == {Kind.IMPLIED}


def test_what_cannot_be_below_zero_need_not_be_said() -> None:
    """A rule that holds of all counts never fires; of a signed item it can."""
    assert defects(stated("L01", "a >= 0")) == [Defect(Kind.NEVER_BROKEN, "A1-L01")]
    assert defects(stated("L01", "difference >= 0")) == []


def test_a_band_that_the_sums_already_keep_never_fires() -> None:
    """A share of a part in its whole is at most 1 in any case."""
    rules = (stated("L01", "part <= whole"), stated("B01", "within(part / whole, 0, 1)", Severity.QUERY))

    assert defects(*rules) == [Defect(Kind.NEVER_BROKEN, "A1-B01", ("A1-L01",))]


def test_a_band_that_nothing_can_keep_is_found() -> None:
    """Two halves of a whole cannot both be under a third of it."""
    rules = (stated("P01", "whole == part + part"), stated("B01", "within(part / whole, 0, 0.3)", Severity.QUERY))

    assert defects(*rules) == [Defect(Kind.NEVER_KEPT, "A1-B01", ("A1-P01",))]


def test_a_condition_that_other_rules_exclude_never_fires() -> None:
    """More women than people there are never, so what would follow from it is never asked."""
    rules = (stated("L01", "female <= total"), stated("C01", "if female > total: minority > 0"))

    assert defects(*rules) == [Defect(Kind.IMPLIED, "A1-C01", ("A1-L01",))]


def test_a_rule_of_the_total_row_does_not_excuse_one_of_every_row() -> None:
    """What holds on the county's total row says nothing of a township's row; the other way round it does."""
    total, row = stated("M01", "a == b", scope=Scope.TOTAL), stated("L01", "a <= b")
    assert [defect.code for defect in defects(total, row)] == []

    wide, narrow = stated("P01", "a == b"), stated("M01", "a <= b", scope=Scope.TOTAL)
    assert defects(wide, narrow) == [Defect(Kind.IMPLIED, "A1-M01", ("A1-P01",))]


def test_decimals_and_the_quarter_enter_the_proof() -> None:
    """Money in hundredths against a count, and a limit that grows with the quarters: 2 a case in the second."""
    rules = (
        stated("L01", "money >= 5 * cases"),
        stated("L02", "money <= quarter * cases"),
        stated("L03", "cases >= 1"),
    )

    (found,) = defects(*rules, measured=MONEY)
    assert (found.kind, found.because) == (Kind.CONTRADICTION, ("A1-L01", "A1-L02", "A1-L03"))


def test_a_divisor_that_no_whole_numbers_meet_is_a_contradiction() -> None:
    """Twice a count is never an odd number."""
    (found,) = defects(stated("P01", "2 * a == 2 * b + 1"))

    assert (found.kind, found.because) == (Kind.CONTRADICTION, ("A1-P01",))


def test_mixed_measures_are_named() -> None:
    """People and places in one sum; a table across another is looked up too."""
    rules = [stated("P01", "total == posts + B1.people"), stated("P02", "total == male + female")]

    found = list(mixed(rules, lambda item: "名" if item.column == "posts" else "人"))
    assert found == [Defect(Kind.MIXED, "A1-P01", items=("人", "名"))]


def test_an_item_within_another_of_its_partition_is_counted_twice() -> None:
    """Also where it lies within it by way of a third item, or of another table's rule."""
    rules = [
        stated("P01", "total == young + old + student"),
        stated("L01", "student <= pupil"),
        stated("L02", "pupil <= young"),
        stated("L03", "retired <= old"),
    ]

    (found,) = counted_twice(rules)
    assert (found.code, found.because, found.items) == ("A1-P01", ("A1-L01", "A1-L02"), ("A1.student",))


def test_a_part_that_its_sum_leaves_out_is_found() -> None:
    """Three of four items printed under one heading make the total; an 其中 among them is not missed."""
    group = tuple(Item("A1", name) for name in ("college", "bachelor", "postgraduate", "below", "fulltime"))
    rules = [stated("P01", "total == college + bachelor + postgraduate"), stated("L01", "fulltime <= bachelor")]

    assert list(left_out(rules, [group])) == [Defect(Kind.LEFT_OUT, "A1.below", ("A1-P01",))]
    assert list(left_out([*rules, stated("P02", "below == closing - opening")], [group])) == []


def test_a_row_in_no_sum_is_found() -> None:
    """Where rows have parents, one that has neither parent nor parts stands outside every sum."""
    assert [each.items for each in no_parent("A1", {"1": "", "2": "1", "3": "1", "4": ""})] == [("4",)]
    assert list(no_parent("A1", {"1": "", "2": ""})) == []


WEIGHT = st.integers(-2, 2)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WEIGHT, WEIGHT, WEIGHT, st.integers(-3, 6)), min_size=1, max_size=5))
def test_what_is_called_a_contradiction_has_no_solution(rows: Sequence[tuple[int, int, int, int]]) -> None:
    """No small whole numbers keep a set that is said to contradict itself, and no member of it can be left out."""
    items = tuple(Item("A1", name) for name in "abc")
    posed = tuple(
        Posed(str(place), AtLeast({item: weight for item, weight in zip(items, row, strict=False) if weight}, row[3]))
        for place, row in enumerate(rows)
    )

    def kept(values: tuple[int, ...]) -> bool:
        return all(sum(w * v for w, v in zip(row, values, strict=False)) >= row[3] for row in rows)

    named = Posited(posed, lambda _: False).conflict()
    if named is None:
        return
    assert not any(kept(values) for values in product(range(9), repeat=3))
    for left in named:
        rest = tuple(each for each in posed if each.code in named and each.code != left)
        assert Posited(rest, lambda _: False).conflict() is None


@pytest.mark.parametrize("text", ["drift([a, b], total, 0.02)", "rate == round(100 * a / b, 1)"])
def test_what_is_not_linear_is_left_alone(text: str) -> None:
    """Drifts and printed ratios are neither proved nor blamed."""
    assert defects(stated("B01", text, Severity.QUERY)) == []
