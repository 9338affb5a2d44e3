"""What a county is told of a file that its office has already or cannot take: twice, closed, too early, laid nowhere."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from one_county import ANSWER, CADRES, CITY, CITY_CADRES, COUNTY, FIRST, PARTY, Made, Town

from flows.judge.entered import Folder
from flows.office.opened import Office
from record.errors import StoreError
from schemas.decision import Correction
from schemas.periods import SHANGHAI
from schemas.receipt import Fact, Refusal
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
    named = account.refused_lines("zh")
    assert named[0] == "没有接收的文件（2）："
    assert [("重报.xlsx" in line, "再报.xlsx" in line) for line in named[1:]] == [(False, True), (True, False)]
    assert all("STATE-CLOSED" in line and "示例市直" in line for line in named[1:])
    notes = [text.decode() for name, text in town.replies(CITY).items() if "_拒收_" in name]
    assert len(notes) == 2
    for note in notes:
        assert "已经审定，没有接收这个文件" in note
        assert "先向市里申请“更正”" in note
        assert "ask the city for a correction first" in note
    assert town.current(CITY).attempt == 1


def test_a_refusal_says_which_file_of_whom_and_whom_to_ask(town: Town) -> None:
    """The unit, the file's name, the day on which it came, the reason with what to do, and the office, both ways."""
    town.send("空表.xlsx", b"")
    town.send("无主.xlsx", b"", "_")
    town.send(f"{PERSONAL}.xlsx", b"")
    town.night(1)

    contact = Office.at(town.folder).contact
    (note,) = (text.decode() for name, text in town.replies(COUNTY).items() if name.startswith("空表_拒收_"))
    chinese, english = note.splitlines()
    assert chinese == (
        "【组织统计】示例一县 空表.xlsx（2027年1月16日收到）没有接收：文件是空的（0 字节），可能没有传完。请核对后再上传。"
        f"有疑问请联系 {contact}"
    )
    assert english == (
        "[Statistics] 示例一县, 空表.xlsx (received 16 January 2027) was not taken: The file is empty (0 bytes), perhaps "
        f"not copied to its end. Check it and upload it again. Questions: {contact}"
    )
    others = sorted(text.decode() for text in town.replies("_").values())
    assert [each.partition("（2027年1月16日收到）")[0] for each in others] == [
        "【组织统计】一个文件",
        "【组织统计】无主.xlsx",
    ]
    assert not any(PERSONAL in each for each in others)


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
        assert f"答复在 replies/{ANSWER}。编号 {number}。有疑问请联系 " in chinese
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
    from flows.judge import entering

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


def test_a_workbook_in_a_folder_that_is_no_units_waits_there_until_the_folder_is_right(town: Town, made: Made) -> None:
    """The unit on its cover is told what to do, the office is told each night; what cannot be read is set aside."""
    town.send(PARTY, made.sent[PARTY], "999999")
    town.send("空.xlsx", b"", "999999")
    first, second = town.night(1), town.night(2)

    (note,) = (text.decode() for name, text in town.replies(COUNTY).items() if "拒收" in name)
    assert "文件放在收件夹“999999”里，登记表中没有这个单位代码，没有接收；文件没有动，还在那里" in note
    assert "请把文件夹改名为本单位的代码" in note
    assert "Rename the folder to your unit's code, or move the file into the folder of that code" in note
    assert [name for name in town.replies("_") if name.startswith("空_拒收")]
    assert not town.replies("999999")
    assert (first.entered.folders, second.entered.folders) == ((Folder("999999", 2),), (Folder("999999", 1),))
    assert any("收件夹 999999 不是登记表里的单位代码，其中 1 份没有接收" in line for line in second.lines("zh"))
    assert any("Inbox folder 999999: no unit's code" in line for line in second.lines("en"))

    shutil.copytree(town.home.inbox / "999999", town.home.inbox / COUNTY, dirs_exist_ok=True)
    shutil.rmtree(town.home.inbox / "999999")
    third = town.night(3)
    assert (len(third.entered.taken), third.entered.folders) == (1, ())
    assert town.current(COUNTY, "PM").attempt == 1


def test_a_folder_of_any_other_name_is_everybodys(town: Town, made: Made) -> None:
    """Whose a workbook is, is said by its cover."""
    town.send(PARTY, made.sent[PARTY], "各县上报")
    town.night(1)

    assert town.current(COUNTY, "PM").attempt == 1


def test_nobody_owes_a_period_that_runs(town: Town, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that an earlier release took of it waits for its end; the board speaks of the period before."""
    from flows.cli import looks
    from flows.judge.desk import Desk
    from flows.receive import sorting

    running, ended = datetime(2027, 3, 31, 1, tzinfo=SHANGHAI), datetime(2027, 4, 1, 1, tzinfo=SHANGHAI)
    early = made.stamped(CADRES, "2025Q4", "2027Q1")
    town.send("早报.xlsx", early)
    refused = town.night((running - FIRST).days)
    (note,) = (text.decode() for name, text in town.replies(COUNTY).items() if "早报_拒收" in name)
    assert "报告期 2027Q1 还没有结束，现在不能报。请在 2027-03-31 以后按期末数填好再报" in note
    assert (refused.refused, len(refused.entered.taken)) == (1, 0)

    town.send("早报.xlsx", early)
    with monkeypatch.context() as patch:
        patch.setattr(sorting, "not_ended", lambda *_: None)
        taken = town.night((running - FIRST).days)
    assert len(taken.entered.taken) == 1
    assert [each.period for each in taken.periods] == ["2025Q4"]
    assert not list(town.home.reports.rglob("*2027Q1*"))
    with town.record():
        assert str(looks._newest(Desk(Office.at(town.folder), running))) == "2025Q4"
    assert [each.period for each in town.night((ended - FIRST).days).periods] == ["2025Q4", "2027Q1"]


def test_the_summary_names_every_refused_file_with_its_reason(town: Town, made: Made) -> None:
    """Unit, file and code with its sentence; a personal name is left out."""
    town.send("错.xlsx", made.stamped(CADRES, "2025Q4", "2027Q1"))
    town.send(f"{PERSONAL}.xlsx", b"no workbook")
    account = town.night(1)

    told = account.refused_lines("zh")
    (summary,) = town.home.reports.glob(f"{FIRST + timedelta(days=1):%Y-%m-%d}/summary.md")
    written = summary.read_text(encoding="utf-8")
    assert (account.refused, told[0]) == (2, "没有接收的文件（2）：")
    for line in told:
        assert line in written
    assert told[1].startswith("- *：FILE-PERSONAL ")
    assert told[2].startswith("- 示例一县（990121） 990121/错.xlsx：FILE-NOT-ENDED ")
    assert PERSONAL not in written


@pytest.mark.parametrize(
    ("stated", "is_told"),
    [("示例一县", True), ("990121", True), ("2026年第二季度", True), ("2025.1", True), ("张三家", False)],
)
def test_what_somebody_typed_on_a_cover_is_not_in_the_summary(town: Town, stated: str, is_told: bool) -> None:
    """A unit, a period or a version may stand there; any other text of a cell may not."""
    with town.record():
        from flows.judge import entering
    refusal = Refusal("FILE-WRONG-PERIOD", (Fact("stated", stated), Fact("wanted", "2025Q4")))
    named = entering.named(Office.at(town.folder), f"{COUNTY}/表.xlsx", refusal, FIRST)

    assert (stated in named.text("zh")) is is_told


def ended(*_: object) -> None:
    raise StoreError("STORE-FULL")
