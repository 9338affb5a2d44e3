"""What is wrong with a set of rules: they contradict one another, one follows from others, or one can never fire."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rules.language import Item, Relation, Scope, Severity
from rules.lint.conflict import Posed, Posited
from rules.lint.inequalities import Alternatives, AtLeast, Reader


class Kind(StrEnum):
    """What is wrong."""

    CONTRADICTION = "contradiction"
    """the rules cannot all be kept"""
    ALWAYS_ZERO = "always_zero"
    """the rules leave an item no other value than 0"""
    NEVER_KEPT = "never_kept"
    """where the rule is judged it is broken, whenever the others are kept"""
    IMPLIED = "implied"
    """the rule follows from others"""
    NEVER_BROKEN = "never_broken"
    """no figures that keep the other rules break it"""
    NEVER_JUDGED = "never_judged"
    """no period of the table meets its conditions"""
    MIXED = "mixed"
    """one sum joins units of measure"""
    COUNTED_TWICE = "counted_twice"
    """a partition holds an item that lies within others of it"""
    LEFT_OUT = "left_out"
    """a sum leaves out an item that is printed in its group"""
    NO_PARENT = "no_parent"
    """a row stands beside a total and in no sum"""


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong: the code of its rule or item, and the rules and items that make it so."""

    kind: Kind
    code: str
    because: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """A rule as lint reads it: its whole code and the table that it belongs to."""

    code: str
    table: str
    relation: Relation
    severity: Severity
    scope: Scope

    @property
    def is_hard(self) -> bool:
        """Whether figures that break it are returned."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of items: decimals, whether values below zero may stand there, and the quarter of the year."""

    decimals: Callable[[Item], int]
    signed: Callable[[Item], bool]
    quarter: int


@dataclass(frozen=True)
class RuleSystem:
    """The rules that are judged together in one period, of tables that name one another.

    Figures of earlier periods, and of the whole city, may be anything: what is found holds whatever they are.
    """

    rules: tuple[Stated, ...]
    measured: Measured

    def defects(self) -> Iterator[Defect]:
        """What is wrong with them; after a contradiction nothing else is looked for, since all would follow from it."""
        posed = [each for rule in self.rules if rule.is_hard for each in self._posed(rule, on_total=True)]
        found = self._conflict(posed)
        if found:
            yield Defect(Kind.CONTRADICTION, found[0], found)
            return
        yield from self._always_zero(posed)
        for rule in self.rules:
            yield from self._of_rule(rule)

    def implies(self, rule: Stated) -> bool:
        """Whether a rule that is not among these always holds where they are kept; False where that cannot be told."""
        on_total = rule.scope is not Scope.ROW
        broken = self._reader(rule, on_total=on_total).broken(rule.relation)
        if broken is None:
            return False
        known = self._of_total if on_total else self._of_rows
        return all(
            Posited(
                tuple(_reached([*known, *(Posed("", each) for each in case)])), self.measured.signed
            ).is_contradiction()
            for case in broken
        )

    @cached_property
    def _of_total(self) -> tuple[Posed, ...]:
        return tuple(each for rule in self.rules if rule.is_hard for each in self._posed(rule, on_total=True))

    @cached_property
    def _of_rows(self) -> tuple[Posed, ...]:
        rows = (rule for rule in self.rules if rule.is_hard and rule.scope is Scope.ROW)
        return tuple(each for rule in rows for each in self._posed(rule, on_total=False))

    def _always_zero(self, posed: Sequence[Posed]) -> Iterator[Defect]:
        items = dict.fromkeys(item for each in posed for item in each.inequality.weights)
        for item in items:
            if item.shift or self.measured.signed(item):
                continue
            some = Posed("", AtLeast({item: 1}, 1))
            found = self._conflict([*posed, some])
            if found:
                yield Defect(Kind.ALWAYS_ZERO, item.text, tuple(code for code in found if code))

    def _of_rule(self, rule: Stated) -> Iterator[Defect]:
        """A rule of every row is held against rules of every row alone; one of the total row against all."""
        on_total = rule.scope is not Scope.ROW
        others = [
            each
            for other in self.rules
            if other.is_hard and other is not rule and (on_total or other.scope is Scope.ROW)
            for each in self._posed(other, on_total=on_total)
        ]
        broken = self._reader(rule, on_total=on_total).broken(rule.relation)
        if broken is None:
            return
        reasons = self._all_conflict(others, broken)
        if reasons is not None:
            kind = Kind.IMPLIED if reasons and rule.is_hard else Kind.NEVER_BROKEN
            yield Defect(kind, rule.code, reasons)
            return
        kept = self._reader(rule, on_total=on_total).applied(rule.relation)
        reasons = self._all_conflict(others, kept) if kept else None
        if reasons is not None:
            yield Defect(Kind.NEVER_KEPT, rule.code, reasons)

    def _all_conflict(self, others: Sequence[Posed], cases: Alternatives) -> tuple[str, ...] | None:
        """The rules because of which none of the cases can be; None where one of them can."""
        reasons: dict[str, None] = {}
        for case in cases:
            found = self._conflict([*others, *(Posed("", each) for each in case)])
            if found is None:
                return None
            reasons.update(dict.fromkeys(code for code in found if code))
        return tuple(reasons)

    def _posed(self, rule: Stated, *, on_total: bool) -> Iterator[Posed]:
        """The inequalities of a rule that is kept in one way only; others are left out."""
        cases = self._reader(rule, on_total=on_total).kept(rule.relation)
        if cases is not None and len(cases) == 1:
            yield from (Posed(rule.code, each) for each in cases[0])

    def _conflict(self, posed: Sequence[Posed]) -> tuple[str, ...] | None:
        return Posited(tuple(_reached(posed)), self.measured.signed).conflict()

    def _reader(self, rule: Stated, *, on_total: bool) -> Reader:
        return Reader(rule.table, self.measured.decimals, self.measured.signed, self.measured.quarter, on_total)


def _reached(posed: Sequence[Posed]) -> list[Posed]:
    """Those that hang together with what was posed by no rule; all where every one was posed by a rule."""
    asked = [each for each in posed if not each.code]
    if not asked:
        return list(posed)
    items = {item for each in asked for item in each.inequality.weights}
    found, rest = asked, [each for each in posed if each.code]
    while True:
        near = [each for each in rest if not items.isdisjoint(each.inequality.weights)]
        if not near:
            return found
        found = near + found
        rest = [each for each in rest if items.isdisjoint(each.inequality.weights)]
        items.update(item for each in near for item in each.inequality.weights)
