"""What a waiver is narrowed to, in the words of the forms."""

from dataclasses import dataclass

from flows.rulebook.entries import Said
from schemas.decision import Waiver
from schemas.messages import Language, say
from schemas.model import TOTAL_ROW, Table
from schemas.returns import Returns
from schemas.units import Register

_UNKNOWN = Said("", "")


@dataclass(frozen=True, slots=True)
class Printed:
    """A row or an item as it is printed; `code` is empty for the total row, and for all of them."""

    code: str
    name: Said

    def __call__(self, language: Language) -> str:
        """Its code and its name."""
        return " ".join(filter(None, (self.code, self.name(language))))

    @property
    def both(self) -> str:
        """Its code, and its name in Chinese and English; once where that is the same."""
        names = dict.fromkeys((self.name("zh"), self.name("en")))
        return " ".join(filter(None, (self.code, *names)))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The row and the item of a waiver."""

    row: Printed
    column: Printed


def narrowed(waiver: Waiver, returns: Returns, register: Register) -> Narrowed:
    """What a waiver on file is narrowed to; what the forms or the register do not know any more, by its code alone."""
    table = _table(waiver.code.partition("-")[0], returns)
    return Narrowed(_row(waiver, table, register), _column(waiver.column, table, returns))


def _table(code: str, returns: Returns) -> Table | None:
    try:
        return returns.table(code)
    except KeyError:
        return None


def _row(waiver: Waiver, table: Table | None, register: Register) -> Printed:
    code = waiver.row_code
    if not code:
        return _said("WAIVED-ROWS")
    if code == TOTAL_ROW:
        return _said("RULE-ROW-TOTAL")
    for row in table.rows if table else ():
        if row.code == code:
            return Printed(code, Said(row.zh, row.en))
    unit = register.at(code, waiver.made_on)
    return Printed(code, Said(unit.name, unit.name) if unit else _UNKNOWN)


def _column(name: str, own: Table | None, returns: Returns) -> Printed:
    """An item by its name in the rule's text."""
    if not name:
        return _said("WAIVED-COLUMNS")
    other, _, bare = name.rpartition(".")
    table = _table(other, returns) if other else own
    if table is None or bare not in table.names:
        return Printed(name, _UNKNOWN)
    column = table.column(bare)
    return Printed(table.column_code(bare), Said(column.zh, column.en))


def _said(code: str) -> Printed:
    return Printed("", Said(say(code, "zh"), say(code, "en")))
