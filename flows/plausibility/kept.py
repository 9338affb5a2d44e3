"""What was learned, in one file: it is learned once a period, and may be deleted at any time."""

import io
import json
import os
import zipfile
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from threading import get_ident

import numpy as np

from flows.plausibility.usual import TableUsual, Usual
from schemas.finding import Pattern


class NotLearned(RuntimeError):
    """What a period is held against was learned and is gone: our own fault; the next night learns it anew."""


def file_of(folder: Path, seal: str, rule_set: str, reader: str) -> Path:
    """Where what was learned of a past, with one set of declarations and one register, is kept.

    `reader` is the hash of all that a reading depends on beside its file, the register among it.
    """
    return folder / f"{seal[:24]}-{rule_set[:24]}-{reader[:24]}.npz"


@lru_cache(maxsize=2)
def recall(file: Path) -> Usual:
    """What was kept, read once a process: a file never changes. Raises NotLearned."""
    kept = take(file)
    if kept is None:
        raise NotLearned(file.name)
    return kept


_PARTS = tuple(each.name for each in fields(TableUsual) if each.name != "rows")


def put(file: Path, usual: Usual) -> None:
    """Keep what was learned, whole or not at all."""
    head = {
        "workbooks": usual.workbooks,
        "reach": {way.value: far for way, far in usual.reach.items()},
        "rows": {code: list(each.rows) for code, each in usual.tables.items()},
    }
    arrays = {f"{code}.{part}": getattr(each, part) for code, each in usual.tables.items() for part in _PARTS}
    content = io.BytesIO()
    np.savez_compressed(content, head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8), **arrays)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}-{get_ident()}.tmp")
    unfinished.write_bytes(content.getvalue())
    unfinished.replace(file)


def take(file: Path) -> Usual | None:
    """What was kept; None where it is not there or cannot be used, for then it is learned anew."""
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            tables = {
                code: TableUsual(tuple(rows), **{part: arrays[f"{code}.{part}"] for part in _PARTS})
                for code, rows in head["rows"].items()
            }
            reach = {Pattern(way): float(far) for way, far in head["reach"].items()}
            return Usual(tables, reach, int(head["workbooks"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
