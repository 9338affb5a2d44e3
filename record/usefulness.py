"""How useful each rule was: what became of what it found, over all that is on file."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from record import models
from record.archive import restored
from schemas.submission import RuleUse


def rule_uses() -> tuple[RuleUse, ...]:
    """Each rule that ever found something, by code, with the fate of its findings over all attempts on file.

    A finding of the same place in several attempts is counted once; it was corrected where the last attempt is
    without it.
    """
    fired: Counter[str] = Counter()
    corrected: Counter[str] = Counter()
    explained: Counter[str] = Counter()
    waived: Counter[str] = Counter()
    chosen = models.Submission.objects.filter(taken=True, verdict__isnull=False).select_related("verdict")
    workbooks: defaultdict[tuple[str, str, str], list[models.Verdict]] = defaultdict(list)
    for each in chosen.order_by("attempt"):
        if each.verdict is not None:
            workbooks[each.unit, each.return_code, each.period].append(each.verdict)
    for verdicts in workbooks.values():
        keys = [{finding.key for finding in restored(verdict.findings)} for verdict in verdicts]
        ever = set().union(*keys)
        fired.update(_codes(ever))
        corrected.update(_codes(ever - keys[-1]))
        explained.update(_codes(ever & set(verdicts[-1].explained)))
        waived.update(_codes(ever & set(verdicts[-1].waived)))
    return tuple(RuleUse(code, fired[code], corrected[code], explained[code], waived[code]) for code in sorted(fired))


def _codes(keys: Iterable[str]) -> list[str]:
    """The rules of finding keys, which begin with the rule's code."""
    return [key.partition("|")[0] for key in keys]
