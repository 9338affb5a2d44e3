"""The office's choices, read from `shenhe.toml`; every value is checked and a wrong one is named."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from schemas.messages import Told
from schemas.occasions import Occasion
from schemas.periods import Period, PeriodError
from schemas.receipt import Kind

E = TypeVar("E", bound=StrEnum)


class ConfigurationError(Told, ValueError):
    """The configuration cannot be used; `message` says which place and what it should be."""


class Approval(StrEnum):
    """Who approves a submission without findings."""

    AUTOMATIC = "auto"
    PERSON = "person"


class Runner(StrEnum):
    """Where the night's batches run."""

    PROCESSES = "processes"
    DASK = "dask"


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"

    @property
    def number(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return list(Weekday).index(self) + 1


@dataclass(frozen=True, slots=True)
class Targets:
    """Where notices of one occasion go, as apprise writes addresses; they may hold passwords."""

    occasion: Occasion
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """All choices of an office, with the defaults of those that have one."""

    city: str
    city_name: str
    office: str
    telephone: str
    first_period: Period
    """The first period on file: rules that look further back are not judged."""
    approval: Approval = Approval.AUTOMATIC
    runner: Runner = Runner.PROCESSES
    workers: int = 2
    false_questions: float = 0.05
    """share of workbooks that may be asked in vain about figures that only look unusual"""
    batch: int = 50
    """files a task"""
    kinds: frozenset[Kind] = frozenset({Kind.XLSX})
    """kinds of files that are taken; all others are refused with the way to save them as .xlsx"""
    digest: Weekday = Weekday.MONDAY
    """whose night, or the next one, writes the digest of the seven days before it"""
    dask_address: str = ""
    """scheduler of the Dask cluster; empty starts one on this machine"""
    notices: tuple[Targets, ...] = ()
    """who is told of what outside the portal; nobody of anything unless it is named"""


class _Wanted(ValueError):
    """A value is not what its place takes: the sentence that says what it should be, and its facts.

    `shown` is whether the value may be repeated: what may hold a password is not.
    """

    def __init__(self, code: str, facts: Mapping[str, str] = MappingProxyType({}), *, shown: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self.shown = shown


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _Wanted("CONFIG-TEXT")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _Wanted("CONFIG-NUMBER")
    return value


def _share(value: object) -> float:
    if not isinstance(value, float) or not 0 < value < 1:
        raise _Wanted("CONFIG-SHARE")
    return value


def _period(value: object) -> Period:
    try:
        return Period.parse(_text(value))
    except PeriodError as error:
        raise _Wanted("CONFIG-PERIOD") from error


def _one_of(choices: type[E], value: object) -> E:
    for choice in choices:
        if value == choice.value:
            return choice
    raise _Wanted("CONFIG-CHOICE", {"choices": " / ".join(choice.value for choice in choices)})


def _kinds(value: object) -> frozenset[Kind]:
    known = {kind.value: kind for kind in Kind}
    if not isinstance(value, list) or "xlsx" not in value or not all(one in known for one in value):
        raise _Wanted("CONFIG-KINDS", {"kinds": ", ".join(known)})
    return frozenset(known[one] for one in value)


def _addresses(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and "://" in each for each in value):
        raise _Wanted("CONFIG-ADDRESSES", shown=False)
    return tuple(value)


@dataclass(frozen=True, slots=True)
class _Place:
    """One setting: where it stands, the field that it fills, an example of it, and how it is read.

    It may be left out where its field has a default.
    """

    section: str
    name: str
    field: str
    example: str
    read: Callable[[object], object]

    @property
    def required(self) -> bool:
        return self.field in {each.name for each in fields(Configuration) if each.default is MISSING}


_PLACES = (
    _Place("city", "code", "city", 'code = "990100"', _text),
    _Place("city", "name", "city_name", 'name = "示例市"', _text),
    _Place("office", "name", "office", 'name = "市委组织部××科"', _text),
    _Place("office", "telephone", "telephone", 'telephone = "0000-0000000"', _text),
    _Place("collection", "first_period", "first_period", 'first_period = "2025Q4"', _period),
    _Place("collection", "approve_clean", "approval", 'approve_clean = "auto"', partial(_one_of, Approval)),
    _Place("reading", "kinds", "kinds", 'kinds = ["xlsx"]', _kinds),
    _Place("night", "runner", "runner", 'runner = "processes"', partial(_one_of, Runner)),
    _Place("night", "workers", "workers", "workers = 2", _number),
    _Place("checks", "false_questions", "false_questions", "false_questions = 0.05", _share),
    _Place("night", "batch", "batch", "batch = 50", _number),
    _Place("night", "digest", "digest", 'digest = "mon"', partial(_one_of, Weekday)),
    _Place("night", "dask_address", "dask_address", 'dask_address = "tcp://…:8786"', _text),
    *(_Place("notices", each.value, "notices", f'{each.value} = ["mailto://…"]', _addresses) for each in Occasion),
)


def load(file: Path) -> Configuration:
    """The configuration of a file. Raises ConfigurationError, naming the place."""
    if not file.is_file():
        raise ConfigurationError("CONFIG-FILE", {"file": file.name})
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError("CONFIG-SYNTAX", {"file": file.name, "detail": str(error)}) from error
    _refuse_unknown(file.name, document)
    read: dict[str, Any] = {}
    notices: list[Targets] = []
    for place in _PLACES:
        value = _value(file.name, document, place)
        if place.field == "notices":
            notices += [Targets(Occasion(place.name), value)] if value else []
        elif value is not None:
            read[place.field] = value
    return Configuration(**read, notices=tuple(notices))


def _refuse_unknown(file: str, document: Mapping[str, object]) -> None:
    known = {(place.section, place.name) for place in _PLACES}
    for section, content in document.items():
        for name in content if isinstance(content, dict) else ("",):
            if (section, name) not in known:
                raise ConfigurationError("CONFIG-UNKNOWN", {"file": file, "section": section, "name": name})


def _value(file: str, document: Mapping[str, object], place: _Place) -> Any:
    """What stands in a place; None where it is left out and may be. Raises ConfigurationError."""
    content = document.get(place.section)
    value: object | None = content.get(place.name) if isinstance(content, dict) else None
    where = {"file": file, "section": place.section, "name": place.name}
    if value is None:
        if place.required:
            raise ConfigurationError("CONFIG-MISSING", {**where, "example": place.example})
        return None
    try:
        return place.read(value)
    except _Wanted as wanted:
        shown = str(value) if wanted.shown else "…"
        raise ConfigurationError(wanted.code, {**where, **wanted.facts, "value": shown}) from wanted
