"""Finding tables by their headings: any sheet, any offset, levels merged, split or not, several blocks a sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from flows.read.blocks import MISSING, Block
from flows.read.form import Items, TableForm
from flows.read.grid import Grid
from flows.read.labels import TOTAL_LABELS, heading, label
from flows.read.raw import NO_TEXT, CellKind

FEWEST = 3
"""Headings that a block must share with a table of as many; fewer say nothing."""
ENOUGH = 0.5
"""Share of a table's headings that must be found, over all its blocks, for the table to be taken as found."""
_GAP = 2
"""Rows without a known heading that may stand inside a header: a blank or inserted row."""
_BROKEN = 2
"""Rows above or below the known headings over which a heading may have been broken."""
_TITLE_BONUS = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A block found by headings; `surplus` are sheet columns with a heading that the table does not have."""

    block: Block
    surplus: tuple[int, ...]

    @property
    def matched(self) -> int:
        """Number of items found."""
        return int((self.block.column_at > MISSING).sum())


@dataclass(frozen=True, slots=True)
class _Band:
    """Header rows of a sheet, and the last row of what stands below them."""

    top: int
    bottom: int
    last: int


def search(grids: Sequence[Grid], forms: Sequence[TableForm]) -> list[Found]:
    """The blocks of each table on sheets without code row; a header belongs to the table that it fits best."""
    best: dict[tuple[int, int, int], list[Found]] = {}
    scores: dict[tuple[int, int, int], float] = {}
    for grid in grids:
        sheet = _Sheet(grid)
        for form in forms:
            for band in sheet.bands(form.items):
                found = sheet.blocks(form, band)
                score = sum(each.matched for each in found) * (1 + _TITLE_BONUS * sheet.says(form.table.zh))
                key = (grid.number, band.top, band.bottom)
                overlapping = [other for other in scores if other[0] == key[0] and _overlap(other, key)]
                if found and all(score > scores[other] for other in overlapping):
                    for other in overlapping:
                        del scores[other], best[other]
                    scores[key], best[key] = score, found
    blocks = [found for key in sorted(best) for found in best[key]]
    return [found for found in blocks if _share(found.block.form, blocks) >= ENOUGH]


def likeness(grids: Iterable[Grid], items: Items) -> float:
    """Share of a table's headings that stand somewhere on one of the sheets, the best of them; 0 to 1."""
    wanted = set(items.leaves)
    return max((len(wanted & _Sheet(grid).words) / max(len(wanted), 1) for grid in grids), default=0.0)


def _overlap(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return one[1] <= other[2] and other[1] <= one[2]


def _share(form: TableForm, blocks: Sequence[Found]) -> float:
    found = np.zeros(len(form.items.columns), np.bool_)
    for each in blocks:
        if each.block.form is form:
            found |= each.block.column_at > MISSING
    return float(found.mean())


class _Sheet:
    """The texts of one sheet by place, merged ranges filled."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        cells = grid.cells
        self.at: dict[int, dict[int, str]] = {}
        for position in np.flatnonzero((cells.kinds == CellKind.TEXT) & (cells.texts != NO_TEXT)).tolist():
            text = heading(grid.book.strings[cells.texts[position]])
            if text:
                self.at.setdefault(int(cells.rows[position]), {})[int(cells.columns[position])] = text
        self.words = {text for row in self.at.values() for text in row.values()}
        self.merged: dict[tuple[int, int], str] = {}
        for merge in grid.sheet.merges:
            text = self.at.get(merge.top, {}).get(merge.left, "")
            if text and (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) <= 4096:
                for row in range(merge.top, merge.bottom + 1):
                    for column in range(merge.left, merge.right + 1):
                        self.merged[row, column] = text

    def says(self, title: str) -> bool:
        """Whether the sheet's name or one of its cells is the table's title."""
        wanted = label(title)
        return wanted in self.words or label(self.grid.name) == wanted[:31]

    def bands(self, items: Items) -> list[_Band]:
        """Runs of rows with headings of a table."""
        known = items.vocabulary | set(items.by_path)
        hits = [row for row, texts in sorted(self.at.items()) if any(text in known for text in texts.values())]
        hits = [row for row in hits if not self._is_data(row, known)]
        runs: list[list[int]] = []
        for row in hits:
            if runs and row - runs[-1][-1] <= _GAP + 1 and not self._numbers_between(runs[-1][-1], row):
                runs[-1].append(row)
            else:
                runs.append([row])
        ends = [run[0] - 1 for run in runs[1:]] + [self.grid.height] * bool(runs)
        bands = [_Band(run[0], run[-1], end) for run, end in zip(runs, ends, strict=True)]
        return [self._best_fit(items, band) for band in bands]

    def _best_fit(self, items: Items, band: _Band) -> _Band:
        """The band with those rows above and below that complete broken headings."""
        best, most = band, self._count(items, band)
        for top in range(band.top, max(band.top - _BROKEN, 1) - 1, -1):
            if top < band.top and self._numbers(top):
                break
            for bottom in range(band.bottom, min(band.bottom + _BROKEN, band.last) + 1):
                if bottom > band.bottom and (self._numbers(bottom) or bottom not in self.at):
                    break
                fit = _Band(top, bottom, band.last)
                count = self._count(items, fit)
                if count > most:
                    best, most = fit, count
        return best

    def _count(self, items: Items, band: _Band) -> int:
        return sum(len(columns) for columns, _ in self._segments(items, band))

    def _is_data(self, row: int, known: frozenset[str] | set[str]) -> bool:
        texts = self.at[row].values()
        return self._numbers(row) > sum(text in known for text in texts)

    def _numbers(self, row: int) -> int:
        positions = self.grid.at[row]
        return int((self.grid.cells.kinds[positions[positions >= 0]] == CellKind.NUMBER).sum())

    def _numbers_between(self, row: int, other: int) -> bool:
        return any(self._numbers(between) for between in range(row + 1, other))

    def blocks(self, form: TableForm, band: _Band) -> list[Found]:
        """The blocks below a header: one, or several side by side where headings begin anew."""
        segments = self._segments(form.items, band)
        found = []
        stub = (MISSING, MISSING)
        for number, (columns, surplus) in enumerate(segments):
            if len(columns) < min(FEWEST, len(form.items.columns)):
                continue
            left = 1 if not number else max(segments[number - 1][0].values()) + 1
            own = self._stub(form, band, range(left, min(columns.values())))
            stub = own if any(own) else stub if any(stub) else self._stub(form, band, self._free(segments))
            column_at = np.zeros(len(form.items.columns), np.int32)
            for item, column in columns.items():
                column_at[item] = column
            block = Block(form, self.grid, column_at, band.top, band.bottom + 1, band.last, *stub)
            if any(stub):
                found.append(Found(block, tuple(column for column in surplus if column not in stub)))
        return found

    def _free(self, segments: list[tuple[dict[int, int], list[int]]]) -> list[int]:
        taken = {column for columns, _ in segments for column in columns.values()}
        return [column for column in range(1, self.grid.width + 1) if column not in taken]

    def _segments(self, items: Items, band: _Band) -> list[tuple[dict[int, int], list[int]]]:
        """Item -> sheet column, and columns with other headings; anew where an item comes a second time."""
        segments: list[tuple[dict[int, int], list[int]]] = [({}, [])]
        before: dict[int, str] = {}
        unclear: set[int] = set()
        for column in range(1, self.grid.width + 1):
            filled, own = self._paths(band, column, before)
            item = _item_of(filled, items)
            if item is None or item in segments[-1][0]:
                again = _item_of(own, items)
                item = again if again is not None and again not in segments[-1][0] else item
            if item is None:
                if own:
                    segments[-1][1].append(column)
                continue
            if item in {*segments[-1][0], *unclear} and self._only_merged(items, band, column):
                if self._is_filled(band, column):
                    # One heading over several columns: which of them it means cannot be known.
                    unclear.add(item)
                    segments[-1][1].extend((*filter(None, [segments[-1][0].pop(item, MISSING)]), column))
                continue
            if item in segments[-1][0]:
                segments.append(({}, []))
            segments[-1][0][item] = column
        return segments

    def _only_merged(self, items: Items, band: _Band, column: int) -> bool:
        """Whether a column has no heading of the table but what a merged cell spreads over it."""
        own = (self.at.get(row, {}).get(column, "") for row in range(band.top, band.bottom + 1))
        return not any(text in items.vocabulary or text in items.by_path for text in own)

    def _is_filled(self, band: _Band, column: int) -> bool:
        return bool((self.grid.at[band.bottom + 1 : band.last + 1, column] >= 0).any())

    def _paths(self, band: _Band, column: int, before: dict[int, str]) -> tuple[list[str], list[str]]:
        """The heading path of a column, with groups carried on from the left where nothing is merged, and without."""
        own = {row: self._text(row, column) for row in range(band.top, band.bottom + 1)}
        lowest = max((row for row, text in own.items() if text), default=0)
        filled = {row: text or (before.get(row, "") if row < lowest else "") for row, text in own.items()}
        before.clear()
        before.update(filled)
        return _without_repeats(filled.values()), _without_repeats(own.values())

    def _text(self, row: int, column: int) -> str:
        return self.at.get(row, {}).get(column, "") or self.merged.get((row, column), "")

    def _stub(self, form: TableForm, band: _Band, columns: Iterable[int]) -> tuple[int, int]:
        """The columns that hold codes and names of the rows, MISSING where none does."""
        codes = names = 0
        code_column = name_column = MISSING
        for column in columns:
            texts = [label(text) for text in self.grid.column_texts(column, band.bottom + 1, band.last) if text]
            coded = sum(text in form.rows.by_code for text in texts)
            named = sum(
                text in form.rows.by_name or text in TOTAL_LABELS or heading(text) in form.rows.by_name
                for text in texts
            )
            if coded > codes:
                codes, code_column = coded, column
            if named > names:
                names, name_column = named, column
        return code_column, name_column


def _without_repeats(texts: Iterable[str]) -> list[str]:
    path: list[str] = []
    for text in texts:
        if text and (not path or path[-1] != text):
            path.append(text)
    return path


def _item_of(path: list[str], items: Items) -> int | None:
    """The item of a path: whole, or without levels on top that the table does not know (a title above all)."""
    rest = path
    while rest:
        item = items.by_path.get("".join(rest))
        if item is not None:
            return item
        if rest[0] in items.vocabulary:
            return None
        rest = rest[1:]
    return None
