"""An office of one county and the city level, what its clerks send, and what they find below replies/ after a night."""

import asyncio
import contextlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl

from flows.gate import Admitted, examine
from flows.nightly.account import Account
from flows.office.home import Home
from flows.office.opened import Office
from flows.read import read
from schemas.periods import SHANGHAI, Period
from schemas.submission import OnFile

COUNTY, CITY = "990121", "990100-S01"
FIRST = datetime(2027, 1, 15, 1, tzinfo=SHANGHAI)
CADRES, PARTY = "示例一县_干部统计表_2025Q4.xlsx", "示例一县_党员统计表_2025Q4.xlsx"
CITY_CADRES = "示例市直_干部统计表_2025Q4.xlsx"
Change = Mapping[tuple[str, str, str], int]
"""By how much a figure differs, by table, row and column; the total row is changed with it."""
WRONG: Change = {("CA1", "990121101", "opening"): 7}
ASKED: Change = {("CA1", "990121-J01", "dec_other"): 2, ("CA1", "990121-J01", "dec_retire"): -2}
ANSWER = f"{COUNTY}/2025Q4/CA"
"""Where the answers about the county's cadre return lie, below replies/."""


@dataclass(frozen=True)
class Town:
    """An office's folder, what its counties put into the inbox, and what they find the morning after."""

    folder: Path

    @property
    def home(self) -> Home:
        return Home(self.folder)

    def send(self, name: str, content: bytes, folder: str = COUNTY) -> None:
        file = self.home.inbox / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def night(self, days: float = 0) -> Account:
        """The night so many days after the first one."""
        from flows.nightly import flow

        return asyncio.run(flow.nightly.fn(self.folder, FIRST + timedelta(days=days), "", 0.0))

    def replies(self, below: str = "") -> dict[str, bytes]:
        """What people see below replies/."""
        top = self.home.replies / below
        return {
            path.relative_to(top).as_posix(): path.read_bytes()
            for path in sorted(top.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }

    def told(self, below: str = f"{COUNTY}/2025Q4/CA") -> list[str]:
        """The lines of the one notice that lies in a folder itself."""
        (note,) = (self.home.replies / below).glob("*.txt")
        return note.read_text(encoding="utf-8").splitlines()

    @contextlib.contextmanager
    def record(self) -> Iterator[Any]:
        """The record, open in this thread."""
        from record import connect, disconnect

        connect(self.folder)
        from record import register

        try:
            yield register
        finally:
            disconnect()

    def current(self, unit: str = COUNTY, return_code: str = "CA") -> OnFile:
        with self.record() as record:
            found = record.current(unit, return_code, "2025Q4")
        assert isinstance(found, OnFile)
        return found


@dataclass(frozen=True)
class Made:
    """The workbooks with other figures in them."""

    folder: Path
    sent: Mapping[str, bytes]

    def changed(self, name: str, changes: Change) -> bytes:
        """A workbook with other figures, in their rows and in the total rows."""
        content = self.sent[name]
        admitted = examine(content, name)
        assert isinstance(admitted, Admitted)
        reading = read(admitted, Office.at(self.folder).forms)
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        for (code, row, column), amount in changes.items():
            table = reading.table(code)
            assert table is not None
            for each in ("TOTAL", row):
                at = table.row_codes.index(each), table.columns.index(column)
                address = table.address(*at)
                assert address is not None
                book[address.sheet].cell(address.row, address.column).value = int(table.values[at]) + amount
        return saved(book)

    @cached_property
    def wrong(self) -> bytes:
        """The county's cadre return with an error in it."""
        return self.changed(CADRES, WRONG)

    @cached_property
    def asked(self) -> bytes:
        """The same with a figure that is to be explained."""
        return self.changed(CADRES, ASKED)

    def stamped(self, name: str, was: str, period: str) -> bytes:
        """The same figures as those of another period."""
        book = openpyxl.load_workbook(io.BytesIO(self.sent[name]), data_only=True)
        book.properties.subject = book.properties.subject.replace(was, period)
        for prop in book.custom_doc_props.props:
            prop.value = prop.value.replace(was, period)
        for sheet in book:
            for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
                cell.value = cell.value.replace(was, period).replace(Period.parse(was).zh, Period.parse(period).zh)
        return saved(book)

    def other(self, name: str) -> bytes:
        """The same figures saved anew: other bytes."""
        return saved(openpyxl.load_workbook(io.BytesIO(self.sent[name]), data_only=True))


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def explained(marked: bytes, reason: str, text: str) -> bytes:
    """The marked workbook with the same words beside every query of its list."""
    book = openpyxl.load_workbook(io.BytesIO(marked), data_only=True)
    sheet = book["问题清单"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "填报说明" for cell in row))
    columns = {cell.value: cell.column for cell in head}
    for row in range(head[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, columns["标识"]).value and sheet.cell(row, columns["级别"]).value == "核实":
            sheet.cell(row, columns["原因代码"]).value = reason
            sheet.cell(row, columns["填报说明"]).value = text
    return saved(book)


def head_of(marked: bytes) -> str:
    """The lines above the list of findings."""
    sheet = openpyxl.load_workbook(io.BytesIO(marked))["问题清单"]
    return "\n".join(str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row if cell.value)
