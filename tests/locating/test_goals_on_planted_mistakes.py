"""Mistakes of every kind at random cells of the city: the cell is among the named, and mistakes of structure are named so."""

from dataclasses import replace
from random import Random

import planted
import pytest
import told_city

from flows.check import Library, check
from schemas.finding import Level

COUNTIES = 3
EACH = 12
TRIES = 40
WIDE = 3
SINGLE = [name for name in planted.CELLS if name not in {"CELLS-SWAPPED", "BLANK"}]


@pytest.fixture(scope="module")
def errors_of():
    """The errors of a draft, checked among the city's workbooks."""
    city, library = told_city.told(COUNTIES), Library(told_city.workbooks(COUNTIES))

    def errors(draft):
        reading = replace(draft.reading, findings=planted.told_blanks(draft))
        (checked,) = check([reading], library, city.returns, city.people.register)
        return [finding for finding in checked.findings if finding.level is Level.ERROR]

    return errors


@pytest.fixture(scope="module")
def seen(errors_of):
    """Drafts of one kind of mistake that some rule sees, each with its errors."""

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
                errors = errors_of(draft)
                found += [(draft, errors)] if errors else []
        return found

    return drawn


@pytest.fixture(scope="module")
def singles(seen):
    """Single wrong cells of every kind."""
    return [each for name in SINGLE for each in seen(planted.CELLS[name], name)]


def suspects_of(errors):
    return [suspect for finding in errors for suspect in finding.suspects]


def test_a_single_wrong_cell_is_among_the_named(singles):
    """In 95 of 100 at least of what any rule can see."""
    named = [any(each.address in draft.moved for each in suspects_of(errors)) for draft, errors in singles]

    assert len(named) > 120
    assert sum(named) >= 0.95 * len(named)


def test_a_single_wrong_cell_is_one_case(singles):
    """In 95 of 100 at least."""
    alone = [len({finding.root for finding in errors}) == 1 for _, errors in singles]

    assert sum(alone) >= 0.95 * len(alone)


def test_the_first_suggestion_is_mostly_right(singles):
    """Where only a sum of several cells is known nothing can tell which; still four in five are right."""
    right = []
    for draft, errors in singles:
        first = suspects_of(errors)[:1]
        right.append(any(draft.moved.get(each.address) == each.suggestion for each in first))

    assert sum(right) >= 0.8 * len(right)


def test_two_exchanged_figures_are_both_named(seen):
    """In 95 of 100 at least, beside other cells where these would do as well."""
    found = seen(planted.CELLS["CELLS-SWAPPED"], "exchanged")
    named = [set(draft.moved) <= {each.address for each in suspects_of(errors)} for draft, errors in found]

    assert len(named) == EACH
    assert sum(named) >= 0.95 * len(named)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("a row one column off", 0.85),
        ("a row one column off, a blank before", 0.7),
        ("a column one row off", 0.85),
        ("a row x 10", 0.9),
        ("a table x 10", 0.9),
        ("a row in yuan", 0.9),
        ("two rows swapped", 0.75),
        ("two columns swapped", 0.9),
        ("last period's row", 0.8),
        ("men for women in a row", 0.5),
        ("a sub-total twice", 0.9),
        ("of which added", 0.6),
        ("counted twice, not taken off", 0.9),
    ],
)
def test_a_mistake_of_structure_is_named_as_such(seen, name, least):
    """So many at least; of acts that move many figures those that three rules see, others being as well single figures."""
    mistake, reasons = planted.ROWS[name]
    found = seen(mistake, name)
    wide = [errors for draft, errors in found if len(errors) >= WIDE or len(draft.moved) == 1]
    named = [any(each.reason in reasons for each in suspects_of(errors)) for errors in wide]

    assert named
    assert sum(named) >= least * len(named)
