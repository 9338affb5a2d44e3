"""What a county is told of a file that its office has already, or cannot take: sent twice, closed, laid where nobody is."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from one_county import ANSWER, CADRES, CITY, CITY_CADRES, COUNTY, FIRST, PARTY, Made, Town

from flows.nightly.account import Folder
from flows.receive.store import StoreError
from schemas.decision import Correction
from schemas.states import State

PERSONAL = "530099198002299918"


def test_a_file_for_an_approved_workbook_is_refused_and_not_received(town: Town, made: Made) -> None:
    """It is counted among the refused, and its sender is told to ask for a correction, under each name that it had."""
    other = made.other(CITY_CADRES)
    town.send("重报.xlsx", other, CITY)
    town.send("再报.xlsx", other, CITY)
    account = town.night(1)

    assert (account.entered.taken, account.entered.closed, account.entered.repeated) == (frozenset(), 2, 0)
    assert "收到 0 份（另有重复 0 份，拒收 2 份）；校核 0 份" in account.lines("zh")[0]
    assert "0 received (besides 0 duplicates and 2 refused); 0 checked" in account.lines("en")[0]
    assert any("2 份是报表已经审定后又报的" in line for line in account.lines("zh"))
    notes = [text.decode() for name, text in town.replies(CITY).items() if "_拒收_" in name]
    assert len(notes) == 2
    for note in notes:
        assert "已经审定，没有接收这个文件" in note
        assert "先向市里申请“更正”" in note
        assert "ask the city for a correction first" in note
    assert town.current(CITY).attempt == 1


def test_sent_again_under_a_correction_it_is_taken_and_judged(town: Town, made: Made) -> None:
    """What was turned away needs no other bytes, and nobody is told that nothing has changed."""
    other = made.other(CITY_CADRES)
    town.send("重报.xlsx", other, CITY)
    town.night(1)
    with town.record() as record:
        until = date(2027, 2, 10)
        permission = Correction(CITY, "CA", "2025Q4", "漏报一名干部，已核对台账", "office", FIRST.date(), until)
        record.permit_correction(permission, FIRST + timedelta(days=1))
    town.send("重报.xlsx", other, CITY)
    account = town.night(2)

    now = town.current(CITY)
    assert (now.attempt, now.state) == (2, State.PUBLISHED)
    assert (account.entered.taken, account.entered.repeated, account.entered.closed) == ({now.submission}, 0, 0)
    assert not [name for name in town.replies(CITY) if "_重复_" in name]


def test_the_same_bytes_again_are_answered_with_the_first_time(town: Town, made: Made) -> None:
    """Which upload it was, that nothing has changed, its number, and where its answer lies; nothing else moves."""
    before, number = town.replies(), town.current().submission
    town.send("又一次.xlsx", made.wrong)
    town.send(f"{PERSONAL}.xlsx", made.wrong)
    account = town.night(1)

    added = {name: text for name, text in town.replies().items() if name not in before}
    assert {name: text for name, text in town.replies().items() if name in before} == before
    assert sorted(name.rpartition("_")[0] for name in added) == [f"{COUNTY}/_重复", f"{COUNTY}/又一次_重复"]
    for text in added.values():
        chinese, english = text.decode().splitlines()
        assert "与 1月15日 01:00 上传的第 1 次文件完全相同，没有变化。" in chinese
        assert f"答复在 replies/{ANSWER}。编号 {number}" in chinese
        assert "the same as that of upload 1, received 15 January, 01:00; nothing has changed" in english
        assert PERSONAL not in chinese + english
    assert (account.entered.repeated, len(account.entered.taken), account.judged) == (2, 0, ())


def test_an_earlier_file_again_does_not_replace_the_later_and_says_how_it_would(town: Town, made: Made) -> None:
    """A, then B, then A: B counts still; A opened and saved anew would be another upload."""
    town.send(CADRES, made.asked)
    town.night(1)
    newer = town.current()
    town.send(CADRES, made.wrong)
    town.night(2)

    (note,) = (text.decode() for name, text in town.replies(COUNTY).items() if "_重复_" in name)
    chinese, english = note.splitlines()
    assert "与 1月15日 01:00 上传的第 1 次文件完全相同，没有变化；仍以 1月16日 01:00 上传的第 2 次文件为准" in chinese
    assert f"请打开那份文件另存一次，再放入收件夹。编号 {newer.submission}" in chinese
    assert "What counts is upload 2, received 16 January, 01:00" in english
    assert "open that file, save it anew, and put it into the inbox" in english
    assert town.current() == newer


def test_a_night_ended_before_the_inbox_was_cleared_tells_again(
    town: Town, made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of what came twice, what is closed and what is new: the same notices as after an undisturbed night."""
    from flows.nightly import entering

    for each in (CADRES, "又一次.xlsx"):
        town.send(each, made.wrong)
    town.send("新.xlsx", made.asked)
    town.send("重报.xlsx", made.other(CITY_CADRES), CITY)
    whole = Town(tmp_path / "undisturbed")
    shutil.copytree(town.folder, whole.folder)
    whole.night(1)
    with monkeypatch.context() as patch:
        patch.setattr(entering, "forget", ended)
        with pytest.raises(StoreError):
            town.night(1)
    account = town.night(1)

    assert town.replies() == whole.replies()
    assert (account.taken_up, account.not_judged) == (1, 0)
    assert any("1 份是以前收到、这次才校核的" in line for line in account.lines("zh"))
    assert not [path for path in town.home.inbox.rglob("*") if path.is_file()]


def test_a_folder_that_is_no_units_is_told_to_sender_and_office(town: Town, made: Made) -> None:
    """It is called like a code that the register does not have: nothing in it is anybody's."""
    town.send(CADRES, made.sent[CADRES], "999999")
    town.send("空.xlsx", b"", "999999")
    town.send(PARTY, made.sent[PARTY], "各县上报")
    account = town.night(1)

    notes = [text.decode() for name, text in town.replies("999999").items() if CADRES[:-5] in name]
    assert "文件放在“999999”里，登记表中没有这个单位代码，没有接收" in notes[0]
    assert "请放到本单位代码的收件夹里再报" in notes[0]
    assert 'The file lies in the folder "999999", which is no unit\'s code of the register' in notes[0]
    assert account.entered.folders == (Folder("999999", 2),)
    assert any("收件夹 999999 不是登记表里的单位代码，其中 2 份没有接收" in line for line in account.lines("zh"))
    assert any("Inbox folder 999999: no unit's code" in line for line in account.lines("en"))
    assert town.current(COUNTY, "PM").attempt == 1


def ended(*_: object) -> None:
    raise StoreError("STORE-FULL")
