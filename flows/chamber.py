"""The limited reading process: untrusted bytes are opened only in a child with bounds, never in our own process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class Reason(StrEnum):
    """Why a child gave no result for an item."""

    MEMORY = "memory"
    TIME = "time"
    CRASH = "crash"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The task's result."""

    value: T


@dataclass(frozen=True, slots=True)
class Died:
    """No result; `detail` names a signal, or an exception's type and line of code, never its text."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one child may use."""

    memory: int = 1 << 30
    """Bytes of address space."""
    cpu_seconds: int = 20
    """Processor time of one item."""
    wall_seconds: float = 40.0
    """Time of one item on the clock."""
    output: int = 256 << 20
    """Bytes of one pickled result."""


class Chamber:
    """A small fork server and its children, used as a context manager; safe to share between threads.

    `preload` names modules that the server imports once so that children start with them.
    """

    def __init__(self, bounds: Bounds = Bounds(), preload: Sequence[str] = ()) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def run(self, task: Callable[[bytes], T], items: Sequence[bytes | Path]) -> tuple[Done[T] | Died, ...]:
        """One outcome an item, in order. `task` is a module-level function, or a `functools.partial` of one.

        One child serves the whole batch; if it dies, the rest is done file by file, each in its own child.
        """
        raise NotImplementedError

    def describe(self) -> str:
        """Which bounds hold on this machine, for `shenhe doctor`."""
        raise NotImplementedError
