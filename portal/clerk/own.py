"""What belongs to the clerk who asks: the unit, its returns, its submissions; all else is told as absent."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest

from flows.check import Key
from flows.office.opened import Office
from portal.membership import member
from portal.pages.language import language_of
from portal.pages.office import office
from record import register as record
from record.errors import RecordError
from schemas.messages import Language, say
from schemas.model import Return
from schemas.periods import Period, PeriodError
from schemas.periods.period import ENGLISH_MONTHS
from schemas.states import State
from schemas.submission import OnFile
from schemas.units import Unit


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who asks, for which unit, in which office and language."""

    name: str
    unit: Unit
    office: Office
    language: Language

    @classmethod
    def of(cls, request: HttpRequest, day: datetime) -> "Clerk":
        """The clerk of a request; the unit as the register has it on a day. Raises Http404 where it has none."""
        found, here = member(request), office()
        unit = here.register.at(found.unit, day.date())
        if unit is None:
            raise Http404
        return cls(found.user.get_username(), unit, here, language_of(request))

    def submission(self, number: int) -> OnFile:
        """A submission of the clerk's own unit. Raises Http404 for every other."""
        try:
            found = record.submission(number)
        except RecordError:
            raise Http404 from None
        if found.unit != self.unit.code:
            raise Http404
        return found

    def owed(self, code: str, period: str) -> "Owed":
        """A return that the unit owes for a period. Raises Http404 for what it does not."""
        try:
            asked = Period.parse(period)
        except PeriodError:
            raise Http404 from None
        form = next((each for each in self.office.returns if each.code == code), None)
        if form is None or asked < self.office.configuration.first_period:
            raise Http404
        reporting = next((each for each in self.office.register.reporting(asked) if each.code == self.unit.code), None)
        if reporting is None or not any(asked.covers(table.frequency) for table in form.tables):
            raise Http404
        return Owed(form, asked, reporting)

    def to_send(self, code: str, period: str, day: datetime) -> "Owed":
        """A return that may be filled and sent on a day. Raises Http404 for what is not owed or has not ended."""
        owed = self.owed(code, period)
        if not owed.period.has_ended(day.date()):
            raise Http404
        return owed


@dataclass(frozen=True, slots=True)
class Owed:
    """One workbook that a unit owes."""

    form: Return
    period: Period
    unit: Unit

    @property
    def key(self) -> Key:
        """The key of its submissions."""
        return Key(self.unit.code, self.form.code, str(self.period))

    def title(self, language: Language) -> str:
        """The return's title."""
        return self.form.zh if language == "zh" else self.form.en


def has_receipt(found: OnFile) -> bool:
    """Whether a submission was handed in and stayed so."""
    return found.taken and found.state in {State.AWAITING_REVIEW, State.APPROVED, State.PUBLISHED}


def titled(code: str, owed: Owed, language: Language, **facts: object) -> str:
    """A message that names a return and its period."""
    named = {"title": owed.title(language), "period": owed.period.title(language)}
    return say(code, language, named | facts)


def moment(at: datetime, language: Language) -> str:
    """10月12日 09:15."""
    month = at.month if language == "zh" else ENGLISH_MONTHS[at.month - 1]
    return say("NOTICE-MOMENT", language, {"month": month, "day": at.day, "time": f"{at:%H:%M}"})
