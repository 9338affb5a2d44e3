"""Accounts made and changed, each with its entry in the audit trail; passwords are told once and never kept in words."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt
from django.contrib.auth.models import User

from portal.models import Member
from portal.roles import Role
from record import audit
from schemas.messages import Told
from schemas.units import Register

MOST_LETTERS = 64
_NAME = re.compile(r"[\w.@+-]+")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None of those that look alike on paper."""
_GROUPS, _OF = 4, 4


class AccountError(Told, ValueError):
    """An account cannot be made or changed as asked; `message` says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Given:
    """An account and the password that it was given; its owner sets another at the first sign-in."""

    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Place:
    """What an account is for: its role, and for a clerk the unit."""

    role: Role
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who changes accounts, and when; units are held against the register."""

    register: Register
    by: str
    now: datetime

    def add(self, name: str, place: Place, password: str = "") -> Given:
        """A new account with a first password, made up where none is given. Raises AccountError."""
        self._check_place(place)
        if not _NAME.fullmatch(name) or len(name) > MOST_LETTERS:
            raise AccountError("ACCOUNT-NAME", {"most": MOST_LETTERS})
        first = password or made_up()
        with audit.turn():
            if User.objects.filter(username__iexact=name).exists():
                raise AccountError("ACCOUNT-THERE", {"name": name})
            user = User.objects.create_user(name, password=first)
            Member.objects.create(user=user, role=place.role.value, unit=place.unit)
            self._told("account_add", name, role=place.role.value, unit=place.unit)
        return Given(name, first)

    def add_again(self, name: str, place: Place, password: str = "") -> Given:
        """A new account, or a new first password, role and unit for the one that is there. Raises AccountError."""
        if not User.objects.filter(username=name).exists():
            return self.add(name, place, password)
        self.assign(name, place)
        return self.give_password(name, password)

    def give_password(self, name: str, password: str = "") -> Given:
        """Another first password; every session of the account ends and a lock is opened. Raises AccountError."""
        first = password or made_up()
        with audit.turn():
            member = _member(name)
            member.user.set_password(first)
            member.user.save(update_fields=["password"])
            member.must_change_password = True
            member.save(update_fields=["must_change_password"])
            AccessAttempt.objects.filter(username=member.user.username).delete()
            self._told("account_password", member.user.username, given=True)
        return Given(member.user.username, first)

    def end(self, name: str) -> None:
        """Nobody signs in with the account any more, and its sessions end. Raises AccountError."""
        with audit.turn():
            member = _member(name)
            _keep_one_administrator(member)
            _set_active(member, active=False)
            self._told("account_end", member.user.username)

    def reopen(self, name: str) -> None:
        """An ended account may sign in again. Raises AccountError."""
        with audit.turn():
            member = _member(name)
            _set_active(member, active=True)
            self._told("account_reopen", member.user.username)

    def assign(self, name: str, place: Place) -> None:
        """Another role or unit, from the next page on. Raises AccountError."""
        self._check_place(place)
        with audit.turn():
            member = _member(name)
            if place.role is not Role.ADMINISTRATOR:
                _keep_one_administrator(member)
            before = {"role_before": member.role, "unit_before": member.unit}
            member.role, member.unit = place.role.value, place.unit
            member.save(update_fields=["role", "unit"])
            self._told("account_assign", member.user.username, role=member.role, unit=member.unit, **before)

    def _check_place(self, place: Place) -> None:
        if place.role is not Role.CLERK:
            if place.unit:
                raise AccountError("ACCOUNT-UNIT-ONLY-CLERK")
            return
        reporting = {unit.code for unit in self.register.reporting_on(self.now.date())}
        if place.unit not in reporting:
            raise AccountError("ACCOUNT-UNIT", {"unit": place.unit})

    def _told(self, action: str, name: str, **facts: object) -> None:
        audit.append([audit.Act(self.now, self.by, action, f"account {name}", facts)])


def changed_own_password(member: Member, now: datetime) -> None:
    """The owner of an account has set a password of their own."""
    with audit.turn():
        member.must_change_password = False
        member.save(update_fields=["must_change_password"])
        name = member.user.username
        audit.append([audit.Act(now, name, "account_password", f"account {name}", {"given": False})])


def made_up() -> str:
    """A password that can be read out and typed: four groups of four, some 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_OF)) for _ in range(_GROUPS))


def _member(name: str) -> Member:
    found = Member.objects.select_related("user").filter(user__username=name).first()
    if found is None:
        raise AccountError("ACCOUNT-UNKNOWN", {"name": name})
    return found


def _set_active(member: Member, *, active: bool) -> None:
    member.user.is_active = active
    member.user.save(update_fields=["is_active"])


def _keep_one_administrator(member: Member) -> None:
    """Somebody must be left who can undo it."""
    if member.role != Role.ADMINISTRATOR.value:
        return
    others = Member.objects.filter(role=Role.ADMINISTRATOR.value, user__is_active=True).exclude(pk=member.pk)
    if not others.exists():
        raise AccountError("ACCOUNT-LAST-ADMINISTRATOR")
