"""Handing in: an upload waits for its clerk's confirmation, what lay in the inbox does not; it may be taken back until its review."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

import record
from record import audit, models
from record import register as on_file
from record.errors import RecordError
from schemas.decision import Correction, ExplanationOnFile, Reason, Review, Standing
from schemas.finding import Finding
from schemas.receipt import PORTAL, is_uploaded
from schemas.sentences import numbers
from schemas.states import State, StateError
from schemas.submission import OnFile


def upload(office, content: str = "first", unit: str = "990121") -> int:
    """A file that came through the portal, put on file."""
    receipt = replace(office.receipt(content, unit), source=f"{PORTAL}/干部统计表.xlsx")
    number = on_file.register(receipt, office.tick()).submission
    office.sent[number] = receipt
    return number


def confirm(office, number: int, told: list[State] | None = None) -> State:
    """Confirmed by its clerk; a person reads explanations, the rest is approved by itself."""

    def tell(_: OnFile, state: State) -> None:
        if told is not None:
            told.append(state)

    return on_file.confirm(
        number, lambda explained: State.AWAITING_REVIEW if explained else State.APPROVED, "clerk", office.tick(), tell
    )


def withdraw(office, number: int) -> State:
    return on_file.withdraw(number, "clerk", office.tick(), lambda *_: None)


def test_what_lay_in_the_inbox_is_handed_in_by_that(office) -> None:
    """Whatever its folder is called; no path of the inbox is the portal's."""
    number = office.send("first").submission
    found = on_file.submission(number)

    assert (found.uploaded, found.confirmed_at, found.confirmed_by) == (False, found.received_at, "inbox")
    assert office.judge(number) is State.APPROVED
    assert [is_uploaded(source) for source in ("portal/表.xlsx", "990121/portal/表.xlsx", "/portal/表.xlsx")] == [
        False,
        False,
        True,
    ]


def test_an_upload_waits_whatever_the_check_would_lead_to(office, query: Finding, reviewed: Standing) -> None:
    """Clean or explained it is ready; with errors or open queries it is what every file is."""
    clean, explained, open_ = upload(office), upload(office, "second", "990122"), upload(office, "third", "990123")
    assert office.judge(clean) is State.READY
    assert office.judge(explained, query, standing=reviewed) is State.READY
    assert office.judge(open_, query) is State.TO_EXPLAIN
    assert on_file.approved("2026Q3") == ()
    with pytest.raises(StateError):
        office.review(clean, Review.APPROVE)
    with pytest.raises(StateError):
        office.review(clean, Review.RETURN, "请核对三季度人数")
    with pytest.raises(RecordError) as not_ready:
        confirm(office, open_)
    assert not_ready.value.code == "CONFIRM-STATE"


def test_a_confirmation_leads_on_once_and_is_told_before_it_is_on_file(
    office, query: Finding, reviewed: Standing
) -> None:
    """Whoever is cut short while telling has confirmed nothing."""
    clean, explained = upload(office), upload(office, "second", "990122")
    office.judge(clean)
    office.judge(explained, query, standing=reviewed)

    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        on_file.confirm(clean, lambda _: State.APPROVED, "clerk", office.tick(), cut_short)
    assert office.state(clean) is State.READY
    told: list[State] = []
    assert [confirm(office, clean, told), confirm(office, clean, told)] == [State.APPROVED] * 2
    assert confirm(office, explained, told) is State.AWAITING_REVIEW
    assert told == [State.APPROVED, State.AWAITING_REVIEW]
    assert [each.submission for each in on_file.approved("2026Q3")] == [clean]
    assert [event.action for event in on_file.history(clean)] == ["register", "verdict", "confirm"]
    assert audit.verify().is_whole


def test_a_confirmed_upload_keeps_its_confirmation_while_nothing_stands_against_it(
    office, query: Finding, error: Finding, reviewed: Standing
) -> None:
    """Judged anew it stays where it was; where something comes up it is handed in again after that."""
    number = upload(office)
    office.judge(number, query, standing=reviewed)
    confirm(office, number)
    assert office.judge(number, query, standing=reviewed, rules="7" * 64) is State.AWAITING_REVIEW
    assert office.judge(number, error, rules="8" * 64) is State.TO_CORRECT
    assert on_file.submission(number).confirmed_at is None
    assert office.judge(number, query, standing=reviewed, rules="9" * 64) is State.READY


def test_it_is_taken_back_until_its_review(office, query: Finding, reviewed: Standing) -> None:
    """Not what came by the inbox, not twice, not after a person has spoken, not what a later upload replaced."""
    number, lay = upload(office), office.send("lay", "990122").submission
    for each in (number, lay):
        office.judge(each, query, standing=reviewed)
    with pytest.raises(RecordError) as by_inbox:
        withdraw(office, lay)
    assert by_inbox.value.code == "WITHDRAW-INBOX"
    with pytest.raises(RecordError):
        withdraw(office, number)
    confirm(office, number)
    assert withdraw(office, number) is State.READY
    confirm(office, number)
    office.review(number, Review.RETURN, "请核对三季度人数")
    assert on_file.submission(number).confirmed_at is None
    for act in (withdraw, confirm):
        with pytest.raises(RecordError):
            act(office, number)
    upload(office, "newer")
    with pytest.raises(RecordError) as replaced:
        confirm(office, number)
    assert replaced.value.code == "RECORD-REPLACED"


def test_an_explanation_of_what_is_ready_has_it_judged_anew(office, query: Finding, reviewed: Standing) -> None:
    """Other words may stand beside a query until it is handed in."""
    number = upload(office)
    office.judge(number, query, standing=reviewed)
    written = ExplanationOnFile(
        "990121", "CA", "2026Q3", query.key, numbers(query), "3" * 64, Reason.PEAK, "三季度集中录用公务员29人，均已到岗",
        "clerk", office.tick(),
    )  # fmt: skip
    on_file.explain(written)
    assert office.state(number) is State.CHECKING
    assert office.judge(number, query, standing=reviewed) is State.READY


def test_all_that_a_unit_sent_is_told_newest_first_and_whether_more_is_taken(office) -> None:
    """Replaced and untaken files too; only the unit's own."""
    first, second = upload(office), upload(office, "second")
    upload(office, "other", "990122")
    assert not on_file.is_closed("990121", "CA", "2026Q3", office.now)
    office.judge(second)
    confirm(office, second)
    assert on_file.is_closed("990121", "CA", "2026Q3", office.now)
    late = upload(office, "late")
    sent = on_file.sent("990121")
    assert [(each.submission, each.taken, each.replaced_by) for each in sent] == [
        (late, False, 0),
        (second, True, 0),
        (first, True, second),
    ]
    assert on_file.sent("990121", "PM") == ()
    day = office.today
    on_file.permit_correction(
        Correction("990121", "CA", "2026Q3", "上报时漏计一个乡镇", "office", day, day + timedelta(5)), office.tick()
    )
    assert not on_file.is_closed("990121", "CA", "2026Q3", office.now)


def test_the_newest_verdict_is_read_back(office, query: Finding, reviewed: Standing) -> None:
    """None before the first; what was found, explained, and under which rules."""
    number = upload(office)
    assert on_file.verdict(number) is None
    office.judge(number, query, standing=reviewed)
    found = on_file.verdict(number)
    assert found is not None
    assert (found.findings, found.explained, found.waived) == ((query,), frozenset({query.key}), frozenset())
    assert found.tally.held == 100
    with pytest.raises(RecordError):
        on_file.verdict(99)


def test_nothing_awaits_review_or_is_approved_without_a_confirmation(office) -> None:
    """The database itself refuses it."""
    number = upload(office)
    for wrong in ({"state": "awaiting_review"}, {"state": "approved", "approved_at": office.now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Submission.objects.filter(pk=number).update(**wrong)


def test_what_was_on_file_before_confirmations_is_confirmed_by_its_inbox(office) -> None:
    """The migration goes there and back; what was ready is judged anew."""
    lay, waiting = office.send("lay").submission, upload(office, "waiting", "990122")
    office.judge(lay)
    office.judge(waiting)
    call_command("migrate", "record", "0002", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM record_submission ORDER BY id")
        assert [row[0] for row in cursor.fetchall()] == ["approved", "checking"]
    record.connect(office.home)

    for number in (lay, waiting):
        found = on_file.submission(number)
        assert (found.confirmed_at, found.confirmed_by) == (found.received_at, "inbox")
