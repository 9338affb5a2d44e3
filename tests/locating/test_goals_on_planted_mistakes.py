"""Mistakes of every kind at random cells of the city: the cell is among the named, and mistakes of structure are named so."""

from dataclasses import dataclass, replace
from random import Random

import explained
import planted
import pytest
import told_city

import flows.check
from flows.check import Library, check
from flows.check.cases import fold
from schemas.finding import Finding, Level

COUNTIES = 3
EACH = 12
TRIES = 40
ACTS = list(planted.ROWS)[:9]
SINGLE = [name for name in planted.CELLS if name not in {"CELLS-SWAPPED", "BLANK"}]


@pytest.fixture(scope="module")
def checked_of():
    """The errors of a draft, checked among the city's workbooks, and whether no single figure would explain them."""
    city, library = told_city.told(COUNTIES), Library(told_city.workbooks(COUNTIES))
    folded = []

    def checked(draft):
        reading = replace(draft.reading, findings=planted.told_blanks(draft))
        (said,) = check([reading], library, city.returns, city.people.register)
        errors = [finding for finding in said.findings if finding.level is Level.ERROR]
        return errors, explained.is_identifiable(*folded.pop())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flows.check, "fold", lambda *each: folded.append(each) or fold(*each))
        yield checked


@dataclass(frozen=True)
class Seen:
    """A spoilt workbook of which some rule sees the mistake."""

    draft: planted.Draft
    errors: list[Finding]
    identifiable: bool

    @property
    def suspects(self):
        return [suspect for finding in self.errors for suspect in finding.suspects]


@pytest.fixture(scope="module")
def seen(checked_of):
    """Drafts of one kind of mistake that some rule sees."""

    def drawn(mistake, seed):
        chance = Random(seed)
        drafts = planted.drafts(COUNTIES, chance)
        found = []
        for _ in range(TRIES * EACH):
            draft = next(drafts)
            if len(found) < EACH and mistake(draft) and draft.moved:
                if chance.random() < 1 / 2:
                    draft.carry()
                draft.reckon()
                errors, identifiable = checked_of(draft)
                found += [Seen(draft, errors, identifiable)] if errors else []
        return found

    return drawn


@pytest.fixture(scope="module")
def singles(seen):
    """Single wrong cells of every kind."""
    return [each for name in SINGLE for each in seen(planted.CELLS[name], name)]


def test_a_single_wrong_cell_is_among_the_named(singles):
    """In 95 of 100 at least of what any rule can see."""
    named = [any(each.address in one.draft.moved for each in one.suspects) for one in singles]

    assert len(named) > 120
    assert sum(named) >= 0.95 * len(named)


def test_a_single_wrong_cell_is_one_case(singles):
    """In 95 of 100 at least."""
    alone = [len({finding.root for finding in one.errors}) == 1 for one in singles]

    assert sum(alone) >= 0.95 * len(alone)


def test_the_first_suggestion_is_mostly_right(singles):
    """Where only a sum of several cells is known nothing can tell which; still four in five are right."""
    right = []
    for one in singles:
        first = one.suspects[:1]
        right.append(any(one.draft.moved.get(each.address) == each.suggestion for each in first))

    assert sum(right) >= 0.8 * len(right)


def test_two_exchanged_figures_are_both_named(seen):
    """In 95 of 100 at least, beside other cells where these would do as well."""
    found = seen(planted.CELLS["CELLS-SWAPPED"], "exchanged")
    named = [set(one.draft.moved) <= {each.address for each in one.suspects} for one in found]

    assert len(named) == EACH
    assert sum(named) >= 0.95 * len(named)


@pytest.mark.parametrize("name", ACTS)
def test_an_act_on_many_figures_is_named_where_no_single_figure_explains_it(seen, name):
    """Each time: that no single figure would do is found out by trying every one, without the search."""
    mistake, reasons = planted.ROWS[name]
    told = [one for one in seen(mistake, name) if one.identifiable]

    assert told
    for one in told:
        assert any(each.reason in reasons for each in one.suspects), one.draft.right


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("men for women in a row", 0.5),
        ("a sub-total twice", 0.9),
        ("of which added", 0.6),
        ("counted twice, not taken off", 0.9),
    ],
)
def test_a_slip_in_a_sum_is_named_as_such(seen, name, least):
    """So many at least: of the others only a sum of several figures is known."""
    mistake, reasons = planted.ROWS[name]
    named = [any(each.reason in reasons for each in one.suspects) for one in seen(mistake, name)]

    assert named
    assert sum(named) >= least * len(named)


def test_no_act_on_many_figures_is_named_where_one_is_wrong(singles):
    """Not once."""
    assert not [each for one in singles for each in one.suspects if each.reason in planted.ACTS]
