"""The acts on many figures that the open rules suggest, by the rows and columns that most of them point at."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from rules.locate.acts import FACTORS, FEW_FIGURES, IN_YUAN, Act, Acts
from rules.locate.books import Books
from rules.locate.layout import Hints, Layout, Place, Pointing
from rules.locate.problem import Cells, Pattern

_ROWS = 4
"""So many rows, those that most broken rules enter, are tried."""
_COLUMNS = 24


class Supposed:
    """The acts that the open rules of the books suggest."""

    def __init__(self, books: Books, layout: Layout) -> None:
        self._books = books
        self._layout = layout
        self._acts = Acts(books, layout)

    def acts(self) -> Iterator[Act]:
        """Acts on a table, on a row and on a column."""
        hints = self._hints
        tables = Counter(table for table, _ in hints.rows)
        for table, count in tables.items():
            grid = self._layout.rows(table)
            if 2 * count >= len(grid):
                yield from self._acts.scaled([cell for row in grid for cell in row], Pattern.TABLE_TIMES)
        for table, chosen in self._chosen(self._summed(self._is_explained)).items():
            for at, row in enumerate(chosen):
                yield from self._on_row(table, row, chosen[at + 1 :])
        for table, count in tables.items():
            if count >= FEW_FIGURES:
                yield from self._on_columns(table, hints)

    def left_standing(self) -> Iterator[Act]:
        """Rows that repeat the period before: what the sums want of them would suit any row, so no two may do."""
        for table, chosen in self._chosen(self._summed(self._is_left)).items():
            for row in chosen:
                yield from self._acts.last_period(self._layout.rows(table)[row])

    def _chosen(self, summed: Iterable[Place]) -> Mapping[int, Sequence[int]]:
        """The rows that acts are tried on, by table: those that most rules point at, and those that sums speak of."""
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for table, row in (*(place for place, _ in self._hints.rows.most_common(_ROWS)), *summed):
            if row not in rows[table]:
                rows[table].append(row)
        return rows

    def _on_columns(self, table: int, hints: Hints) -> Iterator[Act]:
        grid = self._layout.rows(table)
        columns = [column for (of, column), _ in hints.columns.most_common() if of == table]
        broken = sorted(row for of, row in hints.rows if of == table)
        for column in columns[:_COLUMNS]:
            yield from self._acts.column_shifted([row[column] for row in grid], broken)
        yield from (act for _, _, act in self._acts.columns_swapped(grid))

    def in_yuan(self) -> Iterator[Act]:
        """元 in place of 万元 in a row whose own sums hold: seen only in the total that it has gone into.

        A difference that is just 9,999 ten-thousandths of one unit's figure tells it.
        """
        for rule in sorted(self._books.open):
            restriction = self._books.restriction(rule)
            for total in restriction.cells if restriction.equality else ():
                weight = self._books.touches((total,)).get(rule, 0)
                if weight and self._books.residual(rule) % weight == 0:
                    yield from self._of_part_in_yuan(total, self._books.residual(rule) // weight)

    def _of_part_in_yuan(self, total: int, excess: int) -> Iterator[Act]:
        if not excess or excess % (IN_YUAN - 1):
            return
        grid = self._layout.rows(self._layout.table_of(total))
        above = grid[self._layout.row_of(total)]
        at = above.index(total) if total in above else -1
        for row in grid if at >= 0 else ():
            part = row[at]
            value = self._books.value(part) if part >= 0 else 0
            if not value or value % IN_YUAN or value - value // IN_YUAN != excess:
                continue
            if self._acts.is_figure(part) and self._books.total(part) == total:
                measure = self._layout.measure_of(part)
                cells = [
                    cell for cell in row if self._acts.is_figure(cell) and self._layout.measure_of(cell) == measure
                ]
                large = [cell for cell in cells if abs(self._books.value(cell)) >= IN_YUAN]
                for own in (large, cells) if len(large) > 1 else ():
                    yield from self._acts.scaled(own, Pattern.ROW_TIMES, (IN_YUAN,))

    def carried_over(self) -> Iterator[Cells]:
        """Rows that open rules point at, of which every known figure repeats the period before."""
        for (table, at), _ in self._hints.rows.most_common(_ROWS):
            figures = tuple(cell for cell in self._layout.rows(table)[at] if self._acts.is_figure(cell))
            if self._acts.repeats(figures) and not self._acts.is_total(figures[0]):
                yield figures

    @cached_property
    def _hints(self) -> Hints:
        return Pointing(self._books, self._layout).hints()

    def _summed(self, tells: Callable[[Sequence[int], Mapping[int, int]], bool]) -> Iterator[Place]:
        """Rows that what all broken sums of rows want of one row tells of."""
        by_table: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for (table, column), amount in self._hints.wanted.items():
            by_table[table][column] = amount
        for table, wanted in by_table.items():
            for row, cells in enumerate(self._layout.rows(table)):
                is_whole = all(self._acts.is_figure(cells[column]) for column in wanted)
                if is_whole and len(wanted) >= FEW_FIGURES and tells(cells, wanted):
                    yield table, row

    def _is_left(self, cells: Sequence[int], wanted: Mapping[int, int]) -> bool:
        """Whether most of the wanted figures of a row are those of the period before."""
        same = (self._books.value(cells[column]) == self._layout.earlier(cells[column]) for column in wanted)
        return sum(same) >= len(wanted) - 1

    def _is_explained(self, cells: Sequence[int], wanted: Mapping[int, int]) -> bool:
        """Whether one kind of act makes most of the wanted figures of a row out of those that stand there."""
        asked = [column for column, cell in enumerate(cells) if self._acts.is_figure(cell)]
        place = {column: at for at, column in enumerate(asked)}
        values = [self._books.value(cells[column]) for column in asked]
        counts: Counter[str] = Counter()
        for column, amount in wanted.items():
            at, value = place[column], values[place[column]]
            right = value + amount
            counts["after"] += at + 1 < len(values) and right == values[at + 1]
            counts["before"] += at > 0 and right == values[at - 1]
            for factor in FACTORS:
                counts[f"times {factor}"] += value == right * factor
                counts[f"part {factor}"] += right == value * factor
        return max(counts.values()) >= len(wanted) - 1

    def _on_row(self, table: int, row: int, others: Sequence[int]) -> Iterator[Act]:
        rows = self._layout.rows(table)
        yield from self._acts.scaled(rows[row], Pattern.ROW_TIMES)
        yield from self._acts.of_one_measure(rows[row])
        yield from self._acts.row_shifted(rows[row])
        for other in others:
            yield self._acts.rows_swapped(rows[row], rows[other])
