"""Reminders: of what never came, and of what went back and did not come again in time."""

from datetime import timedelta

import pytest

from flows.chase import reminders
from schemas.periods import Period, due, usual_days
from schemas.returns import returns
from schemas.states import State
from schemas.submission import BoardRow

PERIOD = Period.parse("2026Q3")
DUE = due(PERIOD, usual_days(PERIOD)).at


def _told(state: State, *, late: bool, days: int = 3) -> tuple[str, ...]:
    number = 0 if state is State.MISSING else 103
    row = BoardRow("990122", "示例二县", "CA", state, DUE, late, correcting=False, submission=number)
    return reminders(PERIOD, [row], returns(), DUE + timedelta(days=days), "zh", "示例科 0000-0000000")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.TO_CORRECT, "有错误要改，还没有重报，已经逾期"),
        (State.RETURNED, "已退回，还没有重报，已经逾期"),
        (State.TO_EXPLAIN, "有核实没有说明，已经逾期"),
        (State.READY, "还没有确认报送，已经逾期"),
    ],
)
def test_what_is_back_with_its_unit_and_late_is_reminded_of(state: State, words: str) -> None:
    """With words for what is to be done and its number; not while there is time."""
    [text] = _told(state, late=True)

    assert words in text
    assert "示例二县 干部统计表（2026Q3）" in text
    assert text.endswith("编号 103。有疑问请联系 示例科 0000-0000000")
    assert _told(state, late=False) == ()


@pytest.mark.parametrize("state", [State.CHECKING, State.AWAITING_REVIEW, State.APPROVED, State.PUBLISHED])
def test_what_lies_with_the_office_is_not_reminded_of(state: State) -> None:
    """Also where it came late."""
    assert _told(state, late=True) == ()


def test_what_never_came_is_reminded_of_before_and_after() -> None:
    """Days left, or days late."""
    [before], [after] = _told(State.MISSING, late=False, days=-2), _told(State.MISSING, late=True, days=3)

    assert "距截止还有 2 天" in before
    assert "已逾期 3 天" in after
