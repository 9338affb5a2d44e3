"""What the data office looks at: who owes what, which waivers are in force, what has changed between two editions."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.on_record import Day, opened
from flows.cli.settled import HomeFolder, Lang, Out, PeriodText, home_of, period_of
from flows.cli.speech import Complaint, chosen, told, write
from schemas.messages import say

if TYPE_CHECKING:
    from flows.judge.desk import Desk
    from schemas.periods import Period


class Listing(StrEnum):
    """How the board is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def status(
    period: PeriodText = None,
    late: Annotated[bool, typer.Option("--late", help=told("HELP-LATE"))] = False,
    day: Day = None,
    form: Annotated[Listing, typer.Option("--format", help=told("HELP-FORMAT"))] = Listing.TABLE,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """Who owes what, and where it stands."""
    from flows import chase
    from schemas.archive import to_plain

    language = chosen(lang)
    at = opened(home, day)
    from flows.judge.desk import Desk

    desk = Desk(at.office, at.now)
    chosen_period = period_of(period) if period else _newest(desk)
    rows = desk.board(chosen_period)
    shown = chase.late(rows) if late else rows
    match form:
        case Listing.CSV:
            write(chase.board_csv(shown, language))
        case Listing.JSON:
            import json

            write(json.dumps([to_plain(row) for row in shown], ensure_ascii=False, indent=1) + "\n")
        case Listing.TABLE:
            write(f"{say('BOARD-TITLE', language, {'period': chosen_period.title(language)})}\n")
            if not desk.asks_for(chosen_period):
                first = at.office.configuration.first_period
                write(f"{say('BOARD-BEFORE', language, {'period': chosen_period.title(language), 'first': first})}\n")
                if not rows:
                    return
            write(f"{chase.counts(rows, language)}\n")
            if not chosen_period.has_ended(at.today):
                write(f"{say('BOARD-RUNNING', language, {'day': chosen_period.last_day})}\n")
            for line in chase.board_text(shown, language):
                write(f"{line}\n")


def waivers(day: Day = None, home: HomeFolder = None, lang: Lang = None) -> None:
    """The waivers in force."""
    language = chosen(lang)
    at = opened(home, day)
    from flows.rulebook import narrowed
    from record import register as record

    found = record.waivers(at.today)
    for each in found:
        unit = at.office.register.at(each.unit, at.today)
        scope = narrowed(each, at.office.returns, at.office.register)
        facts = {
            "number": each.number,
            "unit": unit.name if unit else each.unit,
            "unit_code": each.unit,
            "code": each.code,
            "row": scope.row(language),
            "column": scope.column(language),
            "start": each.made_on,
            "until": each.expires_on,
            "by": each.by,
            "reason": each.reason,
        }
        write(f"{say('WAIVER-LINE', language, facts)}\n")
    if not found:
        write(f"{say('WAIVERS-NONE', language)}\n")


def diff(
    period: Annotated[str, typer.Argument(metavar="P", help=told("HELP-PERIOD"), show_default=False)],
    before: Annotated[int, typer.Argument(metavar="V1", help=told("HELP-DATA-VINTAGE"), show_default=False)],
    after: Annotated[int, typer.Argument(metavar="V2", help=told("HELP-DATA-VINTAGE"), show_default=False)],
    out: Out = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """Every published figure that differs between two vintages of a period, as CSV."""
    language = chosen(lang)
    folder = home_of(home).curated
    from flows.data import PLAIN, differences

    found = differences(folder, period_of(period), before, after)
    if out is None:
        write(found.to_csv(index=False, lineterminator="\n", float_format=PLAIN))
    else:
        text = found.to_csv(index=False, lineterminator="\n", float_format=PLAIN)
        out.write_text(f"\ufeff{text}", encoding="utf-8")
        write(f"{say('DIFF-COUNT', language, {'count': len(found), 'file': out.name})}\n")


def _newest(desk: "Desk") -> "Period":
    """The last period on file that has ended: one workbook sent too early does not hide what is owed now."""
    periods = desk.periods()
    if not periods:
        raise Complaint("STATUS-NOTHING")
    return periods[-1]
