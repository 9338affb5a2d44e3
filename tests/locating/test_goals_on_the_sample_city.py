"""The sample city with faults: each planted fault is one case, no case is without a fault, and values are suggested right."""

from collections import defaultdict
from fractions import Fraction

import pytest

from flows.check import Library, check
from flows.gate import examine
from flows.read import Forms, read
from flows.sample import Level, make_city
from schemas.finding import Level as Grave
from schemas.reading import WorkbookReading
from schemas.receipt import Refusal
from schemas.returns import returns
from schemas.units import Register

CAUSES = frozenset({"digits_swapped", "times_ten", "yuan", "blank", "letter", "placeholder", "approximate", "negative"})
"""Kinds of faults that the list of causes knows, and cells without a figure."""


@pytest.fixture(scope="module", params=[1, 2, 3])
def answered(request, tmp_path_factory):
    """Every fault of a city with the cases of its file: pairs of planted faults and of cases, file by file."""
    key = make_city(tmp_path_factory.mktemp("goals") / "city", periods=3, faults=True, seed=request.param)
    forms = Forms(returns(), Register.from_bytes((key.folder / "register.csv").read_bytes()))
    taken = {}
    for path in sorted(key.folder.glob("raw/inbox/*/*.xlsx")):
        admitted = examine(path.read_bytes(), path.name)
        reading = None if isinstance(admitted, Refusal) else read(admitted, forms)
        if isinstance(reading, WorkbookReading):
            taken[path.relative_to(key.folder).as_posix()] = reading
    planted = defaultdict(list)
    for each in key.planted:
        if each.level in {Level.ERROR, Level.QUERY} and each.file in taken:
            planted[each.file].append(each)
    said = check([taken[name] for name in planted], Library(taken.values()), returns(), forms.register)
    return [(planted[name], cases_of(checked)) for name, checked in zip(planted, said, strict=True)]


def cases_of(checked):
    cases = defaultdict(list)
    for finding in checked.findings:
        if finding.level is not Grave.NOTE:
            cases[finding.root].append(finding)
    return list(cases.values())


def is_about(case, fault):
    """Whether a case names the planted cell, or the total that it went into."""
    cells = {(cell.address.sheet, cell.address.a1) for one in case for cell in one.cells if cell.address}
    return not cells.isdisjoint({(fault.sheet, fault.cell), (fault.sheet, fault.carried)})


def test_each_fault_is_one_case(answered):
    """All but one in twenty at least: errors with their consequences, questions of a unit with that of its total."""
    counts = [sum(is_about(case, fault) for case in cases) for faults, cases in answered for fault in faults]

    assert len(counts) >= 20
    assert counts.count(1) >= 0.95 * len(counts)


def test_no_case_is_without_a_fault(answered):
    """Nothing is blamed that was not planted."""
    for faults, cases in answered:
        for case in cases:
            assert any(is_about(case, fault) for fault in faults), case[0].code


def test_the_suggested_value_is_the_right_one(answered):
    """Four fifths at least of the faults of a known cause: what is suggested first is what stood there."""
    right = []
    for faults, cases in answered:
        for fault in (each for each in faults if each.kind in CAUSES):
            first = [one.suspects[0] for case in cases for one in case if is_about(case, fault) and one.suspects]
            values = [Fraction(each.suggestion, 10**each.decimals) for each in first if each.suggestion is not None]
            right.append(Fraction(fault.before) in values and fault.cell in [each.address.a1 for each in first])

    assert len(right) >= 6
    assert sum(right) >= 0.8 * len(right)
