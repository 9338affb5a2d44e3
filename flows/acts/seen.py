"""What a person saw of a submission before they decided: a decision counts for that, and for nothing that came after.

A page carries it in its form; what the record says is held against it in the very transaction that decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flows.acts.answered import Answered, answered
from flows.office.opened import Office
from schemas.decision import Standing, fingerprint
from schemas.finding import Finding, Level
from schemas.messages import Language, say
from schemas.sentences import numbers

_DIGITS = 12
_WRITTEN = re.compile("-".join([rf"([0-9a-f]{{{_DIGITS}}})"] * 4 + [r"([0-9]{1,6})"] * 4))


@dataclass(frozen=True, slots=True)
class Seen:
    """The file, the rules that it was judged by, what was found, and what was written about it, each as a short hash.

    The counts are there to say what changed.
    """

    file: str
    rules: str
    findings: str
    explanations: str
    errors: int
    queries: int
    explained: int
    waived: int

    @property
    def text(self) -> str:
        """As it stands in a form."""
        hashes = (self.file, self.rules, self.findings, self.explanations)
        counts = (self.errors, self.queries, self.explained, self.waived)
        return "-".join((*hashes, *map(str, counts)))


class SeenOtherwise(ValueError):
    """What stands now is not what was seen, or nobody has seen it; nothing was decided."""

    def __init__(self, before: Seen | None, after: Seen | None) -> None:
        super().__init__("what stands is not what was seen")
        self.before = before
        self.after = after

    def message(self, language: Language) -> str:
        """What has changed since, and what to do."""
        return say("SEEN-OTHERWISE", language, {"changes": "".join(self._changes(language))})

    def _changes(self, language: Language) -> Iterator[str]:
        before, after = self.before, self.after
        if before is None:
            yield say("SEEN-UNKNOWN", language)
            return
        if after is None:
            yield say("SEEN-CHECKING", language)
            return
        if before.file != after.file:
            yield say("SEEN-FILE", language, {"before": before.file, "after": after.file})
        if before.rules != after.rules:
            yield say("SEEN-RULES", language, {"before": before.rules, "after": after.rules})
        if before.findings != after.findings:
            facts = {
                "errors_before": before.errors,
                "errors": after.errors,
                "queries_before": before.queries,
                "queries": after.queries,
                "waived_before": before.waived,
                "waived": after.waived,
            }
            yield say("SEEN-FINDINGS", language, facts)
        if before.explanations != after.explanations:
            yield say("SEEN-EXPLANATIONS", language, {"before": before.explained, "after": after.explained})


def seen_of(found: Answered) -> Seen:
    """What there is to see of a judged submission."""
    standing = found.standing
    return Seen(
        file=found.submission.sha256[:_DIGITS],
        rules=found.verdict.rule_set[:_DIGITS],
        findings=_hash_of_findings(standing),
        explanations=_hash_of_explanations(standing),
        errors=standing.count(Level.ERROR) + standing.count(Level.REFUSED),
        queries=standing.count(Level.QUERY),
        explained=len(standing.explained),
        waived=len(standing.waived),
    )


def check_seen(office: Office, number: int, shown: str, *, explanations: bool = True) -> None:
    """Hold what a form carries against what stands now. Raises SeenOtherwise.

    Without `explanations` it does not matter what was written meanwhile: who explains adds to that. A submission that
    is not judged yet has nothing to be seen. Raises RecordError for an unknown number.
    """
    found = answered(office, number)
    before, after = _parsed(shown), None if found is None else seen_of(found)
    if before is None or after is None:
        raise SeenOtherwise(before, after)
    same = (before.file, before.rules, before.findings) == (after.file, after.rules, after.findings)
    if not same or (explanations and before.explanations != after.explanations):
        raise SeenOtherwise(before, after)


def _parsed(text: str) -> Seen | None:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    file, rules, findings, explanations, *counts = found.groups()
    return Seen(file, rules, findings, explanations, *map(int, counts))


def _hash_of_findings(standing: Standing) -> str:
    """What the check says with its numbers, and what of it is waived; whether it is explained does not matter."""
    told = [*standing.open, *(each.finding for each in standing.explained)]
    lines = sorted(_line(each) for each in told)
    return fingerprint((*lines, "waived", *sorted(_line(each) for each in standing.waived)))[:_DIGITS]


def _line(finding: Finding) -> str:
    return f"{finding.key} {finding.level} {numbers(finding)}"


def _hash_of_explanations(standing: Standing) -> str:
    lines = (f"{each.finding.key} {each.reason} {each.text}" for each in standing.explained)
    return fingerprint(sorted(lines))[:_DIGITS]
