"""A new unit register put in the place of the present one, after it was held against itself and what is on file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flows.office.changing import REGISTER, change_file, finish, put_whole
from flows.office.opened import Office, alone
from flows.receive.store import storing
from record import audit
from record import register as record
from record.errors import RecordError
from schemas.periods import SHANGHAI, Period
from schemas.units import Register, Unit


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a new register changes: units that are new, gone, or told otherwise (a name, a day, a parent)."""

    added: tuple[Unit, ...]
    removed: tuple[Unit, ...]
    kept_as: str
    """where the register before lies, below the office's folder; empty where nothing changed"""

    @property
    def is_new(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.removed)


def replace_register(office: Office, content: bytes, by: str, now: datetime) -> Replaced:
    """The bytes of a register's CSV take the place of the present one, which is kept beside it.

    The present one is what lies on the disk then, not what the office was opened with: another may have come meanwhile.
    Raises RegisterError for a register that contradicts itself, RecordError where it has lost a unit of which something
    is on file, StoreError while a night runs or the disk takes nothing.
    """
    wanted = Register.from_bytes(content)
    with alone(office.home):
        finish(office.home, now)
        with storing():
            replaced = office.home.register.read_bytes()
        present = Register.from_bytes(replaced)
        _check_none_lost(present, wanted)
        if wanted == present:
            return Replaced((), (), "")
        added, removed = _beyond(wanted, present), _beyond(present, wanted)
        aside = office.home.registers / f"{now.astimezone(SHANGHAI):%Y%m%dT%H%M%S}-{_short(replaced)}.csv"
        with storing():
            put_whole(aside, replaced)
        facts = {
            "added": [unit.code for unit in added],
            "removed": [unit.code for unit in removed],
            "before": present.fingerprint,
            "after": wanted.fingerprint,
        }
        act = audit.Act(now, by, "register_file", REGISTER, facts)
        change_file(office.home, REGISTER, wanted.to_csv().encode(), act)
    return Replaced(added, removed, aside.relative_to(office.home.path).as_posix())


def _beyond(register: Register, other: Register) -> tuple[Unit, ...]:
    """Units that another register does not have, or tells otherwise."""
    known = set(other.units)
    return tuple(unit for unit in register.units if unit not in known)


def _short(content: bytes) -> str:
    return sha256(content).hexdigest()[:8]


def _check_none_lost(present: Register, wanted: Register) -> None:
    lost = sorted(set(_lost(present, wanted)))
    if lost:
        raise RecordError("REGISTER-LOST", {"units": "|".join(lost)})


def _lost(register: Register, wanted: Register) -> Iterator[str]:
    """Units with something on file that the new register does not have on the last day of its period."""
    for code in record.periods():
        day = Period.parse(code).last_day
        for each in record.on_file(code):
            if wanted.at(each.unit, day) is None:
                present = register.at(each.unit, day)
                yield f"{each.unit} {present.name}" if present else each.unit
