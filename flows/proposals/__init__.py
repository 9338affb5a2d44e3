"""propose: rules that the accepted figures always kept and that nobody declared, as text to paste into a schema.

Sums and equalities, items that lie within others, and narrow bands of shares, each with its support and with the rows
that speak against it. What follows from the declared rules, or from proposals before it, is left out: by linear
algebra, and by lint's proofs. A relation that always held is no rule yet: a person who knows the form decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from flows.proposals.candidates import Candidate, always_zero, bands, equalities, parts, same_elsewhere
from flows.proposals.history import History
from flows.proposals.pasted import Pasted, pasted
from flows.rulebook.examined import stated, system_of
from rules.edit_rule import EditRule
from rules.language import Relation, Scope, Severity
from rules.lint import RuleSystem, Stated
from schemas.messages import Language, say
from schemas.model import Grain, Return, Table
from schemas.reading import WorkbookReading
from schemas.returns import Returns

__all__ = ["Proposal", "as_text", "propose"]

_SHOWN_AGAINST = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """One rule that may be worth declaring, and what speaks for and against it."""

    table: Table
    candidate: Candidate
    pasted: Pasted

    @property
    def code(self) -> str:
        """`CA2-P04`, the code that the pasted text gives it."""
        return self.table.rule_code(self.pasted.rule)


def propose(form: Return, accepted: Sequence[WorkbookReading], returns: Returns) -> tuple[Proposal, ...]:
    """The proposals for one return, from its accepted workbooks of all periods."""
    own = [reading for reading in accepted if reading.identity.return_code == form.code]
    histories = {table.code: History.of(table, own, totals=False) for table in form.tables if table.grain is Grain.UNIT}
    found = _Found(form, returns, system_of(returns, form))
    for code, history in histories.items():
        table = history.table
        found.suppose(table, always_zero(history))
        found.take(table, equalities(history, returns))
        earlier = [histories[each] for each in histories if list(histories).index(each) < list(histories).index(code)]
        found.take(table, same_elsewhere(history, earlier))
        found.take(table, parts(history, returns))
        found.take(table, bands(History.of(table, own, totals=True), returns))
    return tuple(found.proposals)


class _Found:
    """Proposals one after the other, each held against the declared rules and those before it."""

    def __init__(self, form: Return, returns: Returns, system: RuleSystem) -> None:
        self.form = form
        self.returns = returns
        self.system = system
        self.proposals: list[Proposal] = []
        self._taken = {declared.code for declared in returns.all_rules()}

    def suppose(self, table: Table, relations: Iterator[Relation]) -> None:
        """Relations that are known from now on without being proposed."""
        supposed = tuple(
            Stated(f"{table.code}-{number}", table.code, relation, Severity.ERROR, Scope.ROW)
            for number, relation in enumerate(relations)
        )
        self.system = replace(self.system, rules=(*self.system.rules, *supposed))

    def take(self, table: Table, candidates: Iterator[Candidate]) -> None:
        """Those of the candidates that follow from nothing; what holds without exception is known from then on."""
        for candidate in candidates:
            ready = pasted(table, self.form, candidate, self._taken)
            rule = stated(table, ready.rule)
            if self.system.implies(rule):
                continue
            self._taken.add(rule.code)
            self.proposals.append(Proposal(table, candidate, ready))
            if not candidate.against:
                self.system = replace(self.system, rules=(*self.system.rules, rule))


def as_text(proposals: Sequence[Proposal], form: Return, workbooks: int, language: Language) -> str:
    """The proposals, each as a comment of its support and a line to paste; lines that end in a line break."""
    facts: dict[str, object] = {"title": form.zh if language == "zh" else form.en, "count": len(proposals)}
    lines = [say("PROPOSE-COUNT", language, facts | {"workbooks": workbooks})]
    for each in proposals:
        rule: EditRule = each.pasted.rule
        table = each.table
        named = table.zh if language == "zh" else table.en
        facts = {"code": table.code, "name": named, "rows": each.candidate.rows, "text": rule.text}
        against = each.candidate.against
        lines += ["", say("PROPOSE-SUPPORT", language, facts | {"against": len(against)})]
        for row in against[:_SHOWN_AGAINST]:
            where = {"unit": row.line.identity.unit, "period": row.line.identity.period, "row": row.line.row}
            lines.append(say("PROPOSE-AGAINST", language, where | {"gap": _gap(row.gap, table, each)}))
        if each.pasted.objection:
            lines.append(say("PROPOSE-NOT-READY", language, {"detail": each.pasted.objection}))
        lines.append(each.pasted.text)
    return "".join(f"{line}\n" for line in lines)


def _gap(gap: int, table: Table, proposal: Proposal) -> str:
    decimals = table.column(proposal.pasted.item).measure.decimals
    return f"{float(Fraction(gap, 10**decimals)):+,.{decimals}f}"
