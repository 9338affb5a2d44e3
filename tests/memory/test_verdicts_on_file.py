"""A verdict is bound to the file, the rules and what stood beside it; what people decided is stronger."""

from dataclasses import replace

import pytest

from record import models
from record import register as on_file
from record.errors import RecordError
from schemas.decision import Review, Standing
from schemas.finding import Finding, Tally
from schemas.states import State, StateError
from schemas.submission import Verdict

OTHER_RULES = "9" * 64


def test_what_is_done_is_known_from_the_record(office, error: Finding) -> None:
    """Judged with these rules and beside these workbooks, and with no others."""
    number = office.send("first").submission
    office.judge(number, error)
    seen = on_file.submission(number)

    assert seen.is_judged(seen.rule_set, seen.context)
    assert not seen.is_judged(OTHER_RULES, seen.context)
    assert not seen.is_judged(seen.rule_set, OTHER_RULES)


def test_findings_come_back_as_they_were_found(office, error: Finding, query: Finding, note: Finding) -> None:
    """Nothing of a finding is lost on file."""
    number = office.send("first").submission
    office.judge(number, error, query, note)

    assert on_file.findings(number) == (error, query, note)


def test_the_same_verdict_twice_changes_nothing(office, error: Finding) -> None:
    """A night that is run again leaves the same record."""
    number = office.send("first").submission
    office.judge(number, error)
    entries = on_file.history(number)
    office.judge(number, error)

    assert on_file.history(number) == entries


def test_a_verdict_is_redone_when_the_rules_change(office, error: Finding) -> None:
    """What was wrong under the old rules may be clean under the new."""
    number = office.send("first").submission

    assert office.judge(number, error) is State.TO_CORRECT
    assert office.judge(number, rules=OTHER_RULES) is State.APPROVED
    assert on_file.submission(number).rule_set == OTHER_RULES


def test_what_was_approved_by_itself_is_taken_back_by_a_later_check(office, error: Finding) -> None:
    """Another workbook came that it does not agree with: the machine may correct its own opinion."""
    number = office.send("first").submission
    office.judge(number)

    assert office.judge(number, error, rules=OTHER_RULES) is State.TO_CORRECT
    assert on_file.approved("2026Q3") == ()


def test_what_a_person_approved_stays_and_keeps_its_verdict(
    office, query: Finding, error: Finding, reviewed: Standing
) -> None:
    """A later check is kept to look at, and does not undo a decision."""
    number = office.send("first").submission
    office.judge(number, query, standing=reviewed)
    office.review(number, Review.APPROVE)
    rules = on_file.submission(number).rule_set

    assert office.judge(number, error, rules=OTHER_RULES) is State.APPROVED
    assert on_file.findings(number) == (error,)
    [approved] = on_file.approved("2026Q3")
    assert (approved.rule_set, approved.explained) == (rules, (query,))


def test_what_a_person_approved_is_not_rewritten_under_the_same_rules(
    office, query: Finding, reviewed: Standing
) -> None:
    """The verdict that was approved says for ever what it said then."""
    number = office.send("first").submission
    office.judge(number, query, standing=reviewed)
    office.review(number, Review.APPROVE)
    office.judge(number, query)

    assert [each.explained for each in on_file.approved("2026Q3")] == [(query,)]


def test_what_a_person_returned_stays_returned(office, query: Finding, reviewed: Standing) -> None:
    """A change of rules does not overrule the office."""
    number = office.send("first").submission
    office.judge(number, query, standing=reviewed)
    office.review(number, Review.RETURN, "请核对三季度录用人数")

    assert office.judge(number, rules=OTHER_RULES) is State.RETURNED


def test_a_replaced_attempt_no_longer_moves(office, error: Finding) -> None:
    """Its verdict is kept, for the comparison of attempts."""
    first = office.send("first").submission
    office.send("second")
    before = office.state(first)

    assert office.judge(first, error) is before
    assert on_file.findings(first) == (error,)


def test_what_was_replaced_while_it_was_checked_keeps_its_approval(office, query: Finding, reviewed: Standing) -> None:
    """The approval stays bound to its verdict, the correction stays open, and older words are not put on file as newer."""
    number = office.send("first").submission
    office.judge(number)
    office.permit()
    office.send("second")
    rules = on_file.submission(number).rule_set

    assert office.judge(number, query, standing=reviewed, rules=OTHER_RULES) is State.APPROVED
    assert [each.rule_set for each in on_file.approved("2026Q3")] == [rules]
    assert on_file.explanations("990121", "CA", "2026Q3") == ()
    assert [each.closed_at for each in models.Correction.objects.all()] == [None]


def test_a_verdict_on_another_file_is_refused_whole(office) -> None:
    """A verdict belongs to the bytes that were checked; with it the rest of its batch is not kept."""
    first, second = office.send("first").submission, office.send("other", unit="990122").submission
    good = Verdict(first, office.sent[first].sha256, "1" * 64, "", (), Tally(), Standing(State.APPROVED))
    with pytest.raises(RecordError):
        on_file.keep_verdicts([good, replace(good, submission=second)], office.tick())

    assert office.state(first) is State.CHECKING


def test_a_verdict_cannot_publish(office) -> None:
    """Only an edition does."""
    number = office.send("first").submission
    with pytest.raises(StateError) as refused:
        office.judge(number, standing=Standing(State.PUBLISHED))

    assert "校核中" in refused.value.message("zh")
    assert office.state(number) is State.CHECKING


def test_explanations_read_from_a_workbook_are_put_on_file_once(office, query: Finding, reviewed: Standing) -> None:
    """They are there for the next attempt."""
    number = office.send("first").submission
    office.judge(number, query, standing=reviewed)
    office.judge(number, query, standing=reviewed, rules=OTHER_RULES)

    [kept] = on_file.explanations("990121", "CA", "2026Q3")
    assert (kept.key, kept.numbers, kept.text) == (query.key, "95", "三季度集中录用公务员28人，均已到岗")
    assert on_file.explanations_of("2026Q3", {kept.unit}) == (kept,)
    assert on_file.explanations_of("2026Q3", {"990199"}) == ()
