"""What stands before an edition: which workbooks would be in it, which would be named as missing, its number."""

from dataclasses import dataclass
from datetime import datetime

from flows.office.opened import Office
from flows.publish.editions import editions, following
from flows.review.mirrors import Mirror, mirrors, open_gaps
from record import register as record
from schemas.periods import Period
from schemas.published import Edition
from schemas.states import State
from schemas.submission import BoardRow


@dataclass(frozen=True, slots=True)
class Checklist:
    """One period before it is published. `editions` are those that stand, oldest first."""

    period: Period
    inside: tuple[BoardRow, ...]
    missing: tuple[BoardRow, ...]
    gaps: tuple[Mirror, ...]
    editions: tuple[Edition, ...]

    @property
    def vintage(self) -> int:
        """The number that the next edition gets if anything has changed."""
        return following(self.editions[-1] if self.editions else None)

    @property
    def is_complete(self) -> bool:
        """Whether every owed workbook is approved."""
        return not self.missing

    @property
    def is_empty(self) -> bool:
        """Whether nothing is approved yet, so that there is nothing to publish."""
        return not self.inside

    @property
    def added(self) -> tuple[BoardRow, ...]:
        """Approved workbooks that no edition has yet."""
        return tuple(row for row in self.inside if row.state is State.APPROVED)


def checklist(office: Office, period: Period, now: datetime) -> Checklist:
    """How a period stands before it is published.

    A workbook that is being corrected stays in the edition as it was approved.
    """
    board = record.board(period, office.register, tuple(office.returns), now)
    approved = {(each.unit, each.return_code) for each in record.approved(str(period))}
    inside = tuple(row for row in board if (row.unit, row.return_code) in approved)
    missing = tuple(row for row in board if (row.unit, row.return_code) not in approved)
    standing = tuple(each for each in editions(office.home.curated) if each.period == str(period))
    return Checklist(period, inside, missing, open_gaps(mirrors(office, period)), standing)


def release_note(office: Office, edition: Edition) -> str:
    """CHANGES.md of an edition, as it is published. Raises OSError where it is gone."""
    return (office.home.curated / edition.folder / "CHANGES.md").read_text(encoding="utf-8")
