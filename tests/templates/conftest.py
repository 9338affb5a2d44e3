"""A county of three units, and orders of templates for it."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from flows.template import Figures, Order, plan_of
from schemas.periods import Period
from schemas.returns import Returns, returns
from schemas.units import Register, Unit, UnitKind

MADE_ON = date(2027, 1, 4)
FROM = date(2020, 1, 1)
Ordering = Callable[..., Order]
Figuring = Callable[[Order], tuple[Figures, ...]]


@pytest.fixture(scope="session")
def declared() -> Returns:
    return returns()


@pytest.fixture(scope="session")
def county_register() -> Register:
    return Register(
        (
            Unit("990100", "示例市", UnitKind.CITY, "", FROM),
            Unit("990131", "示例县", UnitKind.COUNTY, "990100", FROM),
            Unit("990131-J01", "县直机关工委", UnitKind.ORGAN, "990131", FROM),
            Unit("990131100", "梅溪镇", UnitKind.TOWNSHIP, "990131", FROM),
            Unit("990131201", "古渡乡", UnitKind.TOWNSHIP, "990131", FROM),
        )
    )


@pytest.fixture(scope="session")
def ordered(declared: Returns, county_register: Register) -> Ordering:
    """An order for the county: `ordered("CA", "2026Q4")`."""

    def order(code: str, period: str = "2026Q4", made_on: date = MADE_ON) -> Order:
        quarter = Period.parse(period)
        unit = county_register.find("990131", quarter.last_day)
        assert unit is not None
        return Order(declared.get(code), unit, quarter, county_register, made_on)

    return order


@pytest.fixture(scope="session")
def figured() -> Figuring:
    """Different figures in every cell of an order's tables, totals added up; derived items left to the sheet."""

    def figures(order: Order) -> tuple[Figures, ...]:
        made = []
        for plan in plan_of(order).sheets:
            height, width = len(plan.rows), len(plan.columns)
            values = (np.arange(height * width, dtype=np.int64).reshape(height, width) * 7) % 900 + 100
            if plan.rows[0].code == "TOTAL":
                values[0] = values[1:].sum(axis=0)
            else:
                values *= 100  # rows with measures of their own: scaled for money, whole for people
            known = np.array([[column.kind != "derived" for column in plan.columns]] * height)
            names = tuple(column.name for column in plan.columns)
            made.append(Figures(plan.table.code, names, tuple(row.code for row in plan.rows), values, known))
        return tuple(made)

    return figures
