"""Fifteen things that workbooks do: each is put up with and told, to the clerk as 提示 and to the office by unit; beyond it, refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any

import arranged
import made_xls
import pytest

from flows.gate import Admitted, Limits, examine
from flows.read import Forms, read
from flows.receive.inspect_file import inspect_file, labelled
from flows.review.tolerance import tolerated
from flows.sample.spoilt import identity
from schemas.finding import Level
from schemas.model import Return
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.receipt import Kind, Refusal
from schemas.sentences import advice, level, line

STAMP = "XA-2026.1|990121|2026Q3"
TEMPLATE = "请用市里发来的本期模板，填好后再报；没有模板请向市里要"


@dataclass(frozen=True)
class Pair:
    """What is put up with and the remark on it; what is not, and the sentence that says so."""

    within: Callable[[Any], Any]
    told: str
    beyond: Callable[[Any], Any]
    said: str
    to_do: str = ""


def bare_of(layout: Any) -> Any:
    """A form of one's own under the same stamp: no row of codes."""
    rows = tuple(row for row in layout.staff if not row or row[0] != "row")
    targets = tuple(row for row in layout.targets if row[0] != "row")
    return replace(layout, staff=rows, targets=targets, hidden_rows=())


def part_without_row(layout: Any) -> Any:
    parts = arranged.two_blocks(layout)
    return replace(parts, staff=(*parts.staff[:-2], parts.staff[-1]))


def nameless_total(layout: Any, opening: int = 100) -> Any:
    *head, total, a, b, c, d = layout.staff
    return replace(layout, staff=(*head, a, b, c, d, (None, None, opening, *total[3:])))


PAIRS: dict[str, Pair] = {
    "1 anchors": Pair(
        lambda layout: arranged.shifted(layout, 3, 2),
        "LAYOUT-PLACE",
        lambda layout: replace(
            layout, stamp=None, staff=(("商品", "单价"), ("苹果", 3)), targets=(("商品",),), merges=()
        ),
        f"这不是本期统计表模板。{TEMPLATE}",
    ),
    "1 anchors: another name of the sheet": Pair(
        lambda layout: replace(layout, names=("Sheet1", "目标完成情况")),
        "LAYOUT-SHEET",
        lambda layout: replace(layout, staff=(("空",),), merges=()),
        "错误 XA1：没有找到“工作人员增减情况”这张表",
    ),
    "2 normalised labels": Pair(
        arranged.padded,
        "LAYOUT-SPELLING",
        lambda layout: bare_of(layout).with_cell(4, 5, "考试录甪"),
        "错误 XA1：没有找到“本年增加·考试录用”这一栏（可能是“考试录甪”）",
    ),
    "3 columns by their path": Pair(
        lambda layout: bare_of(layout).with_cell(3, 11, "费用"),
        "LAYOUT-WORDING",
        lambda layout: replace(bare_of(layout).with_cell(3, 4, None), merges=()),
        "错误 XA1：没有找到“本年增加”这一栏（可能是“小计”）",
    ),
    "3 columns in another order": Pair(
        arranged.reordered_columns,
        "LAYOUT-COLUMNS",
        lambda layout: replace(layout.with_cell(5, 5, None).with_cell(4, 5, None), merges=()),
        "错误 XA1：没有找到“本年增加·考试录用”这一栏",
    ),
    "4 rows by code, name, alias": Pair(
        lambda layout: layout.with_cell(10, 2, "柳桥街道"),
        "LAYOUT-ROW-ALIAS",
        lambda layout: layout.with_row(10, ("990121999", "新设镇", 5, 1, 1, 0, 0, 0, 0, 1, 1)),
        "错误 XA1 第10行 990121999 新设镇：“新设镇”这一行与本单位的名单对不上（填报单位名录里没有这一行）（B10）",
    ),
    "4 rows without codes": Pair(
        arranged.without_codes,
        "LAYOUT-ROW-NAMES",
        lambda layout: layout.without_row(9),
        "错误 XA1 梅溪镇：没有找到“梅溪镇”这一行",
    ),
    "5 blocks": Pair(
        arranged.two_blocks,
        "LAYOUT-BLOCKS",
        part_without_row,
        "错误 XA1 柳桥镇：没有找到“柳桥镇”这一行（这一行里没有本年减少、本年减少：退休、本年减少：转任调出、净增减、经费支出）",
    ),
    "6 totals last": Pair(
        arranged.total_last,
        "LAYOUT-ROWS",
        lambda layout: layout.with_row(12, (None, "合计", *layout.staff[6][2:])),
        "错误 XA1“合计”行：“合计”出现了两次（另一处在第 7 行）（B12、B7）",
    ),
    "6 totals without label": Pair(
        nameless_total,
        "ROW-TOTAL-UNLABELLED",
        lambda layout: nameless_total(layout, 101),
        "错误 XA1“合计”行：没有找到“合计”这一行",
    ),
    "7 其中 in front of a heading": Pair(
        lambda layout: layout.with_cell(4, 5, "其中：考试录用"),
        "LAYOUT-SPELLING",
        lambda layout: bare_of(layout).with_cell(4, 5, "其中"),
        "错误 XA1：没有找到“本年增加·考试录用”这一栏",
    ),
    "8 numbers as text": Pair(
        lambda layout: layout.with_cell(9, 5, "２"),
        "CLEANED-WIDTH",
        lambda layout: layout.with_cell(9, 5, "1o2"),
        "错误 XA1 E9 梅溪镇 本年增加·考试录用 应填整数，填的是“1o2”（第 2 个字符是字母 o）",
    ),
    "8 codes are never numbers": Pair(
        lambda layout: layout.with_cell(9, 1, "9.90121E+08"),
        "ROW-PROBABLY",
        lambda layout: layout.with_cell(9, 1, "9.90121E+08").with_cell(9, 2, "梅溪"),
        "错误 XA1 梅溪镇：没有找到“梅溪镇”这一行",
    ),
    "9 a mark is no 0": Pair(
        lambda layout: layout.with_cell(9, 10, " 0 "),
        "CLEANED-SPACES",
        lambda layout: layout.with_cell(9, 10, "无"),
        "错误 XA1 J9 梅溪镇 净增减 应填整数，填的是“无”（没有请填 0，不要写“无”）",
    ),
    "9 a blank is no 0": Pair(
        lambda layout: layout.with_cell(9, 10, "0.0"),
        "CLEANED-DECIMAL",
        lambda layout: layout.with_cell(9, 10, None),
        "错误 XA1 J9 梅溪镇 净增减 没有填",
        "没有请填 0，不要留空，也不要写“无”“/”",
    ),
    "10 formulas": Pair(
        lambda layout: layout.with_cell(9, 5, "2.0"),
        "CLEANED-DECIMAL",
        lambda layout: layout.with_cell(9, 5, "=1+1"),
        "错误 XA1 E9 梅溪镇 本年增加·考试录用 是公式但文件里没有算出的结果",
        "请用 Excel 或 WPS 打开，保存后再上传",
    ),
    "10 error values": Pair(
        lambda layout: layout.with_cell(9, 15, "#REF!"),
        "HEADING-NONE",
        lambda layout: layout.with_cell(9, 5, "#REF!"),
        "错误 XA1 E9 梅溪镇 本年增加·考试录用 显示 #REF!，公式没有算出数",
    ),
    "11 hidden rows": Pair(
        lambda layout: replace(layout, hidden_rows=(5, 9)),
        "SHEET-HIDDEN-ROWS",
        lambda layout: replace(layout, sheets={"副本": layout.staff}),
        "错误 XA1：“工作人员增减情况”这张表出现了两次（工作表“副本”也有这张表）",
    ),
    "11 hidden sheets": Pair(
        lambda layout: replace(layout, sheets={"副本": layout.staff}, hidden_sheets=("副本",)),
        "SHEET-HIDDEN",
        lambda layout: replace(
            layout,
            staff=(("空",),),
            merges=(),
            sheets={"工作人员增减情况2": layout.staff},
            hidden_sheets=("工作人员增减情况2",),
        ),
        "错误 XA1：没有找到“工作人员增减情况”这张表",
    ),
}


@pytest.fixture
def seen(admit: Any, forms: Forms) -> Callable[[Any], WorkbookReading | Refusal]:
    return lambda layout: read(admit(layout.to_bytes()), forms)


@pytest.mark.parametrize("name", PAIRS)
def test_within_the_tolerance_it_is_read_and_told(
    name: str, stamped: Any, seen: Any, register: Any, figures: Any
) -> None:
    """The same figures, no error, a remark to the clerk, a count for the office."""
    reading = seen(PAIRS[name].within(replace(stamped, stamp=STAMP)))

    assert isinstance(reading, WorkbookReading), reading
    assert reading.tables[0].values.tolist() == figures
    assert [line(each, "zh") for each in reading.findings if each.level is not Level.NOTE] == []
    said = [each for each in reading.findings if each.level is Level.NOTE]
    assert said
    assert {level(each, "zh") for each in said} == {"提示"}
    counted = {each.kind: each.count for each in tolerated([reading], register, Period.parse("2026Q3").last_day)}
    assert counted[PAIRS[name].told] >= 1
    assert len({each.key for each in reading.findings}) == len(reading.findings)


@pytest.mark.parametrize("name", PAIRS)
def test_beyond_the_tolerance_it_is_refused_in_these_words(name: str, stamped: Any, seen: Any) -> None:
    """One sentence each, to the letter."""
    reading = seen(PAIRS[name].beyond(replace(stamped, stamp=STAMP)))

    if isinstance(reading, Refusal):
        assert reading.message("zh") == PAIRS[name].said
        return
    said = [f"{level(each, 'zh')} {line(each, 'zh')}" for each in reading.findings]
    assert PAIRS[name].said in said, said
    assert PAIRS[name].to_do in advice(reading.findings[said.index(PAIRS[name].said)], "zh")


def test_a_formula_of_another_workbook_counts_by_its_stored_result(
    admit: Any, forms: Forms, stamped: Any, figures: Any
) -> None:
    """Told with its cell; the link is not followed."""
    admitted = admit(stamped.to_bytes())
    part = next(sheet.part for sheet in admitted.sheets if sheet.name == stamped.names[0])
    xml = admitted.parts[part]
    cell = b'<c r="E9" t="n"><v>2</v></c>'
    assert cell in xml
    linked = xml.replace(cell, b'<c r="E9"><f>[1]Sheet1!A1</f><v>2</v></c>')
    parts = type(admitted.parts)({**admitted.parts, part: linked})

    reading = read(replace(admitted, parts=parts, rows=(None,) * len(admitted.rows)), forms)

    assert isinstance(reading, WorkbookReading)
    assert reading.tables[0].values.tolist() == figures
    assert [f"{level(each, 'zh')} {line(each, 'zh')}" for each in reading.findings] == [
        "提示 XA1 E9 梅溪镇 本年增加·考试录用 填的是“2”，按 2 读取（公式引用了别的工作簿，按文件里存的结果读取）"
    ]


def _with_other(forms: Forms, **changes: Any) -> Forms:
    """Beside the return of the tests one with other headings."""
    ours = forms.returns["XA"]
    columns = tuple(replace(column, zh=f"别的{column.number}", aliases=()) for column in ours.tables[2].columns)
    table = replace(ours.tables[2], code="XB1", zh="另一张表", frequency=ours.frequency, columns=columns)
    other = Return("XB", "示例另表", "Another return", ours.frequency, "2026.1", (table,))
    return Forms((replace(ours, **changes), other), forms.register)


def test_the_form_that_fits_best_is_taken_and_another_one_is_named(stamped: Any, admit: Any, forms: Forms) -> None:
    """12: by the headings of all forms, where nothing is stamped; a wrong one is one sentence, not two hundred."""
    both = _with_other(forms)
    wrong = read(admit(replace(stamped, stamp="XB-2026.1|990121|2026Q3").to_bytes()), both)
    right = read(admit(replace(bare_of(stamped), stamp=None).to_bytes()), both)

    assert isinstance(right, WorkbookReading)
    assert right.identity.return_code == "XA"
    assert {each.detail for each in right.findings} == {"LAYOUT-BY-HEADINGS"}
    assert isinstance(wrong, Refusal)
    assert wrong.message("zh") == f"这不是本期示例另表模板，看起来是示例人员统计表。{TEMPLATE}"


def test_tables_of_two_returns_in_one_file_are_told_apart(stamped: Any, admit: Any, forms: Forms) -> None:
    """12: the stamp says which return is read; the other's sheet and a scrap of paper are named, not passed over."""
    both = _with_other(forms)
    other = (("另一张表",), ("单位名称", "别的01"), ("合计", 5))
    layout = replace(stamped, sheets={"混入": other, "草稿": (("随手", 1),)})

    reading = read(admit(layout.to_bytes()), both)

    assert isinstance(reading, WorkbookReading)
    assert reading.identity.return_code == "XA"
    assert [f"{level(each, 'zh')} {line(each, 'zh')}" for each in reading.findings] == [
        "提示 混入：工作表“混入”不在本报表内，没有读取（像示例另表的“另一张表”，请放到那份报表里报）",
        "提示 草稿：工作表“草稿”不在本报表内，没有读取（如果有要报的数，请填到模板的表里）",
    ]
    assert len({each.key for each in reading.findings}) == 2


def test_an_old_template_is_read_for_its_own_period_and_no_later_one(stamped: Any, admit: Any, forms: Forms) -> None:
    """13: last year's workbook keeps being readable with last year's template; this year's must use the new one."""
    now = _with_other(forms, version="2027.1")
    old = stamped.to_bytes()
    covers = [stamped.with_cell(2, 3, "报告期：2027年第一季度"), stamped.targets]
    targets = tuple(
        tuple("报告期：2027年第一季度" if cell == "报告期：2026年第三季度" else cell for cell in row)
        for row in covers[1]
    )
    late = replace(covers[0], targets=targets, stamp="XA-2026.1|990121|2027Q1")

    taken, refused = read(admit(old), now), read(admit(late.to_bytes()), now)

    assert isinstance(taken, WorkbookReading)
    assert taken.identity.template == "2026.1"
    assert [f"{level(each, 'zh')} {line(each, 'zh')}" for each in taken.findings] == [
        "提示 工作人员增减情况：与模板的样子不同，已照常读取（模板是 2026.1 版，现在用 2027.1 版；按当期的栏目读取）"
    ]
    assert isinstance(refused, Refusal)
    assert refused.message("zh") == (
        "模板是 2026.1 版，本期用 2027.1 版。请用市里发来的新模板，把已填的数抄过去再报；没有模板请向市里要"
    )


def test_another_kind_is_read_where_the_office_takes_it_and_refused_elsewhere(
    stamped: Any, forms: Forms, register: Any, figures: Any
) -> None:
    """14: by content, never by name; HTML in disguise is no workbook anywhere."""
    rows = {
        (at, column): cell
        for at, line in enumerate(stamped.staff, 1)
        for column, cell in enumerate(line, 1)
        if cell is not None
    }
    content = made_xls.xls(made_xls.Sheet(stamped.names[0], rows))

    taken = examine(content, "报表.xlsx", Limits(kinds=frozenset(Kind)))
    refused = examine(content, "报表.xls")
    disguised = examine(b"<html><table><tr><td>1</td></tr></table></html>", "报表.xls", Limits(kinds=frozenset(Kind)))

    assert isinstance(taken, Admitted)
    reading = read(taken, forms)
    assert isinstance(reading, WorkbookReading)
    assert reading.tables[0].values.tolist() == figures
    said = [f"{level(each, 'zh')} {line(each, 'zh')}" for each in reading.findings]
    assert "提示 工作人员增减情况：与模板的样子不同，已照常读取（文件是 .xls，不是 .xlsx）" in said
    counted = {each.kind for each in tolerated([reading], register, Period.parse("2026Q3").last_day)}
    assert "LAYOUT-KIND" in counted
    save_as = "请用 Excel 或 WPS 打开，“另存为”选“Excel 工作簿（*.xlsx）”，再上传"
    assert isinstance(refused, Refusal)
    assert refused.message("zh") == f"只能上传 .xlsx 工作簿，这个文件是 .xls（旧版 Excel 格式）。{save_as}"
    assert isinstance(disguised, Refusal)
    assert disguised.message("zh") == f"只能上传 .xlsx 工作簿，这个文件是网页（HTML），只是扩展名像表格。{save_as}"


def test_codes_and_totals_are_no_personal_data_and_an_identity_number_is(stamped: Any, forms: Forms) -> None:
    """15: twelve-digit codes and eleven-digit sums pass; a number with a right check digit is told by its place alone."""
    number = identity(Random(1))
    harmless = stamped.with_cell(9, 15, "990121100201").with_cell(10, 15, 13800000000)

    taken, refused = (
        inspect_file(labelled("报表.xlsx", layout.to_bytes()), understand=partial(read, forms=forms), limits=Limits())
        for layout in (harmless, stamped.with_cell(9, 15, number))
    )

    assert isinstance(taken.verdict, WorkbookReading)
    assert isinstance(refused.verdict, Refusal)
    assert number not in str(refused)
    assert refused.verdict.message("zh") == (
        "疑似含个人信息（工作人员增减情况!O9，共 1 处），按规定不接收，文件没有保存。请删除后再上传"
    )
