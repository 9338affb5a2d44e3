"""The pandera schema of a table: it takes the clean example, and names the rule that a changed one breaks."""

import pickle
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.judge import State, Verdict, judge
from rules.language import Item, Scope
from rules.linear import compile_system
from schemas.clean import Clean
from schemas.frame import example_frame, frame_of, schema_of
from schemas.frame_checks import HierarchyCheck, RuleCheck
from schemas.model import TOTAL_ROW, Grain, Table
from schemas.periods import Period
from schemas.reading import CellState, TableReading
from schemas.returns import returns

TABLES = returns().tables
of_every_table = pytest.mark.parametrize("table", TABLES, ids=[table.code for table in TABLES])


def failing(table: Table, frame: pd.DataFrame) -> dict[str, set[tuple[str, str]]]:
    """Codes of the checks that fail, each with the (unit, row) where it does."""
    try:
        table.schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as found:
        answers: dict[str, set[tuple[str, str]]] = {}
        for error in found.schema_errors:
            name = error.check.name if isinstance(error.check, pa.Check) else str(error.check)
            answers.setdefault(name, set())
            if isinstance(error.check_output, pd.Series):
                answers[name] |= set(error.check_output.index[~error.check_output.astype(bool)])
        return answers
    return {}


def renamed(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    return frame.rename(index={"990121": unit}, level="unit")


def joined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Several counties below one another."""
    return pd.concat(list(frames))


@of_every_table
def test_the_clean_example_is_taken(table: Table) -> None:
    """Every rule holds on the figures that the declaration itself gives."""
    assert failing(table, example_frame(table)) == {}


@of_every_table
def test_every_rule_is_a_check_with_its_relation(table: Table) -> None:
    """Under the code of the rule, with the printed 审核关系; the rules between returns too."""
    described = {check.name: check.description for check in table.schema.checks}

    assert {table.rule_code(rule) for rule in returns().rules(table.code)} < described.keys()
    assert all("栏" in described[table.rule_code(rule)] for rule in returns().rules(table.code))


@of_every_table
def test_each_breaks_fails_its_own_check_and_what_follows_from_it(table: Table) -> None:
    """One county a rule: the checks that fail there are those that the arithmetic of the example says."""
    clean, rules = Clean(TABLES), returns().rules(table.code)
    units = {rule.code: f"99{place:04}" for place, rule in enumerate(rules, 1)}
    changes = {rule.code: clean.broken(table, rule) for rule in rules}
    frame = joined(renamed(example_frame(table, changes[rule.code]), units[rule.code]) for rule in rules)
    found = failing(table, frame)
    found.pop(table.cell_code, None)  # a broken example may be below zero
    found.pop(table.hierarchy_code, None)

    expected: dict[str, set[tuple[str, str]]] = {}
    for rule in rules:
        changed = {(cell.row, cell.column): cell.value for cell in changes[rule.code]}
        for other in rules:
            for row in clean.judged(table, other):
                if not clean.holds(table, other, row, changed):
                    expected.setdefault(table.rule_code(other), set()).add((units[rule.code], row))

    assert found == expected
    for rule in rules:
        assert units[rule.code] in {unit for unit, _ in found[table.rule_code(rule)]}


@of_every_table
def test_one_cell_that_is_not_known_hides_nothing_else(table: Table) -> None:
    """Rules that need the cell are silent there; another county's breach of the same rules is still told."""
    clean = Clean(TABLES)
    rules = [rule for rule in table.rules if rule.scope is Scope.ROW]
    blank = example_frame(table)
    blank.loc[:, list(table.names)] = pd.NA
    broken = [example_frame(table, clean.broken(table, rule)) for rule in rules]
    frame = joined([blank, *(renamed(each, f"99{place:04}") for place, each in enumerate(broken, 1))])
    found = failing(table, frame)

    assert all("990121" not in {unit for unit, _ in places} for places in found.values())
    for place, rule in enumerate(rules, 1):
        assert f"99{place:04}" in {unit for unit, _ in found[table.rule_code(rule)]}


def test_text_in_one_cell_leaves_the_other_counties_judged() -> None:
    """The column's type is reported, and the sums of the others are checked all the same."""
    table = returns().table("CA1")
    broken = Clean(TABLES).broken(table, returns().rule("CA1-P01").rule)
    frame = joined([example_frame(table), renamed(example_frame(table, broken), "990122")]).astype(
        {"inc_total": object}
    )
    frame.loc[("990121", TOTAL_ROW), "inc_total"] = "1o2"
    found = failing(table, frame)

    assert "dtype('Int64')" in found
    assert {unit for unit, _ in found["CA1-P01"]} == {"990122"}


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (lambda frame: frame.drop(columns="female"), "column_in_dataframe"),
        (lambda frame: frame.assign(remark=1), "column_in_schema"),
        (lambda frame: frame.assign(female=-1).astype({"female": "Int64"}), "CA2-D00"),
        (lambda frame: frame.assign(total=10**15).astype({"total": "Int64"}), "CA2-D00"),
        (lambda frame: joined([frame, frame.iloc[:1]]), "CA2-ROWS"),
        (lambda frame: frame.rename(index={"990121101": "东关街道"}, level="row"), "str_matches"),
        (lambda frame: frame.rename(index={"990121": "9.90E+5"}, level="unit"), "str_matches"),
        (lambda frame: frame.astype({"female": float}), "dtype('Int64')"),
    ],
    ids=["column lost", "column added", "below zero", "too large", "row twice", "row unknown", "unit broken", "type"],
)
def test_the_shape_is_strict(spoil: object, check: str) -> None:
    """Columns, types, ranges and the codes of rows, each under a name that says what is wrong."""
    table = returns().table("CA2")
    frame = spoil(example_frame(table))

    assert any(name.startswith(check) for name in failing(table, frame))


def test_a_total_is_the_sum_of_its_units_column_by_column() -> None:
    """The check of the hierarchy names the column; an unknown unit leaves it untold, a difference may be negative."""
    table = returns().table("CA1")
    frame = example_frame(table)
    frame.loc[("990121", TOTAL_ROW), "dec_death"] += 1
    with pytest.raises(pa.errors.SchemaErrors) as found:
        table.schema.validate(frame, lazy=True)
    sums = found.value.failure_cases.query("check == 'CA1-U00'")

    assert list(zip(sums["column"], sums["failure_case"], strict=True)) == [("dec_death", 1)]
    frame.loc[("990121", "990121101"), "dec_death"] = pd.NA
    assert "CA1-U00" not in failing(table, frame)


def test_a_parent_of_a_stub_is_the_sum_of_its_rows() -> None:
    """Only where all of them are there and known, in each county by itself."""
    check = HierarchyCheck({"R2": "R1", "R3": "R1", "R5": "R4"})
    rows = [(unit, row) for unit in ("990121", "990122", "990123") for row in ("R1", "R2", "R3", "R4", "R5")]
    rows.remove(("990123", "R3"))
    figures = [5, 2, 3, 7, 7, 6, 2, 3, 8, pd.NA, 9, 2, 1, 2]
    index = pd.MultiIndex.from_tuples(rows, names=["unit", "row"])
    answer = check(pd.Series(pd.array(figures, dtype="Int64"), index=index))

    assert list(answer.index[~answer]) == [("990122", "R1"), ("990123", "R4")]


def test_the_calendar_decides_which_rules_are_judged() -> None:
    """A rule of the fourth quarter is silent in the third, and where the frame does not say when it is."""
    table = returns().table("CA1")
    broken = example_frame(table, Clean(TABLES).broken(table, returns().rule("CA1-B01").rule))

    assert "CA1-B01" in failing(table, broken)
    assert "CA1-B01" not in failing(table, broken.assign(quarter=pd.array([3] * len(broken), dtype="Int64")))
    assert "CA1-B01" not in failing(table, broken.drop(columns=["year", "quarter"]))


def test_a_schema_travels_to_another_process() -> None:
    """It can be pickled, and judges the same on the other side."""
    table = returns().table("CA1")
    schema = pickle.loads(pickle.dumps(schema_of(table)))
    frame = example_frame(table, Clean(TABLES).broken(table, returns().rule("CA1-P01").rule))

    assert len(schema.validate(example_frame(table))) == 3
    with pytest.raises(pa.errors.SchemaErrors, match="CA1-P01"):
        schema.validate(frame, lazy=True)


def reading(table: Table, values: list[list[int]], states: list[list[CellState]], columns: list[str]) -> TableReading:
    rows = [TOTAL_ROW, "990121101"][: len(values)]
    shape = (len(rows), len(columns))
    return TableReading(
        table.code,
        tuple(columns),
        tuple(rows),
        tuple(rows),
        np.array(values, dtype=np.int64),
        np.array(states, dtype=np.int8),
        ("表",),
        np.zeros(shape, dtype=np.int16),
        np.ones(shape, dtype=np.int32),
        np.ones(shape, dtype=np.int32),
    )


def plain(column: "pd.Series[int]") -> list[int | None]:
    return [None if value is pd.NA else int(value) for value in column]


def test_readings_become_a_frame() -> None:
    """In declared order; only cells that hold a number are known, and what is not asked counts as 0."""
    table = returns().table("CA6")
    filled, blank = CellState.FILLED, CellState.BLANK
    one = reading(table, [[7, 9], [7, 9]], [[filled, blank], [filled, CellState.NOT_APPLICABLE]], ["mgmt", "total"])
    other = reading(table, [[3]], [[CellState.UNREADABLE]], ["total"])
    earlier = Item("CA1", "closing")
    index = pd.MultiIndex.from_tuples([("990122", TOTAL_ROW)], names=["unit", "row"])
    frame = frame_of(
        table, {"990121": one, "990122": other}, Period.parse("2026Q2"), {earlier: pd.Series([4], index=index)}
    )

    assert list(frame.columns) == [*table.names, "CA1.closing", "year", "quarter"]
    assert plain(frame["mgmt"]) == [7, 7, None]
    assert plain(frame["total"]) == [None, 0, None]
    assert plain(frame["CA1.closing"]) == [None, None, 4]
    assert plain(frame["quarter"]) == [2, 2, 2]
    assert list(frame.index) == [
        ("990121", TOTAL_ROW),
        ("990121", "990121101"),
        ("990122", TOTAL_ROW),
    ]


@st.composite
def spoilt_frames(draw: st.DrawFn) -> tuple[Table, pd.DataFrame]:
    """The clean example of some table with some cells moved, emptied or made large."""
    table = draw(st.sampled_from(TABLES))
    frame = example_frame(table)
    names = [name for name in frame.columns if name not in {"year", "quarter"}]
    moves = st.one_of(st.none(), st.integers(-3, 3), st.integers(-(10**6), 10**6), st.just(10**14))
    for name in draw(st.lists(st.sampled_from(names), max_size=6, unique=True)):
        at = frame.index[draw(st.integers(0, len(frame) - 1))]
        move = draw(moves)
        frame.loc[at, name] = pd.NA if move is None else frame.loc[at, name] + move
    return table, frame


@given(spoilt_frames())
def test_the_checks_and_the_compiled_rules_agree(spoilt: tuple[Table, pd.DataFrame]) -> None:
    """What the notebook says of a table is what the night says of it, whatever is in the cells."""
    table, frame = spoilt
    rules = returns().rules(table.code)
    checks = [RuleCheck.of(table, rule, returns()) for rule in rules]
    decimals = {item: digits for check in checks for item, digits in check.decimals.items()}
    system = compile_system([rule.relation for rule in rules], decimals.__getitem__, 4)
    columns = [frame[item.text] for item in system.items]
    values = np.array([column.fillna(0).to_numpy(dtype=np.int64) for column in columns])
    states = np.array([np.where(column.isna(), State.UNKNOWN, State.KNOWN) for column in columns], dtype=np.int8)
    verdicts = judge(system, values, states).verdicts
    totals = frame.index.get_level_values("row") == TOTAL_ROW

    for rule, check, verdict in zip(rules, checks, verdicts, strict=True):
        asked = totals if rule.scope is not Scope.ROW and table.grain is Grain.UNIT else np.ones(len(frame), dtype=bool)
        assert list(check(frame)) == list(~((verdict == Verdict.VIOLATED) & asked)), rule.text
