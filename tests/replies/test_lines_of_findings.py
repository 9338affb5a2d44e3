"""The words of findings: exact where they are agreed, complete for every pattern, and never too long for a list."""

import pytest

from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role, Suspect
from schemas.messages import Language, catalogue
from schemas.sentences import LONGEST_LINE, advice, arithmetic, clue, line, number, numbers, place, plain, said, title

SHEET = "干部基本情况"
BOTH: tuple[Language, Language] = ("zh", "en")


def cell(role: Role, label: str, value: int | None, column: int = 0, **more: object) -> Cell:
    told: dict[str, object] = {"table": "CA1", "row_code": "990121001", "row_label": "河东乡", **more}
    address = Address(SHEET, 12, column) if column else None
    return Cell(role=role, column=label, column_label=label, address=address, value=value, **told)


def finding(pattern: Pattern, cells: tuple[Cell, ...] = (), level: Level = Level.ERROR, **more: object) -> Finding:
    label = cells[0].column_label if cells else "转任调入：本县内"
    row = cells[0].row_code if cells else ""
    where = Place("CA1", SHEET, row, "河东乡" if row else "", label, label)
    return Finding("CA1-X", level, pattern, where, cells, **more)


SUM = finding(
    Pattern.SUM,
    (cell(Role.TOTAL, "合计", 95, 3), cell(Role.PART, "男", 60, 4), cell(Role.PART, "女", 36, 5)),
    expected=96,
    difference=-1,
)


def test_the_sum_reads_as_agreed() -> None:
    """The clerk's own numbers, the total that is given, and the difference with its direction."""
    assert line(SUM, "zh") == "CA1 第12行 河东乡：男 60 ＋ 女 36 ＝ 96，合计填的是 95，合计少 1（C12）"
    assert line(SUM, "en") == "CA1, row 12, 河东乡: 男 60 + 女 36 = 96, but 合计 says 95 — 1 too low (C12)"
    assert title(SUM, "zh") == "男、女之和不等于合计"
    assert place(SUM, "zh") == "工作表“干部基本情况”（CA1）第 12 行 河东乡，单元格 C12、D12、E12"
    assert advice(SUM, "zh") == "请对照台账核对这 3 个数，哪个填错改哪个，使“合计＝男＋女”"


def test_a_balance_shows_what_is_taken_off() -> None:
    """期初 ＋ 增加 － 减少 ＝ 期末, with thousands separated."""
    cells = (
        cell(Role.TOTAL, "期末", 3510, 3),
        cell(Role.PART, "期初", 3480, 4),
        cell(Role.PART, "增加", 52, 5),
        cell(Role.MINUS, "减少", 20, 6),
    )
    balance = finding(Pattern.SUM, cells, expected=3512, difference=-2)

    assert said(balance, "zh") == "期初 3,480 ＋ 增加 52 － 减少 20 ＝ 3,512，期末填的是 3,510，期末少 2"


def test_a_long_sum_is_folded_in_the_line_and_whole_in_the_card() -> None:
    """A list holds sixty characters a line; nothing is lost, the full sum stands in the card."""
    parts = tuple(cell(Role.PART, f"转任调入：第{at}类来源单位", 10 + at, 4 + at) for at in range(6))
    long = finding(Pattern.SUM, (cell(Role.TOTAL, "转任调入", 75, 3), *parts), expected=75 + 0, difference=0)
    long = finding(Pattern.SUM, (cell(Role.TOTAL, "转任调入", 70, 3), *parts), expected=75, difference=-5)

    assert said(long, "zh") == "第0类来源单位等 6 项相加 ＝ 75，转任调入填的是 70，转任调入少 5"
    assert len(line(long, "zh")) <= LONGEST_LINE
    assert all(f"第{at}类来源单位 {10 + at}" in arithmetic(long, "zh") for at in range(6))


def test_a_weighted_sum_is_not_shown_as_a_plain_one() -> None:
    """Where the numbers do not simply add up to what is expected, no false addition is printed."""
    cells = (cell(Role.TOTAL, "学时", 90, 3), cell(Role.PART, "人数", 10, 4), cell(Role.PART, "班次", 4, 5))

    assert said(finding(Pattern.SUM, cells, expected=100, difference=-10), "zh").startswith(
        "按 人数 10、班次 4 计算 ＝ 100"
    )


def test_an_of_which_above_its_whole_reads_as_agreed() -> None:
    """Both numbers and both cells."""
    cells = (cell(Role.SUBJECT, "其中：少数民族", 45, 6), cell(Role.TOTAL, "合计", 40, 3))
    above = finding(Pattern.AT_MOST, cells, expected=40, difference=5)

    assert line(above, "zh") == "CA1 第12行 河东乡：“其中：少数民族” 45 大于 合计 40，多 5（F12、C12）"


def test_an_opening_names_the_earlier_period() -> None:
    """上期 is said with its name, and what to do when last period was wrong."""
    cells = (cell(Role.SUBJECT, "期初", 3480, 6), cell(Role.EARLIER, "期末", 3482, period="2026Q2"))
    opening = finding(Pattern.OPENING, cells, expected=3482, difference=-2)

    assert said(opening, "zh") == "期初填 3,480，上期（2026年第二季度）审定的期末是 3,482，相差 2（前者少）"
    assert advice(opening, "zh") == "期初必须等于上期期末；上期有误的，请先申请“更正上期”"


def test_an_earlier_value_of_no_single_period_is_called_by_its_shift() -> None:
    """Where units were merged the earlier value stands in no one workbook."""
    cells = (cell(Role.SUBJECT, "期初", 3480, 6), cell(Role.EARLIER, "期末", 3482, period="prev_year"))

    assert "上年" in said(finding(Pattern.OPENING, cells, expected=3482, difference=-2), "zh")


@pytest.mark.parametrize(
    ("pattern", "shown", "detail", "wanted"),
    [
        (Pattern.BLANK, "", "", "CA1 C12 河东乡 合计 没有填"),
        (Pattern.NOT_WHOLE, "3.5", "CELL-PEOPLE", "CA1 C12 河东乡 合计 应填整数，填的是“3.5”（请填整数）"),
        (
            Pattern.NOT_A_NUMBER,
            "1o2",
            "CELL-LETTER|position=2|letter=o",
            "CA1 C12 河东乡 合计 应填整数，填的是“1o2”（第 2 个字符是字母 o）",
        ),
        (Pattern.NEGATIVE, "-5", "", "CA1 C12 河东乡 合计 填的是 -5，不能小于 0"),
        (Pattern.NO_CACHE, "", "", "CA1 C12 河东乡 合计 是公式但文件里没有算出的结果"),
        (Pattern.ERROR_VALUE, "#REF!", "", "CA1 C12 河东乡 合计 显示 #REF!，公式没有算出数"),
    ],
)
def test_a_cell_is_named_with_what_it_holds(pattern: Pattern, shown: str, detail: str, wanted: str) -> None:
    """Cell, row, column, and the clerk's own text."""
    one = finding(pattern, (cell(Role.SUBJECT, "合计", None, 3, shown=shown),), detail=detail)

    assert line(one, "zh") == wanted


def test_a_change_shows_both_numbers_and_the_query_line() -> None:
    """A query that can be judged without looking anything up."""
    cells = (cell(Role.SUBJECT, "35岁以下", 412, 6), cell(Role.EARLIER, "35岁以下", 298, period="2026Q2"))
    change = finding(Pattern.CHANGE, cells, Level.QUERY, expected=298, difference=114, high="20%", detail="＋38.3%")

    assert said(change, "zh") == "“35岁以下”：本期 412，上期 298，多 114（＋38.3%），超过 20% 核实线"
    assert said(change, "en") == "35岁以下: 412 now, 298 last period, +114 (+38.3%), beyond the 20% query line"
    assert advice(change, "zh") == "属实请写说明；不属实请改数"


@pytest.mark.parametrize("pattern", Pattern)
@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_every_pattern_can_be_said(pattern: Pattern, language: Language, count: int) -> None:
    """Whatever evidence there is, a finding has its words: a missing sentence would stop a night."""
    cells = tuple(
        cell(role, label, value, column)
        for role, label, value, column in (
            (Role.SUBJECT, "合计", 5, 3),
            (Role.OTHER, "男", 7, 4),
            (Role.EARLIER, "女", None, 5),
        )
    )[:count]
    bare = finding(pattern, cells)
    full = finding(pattern, cells, Level.QUERY, expected=7, difference=-2, low="1%", high="2%", detail="＋3.0%")

    for one in (bare, full):
        for words in (line, title, place, arithmetic, advice):
            assert words(one, language).strip()
            assert "{" not in words(one, language)


@pytest.mark.parametrize("code", [code for code in catalogue() if code.startswith("CLUE-")])
@pytest.mark.parametrize("language", BOTH)
def test_every_clue_is_labelled_as_one(code: str, language: Language) -> None:
    """A clue is never a decision, and names the cell."""
    suspected = finding(Pattern.SUM, SUM.cells, suspects=(Suspect(Address(SHEET, 12, 4), 59, 0, code),))

    assert clue(suspected, language).startswith("线索（仅供参考）：" if language == "zh" else "Clue (not a decision): ")
    assert "D12 男" in clue(suspected, language)


def test_a_cell_of_another_sheet_is_named_with_its_sheet() -> None:
    """C12 alone would send the clerk to the wrong sheet."""
    other = Cell(Role.OTHER, "PM1", "990121001", "河东乡", "x", "党员总数", Address("党员情况", 9, 4), 3509)
    pair = finding(Pattern.EQUAL, (cell(Role.SUBJECT, "党员", 3512, 3), other), expected=3509, difference=3)

    assert line(pair, "zh").endswith("党员 3,512 与 PM1“党员总数” 3,509 应当相等，相差 3（前者多）（C12、党员情况!D9）")


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"),
    [
        (1204, 0, "1,204"),
        (-3, 0, "-3"),
        (1250, 2, "12.50"),
        (-5, 2, "-0.05"),
        (None, 0, "（空）"),
        (10**15, 0, "1,000,000,000,000,000"),
    ],
)
def test_numbers_are_printed_exactly(value: int | None, decimals: int, wanted: str) -> None:
    """The declared decimals, thousands separated, no rounding at any size."""
    assert number(value, decimals, "zh") == wanted


def test_padding_between_chinese_characters_is_left_out() -> None:
    """合    计 is how people align, not how it is called; Latin words keep their space."""
    assert [plain("合    计"), plain("河\n东乡"), plain("New  Town")] == ["合计", "河东乡", "New Town"]


def test_the_numbers_of_an_explanation_are_those_of_the_cells() -> None:
    """They change with any value that the finding rests on, and with nothing else."""
    assert numbers(SUM) == "95|60|36"
