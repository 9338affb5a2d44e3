"""Readings of kept files on a shelf, so that a night need not read again what has not changed.

A reading is a pure function of the file and of the code that read it; the shelf may be deleted at any time.
"""

import json
import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from schemas.archive import ArchiveError, from_plain, to_plain
from schemas.finding import Finding
from schemas.reading import Cleaning, Explanation, Identity, TableReading, WorkbookReading

_BLOCKS = ("values", "states", "sheet_of", "at_row", "at_column")


class Shelf:
    """Readings by file hash and by the version of what read them (`reader`: a hash of the declarations)."""

    def __init__(self, folder: Path, reader: str) -> None:
        self._folder = folder / reader

    def put(self, reading: WorkbookReading) -> None:
        """Keeps one reading, whole or not at all."""
        file = self._file(reading.sha256)
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}.tmp")
        unfinished.write_bytes(pack(reading))
        unfinished.replace(file)

    def take(self, sha256: str) -> WorkbookReading | None:
        """The reading of a file; None where it is not there or cannot be used, for then it is read anew."""
        try:
            return unpack(self._file(sha256).read_bytes())
        except FileNotFoundError:
            return None
        except (ArchiveError, ValueError, KeyError, zipfile.BadZipFile, EOFError):
            return None  # a torn or foreign file on the shelf costs one reading, never a wrong figure

    def _file(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.npz"


def pack(reading: WorkbookReading) -> bytes:
    """One reading as the bytes of an npz archive: the blocks of each table, and the rest as JSON."""
    blocks: dict[str, Any] = {"meta": np.frombuffer(json.dumps(_meta(reading)).encode(), dtype=np.uint8)}
    for index, table in enumerate(reading.tables):
        blocks.update({f"{index}.{name}": getattr(table, name) for name in _BLOCKS})
    buffer = BytesIO()
    np.savez(buffer, **blocks)
    return buffer.getvalue()


def unpack(content: bytes) -> WorkbookReading:
    """The reading of such bytes. Raises ArchiveError, ValueError, KeyError or BadZipFile where they are not one."""
    with np.load(BytesIO(content), allow_pickle=False) as blocks:
        meta = json.loads(blocks["meta"].tobytes())
        tables = tuple(
            TableReading(
                table=head["table"],
                columns=tuple(head["columns"]),
                row_codes=tuple(head["row_codes"]),
                row_labels=tuple(head["row_labels"]),
                sheets=tuple(head["sheets"]),
                **{name: blocks[f"{index}.{name}"] for name in _BLOCKS},
            )
            for index, head in enumerate(meta["tables"])
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
