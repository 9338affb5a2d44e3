"""A submission's figures beside those of the period before, table by table."""

from dataclasses import dataclass
from fractions import Fraction

from flows.check.panel import shifted
from flows.office.opened import Office
from flows.office.readings import readings_of, stored_of
from flows.review.summing import Spot, places
from flows.template.figures import Figures
from record import register as record
from rules.language import Shift
from schemas.model import Grain, Table
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.submission import OnFile


@dataclass(frozen=True, slots=True)
class Pair:
    """One cell of the form with its number now and before, scaled; None where there is none."""

    spot: Spot
    now: int | None
    before: int | None

    @property
    def change(self) -> int | None:
        """How much more it is now; None where one of them is not known."""
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def percent(self) -> str:
        """`＋38.3%`; empty where nothing changed or there is nothing to compare with."""
        if not self.change or not self.before:
            return ""
        share = round(Fraction(self.change * 1000, abs(self.before)))
        return f"{'＋' if share > 0 else '－' if share < 0 else ''}{abs(share) // 10}.{abs(share) % 10}%"


@dataclass(frozen=True, slots=True)
class Beside:
    """One table of a submission; `earlier` is the period that it is held against, None where it has none.

    `on_file` says whether anything of that period was approved.
    """

    table: Table
    earlier: Period | None
    on_file: bool
    pairs: tuple[Pair, ...]


def tables_in(office: Office, submission: OnFile) -> tuple[Table, ...]:
    """The tables of a submission's workbook that can be compared."""
    period = Period.parse(submission.period)
    return tuple(
        table
        for table in office.returns.get(submission.return_code).tables
        if table.grain is not Grain.LIST and period.covers(table.frequency)
    )


def beside(office: Office, submission: OnFile, reading: WorkbookReading, table: Table) -> Beside:
    """A table's total row, or the rows of its stub, now and as approved for its own period before."""
    period = Period.parse(submission.period)
    earlier = shifted(period, table, Shift.PREVIOUS)
    past = _approved(office, submission, earlier) if earlier else None
    now, then = _figures(reading, table), _figures(past, table)
    pairs = tuple(
        Pair(
            spot,
            now.value(spot.row, spot.column.name) if now else None,
            then.value(spot.row, spot.column.name) if then else None,
        )
        for spot in places(table, period)
    )
    return Beside(table, earlier, then is not None, pairs)


def _approved(office: Office, submission: OnFile, period: Period) -> WorkbookReading | None:
    for each in record.approved(str(period), [submission.unit]):
        if each.return_code == submission.return_code:
            return readings_of(office, [stored_of(each)]).get(each.sha256)
    return None


def _figures(reading: WorkbookReading | None, table: Table) -> Figures | None:
    found = reading.table(table.code) if reading is not None else None
    return Figures.of(found) if found is not None else None
