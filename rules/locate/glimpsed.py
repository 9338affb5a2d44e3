"""Acts on many figures that only a few rules see, where no single figure explains these."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.locate.acts import FACTORS, FEW_FIGURES, Act, Acts
from rules.locate.books import Books
from rules.locate.freed import Freed
from rules.locate.layout import Layout
from rules.locate.problem import Acted, Answer, Cells, Change, Pattern
from rules.locate.undone import Undone

MOST_RULES = 12
"""More rules than these are seen by the search for acts that most rules point at."""
MOST_ACTS = 24
"""Of more acts of one kind than these none is named: it would be the whole table."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """What a rule enters of one table: its rows and columns, and the rows that it sees through their total alone."""

    rows: frozenset[int]
    below: frozenset[int]
    columns: frozenset[int]


class Glimpsed:
    """Every act that mends just these rules: undone, they hold, and no other breaks."""

    def __init__(self, books: Books, layout: Layout, rules: Sequence[int], *, told: bool = False) -> None:
        """`told`: only acts that tell what the figures were."""
        self._books = books
        self._told = told
        self._layout = layout
        self._rules = rules
        self._acts = Acts(books, layout)

    def acts(self) -> tuple[Acted, ...]:
        """The acts, each change of figures once; those of a kind of which there are too many left out."""
        found: dict[frozenset[Change], Acted] = {}
        for act in self._mending():
            found.setdefault(frozenset(act.answer.changes), act)
        kinds: defaultdict[Pattern, list[Acted]] = defaultdict(list)
        for act in found.values():
            kinds[act.pattern].append(act)
        return tuple(act for own in kinds.values() if len(own) <= MOST_ACTS for act in own)

    def _mending(self) -> Iterator[Acted]:
        kept = self._books.open
        self._books.open = set(self._rules)
        undone = Undone(self._books)
        try:
            for table, reaches in self._tables().items():
                yield from self._closing(undone, table, reaches)
                yield from () if self._told else self._left_standing(table, reaches)
        finally:
            self._books.open = kept

    def _closing(self, undone: Undone, table: int, reaches: Sequence[_Reach]) -> Iterator[Acted]:
        """The acts on a table that, undone, close every rule."""
        for act in self._on_table(table, reaches):
            if self._is_told(act) and undone.may_close(act) == len(self._rules):
                root = undone.root(act, len(self._rules) - 1)
                if root is not None:
                    yield Acted(act.pattern, root.together[0], root.rules, guessed=bool(act.lost))

    def _is_told(self, act: Act) -> bool:
        """Whether an act says something: figures too small by a power of ten would be so to suit any limit."""
        if act.pattern not in {Pattern.ROW_TIMES, Pattern.TABLE_TIMES}:
            return True
        sums = any(self._books.restriction(rule).equality for rule in self._rules)
        return sums or all(abs(right) <= abs(self._books.value(cell)) for cell, right in act.right.items())

    def _tables(self) -> Mapping[int, Sequence[_Reach]]:
        """The tables that every rule enters, with what each enters there."""
        found = [self._by_table(rule) for rule in self._rules]
        common = [table for table in found[0] if all(table in each for each in found)]
        return {table: [self._reach(table, each[table]) for each in found] for table in common}

    def _by_table(self, rule: int) -> Mapping[int, Sequence[int]]:
        cells: defaultdict[int, list[int]] = defaultdict(list)
        for cell in dict.fromkeys(self._books.restriction(rule).cells):
            cells[self._layout.table_of(cell)].append(cell)
        return cells

    def _reach(self, table: int, cells: Sequence[int]) -> _Reach:
        grid = self._layout.rows(table)
        rows: set[int] = set()
        below: set[int] = set()
        columns: set[int] = set()
        for cell in cells:
            row = self._layout.row_of(cell)
            if cell in grid[row]:
                columns.add(grid[row].index(cell))
                if row not in rows:
                    below.update(map(self._layout.row_of, self._layout.parts(cell)))
                rows.add(row)
        return _Reach(frozenset(rows), frozenset(below), frozenset(columns))

    def _on_table(self, table: int, reaches: Sequence[_Reach]) -> Iterator[Act]:
        grid = self._layout.rows(table)
        whole = [cell for row in grid for cell in row]
        yield from self._acts.scaled(whole, Pattern.TABLE_TIMES) if self._may_be_scaled(whole) else ()
        for row in self._rows(reaches):
            if self._may_be_scaled(grid[row]):
                yield from self._acts.scaled(grid[row], Pattern.ROW_TIMES)
                yield from self._acts.of_one_measure(grid[row])
            yield from self._acts.row_shifted(grid[row])
        for one, two in self._pairs(len(grid), reaches):
            if not (self._is_total(table, one) or self._is_total(table, two)):
                yield self._acts.rows_swapped(grid[one], grid[two])
        for column in sorted(frozenset.intersection(*(each.columns for each in reaches))):
            yield from self._acts.column_shifted_anywhere([row[column] for row in grid])
        for left, right, act in self._acts.columns_swapped(grid):
            if all({left, right} & each.columns for each in reaches):
                yield act

    def _may_be_scaled(self, cells: Sequence[int]) -> bool:
        """Whether a power of ten less or more in these cells, or in these and their totals, could close the first sum."""
        books = self._books
        sums = [rule for rule in self._rules if books.restriction(rule).equality]
        if not sums:
            return True
        residual, own = books.residual(sums[0]), frozenset(cells)
        weights = {cell: books.touches((cell,)).get(sums[0], 0) for cell in books.restriction(sums[0]).cells}
        alone = sum(weight * books.value(cell) for cell, weight in weights.items() if cell in own)
        parts = ((cell, books.total(cell)) for cell in cells if self._acts.is_figure(cell))
        above = sum(weights.get(total, 0) * books.value(cell) for cell, total in parts if total not in own)
        wanted = {residual * factor for factor in FACTORS} | {-residual}
        return any(moved * (factor - 1) in wanted for moved in (alone, alone + above) for factor in FACTORS)

    def _rows(self, reaches: Sequence[_Reach]) -> Sequence[int]:
        """Rows of which every rule sees some figure, in its own row or in its total."""
        return sorted(frozenset.intersection(*(each.rows | each.below for each in reaches)))

    def _pairs(self, height: int, reaches: Sequence[_Reach]) -> Iterator[tuple[int, int]]:
        """Rows that, exchanged, move every rule: of a sum of all rows none does."""
        if any(len(each.rows) > len(self._rules) + 1 for each in reaches):
            return
        for one in sorted(reaches[0].rows):
            for two in range(height):
                is_new = one != two and (two not in reaches[0].rows or one < two)
                if is_new and all({one, two} & each.rows for each in reaches):
                    yield one, two

    def _is_total(self, table: int, row: int) -> bool:
        asked = [cell for cell in self._layout.rows(table)[row] if cell >= 0]
        return not asked or self._acts.is_total(asked[0])

    def _left_standing(self, table: int, reaches: Sequence[_Reach]) -> Iterator[Acted]:
        """Rows that repeat the period before, of which some other figures would make the rules hold."""
        for at in self._rows(reaches):
            row = tuple(cell for cell in self._layout.rows(table)[at] if self._acts.is_figure(cell))
            if len(row) < FEW_FIGURES or self._is_total(table, at) or not self._acts.repeats(row):
                continue
            for freed in (Freed(self._books, row), Freed(self._books, row, with_totals=True)):
                seen = {rule for cell in row for rule in freed.weights(cell)}
                if seen.issuperset(self._rules) and not freed.contradicts():
                    yield Acted(Pattern.ROW_LAST_PERIOD, _open(row), tuple(self._rules), guessed=True)
                    break


def _open(row: Cells) -> Answer:
    return Answer(tuple(Change((cell,), 0) for cell in row), told=False)
