"""A kept file is put on file: it becomes an attempt, and the newest attempt is the one that counts."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from record import audit, models
from record.submissions import INBOX, subject
from schemas.periods import came_at
from schemas.receipt import Fact, Receipt, Refusal
from schemas.states import State
from schemas.submission import Registered

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

    corrections: tuple[models.Correction, ...]
    """Those that nobody has closed, the newest first."""
    known: dict[str, models.Submission] = field(default_factory=dict)

    @property
    def taken(self) -> list[models.Submission]:
        return [each for each in self.known.values() if each.taken]

    @property
    def newest(self) -> models.Submission | None:
        return next((each for each in self.taken if each.replaced_by_id is None), None)

    def correction(self, day: date) -> models.Correction | None:
        """The one that was open on a day."""
        return next((each for each in self.corrections if each.expires_on >= day), None)

    def is_closed(self, day: date) -> bool:
        """Whether nothing handed in on a day is taken."""
        return self.correction(day) is None and any(State(each.state).is_settled for each in self.taken)


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
    shelves = _shelves(receipts)
    acts: list[audit.Act] = []
    return_values: list[Registered] = []
    for receipt in receipts:
        shelf = shelves[_key(receipt)]
        known = shelf.known.get(receipt.sha256)
        # The receipt of what was sent before tells of that time; what comes for the first time counts on the day on
        # which it was laid there, though a night was cut short before it was on file.
        came = came_at(receipt.received_at if known is None else now, uploaded=receipt.is_uploaded).date()
        if known is not None and (known.taken or shelf.is_closed(came)):
            return_values.append(_registered(known, repeated=True))
            continue
        submission = known or _submission(receipt)
        _place(submission, shelf, came, again=known is not None)
        shelf.known[receipt.sha256] = submission
        return_values.append(_registered(submission, repeated=known is not None))
        acts.append(_act(submission, receipt, now))
    audit.append(acts)
    return return_values


def _shelves(receipts: Sequence[Receipt]) -> dict[_Key, _Shelf]:
    """What is on file for each receipt."""
    scope = {
        "unit__in": {receipt.unit for receipt in receipts},
        "return_code__in": {receipt.return_code for receipt in receipts},
        "period__in": {receipt.period for receipt in receipts},
    }
    opened: defaultdict[_Key, list[models.Correction]] = defaultdict(list)
    for correction in models.Correction.objects.filter(**scope, closed_at=None).order_by("-id"):
        opened[_Key(correction.unit, correction.return_code, correction.period)].append(correction)
    shelves = {key: _Shelf(tuple(opened[key])) for key in map(_key, receipts)}
    for each in models.Submission.objects.filter(**scope).select_for_update():
        shelf = shelves.get(_Key(each.unit, each.return_code, each.period))
        if shelf is not None:
            shelf.known[each.sha256] = each
    return shelves


def _place(submission: models.Submission, shelf: _Shelf, came: date, *, again: bool) -> None:
    """Give the file its attempt, and let the newest take the place of the one before; or keep it untaken.

    What was kept untaken and is sent `again` is the newest, though its receipt tells when it first came.
    """
    if shelf.is_closed(came):
        submission.save()
        return
    newest = shelf.newest
    submission.taken = True
    submission.attempt = 1 + max((each.attempt for each in shelf.taken if each is not submission), default=0)
    if any(State(each.state).is_settled for each in shelf.taken):
        submission.correction = shelf.correction(came)
    if newest is not None and not again and newest.received_at > submission.received_at:
        submission.replaced_by = newest  # kept before it but put on file later: a night was cut short in between
        newest = None
    submission.save()
    if newest is not None:
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
