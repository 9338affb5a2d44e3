"""Waivers at the terminal: made of what there is, read back, ended once."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from one_office import DAY, LAST_NIGHT, ORGAN, REASON, UNIT, WAIVED_UNTIL, in_one_process, rows_of
from typer.testing import Result

LONGER = "2026-02-25"


def test_a_waiver_is_read_back(home: Path, shenhe: Callable[..., Result]) -> None:
    """Unit, rule in words, row, column and both days, from codes in any case and from printed names; it is listed."""
    wanted = ("--row", "县直机关工委", "--column", "期末在库：女", "--until", WAIVED_UNTIL, "-m", REASON)
    done = shenhe("waive", "示例一县", "ca5-l01", *wanted, "--by", "示例科", "--home", home, "--date", DAY)

    assert done.exit_code == 0, done.output
    for word in ("示例一县（990121）", "CA5-L01", "CA5.08 期末在库：女", f"{ORGAN} 县直机关工委", DAY, WAIVED_UNTIL):
        assert word in done.stdout
    listed = shenhe("waivers", "--home", home, "--date", DAY).stdout
    for word in (
        f"示例一县（{UNIT}）  CA5-L01",
        f"行：{ORGAN} 县直机关工委",
        "栏：CA5.08 期末在库：女",
        "示例科",
        REASON,
    ):
        assert word in listed
    assert "没有有效的豁免" in shenhe("waivers", "--home", home, "--date", LAST_NIGHT).stdout


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit": "990199"}, "990199"),
        ({"unit": "990121100"}, "自己不报送"),
        ({"code": "CA5-L99"}, "没有规则“CA5-L99”"),
        ({"code": "FILE-EMPTY"}, "拒收文件的原因"),
        ({"code": "CA5-E00"}, "不用豁免"),
        ({"--row": "990122101"}, "没有“990122101”这一行"),
        ({"--column": "practice"}, "没有“practice”这一栏"),
        ({"--until": "2026-01-10"}, "到期日 2026-01-10"),
        ({"--until": "2028-01-10"}, "到期日 2028-01-10"),
        ({"-m": "好"}, "请写明理由"),
    ],
)
def test_a_waiver_of_what_is_not_there_is_refused(
    home: Path, shenhe: Callable[..., Result], changes: dict[str, str], said: str
) -> None:
    """One sentence that names what is wrong, exit code 2, and nothing on file."""
    asked = {"unit": UNIT, "code": "CA5-L01", "--until": WAIVED_UNTIL, "-m": REASON} | changes
    options = [word for name, value in asked.items() if name.startswith("-") for word in (name, value)]

    done = shenhe("waive", asked["unit"], asked["code"], *options, "--home", home, "--date", DAY)

    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert "没有有效的豁免" in shenhe("waivers", "--home", home, "--date", DAY).stdout


@pytest.mark.parametrize(
    "said", ["female", "FEMALE", "CA5.08", "ca5.08", "08", "8", "c08", "第8栏", "期末在库：女", "期末在库:女", "女"]
)
def test_a_column_is_named_as_the_form_or_a_person_names_it(office: Path, said: str) -> None:
    """By its name, its code, its number, its heading, or the last level of that where it is the only one."""
    assert _column(office, "CA5-L01", said) == "female"


@pytest.mark.parametrize("said", ["TOTAL", "合计", "县合计", "合 计", "合计行", "total row"])
def test_the_total_row_is_named_as_it_is_printed(home: Path, shenhe: Callable[..., Result], said: str) -> None:
    """By the name in the unit's workbook, by that in messages, by its code."""
    wanted = ("--row", said, "--until", WAIVED_UNTIL, "-m", REASON)
    done = shenhe("waive", UNIT, "CA5-L01", *wanted, "--home", home, "--date", DAY)

    assert done.exit_code == 0, done.output
    assert "合计行" in shenhe("waivers", "--home", home, "--date", DAY).stdout


def test_what_the_rule_does_not_speak_of_is_no_column_of_it(office: Path) -> None:
    """A column of the table, a number and a code of another table are refused alike; the nearest ones come first."""
    from record.errors import RecordError

    for said, first in (("femal", "CA5.08"), ("期末", "CA5.07"), ("14", ""), ("CA1.08", ""), ("practice", "")):
        with pytest.raises(RecordError) as refused:
            _column(office, "CA5-L01", said)
        assert refused.value.code == "WAIVE-COLUMN"
        columns = refused.value.facts["columns"]
        assert sorted(columns) == ["CA5.07 closing 期末在库", "CA5.08 female 期末在库：女"]
        assert columns[0].startswith(first)


def test_a_word_of_several_headings_asks_which(office: Path) -> None:
    """Each that it may mean is named with its code, and no other."""
    from record.errors import RecordError
    from schemas.returns import returns

    table = returns().table("CA5")
    others = [each for each in table.columns if each.zh.endswith("：其他")]
    assert len(others) == 1
    assert _column(office, table.hierarchy_code, "其他") == others[0].name
    table, word = returns().table("CA1"), "市外"
    with pytest.raises(RecordError) as refused:
        _column(office, table.hierarchy_code, word)
    assert refused.value.code == "WAIVE-COLUMN-WHICH"
    assert all(f"：{word}" in each for each in refused.value.facts["columns"])
    assert refused.value.message("zh").startswith(
        f"规则 {table.hierarchy_code} 里有几栏叫“{word}”，请写代码：{table.code}."
    )


def _column(home: Path, code: str, said: str) -> str:
    """The item of a rule that a text means, as the rule names it."""
    from record import connect

    connect(home)
    from flows.acts import asked
    from schemas.returns import returns

    return asked.column(returns(), asked.rule(returns(), code), said)


def test_what_holds_over_the_whole_city_is_waived_for_nobody(home: Path, shenhe: Callable[..., Result]) -> None:
    """Such a rule returns no unit's workbook."""
    from rules.language import Scope
    from schemas.returns import returns

    code = next(each.code for each in returns().all_rules() if each.rule.scope is Scope.CITY)
    done = shenhe("waive", UNIT, code, "--until", WAIVED_UNTIL, "-m", REASON, "--home", home, "--date", DAY)

    assert done.exit_code == 2
    assert "核对的是全市" in done.stderr


@pytest.mark.parametrize("narrow", [(), ("--column", "CA5.07"), ("--column", "CA5.08")])
def test_what_a_waiver_concerns_is_judged_at_once_and_nothing_else_moves(
    home: Path, shenhe: Callable[..., Result], narrow: Sequence[str]
) -> None:
    """The county's one error goes, whichever item of its rule is named; both its other returns stay where they are.

    Ended, the error is back, at once too.
    """
    at = ("--home", home, "--date", DAY)

    def states() -> dict[str, str]:
        found = rows_of(shenhe("status", "--format", "json", *at))
        return {str(row["return_code"]): str(row["state"]) for row in found if row["unit"] == UNIT}

    before = states()
    done = shenhe("waive", UNIT, "CA5-L01", *narrow, "--until", WAIVED_UNTIL, "-m", REASON, *at)
    during = states()
    ended = shenhe("end-waiver", "1", *at)

    assert before["CA"] == "to_correct"
    assert during == before | {"CA": "awaiting_review"}
    assert states() == before
    assert "编号 1（CA 2025Q4）已重新校核：需修改 → 待审核" in done.stdout
    assert "编号 1（CA 2025Q4）已重新校核：待审核 → 需修改" in ended.stdout


def test_what_a_waiver_let_in_is_named_in_the_edition(home: Path) -> None:
    """CHANGES.md says for which unit, return and period which rule was waived, and why; of the others it says nothing."""
    at = ("--home", str(home), "--date", DAY)
    steps = (
        ("waive", UNIT, "CA5-L01", "--until", WAIVED_UNTIL, "-m", REASON, *at),
        ("review", "approve", "1", *at),
        ("review", "approve", "2", *at),
        ("publish", "2025Q4", *at),
    )
    done = in_one_process(home, [list(each) for each in steps])

    assert [each.exit_code for each in done] == [0] * len(steps), done
    page = (home / "curated" / "2025Q4" / "v001" / "CHANGES.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if "2025Q4" in line][1:] == [
        f"| 示例一县 ({UNIT}) | CA | 2025Q4 | CA5-L01 | 所有行 all rows | 所有栏 all columns | {REASON} |"
    ]


def test_a_waiver_of_what_nobody_has_moves_nothing(home: Path, shenhe: Callable[..., Result]) -> None:
    """The answer says so, and promises nothing for the night."""
    done = shenhe("waive", UNIT, "CA1-N01", "--until", WAIVED_UNTIL, "-m", REASON, "--home", home, "--date", DAY)

    assert "状态都不变" in done.stdout
    assert "夜间" not in done.stdout


def test_the_same_waiver_twice_is_one(home: Path, shenhe: Callable[..., Result]) -> None:
    """The same words by the same person are one waiver, listed once; in other words it is refused with its number."""
    wanted = ("waive", UNIT, "CA5-L01", "--until", WAIVED_UNTIL, "--home", home, "--date", DAY, "-m")
    first, again, other = shenhe(*wanted, REASON), shenhe(*wanted, REASON), shenhe(*wanted, f"{REASON}，补充文件")

    assert (first.exit_code, again.exit_code, other.exit_code) == (0, 0, 2)
    assert again.stdout.splitlines()[:3] == first.stdout.splitlines()[:3]
    assert "已有豁免 1" in other.stderr
    assert len(shenhe("waivers", "--home", home, "--date", DAY).stdout.splitlines()) == 1


def test_a_cell_without_a_figure_is_not_waived(home: Path, shenhe: Callable[..., Result]) -> None:
    """No permission stands in for a figure."""
    done = shenhe("waive", UNIT, "CA1-D00", "--until", WAIVED_UNTIL, "-m", REASON, "--home", home, "--date", DAY)

    assert done.exit_code == 2
    assert "豁免代替不了数" in done.stderr


def test_a_waiver_is_ended_once(home: Path, shenhe: Callable[..., Result]) -> None:
    """The second time there is none of that number; one for the same rule that is still in force is named."""
    at = ("--home", home, "--date", DAY)
    assert shenhe("waive", UNIT, "CA5-L01", "--until", WAIVED_UNTIL, "-m", REASON, *at).exit_code == 0
    assert shenhe("waive", UNIT, "CA5-L01", "--until", LONGER, "-m", REASON, *at).exit_code == 0

    ended, again = shenhe("end-waiver", "1", *at), shenhe("end-waiver", "1", *at)
    last = shenhe("end-waiver", "2", *at)

    assert (ended.exit_code, again.exit_code, last.exit_code) == (0, 2, 0)
    assert "豁免 1 已终止" in ended.stdout
    assert "还有豁免 2 有效" in ended.stdout
    assert "没有编号为 1 的有效豁免" in again.stderr
    assert "重新适用" in last.stdout
