"""One rule silenced for one unit until a day, held against the forms first; and ended before its day."""

from dataclasses import dataclass, replace
from datetime import datetime

from flows.acts import asked
from flows.office.opened import Office
from flows.rulebook import Entry
from record import register as record
from schemas.decision import Waiver
from schemas.messages import Language, say
from schemas.model import Column
from schemas.units import Unit


@dataclass(frozen=True, slots=True)
class Waived:
    """A waiver on file, in the words of the forms: the unit, the rule, the row and the item (None for all of them)."""

    waiver: Waiver
    unit: Unit
    rule: Entry
    row: str
    column: Column | None

    def text(self, language: Language) -> str:
        """What was put on file, for the person to read once more."""
        every_row, every_column = say("WAIVED-ROWS", language), say("WAIVED-COLUMNS", language)
        heading = every_column if self.column is None else self.column.zh if language == "zh" else self.column.en
        facts = {
            "number": self.waiver.number,
            "unit": self.unit.name,
            "unit_code": self.unit.code,
            "code": self.waiver.code,
            "rule": self.rule.words(language),
            "row": f"{self.waiver.row_code} {self.row}" if self.row else every_row,
            "column": heading,
            "start": self.waiver.made_on,
            "until": self.waiver.expires_on,
        }
        return say("WAIVED", language, facts)


def waive(office: Office, wanted: Waiver, now: datetime) -> Waived:
    """A waiver put on file; it holds from the next night on.

    Unit, row and column of `wanted` may be codes or printed names. Raises RecordError for a unit that does not report,
    a rule that is unknown or that no waiver reaches, a row or column that the rule does not have, and whatever
    `record.waive` refuses.
    """
    day = wanted.made_on
    unit = asked.reporter(office, wanted.unit, day)
    rule = asked.rule(office.returns, wanted.code)
    row = asked.row(office, rule, unit, wanted.row_code, day) if wanted.row_code else ""
    column = asked.column(office.returns, rule, wanted.column) if wanted.column else None
    exact = replace(
        wanted, unit=unit.code, code=rule.entry.code, row_code=row, column="" if column is None else column.name
    )
    name = asked.row_name(office, rule, unit, row, day) if row else ""
    return Waived(record.waive(exact, now), unit, rule.entry, name, column)


def end_waiver(number: int, by: str, now: datetime) -> Waiver:
    """A waiver ended before its day: from the next night on the rule speaks again. Raises RecordError."""
    return record.end_waiver(number, by, now)
