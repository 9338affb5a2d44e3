"""The rule set that is shipped: without a defect, and what it does not see is known."""

from pathlib import Path

import pytest

from flows.rulebook.coverage import Step, coverage, unprotected
from flows.rulebook.examined import lint
from flows.rulebook.picture import as_csv, as_page, counts
from rules.coverage import Noticed, Place
from schemas.returns import returns

PROJECT = Path(__file__).parents[2]


def test_the_shipped_rules_have_no_defect() -> None:
    """Nothing contradicts, nothing follows from the rest, everything can fire, and no sum leaves a part out."""
    assert lint(returns()) == ()


@pytest.fixture(scope="module")
def items():
    return {item.code: item for item in coverage(returns())}


def test_every_item_is_on_the_map_once(items) -> None:
    """In printed order, with the rules that speak of it."""
    assert list(items) == [table.column_code(column.name) for table in returns().tables for column in table.columns]
    assert len(items) == sum(len(table.columns) for table in returns().tables)


def test_a_part_of_a_sum_is_seen_and_a_lone_item_is_not(items) -> None:
    """A person more in a partition breaks a sum; a woman more, carried into the total, breaks nothing."""
    part, lone = items["CA1.04"], items["CA2.02"]

    assert {sight.carried for sight in part.sights.values()} == {Noticed.ERROR}
    assert part.is_protected
    assert not lone.is_protected
    assert lone.sights[Step.MORE].carried is Noticed.NOTHING
    assert lone.sights[Step.MORE].alone is Noticed.ERROR  # the total row is no longer the sum of its rows


def test_the_unprotected_items_are_those_without_an_equality(items) -> None:
    """What the map calls not protected is what history and peers are asked about."""
    places = {Place(item.table.code, "", item.column.name) for item in items.values() if not item.is_protected}

    assert unprotected(returns()) == places
    numbers = counts(list(items.values()))
    assert numbers["held"] + numbers["limited"] + numbers["free"] == numbers["count"] == len(items)


def test_the_page_for_the_office_tells_the_same_numbers(items) -> None:
    """The figures of the map stand in docs/office/rule-set.md; who changes a rule changes them too."""
    page = " ".join((PROJECT / "docs" / "office" / "rule-set.md").read_text(encoding="utf-8").split())
    facts = counts(list(items.values()))
    told = (
        "Of {count} items {held} are held by an equality, {limited} by limits alone, {free} by no rule; in {open} some"
    )

    assert told.format_map(facts) in page


def test_the_known_blind_spots_are_on_the_list(items) -> None:
    """Items that the domain guide found in no cross-check are open on the map."""
    known = ("CA4.14", "CA5.14", "CA6.13", "PM4.36", "PM5.09", "PM5.11", "TA4.07", "TA4.09", "TA5.13")

    assert [code for code in known if items[code].is_protected] == []
    assert [code for code in known if not items[code].is_open] == []


def test_a_change_that_cannot_be_made_is_not_counted_as_unseen(items) -> None:
    """Nobody can be taken off where nobody is."""
    none = [item for item in items.values() if item.column.example == 0 and not item.column.signed]

    assert none
    assert {item.sights[Step.LESS].carried for item in none} == {Noticed.IMPOSSIBLE}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_map_is_a_table_and_a_page_without_network(items, language) -> None:
    """The table has a line an item; the page one square an item, and nothing that is fetched."""
    drawn = list(items.values())
    table, page = as_csv(drawn, language), as_page(drawn, language)

    assert len(table.splitlines()) == 1 + len(drawn)
    assert page.count("<rect ") == len(drawn)
    assert "http" not in page
    assert "<script" not in page
