"""What looks otherwise than in the template and was understood all the same, and what is hidden: told once a table."""

from collections.abc import Iterator, Sequence

import numpy as np

from flows.gate import Visibility
from flows.read.anchors import OWN_SHEETS, Anchored, ChangedHeading
from flows.read.blocks import MISSING, Block, NamedRows, Oddity
from flows.read.form import Form, TableForm
from flows.read.labels import label
from flows.read.raw import RawWorkbook
from flows.read.told import of_file, stub_cell, told
from schemas.finding import Address, Cell, Finding, Level, Pattern, Place
from schemas.hint import Hint
from schemas.receipt import Kind

Part = tuple[Anchored, NamedRows]
_ABOVE_CODES = 3
"""Rows of a template above its row of codes, besides the headings: title and cover line; and the row itself."""
_SHEET_NAME = 31


def of_layout(form: TableForm, parts: Sequence[Part]) -> list[Finding]:
    """Where the parts of a table stand, in which order, and how their headings and rows are written."""
    if len(parts) == 1 and _is_as_handed_out(*parts[0]):
        return []
    sheet = parts[0][0].block.grid.name
    findings = [_finding(form, sheet, hint, cells) for hint, cells in _hints(form, parts)]
    for each, named in parts:
        findings += _wordings(form, each)
        findings += _aliases(form, each.block, named)
    return findings


def of_file_itself(book: RawWorkbook, form: Form, version: str) -> list[Finding]:
    """A file that is no .xlsx, and a template that has been replaced since but was the one to use in its period.

    `version` is the template's, empty where none is known.
    """
    hints = []
    if book.kind is not Kind.XLSX:
        hints.append(Hint.of("LAYOUT-KIND", kind=book.kind.value))
    if version not in ("", form.declared.version):
        hints.append(Hint.of("LAYOUT-OLD-TEMPLATE", stated=version, wanted=form.declared.version))
    sheet = next((sheet.name for sheet in book.sheets if sheet.visibility is Visibility.VISIBLE), "")
    places = ((Place("", sheet, column=f"@{hint.code}"), hint) for hint in hints)
    return [of_file(form.declared.code, Pattern.LAYOUT, place, hint) for place, hint in places]


def of_hidden(blocks: Sequence[tuple[Block, NamedRows]], form: TableForm) -> list[Finding]:
    """Hidden rows and columns that were read all the same."""
    findings = []
    for block, named in blocks:
        sheet = block.grid.sheet
        rows = sorted(sheet.hidden_rows & set(named.row_at[named.row_at > MISSING].tolist()))
        columns = [
            column
            for column in sorted(block.column_at[block.column_at > MISSING].tolist())
            if any(span.first <= column <= span.last for span in sheet.hidden_columns)
        ]
        if rows or columns:
            letters = [block.grid.address(1, column).a1[:-1] for column in columns]
            places = "|".join((*map(str, rows), *letters))
            hint = Hint.of("SHEET-HIDDEN-ROWS", places=places)
            findings.append(told(form, Pattern.HIDDEN, Level.NOTE, form.place(sheet.name), (), hint))
    return findings


def hidden_sheets(book: RawWorkbook, return_code: str) -> list[Finding]:
    """Hidden sheets that are not the template's own: listed, not read."""
    return [
        of_file(return_code, Pattern.HIDDEN, Place("", sheet.name), Hint.of("SHEET-HIDDEN", sheet=sheet.name))
        for sheet in book.sheets
        if sheet.visibility is not Visibility.VISIBLE and sheet.name not in OWN_SHEETS and len(sheet.cells)
    ]


def _is_as_handed_out(anchored: Anchored, named: NamedRows) -> bool:
    block = anchored.block
    return (
        named.as_printed
        and anchored.coded
        and not anchored.spelt
        and _as_placed(block)
        and _is_called(block.grid.name, block.form)
        and not _moved_columns(block)
        and not _empty_columns(block)
    )


def _hints(form: TableForm, parts: Sequence[Part]) -> Iterator[tuple[Hint, list[Cell]]]:
    blocks = [each.block for each, _ in parts]
    if any(not each.coded for each, _ in parts):
        # A form of one's own: where its sheets stand and how they are called is its own business.
        yield Hint("LAYOUT-BY-HEADINGS"), []
    else:
        yield from _moved(form, blocks)
    if len(parts) > 1:
        yield Hint.of("LAYOUT-BLOCKS", count=len(parts)), []
    if any(map(_moved_columns, blocks)):
        yield Hint("LAYOUT-COLUMNS"), []
    if any(_moved_rows(named) for _, named in parts):
        yield Hint("LAYOUT-ROWS"), []
    if any(_empty_columns(each.block) or _empty_rows(named) for each, named in parts):
        yield Hint("LAYOUT-GAPS"), []
    if any(named.by_name for _, named in parts):
        yield Hint("LAYOUT-ROW-NAMES"), []
    spelt = [_heading_cell(form, each.block, one) for each, _ in parts for one in each.spelt]
    spelt += [stub_cell(each.block, at, None) for each, named in parts for at in named.spelt]
    if spelt:
        yield Hint("LAYOUT-SPELLING"), spelt


def _moved(form: TableForm, blocks: Sequence[Block]) -> Iterator[tuple[Hint, list[Cell]]]:
    """Where a template's table stands now, and what its sheet is called."""
    first = blocks[0]
    if not _as_placed(first):
        start = first.grid.address(max(first.first - _ABOVE_CODES - form.items.levels, 1), first.left)
        yield Hint.of("LAYOUT-PLACE", cell=start.a1, wanted=Address("", 1, 1).a1), []
    names = [block.grid.name for block in blocks if not _is_called(block.grid.name, form)]
    if names:
        yield Hint.of("LAYOUT-SHEET", sheet=names[0], wanted=form.table.zh[:_SHEET_NAME]), []


def _finding(form: TableForm, sheet: str, hint: Hint, cells: Sequence[Cell] = (), row: int | None = None) -> Finding:
    """A remark on a table; its place is of its own, so that each kind has a key of its own."""
    place = form.place(sheet, row)
    place = Place(place.table, place.sheet, place.row_code, place.row_label, f"@{hint.code}")
    return told(form, Pattern.LAYOUT, Level.NOTE, place, cells, hint)


def _wordings(form: TableForm, anchored: Anchored) -> Iterator[Finding]:
    """Headings found by a declared alias or broken over rows; beside codes they are told as changed headings."""
    if anchored.coded:
        return
    for one in anchored.changed:
        cell = _heading_cell(form, anchored.block, one)
        hint = Hint.of("LAYOUT-WORDING", shown=cell.shown, heading=form.items.columns[one.column].zh)
        place = form.place(anchored.block.grid.name, None, one.column)
        yield told(form, Pattern.LAYOUT, Level.NOTE, place, (cell,), hint)


def _aliases(form: TableForm, block: Block, named: NamedRows) -> Iterator[Finding]:
    """Rows under a name that the register knows beside the present one."""
    for odd in named.odd:
        if odd.oddity is Oddity.ALIAS and named.row_at[odd.row] == odd.at:
            cell = stub_cell(block, odd.at, odd.row)
            code, name = form.rows.codes[odd.row], form.rows.names[odd.row]
            hint = Hint.of("LAYOUT-ROW-ALIAS", shown=cell.shown, code=code, name=name)
            yield _finding(form, block.grid.name, hint, (cell,), odd.row)


def _heading_cell(form: TableForm, block: Block, one: ChangedHeading) -> Cell:
    address = block.grid.address(one.row, one.sheet_column)
    return form.cell(address, None, one.column, block.grid.shown(one.row, one.sheet_column))


def _as_placed(block: Block) -> bool:
    return block.left == 1 and block.first == block.form.items.levels + _ABOVE_CODES + 1


def _is_called(name: str, form: TableForm) -> bool:
    return label(name) == form.sheet_name


def _moved_columns(block: Block) -> bool:
    columns = block.column_at[block.column_at > MISSING]
    return bool((np.diff(columns) < 0).any())


def _moved_rows(named: NamedRows) -> bool:
    return not named.as_printed and bool((np.diff(named.row_at[named.row_at > MISSING]) < 0).any())


def _empty_columns(block: Block) -> bool:
    """Whether nothing at all stands in a column between two of the block."""
    columns = block.column_at[block.column_at > MISSING]
    first, last = int(columns.min()), int(columns.max())
    if last - first + 1 == len(columns):
        return False
    return not (block.grid.at[:, first : last + 1] >= 0).any(axis=0).all()


def _empty_rows(named: NamedRows) -> bool:
    """Whether rows between the first and the last of the block are neither data nor told."""
    rows = named.row_at[named.row_at > MISSING]
    if named.as_printed or not len(rows):
        return False
    between = set(range(int(rows.min()), int(rows.max()) + 1)) - set(rows.tolist())
    between -= set(named.unknown) | {at for places in named.twice.values() for at in places}
    return bool(between)
