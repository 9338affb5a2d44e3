"""Explanations on file, by owed workbook; the newest of a finding goes first."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from record import audit, models
from record.errors import RecordError
from record.submissions import counting, findings, subject
from schemas.decision import Explained, ExplanationOnFile, NotTaken, Reason
from schemas.explaining import is_personal, objection
from schemas.periods import SHANGHAI
from schemas.reading import Explanation
from schemas.states import State, move

WORKBOOK = "workbook"
"""Who wrote an explanation that was read from a workbook."""
_REOPENED = frozenset({State.TO_EXPLAIN, State.READY, State.AWAITING_REVIEW, State.RETURNED})


def explanations(unit: str, return_code: str, period: str) -> tuple[ExplanationOnFile, ...]:
    """All explanations of one owed workbook, oldest first; which of them are valid is told by their numbers."""
    rows = models.Explanation.objects.filter(unit=unit, return_code=return_code, period=period).order_by("pk")
    return tuple(_seen(row) for row in rows)


def explanations_of(period: str, units: Collection[str]) -> tuple[ExplanationOnFile, ...]:
    """All explanations of some units in a period, oldest first."""
    rows = models.Explanation.objects.filter(period=period, unit__in=units).order_by("pk")
    return tuple(_seen(row) for row in rows)


def explain(explanation: ExplanationOnFile) -> ExplanationOnFile:
    """An explanation written outside the workbook put on file; its submission is then to be judged anew.

    Raises RecordError where nothing is on file to explain, or with the code of the reason why it cannot be taken.
    """
    with audit.turn():
        submission = (
            counting()
            .select_for_update()
            .filter(unit=explanation.unit, return_code=explanation.return_code, period=explanation.period)
            .first()
        )
        explained = (
            next((each for each in findings(submission.pk) if each.key == explanation.key), None)
            if submission
            else None
        )
        if submission is None or explained is None:
            raise RecordError("EXPLAIN-NOTHING", {"period": explanation.period, "return_code": explanation.return_code})
        written = Explanation(explanation.key, explanation.numbers, explanation.reason, explanation.text)
        _refuse(objection(explained, written))
        row = _create(explanation)
        before = State(submission.state)
        if before in _REOPENED:
            submission.state = move(before, State.CHECKING).value
            submission.save(update_fields=["state"])
        audit.append([_act(submission.pk, _seen(row), before, State(submission.state))])
    return _seen(row)


def keep_new(submission: models.Submission, explained: Sequence[Explained], now: datetime) -> Iterator[audit.Act]:
    """Put on file what was read from the workbook and is not there yet. Raises RecordError for a text about persons."""
    for each in explained:
        if not each.is_new:
            continue
        if is_personal(each.text):
            raise RecordError("EXPLAIN-PERSONAL")
        new = ExplanationOnFile(
            unit=submission.unit,
            return_code=submission.return_code,
            period=submission.period,
            key=each.finding.key,
            numbers=each.numbers,
            rule_text=each.rule_text,
            reason=each.reason,
            text=each.text,
            by=WORKBOOK,
            written_at=now,
        )
        if not _is_known(new):
            state = State(submission.state)
            yield _act(submission.pk, _seen(_create(new)), state, state)


def _refuse(refused: NotTaken | None) -> None:
    if refused is not None:
        raise RecordError(refused.code, {fact.name: fact.value for fact in refused.facts})


def _is_known(new: ExplanationOnFile) -> bool:
    return models.Explanation.objects.filter(**_columns(new)).exists()


def _create(new: ExplanationOnFile) -> models.Explanation:
    return models.Explanation.objects.create(**_columns(new), by=new.by, written_at=new.written_at)


def _columns(new: ExplanationOnFile) -> dict[str, Any]:
    """What an explanation says of what, by the names of the row's columns; who wrote it and when stand beside it."""
    names = ("unit", "return_code", "period", "key", "numbers", "rule_text", "text")
    return {**{name: getattr(new, name) for name in names}, "reason": new.reason.value}


def _seen(row: models.Explanation) -> ExplanationOnFile:
    return ExplanationOnFile(
        unit=row.unit,
        return_code=row.return_code,
        period=row.period,
        key=row.key,
        numbers=row.numbers,
        rule_text=row.rule_text,
        reason=Reason(row.reason),
        text=row.text,
        by=row.by,
        written_at=row.written_at.astimezone(SHANGHAI),
        number=row.pk,
    )


def _act(submission: int, new: ExplanationOnFile, before: State, after: State) -> audit.Act:
    facts = {
        "explanation": new.number,
        "key": new.key,
        "numbers": new.numbers,
        "rule_text": new.rule_text,
        "reason": new.reason.value,
        "text": new.text,
        "before": before.value,
        "after": after.value,
    }
    return audit.Act(new.written_at, new.by, "explain", subject(submission), facts)
