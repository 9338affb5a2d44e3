"""A parent row is the sum of its rows, in every column and for all parents at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rules.hierarchy import judge_hierarchy
from rules.judge import State, Verdict

HOLDS, VIOLATED, CANNOT_TELL, NOT_APPLICABLE = Verdict


def test_each_parent_is_held_against_its_own_rows() -> None:
    """Two counties below one another do not mix."""
    parent_of = np.array([-1, 0, 0, -1, 3])
    values = np.array([[5, 5], [2, 2], [3, 2], [7, 7], [7, 8]])

    judged = judge_hierarchy(parent_of, values, np.zeros((5, 2), dtype=np.int8))

    assert judged.parents.tolist() == [0, 3]
    assert judged.residuals.tolist() == [[0, 1], [0, -1]]
    assert judged.verdicts.tolist() == [[HOLDS, VIOLATED], [HOLDS, VIOLATED]]


def test_a_row_that_is_not_known_leaves_only_its_own_columns_open() -> None:
    """One unreadable cell hides one sum; a parent that is absent is not judged."""
    parent_of = np.array([-1, 0, 0])
    values = np.array([[5, 5, 5, 5], [2, 0, 0, 2], [2, 2, 2, 2]])
    states = np.zeros((3, 4), dtype=np.int8)
    states[1, 1], states[1, 2], states[0, 3] = State.UNKNOWN, State.ABSENT, State.ABSENT

    verdicts = judge_hierarchy(parent_of, values, states).verdicts

    assert verdicts.tolist() == [[VIOLATED, CANNOT_TELL, CANNOT_TELL, NOT_APPLICABLE]]


def test_a_parent_with_a_missing_row_cannot_be_told() -> None:
    """Where a row of the stub is not in the table, its parent's sum is open."""
    missing = np.array([True, False])

    judged = judge_hierarchy(np.array([-1, 0]), np.array([[5], [2]]), np.zeros((2, 1), dtype=np.int8), missing)

    assert judged.verdicts.tolist() == [[CANNOT_TELL]]


def test_a_table_without_parents_has_no_sums() -> None:
    """Nothing is judged, and nothing fails."""
    judged = judge_hierarchy(np.array([-1, -1]), np.array([[5], [2]]), np.zeros((2, 1), dtype=np.int8))

    assert judged.verdicts.shape == judged.residuals.shape == (0, 1)


@given(
    st.lists(st.integers(-(2**61), 2**61), min_size=1, max_size=6),
    st.integers(-2, 2),
)
def test_sums_are_exact_at_any_magnitude(children: list[int], gap: int) -> None:
    """A gap of one is found among the largest numbers that a table can hold."""
    total = sum(children) + gap
    if abs(total) >= 2**63:
        return
    values = np.array([[total], *([child] for child in children)], dtype=np.int64)
    parent_of = np.array([-1, *(0 for _ in children)])

    judged = judge_hierarchy(parent_of, values, np.zeros(values.shape, dtype=np.int8))

    assert int(judged.residuals[0, 0]) == gap
    assert judged.verdicts[0, 0] == (VIOLATED if gap else HOLDS)
