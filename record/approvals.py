"""What is approved: the workbooks that an edition holds, with what was settled about each."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db.models import Exists, OuterRef

from record import models
from record.archive import restored
from record.submissions import SETTLED
from record.waivers import numbered
from schemas.decision import Waiver
from schemas.finding import Finding
from schemas.periods import SHANGHAI
from schemas.states import State
from schemas.submission import Approved


def approved(period: str, units: Collection[str] | None = None) -> tuple[Approved, ...]:
    """The newest approved or published workbook of each unit and return, by unit and return; of some units if named."""
    chosen = (
        models.Submission.objects.filter(period=period, taken=True, state__in=SETTLED)
        .select_related("approved_verdict", "correction")
        .order_by("attempt")
    )
    if units is not None:
        chosen = chosen.filter(unit__in=units)
    newest = {f"{each.unit} {each.return_code}": each for each in chosen}
    verdicts = (each.approved_verdict for each in newest.values())
    used = numbered({number for verdict in verdicts if verdict is not None for number in verdict.waivers})
    ordered = sorted(newest.values(), key=lambda each: (each.unit, each.return_code))
    return tuple(_approved(each, used) for each in ordered)


def published_under_other_rules(rule_set: str) -> int:
    """How many published workbooks, the newest of each, were approved under another rule set than this."""
    newer = models.Submission.objects.filter(
        unit=OuterRef("unit"),
        return_code=OuterRef("return_code"),
        period=OuterRef("period"),
        attempt__gt=OuterRef("attempt"),
        taken=True,
        state__in=SETTLED,
    )
    published = models.Submission.objects.filter(state=State.PUBLISHED.value, approved_verdict__isnull=False)
    return published.exclude(approved_verdict__rule_set=rule_set).filter(~Exists(newer)).count()


def _approved(found: models.Submission, used: Mapping[int, Waiver]) -> Approved:
    verdict, approved_at = found.approved_verdict, found.approved_at
    if verdict is None or approved_at is None:
        raise ValueError(f"submission {found.pk} is approved without a verdict")
    settled = _by_key(restored(verdict.findings))
    return Approved(
        submission=found.pk,
        unit=found.unit,
        return_code=found.return_code,
        period=found.period,
        sha256=found.sha256,
        kept_as=found.kept_as,
        received_at=found.received_at.astimezone(SHANGHAI),
        approved_at=approved_at.astimezone(SHANGHAI),
        rule_set=verdict.rule_set,
        explained=tuple(_named(settled, verdict.explained)),
        waived=tuple(_named(settled, verdict.waived)),
        waivers=tuple(used[number] for number in verdict.waivers),
        correction=found.correction.reason if found.correction else "",
    )


def _by_key(all_findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    named: dict[str, list[Finding]] = defaultdict(list)
    for finding in all_findings:
        named[finding.key].append(finding)
    return named


def _named(settled: dict[str, list[Finding]], keys: Sequence[str]) -> Iterator[Finding]:
    for key in keys:
        yield from settled.get(key, ())
