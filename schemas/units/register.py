"""The register of units: who exists on a day, who owes returns, and who carries on whose figures."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Self

from schemas.periods import Period
from schemas.units import ledger
from schemas.units.broken import candidates
from schemas.units.faults import ONE_DAY, RegisterError, check
from schemas.units.unit import CODE_FORMS, Unit, UnitKind, plain

_NOBODY = ""


@dataclass(frozen=True, eq=False)
class Register:
    """All units of one or more cities, past and present, in their printed order; never changed once made.

    Raises RegisterError where units contradict each other: overlapping validity of one code, a parent that is not
    there, a successor that does not exist on the day after, siblings of one name.
    """

    units: tuple[Unit, ...]

    def __post_init__(self) -> None:
        """Refuse units that contradict each other."""
        faults = check(self.units)
        if faults:
            raise RegisterError(faults)

    @classmethod
    def from_csv(cls, text: str) -> Self:
        """The register of a CSV text with Chinese headings. Raises RegisterError by line and column."""
        read = ledger.parse(text)
        try:
            return cls(read.units)
        except RegisterError as error:
            raise error.on_lines(read.lines) from None

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The register of a CSV file, UTF-8 or GB18030. Raises RegisterError."""
        return cls.from_csv(ledger.decode(content))

    def to_csv(self) -> str:
        """The CSV text, byte order mark first: `from_csv` gives an equal register back."""
        return ledger.write(self.units)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the CSV, in hex: equal exactly for equal registers."""
        return sha256(self.to_csv().encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        """Same units in the same order."""
        return isinstance(other, Register) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        """By fingerprint."""
        return hash(self.fingerprint)

    def __getstate__(self) -> tuple[tuple[tuple[object, ...], ...], str]:
        """The units field by field, which takes a tenth of the time, and the fingerprint; the indexes are made anew."""
        by_field = tuple(tuple(getattr(unit, name) for unit in self.units) for name in Unit.__slots__)
        return by_field, self.fingerprint

    def __setstate__(self, state: tuple[tuple[tuple[object, ...], ...], str]) -> None:
        """The units as they were checked when they were read."""
        by_field, fingerprint = state
        self.__dict__["units"] = tuple(map(Unit, *by_field))
        self.__dict__["fingerprint"] = fingerprint

    def prepare(self) -> Self:
        """Make all indexes now, so that copies of this process share them; returns itself."""
        _ = self.fingerprint, self._by_code, self._by_parent, self._by_name, self._by_alias, self._reporters
        return self

    def current(self, day: date) -> tuple[Unit, ...]:
        """All units that exist on a day, in printed order."""
        return tuple(unit for unit in self.units if unit.valid_on(day))

    def at(self, code: str, day: date) -> Unit | None:
        """The unit of a code as it stands on a day; None where it does not exist then."""
        return next((unit for unit in self._by_code.get(code, ()) if unit.valid_on(day)), None)

    def children(self, code: str, day: date) -> tuple[Unit, ...]:
        """Units directly below a code on a day, in printed order: the rows of its workbook."""
        return tuple(unit for unit in self._by_parent.get(code, ()) if unit.valid_on(day))

    def reporting(self, period: Period) -> tuple[Unit, ...]:
        """Units that owe returns for a period: counties, 市直, and zones directly below a city, on its last day."""
        return self.reporting_on(period.last_day)

    def reporting_on(self, day: date) -> tuple[Unit, ...]:
        """Units that report, as they are on a day."""
        return tuple(unit for unit in self._reporters if unit.valid_on(day))

    def find(self, code_or_name: str, day: date, parent: str | None = None) -> Unit | None:
        """The one unit meant by a code, else a name, else an alias; None where none or several are.

        With `parent`, only units directly below it are looked at.
        """
        found = self.matches(code_or_name, day, parent)
        return found[0] if len(found) == 1 else None

    def matches(self, code_or_name: str, day: date, parent: str | None = None) -> tuple[Unit, ...]:
        """All units that a text names on a day: by exact code, else by name, else by alias."""
        name = plain(code_or_name)
        for index, key in ((self._by_code, code_or_name), (self._by_name, name), (self._by_alias, name)):
            found = tuple(unit for unit in index.get(key, ()) if unit.valid_on(day) and parent in (None, unit.parent))
            if found:
                return found
        return ()

    def probable(self, text: str, day: date, parent: str | None = None) -> Unit | None:
        """The one unit that a spoilt code may stand for: 9.90121E+11, a lost leading zero, full-width digits.

        A guess for the message, never taken as an answer; None where none or several fit.
        """
        guessed = (self.at(code, day) for code in candidates(text))
        found = {unit.code: unit for unit in guessed if unit is not None and parent in (None, unit.parent)}
        return next(iter(found.values())) if len(found) == 1 else None

    def predecessors(self, code: str, day_from: date, day_to: date) -> tuple[Unit, ...] | None:
        """Units of `day_from` whose figures together are those of unit `code` on `day_to`.

        One unit where nothing changed or it was renamed, several where units were merged, none where it is new. None
        where a unit was split: then no sum of earlier figures can be compared. Raises LookupError for a code that does
        not exist on `day_to`, ValueError where the days are the wrong way round.
        """
        if day_from > day_to:
            raise ValueError(f"{day_from} is after {day_to}")
        unit = self.at(code, day_to)
        if unit is None:
            raise LookupError(f"no unit {code} on {day_to}")
        origins = {origin for origin in self._origins(unit, day_from, day_to) if origin.valid_on(day_from)}
        if any(self._carriers(origin, day_to) != {code} for origin in origins):
            return None
        return tuple(sorted(origins, key=lambda origin: origin.code))

    def _origins(self, unit: Unit, day_from: date, day_to: date) -> frozenset[Unit]:
        """The unit and all whose figures came to it after `day_from` and by `day_to`."""
        reached, waiting = {unit}, [unit]
        while waiting:
            for source in self._sources.get(waiting.pop(), ()):
                ended = source.valid_to
                if ended is not None and day_from <= ended < day_to and source not in reached:
                    reached.add(source)
                    waiting.append(source)
        return frozenset(reached)

    def _carriers(self, unit: Unit, day: date) -> frozenset[str]:
        """Codes that hold a unit's figures on a later day; `_NOBODY` among them where some ended with nobody."""
        held: set[str] = set()
        waiting = [unit]
        while waiting:
            each = waiting.pop()
            if each.valid_on(day):
                held.add(each.code)
                continue
            following = self._following(each)
            waiting.extend(following)
            if not following:
                held.add(_NOBODY)
        return frozenset(held)

    def _following(self, unit: Unit) -> tuple[Unit, ...]:
        """Units that carry on the figures of one on the day after it ended."""
        if unit.valid_to is None:
            return ()
        after = unit.valid_to + ONE_DAY
        found = (self.at(code, after) for code in unit.successors or (unit.code,))
        return tuple(each for each in found if each is not None)

    @cached_property
    def _sources(self) -> Mapping[Unit, tuple[Unit, ...]]:
        sources: dict[Unit, list[Unit]] = defaultdict(list)
        for unit in self.units:
            for following in self._following(unit):
                sources[following].append(unit)
        return {unit: tuple(found) for unit, found in sources.items()}

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[Unit, ...]]:
        return _index(self.units, lambda unit: (unit.code,))

    @cached_property
    def _by_parent(self) -> Mapping[str, tuple[Unit, ...]]:
        return _index(self.units, lambda unit: (unit.parent,))

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Unit, ...]]:
        return _index(self.units, lambda unit: (plain(unit.name),))

    @cached_property
    def _by_alias(self) -> Mapping[str, tuple[Unit, ...]]:
        return _index(self.units, lambda unit: tuple(dict.fromkeys(map(plain, unit.aliases))))

    @cached_property
    def _reporters(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if _reports(unit))


def _index(units: Iterable[Unit], keys: Callable[[Unit], Iterable[str]]) -> Mapping[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        for key in keys(unit):
            found[key].append(unit)
    return {key: tuple(group) for key, group in found.items()}


def _reports(unit: Unit) -> bool:
    if unit.kind is UnitKind.ZONE:
        return CODE_FORMS[UnitKind.CITY].fullmatch(unit.parent) is not None
    return unit.kind in {UnitKind.COUNTY, UnitKind.CITY_LEVEL}
