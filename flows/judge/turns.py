"""What is done about one unit is done one after the other: by its clerk, by the office, by the night."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from flows.office.opened import Office
from flows.receive.store import locked

_LOCKS = ".sending"


@contextmanager
def turn(office: Office, unit: str) -> Iterator[None]:
    """Hold one unit, in however many processes; whoever comes waits. Ends with its process. Raises StoreError."""
    with locked(office.home.path / _LOCKS, unit, wait=True):
        yield


@contextmanager
def turns(office: Office, units: Iterable[str]) -> Iterator[None]:
    """Hold several units; always in the same order, so that two who do never wait for each other. Raises StoreError."""
    with ExitStack() as held:
        for unit in sorted(set(units)):
            held.enter_context(turn(office, unit))
        yield
