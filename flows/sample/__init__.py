"""A sample city to try everything on: register, configuration and filled workbooks, with faults and their key if wanted.

All units, names and figures are invented. Equal arguments give equal bytes.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from flows.office.home import Home
from flows.sample.base import load
from flows.sample.draft import Draft, NoPlaceError
from flows.sample.faults import FAULTS
from flows.sample.habits import type_oddly
from flows.sample.key import Level, Planted, key_of
from flows.sample.people import EXACT_COUNTY, Reporter, settle
from flows.sample.spoilt import SPOILT
from flows.sample.story import FIRST, Story
from flows.template import Order
from schemas.model import Return
from schemas.periods import Period
from schemas.returns import Returns, returns

__all__ = ["EXACT_COUNTY", "Level", "Planted", "SampleKey", "make_city", "story"]

KEY_FILE = "faults.csv"
MOST_PERIODS = 5
LEAST_FOR_FAULTS = 3
_DAYS_TO_FILL = 6
_ODD_LAYOUT = 0.2
"""Share of workbooks in which a clerk put a line above the titles."""
_CONFIGURATION = """\
# 示例市：名称、数字均为虚构 / a sample city, all names and figures invented
[city]
code = "{code}"
name = "{name}"

[office]
name = "示例市委组织部示例科"
telephone = "0000-0000000"

[collection]
first_period = "{first}"
approve_clean = "auto"

[night]
runner = "processes"
workers = 2
"""


@dataclass(frozen=True, slots=True)
class SampleKey:
    """What was made: the periods, the reporting units, how many files, and the faults that were planted."""

    folder: Path
    periods: tuple[Period, ...]
    units: tuple[str, ...]
    files: int
    planted: tuple[Planted, ...]

    @property
    def newest(self) -> Period:
        """The period that holds the faults."""
        return self.periods[-1]


@dataclass(frozen=True, slots=True)
class _Sent:
    """One file of the inbox."""

    unit: str
    name: str
    content: bytes
    planted: tuple[Planted, ...] = ()


def story(counties: int = 10, seed: int = 1, declared: Returns | None = None) -> Story:
    """The figures of a sample city without files, from the fourth quarter of 2025 to that of 2026."""
    known = returns() if declared is None else declared
    base = load(known)
    return Story(settle(counties, base.codes, seed), base, known)


def make_city(folder: Path, counties: int = 10, periods: int = 4, *, faults: bool = False, seed: int = 1) -> SampleKey:
    """Write a sample city into a folder: `register.csv`, `shenhe.toml` and raw/inbox/<unit>/… for every period.

    The first period is 2025Q4; with 4 periods the newest is 2026Q3. With `faults` the newest quarter of all counties
    but the first, the last and the city level holds planted faults, told in `faults.csv`.
    Raises ValueError for numbers that the sample does not reach, FileExistsError for a folder that holds something.
    """
    if not 1 <= periods <= MOST_PERIODS:
        raise ValueError(f"a sample city has 1 to {MOST_PERIODS} periods, not {periods}")
    if faults and (counties < LEAST_FOR_FAULTS or periods < LEAST_FOR_FAULTS):
        raise ValueError(
            f"faults need {LEAST_FOR_FAULTS} counties and periods or more: some stay clean, and are history"
        )
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    told = story(counties, seed)
    home = Home(folder)
    quarters = tuple(FIRST.shift(count) for count in range(periods))
    planted: list[Planted] = []
    files = 0
    for sent in _all_sent(told, quarters, seed, faults=faults):
        target = home.inbox / sent.unit / sent.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(sent.content)
        planted += sent.planted
        files += 1
    _furnish(home, told)
    if faults:
        (folder / KEY_FILE).write_text(key_of(planted), encoding="utf-8", newline="")
    units = tuple(each.unit.code for each in told.people.reporters)
    return SampleKey(folder, quarters, units, files, tuple(planted))


def _furnish(home: Home, told: Story) -> None:
    home.register.write_text(told.people.register.to_csv(), encoding="utf-8", newline="")
    city = told.people.city
    text = _CONFIGURATION.format(code=city.code, name=city.name, first=FIRST)
    home.configuration.write_text(text, encoding="utf-8")


def _all_sent(told: Story, quarters: tuple[Period, ...], seed: int, *, faults: bool) -> Iterator[_Sent]:
    reporters = told.people.reporters
    # The first county, the last and the city level stay clean.
    faulty = reporters[1:-2] if faults else ()
    for period in quarters:
        for reporter in reporters:
            for form in told.forms:
                draft = _draft(told, reporter, form, period, seed)
                if period == quarters[-1] and reporter in faulty:
                    at = faulty.index(reporter)
                    neighbour = _draft(told, reporters[0], form, period, seed)
                    yield from _with_faults(draft, neighbour, at)
                else:
                    type_oddly(draft)
                    yield _plain(draft)
                    if faults and period == quarters[-1] and reporter is reporters[0] and form is told.forms[0]:
                        yield _again(draft)


def _draft(told: Story, reporter: Reporter, form: Return, period: Period, seed: int) -> Draft:
    made_on = period.last_day + timedelta(days=_DAYS_TO_FILL)
    order = Order(form, reporter.unit, period, told.people.register, made_on)
    chance = Random(f"{seed} {reporter.unit.code} {form.code} {period}")  # noqa: S311  # invented figures, no secrets
    lead = int(chance.random() < _ODD_LAYOUT)
    figures = told.figures(reporter, form, period)
    return Draft(order, told.earlier(reporter, form, period), figures, chance, lead)


def _plain(draft: Draft) -> _Sent:
    return _Sent(draft.order.unit.code, draft.order.file_name, draft.written())


def _with_faults(draft: Draft, neighbour: Draft, turn: int) -> Iterator[_Sent]:
    """The workbook of a county whose turn it is among the faults in figures and the spoilt files of its return."""
    code = draft.order.form.code
    in_figures, spoilt = FAULTS.get(code, ()), SPOILT.get(code, ())
    turn %= max(1, len(in_figures) + len(spoilt))
    name = draft.order.file_name
    if turn < len(in_figures):
        for fault in in_figures[turn]:
            # A county without a fitting figure keeps its workbook right; the key tells what was planted.
            with suppress(NoPlaceError):
                fault(draft)
        planted = tuple(_placed(each, draft, name) for each in draft.planted)
        yield _Sent(draft.order.unit.code, name, draft.written(), planted)
    elif spoilt:
        made = spoilt[turn - len(in_figures)](draft, neighbour)
        yield _Sent(draft.order.unit.code, name, made.content, (_placed(made.planted, draft, name),))
    else:
        yield _plain(draft)


def _again(draft: Draft) -> _Sent:
    """The same bytes a second time under another name."""
    name = draft.order.file_name.replace(".xlsx", "（再报）.xlsx")
    planted = Planted("again", Level.DUPLICATE, what="与第一次的文件完全相同")
    return _Sent(draft.order.unit.code, name, draft.written(), (_placed(planted, draft, name),))


def _placed(planted: Planted, draft: Draft, name: str) -> Planted:
    order = draft.order
    file = f"raw/inbox/{order.unit.code}/{name}"
    return planted.inside(file, order.unit.code, order.form.code, str(order.period))
