"""A kept file becomes a submission: once for the same bytes, and the newest attempt counts."""

from datetime import timedelta

import pytest

from record import register as on_file
from record.errors import RecordError
from schemas.decision import Review, Standing
from schemas.finding import Finding
from schemas.states import State


def test_the_first_file_is_the_first_attempt_and_waits_for_its_check(office) -> None:
    """What was missing is now being checked, and nothing is said of it yet."""
    registered = office.send("first")

    seen = on_file.current("990121", "CA", "2026Q3")
    assert (registered.attempt, registered.repeated, registered.refusal) == (1, False, None)
    assert seen is not None
    assert (seen.submission, seen.state, seen.rule_set) == (registered.submission, State.CHECKING, "")
    assert on_file.before(registered.submission) is None
    assert on_file.findings(registered.submission) == ()


def test_the_same_bytes_twice_are_one_submission(office) -> None:
    """Sent again, or found again by a night that was cut short: nothing is added."""
    first = office.send("same")
    entries = on_file.history(first.submission)
    again = office.send("same")

    assert again.submission == first.submission
    assert again.repeated
    assert on_file.history(first.submission) == entries


def test_a_later_file_takes_the_place_of_the_earlier(office) -> None:
    """Only the newest attempt counts; the one before is known from it."""
    first, second = office.send("first"), office.send("second")

    assert second.attempt == 2
    assert [each.submission for each in on_file.on_file("2026Q3")] == [second.submission]
    assert on_file.before(second.submission) == on_file.submission(first.submission)


def test_earlier_bytes_sent_again_do_not_come_back_to_count(office) -> None:
    """A clerk who sends the first file once more has changed nothing."""
    office.send("first")
    second = office.send("second")
    again = office.send("first")

    assert (again.attempt, again.repeated) == (1, True)
    assert on_file.on_file("2026Q3")[0].submission == second.submission


def test_a_file_kept_earlier_but_put_on_file_later_does_not_take_the_place_of_the_newer(office) -> None:
    """A night cut short between keeping and registering must not bring back old figures."""
    old, new = office.receipt("old"), office.receipt("new")
    newer = on_file.register(new, office.tick())
    older = on_file.register(old, office.tick())

    assert on_file.on_file("2026Q3")[0].submission == newer.submission
    assert older.attempt == 2


def test_a_batch_is_registered_in_the_order_in_which_it_was_received(office) -> None:
    """However the files are listed, the last that came counts, and the answers come in the order asked."""
    receipts = [office.receipt(text) for text in ("a", "b", "c")]
    done = on_file.register_all([receipts[2], receipts[0], receipts[1], receipts[0]], office.tick())

    assert [each.attempt for each in done] == [3, 1, 2, 1]
    assert [each.repeated for each in done] == [False, False, False, True]
    assert on_file.on_file("2026Q3")[0].sha256 == receipts[2].sha256


def test_an_approved_workbook_is_not_replaced_without_a_correction(office) -> None:
    """The clerk is told in words what to ask for, and the approved figures stay."""
    first = office.send("first")
    assert office.judge(first.submission) is State.APPROVED
    second = office.send("second")

    assert second.attempt == 0
    assert second.refusal is not None
    assert "更正" in second.refusal.message("zh")
    assert "correction" in second.refusal.message("en")
    assert on_file.on_file("2026Q3")[0].submission == first.submission
    assert [each.submission for each in on_file.approved("2026Q3")] == [first.submission]


def test_under_a_correction_the_file_that_was_not_taken_is_taken(office) -> None:
    """The county need not change its file to be heard once the office has permitted it."""
    first = office.send("first")
    office.judge(first.submission)
    refused = office.send("second")
    office.permit()
    taken = on_file.register(office.sent[refused.submission], office.tick())

    assert taken.submission == refused.submission
    assert (taken.attempt, taken.refusal) == (2, None)
    assert on_file.on_file("2026Q3")[0].submission == taken.submission


def test_while_a_correction_is_under_way_the_approved_figures_stand(office, error: Finding) -> None:
    """An edition made meanwhile holds what was approved, until what replaces it is approved too."""
    first = office.send("first")
    office.judge(first.submission)
    office.permit()
    second = office.send("second")
    office.judge(second.submission, error)
    before = on_file.approved("2026Q3")
    third = office.send("third")
    office.judge(third.submission)
    after = on_file.approved("2026Q3")

    assert [each.submission for each in before] == [first.submission]
    assert [(each.submission, each.correction) for each in after] == [(third.submission, "上报时漏计一个乡镇")]
    assert on_file.corrections(office.today) == ()


def test_a_correction_that_has_ended_permits_nothing(office) -> None:
    """The day named is the last."""
    first = office.send("first")
    office.judge(first.submission)
    office.permit(days=2)
    office.now += timedelta(days=3)

    assert office.send("second").refusal is not None


def test_a_returned_workbook_may_be_sent_again(office, query: Finding, reviewed: Standing) -> None:
    """Returning asks for a new file and needs no further permission."""
    first = office.send("first")
    office.judge(first.submission, query, standing=reviewed)
    office.review(first.submission, Review.RETURN, "表3与表1党员总数不一致")

    assert office.send("second").attempt == 2


@pytest.mark.usefixtures("office")
def test_a_number_that_is_not_on_file_is_named() -> None:
    """A wrong number is told with what to do."""
    with pytest.raises(RecordError) as refused:
        on_file.submission(4711)

    assert "4711" in refused.value.message("zh")


def test_what_was_not_taken_and_is_sent_again_is_the_newest(office) -> None:
    """Though its receipt is older than that of what was taken in between."""
    office.judge(office.send("first").submission)
    closed = office.send("early")
    office.permit()
    between = office.send("between")
    again = office.send("early")

    assert (closed.refusal is None, between.attempt) == (False, 2)
    assert (again.submission, again.refusal, again.attempt) == (closed.submission, None, 3)
    assert [each.submission for each in on_file.on_file("2026Q3")] == [closed.submission]
