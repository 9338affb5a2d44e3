"""Workbooks of the sample city as a clerk would fill them, with errors or doubtful figures where they are wanted."""

from collections.abc import Callable
from datetime import date
from functools import cache
from random import Random

from flows.sample import faults, story
from flows.sample.draft import Draft, Spot
from flows.sample.story import Story
from flows.template import Order
from schemas.periods import Period

Change = Callable[[Draft], None]


@cache
def _told(counties: int) -> Story:
    return story(counties)


def draft(unit: str, code: str, period: str = "2026Q2", counties: int = 3) -> Draft:
    """A right workbook of a county before it is written."""
    told, asked = _told(counties), Period.parse(period)
    reporter = next(each for each in told.people.reporters if each.unit.code == unit)
    form = next(each for each in told.forms if each.code == code)
    order = Order(form, reporter.unit, asked, told.people.register, date(asked.year, asked.end_month, 28))
    return Draft(order, told.earlier(reporter, form, asked), told.figures(reporter, form, asked), Random(unit))


def workbook(unit: str, code: str, *changes: Change, period: str = "2026Q2", counties: int = 3) -> bytes:
    """The bytes of a county's workbook after some changes."""
    made = draft(unit, code, period, counties)
    for change in changes:
        change(made)
    return made.written()


def wrong(made: Draft) -> None:
    """Someone typed a word that is no number: an error in one cell of the talent return."""
    faults.placeholder(made)


def doubtful(made: Draft) -> None:
    """A stock that changed although it seldom does: a query and no error, in the talent return."""
    faults.station(made)


def other(made: Draft) -> None:
    """Another right workbook: one more of what nothing else is reckoned from, in the talent return."""
    made.change(Spot("TA5", made.units("TA5")[0], "apt_rooms"), 1)
