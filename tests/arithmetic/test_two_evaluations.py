"""The compiled judge and the walk over a frame must say the same of every relation, at every magnitude."""

from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.evaluate import holds
from rules.judge import State, Verdict, judge
from rules.language import (
    Change,
    Comparison,
    Conditional,
    Drift,
    Item,
    Linear,
    Near,
    NeedsNote,
    Operator,
    Printed,
    PrintedRatio,
    Relation,
    RoundedRatio,
    Shift,
    Term,
    Within,
    items_of,
)
from rules.linear import compile_system

COLUMNS = ("a", "b", "c", "d")
DECIMALS = {"a": 0, "b": 0, "c": 2, "d": 1}

items = st.sampled_from([Item(table, column) for table in ("", "T1") for column in COLUMNS])
factors = st.sampled_from([Fraction(n, d) for n in (-3, -1, 1, 2, 100) for d in (1, 1, 3)])
constants = st.sampled_from([Fraction(0), Fraction(0), Fraction(1), Fraction(-7, 2)])
limits = st.sampled_from([Fraction(0), Fraction(1, 100), Fraction(1, 5), Fraction(1, 3), Fraction(2)])


def linears(size: int = 3) -> st.SearchStrategy[Linear]:
    terms = st.builds(Term, factors, items, st.booleans())
    return st.builds(Linear, st.lists(terms, min_size=1, max_size=size).map(tuple), constants)


comparisons = st.builds(Comparison, linears(), st.sampled_from(Operator), linears())
simple = st.one_of(
    comparisons,
    st.builds(NeedsNote, linears()),
    st.builds(Within, linears(), linears(), limits, limits.map(lambda limit: limit + 1)),
    st.builds(Change, linears(2), limits, limits.map(lambda limit: limit * 30)),
    st.builds(Drift, st.lists(linears(1), min_size=1, max_size=3).map(tuple), linears(2), limits),
    st.builds(Near, linears(), linears(), limits),
    st.builds(RoundedRatio, linears(1), linears(2), linears(1), st.integers(0, 2)),
    st.builds(Printed, linears(), linears()),
    st.builds(PrintedRatio, linears(1), linears(1), linears(1)),
)
relations = st.one_of(simple, st.builds(Conditional, comparisons, simple))


@st.composite
def situations(draw: st.DrawFn) -> tuple[tuple[Relation, ...], int, list[list[int | None]], int]:
    chosen = draw(st.lists(relations, min_size=1, max_size=3).map(tuple))
    count = len({item for relation in chosen for item in items_of(relation)})
    size = draw(st.sampled_from([10**2, 10**4, 10**9, 10**12, 10**17]))
    small = st.integers(-2, 2)
    value = st.one_of(st.integers(-size, size), st.integers(0, 120), small, st.just(size), st.none())
    rows = draw(st.lists(st.lists(value, min_size=count, max_size=count), min_size=1, max_size=4))
    return chosen, draw(st.integers(1, 4)), rows, size


def decimals(item: Item) -> int:
    return DECIMALS[item.column]


@given(situations())
@settings(max_examples=200)
def test_judge_and_walk_agree(situation: tuple[tuple[Relation, ...], int, list[list[int | None]], int]) -> None:
    """A row is violated for the compiled judge exactly where the walk over the frame says so."""
    chosen, quarter, rows, _ = situation
    system = compile_system(chosen, decimals, quarter)
    values = np.array([[value or 0 for value in row] for row in rows], dtype=np.int64).T
    states = np.array([[State.UNKNOWN if v is None else State.KNOWN for v in row] for row in rows], dtype=np.int8).T
    frame = pd.DataFrame(
        {item.text: pd.array([row[index] for row in rows], dtype="Int64") for index, item in enumerate(system.items)}
    )
    frame["quarter"] = quarter

    verdicts = judge(system, values, states).verdicts

    for index, relation in enumerate(chosen):
        expected = holds(relation, frame, decimals).tolist()

        assert expected == (verdicts[index] != Verdict.VIOLATED).tolist(), relation


@given(situations())
@settings(max_examples=50)
def test_nothing_is_violated_where_all_is_missing(
    situation: tuple[tuple[Relation, ...], int, list[list[int | None]], int],
) -> None:
    """Where no item is on file, no relation is violated, and none that names an item holds."""
    chosen, quarter, rows, _ = situation
    system = compile_system(chosen, decimals, quarter)
    shape = (len(system.items), len(rows))

    verdicts = judge(system, np.zeros(shape, dtype=np.int64), np.full(shape, State.ABSENT, dtype=np.int8)).verdicts

    assert (verdicts == Verdict.NOT_APPLICABLE).all()


def test_earlier_items_are_columns_of_their_own() -> None:
    """An item of an earlier period is another variable than the same column now."""
    relation = Change(Linear((Term(Fraction(1), Item("", "a")),)), Fraction(1, 5), Fraction(0))

    assert items_of(relation) == (Item("", "a"), Item("", "a", Shift.PREVIOUS))
