"""Whether inequalities over whole numbers contradict one another, which of them, and the proof in exact numbers.

A contradiction is proved by multipliers (Farkas): the inequalities, each times a number not below zero, add up to one
that no numbers fulfil. HiGHS finds the multipliers, in floating point; they are checked as fractions, so that what is
said to contradict does. A contradiction that shows only where several inequalities are cut to whole numbers together
is not looked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from rules.language import Item
from rules.lint.inequalities import AtLeast

_LARGEST = 1000.0
"""Multipliers of a smallest conflict are looked for up to here."""
_FINEST = 10**6
_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Posed:
    """An inequality and the code of the rule that poses it."""

    code: str
    inequality: AtLeast


@dataclass(frozen=True)
class Posited:
    """Inequalities that are to hold together; items lie at or above zero unless `signed`."""

    posed: tuple[Posed, ...]
    signed: Callable[[Item], bool]

    def conflict(self) -> tuple[str, ...] | None:
        """Codes of a smallest set of rules whose inequalities contradict one another; None where none do.

        In the order of `posed`. Smallest: what was found within two seconds, and none of it can be left out.
        """
        if not self.posed:
            return None
        found = self._any()
        if found is None:
            return None
        fewest = self._fewest()
        return (self._proved(fewest) if fewest is not None else None) or self._proved(found)

    def is_contradiction(self) -> bool:
        """Whether they contradict one another, without looking for the fewest that do."""
        found = self._any() if self.posed else None
        return found is not None and self._proved(found) is not None

    @cached_property
    def _items(self) -> Mapping[Item, int]:
        names = dict.fromkeys(item for each in self.posed for item in each.inequality.weights)
        return {item: place for place, item in enumerate(names)}

    @cached_property
    def _one_sided(self) -> NDArray[np.bool_]:
        return np.array([not self.signed(item) for item in self._items], dtype=np.bool_)

    @cached_property
    def _balance(self) -> "csr_array[np.float64, tuple[int, int]]":
        """Items x inequalities: what the multiplied inequalities add up to."""
        entries = [
            (self._items[item], column, float(weight))
            for column, each in enumerate(self.posed)
            for item, weight in each.inequality.weights.items()
        ]
        rows, columns, weights = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(self._items), len(self.posed))
        return csr_array((np.array(weights, dtype=np.float64), (rows, columns)), shape=shape)

    @cached_property
    def _least(self) -> NDArray[np.float64]:
        return np.array([float(each.inequality.least) for each in self.posed])

    def _any(self) -> NDArray[np.float64] | None:
        """Multipliers of a proof; None where there is none."""
        upper = np.zeros(len(self._items))
        balance = LinearConstraint(self._balance, np.where(self._one_sided, -np.inf, 0.0), upper)
        proof = LinearConstraint(self._least[np.newaxis, :], 1.0, 1.0)
        found = milp(np.ones(len(self.posed)), bounds=Bounds(0, np.inf), constraints=[balance, proof])
        return None if found.x is None else np.asarray(found.x, dtype=np.float64)

    def _fewest(self) -> NDArray[np.float64] | None:
        """Multipliers of a proof by as few rules as possible; None where HiGHS finds none in time."""
        codes = {code: place for place, code in enumerate(dict.fromkeys(each.code for each in self.posed))}
        size, count = len(self.posed), len(codes)
        used = csr_array((np.ones(size), (range(size), [codes[each.code] for each in self.posed])), shape=(size, count))
        nothing, upper = csr_array((len(self._items), count)), np.zeros(len(self._items))
        lower = np.where(self._one_sided, -np.inf, 0.0)
        balance = LinearConstraint(hstack([self._balance, nothing]), lower, upper)
        proof = LinearConstraint(np.append(self._least, np.zeros(count))[np.newaxis, :], 1.0, 1.0)
        linked = LinearConstraint(hstack([csr_array(np.eye(size)), -_LARGEST * used]), -np.inf, 0.0)
        found = milp(
            np.append(np.full(size, 1e-6), np.ones(count)),
            integrality=np.append(np.zeros(size), np.ones(count)),
            bounds=Bounds(0, np.append(np.full(size, _LARGEST), np.ones(count))),
            constraints=[balance, proof, linked],
            options={"time_limit": _SECONDS},
        )
        return None if found.x is None else np.asarray(found.x[:size], dtype=np.float64)

    def _proved(self, multipliers: NDArray[np.float64]) -> tuple[str, ...] | None:
        """Codes of the inequalities that the multipliers use, where they are a proof in exact numbers."""
        exact = [Fraction(value).limit_denominator(_FINEST) if value > 1e-9 else Fraction(0) for value in multipliers]
        totals = dict.fromkeys(self._items, Fraction(0))
        for factor, each in zip(exact, self.posed, strict=True):
            if factor:
                for item, weight in each.inequality.weights.items():
                    totals[item] += factor * weight
        gained = sum(
            (factor * each.inequality.least for factor, each in zip(exact, self.posed, strict=True)), Fraction(0)
        )
        balanced = all(total == 0 if self.signed(item) else total <= 0 for item, total in totals.items())
        if not balanced or gained <= 0:
            return None
        return tuple(dict.fromkeys(each.code for factor, each in zip(exact, self.posed, strict=True) if factor))
