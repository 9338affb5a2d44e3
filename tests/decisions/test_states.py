"""The states of a submission: which may follow which, and what people read."""

from itertools import product

import pytest

from schemas.states import MOVES, Side, State, StateError, move

WORDS = ("未报", "校核中", "需修改", "待说明", "待报送", "待审核", "已退回", "审定", "已发布")


def reachable(start: State) -> set[State]:
    """Every state that some moves lead to."""
    seen, waiting = {start}, [start]
    while waiting:
        following = MOVES[waiting.pop()] - seen
        seen |= following
        waiting += following
    return seen


def test_every_state_can_be_reached_and_every_one_but_the_last_can_be_left() -> None:
    """No submission is stuck, and only an edition ends its life."""
    assert reachable(State.MISSING) == set(State)
    assert [state for state in State if not MOVES[state]] == [State.PUBLISHED]
    assert all(State.PUBLISHED in reachable(state) for state in State)


def test_nothing_is_published_that_was_not_approved_and_nothing_becomes_missing() -> None:
    """There is one way to the analysts, and what was sent is never unsent."""
    assert [state for state in State if State.PUBLISHED in MOVES[state]] == [State.APPROVED]
    assert [state for state in State if State.MISSING in MOVES[state]] == []


def test_errors_are_never_approved_without_another_check() -> None:
    """From 需修改 and 待说明 every way leads through 校核中."""
    assert {State.CHECKING} == MOVES[State.TO_CORRECT] == MOVES[State.TO_EXPLAIN]


def test_what_is_ready_is_handed_in_or_judged_anew() -> None:
    """待报送 follows a check or a withdrawal; from it a confirmation leads on, and a person reviews nothing of it."""
    assert [state for state in State if State.READY in MOVES[state]] == [State.CHECKING, State.AWAITING_REVIEW]
    assert {State.CHECKING, State.AWAITING_REVIEW, State.APPROVED} == MOVES[State.READY]


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_a_move_is_taken_or_refused_in_words(before: State, after: State) -> None:
    """A refused move names both states."""
    if after in MOVES[before]:
        assert move(before, after) is after
        return
    with pytest.raises(StateError) as refused:
        move(before, after)
    assert before.words("zh") in refused.value.message("zh")
    assert after.words("en") in refused.value.message("en")


def test_states_have_the_words_of_the_field() -> None:
    """The same on every page, in the workbook and on the command line."""
    assert [state.words("zh") for state in State] == list(WORDS)
    assert [side.words("zh") for side in Side] == ["逾期", "更正中"]
    assert State.AWAITING_REVIEW.words("en") == "Awaiting review"
