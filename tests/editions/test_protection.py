"""Small counts of sensitive tables: withheld, and not to be computed from all that is published."""

import csv
import itertools
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from flows.curate import FLAGS, Facts, TableFacts
from flows.publish.suppress import protect
from schemas.published import Flag, Published

pytestmark = pytest.mark.usefixtures("ungated")

ROWS = ("990121-J01", "990121101", "990121102")
WITHHELD = FLAGS.index(Flag.SUPPRESSED)


def reserve(rows: dict[str, dict[str, int]]) -> dict[tuple[str, str, str], int]:
    """Cells of the reserve of young cadres (a sensitive table) whose sums close, from the parts of each row."""
    cells = {}
    for row, parts in rows.items():
        full = {name: parts.get(name, 0) for name in PARTS}
        full["leave"] = full["leave_promoted"] + full["leave_unfit"] + full["leave_other"]
        full["closing"] = full["lvl_section_main"] + full["lvl_section_deputy"] + full["lvl_other"]
        full["opening"] = full["closing"] - full["enter"] + full["leave"]
        cells.update({("CA5", row, name): value for name, value in full.items()})
    return cells


PARTS = (
    "enter", "leave_promoted", "leave_unfit", "leave_other", "lvl_section_main", "lvl_section_deputy", "lvl_other",
    "female", "minority", "nonparty", "practice",
)  # fmt: skip
MANY = dict.fromkeys(PARTS, 5) | {"lvl_other": 40}
SUMS = (
    {"leave": 1, "leave_promoted": -1, "leave_unfit": -1, "leave_other": -1},
    {"closing": 1, "lvl_section_main": -1, "lvl_section_deputy": -1, "lvl_other": -1},
    {"closing": 1, "opening": -1, "enter": -1, "leave": 1},
)
"""What every reader of the form knows, written down by hand."""


def protected(city, workbook, rows: dict[str, dict[str, int]]) -> tuple[TableFacts, TableFacts]:
    """The reserve before and after."""
    facts = city.facts([workbook("990121", cells=reserve(rows))])
    outcome = protect(facts, city.forms, {})
    assert outcome.objections == ()
    before, after = facts.table("CA5"), outcome.facts.table("CA5")
    assert before is not None
    assert after is not None
    return before, after


def computable(before: TableFacts, after: TableFacts) -> list[tuple[str, str]]:
    """Withheld small counts that a reader can compute: by hand-written sums, and lines that add up to the first."""
    names = [column.name for column in before.columns]
    lines, width = before.values.shape
    hidden = after.flags == WITHHELD
    equations = [
        {line * width + names.index(name): sign for name, sign in terms.items()}
        for terms in SUMS
        for line in range(lines)
    ]
    equations += [{column: -1, **{line * width + column: 1 for line in range(1, lines)}} for column in range(width)]
    matrix = np.zeros((len(equations), lines * width))
    for number, terms in enumerate(equations):
        for cell, sign in terms.items():
            matrix[number, cell] = sign
    unknown = np.flatnonzero(hidden.ravel())
    known = np.where(hidden, 0, before.values).ravel()
    right = -(matrix @ known)
    found = []
    for place, cell in enumerate(unknown):
        if not 1 <= before.values.ravel()[cell] <= 2:
            continue
        cost = np.zeros(len(unknown))
        cost[place] = 1
        ends = [linprog(sign * cost, A_eq=matrix[:, unknown], b_eq=right, bounds=(0, None)) for sign in (1, -1)]
        highest = np.inf if ends[1].status == 3 else ends[1].x[place]
        if highest - ends[0].x[place] < 1 - 1e-6:
            found.append((before.row_codes[before.row_of[cell // width]], names[cell % width]))
    return found


def test_one_small_count_takes_others_with_it(city, workbook) -> None:
    """It could be computed from its column and from its row."""
    before, after = protected(city, workbook, {ROWS[0]: MANY, ROWS[1]: MANY | {"leave_unfit": 1}, ROWS[2]: MANY})

    hidden = after.flags == WITHHELD

    assert hidden[2, [column.name for column in before.columns].index("leave_unfit")]
    assert hidden.sum() >= 4
    assert computable(before, after) == []
    assert not ((after.values >= 1) & (after.values <= 2)).any()


def test_a_table_without_small_counts_is_published_whole(city, workbook) -> None:
    """Nothing is withheld without need."""
    _, after = protected(city, workbook, dict.fromkeys(ROWS, MANY))

    assert not (after.flags == WITHHELD).any()


@settings(max_examples=25)
@given(
    st.lists(
        st.fixed_dictionaries({name: st.sampled_from([0, 0, 1, 2, 3, 7, 30]) for name in PARTS}),
        min_size=len(ROWS),
        max_size=len(ROWS),
    )
)
def test_no_small_count_can_be_computed(city, workbook, rows: list[dict[str, int]]) -> None:
    """Whatever the table holds: a reader with pencil, sums and the knowledge that counts are not negative fails."""
    before, after = protected(city, workbook, dict(zip(ROWS, rows, strict=True)))

    assert computable(before, after) == []


def test_an_intruder_who_tries_every_number_finds_several(city, workbook) -> None:
    """Tried by hand on two columns: more than one number fits in the place of every small count."""
    before, after = protected(city, workbook, {ROWS[0]: MANY, ROWS[1]: MANY | {"minority": 1}, ROWS[2]: MANY})
    column = [each.name for each in before.columns].index("minority")
    hidden = np.flatnonzero(after.flags[:, column] == WITHHELD)
    total = before.values[0, column]

    fitting = {
        numbers
        for numbers in itertools.product(range(total + 1), repeat=len(hidden))
        if sum(numbers) == before.values[hidden, column].sum()
    }

    assert 0 not in hidden
    assert len({numbers[list(hidden).index(2)] for numbers in fitting}) > 1


def test_no_file_of_the_edition_tells(city, workbook, tmp_path: Path) -> None:
    """Neither the numbers nor the reports, in no form."""
    cells = reserve({ROWS[0]: MANY, ROWS[1]: MANY | {"nonparty": 1}, ROWS[2]: MANY})
    outcome = city.publish(city.facts([workbook("990121", cells=cells)]), tmp_path)

    assert isinstance(outcome, Published)
    folder = tmp_path / "2026Q3" / "v001"
    with (folder / "CA5.csv").open(encoding="utf-8-sig", newline="") as file:
        withheld = [line for line in csv.DictReader(file) if line["flag"] == "suppressed"]
    assert (ROWS[1], "nonparty") in {(line["row"], line["column"]) for line in withheld}
    assert {line["value"] for line in withheld} == {""}
    book = openpyxl.load_workbook(folder / "CA5.xlsx")
    heading = [cell.value for cell in book["数据"][1]].index("期末在库：党外")
    line = next(row for row in book["数据"].iter_rows(values_only=True) if row[2] == ROWS[1])
    assert line[heading] == "*"


def test_what_was_withheld_stays_withheld(city, workbook, tmp_path: Path) -> None:
    """Two vintages with different holes would together tell what each alone does not."""
    small = reserve({ROWS[0]: MANY, ROWS[1]: MANY | {"minority": 1}, ROWS[2]: MANY})
    city.publish(city.facts([workbook("990121", cells=small)]), tmp_path)
    grown = reserve({ROWS[0]: MANY, ROWS[1]: MANY | {"minority": 9}, ROWS[2]: MANY | {"practice": 77}})

    city.publish(city.facts([workbook("990121", cells=grown)]), tmp_path, date(2026, 11, 2))

    def withheld(vintage: str) -> set[tuple[str, str]]:
        with (tmp_path / "2026Q3" / vintage / "CA5.csv").open(encoding="utf-8-sig", newline="") as file:
            return {(line["row"], line["column"]) for line in csv.DictReader(file) if line["flag"] == "suppressed"}

    assert withheld("v001")
    assert withheld("v001") <= withheld("v002")
    with (tmp_path / "2026Q3" / "v002" / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert (ROWS[1], "minority") not in {(line["row"], line["column"]) for line in csv.DictReader(file)}


def test_a_count_that_cannot_be_hidden_stops_the_edition(city, workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather no edition than one that tells; the office reads which count it is."""
    facts: Facts = city.facts([workbook("990121", cells=reserve(dict.fromkeys(ROWS, MANY | {"practice": 1})))])
    monkeypatch.setattr("flows.publish.suppress._Protector._add", lambda *_: False)
    monkeypatch.setattr(
        "flows.publish.suppress._Intruder.computes", lambda _, watched: np.ones(len(watched), dtype=bool)
    )

    objections = protect(facts, city.forms, {}).objections

    assert [objection.code for objection in objections] == ["PUBLISH-SMALL-CELLS"]
    assert "选派实践锻炼" in objections[0].message("zh")
