"""Keys with which analysts' programs read: made, ended, and known again by their hash."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from portal.models import Key, Member
from portal.roles import Role
from record import audit

READERS = frozenset({Role.ANALYST.value, Role.OFFICE.value})
_BYTES = 32


def make(member: Member, name: str, now: datetime) -> str:
    """A new key of a member for a purpose: the key itself, which is never kept and can be told only now."""
    secret = f"shenhe-{token_urlsafe(_BYTES)}"
    with audit.turn():
        key = Key.objects.create(member=member, name=name, digest=_digest(secret), made_at=now)
        audit.append([_act("make key", key, now)])
    return secret


def end(member: Member, number: int, now: datetime) -> bool:
    """End a key of a member; whether there was one of that number that still held."""
    with audit.turn():
        key = Key.objects.select_for_update().filter(pk=number, member=member, ended_at=None).first()
        if key is None:
            return False
        key.ended_at = now
        key.save(update_fields=["ended_at"])
        audit.append([_act("end key", key, now)])
    return True


def holder(secret: str) -> Member | None:
    """Whose key it is; None for one that is unknown or ended, or of an account that may read no more."""
    key = Key.objects.select_related("member__user").filter(digest=_digest(secret), ended_at=None).first()
    if key is None or not key.member.user.is_active or key.member.role not in READERS:
        return None
    return key.member


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _act(action: str, key: Key, now: datetime) -> audit.Act:
    return audit.Act(now, key.member.user.get_username(), action, f"key {key.pk}", {"name": key.name})
