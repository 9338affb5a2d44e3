"""How the items of a table's rules are called in print: 栏 number, heading, name of the table."""

from collections.abc import Callable

from rules.language import Item
from rules.wording import Language, Naming
from schemas.model import Table


def naming(table: Table, find: Callable[[str], Table]) -> Naming:
    """The naming for the rules of a table; `find` gives another table by its code. Errors of `find` pass through."""

    def home(code: str) -> Table:
        return find(code) if code and code != table.code else table

    def number(item: Item) -> int:
        return home(item.table).number(item.column)

    def name(item: Item, language: Language) -> str:
        column = home(item.table).column(item.column)
        return column.zh if language == "zh" else column.en

    def called(code: str, language: Language) -> str:
        return home(code).zh if language == "zh" else home(code).en

    return Naming(number, name, called)
