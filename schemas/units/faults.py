"""What can be wrong with a unit register, and the checks that find it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

from schemas.messages import Language, say
from schemas.receipt import Fact
from schemas.units.unit import CODE_FORMS, PARENT_KINDS, Unit, UnitKind, plain

FIRST_LINE = 2
"""Line of the first unit in the written register: the headings stand on line 1."""
ONE_DAY = timedelta(days=1)

HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "code": "代码",
        "name": "名称",
        "kind": "类别",
        "parent": "上级代码",
        "valid_from": "启用日期",
        "valid_to": "停用日期",
        "successors": "承接单位",
        "overlaps": "重叠单位",
        "aliases": "别名",
    }
)
"""Printed heading of each field of a unit, in the order of the columns."""

# No list separator, control character or leading formula sign: a name is written back to CSV and into workbooks.
_NAME = re.compile(r"(?![=+\-@\s])[^;；、\x00-\x1f\x7f]{1,100}(?<!\s)")


@dataclass(frozen=True, slots=True)
class RegisterFault:
    """One thing wrong on one line of a register; `column` is the printed heading, empty where it is the whole line."""

    code: str
    line: int
    column: str = ""
    facts: tuple[Fact, ...] = ()

    def message(self, language: Language) -> str:
        """Where it is, what is wrong, and what to enter."""
        what = say(self.code, language, {fact.name: fact.value for fact in self.facts})
        place = "UNIT-AT" if self.column else "UNIT-AT-LINE"
        return say(place, language, {"line": self.line, "column": self.column, "what": what})


class RegisterError(ValueError):
    """A register that cannot be used; `faults` are all that was found, in the order of the lines.

    `file` is the register's name as people know it; empty for what has just been typed or uploaded.
    """

    def __init__(self, faults: Iterable[RegisterFault], file: str = "") -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))
        self.file = file
        super().__init__(self.message("en"))

    def __reduce__(self) -> tuple[type["RegisterError"], tuple[tuple[RegisterFault, ...], str]]:
        """By its faults, so that it comes back whole from another process."""
        return (RegisterError, (self.faults, self.file))

    def message(self, language: Language) -> str:
        """One line of text for each fault, with the file's name where it has one."""
        found = [fault.message(language) for fault in self.faults]
        if self.file:
            found = [say("UNIT-IN-FILE", language, {"file": self.file, "what": each}) for each in found]
        return "\n".join(found)

    def on_lines(self, lines: Sequence[int]) -> "RegisterError":
        """The same faults, each on the line of the file that its unit was read from."""
        found = (replace(fault, line=lines[fault.line - FIRST_LINE]) for fault in self.faults)
        return RegisterError(found, self.file)

    def in_file(self, name: str) -> "RegisterError":
        """The same faults, told with the file's name."""
        return RegisterError(self.faults, name)


def fault(code: str, line: int, field: str = "", /, **facts: object) -> RegisterFault:
    """A fault in the column of one field of a unit."""
    named = tuple(Fact(name, str(value)) for name, value in facts.items())
    return RegisterFault(code, line, HEADINGS[field] if field else "", named)


@dataclass(frozen=True, slots=True)
class _Placed:
    line: int
    unit: Unit


def check(units: Sequence[Unit]) -> tuple[RegisterFault, ...]:
    """Everything wrong with a register, by the lines that its CSV has; empty where it can be used."""
    placed = [_Placed(line, unit) for line, unit in enumerate(units, FIRST_LINE)]
    alone = tuple(found for each in placed for found in _alone(each))
    return alone or tuple(_together(placed))


def _alone(placed: _Placed) -> Iterator[RegisterFault]:
    """Faults of one unit that can be seen without the others."""
    line, unit = placed.line, placed.unit
    if not CODE_FORMS[unit.kind].fullmatch(unit.code):
        yield fault("UNIT-CODE", line, "code", value=unit.code, kind=unit.kind)
    if not _NAME.fullmatch(unit.name):
        yield fault("UNIT-NAME", line, "name", value=unit.name)
    for alias in unit.aliases:
        if not _NAME.fullmatch(alias):
            yield fault("UNIT-NAME", line, "aliases", value=alias)
    if bool(unit.parent) is (unit.kind is UnitKind.CITY):
        yield fault("UNIT-PARENT-NEEDED" if not unit.parent else "UNIT-PARENT-NONE", line, "parent", kind=unit.kind)
    if unit.valid_to is not None and unit.valid_to < unit.valid_from:
        yield fault("UNIT-DATES", line, "valid_to", first=unit.valid_from, last=unit.valid_to)
    if unit.successors and unit.valid_to is None:
        yield fault("UNIT-SUCCESSOR-EARLY", line, "successors")
    if len(set(unit.successors)) < len(unit.successors):
        yield fault("UNIT-SUCCESSOR-TWICE", line, "successors")


def _together(placed: Sequence[_Placed]) -> Iterator[RegisterFault]:
    """Faults between units, each of which is well formed."""
    versions: dict[str, list[_Placed]] = defaultdict(list)
    for each in placed:
        versions[each.unit.code].append(each)
    for of_code in versions.values():
        of_code.sort(key=lambda each: each.unit.valid_from)
        yield from _twice(of_code)
    yield from _same_names(placed)
    for each in placed:
        yield from _parent(each, versions.get(each.unit.parent, []))
        yield from _successors(each, versions)
        if each.unit.overlaps and (each.unit.overlaps not in versions or each.unit.overlaps == each.unit.code):
            yield fault("UNIT-OVERLAPS", each.line, "overlaps", value=each.unit.overlaps)


def _twice(of_code: Sequence[_Placed]) -> Iterator[RegisterFault]:
    latest: _Placed | None = None
    for each in of_code:
        if latest is not None and each.unit.valid_from <= _last(latest.unit):
            yield fault("UNIT-TWICE", each.line, "valid_from", code=each.unit.code, other=latest.line)
        if latest is None or _last(each.unit) > _last(latest.unit):
            latest = each


def _same_names(placed: Sequence[_Placed]) -> Iterator[RegisterFault]:
    named: dict[str, list[_Placed]] = defaultdict(list)
    for each in placed:
        for name in {plain(name) for name in each.unit.names}:
            named[f"{each.unit.parent} {name}"].append(each)
    for group in named.values():
        group.sort(key=lambda each: each.unit.valid_from)
        for before, after in pairwise(group):
            if before.unit.code != after.unit.code and after.unit.valid_from <= _last(before.unit):
                yield fault("UNIT-SAME-NAME", after.line, "name", name=after.unit.name, other=before.line)


def _parent(placed: _Placed, above: Sequence[_Placed]) -> Iterator[RegisterFault]:
    """The parent must be registered on every day of the unit, as a kind that may stand above it."""
    unit = placed.unit
    if not unit.parent:
        return
    missing = unit.valid_from
    for parent in (each.unit for each in above):
        if parent.valid_from > _last(unit) or _last(parent) < unit.valid_from:
            continue
        if parent.kind not in PARENT_KINDS[unit.kind]:
            yield fault("UNIT-PARENT-KIND", placed.line, "parent", kind=unit.kind, parent_kind=parent.kind)
        if parent.valid_from > missing:
            break
        if _last(parent) >= _last(unit):
            return
        missing = _last(parent) + ONE_DAY
    yield fault("UNIT-PARENT-GONE", placed.line, "parent", parent=unit.parent, day=missing)


def _successors(placed: _Placed, versions: Mapping[str, Sequence[_Placed]]) -> Iterator[RegisterFault]:
    """Each successor must exist on the day after: so a chain only runs forward in time and cannot close."""
    for code in placed.unit.successors:
        day = _last(placed.unit) + ONE_DAY
        if not any(each.unit.valid_on(day) for each in versions.get(code, [])):
            yield fault("UNIT-SUCCESSOR-GONE", placed.line, "successors", successor=code, day=day)


def _last(unit: Unit) -> date:
    return date.max if unit.valid_to is None else unit.valid_to
