"""What an analyst asks: which tables, what they mean, and their facts as a frame or a file."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.data import DataError, Selection, read, save, table, tables
from schemas.periods import Period

pytestmark = pytest.mark.usefixtures("ungated")

MADE = datetime(2026, 10, 20)  # noqa: DTZ001 - a workbook's properties carry no zone


@pytest.fixture(scope="module")
def four_quarters(city, workbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Editions of two quarters."""
    curated = tmp_path_factory.mktemp("quarters")
    for code in ("2026Q2", "2026Q3"):
        period = Period.parse(code)
        city.publish(city.facts([workbook("990121"), workbook("990122")], period=period), curated)
    return curated


def test_the_list_has_every_table_with_its_periods(four_quarters: Path) -> None:
    """Half-yearly tables stand in the second quarter only."""
    listed = {each.table: [edition.period for edition in each.editions] for each in tables(four_quarters)}

    assert listed["CA1"] == ["2026Q2", "2026Q3"]
    assert listed["CA2"] == ["2026Q2"]


def test_a_table_is_found_by_code_or_title(four_quarters: Path, city) -> None:
    """In any case; its items have code, heading and definition."""
    form = city.forms.table("CA1")

    found = table(four_quarters, "ca1")

    assert found == table(four_quarters, form.zh) == table(four_quarters, form.en)
    assert [(item.code, item.zh) for item in found.items][:2] == [
        ("CA1.01", "上年末实有数"),
        ("CA1.02", "本年增加合计"),
    ]
    assert found.items[0].definition == form.columns[0].definition


def test_an_unknown_table_is_answered_with_those_there_are(four_quarters: Path) -> None:
    """In words, with the codes."""
    with pytest.raises(DataError) as told:
        table(four_quarters, "XX9")

    assert "CA1" in told.value.message("zh")
    assert "XX9" in told.value.message("en")


def test_nothing_published_is_said_so(tmp_path: Path) -> None:
    """An empty folder is not an empty answer."""
    with pytest.raises(DataError) as told:
        tables(tmp_path)

    assert told.value.message("zh") == "还没有发布过数据。"


@pytest.mark.parametrize(
    ("first", "last", "periods"),
    [("2026Q3", None, {"2026Q3"}), (None, "2026Q2", {"2026Q2"}), (None, None, {"2026Q2", "2026Q3"})],
)
def test_a_range_of_periods(four_quarters: Path, first: str | None, last: str | None, periods: set[str]) -> None:
    """Open at either end."""
    ends = [Period.parse(code) if code else None for code in (first, last)]

    frame = read(four_quarters, Selection("CA1", *ends))

    assert set(frame["period"]) == periods


@pytest.mark.parametrize("unit", ["990122", "西示例县"])
def test_a_county_by_code_or_name(four_quarters: Path, unit: str) -> None:
    """All its rows."""
    frame = read(four_quarters, Selection("CA1", unit=unit))

    assert set(frame["row_label"]) == {"合计", "西关镇", "南岭乡"}


def test_the_wide_frame_is_the_printed_table(four_quarters: Path, city) -> None:
    """One line a row in printed order, the printed headings as columns."""
    frame = read(four_quarters, Selection("CA1", first=Period.parse("2026Q3"), unit="990121"), wide=True)

    assert list(frame.columns)[5:] == [column.zh for column in city.forms.table("CA1").columns]
    assert list(frame["row_label"]) == ["合计", "县直机关工委", "东岭镇", "河口镇"]
    assert list(frame["上年末实有数"]) == [6150, 2050, 2050, 2050]


def test_what_is_not_there_is_said_with_what_was_asked(four_quarters: Path) -> None:
    """No empty file."""
    with pytest.raises(DataError, match="990199"):
        read(four_quarters, Selection("CA1", unit="990199"))


def test_a_frame_saved_is_a_frame_read(four_quarters: Path, tmp_path: Path) -> None:
    """CSV, Parquet and workbook hold the same lines."""
    frame = read(four_quarters, Selection("CA1", unit="东岭镇"))
    for suffix in ("csv", "parquet", "xlsx"):
        save(frame, tmp_path / f"out.{suffix}", MADE)

    text = {name: str for name in frame.columns if name not in {"value", "vintage", "submission"}}
    assert pd.read_csv(tmp_path / "out.csv", dtype=text).astype({"value": float}).equals(frame)
    assert pd.read_parquet(tmp_path / "out.parquet").equals(frame)
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True))
    assert [list(row) for row in rows[1:]] == frame.to_numpy(dtype=object).tolist()


def test_a_saved_text_is_no_formula(tmp_path: Path) -> None:
    """Whoever puts a frame of their own into a file is protected too."""
    frame = pd.DataFrame({"=1+1": ["=2+2", "-x"], "n": [-1.5, 2]})
    save(frame, tmp_path / "out.csv", MADE)
    save(frame, tmp_path / "out.xlsx", MADE)

    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig") == "'=1+1,n\n'=2+2,-1.5\n'-x,2\n"
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    """With those that can be written."""
    with pytest.raises(DataError) as told:
        save(pd.DataFrame(), tmp_path / "out.doc", MADE)

    assert ".xlsx" in told.value.message("zh")
