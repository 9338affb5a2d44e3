"""What a return is made of: Return, Table, Column, Row. A declaration refuses nonsense when it is imported."""

from collections.abc import Iterator, KeysView
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from rules.edit_rule import EditRule
from schemas.built_in import BuiltIn
from schemas.periods import Frequency

if TYPE_CHECKING:
    import pandera.pandas as pa


class DeclarationError(ValueError):
    """A declaration that contradicts itself; the message names the table, the column or the rule."""


class Grain(StrEnum):
    """What the rows of a table are: units with a county total, a fixed stub, one row a county, or a keyed list."""

    UNIT = "unit"
    STUB = "stub"
    COUNTY = "county"
    LIST = "list"


class ItemKind(StrEnum):
    """What a column measures."""

    STOCK = "stock"
    """at the period's end"""
    FLOW = "flow"
    """cumulative from 1 January"""
    QUOTA = "quota"
    DERIVED = "derived"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of measure with its decimals: 人 and 个 have none, 万元 has two."""

    zh: str
    en: str
    decimals: int = 0


PEOPLE = Measure("人", "people")
PERSON_TIMES = Measure("人次", "person-times")
COUNT = Measure("个", "items")
POSTS = Measure("名", "places")
RECORDS = Measure("条", "records")
BLOCKS = Measure("栋", "blocks")
ROOMS = Measure("间", "rooms")
CARDS = Measure("张", "cards")
CASES = Measure("件", "cases")
MONEY_WAN = Measure("万元", "10,000 yuan", 2)
PERCENT = Measure("%", "%", 1)
SEE_ROW = Measure("见行", "see row", 2)

TOTAL_ROW = "TOTAL"
"""Row code of the county total, first row of a table of grain `unit`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One item of a table.

    `number` is the part of the code after the table (`02` of `CA1.02`) and is never reused. `zh` is the printed
    heading, its levels separated by `：`. `example` is the item's value in the table's clean example, in the printed
    unit times 10**decimals. `signed` allows values below zero. `aliases` are other headings that mean this item.
    `since` and `until` are the first and the last period in which the item is asked, empty for always.
    """

    number: str
    name: str
    zh: str
    en: str
    kind: ItemKind
    measure: Measure
    example: int
    definition: str = ""
    signed: bool = False
    aliases: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a stub table; `source` is the cell (`TA3.total`) whose county total the row repeats.

    `parent` is the code of the row that this one is a part of, empty at the top.
    """

    code: str
    zh: str
    en: str
    measure: Measure = PEOPLE
    source: str = ""
    parent: str = ""
    example: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """A grid of rows and items with its edit rules.

    Raises DeclarationError for whatever `schemas.declaration.examine` refuses: a code or heading declared twice, an
    unknown column, units of measure mixed, an 其中 item in a partition, a `breaks` that does not break.
    """

    code: str
    zh: str
    en: str
    frequency: Frequency
    grain: Grain
    columns: tuple[Column, ...]
    rules: tuple[EditRule, ...]
    rows: tuple[Row, ...] = ()
    paper: str = ""
    note: str = ""
    sensitive: bool = False
    """Small cells of published editions are suppressed."""
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        from schemas.declaration import examine  # the checks need the rules' judge: imported late, once a table

        self._by_name.update({column.name: column for column in self.columns})
        examine(self)

    @property
    def names(self) -> KeysView[str]:
        """Names of the columns, in printed order."""
        return self._by_name.keys()

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return self._by_name[name]

    def number(self, name: str) -> int:
        """The printed 栏 number of the column of that name. Raises KeyError."""
        return int(self._by_name[name].number)

    def column_code(self, name: str) -> str:
        """`CA1.02` of `inc_total`."""
        return f"{self.code}.{self._by_name[name].number}"

    def rule_code(self, rule: EditRule) -> str:
        """`CA1-P01` of the rule `P01`."""
        return f"{self.code}-{rule.code}"

    @property
    def hierarchy_code(self) -> str:
        """Code of the rule that a parent row is the sum of its children, in every column."""
        return BuiltIn.SUMS.of(self.code)

    @property
    def cell_code(self) -> str:
        """Code of the rule that every cell holds a number of its unit of measure."""
        return BuiltIn.CELLS.of(self.code)

    @cached_property
    def headings(self) -> tuple[tuple[str, ...], ...]:
        """Printed heading path of each column: the levels of `zh`, a group's own total as 小计.

        A column whose whole heading names a group of following columns is printed as that group's 小计.
        """
        paths = [tuple(column.zh.split("：")) for column in self.columns]
        groups = {path[:-1] for path in paths if len(path) > 1}
        return tuple((*path, "小计") if path in groups else path for path in paths)

    @cached_property
    def schema(self) -> "pa.DataFrameSchema":
        """The pandera schema: one row a (unit, row), one column an item, every rule of the table as a named check."""
        from schemas.frame import schema_of  # pandera costs 0.6 s to import: only who validates a frame pays

        return schema_of(self)


@dataclass(frozen=True)
class Return:
    """What a county submits in one workbook a period: its code, names, template version and tables.

    Raises DeclarationError when two tables share a code, or a rule between its tables is refused as in a table. Rules
    that name a table of another return are declared in `schemas.across`.
    """

    code: str
    zh: str
    en: str
    frequency: Frequency
    version: str
    tables: tuple[Table, ...]

    def __post_init__(self) -> None:
        from schemas.declaration import examine_return

        examine_return(self)

    def table(self, code: str) -> Table:
        """The table of that code. Raises KeyError."""
        for table in self.tables:
            if table.code == code:
                return table
        raise KeyError(code)

    def rules(self) -> Iterator[tuple[Table, EditRule]]:
        """Every declared rule with its table, in printed order."""
        return ((table, rule) for table in self.tables for rule in table.rules)
