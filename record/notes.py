"""Release notes: what the office says beside an edition; written before the edition is made, and made part of it."""

import unicodedata
from datetime import datetime

from record import audit, models
from record.decided import check_signed
from record.errors import RecordError
from schemas.explaining import is_personal

LONGEST_NOTE = 2_000


def put_release_note(period: str, vintage: int, text: str, by: str, now: datetime) -> None:
    """The note of the edition of a period that is made next, in the place of what was written for it; empty takes it back.

    The same note twice is once. Characters that nobody sees and a database may not hold (control characters but line
    ends, halves of characters) are left out, a tab is a blank. Raises RecordError where nobody signs, the text is too long or speaks of a person, and
    where that edition is on file already: what it says, it says for ever.
    """
    check_signed(by)
    wanted = plain_note(text)
    if len(wanted) > LONGEST_NOTE:
        raise RecordError("NOTE-LONG", {"most": LONGEST_NOTE})
    if is_personal(wanted):
        raise RecordError("NOTE-PERSONAL")
    with audit.turn():
        before = release_note(period, vintage)
        if wanted == before:
            return
        if models.Edition.objects.filter(period=period, vintage=vintage).exists():
            raise RecordError("NOTE-PUBLISHED", {"edition": f"{period} v{vintage:03}"})
        models.ReleaseNote.objects.update_or_create(
            period=period, vintage=vintage, defaults={"text": wanted, "by": by, "written_at": now}
        )
        facts = {"before": before, "text": wanted}
        audit.append([audit.Act(now, by, "release_note", f"edition {period} v{vintage:03}", facts)])


def release_note(period: str, vintage: int) -> str:
    """What is written for an edition; empty where nothing is."""
    found = models.ReleaseNote.objects.filter(period=period, vintage=vintage).first()
    return found.text if found else ""


def plain_note(text: str) -> str:
    """A note as it is kept."""
    lines = text.replace("\t", " ").splitlines()
    return "\n".join("".join(mark for mark in line if not _is_unseen(mark)).rstrip() for line in lines).strip()


def _is_unseen(mark: str) -> bool:
    return unicodedata.category(mark) in {"Cc", "Cs"}
