"""What stands of the findings once explanations and waivers are heard."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.decide import OnHand, rule_text_of, stand
from flows.office.configuration import Approval
from schemas.decision import ExplanationOnFile, Reason, Standing, Waiver
from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role
from schemas.periods import SHANGHAI
from schemas.reading import Explanation
from schemas.report import Outcome
from schemas.returns import Returns, returns
from schemas.sentences import line, numbers
from schemas.states import State

TODAY = date(2026, 10, 16)
UNIT = "990121"
GOOD = "三季度集中录用公务员28人，均已到岗"


def text(code: str) -> str:
    return f"text of {code}"


def made(level: Level, code: str = "CA1-C01", row: str = "990121101", value: int = 48) -> Finding:
    cells = (
        Cell(Role.SUBJECT, "CA1", row, "新东岭镇", "dec_total", "减少：合计", Address("干部", 12, 3), value),
        Cell(Role.TOTAL, "CA1", row, "新东岭镇", "opening", "期初数", Address("干部", 12, 2), 1412),
    )
    place = Place("CA1", "干部", row, "新东岭镇", "dec_total", "减少：合计")
    return Finding(code, level, Pattern.BAND, place, cells, low="1%", high="12%", detail="3.4%")


def written(finding: Finding, words: str = GOOD, reason: str = "R04") -> Explanation:
    return Explanation(finding.key, numbers(finding), reason, words)


def kept(finding: Finding, words: str = GOOD) -> ExplanationOnFile:
    """An explanation of an earlier attempt."""
    moment = datetime(2026, 10, 12, 9, tzinfo=SHANGHAI)
    return ExplanationOnFile(
        UNIT,
        "CA",
        "2026Q3",
        finding.key,
        numbers(finding),
        text(finding.code),
        Reason.PEAK,
        words,
        "workbook",
        moment,
        1,
    )


def waiver(finding: Finding) -> Waiver:
    return Waiver(UNIT, finding.code, "", "", "省里批准分两期补录", "office", TODAY, TODAY + timedelta(30))


def decided(
    *findings: Finding,
    explanations: tuple[Explanation, ...] = (),
    on_file: tuple[ExplanationOnFile, ...] = (),
    waivers: tuple[Waiver, ...] = (),
    today: date = TODAY,
    approval: Approval = Approval.AUTOMATIC,
) -> Standing:
    return stand(findings, explanations, OnHand(UNIT, today, on_file, waivers, approval), text)


ERROR, QUERY, NOTE = made(Level.ERROR, "CA1-P01"), made(Level.QUERY), made(Level.NOTE, "CA1-N01")


@pytest.mark.parametrize(
    ("findings", "state", "outcome"),
    [
        ((), State.APPROVED, Outcome.CLEAN),
        ((NOTE,), State.APPROVED, Outcome.CLEAN),
        ((QUERY, NOTE), State.TO_EXPLAIN, Outcome.QUERIES),
        ((ERROR, QUERY, NOTE), State.TO_CORRECT, Outcome.ERRORS),
        ((replace(ERROR, level=Level.REFUSED),), State.TO_CORRECT, Outcome.REFUSED),
    ],
)
def test_the_gravest_finding_says_what_follows(findings: tuple[Finding, ...], state: State, outcome: Outcome) -> None:
    """Errors are corrected, queries explained, notes hold nobody up."""
    standing = decided(*findings)

    assert (standing.state, standing.outcome) == (state, outcome)
    assert set(standing.findings) == set(findings)


def test_a_clean_workbook_waits_for_a_person_where_the_office_wants_it() -> None:
    """The configuration decides."""
    assert decided(approval=Approval.PERSON).state is State.AWAITING_REVIEW


def test_explained_queries_wait_for_review() -> None:
    """A person reads the explanation, also where clean workbooks are approved by themselves."""
    standing = decided(QUERY, explanations=(written(QUERY),))

    assert standing.state is State.AWAITING_REVIEW
    assert standing.open == ()
    [explained] = standing.explained
    assert (explained.finding, explained.reason, explained.text) == (QUERY, Reason.PEAK, GOOD)
    assert explained.is_new
    assert standing.explained_keys == {QUERY.key}


def test_one_query_left_open_holds_the_workbook() -> None:
    """Each needs its own words."""
    other = made(Level.QUERY, row="990121102")
    standing = decided(QUERY, other, explanations=(written(QUERY),))

    assert (standing.state, standing.open) == (State.TO_EXPLAIN, (other,))


def test_what_explains_a_case_explains_what_follows_from_it() -> None:
    """One explanation for one case, also when it is read back from the file; the other way round it explains only itself."""
    lead, follows = replace(made(Level.QUERY), root=1), replace(made(Level.QUERY, "CA1-C02"), root=1)
    apart = replace(made(Level.QUERY, "CA1-C03"), root=2)

    standing = decided(lead, follows, apart, explanations=(written(lead),))
    assert [each.finding for each in standing.explained] == [lead, follows]
    assert standing.open == (apart,)
    assert decided(lead, follows, on_file=(kept(lead),)).open == ()
    assert decided(lead, follows, explanations=(written(follows),)).open == (lead,)
    error = replace(made(Level.ERROR, "CA1-P01"), root=1)
    assert decided(error, lead, follows, explanations=(written(lead),)).open == (error, follows)


def test_an_error_cannot_be_explained_away() -> None:
    """What cannot be true is corrected."""
    standing = decided(ERROR, explanations=(written(ERROR),))

    assert (standing.state, standing.open, standing.explained) == (State.TO_CORRECT, (ERROR,), ())


def test_an_explanation_on_file_lives_while_its_numbers_and_its_rule_stay() -> None:
    """Another number or another text of the rule, and it has to be written anew; the same again, and it holds."""
    on_file = (kept(QUERY),)
    standing = decided(QUERY, on_file=on_file)
    assert standing.state is State.AWAITING_REVIEW
    assert not standing.explained[0].is_new

    moved = made(Level.QUERY, value=49)
    assert decided(moved, on_file=on_file).open == (moved,)
    reworded = (replace(on_file[0], rule_text="another text"),)
    assert decided(QUERY, on_file=reworded).open == (QUERY,)
    elsewhere = made(Level.QUERY, row="990121102")
    assert decided(elsewhere, on_file=on_file).open == (elsewhere,)


@given(before=st.integers(0, 10**9), now=st.integers(0, 10**9))
def test_an_explanation_holds_exactly_for_its_own_numbers(before: int, now: int) -> None:
    """At any magnitude."""
    standing = decided(made(Level.QUERY, value=now), on_file=(kept(made(Level.QUERY, value=before)),))

    assert (standing.state is State.AWAITING_REVIEW) == (before == now)


def test_the_workbooks_own_words_go_before_those_on_file() -> None:
    """The newest is what the reviewer reads; the same words are not put on file twice."""
    newer = "三季度集中录用公务员28人，十月再核减2人"
    standing = decided(QUERY, explanations=(written(QUERY, newer),), on_file=(kept(QUERY),))
    assert (standing.explained[0].text, standing.explained[0].is_new) == (newer, True)

    same = decided(QUERY, explanations=(written(QUERY),), on_file=(kept(QUERY),))
    assert not same.explained[0].is_new


def test_words_written_for_other_numbers_are_not_taken_and_the_clerk_is_told() -> None:
    """The list sheet of an older reply was filled in, and the figures have changed since."""
    old = replace(written(QUERY), numbers="52|1,412")
    standing = decided(QUERY, explanations=(old,))

    assert standing.state is State.TO_EXPLAIN
    [refused] = standing.not_taken
    assert "52、1,412" in refused.message("zh")
    assert "48、1,412" in refused.message("zh")


def test_a_poor_explanation_is_answered_at_its_place() -> None:
    """The query stays open, and a note says what is missing; in words, in both languages."""
    standing = decided(QUERY, explanations=(written(QUERY, "情况属实"),))

    assert (standing.state, standing.open) == (State.TO_EXPLAIN, (QUERY,))
    [note] = standing.notes
    assert (note.level, note.pattern, note.place) == (Level.NOTE, Pattern.EXPLANATION, QUERY.place)
    assert "没有写原因" in line(note, "zh")
    assert "only says" in line(note, "en")


def test_a_poor_explanation_does_not_take_away_a_good_one_on_file() -> None:
    """What was explained before stays explained while the numbers stay."""
    assert decided(QUERY, explanations=(written(QUERY, "属实"),), on_file=(kept(QUERY),)).state is State.AWAITING_REVIEW


def test_a_row_of_the_list_that_was_left_empty_is_no_explanation() -> None:
    """Nothing was said, so nothing is refused."""
    standing = decided(QUERY, explanations=(written(QUERY, " ", ""),))

    assert (standing.not_taken, standing.notes, standing.open) == ((), (), (QUERY,))


def test_the_same_words_at_many_places_are_taken_and_noted() -> None:
    """The office sees that one sentence was copied; two may well have one cause."""
    queries = tuple(made(Level.QUERY, row=f"99012110{number}") for number in range(1, 5))
    explanations = tuple(written(query, GOOD + "。" * at) for at, query in enumerate(queries))
    standing = decided(*queries, explanations=explanations)

    assert standing.state is State.AWAITING_REVIEW
    assert [note.place for note in standing.notes] == [query.place for query in queries]
    assert "4 处" in line(standing.notes[0], "zh")
    assert decided(*queries[:2], explanations=explanations[:2]).notes == ()


def test_a_waiver_silences_its_rule_for_its_unit() -> None:
    """Errors too: the office has said so, with a reason and an end."""
    standing = decided(ERROR, QUERY, waivers=(waiver(ERROR),))

    assert (standing.waived, standing.open, standing.state) == ((ERROR,), (QUERY,), State.TO_EXPLAIN)
    assert decided(ERROR, waivers=(waiver(ERROR),)).state is State.APPROVED


def test_what_stands_names_the_waivers_that_silence_something() -> None:
    """By their numbers: of two that would do the first, and none that found nothing to silence."""
    numbered = [
        replace(waiver(each), number=number) for number, each in ((4, QUERY), (5, ERROR), (6, ERROR), (7, NOTE))
    ]

    assert decided(ERROR, QUERY, waivers=numbered).waivers == (4, 5)
    assert decided(ERROR, waivers=numbered[2:]).waivers == (6,)
    assert decided(QUERY, waivers=numbered[1:]).waivers == ()


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"row_code": "990121101", "column": "dec_total"}, True),
        ({"row_code": "990121102"}, False),
        ({"column": "closing"}, False),
        ({"unit": "990122"}, False),
        ({"code": "CA1-P02"}, False),
        ({"expires_on": TODAY}, True),
        ({"made_on": TODAY - timedelta(9), "expires_on": TODAY - timedelta(1)}, False),
        ({"made_on": TODAY + timedelta(1)}, False),
    ],
)
def test_a_waiver_reaches_no_further_than_it_says(changes: dict[str, object], holds: bool) -> None:
    """Unit, rule, row, column and days; the last day counts."""
    standing = decided(ERROR, waivers=(replace(waiver(ERROR), **changes),))

    assert (standing.waived == (ERROR,)) is holds


def test_a_refused_file_cannot_be_waived() -> None:
    """There is nothing to let pass."""
    refused = replace(ERROR, level=Level.REFUSED)

    assert decided(refused, waivers=(waiver(refused),)).open == (refused,)


def test_a_rule_has_one_fingerprint_until_its_text_changes() -> None:
    """Words and examples may change; what is judged may not."""
    declared = returns()
    told = rule_text_of(declared)
    some = next(declared.all_rules())
    assert told(some.code) == rule_text_of(Returns(declared.members, declared.across))(some.code)
    assert len({told(each.code) for each in declared.all_rules()}) == len(tuple(declared.all_rules()))
    assert told("CA1-U00") != told("CA1-D00")
