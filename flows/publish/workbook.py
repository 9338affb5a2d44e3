"""A published table as a workbook: as printed (one line a row), its facts, its sources and its dictionary."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from pathlib import Path

import numpy as np
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format

from flows.curate import FLAGS, TableFacts
from flows.publish.dictionary import ItemEntry, flag_meaning
from flows.publish.tidy import a1
from schemas.published import Edition, Flag

WORKBOOK_FACTS = 50_000
"""A larger table has no workbook: nobody opens it in a spreadsheet."""
TIDY_FACTS = 20_000
"""A larger table's facts stand in its CSV and Parquet files only."""
SIGNS = {Flag.SUPPRESSED: "*", Flag.MISSING: "…", Flag.NOT_APPLICABLE: "-"}
"""What stands in place of a number."""
_TIDY = (
    "单位代码",
    "单位",
    "行代码",
    "行",
    "栏代码",
    "栏",
    "数值",
    "计量单位",
    "质量标记",
    "报送编号",
    "工作表",
    "单元格",
)
_SOURCES = ("报送编号", "单位代码", "单位", "文件校核码", "规则集", "收到", "审定")

Text = str | float | int


class Book:
    """A workbook in which a text is a text: no formula, no link. The same content gives the same bytes."""

    def __init__(self, made: datetime, temporary: Path | None = None) -> None:
        self._out = io.BytesIO()
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(temporary) if temporary else None,
        }
        self._book = xlsxwriter.Workbook(self._out, options)
        self._book.set_properties({"created": made, "author": "shenhe"})
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._by_decimals: dict[int, Format] = {}

    def sheet(
        self,
        name: str,
        headings: Sequence[str],
        lines: Iterable[Sequence[Text]],
        decimals: Sequence[int],
        width: int = 14,
    ) -> None:
        """A sheet of lines under one line of headings; `decimals` of each column, for its numbers."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, max(len(headings) - 1, 0), width)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, self._bold)
        formats = [self._number(each) for each in decimals]
        for row, line in enumerate(lines, start=1):
            for column, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write_number(row, column, value, formats[column])

    def _number(self, decimals: int) -> Format:
        if decimals not in self._by_decimals:
            shown = "0" + ("." + "0" * decimals if decimals else "")
            self._by_decimals[decimals] = self._book.add_format({"num_format": shown})
        return self._by_decimals[decimals]

    def content(self) -> bytes:
        """The finished file. Raises OSError where the disk takes nothing."""
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error  # it wraps what the disk said
        return self._out.getvalue()


def workbook(edition: Edition, facts: TableFacts, entries: Sequence[ItemEntry], temporary: Path) -> bytes:
    """The workbook of one table; `entries` are the dictionary's, `temporary` a folder for what is in the making."""
    book = Book(datetime.combine(edition.published, time()), temporary)
    labels = ("单位代码", "单位", "行代码", "行")
    decimals = [0] * len(labels) + facts.decimals.tolist()
    book.sheet("数据", (*labels, *(column.zh for column in facts.columns)), _wide(facts), decimals)
    if facts.size <= TIDY_FACTS:
        most = int(facts.decimals.max(initial=0))
        book.sheet("明细", _TIDY, _tidy(facts), [most if name == "数值" else 0 for name in _TIDY])
    book.sheet("来源", _SOURCES, _sources(facts), [0] * len(_SOURCES))
    book.sheet("说明", ("栏代码", "名称", "内容"), _dictionary(edition, facts, entries), [0, 0, 0], width=40)
    return book.content()


def _wide(facts: TableFacts) -> Iterable[Sequence[Text]]:
    numbers, flags = facts.numbers.tolist(), facts.flags.tolist()
    for line, source_at in enumerate(facts.source_of):
        source = facts.sources[source_at]
        cells = [SIGNS.get(FLAGS[flag], number) for number, flag in zip(numbers[line], flags[line], strict=True)]
        yield (source.workbook.unit, source.unit_name, *_row(facts, line), *cells)


def _row(facts: TableFacts, line: int) -> tuple[str, str]:
    return facts.row_codes[facts.row_of[line]], facts.row_labels[facts.label_of[line]]


def _tidy(facts: TableFacts) -> Iterable[Sequence[Text]]:
    names, measures = facts.measures()
    for line, column in np.ndindex(*facts.values.shape):
        source, item = facts.sources[facts.source_of[line]], facts.columns[column]
        flag = FLAGS[facts.flags[line, column]]
        row, at = int(facts.at_row[line, column]), int(facts.at_column[line, column])
        yield (
            source.workbook.unit,
            source.unit_name,
            *_row(facts, line),
            item.name,
            item.zh,
            SIGNS.get(flag, float(facts.numbers[line, column])),
            names[measures[line, column]],
            flag.words("zh"),
            source.workbook.submission,
            facts.sheets[facts.sheet_of[line, column]] if row else "",
            a1(row, at) if row else "",
        )


def _sources(facts: TableFacts) -> Iterable[Sequence[Text]]:
    for position in np.unique(facts.source_of):
        of, name = facts.sources[position].workbook, facts.sources[position].unit_name
        days = (of.received_at.date().isoformat(), of.approved_at.date().isoformat())
        yield (of.submission, of.unit, name, of.sha256, of.rule_set, *days)


def _dictionary(edition: Edition, facts: TableFacts, entries: Sequence[ItemEntry]) -> Iterable[Sequence[Text]]:
    table = facts.table
    yield table.code, f"{table.zh} {table.en}", f"{edition.name}，{edition.published.isoformat()} 发布 published"
    if table.note:
        yield "", "注 note", table.note
    for flag in Flag:
        zh, en = flag_meaning(flag)
        yield SIGNS.get(flag, ""), f"{flag.words('zh')} {flag.words('en')}", f"{zh} {en}"
    for entry in entries:
        about = "；".join(
            part for part in (entry.item, f"计量单位 {entry.measure}", entry.kind, entry.definition) if part
        )
        yield entry.column, f"{entry.zh} {entry.en}", about
