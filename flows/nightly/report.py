"""What the night leaves for the office below reports/: the morning summary, the board, reminders, the week, what was tolerated."""

from datetime import datetime
from pathlib import Path

from flows.chase import board_csv, board_page, reminders
from flows.judge.replies import LANGUAGES
from flows.nightly.account import Account
from flows.office.opened import Office
from flows.review.suspicion import as_text
from flows.review.tolerance import tolerated_csv
from schemas.messages import Language
from schemas.periods import Period


def write_reports(office: Office, account: Account, now: datetime, clock: datetime) -> None:
    """Writes the reports of a night, which is that of `now` and ended at `clock`.

    The summary keeps every run of the day, the newest first; of board and reminders the last run's stay.
    """
    folder = office.home.reports / f"{now:%Y-%m-%d}"
    folder.mkdir(parents=True, exist_ok=True)
    _put(folder / "summary.md", _summary(folder / "summary.md", account, now, clock))
    for each in account.periods:
        period = Period.parse(each.period)
        _put(folder / f"board-{each.period}.csv", board_csv(each.board, "zh"))
        _put(folder / f"board-{each.period}.html", board_page(period, each.board, office.returns, now))
        if each.tolerated:
            _put(folder / f"tolerated-{each.period}.csv", tolerated_csv(each.tolerated, "zh"))
        if each.suspicion is not None:
            _put(folder / f"signs-{each.period}.txt", "\n".join(as_text(each.suspicion, one) for one in LANGUAGES))
        told = reminders(period, each.board, office.returns, now, "zh", office.contact)
        if told:
            _put(folder / f"reminders-{each.period}.txt", "\n".join((*told, "")))


def write_digest(office: Office, digest: str, now: datetime) -> None:
    """Writes the digest of the week, which is empty where the night owes none, beside the reports of the night."""
    if digest:
        _put(office.home.reports / f"{now:%Y-%m-%d}" / "digest.txt", digest)


def _summary(file: Path, account: Account, now: datetime, clock: datetime) -> str:
    title = f"# {now:%Y-%m-%d}\n\n"
    earlier = file.read_text(encoding="utf-8").removeprefix(title) if file.is_file() else ""
    told = "\n".join((f"## {clock:%Y-%m-%d %H:%M}", "", *_of(account, "zh"), "", *_of(account, "en"), ""))
    return f"{title}{told}\n{earlier}" if earlier else f"{title}{told}"


def _of(account: Account, language: Language) -> tuple[str, ...]:
    """The account, and below it which files were not taken and which waivers run out."""
    below = (account.refused_lines(language), account.waiver_lines(language))
    return (*account.lines(language), *(line for lines in below if lines for line in ("", *lines)))


def _put(file: Path, text: str) -> None:
    unfinished = file.with_name(f".{file.name}.part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
