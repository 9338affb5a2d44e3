"""Whose workbook it is: stamp, hidden sheet, cover lines; what contradicts itself or is not due is refused in words."""

import pickle
from dataclasses import replace

import pytest

from flows.read import Forms, identify, mismatch, open_package, read
from flows.read.identity import identity_of
from schemas.periods import Period
from schemas.reading import Identity, WorkbookReading
from schemas.receipt import Fact, Refusal

OURS = Identity("XA", "990121", "2026Q3", "2026.1")


def _cover(layout, row: int, unit: str, period: str):
    changed = layout.with_cell(row, 1, unit).with_cell(row, 3, period)
    targets = [list(line) for line in changed.targets]
    targets[1][0], targets[1][2] = unit, period
    return replace(changed, targets=tuple(map(tuple, targets)))


def _both(admit, forms: Forms, layout):
    admitted = admit(layout.to_bytes())
    found = identify(admitted, forms)
    assert found == identity_of(open_package(admitted), forms)
    return found


def test_the_stamp_says_whose_it_is(stamped, admit, forms) -> None:
    """Without a look at the cells."""
    assert _both(admit, forms, stamped) == OURS


def test_the_hidden_sheet_says_it_where_the_property_is_lost(bare, admit, forms) -> None:
    """Some programs drop properties on saving."""
    meta = (("template", "XA-2026.1"), ("return", "XA"), ("unit", "990121"), ("period", "2026Q3"))

    assert _both(admit, forms, replace(bare, sheets={"_meta": meta}, hidden_sheets=("_meta",))) == OURS


def test_headings_and_cover_lines_say_it_where_nothing_is_stamped(bare, admit, forms) -> None:
    """The version is then not known."""
    assert _both(admit, forms, bare) == replace(OURS, template="")


def test_a_unit_may_be_named_without_its_code(bare, admit, forms) -> None:
    """By its name in the register."""
    found = _both(admit, forms, _cover(bare, 2, "填报单位： 示例二县", "报告期：2026年3季度"))

    assert found == Identity("XA", "990122", "2026Q3", "")


@pytest.mark.parametrize(
    ("stamp", "unit", "period", "refusal"),
    [
        ("XA-2025.2|990121|2026Q3", "填报单位：示例县", "报告期：2026Q3", Refusal("FILE-OLD-TEMPLATE", (Fact("stated", "2025.2"), Fact("wanted", "2026.1")))),
        ("ZZ-2026.1|990121|2026Q3", "填报单位：示例县", "报告期：2026Q3", Refusal("FILE-NOT-OURS")),
        ("XA-2026.1|990121|2026Q3", "填报单位：示例二县（990122）", "报告期：2026Q3", Refusal("FILE-UNIT-CLASH", (Fact("stated", "示例二县"), Fact("stamped", "示例县")))),
        ("XA-2026.1|990121|2026Q3", "填报单位：示例县", "报告期：2026年第一季度", Refusal("FILE-PERIOD-CLASH", (Fact("stated", "2026年第一季度"), Fact("stamped", "2026年第三季度")))),
        ("XA-2026.1|990199|2026Q3", "", "", Refusal("FILE-UNIT-UNKNOWN", (Fact("stated", "990199"),))),
        ("XA-2026.1|990121|soon", "", "", Refusal("FILE-NO-PERIOD")),
        (None, "填报单位：示例县", "", Refusal("FILE-NO-PERIOD")),
        (None, "", "报告期：2026Q3", Refusal("FILE-NO-UNIT")),
        (None, "填报单位：无名县", "报告期：2026Q3", Refusal("FILE-UNIT-UNKNOWN", (Fact("stated", "无名县"),))),
    ],
    ids=["old", "unknown return", "unit clash", "period clash", "unknown code", "bad period", "no period", "no unit", "unknown name"],
)  # fmt: skip
def test_what_contradicts_itself_or_is_unknown_is_refused(stamped, admit, forms, stamp, unit, period, refusal) -> None:
    """Each with its own words, in both languages."""
    found = _both(admit, forms, replace(_cover(stamped, 2, unit, period), stamp=stamp))

    assert found == refusal
    assert read(admit(replace(_cover(stamped, 2, unit, period), stamp=stamp).to_bytes()), forms) == refusal
    assert refusal.message("zh") != refusal.message("en")


def test_another_unit_or_period_than_is_due_is_refused(forms) -> None:
    """The cover is held against the account, the folder, the open period."""
    due = Period.parse("2026Q3")

    assert mismatch(OURS, forms, "990121", due) is None
    other = mismatch(OURS, forms, "990122", due)
    assert other is not None
    assert other.message("zh") == "封面填报单位是“示例县”，应当是“示例二县”。请核对单位后再报"
    early = mismatch(replace(OURS, period="2026Q2"), forms, "990121", due)
    assert early is not None
    assert early.message("zh") == "报告期是2026年第二季度，现在报的是2026年第三季度。请用本期模板"


def test_a_yearly_table_is_asked_for_in_the_fourth_quarter_only(stamped, admit, forms) -> None:
    """In 2026Q3 nobody misses it."""
    fourth = replace(_cover(stamped, 2, "填报单位：示例县", "报告期：2026Q4"), stamp="XA-2026.1|990121|2026Q4")

    reading = read(admit(fourth.to_bytes()), forms)

    assert isinstance(reading, WorkbookReading)
    assert [finding.place.table for finding in reading.findings] == ["XA3"]


def test_explanations_are_read_back_by_their_headings(stamped, understood) -> None:
    """Columns may have been moved; lines without a word are none."""
    lines = (
        ("有 2 处请核实",),
        ("级别\nLevel", "标识\nKey", "填报说明\nNote", "原因代码", "核对数"),
        ("核实", "XA1-B01|XA1|TOTAL|joined", "新设机构调入 4 人", "R02 新招录", "10,3"),
        ("核实", "XA1-B02|XA1|TOTAL|left", None, None, "8"),
        ("核实", "XA1-B03|XA1|TOTAL|cost", None, "R99", "12.50"),
    )

    found = understood(replace(stamped, sheets={"问题清单": lines})).reading.explanations

    assert [(e.key, e.reason, e.text, e.numbers) for e in found] == [
        ("XA1-B01|XA1|TOTAL|joined", "R02", "新设机构调入 4 人", "10,3"),
        ("XA1-B03|XA1|TOTAL|cost", "R99", "", "12.50"),
    ]
    assert found[0].address is not None
    assert found[0].address.a1 == "C3"


def test_what_is_declared_and_what_was_read_can_be_sent_to_another_process(stamped, admit, forms) -> None:
    """The reading runs in a child; figures come back as they were."""
    there = pickle.loads(pickle.dumps(forms))

    reading = pickle.loads(pickle.dumps(read(admit(stamped.to_bytes()), there)))

    assert isinstance(reading, WorkbookReading)
    assert reading.identity == OURS
    assert reading.tables[0].values[0, 0] == 100
