"""Every refusal as a page for the office: the smallest example of it, and the sentence with its remedy in both languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.messages import Language, catalogue, say

PREFIXES = ("FILE-", "ALONE-", "STORE-")
_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "limit": "20",
        "what": "zip-end",
        "count": "1",
        "sheet": "表1",
        "cell": "C7",
        "place": "表1!C7",
        "stated": "示例一县",
        "folder": "990122",
        "fault": "EIO",
        "number": "1A2B3C4D",
        "wanted": "示例二县",
        "found": "党员统计表",
        "stamped": "示例二县",
        "period": "2026Q4",
        "day": "2026-12-31",
    }
)
_OTHER_FACTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "FILE-SHEETS": {"count": "300", "limit": "100"},
        "FILE-STRINGS": {"limit": "500000"},
        "FILE-CELLS": {"limit": "1000000"},
        "FILE-MERGES": {"limit": "20000"},
        "FILE-BOMB": {"what": "ratio"},
        "FILE-XML-BOUNDS": {"what": "depth"},
        "FILE-OTHER-UNIT": {"stated": "990121"},
        "FILE-FOLDER": {"stated": "990121", "folder": "999999"},
        "FILE-OTHER-FORM": {"wanted": "干部统计表"},
        "FILE-OLD-TEMPLATE": {"stated": "2025.1", "wanted": "2026.1"},
        "FILE-WRONG-PERIOD": {"stated": "2026年第二季度", "wanted": "2026年第三季度"},
        "FILE-PERIOD-CLASH": {"stated": "2026年第二季度", "stamped": "2026年第三季度"},
        "FILE-IDENTITY": {"stated": "../"},
    }
)


@dataclass(frozen=True, slots=True)
class Example:
    """The least that brings a refusal about."""

    zh: str
    en: str


EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        "FILE-EMPTY": Example("0 字节的文件", "a file of 0 bytes"),
        "FILE-LARGE": Example("20 MB 多一个字节", "one byte more than 20 MB"),
        "FILE-XLS": Example("Excel 97 存的 .xls", "an .xls saved by Excel 97"),
        "FILE-XLS-OLD": Example("Excel 95 存的 .xls（BIFF5）", "an .xls saved by Excel 95 (BIFF5)"),
        "FILE-ET": Example("WPS 存的 .et", "an .et saved by WPS"),
        "FILE-ODS": Example("LibreOffice 存的 .ods", "an .ods saved by LibreOffice"),
        "FILE-CSV": Example("两行逗号分隔的文字", "two lines of text with commas"),
        "FILE-XLSB": Example("包里有 xl/workbook.bin", "a package with xl/workbook.bin"),
        "FILE-NUMBERS": Example("包里有 Index/Document.iwa", "a package with Index/Document.iwa"),
        "FILE-HTML": Example(
            "网站导出的“.xls”，开头是 <html>", "an “.xls” exported by a web site that begins with <html>"
        ),
        "FILE-XML-2003": Example("“XML 表格 2003”", "an XML Spreadsheet 2003"),
        "FILE-XML": Example("<data/>", "<data/>"),
        "FILE-PDF": Example("%PDF 开头", "begins with %PDF"),
        "FILE-IMAGE": Example("表格的截图", "a picture of the table"),
        "FILE-ARCHIVE": Example(".zip、.rar 里装着工作簿", "a workbook inside a .zip or .rar"),
        "FILE-PROGRAM": Example("MZ 开头", "begins with MZ"),
        "FILE-DOCUMENT": Example("Word 文档", "a Word document"),
        "FILE-UNKNOWN": Example("任意字节；UTF-16 文字没有字节序标记", "any bytes; text in UTF-16 without its mark"),
        "FILE-OLE": Example("Word 97 文档改名为 .xlsx", "a Word 97 document named .xlsx"),
        "FILE-PASSWORD": Example("带打开密码的工作簿", "a workbook with a password to open"),
        "FILE-MACRO": Example("包里有 xl/vbaProject.bin", "a package with xl/vbaProject.bin"),
        "FILE-OBJECT": Example("插入了一个 Word 对象", "a Word object was inserted"),
        "FILE-BROKEN": Example(
            "没有传完的 .xlsx；括号里是缺的地方", "an .xlsx cut short; the word in brackets says where"
        ),
        "FILE-BOMB": Example("1 MB 的包展开成 1 GB", "a package of 1 MB that unpacks to 1 GB"),
        "FILE-DTD": Example("<!DOCTYPE x>", "<!DOCTYPE x>"),
        "FILE-XML-BOUNDS": Example("标签套了 65 层", "tags nested 65 deep"),
        "FILE-SHEETS": Example("101 张工作表", "101 sheets"),
        "FILE-STRINGS": Example("500,001 条文字", "500,001 texts"),
        "FILE-CELLS": Example("整列刷了格式，直到最后一行", "a format spread to the last row"),
        "FILE-FAR-CELL": Example("A1 和 XFD1048576 都有数", "figures in A1 and in XFD1048576"),
        "FILE-MERGES": Example("20,001 处合并", "20,001 merged ranges"),
        "FILE-CELL-PLACE": Example("A1 写了两次", "A1 is given twice"),
        "FILE-CELL-VALUE": Example("数的位置上是 NaN", "NaN where a number stands"),
        "FILE-PERSONAL": Example("一个身份证号", "one identity number"),
        "FILE-UNREADABLE": Example("读取用尽了时间或内存", "reading used up its time or memory"),
        "FILE-FAULT": Example("系统自己出错", "a fault of the system itself"),
        "FILE-OTHER-UNIT": Example("990121 的工作簿放在 990122 的目录", "a workbook of 990121 in the folder of 990122"),
        "FILE-FOLDER": Example("990121 的工作簿放在 999999 的目录", "a workbook of 990121 in a folder 999999"),
        "FILE-NOT-ENDED": Example("12 月里报四季度的表", "the fourth quarter's workbook, sent in December"),
        "FILE-IDENTITY": Example("封面单位代码是 ../", "the cover's unit code is ../"),
        "FILE-NOT-OURS": Example("表头一个也对不上的工作簿", "a workbook none of whose headings is known"),
        "FILE-OTHER-FORM": Example("干部表的位置交了党员表", "the Party return in place of the cadre return"),
        "FILE-OLD-TEMPLATE": Example("去年的模板", "last year's template"),
        "FILE-WRONG-UNIT": Example("用甲县的账号交乙县的表", "one county's account, another county's workbook"),
        "FILE-UNIT-CLASH": Example(
            "改了封面的单位，模板还是别的单位的", "the cover was changed, the template is another unit's"
        ),
        "FILE-WRONG-PERIOD": Example("三季度交了二季度的表", "the second quarter's workbook in the third"),
        "FILE-PERIOD-CLASH": Example("改了封面的报告期", "the cover's period was changed"),
        "FILE-NO-UNIT": Example("自制表，没有写填报单位", "a sheet of one's own that names no unit"),
        "FILE-NO-PERIOD": Example("自制表，没有写报告期", "a sheet of one's own that names no period"),
        "FILE-UNIT-UNKNOWN": Example("名录里没有的单位", "a unit that is not in the register"),
        "ALONE-NO-UNITS": Example("单独校核时，表里没有单位代码", "checked by itself, and no codes of units in it"),
        "STORE-FULL": Example("磁盘写满", "the disk is full"),
        "STORE-READ-ONLY": Example("raw/ 只读", "raw/ is read-only"),
        "STORE-BUSY": Example("同时运行了两次", "it runs twice at once"),
        "STORE-FAULT": Example("磁盘读写出错", "the disk gives errors"),
    }
)


def page() -> str:
    """All refusals as one Markdown page that ends with a line feed."""
    head = (
        "# 拒收的文件 · Refusals",
        "",
        "Written from the message catalogue by `make refusals`; a test holds the two together. Every sentence says what the file",
        "is, why it is not taken, and what to do. A refused file lies in `raw/refused/` with a note beside it, except one with",
        "personal data, of which nothing is kept.",
        "",
        "Only .xlsx is taken unless `shenhe.toml` says more: `.xls` includes the `.et` of WPS.",
        "",
        "```toml",
        "[reading]",
        'kinds = ["xlsx", "xls", "ods", "csv"]',
        "```",
    )
    return (
        "\n".join([*head, *_section("FILE-", "## 整个文件不接收 The file is not taken"), *_alone(), *_stores()]) + "\n"
    )


def codes(prefix: str) -> tuple[str, ...]:
    """All codes of the catalogue that begin so, in the order of the catalogue."""
    return tuple(code for code in catalogue() if code.startswith(prefix))


def _alone() -> Iterator[str]:
    return _section("ALONE-", "## 没有办公室目录时的校核 Checked without an office's folder")


def _stores() -> Iterator[str]:
    return _section("STORE-", "## 文件没有登记，仍在原处 Not registered; the file lies where it was")


def _section(prefix: str, title: str) -> Iterator[str]:
    yield from ("", title, "", "| 代码 | 最小的例子 | 说明和办法 |", "| --- | --- | --- |")
    for code in sorted(codes(prefix)):
        example = EXAMPLES[code]
        told = "<br>".join(_said(code, language) for language in ("zh", "en"))
        yield f"| `{code}` | {_cell(example.zh)}<br>{_cell(example.en)} | {told} |"


def _said(code: str, language: Language) -> str:
    return _cell(say(code, language, {**_FACTS, **_OTHER_FACTS.get(code, {})}))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
