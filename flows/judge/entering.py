"""Every kept file put on file; and who sent one that is not taken, or the same one again, is told."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from flows.chase.turned_away import reason, unit_of
from flows.judge.answers import nameable, tell_closed, tell_repeated
from flows.judge.entered import Entered, Folder, RefusedFile
from flows.office.opened import Office
from flows.receive import Intake, forget, in_order, unentered, unknown_folder
from record import register as record
from schemas.receipt import Receipt, Refusal
from schemas.submission import OnFile


def enter(office: Office, intakes: Sequence[Intake], now: datetime) -> Entered:
    """The files of one round put on file, also those that a night cut short had kept and not entered.

    Senders are told before a file leaves the inbox, so a night that is cut short tells again. Raises StoreError.
    """
    receipts = _receipts(office, intakes)
    sources = _sources(receipts, intakes)

    def tell(receipt: Receipt, refusal: Refusal) -> None:
        for source in sources[receipt.kept_as]:
            tell_closed(office, receipt.received_at, source, refusal)

    order = in_order(office.home.raw, receipts.values())
    done = record.register_all(order, now, tell)
    registered = {receipt.kept_as: each for receipt, each in zip(order, done, strict=True)}
    taken = {each.submission for each in done if each.refusal is None and not each.repeated}
    again = 0
    for each in (each for intake in intakes for each in intake.repeated):
        entry = registered[each.receipt.kept_as]
        if entry.refusal is not None:
            continue
        known = record.submission(entry.submission)
        if _is_taken_now(known):
            taken.add(known.submission)
        else:
            tell_repeated(office, each.source, known)
            again += 1
    forget(each for intake in intakes for each in intake.repeated)
    closed = sum(len(sources[kept_as]) for kept_as, each in registered.items() if each.refusal is not None)
    turned = [named(office, each.source, each.refusal, now) for intake in intakes for each in intake.refused]
    for kept_as, entry in registered.items():
        if entry.refusal is not None:
            turned += [named(office, source, entry.refusal, now) for source in sources[kept_as]]
    by_source = sorted(turned, key=lambda each: each.source)
    return Entered(frozenset(taken), again, closed, _folders(office, intakes), tuple(by_source))


def named(office: Office, source: str, refusal: Refusal, now: datetime) -> RefusedFile:
    """A refused file with its unit's name, and its reason without what a cell may say."""
    unit = unit_of(office, source, refusal, now)
    whose = f"{unit.name}（{unit.code}）" if unit else ""
    return RefusedFile(nameable(source), whose, reason(office, refusal, now))


def _receipts(office: Office, intakes: Sequence[Intake]) -> dict[str, Receipt]:
    """What is to be put on file, by its place below raw/."""
    found: dict[str, Receipt] = {}
    for intake in intakes:
        found.update({kept.receipt.kept_as: kept.receipt for kept in intake.kept})
        found.update({repeated.receipt.kept_as: repeated.receipt for repeated in intake.repeated})
    found.update({each.kept_as: each for each in unentered(office.home.raw, record.kept())})
    return found


def _sources(receipts: Mapping[str, Receipt], intakes: Sequence[Intake]) -> Mapping[str, Sequence[str]]:
    """Where each content lay in the inbox in this round: under several names it is told under each."""
    found: dict[str, list[str]] = defaultdict(list)
    for intake in intakes:
        for kept in intake.kept:
            found[kept.receipt.kept_as].append(kept.source)
        for repeated in intake.repeated:
            found[repeated.receipt.kept_as].append(repeated.source)
    for kept_as, receipt in receipts.items():
        if kept_as not in found:
            found[kept_as].append(receipt.source)
    return found


def _is_taken_now(known: OnFile) -> bool:
    """Whether a file that was turned away before has just been taken under a correction, by being sent again."""
    if known.rule_set:
        return False
    return sum(event.action == "register" for event in record.history(known.submission)) > 1


def _folders(office: Office, intakes: Sequence[Intake]) -> tuple[Folder, ...]:
    """Folders of the inbox that are called like a unit and are none's, with the files that were not taken from them."""
    named = (unknown_folder(each.source, office.is_unit) for intake in intakes for each in intake.refused)
    return tuple(Folder(name, count) for name, count in sorted(Counter(filter(None, named)).items()))
