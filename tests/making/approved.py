"""A workbook as it stands approved on file, made from its reading alone."""

from datetime import datetime

from schemas.periods import SHANGHAI
from schemas.reading import WorkbookReading
from schemas.submission import Approved


def approved_of(reading: WorkbookReading, submission: int = 1, rule_set: str = "ab" * 32) -> Approved:
    """Received, and some days later approved, with nothing that had to be settled."""
    of = reading.identity
    return Approved(
        submission=submission,
        unit=of.unit,
        return_code=of.return_code,
        period=of.period,
        sha256=reading.sha256,
        kept_as=f"{of.period}/{of.unit}/{of.return_code}/{reading.sha256[:8]}.xlsx",
        received_at=datetime(2026, 10, 10, 9, tzinfo=SHANGHAI),
        approved_at=datetime(2026, 10, 16, 9, tzinfo=SHANGHAI),
        rule_set=rule_set,
        explained=(),
        waived=(),
        waivers=(),
        correction="",
    )
