"""The board: every owed workbook of a period, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from record import models
from record.corrections import corrections
from record.submissions import counting
from schemas.decision import Review
from schemas.model import Return
from schemas.periods import SHANGHAI, Period, came_at, due, due_again, usual_days
from schemas.receipt import is_uploaded
from schemas.states import State
from schemas.submission import BoardRow
from schemas.units import Register

_WITH_THE_OFFICE = frozenset({State.CHECKING, State.AWAITING_REVIEW, State.APPROVED, State.PUBLISHED})


@dataclass(frozen=True, slots=True)
class _Owed:
    unit: str
    return_code: str


def board(period: Period, units: Register, returns: Sequence[Return], now: datetime) -> tuple[BoardRow, ...]:
    """One row for each unit that owes returns for the period and each return collected in it, in printed order.

    `now` needs a time zone: what is late is judged by it.
    """
    collected = [each for each in returns if any(period.covers(table.frequency) for table in each.tables)]
    code, today = str(period), now.astimezone(SHANGHAI).date()
    found = {_Owed(row.unit, row.return_code): row for row in counting().filter(period=code).select_related("verdict")}
    first, again = _first_received(code), _to_come_again(period)
    opened = {_Owed(each.unit, each.return_code) for each in corrections(today) if each.period == code}
    deadline = due(period, usual_days(period)).at
    rows = []
    for unit in units.reporting(period):
        for each in collected:
            owed = _Owed(unit.code, each.code)
            correcting = owed in opened
            submission = found.get(owed)
            if submission is None:
                late = now > deadline
                rows.append(BoardRow(unit.code, unit.name, each.code, State.MISSING, deadline, late, correcting))
                continue
            times = _Times(deadline, first[owed], again[owed], now)
            rows.append(_row(submission, unit.name, times, correcting=correcting))
    return tuple(rows)


def _first_received(period: str) -> dict[_Owed, datetime]:
    """When each workbook was handed in for the first time, whatever became of that file."""
    taken = models.Submission.objects.filter(period=period, taken=True).order_by("-received_at")
    rows = taken.values_list("unit", "return_code", "received_at", "source")
    return {
        _Owed(unit, return_code): came_at(received, uploaded=is_uploaded(source))
        for unit, return_code, received, source in rows
    }


def _to_come_again(period: Period) -> dict[_Owed, datetime]:
    """Until when each workbook is to be sent again, where it is with its unit.

    What came in time has its days from when it went back; what came late gains none by being sent: it stays late.
    """
    back, until = _went_back(str(period)), dict[_Owed, datetime]()
    taken = models.Submission.objects.filter(period=str(period), taken=True).order_by("attempt")
    for number, unit, code, received, source in taken.values_list("pk", "unit", "return_code", "received_at", "source"):
        owed = _Owed(unit, code)
        before = until.get(owed, due(period, usual_days(period)).at)
        in_time = came_at(received, uploaded=is_uploaded(source)) <= before
        until[owed] = due_again(period, max(back.get(number, received), received)).at if in_time else before
    return until


def _went_back(period: str) -> dict[int, datetime]:
    """When each submission went back to its unit: when the check first asked for something, or by a person's return."""
    asked = models.Submission.objects.filter(period=period).exclude(went_back_at=None).values_list("pk", "went_back_at")
    found = {number: since for number, since in asked if since is not None}
    returned = models.Decision.objects.filter(submission__period=period, review=Review.RETURN.value).order_by("made_at")
    return found | dict(returned.values_list("submission", "made_at"))


@dataclass(frozen=True, slots=True)
class _Times:
    """The deadline, when the first attempt came, until when the workbook is to be sent again, and now."""

    deadline: datetime
    first: datetime
    until: datetime
    now: datetime


def _row(submission: models.Submission, name: str, times: _Times, *, correcting: bool) -> BoardRow:
    state, verdict = State(submission.state), submission.verdict
    on_time = times.first <= times.deadline
    is_correction = submission.correction_id is not None
    is_back = state not in _WITH_THE_OFFICE and not is_correction
    return BoardRow(
        unit=submission.unit,
        unit_name=name,
        return_code=submission.return_code,
        state=state,
        due=times.deadline,
        late=not on_time or (is_back and times.now > times.until),
        correcting=correcting or (is_correction and not state.is_settled),
        submission=submission.pk,
        attempt=submission.attempt,
        received_at=submission.received_at.astimezone(SHANGHAI),
        on_time=on_time,
        errors=verdict.errors if verdict else 0,
        queries=verdict.queries if verdict else 0,
        notes=verdict.notes if verdict else 0,
        explained=len(verdict.explained) if verdict else 0,
        waived=len(verdict.waived) if verdict else 0,
        again=times.until if is_back and on_time and times.until > times.deadline else None,
    )
