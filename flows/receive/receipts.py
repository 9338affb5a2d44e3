"""Receipts: kept files with what is known of them, found by content."""

import errno
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flows.receive.store import (
    PENDING,
    discard,
    locked,
    make_folders,
    pending_name,
    storing,
    sync_folder,
    together,
    write_pending,
)
from schemas.receipt import Kind, Receipt

KEEP_LOCK = ".keep-lock"
_FORMAT = 1
_LEVELS = 3
_OTHER_FOLDERS = frozenset({"inbox", "refused"})
_DIGEST_LENGTHS = (8, 16, 64)


def receipt_to_json(receipt: Receipt) -> str:
    """The receipt as JSON with sorted keys, ending in a line break."""
    fields = {name: getattr(receipt, name) for name in Receipt.__slots__}
    fields["received_at"] = receipt.received_at.isoformat()
    fields["format"] = _FORMAT
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def receipt_from_json(text: str) -> Receipt:
    """Raises ValueError for what is no receipt of this form."""
    fields = json.loads(text)
    if not isinstance(fields, dict) or fields.pop("format", None) != _FORMAT or set(fields) != set(Receipt.__slots__):
        raise ValueError("no receipt of this form")
    fields["kind"] = Kind(fields["kind"])
    fields["received_at"] = datetime.fromisoformat(fields["received_at"])
    return Receipt(**fields)


def receipts(raw: Path) -> tuple[Receipt, ...]:
    """All kept files below raw/, by path. A receipt without its file was cut short and counts for nothing."""
    return tuple(receipt for path in sorted(_receipt_files(raw, _LEVELS)) if (receipt := _read(path)) is not None)


def unentered(raw: Path, known: frozenset[str]) -> tuple[Receipt, ...]:
    """Kept files below raw/ whose path is not among those known, by path: only their receipts are opened."""
    names = {str(Path(path).with_suffix("")) for path in known}
    fresh = (
        path for path in sorted(_receipt_files(raw, _LEVELS)) if str(path.relative_to(raw).with_suffix("")) not in names
    )
    return tuple(receipt for path in fresh if (receipt := _read(path)) is not None)


def in_order(raw: Path, kept: Iterable[Receipt]) -> tuple[Receipt, ...]:
    """Receipts in the order in which they were received; those of one round in the order in which they were saved.

    A kept file bears the time at which it was last saved, so the order is the same after a round that was killed.
    """
    return tuple(
        sorted(kept, key=lambda each: (each.received_at, (raw / each.kept_as).stat().st_mtime_ns, each.kept_as))
    )


def digests(raw: Path) -> dict[str, list[Path]]:
    """The receipt files by the first eight digits of their content's sha256."""
    found: dict[str, list[Path]] = {}
    for path in _receipt_files(raw, _LEVELS):
        found.setdefault(path.stem.rpartition("-")[2][:8], []).append(path)
    return found


def same_content(paths: Iterable[Path], sha256: str) -> Receipt | None:
    """The receipt among these files that is of the same content."""
    for path in paths:
        receipt = _read(path)
        if receipt is not None and receipt.sha256 == sha256:
            return receipt
    return None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to be kept, and its receipt as far as it is known: `kept_as` is still empty.

    `lying` says where the file lies now, if it is still the one that was read; None for what lies nowhere (an upload).
    """

    content: bytes
    receipt: Receipt
    lying: Callable[[], Path | None] = lambda: None


@dataclass(frozen=True, slots=True)
class Filed:
    """The receipt of a file that is kept; `new` is False where the same content was there before."""

    receipt: Receipt
    new: bool


def keep(raw: Path, parcels: Sequence[Parcel]) -> tuple[Filed, ...]:
    """Keep files with their receipts below raw/, or find that the same content is there; in the order of `parcels`.

    A receipt is written first and the file's rename out of the inbox is the moment of keeping: at each moment a file
    either lies in the inbox or is kept whole with its receipt. The disk is waited for once for all of them. Raises
    StoreError: then some of them may be kept, and the others still lie where they were.
    """
    with locked(raw, KEEP_LOCK, wait=True), storing():
        folders = dict.fromkeys(_folder(raw, one.receipt) for one in parcels)
        made = make_folders(folders, raw)
        names = {folder: frozenset() if folder in made else _names(folder) for folder in folders}
        filed: list[Filed] = []
        fresh: dict[tuple[Path, str], _Place] = {}
        taken: set[Path] = set()
        for one in parcels:
            folder = _folder(raw, one.receipt)
            key = (folder, one.receipt.sha256)
            alike = _of_content(folder, names[folder], one.receipt.sha256)
            earlier = fresh[key].receipt if key in fresh else _earlier(alike, one.receipt.sha256)
            if earlier is None:
                fresh[key] = _Place.of(raw, folder, one, taken | set(alike))
                taken.add(fresh[key].path)
            filed.append(Filed(earlier or fresh[key].receipt, earlier is None))
        _write(tuple(fresh.values()))
        for place in fresh.values():
            _clear(place, names[place.path.parent])
    return tuple(filed)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a new file will lie, with its whole receipt."""

    path: Path
    note: Path
    content: bytes
    receipt: Receipt
    lying: Callable[[], Path | None]

    @classmethod
    def of(cls, raw: Path, folder: Path, parcel: Parcel, taken: AbstractSet[Path]) -> "_Place":
        path = _free_name(folder, parcel.receipt, taken)
        receipt = replace(parcel.receipt, kept_as=path.relative_to(raw).as_posix())
        return cls(path, path.with_suffix(".json"), parcel.content, receipt, parcel.lying)


def _names(folder: Path) -> frozenset[str]:
    with os.scandir(folder) as entries:
        return frozenset(entry.name for entry in entries)


def _folder(raw: Path, receipt: Receipt) -> Path:
    return raw / receipt.period / receipt.unit / receipt.return_code


def _earlier(alike: Iterable[Path], sha256: str) -> Receipt | None:
    return same_content((path for path in alike if path.suffix == ".json"), sha256)


def _of_content(folder: Path, names: Iterable[str], sha256: str) -> list[Path]:
    """Files in a folder whose name tells the beginning of a digest, by name."""
    return sorted(folder / name for name in names if f"-{sha256[:8]}" in name)


def _write(places: Sequence[_Place]) -> None:
    pending = {path: pending_name(path) for place in places for path in (place.path, place.note)}
    contents = [(place.path, place.content) for place in places]
    contents += [(place.note, receipt_to_json(place.receipt).encode()) for place in places]
    changed = dict.fromkeys(place.path.parent for place in places)
    try:
        together(lambda each: write_pending(*each), contents)
        for place in places:
            pending[place.note].rename(place.note)
            left = _take(place, pending[place.path])
            if left is not None:
                changed[left] = None
    except OSError:
        discard(*pending.values())
        discard(*(place.note for place in places if not place.path.exists()))
        raise
    together(sync_folder, changed)


def _take(place: _Place, own: Path) -> Path | None:
    """The moment of keeping; the folder that the file left, if it lay in one.

    Whoever wrote the file may hold it open still, so in the inbox our own copy takes its place, and that copy moves; it
    bears the time at which the file was saved.
    """
    lying = place.lying()
    if lying is None:
        own.rename(place.path)
        return None
    status = lying.stat()
    os.utime(own, ns=(status.st_atime_ns, status.st_mtime_ns))
    try:
        own.rename(lying)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        own.rename(place.path)  # an inbox on another disk: killed just here, the next round removes what lies there
        lying.unlink()
    else:
        lying.rename(place.path)
    return lying.parent


def _clear(place: _Place, before: Iterable[str]) -> None:
    """Remove what rounds that were killed left of the same content: receipts without a file, unfinished copies."""
    for path in _of_content(place.path.parent, before, place.receipt.sha256):
        if path in {place.path, place.note} or not path.exists():
            continue
        if path.suffix == PENDING or (path.suffix == ".json" and _read(path) is None):
            discard(path)


def _free_name(folder: Path, receipt: Receipt, taken: AbstractSet[Path]) -> Path:
    """A name that no kept file has or will have: the digest grows when two contents share its beginning."""
    time = receipt.received_at.strftime("%Y%m%dT%H%M%S")
    for length in _DIGEST_LENGTHS:
        path = folder / f"{time}-{receipt.sha256[:length]}.{receipt.kind}"
        if path not in taken:
            return path
    raise FileExistsError(receipt.sha256)


def _read(path: Path) -> Receipt | None:
    receipt = receipt_from_json(path.read_text(encoding="utf-8"))
    return receipt if path.with_suffix(f".{receipt.kind}").is_file() else None


def _receipt_files(folder: Path, levels: int) -> Iterator[Path]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if levels and entry.is_dir(follow_symlinks=False):
                if levels < _LEVELS or entry.name not in _OTHER_FOLDERS:
                    yield from _receipt_files(Path(entry.path), levels - 1)
            elif not levels and entry.name.endswith(".json") and not entry.name.startswith("."):
                yield Path(entry.path)
