"""A small invented return, a register, and workbooks of it laid out as the tests want them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from flows.gate import Admitted, examine
from flows.read import Forms, read
from schemas.finding import Finding, Level, Pattern
from schemas.model import (
    COUNT,
    MONEY_WAN,
    PEOPLE,
    PERCENT,
    SEE_ROW,
    Column,
    Frequency,
    Grain,
    ItemKind,
    Return,
    Row,
    Table,
)
from schemas.reading import WorkbookReading
from schemas.units import Register, Unit, UnitKind

LONG_AGO = date(2000, 1, 1)
TOWNS = (("990121-J01", "县直机关"), ("990121100", "梅溪镇"), ("990121101", "柳桥镇"), ("990121209", "古渡乡"))


def _columns(*declared: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{number:02}",
            name,
            zh,
            zh,
            ItemKind.STOCK,
            {"money": MONEY_WAN}.get(kind, PEOPLE),
            0,
            signed=kind == "signed",
        )
        for number, (name, zh, kind) in enumerate(declared, 1)
    )


STAFF = Table(
    "XA1",
    "工作人员增减情况",
    "Staff",
    Frequency.QUARTERLY,
    Grain.UNIT,
    (
        *_columns(
            ("opening", "上年末实有数", ""),
            ("joined", "本年增加", ""),
            ("recruited", "本年增加：考试录用", ""),
            ("moved_in", "本年增加：转任调入", ""),
            ("left", "本年减少", ""),
            ("retired", "本年减少：退休", ""),
            ("moved_out", "本年减少：转任调出", ""),
            ("balance", "净增减", "signed"),
            ("cost", "经费支出", "money"),
        )[:-1],
        Column("09", "cost", "经费支出", "Cost", ItemKind.MONEY, MONEY_WAN, 0, aliases=("费用",)),
    ),
    (),
)
TARGETS = Table(
    "XA2",
    "目标完成情况",
    "Targets",
    Frequency.QUARTERLY,
    Grain.STUB,
    (
        Column("01", "target", "年度目标", "Target", ItemKind.QUOTA, SEE_ROW, 0),
        Column("02", "done", "累计完成", "Done", ItemKind.FLOW, SEE_ROW, 0),
        Column("03", "rate", "完成率", "Rate", ItemKind.DERIVED, PERCENT, 0),
    ),
    (),
    rows=(
        Row("R1", "引进人才", "Brought in", PEOPLE, example=(0, 0, 0)),
        Row("R2", "服务项目", "Services", COUNT, example=(0, 0, 0)),
        Row("R3", "资金支出", "Spent", MONEY_WAN, example=(0, 0, 0)),
    ),
)
YEARLY = Table("XA3", "年度情况", "Yearly", Frequency.ANNUAL, Grain.COUNTY, _columns(("total", "全年人数", "")), ())
FORM = Return("XA", "示例人员统计表", "Sample staff return", Frequency.QUARTERLY, "2026.1", (STAFF, TARGETS, YEARLY))


@pytest.fixture(scope="session")
def register() -> Register:
    """示例市 with two counties; 示例县 has an organ and three townships."""
    kinds = {"-": UnitKind.ORGAN}
    children = [
        Unit(
            code,
            name,
            kinds.get(code[6], UnitKind.TOWNSHIP),
            "990121",
            LONG_AGO,
            aliases=("柳桥街道",) if name == "柳桥镇" else (),
        )
        for code, name in TOWNS
    ]
    return Register(
        (
            Unit("990100", "示例市", UnitKind.CITY, "", LONG_AGO),
            Unit("990121", "示例县", UnitKind.COUNTY, "990100", LONG_AGO),
            Unit("990122", "示例二县", UnitKind.COUNTY, "990100", LONG_AGO),
            *children,
        )
    )


@pytest.fixture(scope="session")
def forms(register: Register) -> Forms:
    """What is declared and registered."""
    return Forms((FORM,), register)


@dataclass(frozen=True)
class Layout:
    """A workbook of the return as plain rows of cells, to be rearranged by a test.

    `staff` are the head rows and data rows of the first table from column A; `merges` belong to it. `sheets` are
    further sheets. `stamp` is the hidden property, `cover` the lines above each table.
    """

    staff: tuple[tuple[object, ...], ...]
    merges: tuple[str, ...] = ()
    targets: tuple[tuple[object, ...], ...] = ()
    names: tuple[str, str] = ("工作人员增减情况", "目标完成情况")
    stamp: str | None = "XA-2026.1|990121|2026Q3"
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    sheets: Mapping[str, Sequence[Sequence[object]]] = field(default_factory=dict)
    hidden_sheets: tuple[str, ...] = ()
    formats: Mapping[str, str] = field(default_factory=dict)

    def with_cell(self, row: int, column: int, content: object) -> "Layout":
        """With another content in a cell of the first table, counted from 1."""
        rows = [list(line) for line in self.staff]
        rows[row - 1] += [None] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = content
        return replace(self, staff=tuple(map(tuple, rows)))

    def with_row(self, before: int, content: Sequence[object]) -> "Layout":
        """With a row put in before a row of the first table, counted from 1."""
        rows = list(self.staff)
        rows.insert(before - 1, tuple(content))
        return replace(self, staff=tuple(rows), merges=())

    def without_row(self, row: int) -> "Layout":
        """Without a row of the first table."""
        return replace(self, staff=tuple(line for at, line in enumerate(self.staff, 1) if at != row), merges=())

    def with_column(self, before: int, content: Sequence[object]) -> "Layout":
        """With a column put in before a column of the first table; short contents are filled up."""
        filled = [*content, *[None] * (len(self.staff) - len(content))]
        rows = [
            (*line[: before - 1], extra, *line[before - 1 :]) for line, extra in zip(self.staff, filled, strict=True)
        ]
        return replace(self, staff=tuple(rows), merges=())

    def to_bytes(self) -> bytes:
        """The workbook as openpyxl writes it."""
        book = openpyxl.Workbook()
        for name, rows in ((self.names[0], self.staff), (self.names[1], self.targets), *self.sheets.items()):
            sheet = book.create_sheet(name)
            for at, line in enumerate(rows, 1):
                for column, content in enumerate(line, 1):
                    if content is not None:
                        sheet.cell(at, column).value = content
        del book[book.sheetnames[0]]
        self._dress(book)
        content = BytesIO()
        book.save(content)
        return content.getvalue()

    def _dress(self, book: openpyxl.Workbook) -> None:
        """Merges, hidden parts, number formats and the stamp."""
        first = book[self.names[0]]
        for merge in self.merges:
            first.merge_cells(merge)
        for row in self.hidden_rows:
            first.row_dimensions[row].hidden = True
        for letter in self.hidden_columns:
            first.column_dimensions[letter].hidden = True
        for place, number_format in self.formats.items():
            first[place].number_format = number_format
        for name in self.hidden_sheets:
            book[name].sheet_state = "hidden"
        if self.stamp is not None:
            book.custom_doc_props.append(openpyxl.packaging.custom.StringProperty(name="shenhe", value=self.stamp))


HEAD = (
    ("工作人员增减情况", *[None] * 9, "模板 XA-2026.1"),
    ("填报单位：示例县（990121）", None, "报告期：2026年第三季度", None, None, "计量单位：人、万元"),
    (
        "单位代码",
        "单位名称",
        "上年末实有数",
        "本年增加",
        None,
        None,
        "本年减少",
        None,
        None,
        "净增减",
        "经费支出",
        "校验",
    ),
    (None, None, None, "小计", "考试录用", "转任调入", "小计", "退休", "转任调出", None, None, None),
)
CODES = ("row", "name", *(f"XA1.{number:02}" for number in range(1, 10)))
NUMBERS = ("甲", "乙", *map(str, range(1, 10)))
MERGES = ("A1:J1", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:I3", "J3:J4", "K3:K4", "L3:L4")
DATA = (
    ("TOTAL", "县合计", 100, 10, 6, 4, 8, 5, 3, 2, 12.5),
    ("990121-J01", "县直机关", 40, 4, 2, 2, 3, 2, 1, 1, 5.25),
    ("990121100", "梅溪镇", 30, 3, 2, 1, 3, 2, 1, 0, 4),
    ("990121101", "柳桥镇", 20, 2, 1, 1, 2, 1, 1, 0, 2.25),
    ("990121209", "古渡乡", 10, 1, 1, 0, 0, 0, 0, 1, 1),
)
TARGET_ROWS = (
    ("目标完成情况",),
    ("填报单位：示例县（990121）", None, "报告期：2026年第三季度"),
    ("代码", "项目", "年度目标", "累计完成", "完成率", "校验"),
    ("row", "name", "XA2.01", "XA2.02", "XA2.03"),
    ("甲", "乙", "1", "2", "3"),
    ("R1", "引进人才", 40, 30, 75),
    ("R2", "服务项目", 10, 9, 90),
    ("R3", "资金支出", 100.5, 50.25, 50),
)


@pytest.fixture
def stamped() -> Layout:
    """The template as it is handed out, filled."""
    return Layout((*HEAD, CODES, NUMBERS, *DATA), MERGES, TARGET_ROWS, hidden_rows=(5,))


@pytest.fixture
def bare() -> Layout:
    """The same figures typed into a form of one's own: no stamp, no codes of columns, only headings and labels."""
    targets = tuple(line for line in TARGET_ROWS if line[0] != "row")
    return Layout((*HEAD, NUMBERS, *DATA), MERGES, targets, stamp=None)


@pytest.fixture(scope="session")
def admit() -> Callable[[bytes], Admitted]:
    """Bytes through the gate."""

    def through(content: bytes) -> Admitted:
        admitted = examine(content, "示例.xlsx")
        assert isinstance(admitted, Admitted), admitted
        return admitted

    return through


@dataclass(frozen=True)
class Outcome:
    """A reading with short ways to what tests ask."""

    reading: WorkbookReading

    def values(self, table: str = "XA1") -> list[list[int]]:
        found = self.reading.table(table)
        assert found is not None, self.reading.findings
        return found.values.tolist()

    def states(self, table: str = "XA1") -> list[list[int]]:
        found = self.reading.table(table)
        assert found is not None
        return found.states.tolist()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.reading.findings

    @property
    def errors(self) -> list[tuple[Pattern, str, str]]:
        """Pattern, row and column of each finding that is an error."""
        return [(f.pattern, f.place.row_label, f.place.column) for f in self.findings if f.level is Level.ERROR]

    @property
    def notes(self) -> list[Pattern]:
        return [f.pattern for f in self.findings if f.level is Level.NOTE]

    def hints(self) -> list[str]:
        return [f.detail.partition("|")[0] for f in self.findings]


@pytest.fixture
def understood(admit: Callable[[bytes], Admitted], forms: Forms) -> Callable[[Layout], Outcome]:
    """A layout written, admitted and read."""

    def through(layout: Layout) -> Outcome:
        reading = read(admit(layout.to_bytes()), forms)
        assert isinstance(reading, WorkbookReading), reading
        return Outcome(reading)

    return through


FIGURES = [
    [100, 10, 6, 4, 8, 5, 3, 2, 1250],
    [40, 4, 2, 2, 3, 2, 1, 1, 525],
    [30, 3, 2, 1, 3, 2, 1, 0, 400],
    [20, 2, 1, 1, 2, 1, 1, 0, 225],
    [10, 1, 1, 0, 0, 0, 0, 1, 100],
]


@pytest.fixture
def figures() -> list[list[int]]:
    """What the first table of every layout says, scaled."""
    return [list(row) for row in FIGURES]
