"""Published figures: a gap is graded by what rounding to the last printed digit can make."""

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence import evidence
from rules.interval import Grade
from rules.judge import Judgements, Verdict, judge
from rules.language import Severity, parse
from rules.linear import compile_system

BANDS = tuple("abcdefgh")


def judged(text: str, values: list[int], decimals: int = 1) -> Judgements:
    """One rule on one row of figures that are printed with the same decimals, in the order of the text."""
    system = compile_system([parse(text)], lambda _: decimals, 4)
    block = np.array(values, dtype=np.int64).reshape(-1, 1)
    return judge(system, block, np.zeros(block.shape, dtype=np.int8))


def grade(text: str, values: list[int], decimals: int = 1) -> Grade:
    return Grade(int(judged(text, values, decimals).grades[0, 0]))


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (0, Grade.NONE),
        (1, Grade.NOTE),
        (-1, Grade.NOTE),
        (2, Grade.QUERY),
        (4, Grade.QUERY),
        (-4, Grade.QUERY),
        (5, Grade.ERROR),
        (6, Grade.ERROR),
    ],
)
def test_a_sum_of_eight_rounded_bands(gap: int, expected: Grade) -> None:
    """One digit is told; up to 4.5 digits, half of one for each of nine figures, is asked about; more is an error."""
    text = f"printed(total == {' + '.join(BANDS)})"

    assert grade(text, [80 + gap, *(10 for _ in BANDS)]) is expected


def test_counts_were_not_rounded() -> None:
    """Between whole counts any gap is an error."""
    assert grade("printed(total == a + b)", [3656, 188, 3467], decimals=0) is Grade.ERROR


def test_grades_stand_for_severities() -> None:
    """A grade leads to what a severity of its name leads to."""
    assert [each.severity for each in Grade] == [None, Severity.NOTE, Severity.QUERY, Severity.ERROR]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [(531, Grade.NONE), (532, Grade.NONE), (530, Grade.QUERY), (533, Grade.QUERY), (535, Grade.ERROR)],
)
def test_a_share_of_rounded_figures(printed: int, expected: Grade) -> None:
    """128.0 of 240.8 lies between 53.12 % and 53.19 %: 53.1 and 53.2 are honest, one digit more is asked about."""
    assert grade("printed(pct == 100 * part / whole)", [printed, 1280, 2408]) is expected


@pytest.mark.parametrize(("printed", "expected"), [(0, Grade.NONE), (1, Grade.NONE), (2, Grade.QUERY)])
def test_half_a_digit_may_be_rounded_either_way(printed: int, expected: Grade) -> None:
    """1 of 2,000 people is 0.05 %: printed as 0.0 or 0.1."""
    relation = parse("printed(pct == 100 * part / whole)")
    system = compile_system([relation], lambda item: 1 if item.column == "pct" else 0, 4)
    block = np.array([[printed], [1], [2000]], dtype=np.int64)

    assert judge(system, block, np.zeros((3, 1), dtype=np.int8)).grades.tolist() == [[expected]]


def test_the_evidence_of_a_share_is_its_range() -> None:
    """The limits are those of a printed share that some true figures give."""
    found = evidence(judged("printed(pct == 100 * part / whole)", [535, 1280, 2408]), 0, 0)

    assert found.value == Fraction(535, 10)
    assert float(found.low or 0) == pytest.approx(53.1241 - 0.05, abs=1e-3)
    assert float(found.high or 0) == pytest.approx(53.1880 + 0.05, abs=1e-3)


def test_a_denominator_that_may_be_nothing_gives_no_share() -> None:
    """0.0 printed for the whole leaves the share open."""
    assert judged("printed(pct == 100 * part / whole)", [500, 0, 0]).verdicts.tolist() == [[Verdict.NOT_APPLICABLE]]


def rounded(value: Fraction, decimals: int) -> int:
    """The value as it is printed, times 10**decimals."""
    return floor(value * 10**decimals + Fraction(1, 2))


@given(st.lists(st.fractions(0, 10**6, max_denominator=10**4), min_size=1, max_size=9))
def test_honest_rounding_is_never_an_error(parts: list[Fraction]) -> None:
    """Whatever the true figures are, printing each of them rounded makes no error of their sum."""
    text = f"printed(total == {' + '.join(f'p{place}' for place in range(len(parts)))})"
    values = [rounded(sum(parts), 1), *(rounded(part, 1) for part in parts)]

    assert grade(text, values) is not Grade.ERROR


@given(st.fractions(0, 10**5, max_denominator=10**4), st.fractions(1, 10**5, max_denominator=10**4))
def test_an_honest_share_is_never_flagged(part: Fraction, whole: Fraction) -> None:
    """A share computed from the true figures agrees with the printed ones."""
    values = [rounded(100 * part / whole, 1), rounded(part, 1), rounded(whole, 1)]

    assert grade("printed(pct == 100 * part / whole)", values) is Grade.NONE
