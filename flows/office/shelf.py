"""Readings of kept files on a shelf, so that a night need not read again what has not changed.

A reading is a pure function of the file and of the code that read it; the shelf may be deleted at any time.
"""

import json
import os
import struct
from pathlib import Path
from threading import get_ident
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from schemas.archive import ArchiveError, from_plain, to_plain
from schemas.finding import Finding
from schemas.reading import Cleaning, Explanation, Identity, TableReading, WorkbookReading

_HEAD = struct.Struct("<4sII")
_MARK = b"SHR1"
_BLOCKS = {"values": "<i8", "states": "i1", "sheet_of": "<i2", "at_row": "<i4", "at_column": "<i4"}
"""The arrays of a table, rows by columns, and how their numbers are written."""


class Shelf:
    """Readings by file hash and by what made them (`reader`: a hash of headings, register and code)."""

    def __init__(self, folder: Path, reader: str) -> None:
        self._folder = folder / reader

    def put(self, reading: WorkbookReading) -> None:
        """Keeps one reading, whole or not at all."""
        file = self._file(reading.sha256)
        unfinished = file.with_suffix(f".{os.getpid()}-{get_ident()}.tmp")
        content = pack(reading)
        try:
            unfinished.write_bytes(content)
        except FileNotFoundError:
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(content)
        unfinished.replace(file)

    def take(self, sha256: str) -> WorkbookReading | None:
        """The reading of a file; None where it is not there or cannot be used, for then it is read anew."""
        try:
            return unpack(self._file(sha256).read_bytes())
        except FileNotFoundError:
            return None
        except (ArchiveError, ValueError, KeyError):
            return None  # a torn or foreign file on the shelf costs one reading, never a wrong figure

    def _file(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.reading"


def pack(reading: WorkbookReading) -> bytes:
    """One reading as bytes: a checksum, the length of the JSON that says the rest, that JSON, the arrays."""
    arrays = [np.asarray(getattr(table, name), kind) for table in reading.tables for name, kind in _BLOCKS.items()]
    meta = json.dumps(_meta(reading)).encode()
    body = b"".join((meta, *(array.tobytes() for array in arrays)))
    return _HEAD.pack(_MARK, crc32(body), len(meta)) + body


def unpack(content: bytes) -> WorkbookReading:
    """The reading of such bytes. Raises ArchiveError, ValueError or KeyError where they are not one."""
    if len(content) < _HEAD.size:
        raise ArchiveError("cut short")
    mark, checksum, length = _HEAD.unpack_from(content)
    if mark != _MARK or checksum != crc32(memoryview(content)[_HEAD.size :]):
        raise ArchiveError("not as it was written")
    meta = json.loads(content[_HEAD.size : _HEAD.size + length])
    blocks = _Blocks(bytearray(content[_HEAD.size + length :]))
    tables = tuple(
        TableReading(
            table=head["table"],
            columns=tuple(head["columns"]),
            row_codes=tuple(head["row_codes"]),
            row_labels=tuple(head["row_labels"]),
            sheets=tuple(head["sheets"]),
            **blocks.of_table((len(head["row_codes"]), len(head["columns"]))),
        )
        for head in meta["tables"]
    )
    return WorkbookReading(
        sha256=meta["sha256"],
        identity=from_plain(Identity, meta["identity"]),
        tables=tables,
        findings=from_plain(tuple[Finding, ...], meta["findings"]),
        cleanings=from_plain(tuple[Cleaning, ...], meta["cleanings"]),
        explanations=from_plain(tuple[Explanation, ...], meta["explanations"]),
        cells=meta["cells"],
    )


class _Blocks:
    """The arrays of a reading, one after the other."""

    def __init__(self, content: bytearray) -> None:
        self._content = content
        self._at = 0

    def of_table(self, shape: tuple[int, int]) -> dict[str, Any]:
        """The arrays of the next table by name."""
        return {name: self._next(kind, shape) for name, kind in _BLOCKS.items()}

    def _next(self, kind: str, shape: tuple[int, int]) -> NDArray[Any]:
        array = np.frombuffer(self._content, kind, shape[0] * shape[1], self._at).reshape(shape)
        self._at += array.nbytes
        return array


def _meta(reading: WorkbookReading) -> dict[str, Any]:
    return {
        "sha256": reading.sha256,
        "identity": to_plain(reading.identity),
        "tables": [
            {
                "table": table.table,
                "columns": list(table.columns),
                "row_codes": list(table.row_codes),
                "row_labels": list(table.row_labels),
                "sheets": list(table.sheets),
            }
            for table in reading.tables
        ],
        "findings": to_plain(reading.findings),
        "cleanings": to_plain(reading.cleanings),
        "explanations": to_plain(reading.explanations),
        "cells": reading.cells,
    }
