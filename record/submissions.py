"""Submissions: a kept file becomes an attempt, and the newest attempt is the one that counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from record import audit, models
from record.archive import restored
from record.errors import RecordError
from schemas.finding import Finding
from schemas.periods import SHANGHAI, came_at
from schemas.receipt import Fact, Receipt, Refusal, is_uploaded
from schemas.states import State
from schemas.submission import Event, OnFile, Registered

SETTLED = tuple(state.value for state in State if state.is_settled)
INBOX = "inbox"
"""Who hands in what lies in the inbox: being put there says so."""
_BATCH = 200
_NAME, _SOURCE = 255, 1024
"""What the database holds of a name for people: its end, where it is longer."""


@dataclass(frozen=True, slots=True)
class _Key:
    unit: str
    return_code: str
    period: str


@dataclass(slots=True)
class _Shelf:
    """All that is on file for one owed workbook while a batch is registered."""

    correction: models.Correction | None
    known: dict[str, models.Submission] = field(default_factory=dict)

    @property
    def taken(self) -> list[models.Submission]:
        return [each for each in self.known.values() if each.taken]

    @property
    def newest(self) -> models.Submission | None:
        return next((each for each in self.taken if each.replaced_by_id is None), None)

    @property
    def is_closed(self) -> bool:
        return self.correction is None and any(State(each.state).is_settled for each in self.taken)


def register(receipt: Receipt, now: datetime) -> Registered:
    """One kept file put on file; see `register_all`."""
    return register_all((receipt,), now)[0]


def _untold(_: Receipt, __: Refusal) -> None:
    """For whoever tells the sender from the result."""


def register_all(
    receipts: Sequence[Receipt], now: datetime, tell: Callable[[Receipt, Refusal], None] = _untold
) -> tuple[Registered, ...]:
    """Kept files put on file, in the order in which they were received, those received together in the order given; the result is in the order given.

    The same bytes twice are one submission. A file for an approved workbook is taken under an open correction only;
    else `tell` is called before anything is on file, so that one who was cut short tells again. `now` needs a time zone.
    """
    order = sorted(range(len(receipts)), key=lambda at: (receipts[at].received_at, at))
    done: dict[int, Registered] = {}
    for start in range(0, len(order), _BATCH):
        positions = order[start : start + _BATCH]
        with audit.turn():
            registered = _register_batch([receipts[at] for at in positions], now)
            for at, each in zip(positions, registered, strict=True):
                if each.refusal is not None:
                    tell(receipts[at], each.refusal)
        done.update(zip(positions, registered, strict=True))
    return tuple(done[at] for at in range(len(receipts)))


def _register_batch(receipts: Sequence[Receipt], now: datetime) -> list[Registered]:
    shelves = _shelves(receipts, now)
    acts: list[audit.Act] = []
    return_values: list[Registered] = []
    for receipt in receipts:
        shelf = shelves[_key(receipt)]
        known = shelf.known.get(receipt.sha256)
        if known is not None and (known.taken or shelf.is_closed):
            return_values.append(_registered(known, repeated=True))
            continue
        submission = known or _submission(receipt)
        _place(submission, shelf)
        shelf.known[receipt.sha256] = submission
        return_values.append(_registered(submission, repeated=known is not None))
        acts.append(_act(submission, receipt, now))
    audit.append(acts)
    return return_values


def _shelves(receipts: Sequence[Receipt], now: datetime) -> dict[_Key, _Shelf]:
    """What is on file for each receipt; a correction that was open on the day on which its file was handed in counts."""
    days = {_key(receipt): came_at(now, uploaded=receipt.is_uploaded).date() for receipt in receipts}
    scope = {
        "unit__in": {receipt.unit for receipt in receipts},
        "return_code__in": {receipt.return_code for receipt in receipts},
        "period__in": {receipt.period for receipt in receipts},
    }
    corrections = models.Correction.objects.filter(**scope, closed_at=None, expires_on__gte=min(days.values()))
    keyed = ((_Key(each.unit, each.return_code, each.period), each) for each in corrections.order_by("-id"))
    opened = {key: each for key, each in keyed if key in days and each.expires_on >= days[key]}
    shelves = {_key(receipt): _Shelf(opened.get(_key(receipt))) for receipt in receipts}
    for each in models.Submission.objects.filter(**scope).select_for_update():
        shelf = shelves.get(_Key(each.unit, each.return_code, each.period))
        if shelf is not None:
            shelf.known[each.sha256] = each
    return shelves


def _place(submission: models.Submission, shelf: _Shelf) -> None:
    """Give the file its attempt, and let the newest take the place of the one before; or keep it untaken."""
    if shelf.is_closed:
        submission.save()
        return
    newest = shelf.newest
    submission.taken = True
    submission.attempt = 1 + max((each.attempt for each in shelf.taken if each is not submission), default=0)
    if any(State(each.state).is_settled for each in shelf.taken):
        submission.correction = shelf.correction
    if newest is not None and newest is not submission and newest.received_at > submission.received_at:
        submission.replaced_by = newest  # kept before it but put on file later: a night was cut short in between
        newest = None
    submission.save()
    if newest is not None and newest is not submission:
        newest.replaced_by = submission
        newest.save(update_fields=["replaced_by"])


def _submission(receipt: Receipt) -> models.Submission:
    return models.Submission(
        unit=receipt.unit,
        return_code=receipt.return_code,
        period=receipt.period,
        attempt=0,
        taken=False,
        state=State.CHECKING.value,
        confirmed_at=None if receipt.is_uploaded else receipt.received_at,
        confirmed_by="" if receipt.is_uploaded else INBOX,
        sha256=receipt.sha256,
        size=receipt.size,
        kind=receipt.kind.value,
        name=receipt.name[-_NAME:],
        received_at=receipt.received_at,
        source=receipt.source[-_SOURCE:],
        template=receipt.template,
        kept_as=receipt.kept_as,
    )


def _registered(submission: models.Submission, *, repeated: bool) -> Registered:
    refusal = None
    if not submission.taken:
        facts = (Fact("period", submission.period), Fact("return_code", submission.return_code))
        refusal = Refusal("STATE-CLOSED", facts)
    return Registered(submission.pk, submission.attempt, repeated, refusal)


def _act(submission: models.Submission, receipt: Receipt, now: datetime) -> audit.Act:
    facts = {
        "unit": receipt.unit,
        "return": receipt.return_code,
        "period": receipt.period,
        "sha256": receipt.sha256,
        "kept_as": receipt.kept_as,
        "received_at": receipt.received_at.isoformat(),
        "attempt": submission.attempt,
        "taken": submission.taken,
        "correction": submission.correction_id,
    }
    return audit.Act(now, audit.SYSTEM, "register", subject(submission.pk), facts)


def _key(receipt: Receipt) -> _Key:
    return _Key(receipt.unit, receipt.return_code, receipt.period)


def subject(number: int) -> str:
    """How the audit trail names a submission."""
    return f"submission {number}"


def counting() -> QuerySet[models.Submission]:
    """The submissions that count: taken, and replaced by none."""
    return models.Submission.objects.filter(taken=True, replaced_by=None)


def fetch(number: int) -> models.Submission:
    """One submission, locked until the transaction ends. Raises RecordError."""
    found = models.Submission.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise RecordError("RECORD-UNKNOWN", {"number": number})
    return found


def on_file(period: str) -> tuple[OnFile, ...]:
    """The submission that counts of each workbook of a period, by unit and return."""
    return seen(counting().filter(period=period).order_by("unit", "return_code"))


def kept() -> frozenset[str]:
    """Paths below raw/ of all files that are on file."""
    return frozenset(models.Submission.objects.values_list("kept_as", flat=True))


def contents() -> dict[str, str]:
    """The sha256 of every file that is on file, by its path below raw/."""
    return dict(models.Submission.objects.values_list("kept_as", "sha256"))


def periods() -> tuple[str, ...]:
    """Codes of the periods of which something is on file, sorted as text."""
    return tuple(counting().order_by("period").values_list("period", flat=True).distinct())


def current(unit: str, return_code: str, period: str) -> OnFile | None:
    """The submission that counts of one owed workbook; None where nothing was taken."""
    return next(iter(seen(counting().filter(unit=unit, return_code=return_code, period=period))), None)


def submission(number: int) -> OnFile:
    """One submission. Raises RecordError where there is none of that number."""
    found = seen(models.Submission.objects.filter(pk=number))
    if not found:
        raise RecordError("RECORD-UNKNOWN", {"number": number})
    return found[0]


def sent(unit: str, return_code: str = "", period: str = "") -> tuple[OnFile, ...]:
    """All that a unit ever sent, newest first, also what was replaced or not taken; of one return or period if named."""
    named = {"return_code": return_code, "period": period}
    chosen = models.Submission.objects.filter(unit=unit, **{name: value for name, value in named.items() if value})
    return seen(chosen.order_by("-pk"))


def is_closed(unit: str, return_code: str, period: str, now: datetime) -> bool:
    """Whether a workbook is approved and no correction is open, so that no further file is taken."""
    named = {"unit": unit, "return_code": return_code, "period": period}
    today = now.astimezone(SHANGHAI).date()
    return (
        models.Submission.objects.filter(**named, taken=True, state__in=SETTLED).exists()
        and not models.Correction.objects.filter(**named, closed_at=None, expires_on__gte=today).exists()
    )


def before(number: int) -> OnFile | None:
    """The attempt before a submission; None for the first. Raises RecordError where there is none of that number."""
    this = submission(number)
    attempts = models.Submission.objects.filter(
        unit=this.unit, return_code=this.return_code, period=this.period, taken=True, attempt__lt=this.attempt
    )
    return next(iter(seen(attempts.order_by("-attempt")[:1])), None)


def seen(chosen: QuerySet[models.Submission]) -> tuple[OnFile, ...]:
    """Submissions as those above see them."""
    rows = chosen.values_list(
        "pk", "unit", "return_code", "period", "attempt", "sha256", "kept_as", "name", "received_at", "state",
        "verdict__rule_set", "verdict__context", "source", "taken", "replaced_by", "confirmed_at", "confirmed_by",
    )  # fmt: skip
    return tuple(
        OnFile(
            submission=row[0],
            unit=row[1],
            return_code=row[2],
            period=row[3],
            attempt=row[4],
            sha256=row[5],
            kept_as=row[6],
            name=row[7],
            received_at=row[8].astimezone(SHANGHAI),
            state=State(row[9]),
            rule_set=row[10] or "",
            context=row[11] or "",
            uploaded=is_uploaded(row[12]),
            taken=row[13],
            replaced_by=row[14] or 0,
            confirmed_at=row[15].astimezone(SHANGHAI) if row[15] else None,
            confirmed_by=row[16],
        )
        for row in rows
    )


def findings(number: int) -> tuple[Finding, ...]:
    """All that the newest check of a submission found; none where it was not checked yet. Raises RecordError."""
    found = models.Submission.objects.select_related("verdict").filter(pk=number).first()
    if found is None:
        raise RecordError("RECORD-UNKNOWN", {"number": number})
    return restored(found.verdict.findings) if found.verdict else ()


def history(number: int) -> tuple[Event, ...]:
    """What happened to a submission, oldest first. Raises RecordError where there is none of that number."""
    submission(number)
    return tuple(audit.events(models.AuditEntry.objects.filter(subject=subject(number)).order_by("number")))
