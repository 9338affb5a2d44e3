"""One rule silenced for one unit until a day, held against the forms first; and ended before its day.

What either concerns is judged anew at once; everything else of the unit stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flows.acts import asked
from flows.acts.judging import PLACES, judge
from flows.judge.turns import turn
from flows.office.opened import Office
from flows.office.readings import stored_of
from flows.rulebook import Entry, Narrowed, narrowed
from record import register as record
from record.errors import RecordError
from schemas.decision import Waiver
from schemas.messages import Language, say
from schemas.periods import SHANGHAI
from schemas.states import State
from schemas.submission import OnFile
from schemas.units import Unit


@dataclass(frozen=True, slots=True)
class Anew:
    """A submission that a waiver concerns: where it stood and where it stands now.

    `fault` numbers a fault of ours that left it 校核中, else empty: the next night takes it up.
    """

    submission: OnFile
    state: State
    fault: str

    def text(self, language: Language) -> str:
        """What became of it, in a line."""
        facts = {
            "number": self.submission.submission,
            "return_code": self.submission.return_code,
            "period": self.submission.period,
            "before": self.submission.state.words(language),
            "after": self.state.words(language),
            "fault": self.fault,
        }
        if self.state is State.CHECKING:
            return say("WAIVER-LEFT", language, facts)
        return say("WAIVER-SAME" if self.state is self.submission.state else "WAIVER-MOVED", language, facts)


@dataclass(frozen=True, slots=True)
class Waived:
    """A waiver on file, in the words of the forms: the unit, the rule, the row and the item."""

    waiver: Waiver
    unit: Unit
    rule: Entry
    narrowed: Narrowed
    judged: tuple[Anew, ...]

    def text(self, language: Language) -> str:
        """What was put on file, for the person to read once more, and what became of the workbooks it concerns."""
        facts = {
            "number": self.waiver.number,
            "unit": self.unit.name,
            "unit_code": self.unit.code,
            "code": self.waiver.code,
            "rule": self.rule.words(language),
            "row": self.narrowed.row(language),
            "column": self.narrowed.column(language),
            "start": self.waiver.made_on,
            "until": self.waiver.expires_on,
        }
        return "\n".join((say("WAIVED", language, facts), *_lines(self.judged, language)))


@dataclass(frozen=True, slots=True)
class Ended:
    """A waiver ended before its day; `beside` are those of the same unit and rule that are still in force."""

    waiver: Waiver
    beside: tuple[Waiver, ...]
    judged: tuple[Anew, ...]

    def text(self, language: Language) -> str:
        """What was ended, what still holds, and what became of the workbooks it concerned."""
        facts = {
            "number": self.waiver.number,
            "unit": self.waiver.unit,
            "code": self.waiver.code,
            "others": [str(each.number) for each in self.beside],
        }
        first = say("WAIVER-ENDED-BESIDE" if self.beside else "WAIVER-ENDED", language, facts)
        return "\n".join((first, *_lines(self.judged, language)))


def waive(office: Office, wanted: Waiver, now: datetime) -> Waived:
    """A waiver put on file, and what it concerns judged anew.

    Unit, row and column of `wanted` may be codes or printed names. Raises RecordError for a unit that does not report,
    a rule that is unknown or that no waiver reaches, a row or column that the rule does not have, and whatever
    `record.waive` refuses; StoreError where the unit cannot be held.
    """
    day = wanted.made_on
    unit = asked.reporter(office, wanted.unit, day)
    rule = asked.rule(office.returns, wanted.code)
    row = asked.row(office, rule, unit, wanted.row_code, day) if wanted.row_code else ""
    column = asked.column(office.returns, rule, wanted.column) if wanted.column else ""
    exact = replace(wanted, unit=unit.code, code=rule.entry.code, row_code=row, column=column)
    with turn(office, unit.code), PLACES:
        before = record.concerned(exact, day)
        kept = record.waive(exact, now)
        judged = _judged(office, before, now)
    return Waived(kept, unit, rule.entry, narrowed(kept, office.returns, office.register), judged)


def end_waiver(office: Office, number: int, by: str, now: datetime) -> Ended:
    """A waiver ended before its day, and what it silenced judged anew. Raises RecordError, StoreError."""
    today = now.astimezone(SHANGHAI).date()
    found = next((each for each in record.waivers(today) if each.number == number), None)
    if found is None:
        raise RecordError("WAIVER-UNKNOWN", {"number": number})
    with turn(office, found.unit), PLACES:
        before = record.concerned(found, today)
        ended = record.end_waiver(number, by, now)
        judged = _judged(office, before, now)
    beside = tuple(each for each in record.waivers(today, ended.unit) if each.code == ended.code)
    return Ended(ended, beside, judged)


def _judged(office: Office, before: Sequence[OnFile], now: datetime) -> tuple[Anew, ...]:
    """What was reopened judged as the night would; the others (returned, approved or published by a person) stay."""
    anew = []
    for each in before:
        open_again = record.submission(each.submission).state is State.CHECKING
        fault = judge(office, stored_of(each).key, now) if open_again else ""
        anew.append(Anew(each, record.submission(each.submission).state, fault))
    return tuple(anew)


def _lines(judged: Sequence[Anew], language: Language) -> tuple[str, ...]:
    return tuple(each.text(language) for each in judged) or (say("WAIVER-IDLE", language),)
