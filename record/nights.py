"""Nights on file: who runs one now, and what the last ones told the office."""

from datetime import date, datetime, time, timedelta

from record import audit, models
from record.errors import LeaseTaken, RecordError
from schemas.periods import SHANGHAI
from schemas.submission import Lease, Night

_NIGHT = "night"
_MINUTE = "%Y-%m-%d %H:%M"


def take_lease(holder: str, now: datetime, hours: float = 6) -> Lease:
    """The right to run the night, for some hours. Raises LeaseTaken while another holds it.

    A holder that was cut short may take it again under the same name.
    """
    with audit.turn():
        _refuse(models.Lease.objects.select_for_update().filter(name=_NIGHT).first(), holder, now)
        lease = Lease(holder, now, now + timedelta(hours=hours))
        models.Lease.objects.update_or_create(
            name=_NIGHT, defaults={"holder": holder, "taken_at": lease.taken_at, "expires_at": lease.expires_at}
        )
    return lease


def check_lease(holder: str, now: datetime) -> None:
    """Whether `take_lease` would give the right now; nothing is taken. Raises LeaseTaken."""
    _refuse(models.Lease.objects.filter(name=_NIGHT).first(), holder, now)


def _refuse(held: models.Lease | None, holder: str, now: datetime) -> None:
    if held is not None and held.holder != holder and held.expires_at > now:
        raise LeaseTaken(
            "NIGHT-RUNNING",
            {
                "holder": held.holder,
                "since": held.taken_at.astimezone(SHANGHAI).strftime(_MINUTE),
                "until": held.expires_at.astimezone(SHANGHAI).strftime(_MINUTE),
            },
        )


def renew_lease(lease: Lease, now: datetime, hours: float = 6) -> Lease:
    """The same right for some hours from now. Raises LeaseTaken where another has taken it meanwhile."""
    taken = take_lease(lease.holder, now, hours)
    models.Lease.objects.filter(name=_NIGHT, holder=lease.holder).update(taken_at=lease.taken_at)
    return Lease(lease.holder, lease.taken_at, taken.expires_at)


def release_lease(lease: Lease) -> None:
    """Give the right back; nothing happens where another holds it."""
    models.Lease.objects.filter(name=_NIGHT, holder=lease.holder).delete()


def begin_night(holder: str, rule_set: str, now: datetime) -> int:
    """A run put on file; its number."""
    with audit.turn():
        row = models.Night.objects.create(holder=holder, rule_set=rule_set, started_at=now)
        audit.append(
            [audit.Act(now, audit.SYSTEM, "night", f"night {row.pk}", {"holder": holder, "rule_set": rule_set})]
        )
    return row.pk


def check_day(now: datetime) -> None:
    """Whether the record may go on at a moment: what is on file is not judged or decided by an older calendar.

    Raises RecordError where the last night on file was of a later day.
    """
    last = models.Night.objects.order_by("-pk").first()
    if last is None:
        return
    then, day = last.started_at.astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).date()
    if day < then:
        raise RecordError("NIGHT-EARLIER", {"day": day, "last": then})


def last_night(before: date) -> date | None:
    """The day of the last night of an earlier day that came to its end; None without one."""
    begins = datetime.combine(before, time(), SHANGHAI)
    row = models.Night.objects.filter(ended_at__isnull=False, started_at__lt=begins).order_by("-pk").first()
    return None if row is None else row.started_at.astimezone(SHANGHAI).date()


def nights_until(before: date) -> tuple[datetime, ...]:
    """The moments of all nights of earlier days that came to their end, in the order in which they ran."""
    begins = datetime.combine(before, time(), SHANGHAI)
    rows = models.Night.objects.filter(ended_at__isnull=False, started_at__lt=begins).order_by("pk")
    return tuple(each.astimezone(SHANGHAI) for each in rows.values_list("started_at", flat=True))


def nights_cut_short(number: int) -> tuple[datetime, ...]:
    """The moments of the runs before this one that did not come to their end, since the last one that did."""
    earlier = models.Night.objects.filter(pk__lt=number)
    whole = earlier.filter(ended_at__isnull=False).order_by("-pk").values_list("pk", flat=True).first() or 0
    began = earlier.filter(pk__gt=whole).order_by("pk").values_list("started_at", flat=True)
    return tuple(each.astimezone(SHANGHAI) for each in began)


def end_night(number: int, account: str, now: datetime) -> None:
    """What a run told the office. Raises RecordError where there is no such run."""
    with audit.turn():
        if not models.Night.objects.filter(pk=number).update(ended_at=now, account=account):
            raise RecordError("NIGHT-UNKNOWN", {"number": number})
        audit.append([audit.Act(now, audit.SYSTEM, "night_ended", f"night {number}", {"account": account})])


def nights(last: int = 10) -> tuple[Night, ...]:
    """The last runs, newest first."""
    rows = models.Night.objects.order_by("-pk")[:last]
    return tuple(
        Night(
            number=row.pk,
            holder=row.holder,
            started_at=row.started_at.astimezone(SHANGHAI),
            ended_at=row.ended_at.astimezone(SHANGHAI) if row.ended_at else None,
            rule_set=row.rule_set,
            account=row.account,
        )
        for row in rows
    )
