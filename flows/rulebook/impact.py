"""A changed rule set over every kept workbook, against the one in force: what would newly fail or pass."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.check import Checked, Key, Library, check, check_city
from schemas.finding import Finding, Level
from schemas.messages import Language, say
from schemas.periods import Period
from schemas.reading import WorkbookReading
from schemas.returns import Returns
from schemas.sentences import level_word, line
from schemas.units import Register

_GRAVITY = (Level.NOTE, Level.QUERY, Level.ERROR, Level.REFUSED)


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding in one workbook; the unit of a finding over the whole city is empty."""

    key: Key
    finding: Finding


@dataclass(frozen=True, slots=True)
class Turned:
    """A workbook whose gravest finding is another with the changed rules; None for no finding."""

    key: Key
    before: Level | None
    after: Level | None


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change of rules does to `workbooks` kept ones: findings that come, that go, and workbooks that turn."""

    workbooks: int
    fresh: tuple[Hit, ...]
    gone: tuple[Hit, ...]
    turned: tuple[Turned, ...]


def changed_returns(returns: Returns, changed: Returns) -> Returns:
    """The returns in force with those of the same code replaced. Raises DeclarationError where they do not fit."""
    new = {each.code: each for each in changed}
    members = tuple(new.pop(each.code, each) for each in returns)
    return Returns((*members, *new.values()), returns.across)


def impact(readings: Sequence[WorkbookReading], before: Returns, after: Returns, register: Register) -> Impact:
    """Every workbook judged with both rule sets, the others beside it, then every period of the whole city."""
    library = Library(readings)
    old = [*_hits(check(readings, library, before, register)), *_city(readings, library, before, register)]
    new = [*_hits(check(readings, library, after, register)), *_city(readings, library, after, register)]
    earlier, later = {_name(hit) for hit in old}, {_name(hit) for hit in new}
    return Impact(
        workbooks=len(readings),
        fresh=tuple(hit for hit in new if _name(hit) not in earlier),
        gone=tuple(hit for hit in old if _name(hit) not in later),
        turned=tuple(_turned(old, new)),
    )


def as_text(found: Impact, language: Language) -> str:
    """The impact for a terminal: what turns, then by rule what comes and goes; lines that end in a line break."""
    facts = {"count": found.workbooks, "fresh": len(found.fresh), "gone": len(found.gone), "turned": len(found.turned)}
    lines = [say("IMPACT-SUMMARY", language, facts)]
    for each in found.turned:
        facts_of = {
            **_whose(each.key),
            "before": _word(each.before, language),
            "after": _word(each.after, language),
        }
        lines.append(say("IMPACT-TURNED", language, facts_of))
    for code, hits in (("IMPACT-FRESH", found.fresh), ("IMPACT-GONE", found.gone)):
        for rule, count in sorted(Counter(hit.finding.code for hit in hits).items()):
            units = len({hit.key.unit for hit in hits if hit.finding.code == rule})
            lines.append(say(code, language, {"rule": rule, "count": count, "units": units}))
            lines += [_line(hit, language) for hit in hits if hit.finding.code == rule]
    return "".join(f"{each}\n" for each in lines)


def _line(hit: Hit, language: Language) -> str:
    facts = {**_whose(hit.key), "level": _word(hit.finding.level, language), "line": line(hit.finding, language)}
    return say("IMPACT-LINE", language, facts)


def _whose(key: Key) -> Mapping[str, str]:
    return {"unit": key.unit, "code": key.return_code, "period": key.period}


def _word(grave: Level | None, language: Language) -> str:
    return say("IMPACT-NOTHING", language) if grave is None else level_word(grave, language)


def _hits(checked: Sequence[Checked]) -> Iterator[Hit]:
    return (Hit(each.key, finding) for each in checked for finding in each.findings)


def _city(readings: Sequence[WorkbookReading], library: Library, returns: Returns, register: Register) -> Iterator[Hit]:
    for code in sorted({reading.identity.period for reading in readings}):
        period = Period.parse(code)
        units = [unit.code for unit in register.reporting(period)]
        for finding in check_city(period, units, library, returns, register):
            yield Hit(Key("", returns.return_of(finding.place.table).code, code), finding)


def _name(hit: Hit) -> tuple[Key, str, Level]:
    return hit.key, hit.finding.key, hit.finding.level


def _turned(old: Sequence[Hit], new: Sequence[Hit]) -> Iterator[Turned]:
    before, after = _gravest(old), _gravest(new)
    for key in sorted({*before, *after}):
        if before.get(key) is not after.get(key):
            yield Turned(key, before.get(key), after.get(key))


def _gravest(hits: Sequence[Hit]) -> Mapping[Key, Level]:
    found: dict[Key, Level] = {}
    for hit in hits:
        found[hit.key] = max(found.get(hit.key, Level.NOTE), hit.finding.level, key=_GRAVITY.index)
    return found
