"""What a person of the data office decides: review, waive, permit a correction, publish."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from flows.cli.on_record import By, Day, deciding, signed
from flows.cli.settled import HomeFolder, Lang, period_of, return_of
from flows.cli.speech import Complaint, chosen, told, write
from schemas.messages import say

Until = Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], metavar="D", help=told("HELP-UNTIL"))]


class Judgement(StrEnum):
    """What a person says of a submission."""

    APPROVE = "approve"
    RETURN = "return"


def review(
    judgement: Annotated[Judgement, typer.Argument(help=told("HELP-REVIEW-WHAT"), show_default=False)],
    number: Annotated[int, typer.Argument(metavar="N", help=told("HELP-REVIEW-NUMBER"), show_default=False)],
    message: Annotated[str, typer.Option("-m", "--message", metavar="TEXT", help=told("HELP-REVIEW-TEXT"))] = "",
    by: By = "",
    day: Day = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """A person approves a submission or returns it with a reason; the county is told at once."""
    language = chosen(lang)
    at = deciding(home, day)
    from flows import acts
    from schemas.decision import Decision, Review

    wanted = Decision(number, Review(judgement.value), signed(by), message, at.now)
    done = acts.review(at.office, wanted)
    facts = {"number": number, "state": done.state.words(language), "notice": done.notice}
    write(f"{say('REVIEWED', language, facts)}\n")


def waive(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help=told("HELP-UNIT"), show_default=False)],
    code: Annotated[str, typer.Argument(metavar="CODE", help=told("HELP-EXPLAIN-CODE"), show_default=False)],
    until: Until,
    reason: Annotated[str, typer.Option("-m", "--message", metavar="TEXT", help=told("HELP-REASON"))],
    row: Annotated[str, typer.Option("--row", metavar="ROW", help=told("HELP-WAIVE-ROW"))] = "",
    column: Annotated[str, typer.Option("--column", metavar="NAME", help=told("HELP-WAIVE-COLUMN"))] = "",
    by: By = "",
    day: Day = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """Silence one rule for one unit until a day."""
    language = chosen(lang)
    at = deciding(home, day)
    from flows import acts
    from schemas.decision import Waiver

    wanted = Waiver(unit, code, row, column, reason, signed(by), at.today, until.date())
    write(f"{acts.waive(at.office, wanted, at.now).text(language)}\n")


def end_waiver(
    number: Annotated[int, typer.Argument(metavar="N", help=told("HELP-WAIVER-NUMBER"), show_default=False)],
    by: By = "",
    day: Day = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """End a waiver before its day."""
    language = chosen(lang)
    at = deciding(home, day)
    from flows import acts

    write(f"{acts.end_waiver(at.office, number, signed(by), at.now).text(language)}\n")


def permit(
    code: Annotated[str, typer.Argument(metavar="RETURN", help=told("HELP-TEMPLATE-RETURN"), show_default=False)],
    unit: Annotated[str, typer.Option("--unit", metavar="CODE", help=told("HELP-UNIT"))],
    period: Annotated[str, typer.Option("--period", metavar="P", help=told("HELP-PERIOD"))],
    until: Until,
    reason: Annotated[str, typer.Option("-m", "--message", metavar="TEXT", help=told("HELP-REASON"))],
    by: By = "",
    day: Day = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """Permit one unit to send an approved workbook again (更正)."""
    language = chosen(lang)
    at = deciding(home, day)
    from flows import acts
    from schemas.decision import Correction

    form = return_of(code, at.office.returns)
    asked = period_of(period)
    wanted = Correction(unit, form.code, str(asked), reason, signed(by), at.today, until.date())
    done = acts.permit(at.office, wanted, at.now)
    facts = {
        "number": done.correction.number,
        "unit": done.unit.name,
        "title": form.zh if language == "zh" else form.en,
        "period": done.correction.period,
        "until": done.correction.expires_on,
    }
    write(f"{say('PERMITTED', language, facts)}\n")


def publish(
    period: Annotated[str, typer.Argument(metavar="P", help=told("HELP-PERIOD"), show_default=False)],
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help=told("HELP-PUBLISH-NOTE"), show_default=False)
    ] = None,
    by: By = "",
    day: Day = None,
    home: HomeFolder = None,
    lang: Lang = None,
) -> None:
    """The approved workbooks of a period as an edition; exit code 1 where its expectations do not hold."""
    language = chosen(lang)
    asked = period_of(period)
    at = deciding(home, day)
    from flows import acts
    from flows.nightly.account import PeriodAccount, period_lines
    from schemas.published import NotPublished, Published

    said = None if note is None else acts.Note(note, signed(by))
    done = acts.publish(at.office, asked, at.now, said)
    if done is None:
        raise Complaint("PUBLISH-NONE-APPROVED", {"period": str(asked)})
    if isinstance(done, Published) and not done.new:
        write(f"{say('PUBLISH-SAME', language, {'edition': done.edition.name})}\n")
        return
    for line in period_lines(PeriodAccount(str(asked), (), (), done), language):
        write(f"{line}\n")
    if isinstance(done, NotPublished):
        raise typer.Exit(1)
