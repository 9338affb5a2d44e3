"""What the night leaves for the office below reports/: the morning summary, the board, reminders, what was tolerated."""

from datetime import datetime
from pathlib import Path

from flows.chase import board_csv, board_page, reminders
from flows.nightly.account import Account
from flows.office import Office
from flows.tolerance import tolerated_csv
from schemas.periods import Period


def write_reports(office: Office, account: Account, now: datetime) -> None:
    """Writes the reports of a night; those of an earlier run of the same day give way."""
    folder = office.home.reports / f"{now:%Y-%m-%d}"
    folder.mkdir(parents=True, exist_ok=True)
    summary = "\n".join((f"# {now:%Y-%m-%d}", "", *account.lines("zh"), "", *account.lines("en"), ""))
    _put(folder / "summary.md", summary)
    for each in account.periods:
        period = Period.parse(each.period)
        _put(folder / f"board-{each.period}.csv", board_csv(each.board, "zh"))
        _put(folder / f"board-{each.period}.html", board_page(period, each.board, office.returns, now))
        if each.tolerated:
            _put(folder / f"tolerated-{each.period}.csv", tolerated_csv(each.tolerated, "zh"))
        told = reminders(period, each.board, office.returns, now, "zh")
        if told:
            _put(folder / f"reminders-{each.period}.txt", "\n".join((*told, "")))


def _put(file: Path, text: str) -> None:
    unfinished = file.with_name(f".{file.name}.part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
