"""Receipts: kept files with what is known of them, found by content."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flows.receive.store import discard, locked, make_folder, storing, sync_folder, write_pending
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


def keep(raw: Path, content: bytes, receipt: Receipt) -> tuple[Receipt, bool]:
    """Keep a file with its receipt below raw/, or find that the same content is there; True when it is new.

    The receipt is written first and the file's rename is the moment of keeping, so at each moment the file is kept
    whole with its receipt or not at all. Raises StoreError, with nothing kept.
    """
    with locked(raw, KEEP_LOCK, wait=True), storing():
        folder = raw / receipt.period / receipt.unit / receipt.return_code
        make_folder(folder, raw)
        earlier = same_content(
            [Path(one) for one in sorted(folder.glob(f"*-{receipt.sha256[:8]}*.json"))], receipt.sha256
        )
        if earlier is not None:
            return earlier, False
        return _written(raw, folder, content, receipt), True


def _written(raw: Path, folder: Path, content: bytes, receipt: Receipt) -> Receipt:
    path = _free_name(folder, receipt)
    kept = Receipt(
        **{name: getattr(receipt, name) for name in Receipt.__slots__ if name != "kept_as"},
        kept_as=path.relative_to(raw).as_posix(),
    )
    note = path.with_suffix(".json")
    pending = [path.with_name(f".{one.name}.part") for one in (path, note)]
    try:
        write_pending(path, content)
        write_pending(note, receipt_to_json(kept).encode())
        pending[1].rename(note)
        pending[0].rename(path)
    except OSError:
        discard(*pending)
        if not path.exists():
            discard(note)
        raise
    sync_folder(folder)
    return kept


def _free_name(folder: Path, receipt: Receipt) -> Path:
    """A name that no kept file has: the digest grows when two contents share its beginning."""
    time = receipt.received_at.strftime("%Y%m%dT%H%M%S")
    for length in _DIGEST_LENGTHS:
        path = folder / f"{time}-{receipt.sha256[:length]}.{receipt.kind}"
        if not path.exists():
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
