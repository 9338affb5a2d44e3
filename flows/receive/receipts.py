"""Receipts: kept files with what is known of them, found by content."""

import json
import os
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flows.receive.store import (
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


def digests(raw: Path) -> dict[str, list[Path]]:
    """The receipt files by the first eight digits of their content's sha256."""
    found: dict[str, list[Path]] = {}
    for path in _receipt_files(raw, _LEVELS):
        found.setdefault(path.stem.rpartition("-")[2][:8], []).append(path)
    return found


def same_content(paths: list[Path], sha256: str) -> Receipt | None:
    """The receipt among these files that is of the same content."""
    for path in paths:
        receipt = _read(path)
        if receipt is not None and receipt.sha256 == sha256:
            return receipt
    return None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to be kept, and its receipt as far as it is known: `kept_as` is still empty."""

    content: bytes
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Filed:
    """The receipt of a file that is kept; `new` is False where the same content was there before."""

    receipt: Receipt
    new: bool


def keep(raw: Path, parcels: Sequence[Parcel]) -> tuple[Filed, ...]:
    """Keep files with their receipts below raw/, or find that the same content is there; in the order of `parcels`.

    A receipt is written first and the file's rename is the moment of keeping, so at each moment a file is kept whole
    with its receipt or not at all. The disk is waited for once for all of them. Raises StoreError: then some of them
    may be kept, and are found again when they come again.
    """
    with locked(raw, KEEP_LOCK, wait=True), storing():
        make_folders(dict.fromkeys(_folder(raw, one.receipt) for one in parcels), raw)
        filed: list[Filed] = []
        fresh: dict[tuple[Path, str], _Place] = {}
        taken: set[Path] = set()
        for one in parcels:
            folder = _folder(raw, one.receipt)
            key = (folder, one.receipt.sha256)
            earlier = fresh[key].receipt if key in fresh else _earlier(folder, one.receipt.sha256)
            if earlier is None:
                fresh[key] = _Place.of(raw, folder, one, taken)
                taken.add(fresh[key].path)
            filed.append(Filed(earlier or fresh[key].receipt, earlier is None))
        _write(tuple(fresh.values()))
    return tuple(filed)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a new file will lie, with its whole receipt."""

    path: Path
    content: bytes
    receipt: Receipt

    @classmethod
    def of(cls, raw: Path, folder: Path, parcel: Parcel, taken: Set[Path]) -> "_Place":
        path = _free_name(folder, parcel.receipt, taken)
        return cls(path, parcel.content, replace(parcel.receipt, kept_as=path.relative_to(raw).as_posix()))

    @property
    def note(self) -> Path:
        return self.path.with_suffix(".json")


def _folder(raw: Path, receipt: Receipt) -> Path:
    return raw / receipt.period / receipt.unit / receipt.return_code


def _earlier(folder: Path, sha256: str) -> Receipt | None:
    return same_content(sorted(folder.glob(f"*-{sha256[:8]}*.json")), sha256)


def _write(places: Sequence[_Place]) -> None:
    pending = {path: pending_name(path) for place in places for path in (place.path, place.note)}
    contents = [(place.path, place.content) for place in places]
    contents += [(place.note, receipt_to_json(place.receipt).encode()) for place in places]
    try:
        together(lambda each: write_pending(*each), contents)
        for place in places:
            pending[place.note].rename(place.note)
            pending[place.path].rename(place.path)
    except OSError:
        discard(*pending.values())
        discard(*(place.note for place in places if not place.path.exists()))
        raise
    together(sync_folder, dict.fromkeys(place.path.parent for place in places))


def _free_name(folder: Path, receipt: Receipt, taken: Set[Path]) -> Path:
    """A name that no kept file has or will have: the digest grows when two contents share its beginning."""
    time = receipt.received_at.strftime("%Y%m%dT%H%M%S")
    for length in _DIGEST_LENGTHS:
        path = folder / f"{time}-{receipt.sha256[:length]}.{receipt.kind}"
        if path not in taken and not path.exists():
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
