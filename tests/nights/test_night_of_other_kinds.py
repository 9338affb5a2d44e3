"""Where the office takes .xls, a night keeps it, reads it again, and answers with a page beside it."""

from datetime import UTC, datetime
from pathlib import Path

import seeds

from flows.check import Key
from flows.gate import Admitted, examine
from flows.judge.replies import Answer, answer_batch
from flows.judge.work import receive_batch
from flows.office.home import Home
from flows.office.opened import Office
from flows.office.readings import Stored, readings_of
from flows.read import open_package
from flows.sample import make_city
from schemas.receipt import Kind
from schemas.report import FileReport, Outcome

NOW = datetime(2027, 1, 15, 1, 0, tzinfo=UTC)


def office_of_two_kinds(folder: Path) -> tuple[Office, str]:
    """A city with one workbook in its inbox, saved as .xls; and where it lies."""
    make_city(folder, counties=1, periods=1)
    home = Home(folder)
    home.configuration.write_text(home.configuration.read_text() + '\n[reading]\nkinds = ["xlsx", "xls"]\n')
    file = next(home.inbox.rglob("*一县_干部*.xlsx"))
    admitted = examine(file.read_bytes(), file.name)
    assert isinstance(admitted, Admitted)
    (saved,) = (one for one in seeds.others(file.stem, open_package(admitted)) if one.name.endswith(".xls"))
    file.with_suffix(".xls").write_bytes(saved.content)
    return Office.at(folder), file.with_suffix(".xls").relative_to(home.inbox).as_posix()


def test_an_xls_is_kept_read_again_and_answered(tmp_path: Path) -> None:
    """The marked workbook needs an .xlsx; every other kind gets the same list as a page, and its notice."""
    office, name = office_of_two_kinds(tmp_path / "city")
    (kept,) = receive_batch(office, (name,), NOW).kept
    key = Key(kept.receipt.unit, kept.receipt.return_code, kept.receipt.period)
    stored = Stored(1, key, kept.receipt.sha256, kept.receipt.kept_as, kept.receipt.name)

    assert kept.receipt.kind is Kind.XLS
    assert kept.receipt.kept_as.endswith(".xls")
    (tmp_path / "city" / "shenhe.toml").write_text(
        office.home.configuration.read_text().replace('["xlsx", "xls"]', '["xlsx"]')
    )
    later = Office.at(tmp_path / "city")
    read = office.shelf.take(stored.sha256)
    assert read is not None
    for kept_reading in later.home.readings.rglob("*"):
        if kept_reading.is_file():
            kept_reading.unlink()
    assert readings_of(later, (stored,)).keys() == {stored.sha256}

    finding = next(iter(read.findings))
    report = FileReport(stored.name, stored.sha256, Outcome.of((finding,)), findings=(finding,))
    assert answer_batch(later, (Answer(stored, report, (), "回执", 1),), "zh") == (1,)
    written = sorted(later.home.replies.rglob("*_*.*"))
    assert [one.suffix for one in written] == [".html", ".txt"]
    assert written[0].read_text(encoding="utf-8").startswith("<!doctype html>")
