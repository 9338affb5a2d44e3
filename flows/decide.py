"""Deciding: which findings of a submission still stand, given its explanations and the unit's waivers."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flows.office.configuration import Approval
from schemas.built_in import BuiltIn
from schemas.decision import Explained, ExplanationOnFile, NotTaken, Reason, Standing, Waiver, fingerprint
from schemas.explaining import MANY, objection, same_words
from schemas.finding import Finding, Level, Pattern
from schemas.hint import Hint
from schemas.reading import Explanation
from schemas.receipt import Fact
from schemas.report import cases
from schemas.returns import Returns
from schemas.sentences import numbers
from schemas.states import State

RuleText = Callable[[str], str]
"""Code of a rule -> fingerprint of its text."""


@dataclass(frozen=True, slots=True)
class OnHand:
    """What is on file about one owed workbook when it is decided, and who approves a clean one."""

    unit: str
    today: date
    explanations: tuple[ExplanationOnFile, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    approval: Approval = Approval.AUTOMATIC
    confirmed: bool = True
    """False for an upload that its clerk has not handed in yet"""


def rule_text_of(returns: Returns) -> RuleText:
    """Fingerprints of the declared rules' texts; of the codes that every table has, of the code itself."""
    declared = {each.code: each.rule for each in returns.all_rules()}

    def text(code: str) -> str:
        rule = declared.get(code)
        return fingerprint((code,) if rule is None else (code, rule.text, rule.scope, rule.when))

    return text


def stand(findings: Sequence[Finding], written: Sequence[Explanation], on_hand: OnHand, text: RuleText) -> Standing:
    """What stands of the findings of one submission.

    `written` are the explanations read from the workbook itself; each goes before one on file for the same finding.
    What explains the lead of a case explains the queries that follow from it, where nothing is written at them.
    Errors cannot be explained, only corrected or waived; a refused file stays refused.
    """
    silenced = [(finding, each) for finding in findings if (each := _silencing(finding, on_hand)) is not None]
    waived = tuple(finding for finding, _ in silenced)
    waivers = tuple(sorted({each.number for _, each in silenced}))
    left = [finding for finding in findings if finding not in waived] if waived else list(findings)
    queries = [finding for finding in left if finding.level is Level.QUERY]
    judged = {position: _judge(query, written, on_hand, text) for position, query in enumerate(queries)}
    own = tuple(each for each in judged.values() if isinstance(each, Explained))
    leads = _leads(left) if own else ()
    led = {each.finding.root: each for each in own if each.finding.root and each.finding in leads}
    judged |= {
        position: _following(query, led[query.root], on_hand, text)
        for position, query in enumerate(queries)
        if judged[position] is None and query.root in led
    }
    explained = tuple(each for each in judged.values() if isinstance(each, Explained))
    not_taken = tuple(each for each in judged.values() if isinstance(each, NotTaken))
    unexplained = tuple(queries[position] for position, each in judged.items() if not isinstance(each, Explained))
    open_findings = (*(each for each in left if each.level in {Level.REFUSED, Level.ERROR}), *unexplained)
    notes = (
        *(finding for finding in left if finding.level is Level.NOTE),
        *(_note(each.finding, each.code, each.facts) for each in not_taken),
        *_repeated(own),
    )
    state = _state(open_findings, explained, on_hand)
    return Standing(state, open_findings, explained, waived, waivers, notes, not_taken)


def _silencing(finding: Finding, on_hand: OnHand) -> Waiver | None:
    """The first waiver that silences a finding, None for none."""
    if finding.level is Level.REFUSED:
        return None
    return next((each for each in on_hand.waivers if each.covers(finding, on_hand.unit, on_hand.today)), None)


def _judge(
    finding: Finding, written: Sequence[Explanation], on_hand: OnHand, text: RuleText
) -> Explained | NotTaken | None:
    """The explanation that holds for a query; else why the one that was written does not; None without any."""
    printed, rule_text = numbers(finding), text(finding.code)
    refused: NotTaken | None = None
    for explanation in written:
        if explanation.key != finding.key or not (explanation.text.strip() or explanation.reason.strip()):
            continue
        refused = _stale(finding, explanation, printed) or objection(finding, explanation)
        if refused is None:
            reason = Reason(explanation.reason.strip())
            return _known(on_hand, finding, Explained(finding, reason, explanation.text.strip(), printed, rule_text))
    for kept in reversed(on_hand.explanations):
        if (kept.key, kept.numbers, kept.rule_text) == (finding.key, printed, rule_text):
            return Explained(finding, kept.reason, kept.text, printed, rule_text, kept.by)
    return refused


def _leads(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What each case is told by: its explanation is asked for, and nothing at what follows from it."""
    return tuple(case.lead for case in cases(findings))


def _following(finding: Finding, lead: Explained, on_hand: OnHand, text: RuleText) -> Explained:
    """A query of a case whose lead is explained, by the same words."""
    return _known(on_hand, finding, Explained(finding, lead.reason, lead.text, numbers(finding), text(finding.code)))


def _known(on_hand: OnHand, finding: Finding, new: Explained) -> Explained:
    """The same words may be on file already: then they are not put there again."""
    for kept in on_hand.explanations:
        same = (kept.key, kept.numbers, kept.rule_text, kept.reason, kept.text)
        if same == (finding.key, new.numbers, new.rule_text, new.reason, new.text):
            return replace(new, by=kept.by)
    return new


def _stale(finding: Finding, explanation: Explanation, printed: str) -> NotTaken | None:
    """Written for other numbers, it explains nothing any more."""
    if explanation.numbers == printed:
        return None
    facts = (Fact("before", explanation.numbers), Fact("after", printed))
    return NotTaken(finding, explanation, "EXPLAIN-OTHER-NUMBERS", facts)


def _repeated(explained: Sequence[Explained]) -> Iterator[Finding]:
    """A note at each finding whose words stand at several: it is taken, and the office sees that it says little."""
    counts: Mapping[str, int] = Counter(same_words(each.text) for each in explained)
    for each in explained:
        count = counts[same_words(each.text)]
        if count >= MANY:
            yield _note(each.finding, "EXPLAIN-SAME", (Fact("count", str(count)),))


def _note(finding: Finding, code: str, facts: tuple[Fact, ...]) -> Finding:
    """Something to be told about an explanation, at the place of its finding."""
    return Finding(
        code=BuiltIn.EXPLANATION.of(finding.place.table),
        level=Level.NOTE,
        pattern=Pattern.EXPLANATION,
        place=finding.place,
        cells=finding.cells,
        detail=str(Hint(code, facts)),
    )


def _state(open_findings: Sequence[Finding], explained: Sequence[Explained], on_hand: OnHand) -> State:
    levels = {finding.level for finding in open_findings}
    if levels & {Level.ERROR, Level.REFUSED}:
        return State.TO_CORRECT
    if levels:
        return State.TO_EXPLAIN
    return handed_in(on_hand.approval, explained=bool(explained)) if on_hand.confirmed else State.READY


def handed_in(approval: Approval, *, explained: bool) -> State:
    """What follows once a workbook without open findings is handed in: a person reads explanations in any case."""
    return State.AWAITING_REVIEW if explained or approval is Approval.PERSON else State.APPROVED
