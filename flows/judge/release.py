"""What is published: the approved workbooks of a period, and what an interrupted night had published already."""

from collections.abc import Sequence
from datetime import datetime

from flows.curate import Accepted, curate
from flows.office.opened import Office
from flows.office.readings import readings_of, stored_of
from flows.publish import publish
from flows.publish.editions import editions, next_vintage, submissions_in
from record import register as record
from schemas.periods import SHANGHAI, Period
from schemas.published import NotPublished, Objection, Published
from schemas.published import Standing as Owed
from schemas.receipt import Fact
from schemas.submission import BoardRow


def release(
    office: Office, period: Period, board: Sequence[BoardRow], now: datetime
) -> Published | NotPublished | None:
    """The approved workbooks of a period as an edition; None where nothing is approved. Raises PublishError."""
    _catch_up(office, period, now)
    approved = record.approved(str(period))
    if not approved:
        return None
    readings = readings_of(office, [stored_of(each) for each in approved])
    lost = [each.kept_as for each in approved if each.sha256 not in readings]
    if lost:
        return NotPublished(str(period), tuple(Objection("PUBLISH-LOST", (Fact("file", each),)) for each in lost))
    accepted = [Accepted(each, readings[each.sha256]) for each in approved]
    facts = curate(period, accepted, office.register, office.returns)
    owed = [_owed(row) for row in board]
    today = now.astimezone(SHANGHAI).date()
    note = record.release_note(str(period), next_vintage(office.home.curated, period))
    done = publish(facts, owed, office.home.curated, today, office.returns, office.configuration.city_name, note)
    if isinstance(done, Published):
        record.publish_edition(done.edition, [each.submission for each in approved], now)
    return done


def _catch_up(office: Office, period: Period, now: datetime) -> None:
    """Put on file the editions that stand in curated/ and that a night cut short had not entered."""
    known = {each.vintage for each in record.editions(str(period))}
    for edition in editions(office.home.curated):
        if edition.period == str(period) and edition.vintage not in known:
            record.publish_edition(edition, submissions_in(office.home.curated, edition), now)


def _owed(row: BoardRow) -> Owed:
    """A row of the board for an edition's quality report."""
    return Owed(
        unit=row.unit,
        unit_name=row.unit_name,
        return_code=row.return_code,
        state=row.state.words("zh"),
        due=row.due.date(),
        received=row.received_at.date() if row.received_at else None,
        on_time=row.on_time,
        attempts=row.attempt,
        explained=row.explained,
        waived=row.waived,
    )
