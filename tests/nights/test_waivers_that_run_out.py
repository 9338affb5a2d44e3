"""What the morning summary says of waivers whose last day is past or near."""

from dataclasses import replace
from datetime import timedelta

from one_county import COUNTY, FIRST, Town

from schemas.decision import Waiver
from schemas.returns import table

TODAY = FIRST.date()
HEADING = table("CA1").column("inc_other")
ITEM = table("CA1").column_code("inc_other")
PAST, NEAR = "到期的豁免", "七天内到期的豁免"


def waiver(days: int, code: str = "CA1-N01", **changes: str) -> Waiver:
    """One of the county's, made on the first night's day, whose last day is so many days later."""
    made = Waiver(COUNTY, code, "", "", "整建制划转，批文未到", "示例科", TODAY, TODAY + timedelta(days=days))
    return replace(made, **changes)


def put(town: Town, *waivers: Waiver) -> None:
    """Waivers on file since the first night."""
    with town.record() as record:
        for number, each in enumerate(waivers):
            record.waive(each, FIRST + timedelta(minutes=number))


def summary(town: Town, days: int) -> str:
    """What the night so many days after the first one tells in the morning."""
    town.night(days)
    return (town.home.reports / f"{TODAY + timedelta(days=days)}" / "summary.md").read_text(encoding="utf-8")


def test_a_waiver_is_told_from_seven_days_before_until_the_night_after_its_last(town: Town) -> None:
    """With its number, unit, rule, row, item as printed and last day, in both languages; before that and afterwards not at all."""
    town.night(0)
    put(town, waiver(10, row_code="990121-J01", column="inc_other"))
    told = {days: summary(town, days) for days in (2, 3, 10, 12, 13)}

    line = f"- 豁免 1：示例一县（{COUNTY}）的 CA1-N01，行：990121-J01 县直机关工委，栏：{ITEM} {HEADING.zh}，到 2027-01-25 为止（含当天）"
    assert {days: (NEAR in text, "上次夜间校核以来到期" in text) for days, text in told.items()} == {
        2: (False, False),
        3: (True, False),
        10: (True, False),
        12: (False, True),
        13: (False, False),
    }
    assert all(line in told[days].splitlines() for days in (3, 10, 12))
    assert (
        f"- Waiver 1: CA1-N01 for 示例一县 ({COUNTY}), row: 990121-J01 县直机关工委, column: {ITEM} {HEADING.en}, until 2027-01-25 (included)"
        in told[12]
    )


def test_a_second_run_of_the_day_tells_the_same(town: Town) -> None:
    """What ran out is counted from the last night of an earlier day, so that no run hides it."""
    town.night(0)
    put(town, waiver(1))

    assert summary(town, 3).count("上次夜间校核以来到期") == 1
    assert summary(town, 3).count("上次夜间校核以来到期") == 2


def test_what_was_ended_or_is_carried_on_is_not_told(town: Town) -> None:
    """The office ended the one itself; another waiver, as wide and longer, carries the other on; a narrower one does not."""
    town.night(0)
    put(
        town,
        waiver(2),
        waiver(3, code="CA1-P01"),
        waiver(30, code="CA1-P01"),
        waiver(3, code="CA1-P02"),
        waiver(30, code="CA1-P02", column="total"),
    )
    with town.record() as record:
        record.end_waiver(1, "示例科", FIRST + timedelta(hours=1))
    near, past = summary(town, 1), summary(town, 4)

    for text, heading in ((near, NEAR), (past, PAST)):
        assert f"{heading}（1）" in text
        assert [line[:6] for line in text.splitlines() if line.startswith("- 豁免")] == ["- 豁免 4"]


def test_without_waivers_the_summary_has_no_such_heading(town: Town) -> None:
    """Nothing is said where there is nothing to say."""
    assert "豁免" not in summary(town, 0)
