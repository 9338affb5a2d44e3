"""What is to be kept of a batch of files, and what is turned away."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flows.chamber import Chamber, Died, Done, Reason
from flows.gate import Limits
from flows.receive.arrivals import Arrival
from flows.receive.early import not_ended
from flows.receive.folders import STRAY, IsUnit, any_unit, other_folder
from flows.receive.inspect_file import PERSONAL, Inspected, Understand, inspect_file, labelled
from flows.receive.intake import Kept, Repeated, TurnedAway
from flows.receive.receipts import Parcel, keep
from flows.receive.refused import Rejection, turn_away
from schemas.periods import SHANGHAI, Period
from schemas.personal import contains_personal
from schemas.reading import WorkbookReading
from schemas.receipt import Fact, Kind, Receipt, Refusal

Tell = Callable[[str, Refusal], object]
"""Tells a sender, by the file's path below the inbox, why it is not taken; then the file leaves the inbox, unless it is
stray."""


def untold(_: str, __: Refusal) -> None:
    """For what is answered at once, such as an upload."""


@dataclass(frozen=True, slots=True)
class _Good:
    """What a child read in a file that is to be kept."""

    reading: WorkbookReading
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Bad:
    """Why a file is turned away, and how its child ended where it cost one."""

    refusal: Refusal
    died: Died | None = None


def _verdict(arrival: Arrival, outcome: Done[Inspected] | Died, is_unit: IsUnit, today: date) -> _Good | _Bad:
    if isinstance(outcome, Died):
        return _Bad(_of_death(outcome, arrival.sha256), outcome)
    verdict = outcome.value.verdict
    if isinstance(verdict, WorkbookReading):
        if verdict.sha256 != arrival.sha256:  # what is read in one file is never put down as another's
            died = Died(Reason.CRASH, "result: another file")
            return _Bad(_of_death(died, arrival.sha256), died)
        stated = verdict.identity
        early = not_ended(Period.parse(stated.period), today)
        verdict = other_folder(arrival.source, stated.unit, is_unit) or early or verdict
    return _Bad(verdict) if isinstance(verdict, Refusal) else _Good(verdict, outcome.value.kind)


@dataclass(frozen=True, slots=True)
class Sorting:
    """Inspects files, keeps what is good and turns away the rest: with what, for whom, and when."""

    raw: Path
    now: datetime
    understand: Understand
    chamber: Chamber
    limits: Limits
    tell: Tell = untold
    is_unit: IsUnit = any_unit

    def settle(self, arrivals: Sequence[Arrival]) -> list[Kept | Repeated | TurnedAway]:
        """Inspect a batch in the chamber, then keep what is good in one go and turn away the rest."""
        task = functools.partial(inspect_file, understand=self.understand, limits=self.limits)
        items = [labelled(one.source.rpartition("/")[2], one.content) for one in arrivals]
        outcomes = self.chamber.run(task, items)
        today = self.now.astimezone(SHANGHAI).date()
        verdicts = [
            _verdict(arrival, outcome, self.is_unit, today) for arrival, outcome in zip(arrivals, outcomes, strict=True)
        ]
        pairs = list(zip(arrivals, verdicts, strict=True))
        kept = iter(self._keep([(arrival, one) for arrival, one in pairs if isinstance(one, _Good)]))
        return [
            next(kept) if isinstance(one, _Good) else self.turn_away(arrival, one.refusal, one.died)
            for arrival, one in pairs
        ]

    def _keep(self, good: Sequence[tuple[Arrival, _Good]]) -> list[Kept | Repeated]:
        parcels = [Parcel(arrival.content, self._receipt(arrival, one), arrival.file) for arrival, one in good]
        filed = keep(self.raw, parcels)
        return [
            Kept(arrival.source, each.receipt, one.reading)
            if each.new
            else Repeated(arrival.source, each.receipt, arrival.path)
            for (arrival, one), each in zip(good, filed, strict=True)
        ]

    def _receipt(self, arrival: Arrival, good: _Good) -> Receipt:
        identity = good.reading.identity
        return Receipt(
            sha256=arrival.sha256,
            size=len(arrival.content),
            kind=good.kind,
            name=arrival.source.rpartition("/")[2],
            received_at=self.now,
            source=arrival.source,
            return_code=identity.return_code,
            unit=identity.unit,
            period=identity.period,
            template=identity.template,
            kept_as="",
        )

    def turn_away(self, arrival: Arrival, refusal: Refusal, died: Died | None = None) -> TurnedAway:
        """A note of the refusal under raw/refused, with the bytes beside it unless they are personal or stay."""
        source = "*" if contains_personal(arrival.source) else arrival.source
        if refusal.code == STRAY:
            self.tell(source, refusal)
            return TurnedAway(source, arrival.sha256, refusal, "", died)
        rejection = Rejection(
            sha256=arrival.sha256,
            name=source.rpartition("/")[2],
            source=source,
            received_at=self.now,
            refusal=refusal,
            detail=f"{died.reason} {died.detail}".strip() if died else "",
        )
        note = turn_away(
            self.raw,
            rejection,
            arrival.file(),
            keep_bytes=refusal.code != PERSONAL,
            tell=functools.partial(self.tell, source, refusal),
        )
        return TurnedAway(source, arrival.sha256, refusal, note, died)


def _of_death(died: Died, digest: str) -> Refusal:
    """What is said of a file whose reading ended: too much of something, or a fault that is ours."""
    if died.reason is Reason.CRASH:
        return Refusal("FILE-FAULT", (Fact("number", digest[:8].upper()),))
    return Refusal("FILE-UNREADABLE")
