"""The audit trail: append-only, each entry chained by its hash to all before it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.db import transaction

from record.archive import canonical
from record.models import AuditEntry, AuditHead
from schemas.submission import Chain, Event

SYSTEM = "system"
"""Who acts where no person does."""
_BEGINNING = "0" * 64
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done, before it stands in the trail; `subject` is such as `submission 12`."""

    at: datetime
    by: str
    action: str
    subject: str
    facts: Mapping[str, object]


@contextmanager
def turn() -> Iterator[None]:
    """One transaction that writes: writers take turns, so that each sees all that was kept before it."""
    with transaction.atomic():
        _end()
        yield


def append(acts: Sequence[Act]) -> None:
    """Put what was done at the end of the trail; within the `turn` that does it."""
    if not acts:
        return
    head, entries = _end(), []
    for act in acts:
        entry = _entry(act, head.number + 1, head.hash)
        entries.append(entry)
        head.number, head.hash = entry.number, entry.hash
    AuditEntry.objects.bulk_create(entries, batch_size=_BATCH)
    head.save(update_fields=["number", "hash"])


def _end() -> AuditHead:
    """The end of the trail, locked until the transaction ends."""
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1, defaults={"number": 0, "hash": _BEGINNING})
    return head


def verify() -> Chain:
    """Recompute the whole trail; an entry changed, removed, added or cut off the end is found."""
    previous, number = _BEGINNING, 0
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=_BATCH):
        number += 1
        if entry.number != number or entry.previous != previous or entry.hash != _hash_of(entry):
            return Chain(AuditEntry.objects.count(), number)
        previous = entry.hash
    head = AuditHead.objects.filter(pk=1).first()
    end = (head.number, head.hash) if head else (0, _BEGINNING)
    return Chain(number, 0 if end == (number, previous) else number + 1)


def export(after: int = 0) -> Iterator[Event]:
    """The whole trail, oldest first, or what follows the entry `after`."""
    return events(AuditEntry.objects.filter(number__gt=after).order_by("number").iterator(chunk_size=_BATCH))


def newest(subject: str) -> Event | None:
    """The last entry about a subject; None where there is none."""
    return next(events(AuditEntry.objects.filter(subject=subject).order_by("-number")[:1]), None)


def last_number() -> int:
    """Number of the newest entry, 0 where there is none."""
    head = AuditHead.objects.filter(pk=1).first()
    return head.number if head else 0


def events(entries: Iterable[AuditEntry]) -> Iterator[Event]:
    """Entries as they are shown."""
    for entry in entries:
        yield Event(entry.number, entry.at, entry.by, entry.action, entry.subject, entry.facts, entry.hash)


def _entry(act: Act, number: int, previous: str) -> AuditEntry:
    entry = AuditEntry(
        number=number,
        at=act.at,
        by=act.by,
        action=act.action,
        subject=act.subject,
        facts=canonical(dict(act.facts)),
        previous=previous,
    )
    entry.hash = _hash_of(entry)
    return entry


def _hash_of(entry: AuditEntry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    content = canonical([entry.number, at, entry.by, entry.action, entry.subject, entry.facts, entry.previous])
    return sha256(content.encode()).hexdigest()
