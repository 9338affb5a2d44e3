"""The main job, end to end: a sample city with planted faults through the command line and its Prefect flow."""

import csv
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from night_runs import UNGATED, run

from flows.sample import EXACT_COUNTY, story
from schemas.periods import Period

NIGHT = "2026-10-16"
_FINDINGS = """
import json, sys
from pathlib import Path
from record import connect
connect(Path(sys.argv[1]))
from record import register as record
from schemas.archive import to_plain
told = []
for period in record.periods():
    for each in record.on_file(period):
        told.append({
            "unit": each.unit, "return": each.return_code, "period": each.period, "state": each.state.value,
            "submission": each.submission, "findings": to_plain(record.findings(each.submission)),
        })
print(json.dumps(told))
"""


@dataclass(frozen=True)
class City:
    """A sample city after its night."""

    folder: Path
    told: str

    @cached_property
    def planted(self) -> list[dict[str, str]]:
        """The key of the faults."""
        with (self.folder / "faults.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def judged(self) -> list[dict[str, object]]:
        """Every submission that counts, with its findings."""
        done = run(str(self.folder), code=_FINDINGS)
        if done.returncode:
            raise RuntimeError(done.stderr)
        found: list[dict[str, object]] = json.loads(done.stdout)
        return found

    def marks(self, submission: dict[str, object]) -> set[tuple[str, str]]:
        """Sheet and cell of every fault planted in a submission, also where it was carried into the total."""
        here = (submission["unit"], submission["return"], submission["period"])
        return {
            (each["sheet"], cell)
            for each in self.planted
            if (each["unit"], each["return_code"], each["period"]) == here
            for cell in (each["cell"], each["carried"])
            if cell
        }


def cells_of(finding: dict[str, object]) -> set[tuple[str, str]]:
    """Sheet and cell of every cell that a finding names."""
    letters = {}
    named = set()
    for cell in finding["cells"]:
        address = cell["address"]
        if address:
            column = address["column"]
            if column not in letters:
                letters[column] = openpyxl.utils.get_column_letter(column)
            named.add((address["sheet"], f"{letters[column]}{address['row']}"))
    return named


class KeptFiles:
    """The kept workbooks of a city, opened with another library than ours."""

    def __init__(self, folder: Path) -> None:
        self.paths = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in (folder / "raw").rglob("*.xlsx")}
        self.books: dict[str, openpyxl.Workbook] = {}

    def there(self, fact: dict[str, object]) -> float:
        """The figure in the file, on the sheet and in the cell that a fact names, also where it was typed as text."""
        digest = str(fact["sha256"])
        if digest not in self.books:
            self.books[digest] = openpyxl.load_workbook(self.paths[digest], data_only=True)
        text = str(self.books[digest][fact["sheet"]][fact["cell"]].value)
        return float(text.translate(str.maketrans("０１２３４５６７８９．", "0123456789.")).replace(",", "").strip())


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Ten counties with faults, through one night."""
    folder = tmp_path_factory.mktemp("city") / "sample-city"
    assert run("sample", str(folder), "--faults").returncode == 0
    done = run("night", "--home", str(folder), "--date", NIGHT, own_server=True)
    assert done.returncode == 0, done.stderr
    return City(folder, done.stdout)


def test_the_night_ends_with_an_account_in_both_languages(city: City) -> None:
    """Received, clean, returned, queried, refused, published, and where to look."""
    assert "收到 126 份" in city.told
    assert "126 received" in city.told
    for word in ("通过", "需修改", "待说明", "拒收", "发布", "sample-city/replies/", "sample-city/curated/"):
        assert word in city.told


def test_every_planted_error_is_found_in_its_cell(city: City) -> None:
    """Each planted 错误 has a finding of that level with the planted cell among its cells."""
    found = {
        (each["unit"], each["return"], each["period"], *cell)
        for each in city.judged
        for finding in each["findings"]
        if finding["level"] == "error"
        for cell in cells_of(finding)
    }
    wanted = [each for each in city.planted if each["level"] == "error"]

    missing = [
        each
        for each in wanted
        if (each["unit"], each["return_code"], each["period"], each["sheet"], each["cell"]) not in found
    ]

    assert len(wanted) >= 20
    assert missing == []


def test_no_error_is_without_a_planted_cell(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    """No 错误 speaks of right cells alone; 核实 outside the key are counted and printed."""
    errors, queries = [], 0
    for each in city.judged:
        marks = city.marks(each)
        for finding in each["findings"]:
            if cells_of(finding) & marks:
                continue
            if finding["level"] == "error":
                errors.append((each["unit"], each["return"], each["period"], finding["code"]))
            queries += finding["level"] == "query"
    with capsys.disabled():
        sys.stdout.write(f"\n核实 outside the key: {queries}\n")

    assert errors == []


def test_clean_counties_are_published(city: City) -> None:
    """The counties without faults are in the newest edition, those with faults are not."""
    faulty = {each["unit"] for each in city.planted if each["level"] == "error"}

    table = pyarrow.parquet.read_table(city.folder / "curated/2026Q3/v001/PM1.parquet")

    assert set(table["unit"].to_pylist()) == {"990121", "990130", "990100-S01"}
    assert not faulty & set(table["unit"].to_pylist())


def test_each_number_leads_to_its_cell(city: City) -> None:
    """A fact's file, sheet and cell hold the number, read there by another library."""
    kept, seen = KeptFiles(city.folder), 0
    for name in ("CA1", "PM4", "TA5", "TA6"):
        facts = pyarrow.parquet.read_table(city.folder / f"curated/2026Q3/v001/{name}.parquet").to_pylist()
        for fact in facts[::7]:
            assert kept.there(fact) == pytest.approx(fact["value"], abs=1e-9), fact
            seen += 1
    assert seen > 200


def test_a_second_night_changes_nothing(city: City) -> None:
    """The same inbox again: the same bytes in raw/, curated/ and replies/, and the same record."""
    before, record_before = bytes_of(city.folder, ("raw", "curated", "replies")), city.judged

    done = run("night", "--home", str(city.folder), "--date", NIGHT)

    again = City(city.folder, done.stdout)
    assert done.returncode == 0, done.stderr
    assert bytes_of(city.folder, ("raw", "curated", "replies")) == before
    assert again.judged == record_before
    assert "校核 0 份" in done.stdout


def test_refused_files_are_answered_and_no_personal_byte_stays(city: City) -> None:
    """Every refused file has a notice to its sender; of the roster nothing is kept but a note of the place."""
    refused = [each for each in city.planted if each["level"] == "refused"]
    notices = list((city.folder / "replies").rglob("*_拒收_*.txt"))

    assert len(notices) == len({each["file"] for each in refused})
    assert any("疑似含个人信息" in notice.read_text(encoding="utf-8") for notice in notices)
    assert not list((city.folder / "raw" / "inbox").rglob("*.xlsx"))
    for note in (city.folder / "raw" / "refused").glob("*.json"):
        if json.loads(note.read_text(encoding="utf-8"))["code"] == "FILE-PERSONAL":
            assert not note.with_suffix("").exists()


def bytes_of(folder: Path, parts: Sequence[str]) -> dict[str, str]:
    """Hash of every file below some parts of a folder; locks and hidden files apart."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for part in parts
        for path in sorted((folder / part).rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def explain(marked: Path, sent: Path) -> None:
    """Give a reason for every query on the list of a marked workbook, and send it."""
    book = openpyxl.load_workbook(marked, data_only=True)
    for row in book["问题清单"].iter_rows(min_row=5):
        if row[2].value == "核实":
            row[7].value, row[8].value = "R99", "编制部门当年核减了行政编制，口径未变，已与其核对一致"
    book.save(sent)


def test_the_sample_county_goes_through_unchanged(tmp_path: Path) -> None:
    """The sample county's own figures of 2026Q4, in templates and through the night: same figures, no error.

    What is only to be explained is explained on the marked workbook, sent again and approved. Every seventh figure is
    opened in the kept file by its sheet and cell.
    """
    folder = tmp_path / "city"
    assert run("sample", str(folder), "--counties", "1", "--periods", "5").returncode == 0
    done = run("night", "--home", str(folder), "--date", "2027-01-15", code=UNGATED)
    assert done.returncode == 0, done.stderr

    judged = City(folder, done.stdout).judged
    levels = {finding["level"] for each in judged for finding in each["findings"]}
    assert "error" not in levels

    asked = {(each["unit"], each["return"], each["period"]) for each in judged if each["state"] == "to_explain"}
    for unit, code, period in asked:
        (marked,) = (folder / f"replies/{unit}/{period}/{code}").glob("*.xlsx")
        explain(marked, folder / f"raw/inbox/{unit}" / marked.name)
    office = ("--home", str(folder), "--date", "2027-01-16")
    assert run("night", *office).returncode == 0
    waiting = [each for each in City(folder, "").judged if each["state"] == "awaiting_review"]
    assert len(waiting) == len(asked)
    for each in waiting:
        assert run("review", "approve", str(each["submission"]), *office).returncode == 0
    assert run("publish", "2026Q4", *office).returncode == 0
    newest = max((folder / "curated/2026Q4").iterdir())

    told = story(1)
    reporter = next(each for each in told.people.reporters if each.unit.code == EXACT_COUNTY)
    kept, compared, opened = KeptFiles(folder), 0, 0
    for form in told.forms:
        for figures in told.figures(reporter, form, Period.parse("2026Q4")):
            path = newest / f"{figures.table}.parquet"
            for fact in pyarrow.parquet.read_table(path).to_pylist():
                if fact["unit"] != EXACT_COUNTY or fact["value"] is None:
                    continue
                column = fact["column"]
                decimals = form.table(figures.table).column(column).measure.decimals
                assert round(fact["value"] * 10**decimals) == figures.value(fact["row"], column), fact
                compared += 1
                if compared % 7 == 0:
                    assert kept.there(fact) == pytest.approx(fact["value"], abs=1e-9), fact
                    opened += 1
    assert compared > 5000
    assert opened > 700
    assert len(kept.books) == len(told.forms)
