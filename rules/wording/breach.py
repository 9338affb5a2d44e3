"""A broken relation in words: the title of its finding."""

from dataclasses import dataclass, replace

from rules.language import (
    Change,
    Comparison,
    Conditional,
    Drift,
    Linear,
    Near,
    NeedsNote,
    Operator,
    Printed,
    PrintedRatio,
    Relation,
    RoundedRatio,
    Term,
    Within,
)
from rules.wording.words import Caller, Language, limit_texts, number_text, percent_text, word


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken relation in words; a sum of more than `most` items names its first and says how many."""

    call: Caller
    language: Language
    most: int

    def relation(self, relation: Relation) -> str:
        """The whole title."""
        match relation:
            case Comparison(left, operator, right):
                return self._comparison(left, operator, right)
            case Printed(left, right):
                return self._comparison(left, Operator.EQUAL, right)
            case NeedsNote(value):
                return self._say("breach note", self._words(value))
            case Conditional(condition, consequence):
                sides = self._words(condition.left), self._words(condition.right)
                met = self._say(f"is {condition.operator.value}", *sides)
                return self._say("breach if", met, self.relation(consequence))
        return self._tolerant(relation)

    def _tolerant(self, relation: Within | Change | Drift | Near | RoundedRatio | PrintedRatio) -> str:
        match relation:
            case Within(part, whole, low, high):
                key = "breach share" if high <= 1 else "breach ratio"
                return self._say(key, self._words(part), self._words(whole), *limit_texts(low, high))
            case Change(value, limit, _):
                return self._say("breach change", self._words(value), percent_text(limit))
            case Drift(parts, whole, limit):
                terms = tuple(term for part in parts for term in part.terms)
                return self._say(
                    "breach drift", self._listed(terms, self.call), self._words(whole), number_text(limit * 100)
                )
            case Near(left, right, tolerance):
                return self._say("breach near", self._words(left), self._words(right), percent_text(tolerance))
            case RoundedRatio(value, above, below, _) | PrintedRatio(value, above, below):
                return self._say("breach of ratio", *map(self._words, (value, above, below)))

    def _comparison(self, left: Linear, operator: Operator, right: Linear) -> str:
        sides = self._words(left), self._words(right)
        if operator is not Operator.EQUAL:
            return self._say(operator.value, *sides)
        if len(left.terms) == 1 == len(right.terms):
            return self._say("== other", *sides)
        if not right.terms:
            return self._say("is !=", *sides)
        if _is_plain_sum(right):
            bare = replace(self, call=replace(self.call, bare=True))
            return bare.sum_breach(left, right)
        return self._say("== chain", sides[0]) if len(right.terms) > self.most else self._say("==", *sides)

    def sum_breach(self, left: Linear, right: Linear) -> str:
        """A total that is not the sum of its parts."""
        return self._say("== sum", self._words(left), self._listed(right.terms, self.call))

    def _say(self, key: str, *facts: object) -> str:
        return word(key, self.language, *facts)

    def _words(self, linear: Linear) -> str:
        if not linear.terms:
            return number_text(linear.constant)
        if _is_plain_sum(linear):
            return self._say("sum of", self._listed(linear.terms, self.call))
        return self._chain(linear)

    def _listed(self, terms: tuple[Term, ...], call: Caller) -> str:
        if len(terms) > self.most:
            return self._say("and others", call(terms[0].item), len(terms), len(terms) - 1)
        names = [call(term.item) for term in terms]
        first = self._say("and").join(names[:-1])
        return first + self._say("last and") + names[-1] if first else names[-1]

    def _chain(self, linear: Linear) -> str:
        """`期初加增加减减少`."""
        text = ""
        for term in linear.terms:
            item = self.call(term.item)
            item = self._say("per quarter", item) if term.per_quarter else item
            size = abs(term.coefficient)
            item = item if size == 1 else f"{number_text(size)}×{item}"
            if text:
                text = self._say("minus" if term.coefficient < 0 else "plus", text, item)
            else:
                text = f"−{item}" if term.coefficient < 0 else item
        if linear.constant:
            key = "minus" if linear.constant < 0 else "plus"
            text = self._say(key, text, number_text(abs(linear.constant)))
        return text


def _is_plain_sum(linear: Linear) -> bool:
    plain = all(term.coefficient == 1 and not term.per_quarter for term in linear.terms)
    return plain and len(linear.terms) > 1 and not linear.constant
