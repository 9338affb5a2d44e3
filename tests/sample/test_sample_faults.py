"""Faults in the sample city: each is found as its key says, and nothing else is blamed."""

import csv
from dataclasses import fields
from io import StringIO
from pathlib import Path
from random import Random

import pytest

from flows.check import Checked, Library, check, key_of
from flows.gate import examine
from flows.gate.sweep import sweep
from flows.read import Forms, mismatch, read
from flows.sample import Level, Planted, SampleKey, make_city
from flows.sample.spoilt import identity
from schemas.finding import Level as Grave
from schemas.personal import PersonalKind
from schemas.reading import WorkbookReading
from schemas.receipt import Refusal
from schemas.returns import returns
from schemas.units import Register

COUNTIES = 10
REFUSALS = {
    "password": "FILE-PASSWORD",
    "empty": "FILE-EMPTY",
    "wrong_unit": "FILE-WRONG-UNIT",
    "wrong_period": "FILE-PERIOD-CLASH",
    "old_version": "FILE-OLD-TEMPLATE",
}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SampleKey:
    return make_city(tmp_path_factory.mktemp("faulty") / "city", counties=COUNTIES, periods=3, faults=True)


@pytest.fixture(scope="module")
def forms(key: SampleKey) -> Forms:
    return Forms(returns(), Register.from_bytes((key.folder / "register.csv").read_bytes()))


@pytest.fixture(scope="module")
def taken(key: SampleKey, forms: Forms) -> dict[str, WorkbookReading | Refusal]:
    """Every file of the city by its path: as read, or why it is refused."""
    found: dict[str, WorkbookReading | Refusal] = {}
    for file in sorted(key.folder.glob("raw/inbox/*/*.xlsx")):
        name = file.relative_to(key.folder).as_posix()
        admitted = examine(file.read_bytes(), file.name)
        found[name] = admitted if isinstance(admitted, Refusal) else read(admitted, forms)
        reading = found[name]
        if isinstance(reading, WorkbookReading):
            found[name] = mismatch(reading.identity, forms, file.parent.name) or reading
    return found


@pytest.fixture(scope="module")
def checked(forms: Forms, taken: dict[str, WorkbookReading | Refusal]) -> dict[str, Checked]:
    """What the check says of each file that is taken."""
    read_files = {name: each for name, each in taken.items() if isinstance(each, WorkbookReading)}
    said = check(tuple(read_files.values()), Library(read_files.values()), returns(), forms.register)
    by_key = {each.key: each for each in said}
    return {name: by_key[key_of(each)] for name, each in read_files.items()}


def test_each_fault_in_a_figure_leads_to_its_rule(key, checked):
    """An error or query has the planted rule among its findings; where it is an error of one cell, in that cell."""
    planted = [each for each in key.planted if each.level in {Level.ERROR, Level.QUERY}]
    assert len({each.kind for each in planted}) >= 19
    for each in planted:
        found = [finding for finding in checked[each.file].findings if finding.code == each.rule]
        assert found, each
        assert {finding.level for finding in found} == {Grave(each.level.value)}, each
        if each.level is Level.ERROR:
            cells = {(cell.address.sheet, cell.address.a1) for one in found for cell in one.cells if cell.address}
            assert (each.sheet, each.cell) in cells, each


def test_what_no_rule_can_see_stays_silent(key, checked):
    """Two figures in each other's place keep every sum: the key says so, and nobody promises to find them."""
    silent = [each for each in key.planted if each.level is Level.SILENT]
    assert silent
    for each in silent:
        assert not [one for one in checked[each.file].findings if one.place.table == each.table], each


def test_workbooks_without_faults_are_not_blamed(key, checked):
    """No error and no query outside the files of the key; some counties have none at all."""
    faulty = {each.file for each in key.planted}
    for name, said in checked.items():
        if name not in faulty:
            assert not [one for one in said.findings if one.level is not Grave.NOTE], name
    assert {key.units[0], key.units[-2], key.units[-1]}.isdisjoint(
        each.unit for each in key.planted if each.level is not Level.DUPLICATE
    )


def test_whole_files_are_refused_for_what_they_are(key, taken):
    """Password, nothing in it, another county's, a cover that contradicts, last year's template."""
    spoilt = [each for each in key.planted if each.level is Level.REFUSED and each.kind in REFUSALS]
    assert {each.kind for each in spoilt} == set(REFUSALS)
    for each in spoilt:
        refusal = taken[each.file]
        assert isinstance(refusal, Refusal), each
        assert refusal.code == REFUSALS[each.kind]


def test_a_roster_is_found_on_its_hidden_sheet(key):
    """Names and identity numbers behind the tables are personal data; the numbers are nowhere in our package."""
    roster = next(each for each in key.planted if each.kind == "roster")
    admitted = examine((key.folder / roster.file).read_bytes(), roster.file)
    assert not isinstance(admitted, Refusal)
    hits = sweep(admitted)
    assert {hit.sheet for hit in hits} == {"附表"}
    assert {PersonalKind.ROSTER, PersonalKind.IDENTITY} <= {hit.kind for hit in hits}
    assert identity(Random(1)) != identity(Random(2))


def test_the_same_bytes_are_sent_twice(key):
    """One file of the first county lies in the inbox under two names."""
    again = next(each for each in key.planted if each.level is Level.DUPLICATE)
    first = again.file.replace("（再报）", "")
    assert (key.folder / again.file).read_bytes() == (key.folder / first).read_bytes()


def test_the_key_is_a_table_that_excel_opens(key):
    """faults.csv begins with a byte order mark, has one line a fault and the declared headings."""
    content = (key.folder / "faults.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(lines) == len(key.planted)
    assert list(lines[0]) == [each.name for each in fields(Planted)]
    assert all(Path(key.folder / line["file"]).is_file() for line in lines)


def test_only_the_newest_period_has_faults(key):
    """History is right, so that openings and cumulative figures have something to stand on."""
    assert {each.period for each in key.planted} == {str(key.newest)}
