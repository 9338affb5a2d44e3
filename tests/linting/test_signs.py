"""Signs of figures written and not counted: each is found where it was made, and clean tables show none."""

from dataclasses import replace

import numpy as np
import pytest
from told_city import PERIODS, workbooks

from flows.review.signs import Kind, signs
from schemas.model import TOTAL_ROW
from schemas.returns import returns

COUNTIES = 8
BOUND = 0.05


def of(period):
    return [each for each in workbooks(COUNTIES) if each.identity.period == str(period)]


def seen(now, before):
    return signs(PERIODS[-1], now, before, returns(), BOUND)


def with_values(reading, table, values):
    tables = tuple(replace(each, values=values) if each.table == table else each for each in reading.tables)
    return replace(reading, tables=tables)


@pytest.fixture
def now():
    return of(PERIODS[-1])


@pytest.fixture
def before():
    return [each for each in workbooks(COUNTIES) if each.identity.period != str(PERIODS[-1])]


def test_clean_periods_show_no_sign() -> None:
    """No table of the clean city, in any of its periods: hundreds of tables in all."""
    tables = 0
    for period in PERIODS[1:]:
        earlier = [each for each in workbooks(COUNTIES) if each.identity.period < str(period)]
        assert signs(period, of(period), earlier, returns(), BOUND) == ()
        tables += sum(len(each.tables) for each in of(period))
    assert tables > 400


def test_a_table_sent_again_as_it_was_is_found(now, before) -> None:
    """The cumulative figures of the last period under the date of this one."""
    old = next(each for each in before if (each.identity.period, each.identity.return_code) == ("2026Q3", "PM"))
    at = next(
        at
        for at, each in enumerate(now)
        if each.identity.unit == old.identity.unit and each.identity.return_code == "PM"
    )
    repeated = [*now]
    repeated[at] = with_values(now[at], "PM1", old.table("PM1").values)

    (found,) = seen(repeated, before)
    assert (found.kind, found.table, found.units) == (Kind.REPEATED, "PM1", (old.identity.unit,))
    assert found.seen > 30
    assert all(found.line(language) for language in ("zh", "en"))


def test_a_table_equal_to_another_units_names_both(now, before) -> None:
    """Whole tables do not agree by chance."""
    one, other = [at for at, each in enumerate(now) if each.identity.return_code == "TA"][1:3]
    shared = now[one].table("TA3")
    twin = replace(shared)
    copied = [*now]
    tables = tuple(twin if each.table == "TA3" else each for each in now[other].tables)
    copied[other] = replace(now[other], tables=tables)

    found = [sign for sign in seen(copied, before) if sign.kind is Kind.TWIN]
    assert [(sign.table, set(sign.units)) for sign in found] == [
        ("TA3", {now[one].identity.unit, now[other].identity.unit})
    ]


@pytest.mark.parametrize(("kind", "step"), [(Kind.ENDINGS, 5), (Kind.ROUND, 100)])
def test_figures_that_prefer_round_digits_are_found(now, before, kind, step) -> None:
    """Endings in 0 and 5, and whole hundreds, far beyond chance; the numbers are in the evidence."""
    at = next(at for at, each in enumerate(now) if each.identity.return_code == "PM")
    table = now[at].table("PM2")
    rng = np.random.default_rng(1)
    values = rng.integers(1000, 9999, table.values.shape) // step * step
    values[table.row_codes.index(TOTAL_ROW)] = 0
    rounded = [*now]
    rounded[at] = with_values(now[at], "PM2", values)

    found = [sign for sign in seen(rounded, before) if sign.kind is kind]
    assert [(sign.table, sign.units) for sign in found] == [("PM2", (now[at].identity.unit,))]
    assert found[0].seen == found[0].among


def test_growth_identical_across_units_is_found(now, before) -> None:
    """Three counties whose totals all grew by the same share, item by item."""
    grown = []
    chosen = [each.identity.unit for each in now if each.identity.return_code == "PM"][:3]
    for each in now:
        if each.identity.return_code == "PM" and each.identity.unit in chosen:
            last = [b for b in before if b.identity.unit == each.identity.unit and b.table("PM2") is not None][-1]
            old = last.table("PM2").values
            each = with_values(each, "PM2", np.where(old >= 1000, (old * 1080 + 500) // 1000, old + 1))  # noqa: PLW2901 - the same workbook with other figures
        grown.append(each)

    found = [sign for sign in seen(grown, before) if sign.kind is Kind.GROWTH]
    assert any(sign.table == "PM2" and set(sign.units) == set(chosen) for sign in found)
