"""The text of a rule is the arithmetic itself: what is in the language is read exactly, all else is refused by name."""

import re
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from rules.language import (
    Change,
    Clause,
    Comparison,
    Conditional,
    Item,
    Level,
    Linear,
    Operator,
    Printed,
    PrintedRatio,
    Relation,
    RoundedRatio,
    RuleError,
    Shift,
    Term,
    Within,
    items_of,
    parse,
    parse_when,
)

ONE = Fraction(1)


def only(*columns: str, factor: Fraction = ONE) -> Linear:
    return Linear(tuple(Term(factor, Item("", column)) for column in columns))


def test_a_sum_keeps_the_order_of_its_text() -> None:
    """Sentences name the parts in the order in which the rule does."""
    assert parse("total == male + female") == Comparison(only("total"), Operator.EQUAL, only("male", "female"))


def test_a_factor_applies_to_a_whole_sum() -> None:
    """2 * (a + b) * 3 counts each six times."""
    assert parse("2 * (a + b) * 3 <= c") == Comparison(only("a", "b", factor=Fraction(6)), Operator.AT_MOST, only("c"))


def test_numbers_are_exact() -> None:
    """0.1 is a tenth and 20% a fifth, not the nearest binary number."""
    assert parse("within(a / b, 0.1, 20%)") == Within(only("a"), only("b"), Fraction(1, 10), Fraction(1, 5))
    assert parse("change(a, 20%, 5)") == Change(only("a"), Fraction(1, 5), Fraction(5))


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("closing", Item("", "closing")),
        ("CA1.closing", Item("CA1", "closing")),
        ("prev_year(closing)", Item("", "closing", Shift.PREVIOUS_YEAR)),
        ("total(prev(CA1.closing))", Item("CA1", "closing", Shift.PREVIOUS, Level.TOTAL)),
        ("city(closing)", Item("", "closing", Shift.NOW, Level.CITY)),
        ("source()", Item("", "")),
    ],
)
def test_an_item_is_written_as_it_is_named(text: str, item: Item) -> None:
    """The name of an item as a column of a frame is its text in a rule."""
    relation = parse(f"a == {text}")

    assert items_of(relation) == (Item("", "a"), item)
    assert item.text == text


def test_conditions_and_printed_figures() -> None:
    """A condition stands before its consequence; published sums and ratios are marked as such."""
    above = Comparison(only("a"), Operator.MORE, Linear(()))

    assert parse("if a > 0: b > 0") == Conditional(above, Comparison(only("b"), Operator.MORE, Linear(())))
    assert parse("printed(a == b + c)") == Printed(only("a"), only("b", "c"))
    assert parse("printed(a == 100 * b / c)") == PrintedRatio(only("a"), only("b", factor=Fraction(100)), only("c"))
    assert parse("a == round(b / c, 1)") == RoundedRatio(only("a"), only("b"), only("c"), 1)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "one statement"),
        ("a == b; c == d", "one statement"),
        ("a ==", "invalid syntax at column 5"),
        ("a", "'a' is not a rule"),
        ("a == b == c", "'a == b == c' is not a rule"),
        ("a in b", "'a in b' is not a rule"),
        ("1 == 1", "at least one column"),
        ("a * b == c", r"two columns multiplied in 'a \* b'"),
        ("a == b / c", "'c' is not a number"),
        ("a == b / 0", "'b / 0' is not a number"),
        ("a == b * 1e999", "is not a number"),
        ("a == True", "'True' is not a number"),
        ("a == 'x'", "\"'x'\" is not a number"),
        ("a == quarter", "quarter is a factor"),
        ("2 * 3 == a", r"'2 \* 3' has no column"),
        ("sum(a) == b", r"'sum\(a\)' is not a column"),
        ("a.b.c == d", "'a.b.c' is not a column"),
        ("prev(1) == a", "'1' has no column"),
        ("within(a, 1, 2)", "is not a rule"),
        ("within(a / b, 2, 1)", "ends below its beginning"),
        ("change(a, -20%)", "is below 0"),
        ("near(a, b, -1)", "is below 0"),
        ("drift([], b, 0.1)", "is not a rule"),
        ("a <= round(b / c, 1)", "compared with =="),
        ("a == round(b / c, True)", "is not a column"),
        ("printed(a <= b)", "is not a rule"),
        ("if a: b > 0", "'a' is not a rule"),
        ("if needs_note(a): b > 0", "must be a comparison"),
        ("if a > 0: b > 0\nelse: c > 0", "is not a rule"),
        ("__import__('os').system('x') == a", "is not a column"),
        ("a" + " + a" * 5000 + " == b", "nested too deeply"),
    ],
)
def test_what_is_outside_the_language_is_refused_by_name(text: str, named: str) -> None:
    """The message says which part is not understood."""
    with pytest.raises(RuleError, match=named):
        parse(text)


def test_calendar_conditions() -> None:
    """A rule may be asked in some quarters, halves or years only."""
    assert parse_when("") == ()
    assert parse_when("quarter >= 2 and half == 1") == (
        Clause("quarter", Operator.AT_LEAST, 2),
        Clause("half", Operator.EQUAL, 1),
    )


@pytest.mark.parametrize(
    "text", ["month > 1", "quarter in 3", "quarter == True", "quarter >= x", "quarter >", "quarter > 1 or half == 1"]
)
def test_other_conditions_on_the_calendar_are_refused(text: str) -> None:
    """Only quarter, half and year against whole numbers, joined by `and`."""
    with pytest.raises(RuleError):
        parse_when(text)


REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "rule-language.md"


def shown() -> list[str]:
    """The rules that the reference page shows."""
    blocks = re.findall(r"^```rules\n(.*?)^```", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("text", shown())
def test_the_reference_page_shows_rules_of_the_language(text: str) -> None:
    """Every example on the page is a rule."""
    assert items_of(parse(text))


def test_the_reference_page_shows_every_kind_of_relation() -> None:
    """No relation is left out of the page."""
    assert {type(parse(text)) for text in shown()} == set(get_args(Relation))
