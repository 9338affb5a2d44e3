"""Values and states of the items -> a verdict for every relation on every row, all rows at once.

Exact: integers throughout. Three-valued: what hangs on a cell that is not known is not judged, and nothing else is lost.
"""

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rules.interval import Grade, Integers, grade_gap, grade_ratio
from rules.language import (
    Change,
    Comparison,
    Drift,
    Item,
    Near,
    NeedsNote,
    Operator,
    Printed,
    PrintedRatio,
    RoundedRatio,
    Within,
)
from rules.linear import SAFE, Compiled, Products, System

Flags = NDArray[np.bool_]
Codes = NDArray[np.int8]


class State(IntEnum):
    """What is known of an item on a row."""

    KNOWN = 0
    UNKNOWN = 1
    """there is a cell, and it holds no usable number"""
    ABSENT = 2
    """nothing is asked or on file there: an earlier period, a table that is not collected"""


class Verdict(IntEnum):
    """What is said of a relation on a row."""

    HOLDS = 0
    VIOLATED = 1
    CANNOT_TELL = 2
    """an item that matters is unknown"""
    NOT_APPLICABLE = 3
    """an item is absent, the denominator is too small for a ratio, or the condition is not met"""


@dataclass(frozen=True, slots=True, eq=False)
class Judgements:
    """The verdicts (relations x rows), and for printed figures the grade (relations x rows, `Grade`, 0 elsewhere).

    `values` and `states` (items x rows) are those that were judged: the evidence is computed from them on demand.
    """

    system: System
    values: NDArray[np.int64]
    states: Codes
    verdicts: Codes
    grades: Codes

    def violated(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Positions of the violated judgements: relations, rows; ordered by relation, then row."""
        relations, rows = np.nonzero(self.verdicts == Verdict.VIOLATED)
        return relations, rows

    def count(self, verdict: Verdict) -> int:
        """How many judgements came out so."""
        return int(np.count_nonzero(self.verdicts == verdict))

    def stored(self, item: Item, row: int) -> int | None:
        """The stored integer of an item on a row, None where it is not known. Raises KeyError for a strange item."""
        index = self.system.place[item]
        return int(self.values[index, row]) if self.states[index, row] == State.KNOWN else None

    def residual(self, relation: int, row: int) -> Fraction:
        """Left less right in the unit of measure; of a note its value, of a conditional that of its consequence.

        For other relations their first form: by how much a band's lower limit is passed, now - before, left - right.
        """
        compiled = self.system.compiled[relation]
        while compiled.inner:
            compiled = compiled.inner[1]
        total = int(self.system.constants[compiled.first])
        for place, coefficient in self.system.weights[compiled.first].items():
            total += coefficient * int(self.values[place, row])
        return Fraction(total, compiled.scale)


def judge(system: System, values: NDArray[np.int64], states: Codes) -> Judgements:
    """Every relation of the system on every row.

    `values` (int64, scaled by the decimals of the items, 0 where not known) and `states` (`State`) are items x rows in
    the order of `system.items`. Raises ValueError where their shapes differ from each other or from the system.
    """
    if values.shape != states.shape:
        raise ValueError(f"values {values.shape} and states {states.shape} differ")
    court = _Court(system.products(values), _form_states(system, states), values.shape[1])
    shape = (len(system.compiled), values.shape[1])
    verdicts = np.zeros(shape, dtype=np.int8)
    grades = np.zeros(shape, dtype=np.int8) if _has_printed(system) else np.broadcast_to(np.int8(0), shape)
    simple = court.comparisons(system, verdicts)
    for index, compiled in enumerate(system.compiled):
        if index not in simple:
            verdicts[index] = court.verdict(compiled)
            if isinstance(compiled.relation, Printed | PrintedRatio):
                grades[index] = np.where(verdicts[index] == Verdict.VIOLATED, court.grade(compiled), np.int8(0))
    return Judgements(system, values, states, verdicts, grades)


def _has_printed(system: System) -> bool:
    return any(isinstance(compiled.relation, Printed | PrintedRatio) for compiled in system.compiled)


def _form_states(system: System, states: Codes) -> Codes:
    """The worst state among the items that each form needs: forms x rows."""
    result = np.zeros((len(system.constants), states.shape[1]), dtype=np.int8)
    touched = np.flatnonzero(states.any(axis=0))
    if len(touched):
        part = states[:, touched]
        unknown = system.needs @ (part == State.UNKNOWN).astype(np.int32) > 0
        absent = system.needs @ (part == State.ABSENT).astype(np.int32) > 0
        result[:, touched] = np.where(absent, State.ABSENT, np.where(unknown, State.UNKNOWN, State.KNOWN))
    return result


_AS_VERDICT = np.array([Verdict.HOLDS, Verdict.CANNOT_TELL, Verdict.NOT_APPLICABLE], dtype=np.int8)
"""What a state of the needed items makes of a judgement (KNOWN: it stands)."""


def _compare(operator: Operator, form: Integers) -> Flags:
    match operator:
        case Operator.EQUAL:
            return np.equal(form, 0)
        case Operator.UNEQUAL:
            return np.not_equal(form, 0)
        case Operator.AT_MOST:
            return np.less_equal(form, 0)
        case Operator.AT_LEAST:
            return np.greater_equal(form, 0)
        case Operator.LESS:
            return np.less(form, 0)
        case Operator.MORE:
            return np.greater(form, 0)


def _settled(holds: Flags, states: Codes) -> Codes:
    """Holds or violated where the states are KNOWN; else what the states make of it."""
    verdict = np.where(holds, np.int8(Verdict.HOLDS), np.int8(Verdict.VIOLATED))
    return np.where(states == State.KNOWN, verdict, _AS_VERDICT[states])


def _given(condition: Flags, states: Codes, verdict: Codes) -> Codes:
    """The verdict where the condition is met; not applicable where it is not; what the states say where unknown."""
    met = np.where(condition, verdict, np.int8(Verdict.NOT_APPLICABLE))
    return np.where(states == State.KNOWN, met, _AS_VERDICT[states])


def _widened(factor: int, *forms: Integers) -> tuple[Integers, ...]:
    """The forms, as Python integers where a product of two of them times `factor` could leave int64."""
    largest = sorted(max((abs(int(v)) for v in (f.max(initial=0), f.min(initial=0))), default=0) for f in forms)
    if 4 * largest[-1] * largest[-1] * factor < SAFE and all(form.dtype != object for form in forms):
        return forms
    return tuple(form.astype(object) for form in forms)


@dataclass(frozen=True, slots=True, eq=False)
class _Court:
    """The forms' products and states, from which each kind of relation is judged on all rows."""

    products: Products
    states: Codes
    rows: int

    def comparisons(self, system: System, verdicts: Codes) -> frozenset[int]:
        """Fills in all comparisons and notes in one pass an operator; returns the relations so judged."""
        done: list[int] = []
        for operator in Operator:
            chosen = [i for i, c in enumerate(system.compiled) if self._is_simple(c, operator)]
            if chosen:
                forms = [system.compiled[i].first for i in chosen]
                verdicts[chosen] = _settled(_compare(operator, self.products.narrow[forms]), self.states[forms])
                done += chosen
        return frozenset(done)

    def _is_simple(self, compiled: Compiled, operator: Operator) -> bool:
        if compiled.first in self.products.wide:
            return False
        match compiled.relation:
            case Comparison(_, own, _):
                return own is operator
            case NeedsNote():
                return operator is Operator.EQUAL
        return False

    def verdict(self, compiled: Compiled) -> Codes:
        """One relation on every row."""
        first = compiled.first
        match compiled.relation:
            case Comparison(_, operator, _):
                return _settled(_compare(operator, self.products.form(first)), self.states[first])
            case NeedsNote():
                return _settled(_compare(Operator.EQUAL, self.products.form(first)), self.states[first])
            case Within():
                return self._within(first)
            case Change():
                return self._change(compiled)
            case Near():
                gap, left, right = (np.abs(self.products.form(first + step)) for step in range(3))
                return _settled(gap <= np.maximum(left, right), self.states[first])
            case Drift(_, _, limit):
                return self._drift(compiled, limit)
            case RoundedRatio(_, _, _, decimals):
                return self._rounded(compiled, decimals)
            case Printed():
                return _settled(_compare(Operator.EQUAL, self.products.form(first)), self.states[first])
            case PrintedRatio():
                return self._printed_ratio(compiled)
        return self._conditional(compiled)

    def grade(self, compiled: Compiled) -> Codes:
        """How grave a violated relation between printed figures is, on every row."""
        if isinstance(compiled.relation, Printed):
            return grade_gap(self.products.form(compiled.first), *compiled.numbers)
        return self._ratio_grades(compiled)

    def _within(self, first: int) -> Codes:
        above, below, whole = (self.products.form(first + step) for step in range(3))
        inside = np.greater_equal(above, 0) & np.greater_equal(below, 0)
        return _given(np.greater_equal(whole, 0), self.states[first + 2], _settled(inside, self.states[first]))

    def _change(self, compiled: Compiled) -> Codes:
        first = compiled.first
        moved, allowed = (np.abs(self.products.form(first + step)) for step in range(2))
        return _settled((moved <= allowed) | (moved < compiled.numbers[0]), self.states[first])

    def _drift(self, compiled: Compiled, limit: Fraction) -> Codes:
        first, floor = compiled.first, compiled.numbers[0]
        forms = _widened(
            limit.numerator + limit.denominator, *(self.products.form(first + step) for step in range(compiled.count))
        )
        whole, whole_before = forms[:2]
        allowed = limit.numerator * whole * whole_before
        verdict = np.zeros(self.rows, dtype=np.int8)
        for step in range(2, compiled.count, 2):
            moved = limit.denominator * np.abs(forms[step] * whole_before - forms[step + 1] * whole)
            states = np.maximum(self.states[first + step], self.states[first + step + 1])
            verdict = _both(verdict, _settled(moved <= allowed, states))
        for step in (0, 1):
            verdict = _given(forms[step] >= floor, self.states[first + step], verdict)
        return verdict

    def _rounded(self, compiled: Compiled, decimals: int) -> Codes:
        first, scale, unit = compiled.first, compiled.scale, 10**decimals
        forms = _widened(2 * unit * scale, *(self.products.form(first + step) for step in range(3)))
        value, numerator, denominator = forms
        close = 2 * unit * np.abs(value * denominator - scale * numerator) <= scale * denominator
        written = np.equal(unit * value % scale, 0)
        states = np.maximum(self.states[first], self.states[first + 1])
        return _given(denominator > 0, self.states[first + 2], _settled(close & written, states))

    def _printed_ratio(self, compiled: Compiled) -> Codes:
        first = compiled.first
        denominator = self.products.form(first + 2) > compiled.numbers[2]
        states = np.maximum(self.states[first], self.states[first + 1])
        verdict = _settled(self._ratio_grades(compiled) == Grade.NONE, states)
        return _given(denominator, self.states[first + 2], verdict)

    def _ratio_grades(self, compiled: Compiled) -> Codes:
        forms = (self.products.form(compiled.first + step) for step in range(3))
        factor = 4 * (compiled.scale + max(compiled.numbers) + 1)
        value, numerator, denominator = _widened(factor, *forms)
        return grade_ratio(value, numerator, denominator, compiled.scale, compiled.numbers)

    def _conditional(self, compiled: Compiled) -> Codes:
        condition, consequence = (self.verdict(inner) for inner in compiled.inner)
        verdict = np.where(condition == Verdict.VIOLATED, np.int8(Verdict.NOT_APPLICABLE), consequence)
        open_question = (condition >= Verdict.CANNOT_TELL) & (consequence != Verdict.HOLDS)
        worst = np.where(consequence == Verdict.VIOLATED, condition, np.maximum(condition, consequence))
        return np.where(open_question, worst, verdict)


def _both(left: Codes, right: Codes) -> Codes:
    """Both must hold: one violated is enough; else the less telling of the two."""
    violated = (left == Verdict.VIOLATED) | (right == Verdict.VIOLATED)
    return np.where(violated, np.int8(Verdict.VIOLATED), np.maximum(left, right))
