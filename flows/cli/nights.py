"""What the data office does day and night: run, look, review, publish."""

from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.settled import HomeFolder, Lang, Out, home_of, period_of, return_of
from flows.cli.speech import Complaint, chosen, told, write
from schemas.messages import Language, say

if TYPE_CHECKING:
    from flows.nightly.desk import Desk
    from schemas.periods import Period

PeriodText = Annotated[str | None, typer.Option("--period", metavar="P", help=told("HELP-PERIOD"), show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="WHO", help=told("HELP-BY"), show_default=False)]


class Listing(StrEnum):
    """How the board is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Judgement(StrEnum):
    """What a person says of a submission."""

    APPROVE = "approve"
    RETURN = "return"


def night(
    period: PeriodText = None,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], metavar="D", help=told("HELP-NIGHT-DATE"))
    ] = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """The whole night, now: its account in the language asked for, then in the other."""
    language = chosen(lang)
    folder = home_of(home).path
    from flows.nightly import run

    account = run(folder, _moment(day.date() if day else None), period_of(period) if period else None)
    other: Language = "en" if language == "zh" else "zh"
    for each in (language, other):
        for line in (*account.lines(each), _where(folder, each)):
            write(f"{line}\n")
    if account.faults:
        raise typer.Exit(2)


def status(
    period: PeriodText = None,
    late: Annotated[bool, typer.Option("--late", help=told("HELP-LATE"))] = False,
    form: Annotated[Listing, typer.Option("--format", help=told("HELP-FORMAT"))] = Listing.TABLE,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """Who owes what, and where it stands."""
    from flows import chase
    from schemas.archive import to_plain

    language = chosen(lang)
    desk = _desk(home)
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
            write(f"{chase.counts(rows, language)}\n")
            for line in chase.board_text(shown, language):
                write(f"{line}\n")


def review(
    judgement: Annotated[Judgement, typer.Argument(help=told("HELP-REVIEW-WHAT"), show_default=False)],
    number: Annotated[int, typer.Argument(metavar="N", help=told("HELP-REVIEW-NUMBER"), show_default=False)],
    message: Annotated[str, typer.Option("-m", "--message", metavar="TEXT", help=told("HELP-REVIEW-TEXT"))] = "",
    by: By = "",
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """A person approves a submission or returns it with a reason."""
    language = chosen(lang)
    desk = _desk(home)
    from record import register as record
    from schemas.decision import Decision, Review

    state = record.review(Decision(number, Review(judgement.value), _signed(by), message, desk.now))
    write(f"{say('REVIEWED', language, {'number': number, 'state': state.words(language)})}\n")


def waive(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help=told("HELP-UNIT"), show_default=False)],
    code: Annotated[str, typer.Argument(metavar="CODE", help=told("HELP-EXPLAIN-CODE"), show_default=False)],
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], metavar="D", help=told("HELP-UNTIL"))],
    reason: Annotated[str, typer.Option("-m", "--message", metavar="TEXT", help=told("HELP-REASON"))],
    row: Annotated[str, typer.Option("--row", metavar="ROW", help=told("HELP-WAIVE-ROW"))] = "",
    column: Annotated[str, typer.Option("--column", metavar="NAME", help=told("HELP-WAIVE-COLUMN"))] = "",
    by: By = "",
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """Silence one rule for one unit until a day."""
    language = chosen(lang)
    desk = _desk(home)
    from record import register as record
    from schemas.decision import Waiver

    found = desk.office.register.find(unit, desk.today)
    if found is None:
        raise Complaint("COMMAND-UNIT", {"unit": unit, "period": str(desk.today)})
    wanted = Waiver(found.code, code, row, column, reason, _signed(by), desk.today, until.date())
    made = record.waive(wanted, desk.now)
    facts = {"number": made.number, "code": made.code, "unit": found.name, "until": made.expires_on.isoformat()}
    write(f"{say('WAIVED', language, facts)}\n")


def permit(
    code: Annotated[str, typer.Argument(metavar="RETURN", help=told("HELP-TEMPLATE-RETURN"), show_default=False)],
    unit: Annotated[str, typer.Option("--unit", metavar="CODE", help=told("HELP-UNIT"))],
    period: Annotated[str, typer.Option("--period", metavar="P", help=told("HELP-PERIOD"))],
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], metavar="D", help=told("HELP-UNTIL"))],
    reason: Annotated[str, typer.Option("-m", "--message", metavar="TEXT", help=told("HELP-REASON"))],
    by: By = "",
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """Permit one unit to send an approved workbook again (更正)."""
    language = chosen(lang)
    desk = _desk(home)
    from record import register as record
    from schemas.decision import Correction

    asked = period_of(period)
    found = desk.office.register.find(unit, asked.last_day)
    if found is None:
        raise Complaint("COMMAND-UNIT", {"unit": unit, "period": str(asked)})
    form = return_of(code, desk.office.returns)
    wanted = Correction(found.code, form.code, str(asked), reason, _signed(by), desk.today, until.date())
    made = record.permit_correction(wanted, desk.now)
    facts = {
        "number": made.number,
        "unit": found.name,
        "title": form.zh if language == "zh" else form.en,
        "period": made.period,
        "until": made.expires_on.isoformat(),
    }
    write(f"{say('PERMITTED', language, facts)}\n")


def publish(
    period: Annotated[str, typer.Argument(metavar="P", help=told("HELP-PERIOD"), show_default=False)],
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """The approved workbooks of a period as an edition; exit code 1 where its expectations do not hold."""
    language = chosen(lang)
    desk = _desk(home)
    from flows.nightly.account import PeriodAccount, period_lines
    from flows.office import alone
    from schemas.published import NotPublished, Published

    asked = period_of(period)
    with alone(desk.office.home):
        done = desk.publish(asked)
    if done is None:
        raise Complaint("PUBLISH-NONE-APPROVED", {"period": str(asked)})
    if isinstance(done, Published) and not done.new:
        write(f"{say('PUBLISH-SAME', language, {'edition': done.edition.name})}\n")
        return
    for line in period_lines(PeriodAccount(str(asked), (), (), done), language):
        write(f"{line}\n")
    if isinstance(done, NotPublished):
        raise typer.Exit(1)


def schedule(home: HomeFolder = None, lang: Lang = None) -> None:
    """Hold the nightly schedule until ended."""
    language = chosen(lang)
    folder = home_of(home).path
    from flows.nightly import schedule as hold
    from flows.office import Office

    Office.at(folder)  # what cannot be used is told now, not at one o'clock
    write(f"{say('SCHEDULED', language)}\n")
    hold(folder)


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


def _desk(home: Path | None) -> "Desk":
    """The record of an office's folder, opened. Raises Complaint, ConfigurationError, RegisterError."""
    folder = home_of(home).path.resolve()
    from flows.office import Office
    from record import connect

    office: Office = Office.at(folder)
    connect(folder)
    from flows.nightly.desk import Desk

    return Desk(office, _moment(None))


def _moment(day: date | None) -> datetime:
    """Now, or one o'clock in the morning of a day in Shanghai: what a night of that day would say."""
    from schemas.periods import SHANGHAI

    return datetime.now(SHANGHAI) if day is None else datetime.combine(day, time(1), SHANGHAI)


def _newest(desk: "Desk") -> "Period":
    periods = desk.periods()
    if not periods:
        raise Complaint("STATUS-NOTHING")
    return periods[-1]


def _signed(by: str) -> str:
    """Who decides: as said, else the user of this computer."""
    import getpass

    return by or getpass.getuser()


def _where(folder: Path, language: Language) -> str:
    facts = {name: f"{folder.name}/{name}" for name in ("replies", "curated", "reports")}
    return say("NIGHT-WHERE", language, facts)
