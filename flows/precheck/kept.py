"""What lies below raw/ and on the shelf, asked without the record: the newest kept workbook of each unit and return."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.check.library import Key, Library
from flows.check.panel import shifted
from flows.office.opened import Office
from flows.office.readings import Stored, readings_of
from flows.publish.editions import published_files
from flows.receive.receipts import receipts
from flows.template import Earlier, Figures, Order
from rules.language import Shift
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.receipt import Receipt


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept files of an office by key; of several attempts the published one counts, else the last."""

    office: Office
    by_key: Mapping[Key, Receipt]

    @classmethod
    def of(cls, office: Office) -> "Kept":
        """All kept files below raw/, by their receipts."""
        published = published_files(office.home.curated)
        found = sorted(receipts(office.home.raw), key=lambda each: (each.sha256 in published, each.received_at))
        return cls(office, {Key(each.unit, each.return_code, each.period): each for each in found})

    def library(self, units: Iterable[str]) -> Library:
        """The readings of some units' workbooks, from the shelf or read anew."""
        wanted = frozenset(units)
        readings = (self._reading(key) for key in self.by_key if key.unit in wanted)
        return Library(reading for reading in readings if reading is not None)

    def earlier(self, order: Order) -> Earlier:
        """For a template: its tables at the last year-end, and each table in its own period before."""
        year_end = self._workbook(order, order.period.previous_year_end())
        closing = tuple(Figures.of(table) for table in year_end.tables) if year_end else ()
        return Earlier(closing, tuple(self._previous(order)))

    def _previous(self, order: Order) -> Iterable[Figures]:
        for table in order.form.tables:
            period = shifted(order.period, table, Shift.PREVIOUS) if order.period.covers(table.frequency) else None
            workbook = self._workbook(order, period) if period else None
            reading = workbook.table(table.code) if workbook else None
            if reading is not None:
                yield Figures.of(reading)

    def _workbook(self, order: Order, period: Period) -> WorkbookReading | None:
        return self._reading(Key(order.unit.code, order.form.code, str(period)))

    def _reading(self, key: Key) -> WorkbookReading | None:
        receipt = self.by_key.get(key)
        if receipt is None:
            return None
        stored = Stored(0, key, receipt.sha256, receipt.kept_as, receipt.name)
        return readings_of(self.office, [stored]).get(receipt.sha256)
