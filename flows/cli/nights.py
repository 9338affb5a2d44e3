"""The night and its schedule."""

from pathlib import Path

import typer

from flows.cli.on_record import NightDay, deciding
from flows.cli.settled import HomeFolder, Lang, PeriodText, home_of, period_of
from flows.cli.speech import chosen, write
from schemas.messages import Language, say


def night(
    period: PeriodText = None,
    day: NightDay = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """The whole night, now: its account in the language asked for, then in the other."""
    language = chosen(lang)
    folder = home_of(home).path
    asked = period_of(period) if period else None
    now = deciding(home, day).now
    from flows.nightly import run
    from record import disconnect

    disconnect()  # the night opens the record on a thread of its own
    account = run(folder, now, asked)
    other: Language = "en" if language == "zh" else "zh"
    for each in (language, other):
        for line in (*account.lines(each), _where(folder, each)):
            write(f"{line}\n")
    if account.faults:
        raise typer.Exit(2)


def schedule(home: HomeFolder = None, lang: Lang = None) -> None:
    """Hold the nightly schedule until ended."""
    language = chosen(lang)
    folder = home_of(home).path
    from flows.nightly import schedule as hold
    from flows.office.opened import Office

    Office.at(folder)  # what cannot be used is told now, not at one o'clock
    write(f"{say('SCHEDULED', language)}\n")
    hold(folder)


def _where(folder: Path, language: Language) -> str:
    facts = {name: f"{folder.name}/{name}" for name in ("replies", "curated", "reports")}
    return say("NIGHT-WHERE", language, facts)
