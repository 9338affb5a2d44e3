"""Vintages: none without a change, none overwritten, each change named with its reason."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest

from flows.curate import curate
from flows.data import Selection, read
from flows.publish.changes import LISTED
from flows.publish.editions import catalogued, editions
from schemas.decision import Waiver
from schemas.model import Table
from schemas.periods import Period
from schemas.published import Published
from schemas.units import Register

pytestmark = pytest.mark.usefixtures("ungated")

CELL = ("CA1", "990121101", "opening")
NOVEMBER = date(2026, 11, 2)
DECEMBER = date(2026, 12, 1)


def snapshot(folder: Path) -> dict[str, bytes]:
    """The content of every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def revisions(folder: Path) -> list[dict[str, str]]:
    """The lines of changes.csv."""
    with (folder / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def flags(folder: Path) -> dict[tuple[str, str, str], str]:
    """Flag by table, row and column, of 东示例县."""
    facts = [fact for path in folder.glob("*.parquet") for fact in pyarrow.parquet.read_table(path).to_pylist()]
    return {(fact["table"], fact["row"], fact["column"]): fact["flag"] for fact in facts if fact["unit"] == "990121"}


def test_nothing_changed_makes_no_vintage(city, three_counties, tmp_path: Path) -> None:
    """A second night over the same approvals leaves every byte as it is, even on another day."""
    first = city.publish(three_counties, tmp_path)
    before = snapshot(tmp_path)

    second = city.publish(three_counties, tmp_path, NOVEMBER)

    assert isinstance(first, Published)
    assert isinstance(second, Published)
    assert (first.new, second.new, second.edition) == (True, False, first.edition)
    assert snapshot(tmp_path) == before


def test_a_correction_makes_a_vintage_and_is_named(city, workbook, tmp_path: Path) -> None:
    """v002 names unit, table, row, column, before, after and reason; v001 stays as it was, byte for byte."""
    city.publish(city.facts([workbook("990121"), workbook("990122")]), tmp_path)
    before = snapshot(tmp_path / "2026Q3" / "v001")

    facts = city.facts([workbook("990121", cells={CELL: 2060}), workbook("990122")], "漏报新录用人员 10 名")
    outcome = city.publish(facts, tmp_path, NOVEMBER)

    assert isinstance(outcome, Published)
    assert (outcome.edition.vintage, outcome.edition.revised) == (2, 2)
    assert snapshot(tmp_path / "2026Q3" / "v001") == before
    found = revisions(tmp_path / "2026Q3" / "v002")
    assert [(each["row"], each["before"], each["after"]) for each in found] == [
        ("TOTAL", "6150", "6160"),
        ("990121101", "2050", "2060"),
    ]
    assert {each["reason"] for each in found} == {"漏报新录用人员 10 名"}
    page = (tmp_path / "2026Q3" / "v002" / "CHANGES.md").read_text(encoding="utf-8")
    assert "| 东示例县 | CA1 | 东岭镇 | 上年末实有数 | 2050 | 2060 | 漏报新录用人员 10 名 |" in page
    marked = [key for key, flag in flags(tmp_path / "2026Q3" / "v002").items() if flag == "corrected"]
    assert marked == [("CA1", "TOTAL", "opening"), CELL]


def test_a_corrected_number_stays_marked(city, workbook, tmp_path: Path) -> None:
    """In a later vintage that changes something else, it still differs from the first."""
    other = ("CA1", "990121102", "dec_death")
    for cells in ({}, {CELL: 2060}, {CELL: 2060, other: 3}):
        city.publish(city.facts([workbook("990121", cells=cells)]), tmp_path)

    found = flags(tmp_path / "2026Q3" / "v003")

    assert found[CELL] == found[other] == "corrected"
    assert not (tmp_path / "2026Q3" / "v004").exists()


def test_workbooks_that_enter_or_leave_are_named_once(city, workbook, tmp_path: Path) -> None:
    """Not number by number."""
    city.publish(city.facts([workbook("990121"), workbook("990122")]), tmp_path)

    outcome = city.publish(city.facts([workbook("990121"), workbook("990123")]), tmp_path)

    assert isinstance(outcome, Published)
    assert outcome.edition.revised == 0
    page = (tmp_path / "2026Q3" / "v002" / "CHANGES.md").read_text(encoding="utf-8")
    entered, withdrawn = page.split("## ")[1:]
    assert "北示例县 (990123) CA" in entered
    assert "西示例县 (990122) CA" in withdrawn


def test_what_was_waived_is_named_in_every_edition_that_holds_it(city, workbook, tmp_path: Path) -> None:
    """Unit, return, period, rule, row, item and reason, in the edition it came with and in the next; not once it has left.

    Rows and items are named as they are printed. Without a waiver there is no such heading; a reason is no markup.
    """
    plain = [city.accepted(workbook(unit), number) for number, unit in enumerate(("990121", "990122", "990123"), 1)]
    day = date(2026, 10, 12)
    whole = Waiver("990122", "CA1-N01", "", "", "整建制划转|批文未到", "示例科", day, day)
    waivers = (
        whole,
        replace(whole, code="CA5-L01", row_code="990122101", column="female", reason="名册未核"),
        replace(whole, code="CA3-X01", row_code="TOTAL", column="CA2.total", reason="口径未定"),
    )
    waived = replace(plain[1], workbook=replace(plain[1].workbook, waivers=waivers))
    steps = (plain[:1], [plain[0], waived], [*plain[::2], waived], plain[::2])
    pages = []
    for vintage, accepted in enumerate(steps, 1):
        city.publish(curate(Period.parse("2026Q3"), accepted, city.register, city.forms), tmp_path)
        pages.append((tmp_path / "2026Q3" / f"v{vintage:03}" / "CHANGES.md").read_text(encoding="utf-8"))

    heading = "## 豁免 Waivers"
    female, total = (_item(city.forms.table(code), name) for code, name in (("CA5", "female"), ("CA2", "total")))
    assert [heading in page for page in pages] == [False, True, True, False]
    for page in pages[1:3]:
        lines = page.partition(heading)[2].strip().splitlines()
        assert lines[4:] == [
            "| 西示例县 (990122) | CA | 2026Q3 | CA1-N01 | 所有行 all rows | 所有栏 all columns | 整建制划转\\|批文未到 |",
            f"| 西示例县 (990122) | CA | 2026Q3 | CA5-L01 | 990122101 西关镇 | {female} | 名册未核 |",
            f"| 西示例县 (990122) | CA | 2026Q3 | CA3-X01 | 合计行 total row | {total} | 口径未定 |",
        ]
    first = city.publish(curate(Period.parse("2026Q3"), [waived], city.register, city.forms), tmp_path / "other")
    assert isinstance(first, Published)
    assert heading in (tmp_path / "other" / "2026Q3" / "v001" / "CHANGES.md").read_text(encoding="utf-8")


def _item(table: Table, name: str) -> str:
    """An item as it is printed: its code, and its heading in both languages."""
    column = table.column(name)
    return f"{table.column_code(name)} {column.zh} {column.en}"


def test_many_revisions_are_all_in_the_file(city, workbook, tmp_path: Path) -> None:
    """The page lists the first and says how many more there are."""
    table = city.forms.table("CA1")
    units = ("990121", "990122", "990123")
    every = {
        unit: {
            (form.code, row, column.name): column.example * 10
            for form in city.forms.get("CA").tables
            for row in city.rows(table, unit)[1:]
            for column in form.columns
        }
        for unit in units
    }
    city.publish(city.facts([workbook(unit) for unit in units]), tmp_path)

    city.publish(city.facts([workbook(unit, cells=every[unit]) for unit in units]), tmp_path)

    folder = tmp_path / "2026Q3" / "v002"
    page = (folder / "CHANGES.md").read_text(encoding="utf-8")
    count = len(revisions(folder))
    assert count < LISTED
    assert sum(line.startswith("| ") for line in page.splitlines()) == count + 1


def test_as_of_gives_the_numbers_as_they_were_known(city, workbook, tmp_path: Path) -> None:
    """Before the correction the old number, from its day on the new one, and before the first edition none."""
    city.publish(city.facts([workbook("990121")]), tmp_path)
    city.publish(city.facts([workbook("990121", cells={CELL: 2060})]), tmp_path, NOVEMBER)

    def opening(as_of: date | None, vintage: int | None = None) -> float:
        frame = read(tmp_path, Selection("CA1", unit="东岭镇", as_of=as_of, vintage=vintage))
        return float(frame.loc[frame["column"] == "opening", "value"].item())

    assert [opening(date(2026, 11, 1)), opening(NOVEMBER), opening(None), opening(None, vintage=1)] == [
        2050, 2060, 2060, 2050,
    ]  # fmt: skip


def test_the_catalogue_names_every_edition_and_the_current_ones(city, workbook, tmp_path: Path) -> None:
    """It is made of the folders that are there, so that it can be made again."""
    city.publish(city.facts([workbook("990121")]), tmp_path)
    city.publish(city.facts([workbook("990121", cells={CELL: 2060})]), tmp_path, NOVEMBER)

    entries = json.loads((tmp_path / "catalog.json").read_bytes())["editions"]

    assert [(entry["folder"], entry["current"], entry["published"]) for entry in entries] == [
        ("2026Q3/v001", False, "2026-10-20"),
        ("2026Q3/v002", True, "2026-11-02"),
    ]
    assert catalogued(tmp_path) == editions(tmp_path)


def test_a_row_that_is_gone_is_told(city, workbook, tmp_path: Path) -> None:
    """A township that the county no longer has leaves a line in the changes, with what it was."""
    city.publish(city.facts([workbook("990121")]), tmp_path)
    text = city.register.to_csv().replace(
        "990121102,河口镇,乡镇,990121,2000-01-01,", "990121102,河口镇,乡镇,990121,2000-01-01,2026-06-30"
    )
    later = replace(city, register=Register.from_csv(text))
    facts = curate(Period.parse("2026Q3"), [later.accepted(workbook("990121"))], later.register, later.forms)

    outcome = later.publish(facts, tmp_path)

    assert isinstance(outcome, Published)
    gone = [each for each in revisions(tmp_path / "2026Q3" / "v002") if each["row"] == "990121102"]
    assert {(each["unit_name"], each["row_label"], each["after"]) for each in gone} == {("东示例县", "河口镇", "")}
    assert len(gone) == sum(len(table.columns) for table in facts.tables)
