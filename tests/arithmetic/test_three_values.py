"""A judgement is made where all that matters is known, and one unknown cell hides nothing else."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest

from rules.evidence import NotKnown, evidence
from rules.judge import Judgements, State, Verdict, judge
from rules.language import RuleError, parse
from rules.linear import SAFE, compile_system

HOLDS, VIOLATED, CANNOT_TELL, NOT_APPLICABLE = Verdict
ABSENT = "absent"


def judged(text: str, row: Mapping[str, int | str | None], quarter: int = 4, decimals: int = 0) -> Judgements:
    """One rule on one row; None is unknown, ABSENT not on file."""
    system = compile_system([parse(text)], lambda _: decimals, quarter)
    figures = [row[item.text] for item in system.items]
    values = np.array([[figure if isinstance(figure, int) else 0] for figure in figures], dtype=np.int64)
    states = [State.ABSENT if f == ABSENT else State.UNKNOWN if f is None else State.KNOWN for f in figures]
    return judge(system, values.reshape(-1, 1), np.array(states, dtype=np.int8).reshape(-1, 1))


def verdict(text: str, row: Mapping[str, int | str | None], quarter: int = 4) -> Verdict:
    return Verdict(int(judged(text, row, quarter).verdicts[0, 0]))


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("a == b + c", {"a": 96, "b": 60, "c": 36}, HOLDS),
        ("a == b + c", {"a": 95, "b": 60, "c": 36}, VIOLATED),
        ("a == b + c", {"a": 95, "b": None, "c": 36}, CANNOT_TELL),
        ("a == b + c", {"a": 95, "b": None, "c": ABSENT}, NOT_APPLICABLE),
        ("a == b + a", {"a": None, "b": 1}, CANNOT_TELL),
        ("if a > 0: b > 0", {"a": 0, "b": None}, NOT_APPLICABLE),
        ("if a > 0: b > 0", {"a": 1, "b": None}, CANNOT_TELL),
        ("if a > 0: b > 0", {"a": None, "b": 1}, HOLDS),
        ("if a > 0: b > 0", {"a": None, "b": 0}, CANNOT_TELL),
        ("if a > 0: b > 0", {"a": ABSENT, "b": 0}, NOT_APPLICABLE),
        ("if a > 0: b > 0", {"a": None, "b": ABSENT}, NOT_APPLICABLE),
        ("if a > 0: b > 0", {"a": 1, "b": 0}, VIOLATED),
        ("if a > 0: b > 0", {"a": 1, "b": 1}, HOLDS),
        ("within(a / b, 1%, 12%)", {"a": 9, "b": 29}, NOT_APPLICABLE),
        ("within(a / b, 1%, 12%)", {"a": None, "b": 29}, NOT_APPLICABLE),
        ("within(a / b, 1%, 12%)", {"a": None, "b": 100}, CANNOT_TELL),
        ("within(a / b, 1%, 12%)", {"a": 12, "b": 100}, HOLDS),
        ("within(a / b, 1%, 12%)", {"a": 13, "b": 100}, VIOLATED),
        ("within(a / b, 1%, 12%)", {"a": 1, "b": 101}, VIOLATED),
        ("within(a / b, 1%, 12%)", {"a": 9, "b": 30}, VIOLATED),
        ("change(a, 20%, 5)", {"a": 124, "prev(a)": 100}, VIOLATED),
        ("change(a, 20%, 5)", {"a": 120, "prev(a)": 100}, HOLDS),
        ("change(a, 20%, 5)", {"a": 14, "prev(a)": 10}, HOLDS),
        ("change(a, 20%, 5)", {"a": 5, "prev(a)": 0}, VIOLATED),
        ("change(a, 20%, 5)", {"a": 5, "prev(a)": ABSENT}, NOT_APPLICABLE),
        ("drift([a], b, 0.02)", {"a": 40, "b": 100, "prev(a)": 38, "prev(b)": 100}, HOLDS),
        ("drift([a], b, 0.02)", {"a": 41, "b": 100, "prev(a)": 38, "prev(b)": 100}, VIOLATED),
        ("drift([a], b, 0.02)", {"a": 41, "b": 100, "prev(a)": 8, "prev(b)": 20}, NOT_APPLICABLE),
        ("drift([a], b, 0.02)", {"a": 15, "b": 30, "prev(a)": 38, "prev(b)": 100}, VIOLATED),
        ("drift([a], b, 0.02)", {"a": 41, "b": 100, "prev(a)": 8, "prev(b)": 30}, VIOLATED),
        ("near(a, b, 20%)", {"a": 80, "b": 100}, HOLDS),
        ("near(a, b, 20%)", {"a": 79, "b": 100}, VIOLATED),
        ("near(a, b, 20%)", {"a": 0, "b": 0}, HOLDS),
        ("a == round(100 * b / c, 0)", {"a": 12, "b": 1, "c": 8}, HOLDS),
        ("a == round(100 * b / c, 0)", {"a": 13, "b": 1, "c": 8}, HOLDS),
        ("a == round(100 * b / c, 0)", {"a": 14, "b": 1, "c": 8}, VIOLATED),
        ("a == round(100 * b / c, 0)", {"a": 14, "b": 1, "c": 0}, NOT_APPLICABLE),
        ("needs_note(a)", {"a": 0}, HOLDS),
        ("needs_note(a)", {"a": -1}, VIOLATED),
        ("needs_note(a)", {"a": None}, CANNOT_TELL),
    ],
)
def test_what_is_said_of_a_row(text: str, row: Mapping[str, int | str | None], expected: Verdict) -> None:
    """Verdicts of each kind of relation, at and beside their limits."""
    assert verdict(text, row) is expected


def test_one_part_that_drifted_is_enough() -> None:
    """A band that moved is found although another band is unknown."""
    row = {"a": 60, "b": None, "c": 100, "prev(a)": 30, "prev(b)": 20, "prev(c)": 100}

    assert verdict("drift([a, b], c, 0.02)", row) is VIOLATED
    assert evidence(judged("drift([a, b], c, 0.02)", row), 0, 0).part == 0


@pytest.mark.parametrize(("quarter", "expected"), [(1, HOLDS), (2, HOLDS), (3, VIOLATED), (4, VIOLATED)])
def test_a_quota_grows_with_the_quarter(quarter: int, expected: Verdict) -> None:
    """`2 * quarter` is the number of the quarter times two."""
    assert verdict("a >= 2 * quarter * b", {"a": 5, "b": 1}, quarter) is expected


def test_a_gap_of_one_is_found_at_any_magnitude() -> None:
    """Nothing is rounded away where a float has lost its last digits, nor where a product passes 64 bits."""
    large = 9 * 10**17

    assert verdict("a == b + c", {"a": 2 * large + 1, "b": large, "c": large}) is VIOLATED
    assert verdict("a == 100 * b", {"a": large, "b": 9 * 10**15}) is HOLDS
    assert verdict("1000 * a == 1000 * b", {"a": large, "b": large + 1}) is VIOLATED
    assert verdict("1000 * a == 1000 * b", {"a": large, "b": large}) is HOLDS


@pytest.mark.parametrize("share", [0, 1, 17, 36, 38, 40, 41, 59, 83, 100])
@pytest.mark.parametrize("magnitude", [10**2, 10**9, 10**12, 10**15, 10**17])
def test_shares_are_exact_at_any_magnitude(share: int, magnitude: int) -> None:
    """Products of two large figures leave 64 bits and are still told apart."""
    part, whole = share * magnitude // 100, magnitude
    row = {"a": part, "b": whole, "prev(a)": 38 * magnitude // 100, "prev(b)": whole}

    assert verdict("drift([a], b, 0.02)", row) is (HOLDS if abs(share - 38) <= 2 else VIOLATED)
    assert verdict("a == round(100 * b / c, 0)", {"a": 38, "b": part, "c": whole}) is (
        HOLDS if share == 38 else VIOLATED
    )


def test_columns_of_different_decimals_are_brought_together() -> None:
    """Money in hundredths against a count: 1.50 is three halves."""
    system = compile_system([parse("2 * money == 3 * people")], lambda item: 2 if item.column == "money" else 0, 4)

    judgements = judge(system, np.array([[150], [1]], dtype=np.int64), np.zeros((2, 1), dtype=np.int8))

    assert judgements.verdicts.tolist() == [[Verdict.HOLDS]]


def test_many_rows_are_judged_at_once() -> None:
    """Each row has its own verdict, whatever the others hold."""
    system = compile_system([parse("a == b"), parse("a <= b")], lambda _: 0, 4)
    values = np.array([[1, 2, 3], [1, 3, 2]], dtype=np.int64)

    judgements = judge(system, values, np.array([[0, 0, 0], [0, 0, 1]], dtype=np.int8))

    assert judgements.verdicts.tolist() == [[HOLDS, VIOLATED, CANNOT_TELL], [HOLDS, HOLDS, CANNOT_TELL]]
    assert [found.tolist() for found in judgements.violated()] == [[0], [1]]
    assert judgements.count(CANNOT_TELL) == 2


@pytest.mark.parametrize(
    ("text", "row", "value", "expected", "low", "high"),
    [
        ("a == b + c", {"a": 95, "b": 60, "c": 36}, 95, 96, None, None),
        ("if a > 0: b >= 2", {"a": 1, "b": 1}, 1, 2, None, None),
        ("needs_note(a)", {"a": 3}, 3, 0, None, None),
        ("within(a / b, 1%, 12%)", {"a": 13, "b": 100}, Fraction(13, 100), Fraction(12, 100), "1/100", "12/100"),
        ("change(a, 20%, 5)", {"a": 130, "prev(a)": 100}, 130, 100, 80, 120),
        ("change(a, 20%, 5)", {"a": 13, "prev(a)": 4}, 13, 4, -1, 9),
        ("a == round(100 * b / c, 0)", {"a": 14, "b": 1, "c": 8}, 14, 13, None, None),
    ],
)
def test_the_evidence_of_a_breach(
    text: str, row: Mapping[str, int], value: Fraction, expected: Fraction, low: str | None, high: str | None
) -> None:
    """What the cells say, what was expected, and between which limits it would have passed."""
    found = evidence(judged(text, row), 0, 0)

    assert (found.value, found.expected) == (value, expected)
    assert found.difference == value - expected
    assert (found.low, found.high) == tuple(None if limit is None else Fraction(limit) for limit in (low, high))


def test_the_residual_is_left_less_right() -> None:
    """Its sign says which side is too high."""
    assert judged("a == b + c", {"a": 95, "b": 60, "c": 36}).residual(0, 0) == -1
    assert judged("if a > 0: 2 * a == b", {"a": 2, "b": 1}, decimals=2).residual(0, 0) == Fraction(3, 100)


def test_unknown_items_give_no_evidence() -> None:
    """Nothing is computed from a cell that holds no number."""
    with pytest.raises(NotKnown):
        evidence(judged("a == b", {"a": 1, "b": None}), 0, 0)
    with pytest.raises(NotKnown):
        evidence(judged("drift([a], b, 1%)", {"a": None, "b": 50, "prev(a)": 1, "prev(b)": 50}), 0, 0)


def test_shapes_that_do_not_fit_are_refused() -> None:
    """Values of another number of items are no values of this system."""
    system = compile_system([parse("a == b")], lambda _: 0, 4)
    three = np.zeros((3, 1), dtype=np.int64)

    with pytest.raises(ValueError, match="3 rows of values for 2 items"):
        judge(system, three, three.astype(np.int8))
    with pytest.raises(ValueError, match="differ"):
        judge(system, three, np.zeros((2, 1), dtype=np.int8))


def test_a_coefficient_beyond_all_counts_is_refused() -> None:
    """A factor that 62 bits cannot hold is a slip in the rule."""
    with pytest.raises(RuleError, match="62 bits"):
        compile_system([parse(f"a == {SAFE} * b")], lambda _: 0, 4)


def test_the_coefficients_of_a_form_are_read_back_by_item() -> None:
    """Items that cancel have no coefficient, and are needed all the same."""
    system = compile_system([parse("a + b == a + 2 * c")], lambda _: 0, 4)

    assert {system.items[at].column: weight for at, weight in system.weights[0].items()} == {"b": 1, "c": -2}
    assert system.needs.toarray().tolist() == [[1, 1, 1]]
