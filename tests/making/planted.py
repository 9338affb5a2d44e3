"""Mistakes as clerks make them, planted in workbooks of the sample city at random cells, with what was right."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from random import Random

import numpy as np
import told_city

from rules.language import Comparison, Operator
from rules.locate import Pattern as Act
from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role
from schemas.model import MONEY_WAN, TOTAL_ROW, Grain, Table
from schemas.reading import CellState, TableReading, WorkbookReading
from schemas.reckoned import derived

Spot = tuple[str, int, int]
"""Table, row and column, by position."""


@dataclass
class Draft:
    """One workbook that may be spoilt; what is reckoned by formula follows."""

    reading: WorkbookReading
    earlier: WorkbookReading | None
    chance: Random
    right: dict[Spot, int] = field(default_factory=dict)
    """what stood in the cells that were changed on purpose"""

    def __post_init__(self) -> None:
        """Figures of one's own."""
        tables = (replace(t, values=t.values.copy(), states=t.states.copy()) for t in self.reading.tables)
        self.reading = replace(self.reading, tables=tuple(tables))
        self._before = {t.table: t.values.copy() for t in self.reading.tables}

    def form(self, code: str) -> Table:
        return told_city.told(1).returns.table(code)

    def at(self, code: str) -> TableReading:
        found = self.reading.table(code)
        assert found is not None
        return found

    def typed(self, code: str) -> list[int]:
        """Columns that are typed."""
        names = derived(self.form(code))
        return [at for at, name in enumerate(self.at(code).columns) if name not in names]

    def units(self, code: str) -> list[int]:
        """Rows that are typed."""
        return [at for at, row in enumerate(self.at(code).row_codes) if row != TOTAL_ROW]

    def some(self) -> Spot:
        """A cell drawn from all that are typed."""
        sizes = [len(self.typed(t.table)) * len(self.units(t.table)) for t in self.reading.tables]
        (table,) = self.chance.choices(self.reading.tables, sizes)
        return table.table, self.chance.choice(self.units(table.table)), self.chance.choice(self.typed(table.table))

    def value(self, spot: Spot) -> int:
        code, row, column = spot
        return int(self.at(code).values[row, column])

    def name(self, spot: Spot) -> str:
        return self.at(spot[0]).columns[spot[2]]

    def put(self, spot: Spot, value: int) -> None:
        """Write a figure."""
        code, row, column = spot
        self.right.setdefault(spot, self.value(spot))
        self.at(code).values[row, column] = value

    def lose(self, spot: Spot) -> None:
        """Leave a cell blank."""
        code, row, column = spot
        self.put(spot, 0)
        self.at(code).states[row, column] = CellState.BLANK

    def carry(self) -> None:
        """Formulas of total rows give what the spoilt figures add up to, unless these were spoilt themselves."""
        for code, row, column in tuple(self.right):
            table = self.at(code)
            if self.form(code).grain is Grain.UNIT and row in self.units(code):
                total = table.row_codes.index(TOTAL_ROW)
                if (code, total, column) not in self.right:
                    by = int(table.values[row, column] - self._before[code][row, column])
                    table.values[total, column] += by

    def reckon(self) -> None:
        """Formulas of derived items give what the figures of their row come to."""
        for code in {code for code, _, _ in self.right}:
            form, table = self.form(code), self.at(code)
            for row in np.flatnonzero((table.values != self._before[code]).any(axis=1)).tolist():
                for name, item in derived(form).items():
                    if name in table.columns and item.needs <= set(table.columns):
                        found = item.value(partial(self._printed, code, row))
                        scale = 10 ** form.column(name).measure.decimals
                        table.values[row, table.columns.index(name)] = 0 if found is None else round(found * scale)

    def _printed(self, code: str, row: int, name: str) -> Fraction:
        scale = 10 ** self.form(code).column(name).measure.decimals
        return Fraction(self.value((code, row, self.at(code).columns.index(name))), scale)

    def address(self, spot: Spot) -> Address:
        code, row, column = spot
        found = self.at(code).address(row, column)
        assert found is not None
        return found

    @property
    def moved(self) -> dict[Address, int]:
        """The cells that were spoilt, with what is right there."""
        return {self.address(spot): right for spot, right in self.right.items() if self.value(spot) != right}


def told_blanks(draft: Draft) -> tuple[Finding, ...]:
    """What the reader says of the blank cells."""
    found = []
    for table in draft.reading.tables:
        for row, column in np.argwhere(table.states == CellState.BLANK).tolist():
            code, label, name = table.row_codes[row], table.row_labels[row], table.columns[column]
            zh = draft.form(table.table).column(name).zh
            cell = Cell(Role.SUBJECT, table.table, code, label, name, zh, table.address(row, column), None)
            place = Place(table.table, table.sheets[0], code, label, name, zh)
            found.append(Finding(f"{table.table}-D00", Level.ERROR, Pattern.BLANK, place, (cell,)))
    return tuple(found)


Mistake = Callable[[Draft], bool]
"""Spoils a draft; False where the cell that was drawn leaves no room for it."""


def drafts(counties: int, chance: Random) -> Iterator[Draft]:
    """Workbooks of the newest period, drawn without end."""
    city = told_city.workbooks(counties)
    newest = max(each.identity.period for each in city)
    chosen = [each for each in city if each.identity.period == newest]
    before = sorted({each.identity.period for each in city})[-2]
    earlier = {(e.identity.unit, e.identity.return_code): e for e in city if e.identity.period == before}
    while True:
        reading = chance.choice(chosen)
        yield Draft(reading, earlier.get((reading.identity.unit, reading.identity.return_code)), chance)


def _typing(change: Callable[[str, Random], str]) -> Mistake:
    """A slip of the fingers in a figure of three digits or more."""

    def mistake(draft: Draft) -> bool:
        spot = draft.some()
        digits = str(draft.value(spot))
        typed = change(digits, draft.chance) if len(digits) > 2 else digits
        if typed == digits:
            return False
        draft.put(spot, int(typed))
        return True

    return mistake


def _swapped_digits(digits: str, chance: Random) -> str:
    at = chance.randrange(len(digits) - 1)
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _missing(digits: str, chance: Random) -> str:
    at = chance.randrange(len(digits))
    return digits[:at] + digits[at + 1 :]


def _doubled(digits: str, chance: Random) -> str:
    at = chance.randrange(len(digits))
    return digits[: at + 1] + digits[at:]


def _more(digits: str, chance: Random) -> str:
    at = chance.randrange(len(digits))
    return digits[:at] + str(chance.randint(1, 9)) + digits[at:]


def _mistyped(digits: str, chance: Random) -> str:
    at = chance.randrange(len(digits))
    return digits[:at] + str((int(digits[at]) + chance.randint(1, 9)) % 10) + digits[at + 1 :]


def _times(draft: Draft, factor: int) -> bool:
    spot = draft.some()
    if not draft.value(spot):
        return False
    draft.put(spot, draft.value(spot) * factor)
    return True


def _measure(draft: Draft) -> bool:
    spot = draft.some()
    is_money = draft.form(spot[0]).column(draft.name(spot)).measure == MONEY_WAN
    return is_money and _put(draft, spot, draft.value(spot) * 10_000)


def _put(draft: Draft, spot: Spot, value: int) -> bool:
    if value == draft.value(spot) or value < 0:
        return False
    draft.put(spot, value)
    return True


def _cells_swapped(draft: Draft) -> bool:
    code, row, column = draft.some()
    columns = draft.typed(code)
    at = columns.index(column)
    if at + 1 == len(columns):
        return False
    one, two = (code, row, column), (code, row, columns[at + 1])
    values = draft.value(one), draft.value(two)
    return values[0] != values[1] and _put(draft, one, values[1]) and _put(draft, two, values[0])


def _neighbour(draft: Draft) -> bool:
    code, row, column = draft.some()
    columns = draft.typed(code)
    at = columns.index(column)
    return at > 0 and _put(draft, (code, row, column), draft.value((code, row, columns[at - 1])))


def _rounded(draft: Draft) -> bool:
    spot = draft.some()
    decimals = draft.form(spot[0]).column(draft.name(spot)).measure.decimals
    return bool(decimals) and _put(draft, spot, round(draft.value(spot) / 10**decimals) * 10**decimals)


def _last_period(draft: Draft) -> bool:
    spot = draft.some()
    before = _before(draft, spot)
    return bool(before) and _put(draft, spot, before or 0)


def _before(draft: Draft, spot: Spot) -> int | None:
    code, row, _ = spot
    earlier = draft.earlier.table(code) if draft.earlier else None
    unit, name = draft.at(code).row_codes[row], draft.name(spot)
    if earlier is None or unit not in earlier.row_codes or name not in earlier.columns:
        return None
    return int(earlier.values[earlier.row_codes.index(unit), earlier.columns.index(name)])


def _terms(draft: Draft, spot: Spot, operator: Operator) -> Iterator[tuple[str, Sequence[tuple[str, int]]]]:
    """The rules of one row in which a cell stands alone on the left: the other side's columns with their signs."""
    code, *_ = spot
    for rule in draft.form(code).rules:
        match rule.relation:
            case Comparison(left, own, right) if own is operator and len(left.terms) == 1:
                own_row = all(not t.item.table and not t.item.shift and t.item.level == 0 for t in right.terms)
                if left.terms[0].item.column == draft.name(spot) and own_row and not left.terms[0].item.table:
                    yield rule.code, [(t.item.column, int(t.coefficient)) for t in right.terms]


def _other(draft: Draft, spot: Spot, column: str) -> int:
    return draft.value((spot[0], spot[1], draft.at(spot[0]).columns.index(column)))


def _sexes(draft: Draft) -> bool:
    """An 其中 item that holds the rest of its whole."""
    spot = draft.some()
    wholes = [terms[0][0] for _, terms in _terms(draft, spot, Operator.AT_MOST) if len(terms) == 1]
    return len(wholes) == 1 and _put(draft, spot, _other(draft, spot, wholes[0]) - draft.value(spot))


def _of_which(draft: Draft) -> bool:
    """A whole to which an 其中 item was added."""
    code, row, column = draft.some()
    name = draft.name((code, row, column))
    spots = [(code, row, at) for at in draft.typed(code)]
    parts = [
        spot
        for spot in spots
        if any(len(terms) == 1 and terms[0][0] == name for _, terms in _terms(draft, spot, Operator.AT_MOST))
    ]
    return bool(parts) and _put(
        draft, (code, row, column), draft.value((code, row, column)) + draft.value(draft.chance.choice(parts))
    )


def _subtotal(draft: Draft) -> bool:
    """A total in which one of its parts, itself a sum, was added twice."""
    spot = draft.some()
    code, row, _ = spot
    columns = draft.at(code).columns
    for _, terms in _terms(draft, spot, Operator.EQUAL):
        sums = [name for name, sign in terms if sign > 0 and name in columns and len(terms) > 1]
        sums = [
            n for n in sums if any(len(t) > 1 for _, t in _terms(draft, (code, row, columns.index(n)), Operator.EQUAL))
        ]
        if sums:
            return _put(draft, spot, draft.value(spot) + _other(draft, spot, draft.chance.choice(sums)))
    return False


def _overlap(draft: Draft) -> bool:
    """A total from which those counted twice were not taken off."""
    for table in draft.reading.tables:
        if "overlap" in table.columns and "total" in table.columns:
            spot = (table.table, draft.chance.choice(draft.units(table.table)), table.columns.index("total"))
            return _put(draft, spot, draft.value(spot) + _other(draft, spot, "overlap"))
    return False


def _blank(draft: Draft) -> bool:
    spot = draft.some()
    if not draft.value(spot):
        return False
    draft.lose(spot)
    return True


CELLS: Mapping[str, Mistake] = {
    "CELLS-SWAPPED": _cells_swapped,
    "SEXES-SWAPPED": _sexes,
    "MEASURE": _measure,
    "DIGITS-SWAPPED": _typing(_swapped_digits),
    "TIMES-HUNDRED": partial(_times, factor=100),
    "TIMES-TEN": partial(_times, factor=10),
    "DIGIT-DOUBLED": _typing(_doubled),
    "OVERLAP-NOT-SUBTRACTED": _overlap,
    "SUBTOTAL-TWICE": _subtotal,
    "OF-WHICH-ADDED": _of_which,
    "DIGIT-MORE": _typing(_more),
    "DIGIT-MISSING": _typing(_missing),
    "DIGIT-MISTYPED": _typing(_mistyped),
    "LAST-PERIOD": _last_period,
    "NEIGHBOUR": _neighbour,
    "ROUNDED": _rounded,
    "BLANK": _blank,
}
"""Mistakes in one cell (two where they are exchanged), by the clue that names them."""


def _a_table(draft: Draft) -> TableReading:
    return draft.chance.choice(
        [t for t in draft.reading.tables if len(draft.typed(t.table)) > 3] or draft.reading.tables
    )


def _row_shifted(draft: Draft) -> bool:
    table = _a_table(draft)
    row, columns = draft.chance.choice(draft.units(table.table)), draft.typed(table.table)
    if len(columns) < 4:
        return False
    first = draft.chance.randrange(len(columns) - 3)
    shifted = [0, *(draft.value((table.table, row, at)) for at in columns[first:-1])]
    for at, value in zip(columns[first:], shifted, strict=True):
        draft.put((table.table, row, at), value)
    return True


def _row_shifted_blank(draft: Draft) -> bool:
    done = _row_shifted(draft)
    draft.lose(next(iter(draft.right)))
    return done


def _column_shifted(draft: Draft) -> bool:
    table = _a_table(draft)
    column, rows = draft.chance.choice(draft.typed(table.table)), draft.units(table.table)
    if len(rows) < 6:
        return False
    first = draft.chance.randrange(len(rows) - 4)
    shifted = [0, *(draft.value((table.table, row, column)) for row in rows[first:-1])]
    for row, value in zip(rows[first:], shifted, strict=True):
        draft.put((table.table, row, column), value)
    return len(draft.moved) > 2


def _row_times(draft: Draft) -> bool:
    table = _a_table(draft)
    row = draft.chance.choice(draft.units(table.table))
    for column in draft.typed(table.table):
        draft.put((table.table, row, column), 10 * draft.value((table.table, row, column)))
    return True


def _table_times(draft: Draft, factor: int = 10) -> bool:
    table = _a_table(draft)
    for row in range(len(table.row_codes)):
        for column in draft.typed(table.table):
            draft.put((table.table, row, column), factor * draft.value((table.table, row, column)))
    return True


def _row_in_yuan(draft: Draft) -> bool:
    tables = [t for t in draft.reading.tables if _money(draft, t)]
    if not tables:
        return False
    table = draft.chance.choice(tables)
    row = draft.chance.choice(draft.units(table.table))
    for column in _money(draft, table):
        draft.put((table.table, row, column), 10_000 * draft.value((table.table, row, column)))
    return len(draft.moved) > 1


def _money(draft: Draft, table: TableReading) -> list[int]:
    form = draft.form(table.table)
    return [at for at in draft.typed(table.table) if form.column(table.columns[at]).measure == MONEY_WAN]


def _rows_swapped(draft: Draft) -> bool:
    table = _a_table(draft)
    if len(draft.units(table.table)) < 2:
        return False
    one, two = draft.chance.sample(draft.units(table.table), 2)
    for column in draft.typed(table.table):
        values = [draft.value((table.table, row, column)) for row in (one, two)]
        draft.put((table.table, one, column), values[1])
        draft.put((table.table, two, column), values[0])
    return True


def _columns_swapped(draft: Draft) -> bool:
    table = _a_table(draft)
    columns = draft.typed(table.table)
    at = draft.chance.randrange(len(columns) - 1)
    for row in range(len(table.row_codes)):
        values = [draft.value((table.table, row, column)) for column in columns[at : at + 2]]
        draft.put((table.table, row, columns[at]), values[1])
        draft.put((table.table, row, columns[at + 1]), values[0])
    return True


def _last_row(draft: Draft) -> bool:
    table = _a_table(draft)
    row = draft.chance.choice(draft.units(table.table))
    for column in draft.typed(table.table):
        before = _before(draft, (table.table, row, column))
        if before is not None:
            draft.put((table.table, row, column), before)
    return len(draft.moved) > 2


ACTS = frozenset(f"CLUE-{act.name.replace('_', '-')}{ending}" for act in Act for ending in ("", "-OPEN", "-ONE-OF"))
"""Clues that speak of one act on many figures."""


def _named_so(act: str) -> frozenset[str]:
    """The clues of an act: alone and told, alone without its figures, among others of its kind."""
    return frozenset({f"CLUE-{act}", f"CLUE-{act}-OPEN", f"CLUE-{act}-ONE-OF"})


ROWS: Mapping[str, tuple[Mistake, frozenset[str]]] = {
    "a row one column off": (_row_shifted, _named_so("ROW-SHIFTED")),
    "a row one column off, a blank before": (_row_shifted_blank, _named_so("ROW-SHIFTED")),
    "a column one row off": (_column_shifted, _named_so("COLUMN-SHIFTED")),
    "a row x 10": (_row_times, _named_so("ROW-TIMES")),
    "a table x 10": (_table_times, _named_so("TABLE-TIMES")),
    "a row in yuan": (_row_in_yuan, _named_so("ROW-TIMES") | {"CLUE-MEASURE"}),
    "two rows swapped": (_rows_swapped, _named_so("ROWS-SWAPPED")),
    "two columns swapped": (_columns_swapped, _named_so("COLUMNS-SWAPPED")),
    "last period's row": (
        _last_row,
        _named_so("ROW-LAST-PERIOD") | {"CLUE-LAST-PERIOD"},
    ),
    "men for women in a row": (_sexes, frozenset({"CLUE-SEXES-SWAPPED"})),
    "a sub-total twice": (_subtotal, frozenset({"CLUE-SUBTOTAL-TWICE"})),
    "of which added": (_of_which, frozenset({"CLUE-OF-WHICH-ADDED"})),
    "counted twice, not taken off": (_overlap, frozenset({"CLUE-OVERLAP-NOT-SUBTRACTED"})),
}
"""Mistakes of structure, with the clues that name them as such."""
