"""Units merged, split, renamed, moved and closed: whose figures stand before whose."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.units import Register, RegisterError, Unit, UnitKind

START = date(2020, 1, 1)
YEAR_END, JUNE = date(2025, 12, 31), date(2026, 6, 30)
CITY = Unit("990100", "示例市", UnitKind.CITY, "", START)
COUNTY = Unit("990121", "东示例县", UnitKind.COUNTY, "990100", START)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("990121", ["990121", "990122"]),
        ("990121102", ["990121102", "990121201"]),
        ("990121101", ["990121101"]),
        ("990122101", ["990122101"]),
        ("990121-J01", ["990121-J01", "990122-J01"]),
        ("990171", ["990171"]),
        ("990121103", None),
        ("990121202", None),
    ],
)
def test_the_units_that_stood_before(city: Register, code: str, expected: list[str] | None) -> None:
    """A merged unit opens with the sum of its predecessors; a split one cannot be compared."""
    found = city.predecessors(code, YEAR_END, JUNE)
    assert (None if found is None else [unit.code for unit in found]) == expected


def test_predecessors_are_described_as_they_were(city: Register) -> None:
    """The earlier name, not today's."""
    found = city.predecessors("990121101", date(2024, 12, 31), JUNE)
    assert found is not None
    assert [unit.name for unit in found] == ["东岭镇"]


def test_before_a_change_nothing_has_changed(city: Register) -> None:
    """A merger or split after the later day does not count."""
    for code in ("990121102", "990121103", "990121201"):
        found = city.predecessors(code, YEAR_END, date(2026, 3, 31))
        assert found is not None
        assert [unit.code for unit in found] == [code]


def test_a_new_unit_has_no_predecessor() -> None:
    """Nobody's figures came to it: its opening is nobody's closing."""
    new = Unit("990121101", "东岭镇", UnitKind.TOWNSHIP, "990121", date(2026, 3, 1))
    assert Register((CITY, COUNTY, new)).predecessors("990121101", YEAR_END, JUNE) == ()


def test_what_cannot_be_asked(city: Register) -> None:
    """A unit that does not exist on the later day, and days the wrong way round."""
    with pytest.raises(LookupError, match="990122"):
        city.predecessors("990122", YEAR_END, JUNE)
    with pytest.raises(ValueError, match="is after"):
        city.predecessors("990121", JUNE, YEAR_END)


def test_two_units_cannot_succeed_each_other() -> None:
    """A circle would need a unit that exists on the day after it ended."""
    one = Unit("990121101", "东岭镇", UnitKind.TOWNSHIP, "990121", START, YEAR_END, ("990121102",))
    other = Unit("990121102", "河口镇", UnitKind.TOWNSHIP, "990121", START, YEAR_END, ("990121101",))
    with pytest.raises(RegisterError) as caught:
        Register((CITY, COUNTY, one, other))
    assert [fault.code for fault in caught.value.faults] == ["UNIT-SUCCESSOR-GONE"] * 2


@dataclass(slots=True)
class _History:
    """A history played step by step, which also keeps from whom each living unit's figures came."""

    day: date = START
    units: list[Unit] = field(default_factory=list)
    origins: dict[str, frozenset[str]] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    made: int = 0

    def born(self) -> Unit:
        """A unit that begins on the day, not yet entered."""
        self.made += 1
        return Unit(f"990121{self.made + 100}", f"第{self.made}镇", UnitKind.TOWNSHIP, "990121", self.day)

    def enter(self, unit: Unit, origins: frozenset[str]) -> None:
        """Let a unit begin."""
        self.units.append(unit)
        self.origins[unit.code] = origins

    def end(self, code: str, successors: tuple[str, ...]) -> frozenset[str]:
        """Close the living unit of a code the day before; its origins are handed back."""
        place = max(index for index, unit in enumerate(self.units) if unit.code == code)
        self.units[place] = replace(self.units[place], valid_to=self.day - timedelta(days=1), successors=successors)
        return self.origins.pop(code)

    def mark(self) -> None:
        """From here on, origins are the units that live now."""
        self.origins = {code: frozenset({code}) for code in self.origins}
        self.lost = frozenset()

    def step(self, what: str, one: str, other: str) -> None:
        """One change between living units."""
        living = next(unit for unit in reversed(self.units) if unit.code == one)
        if what == "rename":
            origins = self.end(one, ())
            self.enter(replace(living, name=f"{living.name}新", valid_from=self.day), origins)
        elif what == "absorb" and one != other:
            self.origins[other] |= self.end(one, (other,))
        elif what == "merge" and one != other:
            new = self.born()
            self.enter(new, self.end(one, (new.code,)) | self.end(other, (new.code,)))
        elif what == "split":
            new = self.born()
            origins = self.end(one, (one, new.code))
            self.enter(replace(living, valid_from=self.day), origins)
            self.enter(new, origins)
        elif what == "close" and len(self.origins) > 1:
            self.lost |= self.end(one, ())
        elif what == "create":
            self.enter(self.born(), frozenset())

    def comparable(self, code: str) -> tuple[str, ...] | None:
        """Origins of a living unit if all their figures, and no part of them elsewhere, are in it."""
        elsewhere = self.lost.union(*(held for other, held in self.origins.items() if other != code))
        return None if self.origins[code] & elsewhere else tuple(sorted(self.origins[code]))


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["rename", "absorb", "merge", "split", "close", "create"]),
        st.integers(0, 99),
        st.integers(0, 99),
    ),
    max_size=8,
)


def _play(history: _History, changes: list[tuple[str, int, int]]) -> None:
    for what, one, other in changes:
        history.day += timedelta(days=10)
        living = sorted(history.origins)
        history.step(what, living[one % len(living)], living[other % len(living)])


@given(CHANGES, CHANGES)
def test_any_history_of_changes_is_followed(
    before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]
) -> None:
    """For any mergers, splits, renames and closures, predecessors are those whose figures went there and nowhere else.

    The register of the history is also accepted, read back equal, and each day has at most one unit of a code.
    """
    history = _History()
    for _ in range(4):
        history.enter(history.born(), frozenset())
    _play(history, before)
    history.mark()
    marked = history.day
    _play(history, after)
    register = Register((CITY, COUNTY, *history.units))
    for code in history.origins:
        found = register.predecessors(code, marked, history.day)
        assert (None if found is None else tuple(unit.code for unit in found)) == history.comparable(code)
    assert Register.from_csv(register.to_csv()) == register
    codes = [unit.code for unit in register.children("990121", history.day)]
    assert sorted(codes) == sorted(history.origins)


@given(CHANGES, st.integers(0, 99), st.integers(0, 40))
def test_a_second_unit_of_one_code_on_one_day_is_refused(
    changes: list[tuple[str, int, int]], which: int, days: int
) -> None:
    """Whatever the history, no version may begin while another of the same code still stands."""
    history = _History()
    for _ in range(3):
        history.enter(history.born(), frozenset())
    _play(history, changes)
    unit = history.units[which % len(history.units)]
    begin = min(unit.valid_from + timedelta(days=days), unit.valid_to or date.max)
    again = replace(unit, name="又一镇", valid_from=begin, valid_to=None, successors=())
    with pytest.raises(RegisterError) as caught:
        Register((CITY, COUNTY, *history.units, again))
    assert "UNIT-TWICE" in {fault.code for fault in caught.value.faults}
