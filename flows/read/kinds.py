"""Files of other kinds as cells: .xls, .ods and CSV become the same RawWorkbook as an .xlsx."""

import re
from array import array
from collections.abc import Iterator
from itertools import groupby

import numpy as np

from flows.gate import Admitted, Note
from flows.gate.admit import stored_cells
from flows.gate.rows import unescaped
from flows.gate.stored import Stored, StoredCell, StoredSheet
from flows.read.raw import NO_TEXT, CellKind, Cells, RawSheet, RawWorkbook

_PROPERTY = re.compile(rb'<meta:user-defined [^<>]*meta:name="shenhe"[^<>]*>([^<]*)</meta:user-defined>')
_WITH_TEXT = frozenset({CellKind.TEXT, CellKind.ERROR, CellKind.ISO_DATE})


def open_stored(admitted: Admitted) -> RawWorkbook:
    """Every cell of an admitted file that is no .xlsx, at the address that a person would name."""
    strings: list[str] = []
    sheets = tuple(_sheet(sheet, cells, strings) for sheet, cells in _by_sheet(stored_cells(admitted)))
    return RawWorkbook(
        admitted.sha256,
        sheets,
        tuple(strings),
        _stamp(admitted),
        Note.DATE_1904 in admitted.notes,
        admitted.kind,
    )


def _by_sheet(stored: Stored) -> Iterator[tuple[StoredSheet, Iterator[StoredCell]]]:
    """Each sheet with the cells that follow it; they are to be taken before the next sheet is asked for."""
    sheet = StoredSheet("")
    for is_cell, group in groupby(stored, key=lambda one: isinstance(one, StoredCell)):
        if is_cell:
            yield sheet, (one for one in group if isinstance(one, StoredCell))
            sheet = StoredSheet("")
            continue
        for one in group:
            if isinstance(one, StoredSheet):
                if sheet.name:
                    yield sheet, iter(())
                sheet = one
    if sheet.name:
        yield sheet, iter(())


def _sheet(sheet: StoredSheet, found: Iterator[StoredCell], strings: list[str]) -> RawSheet:
    rows, columns, texts = array("l"), array("l"), array("l")
    kinds, looks, formulas = array("B"), array("B"), array("B")
    numbers = array("d")
    linked: list[int] = []
    for cell in found:
        if cell.linked:
            linked.append(len(rows))
        rows.append(cell.row)
        columns.append(cell.column)
        kinds.append(cell.kind)
        numbers.append(cell.number)
        looks.append(cell.look)
        formulas.append(cell.formula)
        texts.append(len(strings) if cell.kind in _WITH_TEXT else NO_TEXT)
        if cell.kind in _WITH_TEXT:
            strings.append(cell.text)
    cells = Cells(
        np.array(rows, np.int32),
        np.array(columns, np.int32),
        np.array(kinds, np.uint8),
        np.array(numbers, np.float64),
        np.array(texts, np.int32),
        np.array(looks, np.uint8),
        np.array(formulas, np.bool_),
    )
    return RawSheet(
        sheet.name,
        sheet.visibility,
        cells,
        tuple(sheet.merges),
        frozenset(sheet.hidden_rows),
        tuple(sheet.hidden_columns),
        tuple(linked),
    )


def _stamp(admitted: Admitted) -> str:
    found = _PROPERTY.search(admitted.parts.get("meta.xml", b""))
    return unescaped(found[1].decode()) if found else ""
