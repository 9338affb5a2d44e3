"""What a child may use and what comes of an item."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

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


Outcome = Done[T] | Died


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one child may use."""

    memory: int = 1 << 30
    """Bytes of address space: the largest admitted parts, twice, and the objects read from them."""
    cpu_seconds: int = 20
    """Processor time of one item."""
    wall_seconds: float = 40.0
    """Time of one item on the clock: a busy machine gives a child half of it."""
    output: int = 256 << 20
    """Bytes of one pickled result."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """What keeps a child apart on this machine beside the bounds on memory, processor time and files, which always hold."""

    calls: bool
    """The kernel refuses network, new processes and changes of files."""
