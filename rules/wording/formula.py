"""A relation as a formula, in 栏 numbers as the paper form prints it or in names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from rules.language import (
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
    Shift,
    Term,
    Within,
)
from rules.wording.words import (
    SIGNS,
    Caller,
    Language,
    Naming,
    limit_texts,
    number_text,
    percent_text,
    prefix,
    several_tables,
    word,
)

_SIGNS_BROKEN = MappingProxyType({"==": "≠", "!=": "=", "<=": ">", ">=": "<", "<": "≥", ">": "≤"})


@dataclass(frozen=True, slots=True)
class Style:
    """How a formula writes items, runs of consecutive columns, and its signs."""

    item: Callable[[Item], str]
    run: Callable[[Item, Item], str] | None
    position: Callable[[Item], int]
    spaced: bool
    wide: bool

    def sign(self, sign: str) -> str:
        """A sign with the width and the spaces of the style."""
        shown = sign.translate(str.maketrans("=+−", "＝＋－")) if self.wide else sign
        return f" {shown} " if self.spaced else shown


def numbered(relation: Relation, naming: Naming, language: Language) -> Style:
    """Items by the numbers of their columns, runs folded."""
    several = several_tables(relation)

    def call(item: Item) -> str:
        if not item.column:
            return word("source", language)
        before, shown = prefix(item, language), word("column", language, naming.number(item))
        if item.table or several:
            return word("of table", language, naming.table(item.table, language), before, shown)
        return before + shown

    def run(first: Item, last: Item) -> str:
        return word("run", language, call(first), word("column", language, naming.number(last)))

    return Style(call, run, naming.number, spaced=language == "en", wide=False)


def by_name(relation: Relation, naming: Naming, language: Language) -> Style:
    """Items by their names."""
    call = Caller(naming, language, several_tables(relation), bare=True)
    return Style(call, None, naming.number, spaced=language == "en", wide=language == "zh")


@dataclass(frozen=True, slots=True)
class Formula:
    """A relation as a formula."""

    style: Style
    language: Language

    def relation(self, relation: Relation) -> str:
        """The whole relation."""
        match relation:
            case Comparison(left, operator, right):
                return self._sum(left) + self.style.sign(SIGNS[operator]) + self._sum(right)
            case NeedsNote(value):
                return self._say("note", self._sum(value))
            case Conditional(condition, consequence):
                return self._say("if", self.relation(condition), self.relation(consequence))
            case Printed(left, right):
                return self._say("printed", self._sum(left) + self.style.sign("=") + self._sum(right))
            case PrintedRatio(value, numerator, denominator):
                return self._say("printed", self._equation(value, numerator, denominator))
        return self._tolerant(relation)

    def broken(self, comparison: Comparison) -> str:
        """The comparison the other way round, as it stands in a sheet where it is broken: `合计≠男＋女`."""
        sign = _SIGNS_BROKEN[comparison.operator]
        return self._sum(comparison.left) + self.style.sign(sign) + self._sum(comparison.right)

    def _tolerant(self, relation: Within | Change | Drift | Near | RoundedRatio) -> str:
        match relation:
            case Within(part, whole, low, high):
                least, most = limit_texts(low, high)
                at_most = self.style.sign("≤")
                return least + at_most + self._quotient(part, whole) + at_most + most
            case Change(value, limit, floor):
                before = Linear(tuple(Term(t.coefficient, _before(t.item), t.per_quarter) for t in value.terms))
                moved = self._sum(Linear(value.terms + before.times(Fraction(-1)).terms))
                text = self._say("change", moved, self._factor(before), percent_text(limit))
                return self._say("change floor", text, number_text(floor)) if floor else text
            case Drift(parts, whole, limit):
                listed = self._list([self._sum(part) for part in parts], parts)
                return self._say("drift", listed, self._sum(whole), number_text(limit * 100))
            case Near(left, right, tolerance):
                return self._say("near", self._sum(left), self._sum(right), percent_text(tolerance))
            case RoundedRatio(value, numerator, denominator, decimals):
                return self._say("rounded", self._equation(value, numerator, denominator), decimals)

    def _say(self, key: str, *facts: object) -> str:
        return word(key, self.language, *facts)

    def _equation(self, value: Linear, numerator: Linear, denominator: Linear) -> str:
        return self._sum(value) + self.style.sign("=") + self._quotient(numerator, denominator)

    def _quotient(self, numerator: Linear, denominator: Linear) -> str:
        return self._factor(numerator) + self.style.sign("÷") + self._factor(denominator)

    def _factor(self, linear: Linear) -> str:
        text = self._sum(linear)
        return f"({text})" if len(linear.terms) + bool(linear.constant) > 1 else text

    def _list(self, texts: list[str], parts: tuple[Linear, ...]) -> str:
        """`6栏至13栏` where the parts are consecutive single columns, else all of them."""
        runs = list(_runs(tuple(term for part in parts for term in part.terms), self.style.position))
        if self.style.run and len(runs) == 1 and len(runs[0]) == len(parts) > 2:
            return self._say("to", texts[0], texts[-1])
        return self._say("and").join(texts)

    def _sum(self, linear: Linear) -> str:
        text = ""
        for run in _runs(linear.terms, self.style.position) if self.style.run else ([term] for term in linear.terms):
            if self.style.run and len(run) > 2:
                text += (self.style.sign("+") if text else "") + self.style.run(run[0].item, run[-1].item)
            else:
                text += "".join(self._signed(term, first=not (text or place)) for place, term in enumerate(run))
        if linear.constant or not text:
            sign = ("−" if linear.constant < 0 else "") if not text else "−" if linear.constant < 0 else "+"
            text += (self.style.sign(sign) if text else sign) + number_text(abs(linear.constant))
        return text

    def _signed(self, term: Term, *, first: bool) -> str:
        size, negative = abs(term.coefficient), term.coefficient < 0
        text = self.style.item(term.item)
        text = self._say("per quarter", text) if term.per_quarter else text
        text = text if size == 1 else number_text(size) + self.style.sign("×") + text
        if first:
            return f"−{text}" if negative else text
        return self.style.sign("−" if negative else "+") + text


def _before(item: Item) -> Item:
    return Item(item.table, item.column, item.shift or Shift.PREVIOUS, item.level)


def _runs(terms: tuple[Term, ...], position: Callable[[Item], int]) -> Iterator[list[Term]]:
    """The terms in order, consecutive columns that are simply added together in one list."""
    run: list[Term] = []
    for term in terms:
        if run and _follows(run[-1], term, position):
            run.append(term)
            continue
        if run:
            yield run
        run = [term]
    if run:
        yield run


def _follows(one: Term, other: Term, position: Callable[[Item], int]) -> bool:
    same = replace(one.item, column="") == replace(other.item, column="") and bool(
        one.item.column and other.item.column
    )
    plain = one.coefficient == other.coefficient == 1 and not (one.per_quarter or other.per_quarter)
    return same and plain and position(other.item) == position(one.item) + 1
