"""The board: every owed workbook of a period, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from record import models
from record.corrections import corrections
from record.submissions import counting
from schemas.model import Return
from schemas.periods import SHANGHAI, Period, due, usual_days
from schemas.states import State
from schemas.submission import BoardRow
from schemas.units import Register

_DONE = frozenset({State.AWAITING_REVIEW, State.APPROVED, State.PUBLISHED})


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
    first = _first_received(code)
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
            rows.append(_row(submission, unit.name, deadline, first[owed], now, correcting=correcting))
    return tuple(rows)


def _first_received(period: str) -> dict[_Owed, datetime]:
    """When each workbook came for the first time, whatever became of that file."""
    taken = models.Submission.objects.filter(period=period, taken=True).order_by("-received_at")
    rows = taken.values_list("unit", "return_code", "received_at")
    return {_Owed(unit, return_code): received for unit, return_code, received in rows}


def _row(
    submission: models.Submission, name: str, deadline: datetime, first: datetime, now: datetime, *, correcting: bool
) -> BoardRow:
    state, verdict = State(submission.state), submission.verdict
    on_time = first <= deadline
    is_correction = submission.correction_id is not None
    late = not on_time if state in _DONE or is_correction else now > deadline
    return BoardRow(
        unit=submission.unit,
        unit_name=name,
        return_code=submission.return_code,
        state=state,
        due=deadline,
        late=late,
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
    )
