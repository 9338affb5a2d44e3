"""The office with its record opened for one command, as on the day that is asked for, and who asks."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.settled import home_of
from flows.cli.speech import told

if TYPE_CHECKING:
    from flows.office.opened import Office

By = Annotated[str, typer.Option("--by", metavar="WHO", help=told("HELP-BY"), show_default=False)]
Day = Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], metavar="D", help=told("HELP-DATE"))]
NightDay = Annotated[
    datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], metavar="D", help=told("HELP-NIGHT-DATE"))
]


@dataclass(frozen=True, slots=True)
class Opened:
    """An office whose record is open, and the moment at which the command acts."""

    office: "Office"
    now: datetime

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        return self.now.date()


def opened(home: Path | None, day: datetime | None) -> Opened:
    """The office's folder with its record, now or on a day. Raises Complaint, ConfigurationError, RegisterError."""
    folder = home_of(home).path.resolve()
    from flows.office.opened import Office
    from record import connect

    found = Opened(Office.at(folder), moment(day))
    connect(folder)
    return found


def deciding(home: Path | None, day: datetime | None) -> Opened:
    """The same for what changes the record: not on a day before the last night on file. Raises RecordError too."""
    found = opened(home, day)
    from record.register import check_day

    check_day(found.now)
    return found


def moment(day: datetime | None) -> datetime:
    """Now, or one o'clock in the morning of a day in Shanghai: what a night of that day would say."""
    from schemas.periods import SHANGHAI

    return datetime.now(SHANGHAI) if day is None else datetime.combine(day.date(), time(1), SHANGHAI)


def signed(by: str) -> str:
    """Who decides: as said, else the user of this computer."""
    import getpass

    return by or getpass.getuser()
