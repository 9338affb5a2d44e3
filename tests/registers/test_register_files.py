"""The unit register as a file: written, read back, and refused with the place of each fault."""

import csv
import io
import pickle
import random
from datetime import date
from pathlib import Path

import pytest
from configured import toml

from flows.office.opened import Office
from schemas.units import HEADINGS, Register, RegisterError, Unit, UnitKind

START = date(2020, 1, 1)


def test_the_register_is_read_back_equal(city: Register) -> None:
    """Writing and reading loses nothing, order included, and equal registers have one fingerprint and hash."""
    again = Register.from_csv(city.to_csv())
    assert again == city
    assert again.units == city.units
    assert len({again, city}) == 1
    assert again.fingerprint == city.fingerprint


def test_a_register_in_another_order_is_another_register(city: Register) -> None:
    """The order is the printed order of the rows."""
    assert Register(city.units[::-1]) != city
    assert city != "示例市"


def test_a_register_survives_the_way_to_another_process(city: Register) -> None:
    """After use it can still be sent to a worker, and answers the same."""
    city.find("990121", START)
    again = pickle.loads(pickle.dumps(city))
    assert again == city
    assert again.find("990121", START) == city.find("990121", START)


def test_the_file_opens_in_a_spreadsheet(city: Register) -> None:
    """Byte order mark, CR LF and Chinese headings."""
    text = city.to_csv()
    assert text.startswith("\ufeff" + ",".join(HEADINGS.values()) + "\r\n")
    assert text.count("\r\n") == text.count("\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_encodings_of_excel_are_read(city: Register, city_csv: str, encoding: str) -> None:
    """UTF-8 with or without its mark, and GB18030."""
    assert Register.from_bytes(city_csv.encode(encoding)) == city


def test_what_a_spreadsheet_changes_is_still_read(city: Register, city_csv: str) -> None:
    """Dates as 2026/1/1, columns moved, spaces, empty lines, ASCII separators."""
    rows = list(csv.reader(io.StringIO(city_csv)))
    order = list(range(len(rows[0])))
    random.Random(7).shuffle(order)
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        moved = [f" {cell.replace('-01-01', '/1/1').replace('；', ';')} " for cell in row]
        writer.writerow([moved[column] for column in order])
        writer.writerow(["" for _ in row])
    assert Register.from_csv(out.getvalue()) == city


def test_codes_stay_text() -> None:
    """A leading zero is part of a code."""
    text = "代码,名称,类别,上级代码,启用日期,停用日期,承接单位,重叠单位,别名\n010100,示例市,市,,2020-01-01,,,,\n"
    register = Register.from_csv(text)
    assert register.units[0].code == "010100"
    assert ",010100," in "," + register.to_csv().splitlines()[1]


def _with(city_csv: str, *lines: str) -> str:
    return city_csv + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("99012,县,县,990100,2020-01-01,,,,", "代码", "UNIT-CODE"),
        ("9.90121E+11,县,县,990100,2020-01-01,,,,", "代码", "UNIT-CODE"),
        ("990100,县,县,990100,2020-01-01,,,,", "代码", "UNIT-CODE"),
        (",县,县,990100,2020-01-01,,,,", "代码", "UNIT-BLANK"),
        ("990131,,县,990100,2020-01-01,,,,", "名称", "UNIT-BLANK"),
        ("990131,=1+1,县,990100,2020-01-01,,,,", "名称", "UNIT-NAME"),
        ("990131,甲县,县,990100,2020-01-01,,,,@甲", "别名", "UNIT-NAME"),
        ("990131,甲县,乡,990100,2020-01-01,,,,", "类别", "UNIT-KIND"),
        ("990131,甲县,县,990100,2020年,,,,", "启用日期", "UNIT-DATE"),
        ("990131,甲县,县,990100,2020-02-30,,,,", "启用日期", "UNIT-DATE"),
        ("990131,甲县,县,990100,2020-01-01,昨天,,,", "停用日期", "UNIT-DATE"),
        ("990131,甲县,县,990100,2020-01-01,2019-12-31,,,", "停用日期", "UNIT-DATES"),
        ("990131,甲县,县,,2020-01-01,,,,", "上级代码", "UNIT-PARENT-NEEDED"),
        ("990200,乙市,市,990100,2020-01-01,,,,", "上级代码", "UNIT-PARENT-NONE"),
        ("990131,甲县,县,990121,2020-01-01,,,,", "上级代码", "UNIT-PARENT-KIND"),
        ("990131,甲县,县,990200,2020-01-01,,,,", "上级代码", "UNIT-PARENT-GONE"),
        ("990131,甲县,县,990100,1999-01-01,,,,", "上级代码", "UNIT-PARENT-GONE"),
        ("990122102,甲镇,乡镇,990122,2020-01-01,,,,", "上级代码", "UNIT-PARENT-GONE"),
        ("990121,甲县,县,990100,2020-01-01,,,,", "启用日期", "UNIT-TWICE"),
        ("990131,东 示例县,县,990100,2020-01-01,,,,", "名称", "UNIT-SAME-NAME"),
        ("990131,甲县,县,990100,2020-01-01,,,,东县", "名称", "UNIT-SAME-NAME"),
        ("990131,甲县,县,990100,2020-01-01,,990121,,", "承接单位", "UNIT-SUCCESSOR-EARLY"),
        ("990131,甲县,县,990100,2020-01-01,2021-01-01,990121；990121,,", "承接单位", "UNIT-SUCCESSOR-TWICE"),
        ("990131,甲县,县,990100,2020-01-01,2021-01-01,990199,,", "承接单位", "UNIT-SUCCESSOR-GONE"),
        ("990131,甲县,县,990100,2020-01-01,2025-12-31,990122,,", "承接单位", "UNIT-SUCCESSOR-GONE"),
        ("990131,甲县,县,990100,2020-01-01,,,990131,", "重叠单位", "UNIT-OVERLAPS"),
        ("990131,甲县,县,990100,2020-01-01,,,990199,", "重叠单位", "UNIT-OVERLAPS"),
        ("990131,甲县,县", "", "UNIT-CELLS"),
        ('990131,"甲县', "", "UNIT-CSV"),
    ],
)
def test_each_fault_is_found_at_its_line_and_column(city_csv: str, line: str, column: str, code: str) -> None:
    """One bad line after an empty one: one fault, with the file's own line number and heading in both languages."""
    with pytest.raises(RegisterError) as caught:
        Register.from_csv(_with(city_csv, "", line))
    (fault,) = caught.value.faults
    number = city_csv.count("\n") + 2
    assert (fault.code, fault.column, fault.line) == (code, column, number)
    assert fault.message("zh").startswith(f"第{number}行" + (f"“{column}”：" if column else "："))
    assert caught.value.message("en").startswith(f"Line {number}")


def test_an_office_is_told_which_file_which_line_and_what_to_do(city_csv: str, tmp_path: Path) -> None:
    """A register that cannot be used is named as the configuration beside it is, also from another process."""
    (tmp_path / "shenhe.toml").write_text(toml(), encoding="utf-8")
    (tmp_path / "register.csv").write_text(_with(city_csv, "990131,甲县,县"), encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        Office.at(tmp_path)

    number = city_csv.count("\n") + 1
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        assert error.message("zh") == (
            f"填报单位名册 register.csv 第{number}行：有 3 格，应有 9 格。请按表头逐格填写，没有内容的格也要留着，用逗号隔开。"
        )
        assert error.message("en") == (
            f"Unit register register.csv: Line {number}: There should be 9 cells, but there are 3. "
            "Give a cell for every heading, also an empty one, with commas between."
        )


def test_all_faults_are_told_at_once(city_csv: str) -> None:
    """An office with two bad lines corrects both before it tries again."""
    with pytest.raises(RegisterError) as caught:
        Register.from_csv(_with(city_csv, "990131,甲县,乡,990100,昨天,,,,", "990132,,县,990100,2020-01-01,,,,"))
    assert [fault.code for fault in caught.value.faults] == ["UNIT-DATE", "UNIT-KIND", "UNIT-BLANK"]
    assert caught.value.message("zh").count("\n") == 2
    assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "UNIT-HEADING-MISSING"),
        ("代码,名称\n", "UNIT-HEADING-MISSING"),
        (",".join([*HEADINGS.values(), "备注"]) + "\n", "UNIT-HEADING-MORE"),
    ],
)
def test_wrong_headings_are_refused(text: str, code: str) -> None:
    """A missing or unknown column is never passed over."""
    with pytest.raises(RegisterError) as caught:
        Register.from_csv(text)
    assert [fault.code for fault in caught.value.faults] == [code]


def test_bytes_in_no_known_encoding_are_refused() -> None:
    """A workbook given as the register is told to be no text."""
    with pytest.raises(RegisterError) as caught:
        Register.from_bytes(b"PK\x03\x04\xff\xff\xff")
    assert caught.value.faults[0].code == "UNIT-ENCODING"


def test_units_made_in_code_are_checked_too() -> None:
    """A register without a file names the line that its CSV would have."""
    with pytest.raises(RegisterError) as caught:
        Register((Unit("990121", "东示例县", UnitKind.COUNTY, "990100", START),))
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [("UNIT-PARENT-GONE", 2)]


def test_a_parent_that_changed_its_name_is_still_the_parent() -> None:
    """A county's versions together cover its townships; a gap between them does not."""
    city = Unit("990100", "示例市", UnitKind.CITY, "", START)
    county = Unit("990121", "东示例县", UnitKind.COUNTY, "990100", START, date(2023, 6, 30))
    town = Unit("990121101", "东岭镇", UnitKind.TOWNSHIP, "990121", START)
    renamed = Unit("990121", "东示例区", UnitKind.COUNTY, "990100", date(2023, 7, 1))
    assert Register((city, town, renamed, county)).children("990121", date(2026, 1, 1)) == (town,)
    late = Unit("990121", "东示例区", UnitKind.COUNTY, "990100", date(2023, 7, 2))
    with pytest.raises(RegisterError) as caught:
        Register((city, county, late, town))
    assert "2023-07-01" in caught.value.message("zh")
