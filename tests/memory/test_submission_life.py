"""The life of submissions against a small model of it: whatever happens in whatever order, the record agrees."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from record import audit
from record import register as on_file
from record.errors import RecordError
from schemas.decision import Review, Standing
from schemas.published import Edition
from schemas.states import State, StateError

UNITS = ("990121", "990122")
OUTCOMES = st.sampled_from(["clean", "error", "query", "explained"])
LEADS_TO = {
    "clean": State.APPROVED,
    "error": State.TO_CORRECT,
    "query": State.TO_EXPLAIN,
    "explained": State.AWAITING_REVIEW,
}
SETTLED = {State.APPROVED, State.PUBLISHED}


@dataclass
class Attempt:
    """What the model knows of one file."""

    content: str
    taken: bool
    state: State = State.CHECKING
    by_person: bool = False
    under_correction: bool = False


@dataclass
class Owed:
    """What the model knows of one owed workbook; the attempts in the order in which they were taken."""

    unit: str
    attempts: list[Attempt] = field(default_factory=list)
    refused: dict[str, Attempt] = field(default_factory=dict)
    correction_until: date | None = None

    @property
    def current(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def is_settled(self) -> bool:
        return any(each.state in SETTLED for each in self.attempts)

    @property
    def approved(self) -> Attempt | None:
        return next((each for each in reversed(self.attempts) if each.state in SETTLED), None)


class Life(RuleBasedStateMachine):
    """Two counties send, the check judges, the office decides and publishes, days pass."""

    def __init__(self, office: Any, findings: dict[str, Any], reviewed: Standing) -> None:
        super().__init__()
        self.office, self.findings, self.reviewed = office, findings, reviewed
        self.owed = {unit: Owed(unit) for unit in UNITS}
        self.numbers: dict[str, int] = {}
        self.vintage = count(1)
        self.rule_sets = (f"{number:064}" for number in count(1))

    def number(self, attempt: Attempt) -> int:
        return self.numbers[attempt.content]

    @rule(unit=st.sampled_from(UNITS), content=st.sampled_from("abcdef"))
    def send(self, unit: str, content: str) -> None:
        owed, name = self.owed[unit], f"{unit} {content}"
        known = next((each for each in owed.attempts if each.content == name), None)
        done = self.office.send(name, unit)
        if name in self.numbers:
            assert done.submission == self.numbers[name]
        self.numbers[name] = done.submission
        if known is not None:
            assert (done.repeated, done.attempt) == (True, owed.attempts.index(known) + 1)
            return
        is_open = owed.correction_until is not None and self.office.today <= owed.correction_until
        attempt = owed.refused.pop(name, None) or Attempt(name, taken=False)
        attempt.taken = not owed.is_settled or is_open
        if not attempt.taken:
            owed.refused[name] = attempt
            assert done.refusal is not None
            return
        attempt.under_correction = owed.is_settled
        owed.attempts.append(attempt)
        assert (done.refusal, done.attempt) == (None, len(owed.attempts))

    @rule(unit=st.sampled_from(UNITS), outcome=OUTCOMES)
    def judge(self, unit: str, outcome: str) -> None:
        owed, attempt = self.owed[unit], self.owed[unit].current
        if attempt is None:
            return
        standing = self.reviewed if outcome == "explained" else None
        found = self.findings[outcome]
        told = self.office.judge(self.number(attempt), *found, rules=next(self.rule_sets), standing=standing)
        fixed = attempt.state in {State.PUBLISHED, State.RETURNED} or (
            attempt.state is State.APPROVED and attempt.by_person
        )
        if not fixed:
            attempt.state = LEADS_TO[outcome]
            self.close(owed, attempt)
        assert told is attempt.state

    @rule(unit=st.sampled_from(UNITS), review=st.sampled_from(Review))
    def review(self, unit: str, review: Review) -> None:
        owed, attempt = self.owed[unit], self.owed[unit].current
        if attempt is None:
            return
        allowed = {State.AWAITING_REVIEW} | ({State.APPROVED} if review is Review.RETURN else set())
        if attempt.state not in allowed:
            with pytest.raises(StateError):
                self.office.review(self.number(attempt), review, "请核对三季度人数")
            return
        self.office.review(self.number(attempt), review, "请核对三季度人数")
        attempt.state = State.APPROVED if review is Review.APPROVE else State.RETURNED
        attempt.by_person = True
        self.close(owed, attempt)

    def close(self, owed: Owed, attempt: Attempt) -> None:
        """A correction ends when what was sent under it is approved."""
        if attempt.state is State.APPROVED and attempt.under_correction:
            owed.correction_until = None

    @rule(unit=st.sampled_from(UNITS), days=st.integers(1, 5))
    def permit(self, unit: str, days: int) -> None:
        owed = self.owed[unit]
        if not owed.is_settled:
            with pytest.raises(RecordError):
                self.office.permit(unit, days)
        elif owed.correction_until is None or owed.correction_until < self.office.today:
            # One permission at a time, so that the model need not count them.
            self.office.permit(unit, days)
            owed.correction_until = self.office.today + timedelta(days)

    @precondition(lambda self: any(owed.approved for owed in self.owed.values()))
    @rule()
    def publish(self) -> None:
        chosen = [owed.approved for owed in self.owed.values() if owed.approved]
        vintage = next(self.vintage)
        edition = Edition("2026Q3", vintage, self.office.today, f"{vintage:064}", 2, len(chosen), 1, 0)
        numbers = [each.submission for each in on_file.approved("2026Q3")]
        for _ in range(2):
            on_file.publish_edition(edition, numbers, self.office.tick())
        for attempt in chosen:
            attempt.state = State.PUBLISHED

    @rule()
    def a_day_passes(self) -> None:
        self.office.now += timedelta(days=1)

    @invariant()
    def every_attempt_is_where_the_model_says(self) -> None:
        for owed in self.owed.values():
            for attempt in owed.attempts:
                assert self.office.state(self.number(attempt)) is attempt.state

    @invariant()
    def the_newest_attempt_counts_and_the_newest_approved_is_published(self) -> None:
        current = [self.number(owed.current) for owed in self.owed.values() if owed.current]
        approved = [self.number(owed.approved) for owed in self.owed.values() if owed.approved]
        assert [each.submission for each in on_file.on_file("2026Q3")] == current
        assert [each.submission for each in on_file.approved("2026Q3")] == approved

    @invariant()
    def the_trail_is_whole(self) -> None:
        assert audit.verify().is_whole


@pytest.fixture
def machines(open_empty_record, office_at, error, query, reviewed, tmp_path: Path):
    """Makes a machine with an empty record, as often as it is asked."""
    findings = {"clean": (), "error": (error,), "query": (query,), "explained": (query,)}
    numbers: Iterator[int] = count()
    return lambda: Life(office_at(open_empty_record(tmp_path / str(next(numbers)))), findings, reviewed)


def test_the_record_agrees_with_a_small_model_of_it(machines) -> None:
    """Sending, judging, reviewing, permitting, publishing and waiting, in any order."""
    run_state_machine_as_test(machines, settings=settings(max_examples=30, stateful_step_count=25, deadline=None))
