"""Relations of one table or several -> one sparse integer system over their items.

Every relation becomes one or more linear forms with integer coefficients; the product of the coefficients with the
values (items x rows) gives every form on every row at once. Values are integers scaled by 10**decimals of their column.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from rules.interval import Integers, half_width, last_digit
from rules.language import (
    RATIO_FLOOR,
    Change,
    Comparison,
    Conditional,
    Drift,
    Item,
    Linear,
    Near,
    NeedsNote,
    Printed,
    PrintedRatio,
    Relation,
    RoundedRatio,
    RuleError,
    Term,
    Within,
    earlier,
)

SAFE = 2**62
"""Results whose bound stays below this are computed in int64; the rest in Python integers, at any magnitude."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """One relation in the system: its forms are rows `first` to `first + count - 1`, all multiplied by `scale`.

    `numbers` are the relation's constants that stand apart from a form, multiplied by `scale` too. A conditional has
    no form of its own: `inner` holds its condition and its consequence.
    """

    relation: Relation
    first: int
    count: int
    scale: int
    numbers: tuple[int, ...] = ()
    inner: tuple["Compiled", ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """All forms of the relations: forms @ values + constants, each form times the scale of its relation.

    `place` is an item's position in `items`, `decimals` are in the order of `items`. `forms` is forms x items; `needs`
    has a 1 for every item that a form names, cancelled ones too. `weights` are the coefficients of each form by the
    position of the item, those that are not 0. `compiled` is in the order of the relations.
    """

    items: tuple[Item, ...]
    place: Mapping[Item, int]
    decimals: tuple[int, ...]
    forms: "csr_array[np.int64, tuple[int, int]]"
    constants: NDArray[np.int64]
    needs: "csr_array[np.int32, tuple[int, int]]"
    weights: tuple[Mapping[int, int], ...]
    compiled: tuple[Compiled, ...]
    quarter: int

    def products(self, values: NDArray[np.int64]) -> "Products":
        """Every form on every row; `values` is items x rows in the order of `items`.

        Raises ValueError where `values` has another number of items.
        """
        if values.shape[0] != len(self.items):
            raise ValueError(f"{values.shape[0]} rows of values for {len(self.items)} items")
        largest = np.maximum(
            values.max(axis=1, initial=0).astype(np.float64), -values.min(axis=1, initial=0).astype(np.float64)
        )
        bounds = abs(self.forms).astype(np.float64) @ largest + np.abs(self.constants.astype(np.float64))
        narrow = self.forms @ values + self.constants[:, np.newaxis]
        wide = {int(form): self._exact(int(form), values) for form in np.flatnonzero(bounds >= SAFE)}
        return Products(narrow, wide)

    def _exact(self, form: int, values: NDArray[np.int64]) -> Integers:
        total: Integers = np.full(values.shape[1], int(self.constants[form]), dtype=object)
        for index, coefficient in self.weights[form].items():
            column: Integers = values[index].astype(object)
            np.add(total, coefficient * column, out=total)
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """The value of every form on every row: int64 in `narrow`, in `wide` where that could overflow."""

    narrow: NDArray[np.int64]
    wide: dict[int, Integers]

    def form(self, index: int) -> Integers:
        """One form on every row, exact."""
        narrow: Integers = self.narrow[index]
        return self.wide.get(index, narrow)


def compile_system(relations: Sequence[Relation], decimals: Callable[[Item], int], quarter: int) -> System:
    """The integer system of the relations.

    `decimals` gives an item's scale (value = stored / 10**decimals), `quarter` (1 to 4) the factor of `quarter *`.
    Raises RuleError where a coefficient does not fit 62 bits.
    """
    builder = _Builder(decimals, quarter)
    compiled = tuple(builder.add(relation) for relation in relations)
    return builder.system(compiled)


@dataclass(frozen=True, slots=True)
class _Form:
    """A linear form with the items that it needs, whether or not they cancel."""

    linear: Linear
    needs: tuple[Item, ...]


def _form(linear: Linear, *sources: Linear) -> _Form:
    needs = dict.fromkeys(item for source in sources or (linear,) for item in source.items())
    return _Form(linear, tuple(needs))


def _forms(relation: Relation) -> tuple[_Form, ...]:
    """The linear forms whose signs and sizes decide the relation; `judge` reads them in this order."""
    match relation:
        case Comparison(left, _, right) | Printed(left, right):
            return (_form(left.minus(right), left, right),)
        case NeedsNote(value):
            return (_form(value),)
        case Within(part, whole, low, high):
            floor = Linear(whole.terms, whole.constant - RATIO_FLOOR)
            above, below = part.minus(whole.times(low)), whole.times(high).minus(part)
            return (_form(above, part, whole), _form(below, part, whole), _form(floor))
        case Change(value, limit, _):
            before = earlier(value)
            return (_form(value.minus(before), value, before), _form(before.times(limit), before))
        case Near(left, right, tolerance):
            difference = _form(left.minus(right), left, right)
            return (difference, _form(left.times(tolerance), left), _form(right.times(tolerance), right))
        case Drift(parts, whole, _):
            pairs = [form for part in parts for form in (_form(part), _form(earlier(part)))]
            return (_form(whole), _form(earlier(whole)), *pairs)
        case RoundedRatio(value, numerator, denominator, _) | PrintedRatio(value, numerator, denominator):
            return (_form(value), _form(numerator), _form(denominator))
        case Conditional():
            return ()


class _Builder:
    """Collects forms and items while relations are compiled."""

    def __init__(self, decimals: Callable[[Item], int], quarter: int) -> None:
        self._decimals = decimals
        self._quarter = quarter
        self._items: dict[Item, int] = {}
        self._rows: list[dict[int, int]] = []
        self._needs: list[list[int]] = []
        self._constants: list[int] = []

    def add(self, relation: Relation) -> Compiled:
        if isinstance(relation, Conditional):
            inner = (self.add(relation.condition), self.add(relation.consequence))
            return Compiled(relation, len(self._rows), 0, 1, inner=inner)
        forms, numbers = _forms(relation), self._numbers(relation)
        coefficients = [self._coefficients(form.linear.terms) for form in forms]
        fractions = [value for row in coefficients for value in row.values()]
        fractions += [form.linear.constant for form in forms]
        scale = lcm(1, *(value.denominator for value in (*fractions, *numbers)))
        first = len(self._rows)
        for form, row in zip(forms, coefficients, strict=True):
            self._needs.append([self._index(item) for item in form.needs])
            weights = {self._index(item): int(value * scale) for item, value in row.items() if value}
            self._rows.append(dict(sorted(weights.items())))
            self._constants.append(int(form.linear.constant * scale))
        return Compiled(relation, first, len(forms), scale, tuple(int(number * scale) for number in numbers))

    def system(self, compiled: tuple[Compiled, ...]) -> System:
        largest = max((abs(v) for row in self._rows for v in row.values()), default=0)
        if max(largest, *map(abs, self._constants), 0) >= SAFE:
            raise RuleError("a coefficient does not fit into 62 bits")
        shape = (len(self._rows), len(self._items))
        rows = [list(row.items()) for row in self._rows]
        ones = [[(index, 1) for index in need] for need in self._needs]
        constants = np.array(self._constants, dtype=np.int64)
        forms, needs = _sparse(rows, shape, np.int64), _sparse(ones, shape, np.int32)
        place = MappingProxyType(dict(self._items))
        decimals = tuple(map(self._decimals, place))
        weights = tuple(map(MappingProxyType, self._rows))
        return System(tuple(place), place, decimals, forms, constants, needs, weights, compiled, self._quarter)

    def _index(self, item: Item) -> int:
        return self._items.setdefault(item, len(self._items))

    def _coefficients(self, terms: Iterable[Term]) -> dict[Item, Fraction]:
        """Coefficients over the stored integers, like terms collected."""
        collected: dict[Item, Fraction] = {}
        for term in terms:
            factor = term.coefficient * (self._quarter if term.per_quarter else 1)
            collected[term.item] = collected.get(term.item, Fraction(0)) + factor / 10 ** self._decimals(term.item)
        return collected

    def _numbers(self, relation: Relation) -> tuple[Fraction, ...]:
        match relation:
            case Change(_, _, floor):
                return (floor,)
            case Drift():
                return (Fraction(RATIO_FLOOR),)
            case Printed(left, right):
                digit = last_digit((*left.items(), *right.items()), self._decimals)
                return (digit, half_width(left, self._decimals) + half_width(right, self._decimals))
            case PrintedRatio(value, numerator, denominator):
                return tuple(half_width(side, self._decimals) for side in (value, numerator, denominator))
        return ()


def _sparse(rows: list[list[tuple[int, int]]], shape: tuple[int, int], kind: type[Any]) -> Any:
    lengths = np.cumsum([0, *map(len, rows)])
    indices = np.array([index for row in rows for index, _ in row], dtype=np.int32)
    data = np.array([value for row in rows for _, value in row], dtype=kind)
    return csr_array((data, indices, lengths.astype(np.int32)), shape=shape)
