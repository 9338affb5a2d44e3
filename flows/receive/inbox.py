"""One round over the inbox, and the same for one upload."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flows.chamber import Chamber
from flows.gate import Limits
from flows.receive.arrivals import Arrival, arrivals, batches, opened
from flows.receive.folders import IsUnit, any_unit, other_folder
from flows.receive.inspect_file import Understand
from flows.receive.intake import Intake, Kept, KeptFile, Repeated, TurnedAway
from flows.receive.receipts import digests, same_content
from flows.receive.sorting import Sorting, Tell, untold
from flows.receive.store import locked, storing, sync_folder, together
from schemas.reading import WorkbookReading
from schemas.receipt import Receipt

_ROUND_LOCK = ".receive-lock"

Shelve = Callable[[WorkbookReading], object]
"""Takes what was read in a file when the file is kept, for whoever will ask for it."""


def _let_go(_: WorkbookReading) -> None:
    """Where nobody will."""


@contextlib.contextmanager
def one_round(raw: Path) -> Iterator[None]:
    """Hold the inbox alone while its batches are received. Raises StoreError STORE-BUSY while another does."""
    with locked(raw, _ROUND_LOCK, wait=False):
        yield


def receive(  # noqa: PLR0913 - where from, where to, by whom, and when
    inbox: Path,
    raw: Path,
    names: Sequence[str],
    *,
    now: datetime,
    understand: Understand,
    chamber: Chamber,
    limits: Limits = Limits(),
    known: Mapping[str, Sequence[Path]] | None = None,
    tell: Tell = untold,
    is_unit: IsUnit = any_unit,
    shelve: Shelve = _let_go,
) -> Intake:
    """Files of the inbox, by the names that `look` gave: each is kept, found again, turned away, or left for later.

    `tell` is called with each file that is turned away before it leaves the inbox, so a killed round tells again; what
    was kept before stays in the inbox until `forget`. `is_unit` tells the folders of units from wrong ones. `shelve`
    is given what was read in each file that is kept.
    `known` are the `digests` of raw/ when the round began, so that its batches need not look again; what came since is
    found again when it is to be kept. Raises StoreError when raw/ cannot be written; what was done before stays done.
    """
    sorting = Sorting(raw, now, understand, chamber, limits, tell, is_unit)
    kept: list[KeptFile] = []
    done: list[Repeated | TurnedAway] = []
    waiting: list[str] = []
    with storing():
        known = digests(raw) if known is None else known
        for batch in batches(arrivals(inbox, names, limits.file_bytes, waiting)):
            earlier = [same_content(known.get(each.sha256[:8], []), each.sha256) for each in batch]
            pairs = list(zip(batch, earlier, strict=True))
            done += (_again(each, receipt, sorting) for each, receipt in pairs if receipt is not None)
            for one in sorting.settle([each for each, receipt in pairs if receipt is None]):
                if isinstance(one, Kept):
                    shelve(one.reading)
                    kept.append(KeptFile(one.source, one.receipt))
                else:
                    done.append(one)
    return Intake(
        kept=tuple(kept),
        repeated=tuple(one for one in done if isinstance(one, Repeated)),
        refused=tuple(one for one in done if isinstance(one, TurnedAway)),
        waiting=tuple(waiting),
    )


def _again(arrival: Arrival, earlier: Receipt, sorting: Sorting) -> Repeated | TurnedAway:
    """A file whose bytes are kept already: found again, or turned away from the folder of another unit."""
    strange = other_folder(arrival.source, earlier.unit, sorting.is_unit)
    return Repeated(arrival.source, earlier, arrival.path) if strange is None else sorting.turn_away(arrival, strange)


def receive_bytes(
    content: bytes,
    name: str,
    source: str,
    raw: Path,
    *,
    now: datetime,
    understand: Understand,
    chamber: Chamber,
    limits: Limits = Limits(),
) -> Kept | Repeated | TurnedAway:
    """The same for one upload; the bytes of a refused upload are not kept, its sender has them. Raises StoreError."""
    sorting = Sorting(raw, now, understand, chamber, limits)
    (outcome,) = sorting.settle([Arrival.of(None, f"{source}/{name.replace('/', '_')}", content)])
    return outcome


def forget(repeated: Iterable[Repeated]) -> None:
    """Remove files of the inbox whose bytes are kept, when it is on file that they came again. Raises StoreError."""
    with storing():
        gone = [one.lying for one in repeated if one.lying is not None and _holds(one.lying, one.receipt)]
        for path in gone:
            path.unlink()
        together(sync_folder, dict.fromkeys(path.parent for path in gone))


def _holds(path: Path, receipt: Receipt) -> bool:
    """Whether a file still holds the bytes of a receipt: a newer one under its name is left for the next round."""
    number = opened(path)
    if number is None:
        return False
    with os.fdopen(number, "rb") as file:
        return sha256(file.read(receipt.size + 1)).hexdigest() == receipt.sha256
