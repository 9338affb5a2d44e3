"""How useful each rule was: what became of its findings over all attempts."""

from record import register as on_file
from schemas.submission import RuleUse


def test_a_rule_without_findings_is_not_listed(office) -> None:
    """Nothing on file, and a clean workbook: no rule fired."""
    assert on_file.rule_uses() == ()
    office.judge(office.send("clean").submission)
    assert on_file.rule_uses() == ()


def test_what_the_last_attempt_no_longer_has_was_corrected(office, error, query) -> None:
    """The same place in two attempts is one finding; the error is gone in the second, the query is still open."""
    office.judge(office.send("first").submission, error, query)
    office.judge(office.send("second").submission, query)

    assert on_file.rule_uses() == (RuleUse("CA1-C01", 1, 0, 0, 0), RuleUse("CA1-P01", 1, 1, 0, 0))
    assert [use.open for use in on_file.rule_uses()] == [1, 0]


def test_an_explained_query_is_counted_as_explained(office, query, reviewed) -> None:
    """It neither was corrected nor is open; another unit's is counted beside it."""
    office.judge(office.send("one").submission, query, standing=reviewed)
    office.judge(office.send("two", unit="990122").submission, query)

    (use,) = on_file.rule_uses()
    assert (use, use.open) == (RuleUse("CA1-C01", 2, 0, 1, 0), 1)
