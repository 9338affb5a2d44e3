"""The office's choices, read from `shenhe.toml`; every value is checked and a wrong one is named."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

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


@dataclass(frozen=True, slots=True)
class _Place:
    """One setting: where it stands, an example of it, and whether it may be left out."""

    section: str
    name: str
    example: str
    required: bool = True


_PLACES = (
    _Place("city", "code", 'code = "990100"'),
    _Place("city", "name", 'name = "示例市"'),
    _Place("office", "name", 'name = "市委组织部××科"'),
    _Place("office", "telephone", 'telephone = "0000-0000000"'),
    _Place("collection", "first_period", 'first_period = "2025Q4"'),
    _Place("collection", "approve_clean", 'approve_clean = "auto"', required=False),
    _Place("reading", "kinds", 'kinds = ["xlsx"]', required=False),
    _Place("night", "runner", 'runner = "processes"', required=False),
    _Place("night", "workers", "workers = 2", required=False),
    _Place("checks", "false_questions", "false_questions = 0.05", required=False),
    _Place("night", "batch", "batch = 50", required=False),
    _Place("night", "digest", 'digest = "mon"', required=False),
    _Place("night", "dask_address", 'dask_address = "tcp://…:8786"', required=False),
    *(_Place("notices", each.value, f'{each.value} = ["mailto://…"]', required=False) for each in Occasion),
)


def load(file: Path) -> Configuration:
    """The configuration of a file. Raises ConfigurationError, naming the place."""
    if not file.is_file():
        raise ConfigurationError("CONFIG-FILE", {"file": file.name})
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError("CONFIG-SYNTAX", {"file": file.name, "detail": str(error)}) from error
    return _Reader(file.name, document).configuration()


class _Reader:
    """The values of one document, each asked for by its place."""

    def __init__(self, file: str, document: Mapping[str, object]) -> None:
        self.file = file
        self.document = document

    def configuration(self) -> Configuration:
        self._refuse_unknown()
        return Configuration(
            city=self._text("city", "code"),
            city_name=self._text("city", "name"),
            office=self._text("office", "name"),
            telephone=self._text("office", "telephone"),
            first_period=self._period("collection", "first_period"),
            approval=self._choice("collection", "approve_clean", Approval, Approval.AUTOMATIC),
            kinds=self._kinds("reading", "kinds"),
            runner=self._choice("night", "runner", Runner, Runner.PROCESSES),
            workers=self._number("night", "workers", 2),
            false_questions=self._share("checks", "false_questions", 0.05),
            batch=self._number("night", "batch", 50),
            digest=self._choice("night", "digest", Weekday, Weekday.MONDAY),
            dask_address=self._text("night", "dask_address", ""),
            notices=tuple(filter(lambda each: each.addresses, map(self._targets, Occasion))),
        )

    def _refuse_unknown(self) -> None:
        known = {(place.section, place.name) for place in _PLACES}
        for section, content in self.document.items():
            names = content if isinstance(content, dict) else {"": content}
            for name in names:
                if (section, name) not in known:
                    raise self._error("CONFIG-UNKNOWN", section, name)

    def _error(self, code: str, section: str, name: str, **facts: str) -> ConfigurationError:
        return ConfigurationError(code, {"file": self.file, "section": section, "name": name, **facts})

    def _value(self, section: str, name: str) -> object | None:
        content = self.document.get(section)
        value: object | None = content.get(name) if isinstance(content, dict) else None
        place = next(place for place in _PLACES if (place.section, place.name) == (section, name))
        if value is None and place.required:
            raise self._error("CONFIG-MISSING", section, name, example=place.example)
        return value

    def _wrong(self, section: str, name: str, value: object, wanted: str) -> ConfigurationError:
        return self._error("CONFIG-VALUE", section, name, value=str(value), wanted=wanted)

    def _text(self, section: str, name: str, default: str = "") -> str:
        value = self._value(section, name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._wrong(section, name, value, "带引号的文字 / a text in quotes")
        return value

    def _number(self, section: str, name: str, default: int) -> int:
        value = self._value(section, name)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._wrong(section, name, value, "正整数 / a whole number above 0")
        return value

    def _share(self, section: str, name: str, default: float) -> float:
        value = self._value(section, name)
        if value is None:
            return default
        if not isinstance(value, float) or not 0 < value < 1:
            raise self._wrong(section, name, value, "大于 0、小于 1 的小数 / a number between 0 and 1")
        return value

    def _period(self, section: str, name: str) -> Period:
        text = self._text(section, name)
        try:
            return Period.parse(text)
        except PeriodError as error:
            raise self._wrong(section, name, text, "报告期，如 2025Q4 / a period such as 2025Q4") from error

    def _choice(self, section: str, name: str, choices: type[E], default: E) -> E:
        value = self._value(section, name)
        if value is None:
            return default
        for choice in choices:
            if value == choice.value:
                return choice
        raise self._wrong(section, name, value, " / ".join(choice.value for choice in choices))

    def _kinds(self, section: str, name: str) -> frozenset[Kind]:
        value = self._value(section, name)
        if value is None:
            return frozenset({Kind.XLSX})
        known = {kind.value: kind for kind in Kind}
        if not isinstance(value, list) or "xlsx" not in value or not all(one in known for one in value):
            wanted = f'至少含 "xlsx" 的一组 / a list with "xlsx" in it, of: {", ".join(known)}'
            raise self._wrong(section, name, value, wanted)
        return frozenset(known[one] for one in value)

    def _targets(self, occasion: Occasion) -> Targets:
        value = self._value("notices", occasion.value)
        if value is None:
            return Targets(occasion, ())
        if not isinstance(value, list) or not all(isinstance(each, str) and "://" in each for each in value):
            # What stands there may hold a password: it is not repeated.
            raise self._wrong("notices", occasion.value, "…", '["mailto://…", "json://…"]')
        return Targets(occasion, tuple(value))
