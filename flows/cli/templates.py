"""Templates for the units of an office: which are wanted, and writing them without touching what is there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from flows.cli.settled import home_of, period_of, return_of
from flows.cli.speech import Complaint, Several, plain_name, write_whole
from flows.office.opened import Office
from flows.template import Earlier, Order, build
from schemas.messages import Told
from schemas.periods import Period, PeriodError
from schemas.units import Unit

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed; empty or None where nothing was."""

    code: str
    period: str
    folder: Path | None
    unit: str
    home: Path | None
    every: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """The templates to write, for which period, and the folder to write them into."""

    office: Office
    orders: tuple[Order, ...]
    period: Period
    folder: Path


def wanted(wish: Wish, today: date) -> Wanted:
    """What a wish comes to. Raises Several with everything that stands in its way, and what opening an office raises."""
    office = Office.at(home_of(wish.home).path)
    troubles = Troubles()
    folder = troubles.unless(lambda: _given(wish.folder, "--out"))
    period = troubles.unless(lambda: period_of(_given(wish.period, "--period")))
    form = troubles.unless(lambda: return_of(wish.code, office.returns))
    if form and period and not any(period.covers(table.frequency) for table in form.tables):
        troubles.found.append(Complaint("TEMPLATE-NOT-ASKED", {"code": form.code, "period": str(period)}))
    if bool(wish.unit) is wish.every:
        troubles.found.append(Complaint("TEMPLATE-WHOM"))
    units = troubles.unless(lambda: _units(office, wish.unit, period, today)) or ()
    if troubles.found or folder is None or period is None or form is None:
        raise Several(troubles.found)
    orders = tuple(Order(form, each, period, office.register, today, office.contact) for each in units)
    return Wanted(office, orders, period, folder)


class Troubles:
    """What stands in the way, in the order in which it was met."""

    def __init__(self) -> None:
        self.found: list[Told | PeriodError] = []

    def unless(self, make: Callable[[], Found]) -> Found | None:
        """What is made, or None with the reason noted."""
        try:
            return make()
        except (Told, PeriodError) as error:
            self.found.append(error)
            return None


def _given(value: Found | None, option: str) -> Found:
    if not value:
        raise Complaint("USAGE-MISSING", {"name": option})
    return value


def _units(office: Office, unit: str, period: Period | None, today: date) -> tuple[Unit, ...]:
    """The one unit that is named, or all that report for a period; today's where no period can be told."""
    day = period.last_day if period else today
    if not unit:
        return office.register.reporting_on(day)
    found = office.register.find(unit, day)
    if found is None:
        raise Complaint("COMMAND-UNIT", {"unit": unit, "period": period or today})
    if found not in office.register.reporting_on(day):
        raise Complaint("COMMAND-UNIT-SILENT", {"unit": f"{found.name}（{found.code}）"})
    return (found,)


def hand_out(wanted: Sequence[Order], folder: Path, earlier: Callable[[Order], Earlier]) -> Iterator[Path]:
    """Write the templates one by one; `earlier` gives what is on file of earlier periods.

    Raises Complaint, before anything is written, where a file of one of the names lies there: it may be filled in.
    """
    for order in wanted:
        if (folder / order.file_name).exists():
            raise Complaint("TEMPLATE-THERE", {"file": plain_name(folder / order.file_name)})
    folder.mkdir(parents=True, exist_ok=True)
    for order in wanted:
        path = folder / order.file_name
        write_whole(build(order, earlier(order)), path)
        yield path
