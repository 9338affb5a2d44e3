"""An edition's files: the same facts in each form, each leading to its cell, harmless, whole, and the same every time."""

import csv
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet
import pytest

from flows.publish.quality import examine_quality
from flows.publish.tidy import csv as csv_of
from flows.publish.tidy import harmless
from schemas.periods import Period
from schemas.published import FACT, Published

V001 = Path("2026Q3", "v001")
TABLES = ("CA1", "CA4", "CA5")


def lines_of(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_edition_has_its_files_and_their_sums(published_once: Path) -> None:
    """Each table in three forms, the reports, and a sum for every file that is really its sum."""
    folder = published_once / V001
    wanted = {f"{table}.{form}" for table in TABLES for form in ("parquet", "csv", "xlsx")} | {
        "datapackage.json", "dictionary.csv", "dictionary.json", "sources.csv", "quality.json", "quality.html",
        "CHANGES.md", "changes.csv", "expectations.json", "expectations.html", "edition.json",
    }  # fmt: skip

    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())

    assert set(sums) == wanted
    assert {path.name for path in folder.iterdir()} == wanted | {"SHA256SUMS"}
    assert all(sha256((folder / name).read_bytes()).hexdigest() == seal for name, seal in sums.items())


@pytest.mark.parametrize("table", TABLES)
def test_every_form_of_a_table_says_the_same(published_once: Path, table: str) -> None:
    """Parquet, CSV, the workbook's sheet of facts and the database hold one set of facts."""
    folder = published_once / V001
    facts = pyarrow.parquet.read_table(folder / f"{table}.parquet").to_pylist()
    with duckdb.connect(str(published_once / "shenhe.duckdb"), read_only=True) as database:
        stored = database.execute(f'SELECT * FROM "{table}"').fetchall()
    sheet = openpyxl.load_workbook(folder / f"{table}.xlsx")["明细"]

    assert [field.name for field in FACT] == list(facts[0])
    assert [{**line, "value": float(line["value"])} for line in lines_of(folder / f"{table}.csv")] == [
        {**{name: str(value) for name, value in fact.items()}, "value": fact["value"]} for fact in facts
    ]
    assert stored == [tuple(fact.values()) for fact in facts]
    printed = [tuple(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [(row[0], row[2], row[4], row[6], row[11]) for row in printed] == [
        (fact["unit"], fact["row"], fact["column"], fact["value"], fact["cell"]) for fact in facts
    ]


def test_every_fact_leads_to_the_same_number_in_the_kept_file(city, workbook, tmp_path: Path) -> None:
    """Sheet and cell of a fact, opened in the workbook that has the fact's hash."""
    asked = workbook("990121", cells={("CA1", "990121101", "opening"): 4711}, sheet="干部 1")
    kept = openpyxl.Workbook()
    kept.remove(kept.active)
    sheet = kept.create_sheet("干部 1")
    reading = city.reading(asked)
    for table in reading.tables[:1]:
        for (row, column), value in ((at, table.values[at]) for at in zip(*table.values.nonzero(), strict=True)):
            sheet.cell(int(table.at_row[row, column]), int(table.at_column[row, column]), int(value))
    kept.save(tmp_path / "kept.xlsx")

    city.publish(city.facts([asked]), tmp_path / "curated")

    opened = openpyxl.load_workbook(tmp_path / "kept.xlsx")
    facts = pyarrow.parquet.read_table(tmp_path / "curated" / V001 / "CA1.parquet").to_pylist()
    assert {fact["sha256"] for fact in facts} == {reading.sha256}
    assert any(fact["value"] == 4711 for fact in facts)
    assert all((opened[fact["sheet"]][fact["cell"]].value or 0) == fact["value"] for fact in facts)


@pytest.mark.parametrize(
    "sheet", ["=1+1", "+A1", "-2", "@SUM(A1)", "＝1+1", '=HYPERLINK("http://x/","y")', "http://x/"]
)
def test_a_text_that_looks_like_a_formula_stays_a_text(city, workbook, tmp_path: Path, sheet: str) -> None:
    """In no export does a county's text become a formula or a link."""
    correction = "=cmd|' /C calc'!A1"
    facts = city.facts([workbook("990121", sheet=sheet)], correction)

    assert isinstance(city.publish(facts, tmp_path), Published)

    folder = tmp_path / V001
    book = openpyxl.load_workbook(folder / "CA1.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert sheet in {cell.value for cell in cells}
    assert {line["sheet"] for line in lines_of(folder / "CA1.csv")} == {harmless(sheet)}
    assert lines_of(folder / "sources.csv")[0]["correction"] == f"'{correction}"
    live = re.compile('(?:^|,)"?[=+@＝＋＠\t\r\0]', re.MULTILINE)
    assert not any(live.search(path.read_text(encoding="utf-8-sig")) for path in folder.glob("*.csv"))


def test_the_wide_sheet_has_the_printed_headings(published_once: Path, city) -> None:
    """One line a row of the table, as a reader of the form expects it, with the dictionary beside it."""
    book = openpyxl.load_workbook(published_once / V001 / "CA1.xlsx")
    table = city.forms.table("CA1")

    headings = [cell.value for cell in book["数据"][1]]

    assert book.sheetnames == ["数据", "明细", "来源", "说明"]
    assert headings == ["单位代码", "单位", "行代码", "行", *(column.zh for column in table.columns)]
    assert [cell.value for cell in book["数据"][2]][:5] == ["990121", "东示例县", "TOTAL", "合计", 6150]
    assert {cell.value for cell in book["说明"]["A"]} >= {column.name for column in table.columns}


def test_the_quality_report_names_the_units_that_are_missing(city, workbook, tmp_path: Path) -> None:
    """Coverage is stated as a fraction and the gap by name."""
    city.publish(city.facts([workbook("990121"), workbook("990123")]), tmp_path)

    quality = json.loads((tmp_path / V001 / "quality.json").read_bytes())
    page = (tmp_path / V001 / "quality.html").read_text(encoding="utf-8")

    assert quality["coverage"][0]["stated"] == "2/3"
    assert [unit["name"] for unit in quality["coverage"][0]["missing"]] == ["西示例县"]
    assert "2/3" in page
    assert "西示例县" in page


def test_what_is_in_an_edition_reads_alike_also_where_an_earlier_one_had_it(city, workbook) -> None:
    """Whether the record calls a workbook 审定 or 已发布: it is in this edition; what is not keeps its state."""
    first, last = city.standings()[0], city.standings()[-1]
    facts = city.facts([workbook("990121"), workbook("990123")])
    states = {first.unit: "已发布", last.unit: "审定"}
    standings = [
        replace(each, state=states.get(each.unit, "未报"), on_time=each.unit == first.unit) for each in city.standings()
    ]
    quality = examine_quality(facts, standings, city.forms)

    told = {each.unit_name: each.state for each in quality.standings}
    assert sorted(told.values()) == ["收入本版", "收入本版", "未报"]
    assert told["西示例县"] == "未报"
    assert quality.coverage[0].timely == "1/3"


def test_the_data_package_describes_what_is_there(published_once: Path) -> None:
    """Its fields are those of the files, its hashes are the files'."""
    package = json.loads((published_once / V001 / "datapackage.json").read_bytes())

    assert len(package["resources"]) == 2 * len(TABLES)
    for resource in package["resources"]:
        file = published_once / V001 / resource["path"]
        assert resource["hash"] == f"sha256:{sha256(file.read_bytes()).hexdigest()}"
        assert [field["name"] for field in resource["schema"]["fields"]] == [field.name for field in FACT]
        assert resource["titles"].keys() == {"zh", "en"}
    assert package["created"] == "2026-10-20T00:00:00+08:00"


@pytest.mark.parametrize("name", ["quality.html", "expectations.html"])
def test_a_page_asks_no_other_host(published_once: Path, name: str) -> None:
    """It works where there is no network, and forbids itself to look for one."""
    page = (published_once / V001 / name).read_text(encoding="utf-8")

    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src=|href|url\(|@import|//)""", page)


PUBLISH_AGAIN = """
import importlib.util, sys
from pathlib import Path
sys.path.append(str(Path(sys.argv[1]).parents[1] / "making"))
spec = importlib.util.spec_from_file_location("small_city", sys.argv[1])
small = importlib.util.module_from_spec(spec)
sys.modules["small_city"] = small
spec.loader.exec_module(small)
city = small.City(small.Register.from_csv(small.REGISTER), small.returns())
sent = [small.Workbook(unit, code) for code in ("CA", "PM", "TA") for unit in ("990121", "990122", "990123")]
outcome = city.publish(city.facts(sent, period=small.Period.parse("2026Q4")), Path(sys.argv[2]), small.TODAY)
sys.exit(0 if isinstance(outcome, small.Published) else str(outcome))
"""


def test_the_same_facts_and_date_give_the_same_bytes(tmp_path: Path) -> None:
    """All forms, all tables, in two processes that order their sets differently; the database file too."""
    editions = []
    for seed in ("1", "2"):
        curated = tmp_path / seed / "curated"
        command = [sys.executable, "-c", PUBLISH_AGAIN, str(Path(__file__).with_name("conftest.py")), str(curated)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        editions.append({path.relative_to(curated): path.read_bytes() for path in curated.rglob("*") if path.is_file()})

    first, second = editions
    assert first.keys() == second.keys()
    assert [str(path) for path in first if first[path] != second[path]] == []


def test_money_has_its_decimals(city, workbook) -> None:
    """万元 has two of them, and a large sum is not printed as a power of ten."""
    year_end = Period.parse("2026Q4")
    asked = workbook("990121", "TA", cells={("TA5", "990121101", "fund_budget"): 987654321234567})
    table = city.facts([asked], period=year_end).table("TA5")
    assert table is not None

    printed = b"".join(csv_of("2026Q4", table, 1)).decode("utf-8-sig")

    lines = list(csv.DictReader(printed.splitlines()))
    found = next(line for line in lines if (line["row"], line["column"]) == ("990121101", "fund_budget"))
    assert (found["value"], found["measure"]) == ("9876543212345.67", "万元")
    people = next(line for line in lines if line["measure"] != "万元")
    assert people["value"].endswith(".00")
