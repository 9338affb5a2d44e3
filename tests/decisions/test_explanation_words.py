"""What an explanation must say to be taken."""

from dataclasses import replace

import pytest

from schemas.decision import Reason
from schemas.explaining import LEAST, MOST, objection
from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role
from schemas.reading import Explanation

GOOD = "三季度集中录用公务员28人，均已到岗"


def cell(role: Role, value: int | None, decimals: int = 0) -> Cell:
    return Cell(role, "CA1", "990121101", "新东岭镇", "total", "合计", Address("干部", 12, 3), value, decimals)


def band(*cells: Cell, pattern: Pattern = Pattern.BAND) -> Finding:
    place = Place("CA1", "干部", "990121101", "新东岭镇", "total", "合计")
    return Finding("CA1-C01", Level.QUERY, pattern, place, cells)


QUERY = band(cell(Role.SUBJECT, 48), cell(Role.TOTAL, 412))


def refused(text: str, reason: str = "R04", finding: Finding = QUERY) -> str:
    """Code of the message, empty where the explanation is taken."""
    found = objection(finding, Explanation(finding.key, "48|412", reason, text))
    if found is None:
        return ""
    assert all(found.message(language) for language in ("zh", "en"))
    return found.code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GOOD, "R04"),
        ("  " + GOOD + "\n", " R04 "),
        ("较上期增加114人，其中新招录57人、县外调入57人，已与编办台账核对一致", "R99"),
        ("乡镇合并，人员并入新东岭镇（示政复〔2026〕12号）", "R01"),
        ("乡镇合并，人员并入新东岭镇，示政复[2026]12 号", "R01"),
        ("整建制划入市直，见示编办（2026）第 3 号", "R03"),
        ("上期漏计西关镇6人，已更正，编号：GZ-2026-07", "R05"),
        ("按示组发〔2026〕12号新增援派干部30人", "R07"),
        ("党校结业后集中转正，属实，共45人，九月底办完", "R04"),
    ],
)
def test_an_explanation_that_says_what_happened_is_taken(text: str, reason: str) -> None:
    """What happened, when, how many, and where a code asks for it, on what grounds."""
    assert refused(text, reason) == ""


@pytest.mark.parametrize(
    "text",
    [
        "核实无误",
        "情况属实",
        "已核实修正数据",
        "经核实，数据无误，情况属实。",
        "我县已再次核对，上述数据真实准确",
        "以上数据经审核确认全部正确无误，特此说明！",
        "属 实",
        "核实无误，核实无误，核实无误",
    ],
)
def test_stock_phrases_explain_nothing(text: str) -> None:
    """However many of them are put together."""
    assert refused(text) == "EXPLAIN-EMPTY"


def test_an_explanation_is_neither_a_word_nor_an_essay() -> None:
    """Blanks do not count; R99, whose code says nothing, needs more words."""
    fifteen = "九月底新录用二十八人均已到岗了"
    assert refused("") == "EXPLAIN-SHORT"
    assert refused("新增 28 人 " * 1) == "EXPLAIN-SHORT"
    assert refused(fifteen[: LEAST - 1]) == "EXPLAIN-SHORT"
    assert refused(fifteen[:LEAST]) == ""
    assert refused(fifteen[:14], "R99") == "EXPLAIN-SHORT"
    assert refused(fifteen, "R99") == ""
    assert refused(("新录用" * MOST)[:MOST]) == ""
    assert refused(("新录用" * MOST)[: MOST + 1]) == "EXPLAIN-LONG"


@pytest.mark.parametrize(
    "text",
    [
        "新录用人员 11010519491231002X 等28人",
        "请与县委组织部联系，电话 13800138000 核对",
        "请与县委组织部联系，电话 １３８００１３８０００ 核对",
        "张晓明同志九月调入本县，另有27人",
        "录用名单：姓名见附表，共28人九月到岗",
    ],
)
def test_persons_are_not_named(text: str) -> None:
    """Counts and causes only; what was written is not repeated in the answer."""
    found = objection(QUERY, Explanation(QUERY.key, "48|412", "R04", text))

    assert found is not None
    assert found.code == "EXPLAIN-PERSONAL"
    assert found.facts == ()


@pytest.mark.parametrize("reason", ["", "R00", "R08", "机构改革", "r04"])
def test_a_reason_is_one_of_the_list(reason: str) -> None:
    """The code chosen is named back."""
    assert refused(GOOD, reason) == "EXPLAIN-REASON"


@pytest.mark.parametrize("reason", [reason.value for reason in Reason if reason.needs_reference])
def test_some_reasons_rest_on_a_document(reason: str) -> None:
    """Its number is asked for."""
    assert refused("乡镇合并，人员并入新东岭镇，共28人", reason) == "EXPLAIN-REFERENCE"


def test_small_numbers_excuse_only_ratios_of_small_numbers() -> None:
    """R06 needs a denominator below 30, in people and not in hundredths."""
    text = "本乡只有公务员19人，变动1人比例就超过5%"
    subject = cell(Role.SUBJECT, 2)
    small = band(subject, cell(Role.TOTAL, 29))

    assert refused(text, "R06", small) == ""
    assert refused(text, "R06", band(subject, cell(Role.TOTAL, 30))) == "EXPLAIN-NOT-SMALL"
    assert refused(text, "R06", band(subject, cell(Role.TOTAL, 15), cell(Role.TOTAL, 15))) == "EXPLAIN-NOT-SMALL"
    assert refused(text, "R06", band(subject, cell(Role.TOTAL, 2900, 2))) == ""
    assert refused(text, "R06", band(subject, cell(Role.TOTAL, None))) == "EXPLAIN-NOT-SMALL"
    assert refused(text, "R06", band(subject, cell(Role.EARLIER, 19), pattern=Pattern.CHANGE)) == ""
    assert refused(text, "R06", replace(small, pattern=Pattern.NEAR)) == "EXPLAIN-NOT-SMALL"
