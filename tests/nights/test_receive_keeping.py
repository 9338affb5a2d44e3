"""What lies in the inbox is kept whole with its receipt, found again, turned away with a note, or left for later."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from small_books import book

from flows.chamber import Bounds, Chamber
from flows.receive import (
    Intake,
    Kept,
    Repeated,
    StoreError,
    TurnedAway,
    forget,
    look,
    one_round,
    receipt_from_json,
    receipt_to_json,
    receipts,
    receive,
    receive_bytes,
)
from flows.receive.receipts import KEEP_LOCK
from flows.receive.store import locked
from schemas.reading import Identity
from schemas.receipt import Fact, Kind, Refusal

NOW = datetime(2036, 10, 16, 1, 0, tzinfo=UTC)
NUMBER = "530099198002299918"


@pytest.fixture(scope="module")
def identify(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A function in a module of its own: children find a task by the name of its module."""
    folder = tmp_path_factory.mktemp("identify")
    (folder / "identify_by_sheet.py").write_text(
        "from schemas.reading import Identity, WorkbookReading\n"
        "from schemas.receipt import Refusal\n"
        "def identify(admitted):\n"
        "    unit = admitted.sheets[0].name\n"
        "    if unit == 'crash':\n"
        "        import os; os._exit(1)\n"
        "    if unit == 'foreign':\n"
        "        return Refusal('FILE-UNKNOWN')\n"
        "    identity = Identity('CA', unit, '2015Q3', 'v1')\n"
        "    return WorkbookReading(admitted.sha256, identity, (), (), (), (), 0)\n",
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        from identify_by_sheet import identify as found

        yield found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "raw" / "inbox" / "990121").mkdir(parents=True)
    return tmp_path / "raw"


@pytest.fixture
def opened(identify: object) -> Iterator[Chamber]:
    """A chamber whose children find the module above."""
    assert callable(identify)
    with Chamber(Bounds(wall_seconds=10.0), preload=("flows.receive",)) as chamber:
        yield chamber


def drop(raw: Path, name: str, content: bytes, folder: str = "990121") -> Path:
    path = raw / "inbox" / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def round_of(raw: Path, chamber: Chamber, identify: object, now: datetime = NOW) -> Intake:
    with one_round(raw):
        lying = look(raw / "inbox", now)
        intake = receive(raw / "inbox", raw, lying.ready, now=now, understand=identify, chamber=chamber)
        forget(intake.repeated)
    return replace(intake, waiting=(*lying.waiting, *intake.waiting))


def everything_below(folder: Path) -> bytes:
    return b"".join(path.name.encode() + path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_good_file_is_kept_under_its_name_with_its_receipt(home: Path, opened: Chamber, identify: object) -> None:
    """raw/<period>/<unit>/<return>/<time>-<digest>.xlsx, byte for byte, and nothing left in the inbox."""
    content = book()
    source = drop(home, "干部 统计表(1).xlsx", content)

    intake = round_of(home, opened, identify)

    (kept,) = intake.kept
    receipt = kept.receipt
    assert f"2015Q3/990121/CA/20361016T010000-{receipt.sha256[:8]}.xlsx" == receipt.kept_as
    assert content == (home / receipt.kept_as).read_bytes()
    assert not source.exists()
    assert (receipt,) == receipts(home)
    assert (
        receipt.name,
        receipt.source,
        receipt.received_at,
        receipt.kind,
    ) == ("干部 统计表(1).xlsx", "990121/干部 统计表(1).xlsx", NOW, Kind.XLSX)


def test_a_receipt_survives_its_json(home: Path, opened: Chamber, identify: object) -> None:
    """To JSON and back is the same receipt; another form is refused."""
    drop(home, "a.xlsx", book())
    (kept,) = round_of(home, opened, identify).kept

    assert kept.receipt == receipt_from_json(receipt_to_json(kept.receipt))
    with pytest.raises(ValueError, match="no receipt"):
        receipt_from_json('{"format": 2}')


def test_the_same_bytes_twice_are_one_submission(home: Path, opened: Chamber, identify: object) -> None:
    """In one round, under another name, in a later round, and through the portal."""
    content = book()
    drop(home, "a.xlsx", content)
    drop(home, "b.xlsx", content)
    first = round_of(home, opened, identify)
    drop(home, "c.xlsx", content)
    second = round_of(home, opened, identify, NOW + timedelta(days=1))
    third = receive_bytes(
        content,
        "d.xlsx",
        "portal",
        home,
        now=NOW,
        understand=identify,
        chamber=opened,
    )

    assert (len(first.kept), len(first.repeated), len(second.kept), len(second.repeated)) == (1, 1, 0, 1)
    assert isinstance(third, Repeated)
    assert first.kept[0].receipt == second.repeated[0].receipt == third.receipt
    assert len(receipts(home)) == 1
    assert [path for path in (home / "inbox").rglob("*") if path.is_file()] == []


def test_another_units_bytes_are_no_repetition(home: Path, opened: Chamber, identify: object) -> None:
    """In the folder of a unit that they do not belong to they are refused, so that its clerk hears of it."""
    content = book()
    drop(home, "a.xlsx", content)
    round_of(home, opened, identify)
    drop(home, "a.xlsx", content, folder="990122")
    second = round_of(home, opened, identify, NOW + timedelta(days=1))

    (refused,) = second.refused
    assert (refused.refusal.code, second.repeated) == ("FILE-OTHER-UNIT", ())
    assert [path for path in (home / "inbox").rglob("*") if path.is_file()] == []


def test_a_corrected_file_is_another_submission(home: Path, opened: Chamber, identify: object) -> None:
    """Both stay, side by side."""
    drop(home, "a.xlsx", book(figure=1))
    round_of(home, opened, identify)
    drop(home, "a.xlsx", book(figure=2))
    round_of(home, opened, identify, NOW + timedelta(days=1))

    assert len(receipts(home)) == 2


def test_a_personal_file_leaves_nothing_but_a_note(home: Path, opened: Chamber, identify: object) -> None:
    """No byte of it stays anywhere below raw/, and the note names the place alone."""
    drop(home, "名单.xlsx", book(figure=NUMBER))

    (turned,) = round_of(home, opened, identify).refused

    assert turned.refusal.code == "FILE-PERSONAL"
    assert NUMBER.encode() not in everything_below(home)
    assert [home / turned.note] == [path for path in home.rglob("*") if path.is_file() and "lock" not in path.name]
    note = json.loads((home / turned.note).read_text(encoding="utf-8"))
    assert (note["code"], note["facts"]["place"]) == ("FILE-PERSONAL", "990121!A1")


def test_a_personal_file_name_is_not_repeated(home: Path, opened: Chamber, identify: object) -> None:
    """Neither in the note, nor in its name, nor in the result."""
    drop(home, f"{NUMBER}.xlsx", book())

    intake = round_of(home, opened, identify)

    assert NUMBER not in repr(intake)
    assert NUMBER.encode() not in everything_below(home)


def test_other_refused_files_are_set_aside_with_a_note(home: Path, opened: Chamber, identify: object) -> None:
    """Nothing that a county sent is lost, and the inbox is clean."""
    drop(home, "扫描件.pdf", b"%PDF-1.4 ...")
    drop(home, "foreign.xlsx", book("foreign"))

    intake = round_of(home, opened, identify)

    assert {"FILE-PDF", "FILE-UNKNOWN"} == {one.refusal.code for one in intake.refused}
    for one in intake.refused:
        assert (home / one.note).is_file()
        assert (home / one.note).with_suffix("").is_file()
    assert [path for path in (home / "inbox").rglob("*") if path.is_file()] == []


def test_a_file_of_another_unit_is_turned_away(home: Path, opened: Chamber, identify: object) -> None:
    """The folder is the sender's; other folders say nothing."""
    drop(home, "a.xlsx", book("990122"), "990121")
    drop(home, "b.xlsx", book("990123"), "各县")

    intake = round_of(home, opened, identify)

    assert [("FILE-OTHER-UNIT", (Fact("stated", "990122"), Fact("folder", "990121")))] == [
        (one.refusal.code, one.refusal.facts) for one in intake.refused
    ]
    assert [one.receipt.unit for one in intake.kept] == ["990123"]


def test_a_workbook_of_a_period_that_runs_is_turned_away(home: Path, opened: Chamber, identify: object) -> None:
    """Its bytes lie beside the note; the same bytes are taken when the period has ended, by the day in Shanghai."""
    content = book()
    drop(home, "a.xlsx", content)
    (turned,) = round_of(home, opened, identify, datetime(2015, 9, 30, 15, 59, tzinfo=UTC)).refused
    drop(home, "a.xlsx", content)
    taken = round_of(home, opened, identify, datetime(2015, 9, 30, 16, 0, tzinfo=UTC))

    assert turned.refusal.code == "FILE-NOT-ENDED"
    assert "2015Q3" in turned.refusal.message("zh")
    assert "2015-09-30" in turned.refusal.message("en")
    assert (home / turned.note).with_suffix("").read_bytes() == content
    assert [one.receipt.period for one in taken.kept] == ["2015Q3"]


def test_a_file_that_kills_its_child_costs_only_itself(home: Path, opened: Chamber, identify: object) -> None:
    """It is set aside, told to the office with its hash, and the others are kept."""
    drop(home, "a.xlsx", book(figure=1))
    drop(home, "b.xlsx", book("crash"))
    drop(home, "c.xlsx", book(figure=3))

    intake = round_of(home, opened, identify)

    assert len(intake.kept) == 2
    (turned,) = intake.refused
    assert turned.refusal.code == "FILE-FAULT"
    assert turned.died is not None
    assert len(turned.sha256) == 64


def test_files_still_being_copied_wait(home: Path, opened: Chamber, identify: object) -> None:
    """Changed seconds ago, or under a temporary name; links and folders of links are passed over."""
    fresh = drop(home, "a.xlsx", book())
    for name in ("~$a.xlsx", "a.xlsx.part", "b.tmp", ".hidden", "Thumbs.db"):
        drop(home, name, b"x")
    secret = home.parent / "secret.xlsx"
    secret.write_bytes(book())
    (home / "inbox" / "990121" / "link.xlsx").symlink_to(secret)
    (home / "inbox" / "linked").symlink_to(home.parent)
    os.mkfifo(home / "inbox" / "990121" / "pipe.xlsx")
    changed = datetime.fromtimestamp(fresh.stat().st_ctime, UTC)

    waiting = round_of(home, opened, identify, changed + timedelta(seconds=3))
    settled = round_of(home, opened, identify, changed + timedelta(seconds=11))

    assert (waiting.waiting, waiting.kept) == (("990121/a.xlsx",), ())
    assert (settled.waiting, len(settled.kept), settled.refused) == ((), 1, ())
    assert secret.is_file()


def test_a_clock_that_is_hours_wrong_does_not_stop_the_inbox(home: Path, opened: Chamber, identify: object) -> None:
    """A file changed next year is no file still being written."""
    drop(home, "a.xlsx", book())

    assert len(round_of(home, opened, identify, datetime(2020, 1, 1, tzinfo=UTC)).kept) == 1


def test_names_with_any_byte_are_received(home: Path, opened: Chamber, identify: object) -> None:
    """Names in GB18030, with line breaks and quotes, are told as well as they can be."""
    folder = os.fsencode(home / "inbox" / "990121")
    for number, name in enumerate(("报表.xlsx".encode("gb18030"), b"a\nb.xlsx", b"'\"$(x);.xlsx", b" .xlsx")):
        with open(folder + b"/" + name, "wb") as file:  # noqa: PTH123 - a name that no text holds
            file.write(book(figure=number))

    assert len(round_of(home, opened, identify).kept) == 4


def test_a_newer_file_under_the_name_is_not_removed(
    home: Path, opened: Chamber, identify: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clerk who saves again while we keep the first version finds the second one taken in the next round."""
    path = drop(home, "a.xlsx", book(figure=1))
    run = opened.run

    def saved_meanwhile(*given):
        outcome = run(*given)
        path.unlink()
        path.write_bytes(book(figure=2))
        return outcome

    monkeypatch.setattr(opened, "run", saved_meanwhile)
    round_of(home, opened, identify)
    monkeypatch.undo()

    assert book(figure=2)[:4] == path.read_bytes()[:4]
    assert len(round_of(home, opened, identify).kept) == 1
    assert len(receipts(home)) == 2


def test_a_second_round_at_the_same_inbox_stops_with_one_sentence(
    home: Path, opened: Chamber, identify: object
) -> None:
    """Nothing is touched while another round is at work."""
    path = drop(home, "a.xlsx", book())
    with locked(home, ".receive-lock", wait=False), pytest.raises(StoreError) as stopped:
        round_of(home, opened, identify)

    assert stopped.value.code == "STORE-BUSY"
    assert "没有接收" in stopped.value.message("zh")
    assert path.is_file()
    assert KEEP_LOCK not in {entry.name for entry in home.iterdir()}


def test_an_upload_is_kept_or_answered(home: Path, opened: Chamber, identify: object) -> None:
    """The bytes of a refused upload are not kept: its sender has them."""
    good = receive_bytes(book(), "a/b.xlsx", "portal", home, now=NOW, understand=identify, chamber=opened)
    bad = receive_bytes(b"%PDF-1.4 x", "b.pdf", "portal", home, now=NOW, understand=identify, chamber=opened)

    assert isinstance(good, Kept)
    assert (good.receipt.source, good.receipt.name) == ("portal/a_b.xlsx", "a_b.xlsx")
    assert isinstance(bad, TurnedAway)
    assert not (home / bad.note).with_suffix("").exists()
    assert isinstance(bad.refusal, Refusal)
    assert Identity("CA", "990121", "2015Q3", "v1") == identify_again(good)


def identify_again(kept: Kept) -> Identity:
    receipt = kept.receipt
    return Identity(receipt.return_code, receipt.unit, receipt.period, receipt.template)
