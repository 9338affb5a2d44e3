"""A unit permitted to send an approved workbook again (更正)."""

from dataclasses import dataclass, replace
from datetime import datetime

from flows.acts import asked
from flows.office.opened import Office
from record import register as record
from schemas.decision import Correction
from schemas.model import Return
from schemas.periods import Period
from schemas.units import Unit


@dataclass(frozen=True, slots=True)
class Permitted:
    """A correction on file, with the unit and the return that it is for."""

    correction: Correction
    unit: Unit
    form: Return


def permit(office: Office, wanted: Correction, now: datetime) -> Permitted:
    """A permission put on file: the unit's next file of that return and period is taken.

    The unit of `wanted` may be a code or a name. Raises RecordError for a unit that does not report for the period and
    whatever `record.permit_correction` refuses, KeyError for an unknown return.
    """
    unit = asked.reporter(office, wanted.unit, Period.parse(wanted.period).last_day)
    form = office.returns.get(wanted.return_code)
    return Permitted(record.permit_correction(replace(wanted, unit=unit.code), now), unit, form)


def end_correction(number: int, by: str, now: datetime) -> Correction:
    """A permission ended before its day. Raises RecordError."""
    return record.end_correction(number, by, now)
