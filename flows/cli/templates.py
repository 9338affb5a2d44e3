"""Templates for the units of an office: which are wanted, and writing them without touching what is there."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from flows.cli.settled import return_of
from flows.cli.speech import Complaint, plain_name, write_whole
from flows.office.opened import Office
from flows.template import Earlier, Order, build
from schemas.periods import Period
from schemas.units import Unit


def orders(office: Office, code: str, period: Period, unit: str, today: date) -> tuple[Order, ...]:
    """The templates of one unit, or of all that report where `unit` is empty.

    Raises Complaint for a return, unit or period that does not fit.
    """
    form = return_of(code, office.returns)
    if not any(period.covers(table.frequency) for table in form.tables):
        raise Complaint("TEMPLATE-NOT-ASKED", {"code": form.code, "period": str(period)})
    units = (_reporting(office, unit, period),) if unit else office.register.reporting(period)
    return tuple(Order(form, each, period, office.register, today) for each in units)


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


def _reporting(office: Office, unit: str, period: Period) -> Unit:
    found = office.register.find(unit, period.last_day)
    if found is None:
        raise Complaint("COMMAND-UNIT", {"unit": unit, "period": str(period)})
    if found not in office.register.reporting(period):
        raise Complaint("COMMAND-UNIT-SILENT", {"unit": f"{found.name}（{found.code}）"})
    return found
