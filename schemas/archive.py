"""Frozen dataclasses to plain JSON values and back, exactly, by their declared types.

One codec for what is kept between nights (findings in the record, readings on the shelf). A value that does not fit its
type is an ArchiveError, never a guess.
"""

import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


class ArchiveError(ValueError):
    """An archived value that does not fit the type that it is read as."""


def to_plain(value: object) -> Any:
    """JSON values of a dataclass, enum, tuple, frozenset, date or plain value; fields by name.

    Raises ArchiveError for anything else.
    """
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(to_plain(each) for each in value)
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    raise ArchiveError(f"{type(value).__name__} has no archived form")


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of a type from its JSON values. Raises ArchiveError where they do not fit."""
    declared: Any = kind
    value: T = _reader(declared)(plain)
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _optional(arguments)
    if origin in (tuple, frozenset):
        return _sequence(origin, arguments)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _checked(kind, kind)
    if kind is datetime or kind is date:
        return _checked(kind, kind.fromisoformat)
    if is_dataclass(kind):
        return _record(kind)
    if kind in (int, str, bool):
        return _exactly(kind)
    raise ArchiveError(f"{kind} has no archived form")


def _optional(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    real = [argument for argument in arguments if argument is not type(None)]
    if len(real) != 1 or len(real) == len(arguments):
        raise ArchiveError(f"{arguments} is more than an optional type")
    inner = _reader(real[0])
    return lambda plain: None if plain is None else inner(plain)


def _sequence(origin: Any, arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    inner = _reader(arguments[0])

    def read(plain: Any) -> Any:
        if not isinstance(plain, list):
            raise ArchiveError(f"{plain!r} is not a list")
        return origin(inner(each) for each in plain)

    return read


def _checked(kind: Any, make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(plain: Any) -> Any:
        try:
            return make(plain)
        except (ValueError, TypeError) as error:
            raise ArchiveError(f"{plain!r} is not a {kind.__name__}") from error

    return read


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(plain: Any) -> Any:
        if type(plain) is not kind:
            raise ArchiveError(f"{plain!r} is not a {kind.__name__}")
        return plain

    return read


def _record(kind: Any) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    names = [field.name for field in fields(kind)]

    def read(plain: Any) -> Any:
        if not isinstance(plain, dict) or set(plain) != set(names):
            raise ArchiveError(f"{plain!r} does not have the fields of {kind.__name__}")
        return kind(**{name: _reader(hints[name])(plain[name]) for name in names})

    return read
