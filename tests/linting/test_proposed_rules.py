"""Rules proposed from history: what held is found, what failed once is told as such, what is known is left out."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from told_city import changed, told, workbooks

from flows.proposals import as_text, propose
from flows.rulebook.examined import stated, system_of
from rules.language import Comparison, Operator
from rules.mining import Span, Sum, sums
from schemas.model import TOTAL_ROW
from schemas.returns import Returns, returns

COUNTIES = 8


def without(*codes: str) -> Returns:
    """The declared returns with some rules taken out."""
    members = []
    for form in returns():
        tables = tuple(
            replace(table, rules=tuple(rule for rule in table.rules if table.rule_code(rule) not in codes))
            for table in form.tables
        )
        members.append(replace(form, tables=tables))
    return Returns(tuple(members), returns().across)


def proposed(declared, readings=None, form="CA"):
    known = workbooks(COUNTIES) if readings is None else readings
    return propose(declared.get(form), known, declared)


def equalities(proposals):
    return {
        each.pasted.rule.text: each
        for each in proposals
        if isinstance(each.candidate.relation, Comparison) and each.candidate.relation.operator is Operator.EQUAL
    }


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("CA1-P02", "inc_recruit == inc_recruit_township + inc_recruit_county"),
        ("CA2-P03", "total == age_le30 + age_31_35 + age_36_40 + age_41_45 + age_46_50 + age_51_55 + age_ge56"),
        ("CA6-P01", "total + dual == mgmt + tech + worker"),
        ("CA2-X01", "total == CA1.closing"),
    ],
)
def test_a_relation_that_always_held_is_found(code, text) -> None:
    """A declared rule taken out is proposed again: short sums, long partitions, an overlap, another table."""
    declared = without(code)
    found = equalities(proposed(declared))

    assert text in found
    assert found[text].candidate.against == ()
    assert found[text].candidate.rows >= 100


def test_the_line_can_be_pasted_as_it_is() -> None:
    """The table takes the proposed rule with its own example and `breaks`; its code is free."""
    declared = without("CA1-P02")
    each = equalities(proposed(declared))["inc_recruit == inc_recruit_township + inc_recruit_county"]

    assert each.pasted.objection == ""
    assert each.pasted.text == (
        'EditRule("P02", "inc_recruit == inc_recruit_township + inc_recruit_county", breaks="inc_recruit += 1"),'
    )
    assert replace(each.table, rules=(*each.table.rules, each.pasted.rule)).rules[-1] is each.pasted.rule


def test_a_relation_with_one_counter_example_is_told_as_such() -> None:
    """With the row that speaks against it, and by how much."""
    declared = without("CA1-P02")
    readings = list(workbooks(COUNTIES))
    at = max(each for each, reading in enumerate(readings) if reading.identity.return_code == "CA")
    table = readings[at].table("CA1")
    row = next(code for code in table.row_codes if code != TOTAL_ROW)
    before = int(table.values[table.row_codes.index(row), table.columns.index("inc_recruit_county")])
    readings[at] = changed(readings[at], "CA1", row, "inc_recruit_county", before + 3)

    each = equalities(proposed(declared, readings))["inc_recruit == inc_recruit_township + inc_recruit_county"]
    (against,) = each.candidate.against
    assert (against.line.identity.unit, against.line.row, against.gap) == (readings[at].identity.unit, row, -3)
    for language in ("zh", "en"):
        text = as_text([each], declared.get("CA"), 45, language)
        assert row in text
        assert "-3" in text


def test_nothing_that_follows_from_the_rules_is_proposed() -> None:
    """Of the shipped returns no equality is left to propose, and lint proves none of the rest."""
    for form in returns():
        system = system_of(returns(), form)
        found = proposed(returns(), form=form.code)
        assert not equalities(found)
        assert not [each.code for each in found if system.implies(stated(each.table, each.pasted.rule))]
        assert len({each.code for each in found} | {rule.code for rule in returns().all_rules()}) == len(found) + len(
            list(returns().all_rules())
        )


def test_an_item_within_another_is_found_again() -> None:
    """其中 without a rule: the tightest item that holds it, to be asked about and not to be returned for."""
    declared = without("CA4-L06")
    found = [each.pasted.text for each in proposed(declared)]

    assert [text for text in found if '"team_five_groups <= team_township"' in text and "severity=QUERY" in text]


def test_a_band_is_narrow_and_for_what_nothing_else_holds() -> None:
    """The share of women among the staff of institutions; parts of a structure have their own check."""
    texts = [each.pasted.rule.text for each in proposed(returns())]

    assert any(text.startswith("within(female / total, 0.5") for text in texts)
    assert not any("within(edu_bachelor" in text for text in texts)


def test_with_no_history_nothing_is_proposed() -> None:
    """An office that begins has no rules to learn."""
    assert proposed(returns(), []) == ()
    assert told(COUNTIES).forms


@given(st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=8, max_size=12))
def test_every_short_sum_is_found_and_nothing_else(rows) -> None:
    """Against trying every choice of signs: items that are always 0 or equal to an earlier one stand back."""
    values = np.array(rows, dtype=np.int64)
    found = {held.sum for held in sums(values, 0, 0.0)}
    wanted = set()
    for signs in product((-1, 0, 1), repeat=5):
        plus = [at for at, sign in enumerate(signs) if sign > 0]
        minus = [at for at, sign in enumerate(signs) if sign < 0]
        if plus and minus and not (values @ np.array(signs)).any():
            wanted.add(Sum.of(plus, minus))
    simple = {each for each in wanted if each.size == 2 and values[:, each.left[0]].any()}
    dull = {at for at in range(5) if not values[:, at].any()} | {max(each.left + each.right) for each in simple}
    assert found <= wanted
    assert {each for each in wanted if not dull & {*each.left, *each.right}} <= found
    assert {each.left + each.right for each in simple if not _through_an_earlier(each, simple)} <= {
        each.left + each.right for each in found
    }


def _through_an_earlier(pair, pairs) -> bool:
    """Whether both of two equal items equal one before them: then that one stands for all three."""
    first = min(pair.left + pair.right)
    return any(max(each.left + each.right) == first for each in pairs)


def test_sums_are_exact_at_any_magnitude() -> None:
    """One more in fourteen digits is no sum any more."""
    rng = np.random.default_rng(3)
    parts = rng.integers(10**13, 10**14, (40, 3))
    exact = np.column_stack((parts.sum(axis=1), parts))
    assert [held.sum for held in sums(exact, 30, 0.0)] == [Sum((0,), (1, 2, 3))]
    exact[7, 0] += 1
    assert sums(exact, 30, 0.0) == ()
    (held,) = sums(exact, 30, 0.05)
    assert (held.sum, held.against) == (Sum((0,), (1, 2, 3)), (7,))


def test_what_follows_from_known_sums_is_known() -> None:
    """Sums and differences of two relations, and multiples, in fractions."""
    span = Span()
    span.add((1, -1, -1, 0))
    span.add((0, 1, 0, -2))

    assert span.holds((3, -3, -3, 0))
    assert span.holds((1, 0, -1, -2))
    assert not span.holds((1, -1, 0, 0))
    for one, other in combinations(range(4), 2):
        vector = [0] * 4
        vector[one], vector[other] = 1, -1
        assert not span.holds(vector)
