"""The approved workbooks of a period published at once, without waiting for the night."""

from datetime import datetime

from flows.nightly.desk import Desk
from flows.office.opened import Office, alone
from schemas.periods import Period
from schemas.published import NotPublished, Published


def publish(office: Office, period: Period, now: datetime) -> Published | NotPublished | None:
    """An edition of a period; None where nothing of it is approved. Raises StoreError while a night runs, PublishError."""
    with alone(office.home):
        return Desk(office, now).publish(period)
