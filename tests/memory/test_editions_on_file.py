"""What was published is on file with the verdicts under which it went in."""

import json
import re
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from record import audit
from record import register as on_file
from record.errors import RecordError
from schemas.decision import Review, Waiver
from schemas.finding import Finding
from schemas.published import Edition
from schemas.states import State

FIRST = Edition(
    period="2026Q3",
    vintage=1,
    published=date(2026, 10, 16),
    fingerprint="f" * 64,
    expected=2,
    covered=1,
    facts=504,
    revised=0,
)


def test_publishing_is_put_on_file_once(office) -> None:
    """A night killed between the folder and the record does it again, and nothing is there twice."""
    number = office.send("first").submission
    office.judge(number)
    done = on_file.publish_edition(FIRST, [number], office.tick())
    entries = on_file.history(number)
    again = on_file.publish_edition(FIRST, [number], office.tick())

    assert done == again
    assert on_file.editions("2026Q3") == (done,)
    assert on_file.history(number) == entries
    assert office.state(number) is State.PUBLISHED


def test_a_vintage_is_never_overwritten(office) -> None:
    """Other content under the same number is refused."""
    number = office.send("first").submission
    office.judge(number)
    on_file.publish_edition(FIRST, [number], office.tick())
    with pytest.raises(RecordError) as refused:
        on_file.publish_edition(replace(FIRST, fingerprint="e" * 64), [number], office.tick())

    assert refused.value.code == "RECORD-EDITION"


def test_what_was_returned_meanwhile_keeps_its_state_and_is_named(office) -> None:
    """The edition stands in curated/ already: it is entered with all it holds, and only what is approved is published."""
    good, returned = office.send("first").submission, office.send("other", unit="990122").submission
    office.judge(good)
    office.judge(returned)
    office.review(returned, Review.RETURN, "第3行合计与附件不符，请核对")
    done = on_file.publish_edition(FIRST, [good, returned], office.tick())

    assert on_file.editions("2026Q3") == (done,)
    assert done.submissions == (good, returned)
    assert [office.state(each) for each in (good, returned)] == [State.PUBLISHED, State.RETURNED]
    *_, last = audit.export()
    assert (last.action, json.loads(last.facts)["not_approved"]) == ("publish", {str(returned): "returned"})
    assert audit.verify().is_whole


def test_what_is_approved_again_is_published_with_the_same_edition(office, note: Finding) -> None:
    """Judged anew while the edition was made, it has not stopped being in it."""
    number = office.send("first").submission
    office.judge(number, note)
    on_file.waive(
        Waiver("990121", note.code, "", "", "乡镇合并，口径未定", "office", office.today, office.today), office.tick()
    )
    assert office.state(number) is State.CHECKING
    on_file.publish_edition(FIRST, [number], office.tick())
    assert office.state(number) is State.CHECKING

    office.judge(number)
    on_file.publish_edition(FIRST, [number], office.tick())

    assert office.state(number) is State.PUBLISHED


def test_a_later_vintage_holds_what_was_published_before(office) -> None:
    """Published workbooks go into every later edition of their period."""
    first, second = office.send("first").submission, office.send("other", unit="990122").submission
    office.judge(first)
    on_file.publish_edition(FIRST, [first], office.tick())
    office.judge(second)
    numbers = [each.submission for each in on_file.approved("2026Q3")]
    on_file.publish_edition(replace(FIRST, vintage=2, fingerprint="e" * 64), numbers, office.tick())

    assert [each.submissions for each in on_file.editions("2026Q3")] == [(first,), (first, second)]


def test_what_is_published_stays_published(office, error: Finding) -> None:
    """Later rules do not change what analysts were given."""
    number = office.send("first").submission
    office.judge(number)
    on_file.publish_edition(FIRST, [number], office.tick())
    rules = on_file.approved("2026Q3")[0].rule_set

    assert office.judge(number, error, rules="9" * 64) is State.PUBLISHED
    assert on_file.approved("2026Q3")[0].rule_set == rules


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(
    st.text(st.one_of(st.characters(codec=None, categories=["Cc", "Cs"]), st.sampled_from("数 \u2028a")), max_size=60)
)
def test_a_release_note_holds_no_character_that_a_database_may_not(office, text: str) -> None:
    """Control characters but line ends, and halves of characters, are left out; the rest is there in its order."""
    on_file.put_release_note("2026Q3", 1, f"甲{text}乙", "office", office.tick())
    kept = on_file.release_note("2026Q3", 1)

    assert {unicodedata.category(mark) for mark in kept if mark != "\n"} <= {"Lo", "Ll", "Zs"}
    assert re.sub(r"\s", "", kept) == f"甲{re.sub('[^数a]', '', text)}乙"
