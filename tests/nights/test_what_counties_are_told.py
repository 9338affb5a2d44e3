"""What a county finds below replies/ after a night, and what the office reads in the night's account.

The flow runs here in this process without Prefect's server, over a county and the city level.
"""

import asyncio
import contextlib
import errno
import io
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.chamber import Chamber, Died, Done
from flows.gate import Admitted, examine
from flows.nightly import quiet
from flows.nightly.account import Account, Entered, Folder, Judged
from flows.nightly.letterbox import MARK, Letter, answer_name, attempt_folder, deliver, put
from flows.office.home import Home
from flows.office.opened import Office
from flows.publish.gate import Verdict
from flows.read import read
from flows.receive.store import StoreError
from flows.reply import notice
from flows.sample import make_city
from schemas.decision import Correction, Waiver
from schemas.messages import catalogue
from schemas.periods import SHANGHAI
from schemas.report import FileReport, Outcome
from schemas.states import State
from schemas.submission import OnFile

COUNTY, CITY = "990121", "990100-S01"
FIRST = datetime(2027, 1, 15, 1, tzinfo=SHANGHAI)
CADRES, PARTY = "示例一县_干部统计表_2025Q4.xlsx", "示例一县_党员统计表_2025Q4.xlsx"
CITY_CADRES = "示例市直_干部统计表_2025Q4.xlsx"
PERSONAL = "530099198002299918"
Change = Mapping[tuple[str, str, str], int]
"""By how much a figure differs, by table, row and column; the total row is changed with it."""
WRONG: Change = {("CA1", "990121101", "opening"): 7}
ASKED: Change = {("CA1", "990121-J01", "dec_other"): 2, ("CA1", "990121-J01", "dec_retire"): -2}


class Here(Chamber):
    """Runs the task in this process."""

    def __init__(self) -> None:
        super().__init__()

    def run(self, task: Callable[[bytes], object], items: Sequence[bytes | Path]) -> tuple[Done[object] | Died, ...]:  # type: ignore[override]
        return tuple(Done(task(item)) for item in items if isinstance(item, bytes))


@dataclass(frozen=True)
class Direct:
    """A task of the flow that is done when it is asked for."""

    work: Callable[..., Any]

    def submit(self, *arguments: object) -> "Direct":
        outcome = self.work(*arguments)
        return Direct(lambda: outcome)

    def wait(self) -> None:
        """It is done."""

    def result(self, *_: object) -> object:
        return self.work()


@pytest.fixture(scope="module", autouse=True)
def _ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The environment as a night sets it up, and as it was before afterwards."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("PREFECT", "SHENHE_HOME", "DJANGO")):
            del os.environ[name]
    folder = tmp_path_factory.mktemp("ready")
    quiet(folder)
    from record import connect, disconnect

    connect(folder)
    disconnect()
    from flows.nightly import flow, work
    from flows.publish import press

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "chamber", Here)
        patch.setattr(press, "judge_edition", lambda *_: Verdict(()))  # it takes a second and writes nothing
        patch.setattr(flow, "create_markdown_artifact", lambda **_: None)
        for name in ("receive_files", "check_units", "reply_to"):
            patch.setattr(flow, name, Direct(getattr(flow, name).fn))
        yield
    os.environ.clear()
    os.environ.update(before)


@dataclass(frozen=True)
class Town:
    """An office's folder, what its counties put into the inbox, and what they find the morning after."""

    folder: Path

    @property
    def home(self) -> Home:
        return Home(self.folder)

    def send(self, name: str, content: bytes, folder: str = COUNTY) -> None:
        file = self.home.inbox / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def night(self, days: int = 0) -> Account:
        """The night so many days after the first one."""
        from flows.nightly import flow

        return asyncio.run(flow.nightly.fn(self.folder, FIRST + timedelta(days=days), "", 0.0))

    def replies(self, below: str = "") -> dict[str, bytes]:
        """What people see below replies/."""
        top = self.home.replies / below
        return {
            path.relative_to(top).as_posix(): path.read_bytes()
            for path in sorted(top.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }

    def told(self, below: str = f"{COUNTY}/2025Q4/CA") -> list[str]:
        """The lines of the one notice that lies in a folder itself."""
        (note,) = (self.home.replies / below).glob("*.txt")
        return note.read_text(encoding="utf-8").splitlines()

    @contextlib.contextmanager
    def record(self) -> Iterator[Any]:
        """The record, open in this thread."""
        from record import connect, disconnect

        connect(self.folder)
        from record import register

        try:
            yield register
        finally:
            disconnect()

    def current(self, unit: str = COUNTY, return_code: str = "CA") -> OnFile:
        with self.record() as record:
            found = record.current(unit, return_code, "2025Q4")
        assert isinstance(found, OnFile)
        return found


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The workbooks of a sample city of one county, as its clerks send them."""
    folder = tmp_path_factory.mktemp("sample") / "city"
    make_city(folder, 1, 1)
    return {path.name: path.read_bytes() for path in Home(folder).inbox.rglob("*.xlsx")}


@pytest.fixture(scope="module")
def made(sent: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> "Made":
    folder = tmp_path_factory.mktemp("made") / "city"
    make_city(folder, 1, 1)
    shutil.rmtree(Home(folder).inbox)
    return Made(folder, sent)


@dataclass(frozen=True)
class Made:
    """The workbooks with other figures in them."""

    folder: Path
    sent: Mapping[str, bytes]

    def changed(self, name: str, changes: Change) -> bytes:
        """A workbook with other figures, in their rows and in the total rows."""
        content = self.sent[name]
        admitted = examine(content, name)
        assert isinstance(admitted, Admitted)
        reading = read(admitted, Office.at(self.folder).forms)
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        for (code, row, column), amount in changes.items():
            table = reading.table(code)
            assert table is not None
            for each in ("TOTAL", row):
                at = table.row_codes.index(each), table.columns.index(column)
                address = table.address(*at)
                assert address is not None
                book[address.sheet].cell(address.row, address.column).value = int(table.values[at]) + amount
        return saved(book)

    @cached_property
    def wrong(self) -> bytes:
        """The county's cadre return with an error in it."""
        return self.changed(CADRES, WRONG)

    @cached_property
    def asked(self) -> bytes:
        """The same with a figure that is to be explained."""
        return self.changed(CADRES, ASKED)

    def other(self, name: str) -> bytes:
        """The same figures saved anew: other bytes."""
        return saved(openpyxl.load_workbook(io.BytesIO(self.sent[name]), data_only=True))


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def after_first(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """After the first night: the county's cadre return is to be corrected, that of the city level is published."""
    folder = tmp_path_factory.mktemp("first") / "city"
    shutil.copytree(made.folder, folder)
    town = Town(folder)
    town.send(CADRES, made.wrong)
    town.send(CITY_CADRES, made.sent[CITY_CADRES], CITY)
    account = town.night()
    assert (len(account.entered.taken), len(account.judged)) == (2, 2)
    return town


@pytest.fixture
def town(after_first: Town, tmp_path: Path) -> Town:
    shutil.copytree(after_first.folder, tmp_path / "city")
    return Town(tmp_path / "city")


ANSWER = f"{COUNTY}/2025Q4/CA"


def test_an_answer_says_in_both_languages_what_to_do_with_the_files_beside_it(town: Town) -> None:
    """By the marked workbook and its list, back into the inbox; there is no page to log in to."""
    chinese, english = town.told()

    assert chinese.startswith("【组织统计】示例一县 干部统计表（2025Q4）第1次上传：1 处错误")
    assert "请按标注工作簿和问题清单改正后重新放入收件夹。截止 1月29日" in chinese
    assert "upload 1: 1 error, 0 queries; please correct the marked workbook" in english
    assert "put it into the inbox again. Due " in english
    for code, message in catalogue().items():
        if code.startswith("NOTICE-INBOX"):
            assert "登录" not in message.zh
            assert "我的任务" not in message.zh
            assert "log in" not in message.en


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


def test_explanations_that_are_not_accepted_are_named_and_are_no_new_findings(town: Town, made: Made) -> None:
    """The notice and the head of the list count them; 改好, 剩, 新增 are about the figures alone."""
    town.send(CADRES, made.asked)
    town.night(1)
    assert "没有错误，1 处请核实，请改数，或在标注工作簿的问题清单里写明原因" in town.told()[0]
    marked = town.replies(ANSWER)[answer_name(CADRES, ".xlsx")]
    town.send(CADRES, explained(marked, "R99", "属实"))
    town.night(2)

    chinese, english = town.told()
    assert "没有错误，1 处请核实，2 条说明没有采用（原因见问题清单），请改数" in chinese
    assert "no errors, 1 query, 2 explanations not accepted (the list of findings says why); please correct" in english
    top = head_of(town.replies(ANSWER)[answer_name(CADRES, ".xlsx")])
    assert "2 条说明没有采用，原因见各处" in top
    assert "与上一次相比：改好 0，剩 1，新增 0" in top
    assert town.current().state is State.TO_EXPLAIN


def test_what_is_waived_is_not_called_corrected(town: Town, made: Made) -> None:
    """The error stands in both uploads and is told in neither: it is neither 改好 nor 剩."""
    with town.record() as record:
        until = date(2027, 3, 1)
        for code in {finding.code for finding in record.findings(1)}:
            record.waive(Waiver(COUNTY, code, "", "", "上年数待核，批文未到", "office", FIRST.date(), until), FIRST)
    town.send(CADRES, made.changed(CADRES, {**WRONG, **ASKED}))
    town.night(1)

    assert "没有错误，1 处请核实" in town.told()[0]
    assert "改好 0，剩 0，新增 1" in head_of(town.replies(ANSWER)[answer_name(CADRES, ".xlsx")])


def test_what_is_explained_is_neither_left_nor_new(town: Town, made: Made) -> None:
    """A resubmission that explains its one query has nothing left, and waits for a person."""
    town.send(CADRES, made.asked)
    town.night(1)
    marked = town.replies(ANSWER)[answer_name(CADRES, ".xlsx")]
    town.send(CADRES, explained(marked, "R99", "两名干部按省里统一部署参加援派工作，期满后调回原地任职"))
    town.night(2)

    assert town.current().state is State.AWAITING_REVIEW
    assert "校核通过" in town.told()[0]
    assert "改好 0，已说明 1，剩 0，新增 0" in head_of(town.replies(ANSWER)[answer_name(CADRES, ".xlsx")])


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


def test_the_newest_answer_lies_in_the_folder_and_earlier_ones_whole_in_their_own(town: Town, made: Made) -> None:
    """Also where the last one is an approval, which has no list any more."""
    first = town.replies(ANSWER)
    town.send("第二次.xlsx", made.asked)
    town.night(1)
    second = {name: text for name, text in town.replies(ANSWER).items() if "/" not in name}
    town.send("第三次.xlsx", made.sent[CADRES])
    town.night(2)
    last = town.replies(ANSWER)

    assert {f"第1次/{name}": text for name, text in first.items()}.items() <= last.items()
    assert {f"第2次/{name}": text for name, text in second.items()}.items() <= last.items()
    assert len(first) == len(second) == 2
    assert "已审定" in town.told()[0]
    assert "approved" in town.told()[1]
    assert town.current().attempt == 3


def test_what_is_judged_again_beside_others_is_counted_apart(town: Town, made: Made) -> None:
    """The county sends its second return: the first is judged again beside it, and the counts close."""
    town.send(PARTY, made.sent[PARTY])
    account = town.night(1)

    assert (len(account.entered.taken), len(account.judged), account.again) == (1, 2, 1)
    assert "收到 1 份" in account.lines("zh")[0]
    assert "校核 2 份：通过 1，需修改 0，待说明 0，因其他变化重校 1；" in account.lines("zh")[0]
    assert (
        "2 checked: 1 clean, 0 to correct, 0 to explain, 1 checked again for changes beside them;"
        in account.lines("en")[0]
    )


def test_of_two_files_of_one_night_the_earlier_is_counted_as_not_judged(town: Town, made: Made) -> None:
    """Both were received; the later one counts."""
    for at, content in enumerate((made.asked, made.sent[CADRES])):
        town.send(f"{at}.xlsx", content)
        os.utime(town.home.inbox / COUNTY / f"{at}.xlsx", (FIRST.timestamp() + at,) * 2)
    account = town.night(1)

    assert (len(account.entered.taken), len(account.judged), account.not_judged) == (2, 1, 1)
    assert any("收到的有 1 份这次没有校核" in line for line in account.lines("zh"))
    assert any("Received and not checked this time: 1" in line for line in account.lines("en"))
    assert {name.rpartition("/")[0] for name in town.replies(ANSWER)} == {"", "第1次"}
    assert {"1_校核结果.txt", f"第1次/{answer_name(CADRES, '.txt')}"} <= town.replies(ANSWER).keys()


def test_published_workbooks_keep_their_verdict_and_the_office_hears_of_earlier_rules(town: Town) -> None:
    """After a change of rules what is published is not judged again; a line says how many there are."""
    assert town.night(1).earlier_rules == 0
    with town.record():
        from record import models

        models.Verdict.objects.filter(submission__state=State.PUBLISHED.value).update(rule_set="0" * 64)
    account = town.night(2)

    assert (account.earlier_rules, account.judged, town.current(CITY).rule_set) == (1, (), "0" * 64)
    assert any(
        "1 份已发布的报表是按以前的规则校核的" in line and "shenhe impact" in line for line in account.lines("zh")
    )
    assert any("1 published workbook was judged by an earlier rule set" in line for line in account.lines("en"))


def test_the_counts_of_an_account_close() -> None:
    """Judged for the first time and again; received, taken up and left."""
    judged = (
        Judged(1, Outcome.CLEAN, first=True),
        Judged(2, Outcome.ERRORS, first=True),
        Judged(3, Outcome.QUERIES, first=True),
        Judged(9, Outcome.ERRORS, first=False),
    )
    account = Account(Entered(frozenset({2, 3, 4}), 1, 1), 2, 0, judged, (), 0, (), 1.0)
    counts = [account.count(outcome) for outcome in (Outcome.CLEAN, Outcome.ERRORS, Outcome.QUERIES)]

    assert sum(counts) + account.again == len(judged)
    assert len(account.entered.taken) == sum(counts) + account.not_judged - account.taken_up
    assert "拒收 3 份" in account.lines("zh")[0]


ROUNDS = (
    (1, (Letter("表_校核结果.txt", b"1"), Letter("表_校核结果.xlsx", b"list 1"))),
    (1, (Letter("表_校核结果.txt", b"1 again"), Letter("表_校核结果.xlsx", b"list 1 again"))),
    (3, (Letter("表_校核结果.txt", b"3"), Letter("新_校核结果.html", b"list 3"))),
    (3, (Letter("表_校核结果.txt", b"3 approved"),)),
    (4, (Letter("表_校核结果.txt", b"4"),)),
)
WANTED = {
    "表_校核结果.txt": b"4",
    "第3次/表_校核结果.txt": b"3 approved",
    "第1次/表_校核结果.txt": b"1 again",
    "第1次/表_校核结果.xlsx": b"list 1 again",
    MARK: b"4\n",
}


def test_answers_that_are_cut_short_anywhere_end_in_the_same_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each round ended before each of its steps on the disk and started again: nothing lost, nothing left over."""
    for ended_round in range(len(ROUNDS)):
        for step in range(1, 12):
            folder = tmp_path / f"{ended_round}-{step}"
            for number, (attempt, letters) in enumerate(ROUNDS):
                if number == ended_round:
                    with monkeypatch.context() as patch, contextlib.suppress(StoreError):
                        end_before(step, patch)
                        deliver(folder, attempt, letters)
                deliver(folder, attempt, letters)
            left = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
            assert {name: path.read_bytes() for name, path in left.items()} == WANTED, (ended_round, step)


def test_a_person_and_the_night_may_write_the_same_notice_at_once(tmp_path: Path) -> None:
    """One of them wins whole; neither is told of a fault."""
    with ThreadPoolExecutor(4) as people:
        written = list(
            people.map(lambda which: put(tmp_path / "CA", Letter("通知.txt", which)), [b"a" * 99, b"b" * 99] * 50)
        )

    assert written[0].read_bytes() in {b"a" * 99, b"b" * 99}


def test_an_answer_to_a_marked_workbook_is_called_as_that_to_its_original() -> None:
    """Clerks send back what they were sent; names do not grow with every round."""
    assert answer_name("表.xlsx", ".txt") == answer_name("表_校核结果_校核结果.xlsx", ".txt") == "表_校核结果.txt"
    assert attempt_folder(2) == "第2次"


def test_of_another_kind_the_page_of_results_is_named() -> None:
    """An .xls cannot be marked: its clerk is led to the page, and to .xlsx where something is to be explained."""
    asked = FileReport(
        "表.xls", "0" * 64, Outcome.QUERIES, unit_name="示例一县", return_zh="干部统计表", period="2025Q4"
    )

    assert "按校核结果页改数后重新放入收件夹；属实的，请另存为 .xlsx" in notice.of_check(asked, 1, None, 7, "zh")
    assert "save it as .xlsx" in notice.of_check(asked, 1, None, 7, "en")


def end_before(step: int, patch: pytest.MonkeyPatch) -> None:
    """Let the n-th step on the disk from now on not happen, nor any after it."""
    done = 0

    def stepping(call: Callable[..., Any]) -> Callable[..., Any]:
        def tried(*arguments: Any, **named: Any) -> Any:
            nonlocal done
            done += 1
            if done >= step:
                raise OSError(errno.EIO, "ended")
            return call(*arguments, **named)

        return tried

    for name in ("replace", "unlink", "mkdir"):
        patch.setattr(os, name, stepping(getattr(os, name)))
    patch.setattr(Path, "write_bytes", stepping(Path.write_bytes))


def ended(*_: object) -> None:
    raise StoreError("STORE-FULL")


def explained(marked: bytes, reason: str, text: str) -> bytes:
    """The marked workbook with the same words beside every query of its list."""
    book = openpyxl.load_workbook(io.BytesIO(marked), data_only=True)
    sheet = book["问题清单"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "填报说明" for cell in row))
    columns = {cell.value: cell.column for cell in head}
    for row in range(head[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, columns["标识"]).value and sheet.cell(row, columns["级别"]).value == "核实":
            sheet.cell(row, columns["原因代码"]).value = reason
            sheet.cell(row, columns["填报说明"]).value = text
    return saved(book)


def head_of(marked: bytes) -> str:
    """The lines above the list of findings."""
    sheet = openpyxl.load_workbook(io.BytesIO(marked))["问题清单"]
    return "\n".join(str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row if cell.value)
