"""A rule reads as the paper form prints it, and its breach as a clerk would say it."""

import pytest

from rules.language import Item, parse
from rules.wording import TITLE_LENGTH, Language, Naming, broken, named, printed, title

COLUMNS = {
    "total": (1, "合计", "total"),
    "male": (2, "男", "male"),
    "female": (3, "女", "female"),
    "band_a": (4, "年龄：30及以下", "30 and under"),
    "band_b": (5, "年龄：31–45", "31–45"),
    "band_c": (6, "年龄：46–60", "46–60"),
    "closing": (25, "年末实有数", "closing"),
    "opening": (8, "年初数", "opening"),
    "inc": (9, "增加", "joined"),
    "dec": (10, "减少", "left"),
}


def number(item: Item) -> int:
    return COLUMNS[item.column][0]


def name(item: Item, language: Language) -> str:
    return COLUMNS[item.column][1 if language == "zh" else 2]


def table(code: str, language: Language) -> str:
    place = code.removeprefix("CA") or "2"
    return f"表{place}" if language == "zh" else f"table {place}"


NAMING = Naming(number, name, table)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("total == male + female", "1栏=2栏+3栏", "col 1 = col 2 + col 3"),
        ("total == band_a + band_b + band_c", "1栏=4栏至6栏之和", "col 1 = sum of col 4 to col 6"),
        ("total == band_a + band_b + band_c + dec", "1栏=4栏至6栏之和+10栏", "col 1 = sum of col 4 to col 6 + col 10"),
        ("total == male + inc + dec", "1栏=2栏+9栏+10栏", "col 1 = col 2 + col 9 + col 10"),
        ("closing == opening + inc - dec", "25栏=8栏+9栏−10栏", "col 25 = col 8 + col 9 − col 10"),
        ("total == -male - female", "1栏=−2栏−3栏", "col 1 = −col 2 − col 3"),
        ("opening == prev_year(closing)", "8栏=上年末25栏", "col 8 = last year-end's col 25"),
        ("inc >= prev_quarter(inc)", "9栏≥上季度9栏", "col 9 ≥ last quarter's col 9"),
        ("female <= total", "3栏≤1栏", "col 3 ≤ col 1"),
        ("total == CA1.closing", "表2.1栏=表1.25栏", "table 2 col 1 = table 1 col 25"),
        ("total(inc) == total(dec)", "合计行9栏=合计行10栏", "total row col 9 = total row col 10"),
        ("city(inc) == city(dec)", "全市9栏=全市10栏", "city col 9 = city col 10"),
        ("dec == 0", "10栏=0", "col 10 = 0"),
        ("inc <= 0.5 * dec + 3", "9栏≤0.5×10栏+3", "col 9 ≤ 0.5 × col 10 + 3"),
        ("inc >= 2 * quarter * dec - 1", "9栏≥2×季度数×10栏−1", "col 9 ≥ 2 × quarter × col 10 − 1"),
        ("within(dec / opening, 1%, 12%)", "1%≤10栏÷8栏≤12%", "1% ≤ col 10 ÷ col 8 ≤ 12%"),
        ("within((inc + dec) / opening, 1.5, 5)", "1.5≤(9栏+10栏)÷8栏≤5", "1.5 ≤ (col 9 + col 10) ÷ col 8 ≤ 5"),
        ("change(inc, 20%)", "|9栏−上期9栏|≤上期9栏×20%", "|col 9 − last period's col 9| ≤ last period's col 9 × 20%"),
        (
            "change(inc, 20%, 5)",
            "|9栏−上期9栏|≤上期9栏×20%（相差不足5的不查）",
            "|col 9 − last period's col 9| ≤ last period's col 9 × 20% (differences below 5 pass)",
        ),
        (
            "drift([band_a, band_b, band_c], total, 0.03)",
            "4栏至6栏各占1栏的比重与上期相差≤3个百分点",
            "shares of col 4 to col 6 in col 1 move by ≤ 3 points a period",
        ),
        (
            "drift([male, band_a], total, 0.025)",
            "2栏、4栏各占1栏的比重与上期相差≤2.5个百分点",
            "shares of col 2, col 4 in col 1 move by ≤ 2.5 points a period",
        ),
        (
            "near(city(inc), city(dec), 20%)",
            "全市9栏≈全市10栏（相差≤较大数的20%）",
            "city col 9 ≈ city col 10 (within 20% of the larger)",
        ),
        ("needs_note(dec)", "10栏≠0时须附说明", "explain where col 10 ≠ 0"),
        ("if male > 0: female > 0", "若2栏>0，则3栏>0", "if col 2 > 0 then col 3 > 0"),
        (
            "total == round(100 * male / female, 1)",
            "1栏=100×2栏÷3栏（保留1位小数）",
            "col 1 = 100 × col 2 ÷ col 3 (rounded to 1 decimals)",
        ),
        ("total == source()", "1栏=来源表所列数", "col 1 = the source cell"),
        (
            "printed(total == male + female)",
            "1栏=2栏+3栏（公布数，各自四舍五入）",
            "col 1 = col 2 + col 3 (published, each rounded)",
        ),
        (
            "printed(total == 100 * male / female)",
            "1栏=100×2栏÷3栏（公布数，各自四舍五入）",
            "col 1 = 100 × col 2 ÷ col 3 (published, each rounded)",
        ),
    ],
)
def test_the_printed_relation(text: str, zh: str, en: str) -> None:
    """栏 numbers, runs of consecutive columns folded, earlier periods and other tables named."""
    assert printed(parse(text), NAMING, "zh") == zh
    assert printed(parse(text), NAMING, "en") == en


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("total == male + female", "合计＝男＋女", "total = male + female"),
        ("closing == opening + inc - dec", "年末实有数＝年初数＋增加－减少", "closing = opening + joined − left"),
        ("opening == prev_year(closing)", "年初数＝上年末“年末实有数”", "opening = last year-end's “closing”"),
        ("total == CA1.closing", "表2“合计”＝表1“年末实有数”", "table 2 “total” = table 1 “closing”"),
    ],
)
def test_the_relation_in_names(text: str, zh: str, en: str) -> None:
    """The same with the names of the columns, as the advice quotes it."""
    assert named(parse(text), NAMING, "zh") == zh
    assert named(parse(text), NAMING, "en") == en


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("total == male + female", "男、女之和不等于合计", "Male and female do not add up to total"),
        (
            "total == band_a + band_b + band_c + male",
            "年龄：30及以下等4项之和不等于合计",
            "30 and under and 3 more do not add up to total",
        ),
        (
            "closing == opening + inc - dec",
            "“年初数”加“增加”减“减少”不等于“年末实有数”",
            "“opening” plus “joined” minus “left” is not “closing”",
        ),
        ("opening == prev_year(closing)", "“年初数”与上年末“年末实有数”不相等", "“opening” and last year-end's “closing” are not equal"),
        ("female <= total", "“女”大于“合计”", "“female” is more than “total”"),
        ("total >= male + female", "“合计”小于“男”、“女”之和", "“total” is less than the sum of “male” and “female”"),
        ("male < female", "“男”不小于“女”", "“male” is not below “female”"),
        ("male != female", "“男”与“女”不应相等", "“male” and “female” must differ"),
        ("dec == 0", "“减少”不等于0", "“left” is not 0"),
        ("within(dec / opening, 0, 12%)", "“减少”占“年初数”的比例不在0至12%之间", "“left” as a share of “opening” is outside 0 to 12%"),
        ("within(dec / opening, 2, 5)", "“减少”与“年初数”之比不在2至5之间", "“left” to “opening” is outside 2 to 5"),
        ("change(inc, 20%, 5)", "“增加”比上期变化超过20%", "“joined” changed by more than 20%"),
        ("drift([male, female], total, 0.03)", "“男”、“女”占“合计”的比重变化超过3个百分点", "Shares of “male” and “female” in “total” moved by more than 3 points"),
        ("near(inc, dec, 20%)", "“增加”与“减少”相差超过20%", "“joined” and “left” differ by more than 20%"),
        ("needs_note(dec)", "“减少”不是0，须写说明", "“left” is not 0: explain"),
        ("if male > 0: female > 0", "“男”大于0，但“女”不大于0", "“male” is above 0, yet “female” is not above 0"),
        ("inc >= 2 * quarter * dec - 1", "“增加”小于2×季度数×“减少”减1", "“joined” is less than 2×quarter × “left” minus 1"),
        ("printed(total == 100 * male / female)", "“合计”与100×“男”÷“女”的结果不符", "“total” does not agree with 100×“male” ÷ “female”"),
    ],
)  # fmt: skip
def test_the_title_of_a_breach(text: str, zh: str, en: str) -> None:
    """What is wrong, in words."""
    assert title(parse(text), NAMING, "zh") == zh
    assert title(parse(text), NAMING, "en") == en


def test_a_long_title_is_shortened() -> None:
    """Headings lose their upper levels, and a long account names only its result."""
    long = Naming(number, lambda item, _: f"很长的上级栏目名称之一：很长的栏目名称{number(item)}", table)

    assert title(parse("female <= total"), long, "zh") == "“很长的栏目名称3”大于“很长的栏目名称1”"
    assert title(parse("closing == opening + inc - dec"), long, "zh").endswith("栏目名称25”与各项加减的结果不相等")
    for text in ("total == male + female + inc", "male <= female + band_a + inc + dec"):
        assert len(title(parse(text), long, "zh")) <= TITLE_LENGTH


def test_the_short_statement_of_a_breach() -> None:
    """What a sheet shows beside a row."""
    assert broken(parse("total == male + female"), NAMING, "zh") == "合计≠男＋女"
    assert broken(parse("female <= total"), NAMING, "en") == "female > total"
    assert broken(parse("needs_note(dec)"), NAMING, "zh") == "“减少”不是0，须写说明"
