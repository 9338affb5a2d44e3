"""One workbook sent, explained, confirmed and withdrawn, without pages: what is on file, on the disk, and left for the night."""

import errno
import importlib
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from filled import doubtful, draft, other, workbook, wrong

from flows.acts import judging, reviews, sending
from flows.acts.answered import answered
from flows.acts.sending import Sent, Upload, Written
from flows.check import Key
from flows.judge.desk import Desk
from flows.judge.replies import answer_batch
from flows.judge.work import examine_batch
from flows.office.chamber import chamber
from flows.office.opened import Office
from flows.receive import StoreError, receipts
from flows.receive.store import locked
from flows.template import Attached, fill
from portal.pages import clock
from record import audit, models
from record import register as record
from record.errors import RecordError
from schemas.decision import Correction, Decision, Reason, Review
from schemas.periods import Period
from schemas.receipt import Refusal
from schemas.states import State

UNIT, OTHER = "990123", "990121"
TALENT = Key(UNIT, "TA", "2026Q2")
TRUE = "根据示组发〔2026〕8号批准设立，6月已挂牌1家"


@pytest.fixture
def office(folder: Path) -> Office:
    return Office.at(folder)


def send(office: Office, content: bytes, name: str = "人才统计表.xlsx", wanted: Key = TALENT) -> Sent | Refusal:
    return sending.send(office, wanted, Upload(name, content), clock.now(), chamber())


def sent(office: Office, content: bytes, wanted: Key = TALENT) -> Sent:
    done = send(office, content, wanted=wanted)
    assert isinstance(done, Sent), done
    assert done.fault == ""
    return done


def left_to_do(office: Office) -> list[int]:
    """What the night would find to judge of the unit's period."""
    desk = Desk(office, clock.now())
    assert desk.enter(()).taken == frozenset()
    works = desk.to_judge(Period.parse("2026Q2"))
    return [stored.submission for work in works for stored in work.judged if stored.key.unit == UNIT]


def bytes_below(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes()


def explain(office: Office, number: int, text: str, reason: str = "R07") -> list[str]:
    """The same words beside every query; why they were not taken."""
    keys = {each.key: None for each in record.findings(number)}
    refused = sending.explain(office, number, [Written(key, reason, text) for key in keys], "clerk", clock.now())
    return [each.code for each in refused]


def test_a_right_workbook_waits_for_its_confirmation_and_leaves_the_night_nothing(office: Office) -> None:
    """待报送, kept whole, told in the unit's folder; the unit's other returns are judged anew beside it."""
    content = workbook(UNIT, "TA")
    done = sent(office, content)

    assert done.state is State.READY
    found = record.submission(done.submission)
    assert (office.home.raw / found.kept_as).read_bytes() == content
    assert (found.uploaded, found.confirmed_at, found.attempt) == (True, None, 1)
    (notice,) = (office.home.replies / UNIT / "2026Q2" / "TA").glob("*.txt")
    assert "请登录确认报送" in notice.read_text("utf-8")
    assert left_to_do(office) == []
    row = next(
        row for row in Desk(office, clock.now()).board(Period.parse("2026Q2")) if row.submission == found.submission
    )
    assert row.state is State.READY


def test_confirmed_it_awaits_review_and_may_be_withdrawn_until_then(office: Office) -> None:
    """Confirming twice is once, and so is withdrawing; after a review it is too late; each step is in the trail with its author."""
    number = sent(office, workbook(UNIT, "TA")).submission
    for _ in range(2):
        assert sending.confirm(office, number, "clerk", clock.now()) is State.AWAITING_REVIEW
    assert record.submission(number).confirmed_by == "clerk"
    assert left_to_do(office) == []
    for _ in range(2):
        assert sending.withdraw(office, number, "clerk", clock.now()) is State.READY
    with pytest.raises(RecordError):
        sending.withdraw(office, number, "another", clock.now())
    sending.confirm(office, number, "clerk", clock.now())
    record.review(Decision(number, Review.APPROVE, "office", "", clock.now()))
    with pytest.raises(RecordError) as late:
        sending.withdraw(office, number, "clerk", clock.now())

    assert late.value.code == "WITHDRAW-STATE"
    done = [(event.action, event.by) for event in record.history(number) if event.by == "clerk"]
    assert done == [("confirm", "clerk"), ("withdraw", "clerk"), ("confirm", "clerk")]
    assert audit.verify().is_whole


def test_without_a_person_to_approve_a_clean_workbook_is_approved_by_its_confirmation(office: Office) -> None:
    """And not before it."""
    choices = office.home.configuration
    choices.write_text(choices.read_text("utf-8").replace('"person"', '"auto"'), "utf-8")
    changed = Office.at(office.home.path)
    number = sent(changed, workbook(UNIT, "TA")).submission
    assert record.submission(number).state is State.READY
    assert sending.confirm(changed, number, "clerk", clock.now()) is State.APPROVED
    assert number in {each.submission for each in record.approved("2026Q2", {UNIT})}


def test_a_query_is_explained_kept_while_its_numbers_stay_and_read_by_a_person(office: Office) -> None:
    """待说明 until it is explained; the next upload with the same numbers has it still."""
    number = sent(office, workbook(UNIT, "TA", doubtful)).submission
    assert record.submission(number).state is State.TO_EXPLAIN
    for text, code in (("核实无误", "EXPLAIN-EMPTY"), ("张三同志电话13800138000已核实", "EXPLAIN-PERSONAL")):
        assert set(explain(office, number, text)) == {code}
    assert record.submission(number).state is State.TO_EXPLAIN
    assert explain(office, number, TRUE) == explain(office, number, TRUE) == []
    told = len(record.explanations(UNIT, "TA", "2026Q2"))
    assert told == len({each.key for each in record.findings(number)})
    assert record.submission(number).state is State.READY
    again = sent(office, workbook(UNIT, "TA", doubtful, other)).submission
    assert record.submission(again).state is State.READY
    seen = answered(office, again)
    assert seen is not None
    assert {(each.reason, each.text) for each in seen.standing.explained} == {(Reason.TRUE, TRUE)}
    assert len(record.explanations(UNIT, "TA", "2026Q2")) == told
    assert sending.confirm(office, again, "clerk", clock.now()) is State.AWAITING_REVIEW
    with pytest.raises(RecordError):
        sending.explain(office, number, [], "clerk", clock.now())


def test_what_the_office_returns_is_to_be_sent_again_where_it_came_from(office: Office) -> None:
    """An upload by uploading again, what came by the inbox by the inbox: so says the notice, in both languages."""
    uploaded = sent(office, workbook(UNIT, "TA")).submission
    sending.confirm(office, uploaded, "clerk", clock.now())
    from_inbox = record.current(OTHER, "TA", "2026Q2")
    assert from_inbox is not None
    told = {}
    for number in (uploaded, from_inbox.submission):
        done = reviews.review(office, Decision(number, Review.RETURN, "office", "请核对人才公寓间数", clock.now()))
        told[number] = (office.home.path / done.notice).read_text("utf-8")

    assert "请核对人才公寓间数。请登录，修改后重新上传。" in told[uploaded]
    assert "upload it again" in told[uploaded]
    assert "收件夹" not in told[uploaded]
    assert "inbox" not in told[uploaded]
    assert "请修改后重新放入收件夹" in told[from_inbox.submission]
    assert "put it into the inbox again" in told[from_inbox.submission]


def test_what_was_returned_is_explained_and_handed_in_again(office: Office) -> None:
    """A new confirmation is asked for: what the city returned is not handed in by itself."""
    number = sent(office, workbook(UNIT, "TA", doubtful)).submission
    explain(office, number, TRUE)
    sending.confirm(office, number, "clerk", clock.now())
    record.review(Decision(number, Review.RETURN, "office", "请写明批准机关", clock.now()))
    assert record.submission(number).confirmed_at is None
    assert explain(office, number, "根据示组发〔2026〕8号经省人社厅批准设立1家") == []
    assert record.submission(number).state is State.READY
    assert left_to_do(office) == []


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Key(OTHER, "TA", "2026Q2"), "UPLOAD-OTHER-UNIT"),
        (Key(UNIT, "TA", "2026Q1"), "STATE-CLOSED"),
        (Key(UNIT, "TA", "2025Q3"), "FILE-WRONG-PERIOD"),
        (Key(UNIT, "TA", "2026Q3"), "FILE-NOT-ENDED"),
        (Key(UNIT, "CA", "2026Q2"), "FILE-OTHER-FORM"),
    ],
)
def test_a_workbook_of_another_unit_period_or_return_is_not_kept(office: Office, wanted: Key, code: str) -> None:
    """Each is told what it is and what is due; nothing of it lies in raw/ or on file."""
    kept, numbers = len(receipts(office.home.raw)), len(record.sent(wanted.unit))
    refused = send(office, workbook(UNIT, "TA"), wanted=wanted)

    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert refused.message("zh")
    assert (len(receipts(office.home.raw)), len(record.sent(wanted.unit))) == (kept, numbers)


def test_the_same_bytes_again_change_nothing_and_say_which_upload_they_were(office: Office) -> None:
    """Also those of an upload that a later one replaced."""
    first, second = workbook(UNIT, "TA"), workbook(UNIT, "TA", other)
    sent(office, first)
    again = send(office, first, "另一个名字.xlsx")
    assert isinstance(again, Refusal)
    assert again.message("zh") == "与 7月14日 09:00 上传的第 1 次文件完全相同，没有变化"
    sent(office, second)
    earlier = send(office, first)
    assert isinstance(earlier, Refusal)
    assert earlier.code == "UPLOAD-REPEATED-EARLIER"
    assert [each.attempt for each in record.sent(UNIT, "TA", "2026Q2")] == [2, 1]


def test_an_approved_workbook_is_sent_again_only_under_a_correction(office: Office) -> None:
    """And is then a further attempt, which waits for its confirmation."""
    number = sent(office, workbook(UNIT, "TA")).submission
    sending.confirm(office, number, "clerk", clock.now())
    record.review(Decision(number, Review.APPROVE, "office", "", clock.now()))
    changed = workbook(UNIT, "TA", other)
    refused = send(office, changed)
    assert isinstance(refused, Refusal)
    assert refused.code == "STATE-CLOSED"
    today = clock.now().date()
    permission = Correction(UNIT, "TA", "2026Q2", "漏计一间公寓", "office", today, today + timedelta(days=5))
    record.permit_correction(permission, clock.now())
    done = sent(office, changed)
    assert (record.submission(done.submission).attempt, done.state) == (2, State.READY)


def test_personal_data_touches_no_disk(office: Office) -> None:
    """Neither the number nor the file's name, nowhere in the office's folder."""
    number = "530099198002299918"
    made = draft(UNIT, "TA")
    content = fill(made.order, made.figures, attached=(Attached("附表", (("身份证号", number),)),))
    refused = send(office, content, f"人才{number}.xlsx")
    assert isinstance(refused, Refusal)
    assert refused.code == "FILE-PERSONAL"
    refused = send(office, content)
    assert isinstance(refused, Refusal)
    assert refused.code == "FILE-PERSONAL"
    assert not any(number.encode() in found or content in found for found in bytes_below(office.home.path))


class Killed(BaseException):
    """The process ends here."""


STEPS = (
    ("flows.receive.receipts", "write_pending"),
    ("flows.acts.sending", "receive_bytes"),
    ("record.register", "register"),
    ("flows.acts.judging", "examine_batch"),
    ("flows.acts.judging", "answer_batch"),
    ("record.register", "keep_verdicts"),
)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("module", "name"), STEPS)
def test_an_upload_that_is_cut_short_anywhere_is_taken_up_by_the_same_file_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, module: str, name: str, after: bool
) -> None:
    """Before each step and just after it; what lies in raw/ then is whole, and ends as one attempt with its answer."""
    content = workbook(UNIT, "TA", wrong)
    holder = importlib.import_module(module)
    step = getattr(holder, name)

    def cut(*arguments: object, **named: object) -> object:
        if after:
            step(*arguments, **named)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(holder, name, cut)
        with pytest.raises(Killed):
            send(office, content)
    assert all((office.home.raw / each.kept_as).stat().st_size == each.size for each in receipts(office.home.raw))
    done = send(office, content)

    assert not isinstance(done, Refusal) or done.code == "UPLOAD-REPEATED"
    (found,) = record.sent(UNIT, "TA", "2026Q2")
    assert (found.attempt, found.state) == (1, State.TO_CORRECT)
    assert left_to_do(office) == []
    assert len(list((office.home.replies / UNIT / "2026Q2" / "TA").glob("*_校核结果.xlsx"))) == 1


def test_what_was_kept_and_not_put_on_file_is_entered_by_the_night_and_still_waits_for_its_clerk(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The night does not hand in what its clerk has not seen."""
    content = workbook(UNIT, "TA")
    with monkeypatch.context() as patch:
        patch.setattr(sending.record, "register", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            send(office, content)
    desk = Desk(office, clock.now())
    (number,) = desk.enter(()).taken
    sending.check_again(office, number, clock.now())

    assert record.submission(number).state is State.READY


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_takes_nothing_registers_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    """The upload is told as not taken, and goes through once there is room."""
    content = workbook(UNIT, "TA")

    def full(*_: object, **__: object) -> int:
        raise OSError(fault, os.strerror(fault))

    with monkeypatch.context() as patch:
        patch.setattr("flows.receive.store.os.write", full)
        with pytest.raises(StoreError):
            send(office, content)
    assert record.sent(UNIT, "TA", "2026Q2") == ()
    assert sent(office, content).state is State.READY


def test_a_disk_that_fills_up_after_the_file_is_kept_leaves_it_to_be_checked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told as a fault of ours with its number; the same file again, or the night, ends the check."""
    content = workbook(UNIT, "TA", wrong)

    def full(*_: object) -> tuple[Path, ...]:
        raise StoreError("STORE-FULL")

    with monkeypatch.context() as patch:
        patch.setattr("flows.judge.replies.deliver", full)
        done = send(office, content)
    assert isinstance(done, Sent)
    assert (len(done.fault), done.state) == (4, State.CHECKING)
    assert done.submission in left_to_do(office)
    assert sending.check_again(office, done.submission, clock.now()).state is State.TO_CORRECT


def test_a_period_is_sent_from_the_day_after_its_end_on(office: Office) -> None:
    """On its last day it is still running; nothing of it is kept then, and the sentence says until when."""
    content = workbook(UNIT, "TA")
    last = clock.now().replace(month=6, day=30, hour=23)
    early = sending.send(office, TALENT, Upload("表.xlsx", content), last, chamber())
    assert isinstance(early, Refusal)
    assert early.message("zh").startswith("报告期 2026Q2 还没有结束，现在不能报。请在 2026-06-30 以后")
    assert record.sent(UNIT, "TA", "2026Q2") == ()
    next_day = last + timedelta(hours=2)
    assert isinstance(sending.send(office, TALENT, Upload("表.xlsx", content), next_day, chamber()), Sent)


def test_another_return_of_the_unit_that_cannot_be_read_is_no_fault_of_this_upload(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """It is in the log; of the other return itself it is told."""
    first = sent(office, workbook(UNIT, "TA")).submission
    lost = next(each for each in record.sent(UNIT, "PM", "2026Q2") if not each.replaced_by)
    (office.home.raw / lost.kept_as).unlink()
    shutil.rmtree(office.home.readings)
    models.Submission.objects.filter(pk=lost.submission).update(state=State.CHECKING.value)
    done = sent(office, workbook(UNIT, "TA", other))

    assert (first, done.state) != (done.submission, State.CHECKING)
    assert record.submission(done.submission).state is State.READY
    assert lost.kept_as in caplog.text
    assert len(sending.check_again(office, lost.submission, clock.now()).fault) == 4


@pytest.mark.parametrize(
    "fault", [KeyError("XX"), RecordError("RECORD-UNKNOWN", {"number": 1}), FileNotFoundError("raw")]
)
def test_whatever_judging_ends_in_the_kept_file_waits_for_the_next_try(
    office: Office, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """It is on file as 校核中, and its sender is given the number of the fault."""

    def broken(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(judging, "examine_batch", broken)
        done = send(office, workbook(UNIT, "TA"))
    assert isinstance(done, Sent)
    assert (len(done.fault), done.state) == (4, State.CHECKING)
    assert sending.check_again(office, done.submission, clock.now()).state is State.READY


def test_two_uploads_of_one_return_at_once_follow_one_another(office: Office) -> None:
    """Each is an attempt of its own, the later one counts, and both are answered in their own words."""
    contents = [workbook(UNIT, "TA", wrong), workbook(UNIT, "TA"), workbook(UNIT, "TA", other)]

    def one(content: bytes) -> Sent | Refusal:
        try:
            return sending.send(office, TALENT, Upload("表.xlsx", content), clock.now(), chamber())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(one, contents))

    assert all(isinstance(each, Sent) and not each.fault for each in done)
    attempts = record.sent(UNIT, "TA", "2026Q2")
    assert sorted(each.attempt for each in attempts) == [1, 2, 3]
    assert [each.attempt for each in attempts if not each.replaced_by] == [3]
    states = {each.sha256: each.state for each in attempts}
    assert sorted(states.values()) == sorted([State.TO_CORRECT, State.READY, State.READY])
    assert left_to_do(office) == []


def test_an_upload_while_the_night_runs_is_neither_lost_nor_answered_twice(office: Office) -> None:
    """The night has chosen what to judge; a newer file comes and is answered; the night ends with what it had."""
    first, second = workbook(UNIT, "TA", wrong), workbook(UNIT, "TA")
    number = sent(office, first).submission
    desk = Desk(office, clock.now())
    models.Submission.objects.filter(pk=number).update(state=State.CHECKING.value)
    with locked(office.home.raw, ".receive-lock", wait=False):
        works = desk.to_judge(Period.parse("2026Q2"))
        examined, _ = examine_batch(office, works)
        newer = sent(office, second).submission
        settled = desk.decide(works, examined)
        answer_batch(office, desk.answers(settled), "zh")
        desk.settle(settled)

    assert record.submission(newer).state is State.READY
    folder = office.home.replies / UNIT / "2026Q2" / "TA"
    (notice,) = folder.glob("*.txt")
    assert f"编号 {newer}" in notice.read_text("utf-8")
    assert left_to_do(office) == []
