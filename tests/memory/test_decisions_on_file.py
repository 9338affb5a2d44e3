"""Reviews, explanations, waivers and corrections: dated, signed, with a reason and an end."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.core.management import call_command

import record
from flows.decide import OnHand, stand
from flows.office.configuration import Approval
from record import models
from record import register as on_file
from record.errors import RecordError
from schemas.decision import Correction, Decision, ExplanationOnFile, Reason, Review, Standing, Waiver
from schemas.finding import Finding
from schemas.periods import SHANGHAI
from schemas.states import State, StateError

IDENTITY = "11010519491231002X"


def explanation(office, query: Finding, text: str = "三季度集中录用公务员28人，均已到岗") -> ExplanationOnFile:
    return ExplanationOnFile(
        unit="990121",
        return_code="CA",
        period="2026Q3",
        key=query.key,
        numbers="95",
        rule_text="3" * 64,
        reason=Reason.PEAK,
        text=text,
        by="dongshili",
        written_at=office.tick(),
    )


def waiver(office, finding: Finding, **changes: object) -> Waiver:
    made = Waiver(
        "990121", finding.code, "", "", "省里批准分两期补录", "office", office.today, office.today + timedelta(30)
    )
    return replace(made, **changes)


def waived(office, finding: Finding, approval: Approval = Approval.AUTOMATIC) -> Standing:
    """What stands of a finding given the waivers in force."""
    on_hand = OnHand("990121", office.today, waivers=on_file.waivers(office.today, "990121"), approval=approval)
    return stand((finding,), (), on_hand, lambda _: "3" * 64)


def test_a_person_approves_what_waits_for_review(office, query: Finding, reviewed: Standing) -> None:
    """The decision is kept with its author and time."""
    number = office.send("first").submission
    office.judge(number, query, standing=reviewed)

    assert office.review(number, Review.APPROVE) is State.APPROVED
    [decision] = on_file.decisions(number)
    assert (decision.review, decision.by, decision.made_at) == (Review.APPROVE, "office", office.now)


def test_what_does_not_wait_cannot_be_approved(office, error: Finding) -> None:
    """Errors are corrected or waived; no review passes over them."""
    number = office.send("first").submission
    office.judge(number, error)
    with pytest.raises(StateError) as refused:
        office.review(number, Review.APPROVE)

    assert "需修改" in refused.value.message("zh")
    assert on_file.decisions(number) == ()


def test_a_return_says_why(office, query: Finding, reviewed: Standing) -> None:
    """A clerk who gets a workbook back must know what to do with it."""
    number = office.send("first").submission
    office.judge(number, query, standing=reviewed)
    with pytest.raises(RecordError):
        office.review(number, Review.RETURN, "不行")

    assert office.review(number, Review.RETURN, "请核对三季度录用人数") is State.RETURNED


def test_the_office_may_return_what_was_approved_by_itself(office) -> None:
    """Until it is published."""
    number = office.send("first").submission
    office.judge(number)

    assert office.review(number, Review.RETURN, "合计与上报文件不一致") is State.RETURNED
    assert on_file.approved("2026Q3") == ()


def test_a_replaced_attempt_is_not_reviewed(office, query: Finding, reviewed: Standing) -> None:
    """The newer one is named instead."""
    first = office.send("first").submission
    office.judge(first, query, standing=reviewed)
    second = office.send("second").submission
    with pytest.raises(RecordError) as refused:
        office.review(first, Review.APPROVE)

    assert str(second) in refused.value.message("zh")


@pytest.mark.parametrize("by", ["", "  "])
def test_nobody_decides_without_a_name(office, query: Finding, by: str) -> None:
    """Every decision has an author."""
    number = office.send("first").submission
    with pytest.raises(RecordError):
        on_file.review(Decision(number, Review.APPROVE, by, "", office.tick()))
    with pytest.raises(RecordError):
        on_file.waive(waiver(office, query, by=by), office.tick())


def test_an_explanation_from_outside_the_workbook_has_the_submission_judged_anew(office, query: Finding) -> None:
    """It is on file at once, and what follows from it is told by the next decision."""
    number = office.send("first").submission
    office.judge(number, query)
    kept = on_file.explain(explanation(office, query))

    seen = on_file.submission(number)
    assert on_file.explanations("990121", "CA", "2026Q3") == (kept,)
    assert seen.state is State.CHECKING
    assert not seen.is_judged(seen.rule_set, seen.context)


def test_an_explanation_of_nothing_is_refused(office, query: Finding, error: Finding) -> None:
    """There must be such a finding now."""
    number = office.send("first").submission
    office.judge(number, error)
    with pytest.raises(RecordError) as refused:
        on_file.explain(explanation(office, query))

    assert refused.value.code == "EXPLAIN-NOTHING"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("核实无误，情况属实", "EXPLAIN-EMPTY"),
        (f"新录用人员 {IDENTITY} 等28人", "EXPLAIN-PERSONAL"),
        ("新增28人", "EXPLAIN-SHORT"),
    ],
)
def test_the_record_takes_no_explanation_that_says_nothing_or_names_a_person(
    office, query: Finding, text: str, code: str
) -> None:
    """Whatever page it was written on."""
    number = office.send("first").submission
    office.judge(number, query)
    with pytest.raises(RecordError) as refused:
        on_file.explain(explanation(office, query, text))

    assert refused.value.code == code
    assert IDENTITY not in refused.value.message("zh")
    assert on_file.explanations("990121", "CA", "2026Q3") == ()


def test_a_waiver_has_what_it_covers_judged_anew_and_ends_with_its_day(office, error: Finding, query: Finding) -> None:
    """The unit's other returns and the other units stay as they are; it is listed while it is in force."""
    number = office.send("first").submission
    other = office.send("another return", return_code="PM").submission
    elsewhere = office.send("elsewhere", unit="990122").submission
    office.judge(number, error)
    office.judge(other, query)
    office.judge(elsewhere, error)
    wanted = waiver(office, error)
    assert [each.submission for each in on_file.concerned(wanted, office.today)] == [number]
    kept = on_file.waive(wanted, office.tick())

    assert office.state(number) is State.CHECKING
    assert (office.state(other), office.state(elsewhere)) == (State.TO_EXPLAIN, State.TO_CORRECT)
    assert on_file.waivers(office.today, "990121") == (kept,)
    assert on_file.waivers(office.today, "990122") == ()
    assert on_file.waivers(kept.expires_on) == (kept,)
    assert on_file.waivers(kept.expires_on + timedelta(1)) == ()


def test_a_waiver_that_is_there_is_not_put_on_file_again(office, error: Finding) -> None:
    """The same form sent twice is one; what covers no more is refused, and what covers more is put on file."""
    kept = on_file.waive(waiver(office, error), office.tick())
    assert on_file.waive(waiver(office, error), office.tick()) == kept
    assert on_file.waivers(office.today) == (kept,)
    longer, elsewhere = kept.expires_on + timedelta(1), "990121102"
    shorter = kept.expires_on - timedelta(1)
    for same in (
        {"reason": "另一次批复，编号 2 号文件"},
        {"column": "total"},
        {"row_code": elsewhere},
        {"expires_on": shorter},
    ):
        with pytest.raises(RecordError) as refused:
            on_file.waive(waiver(office, error, **same), office.tick())
        assert refused.value.code == "WAIVER-THERE"
        assert str(kept.number) in refused.value.message("zh")
    on_file.waive(waiver(office, error, code="CA1-P02"), office.tick())
    on_file.waive(waiver(office, error, expires_on=longer), office.tick())

    assert len(on_file.waivers(office.today)) == 3


def test_a_waiver_whose_last_day_is_past_has_ended(office, error: Finding) -> None:
    """There is none to end on the day after; on the last day there is."""
    kept = on_file.waive(waiver(office, error), office.tick())
    after = office.tick() + (kept.expires_on - office.today) + timedelta(1)
    with pytest.raises(RecordError) as refused:
        on_file.end_waiver(kept.number, "office", after)
    assert refused.value.code == "WAIVER-UNKNOWN"

    assert on_file.end_waiver(kept.number, "office", after - timedelta(1)).number == kept.number


def test_a_waiver_may_be_ended_before_its_day(office, error: Finding) -> None:
    """What was approved by itself because of it is then judged anew."""
    number = office.send("first").submission
    kept = on_file.waive(waiver(office, error), office.tick())
    office.judge(number, error, standing=Standing(State.APPROVED, waived=(error,), waivers=(kept.number,)))
    assert [(each.waived, each.waivers) for each in on_file.approved("2026Q3")] == [((error,), (kept,))]
    on_file.end_waiver(kept.number, "office", office.tick())

    assert on_file.waivers(office.today) == ()
    assert office.state(number) is State.CHECKING
    with pytest.raises(RecordError):
        on_file.end_waiver(kept.number, "office", office.tick())


def test_the_waiver_that_let_a_workbook_in_is_told_for_ever(office, error: Finding) -> None:
    """One that had ended, one that came later and one of another row are not its reason; its own end changes nothing."""
    number = office.send("first").submission
    ended = on_file.waive(waiver(office, error, reason="先前的批复，已撤销"), office.tick())
    on_file.end_waiver(ended.number, "office", office.tick())
    on_file.waive(waiver(office, error, row_code="990121102", reason="另一个乡镇的批复"), office.tick())
    kept = on_file.waive(waiver(office, error, reason="整建制划转，批文未到"), office.tick())
    office.judge(number, error, standing=waived(office, error, Approval.PERSON))
    office.review(number, Review.APPROVE)
    on_file.end_waiver(kept.number, "office", office.tick())
    on_file.waive(waiver(office, error, reason="后来的批复，另行登记"), office.tick())

    assert [each.waivers for each in on_file.approved("2026Q3")] == [(kept,)]


def test_a_waiver_that_ends_hands_over_to_the_one_beside_it(office, error: Finding) -> None:
    """Judged at the moment of the end, the workbook is let in by the other, and its reason is told."""
    number = office.send("first").submission
    first = on_file.waive(waiver(office, error, reason="先前的批复，十天为限"), office.tick())
    later = first.expires_on + timedelta(30)
    second = on_file.waive(waiver(office, error, reason="后来的批复，四十天", expires_on=later), office.tick())
    office.judge(number, error, standing=waived(office, error))
    before = on_file.approved("2026Q3")
    moment = office.tick()
    on_file.end_waiver(first.number, "office", moment)
    office.now = moment - timedelta(minutes=1)
    office.judge(number, error, standing=waived(office, error))

    assert [each.waivers for each in before] == [(first,)]
    assert office.now == moment
    assert [each.waivers for each in on_file.approved("2026Q3")] == [(second,)]


def test_verdicts_of_an_earlier_record_keep_the_waiver_that_let_them_in(office, error: Finding) -> None:
    """The numbers are found once, when the record is opened: of the first that was in force, and of its row."""
    number, clean = office.send("first").submission, office.send("second", return_code="PM").submission
    ended = on_file.waive(waiver(office, error, reason="先前的批复，已撤销"), office.tick())
    on_file.end_waiver(ended.number, "office", office.tick())
    on_file.waive(waiver(office, error, row_code="990121102", reason="另一个乡镇的批复"), office.tick())
    kept = on_file.waive(waiver(office, error), office.tick())
    office.judge(number, error, standing=Standing(State.APPROVED, waived=(error,)))
    office.judge(clean)
    on_file.end_waiver(kept.number, "office", office.tick())
    on_file.waive(waiver(office, error, reason="后来的批复，另行登记"), office.tick())
    call_command("migrate", "record", "0006", verbosity=0, interactive=False)
    record.connect(office.home)

    assert models.Verdict.objects.get(submission=number).waivers == [kept.number]
    assert models.Verdict.objects.get(submission=clean).waivers == []


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "好的"},
        {"reason": f"见 {IDENTITY} 的材料"},
        {"expires_on": date(2026, 10, 11)},
        {"expires_on": date(2030, 1, 1)},
    ],
)
def test_a_waiver_needs_a_reason_and_an_end(office, error: Finding, changes: dict[str, object]) -> None:
    """An exception for ever is a change of the rule, and nobody is named in it."""
    with pytest.raises(RecordError):
        on_file.waive(waiver(office, error, **changes), office.tick())

    assert on_file.waivers(office.today) == ()


def test_what_is_not_approved_needs_no_correction(office) -> None:
    """The county can simply send again."""
    office.send("first")
    with pytest.raises(RecordError) as refused:
        office.permit()

    assert refused.value.code == "CORRECTION-NOT-SETTLED"


@pytest.mark.parametrize(
    ("days", "hour", "is_taken"), [(0, 9, True), (0, 23, True), (1, 1, True), (1, 9, False), (2, 1, False)]
)
def test_a_permission_holds_on_its_last_day(office, days: int, hour: int, is_taken: bool) -> None:
    """The whole day, and for what the night after it finds in the inbox; not the day after."""
    office.judge(office.send("first").submission)
    last = office.permit(days=5).expires_on
    office.now = datetime.combine(last + timedelta(days), time(hour), SHANGHAI)

    assert (office.send("again").refusal is None) is is_taken


def test_a_night_that_was_cut_short_costs_no_permission(office) -> None:
    """What was laid there on the last day is taken, also where it is put on file only the morning after."""
    office.judge(office.send("first").submission)
    last = office.permit(days=5).expires_on
    office.now = datetime.combine(last + timedelta(1), time(1), SHANGHAI)
    receipt = office.receipt("again", "990121", "CA")
    office.now = datetime.combine(last + timedelta(1), time(9), SHANGHAI)

    assert on_file.register(receipt, office.now).refusal is None


def test_the_same_permission_twice_is_one(office) -> None:
    """A button pressed twice."""
    office.judge(office.send("first").submission)

    assert office.permit() == office.permit()
    assert len(on_file.corrections(office.today)) == 1
    [correction] = on_file.corrections(office.today)
    assert correction.is_open(office.today)
    assert not Correction.is_open(replace(correction, closed=True), office.today)


def test_a_permission_that_was_ended_may_be_given_again_on_the_same_day(office) -> None:
    """In the same words and for the same days: the ended one stays ended, and the next file is taken."""
    office.judge(office.send("first").submission)
    ended = office.permit()
    on_file.end_correction(ended.number, "office", office.tick())
    again = office.permit()

    assert again.number != ended.number
    assert on_file.corrections(office.today) == (again,)
    assert office.send("second").refusal is None


def test_an_approved_correction_may_be_followed_by_another_on_the_same_day(office) -> None:
    """The first permission is done with by the approval, and the same words permit once more."""
    office.judge(office.send("first").submission)
    used = office.permit()
    office.judge(office.send("second").submission)
    assert on_file.corrections(office.today) == ()
    again = office.permit()

    assert again.number != used.number
    assert office.send("third").refusal is None


def test_each_permission_is_signed_by_who_gave_it(office) -> None:
    """Two people who permit the same are two names on file."""
    office.judge(office.send("first").submission)
    one = office.permit()
    other = on_file.permit_correction(replace(one, by="another", number=0), office.tick())

    assert [each.by for each in on_file.corrections(office.today)] == ["office", "another"]
    assert other.number != one.number
