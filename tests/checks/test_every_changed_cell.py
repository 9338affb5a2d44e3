"""What must be true whatever is wrong: of any order of counties, and of any changed cells."""

from collections import Counter
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.check.plan import is_restriction
from rules.language import Operator, items_of
from schemas.finding import Level, Pattern

COUNTIES = 2
RETURNS = ("CA", "PM", "TA")
TABLES = tuple(f"{code}{number}" for code, last in (("CA", 6), ("PM", 5), ("TA", 6)) for number in range(1, last + 1))
# The desk is put back after every example, so that one may serve them all.
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def city(make_desk):
    return make_desk(COUNTIES)


@contextmanager
def changed(city, changes):
    """The city with some figures changed: table, county, and row, column and amount, each taken modulo what there is."""
    kept = []
    for code, unit, row, column, amount in changes:
        values = city.table(code, city.units[unit]).values
        place = row % values.shape[0], column % values.shape[1]
        kept.append((values, place, int(values[place])))
        values[place] = max(0, int(values[place]) + amount)
    try:
        yield [(place, values[place] != before) for values, place, before in kept]
    finally:
        for values, place, before in reversed(kept):
            values[place] = before


def a_change(tables=TABLES, counties=COUNTIES + 1, least=-40):
    amount = st.integers(least, 40).filter(bool)
    return st.tuples(
        st.sampled_from(tables), st.integers(0, counties - 1), st.integers(0, 40), st.integers(0, 40), amount
    )


@shared
@given(changes=st.lists(a_change(), min_size=1, max_size=6), order=st.permutations(range(9)))
def test_who_is_judged_beside_makes_no_difference(city, changes, order):
    """Each county's findings, roots and counts are the same alone, with the others, and in any order of them."""
    keys = [city.key(code, unit) for code in RETURNS for unit in city.units]
    with changed(city, changes):
        together = dict(zip(keys, city.judged(keys), strict=True))
        mixed = [keys[place] for place in order]

        assert dict(zip(mixed, city.judged(mixed), strict=True)) == together
        for key in mixed[:3]:
            assert city.judged([key])[0] == together[key]


@shared
@given(changes=st.lists(a_change(counties=1), min_size=1, max_size=6))
def test_every_broken_rule_is_in_one_case(city, changes):
    """As many findings as violated judgements, none twice; cases numbered from 1, the members of one next to each other."""
    with changed(city, changes):
        for code in RETURNS:
            checked = city.checked(code)
            keys = Counter(finding.key for finding in checked.findings)
            roots = [finding.root for finding in checked.findings]

            assert len(checked.findings) == checked.tally.violated
            assert set(keys.values()) <= {1}
            assert roots == sorted(roots)
            assert set(roots) == set(range(1, len(set(roots)) + 1))


@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_wrong_cell_is_found_and_suspected(city, table, data):
    """One changed figure that a hard sum sees is among the cells of an error, and of one case, and among the suspected."""
    code, *_, row, column, amount = data.draw(a_change((table,), 1))
    values = city.table(code).values
    row, column = row % values.shape[0], column % values.shape[1]
    item = city.table(code).columns[column]
    if not is_seen(city, code, item):
        return
    with changed(city, [(code, 0, row, column, amount)]) as ((_, has_changed),):
        findings = [f for f in city.checked(code[:2]).findings if f.level is Level.ERROR]
        if not has_changed:
            assert findings == []
            return
        address = city.table(code).address(row, column)

        assert any(cell.address == address for finding in findings for cell in finding.cells)
        restricting = [finding for finding in findings if finding.pattern is not Pattern.RATIO]
        assert len({finding.root for finding in restricting}) == 1
        suspected = {each.address for finding in findings for each in finding.suspects}
        assert not suspected or address in suspected


def is_seen(city, code, item):
    """Whether a column enters a hard equality: the sum of the rows, or one that the form declares."""
    table = city.returns.table(code)
    if table.grain == "unit":
        return True
    return any(
        is_restriction(rule)
        and rule.relation.operator is Operator.EQUAL
        and item in {each.column for each in items_of(rule.relation) if not each.table and not each.shift}
        for rule in city.returns.rules(code)
    )
