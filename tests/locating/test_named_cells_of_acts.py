"""The cell that stands for an act on many figures is one that the act changes."""

from flows.check.many import suspected_acts
from flows.check.plan import Plan
from flows.check.restrictions import WorkbookRestrictions
from rules.locate import Acted, Answer, Change, Pattern
from schemas.finding import Address, Suspect


def _named(changes, reason: str, holds: int) -> tuple[Suspect, ...]:
    """Every cell as it is asked for; it holds 100."""
    return tuple(Suspect(Address("", 1, each.cells[0]), 100 + each.amount, 0, reason, holds) for each in changes)


def _suspects(*amounts: int) -> tuple[Suspect, ...]:
    answer = Answer(tuple(Change((cell,), amount) for cell, amount in enumerate(amounts, 1)))
    act = Acted(Pattern.ROW_SHIFTED, answer, (1, 2, 3))
    return suspected_acts((act,), WorkbookRestrictions(Plan(()), 0), _named)


def test_the_first_cell_that_changes_is_told_its_value() -> None:
    """A cell that holds what it should already is passed over: its value would be no correction."""
    (suspect,) = _suspects(0, 26)

    assert (suspect.address.column, suspect.suggestion, suspect.reason) == (2, 126, "CLUE-ROW-SHIFTED")


def test_a_first_cell_that_changes_is_told_itself() -> None:
    """The act is named where it begins."""
    (suspect,) = _suspects(5, 26)

    assert (suspect.address.column, suspect.suggestion) == (1, 105)


def test_without_a_cell_that_changes_no_value_is_told() -> None:
    """Nothing is said of what a cell should hold where that is what it holds."""
    (suspect,) = _suspects(0, 0)

    assert (suspect.suggestion, suspect.reason) == (None, "CLUE-ROW-SHIFTED-OPEN")
