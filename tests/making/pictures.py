"""docs/pictures anew: the portal of a sample city as a browser shows it, and its workbooks as LibreOffice does.

`make pictures`; needs Chromium, LibreOffice and poppler. The city is that of `make night`, made anew; a folder that
is named is copied instead.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import browsing
import loopback
from browsing import Visit
from playwright.sync_api import Browser

import record

PROJECT = Path(__file__).parents[2]
PICTURES = PROJECT / "docs" / "pictures"
MOST_BYTES = 150_000
WIDTH = 1120
NIGHT = "2026-10-16"
PERIOD, PUBLISHED = "2026Q3", "2026Q2"
CLERK, FAULTY = "990122", "CA"
PASSWORD = "示例口令-2026-十月"


@dataclass(frozen=True, slots=True)
class Picture:
    """One page of the portal: who looks, where, and how many lines of pixels of it are shown."""

    name: str
    role: str
    place: str
    height: int
    top: str = ""
    """What stands at the top of the picture, by its place in the page; empty for the page's own top."""


def places() -> Iterator[Picture]:
    """The pictures of the portal, with the numbers that this city's files bear."""
    from record import register

    found = register.current(CLERK, FAULTY, PERIOD)
    asked = next(each for each in register.on_file(PERIOD) if each.state.value == "to_explain")
    if found is None:
        raise LookupError(CLERK)
    yield Picture("tasks", f"clerk {CLERK}", "/tasks/", 560)
    yield Picture("findings", f"clerk {CLERK}", f"/tasks/file/{found.submission}/", 800)
    yield Picture("explain", f"clerk {asked.unit}", f"/tasks/file/{asked.submission}/", 700, "article.query")
    yield Picture("board", "office", f"/office/board/?period={PERIOD}", 790)
    yield Picture("review", "office", f"/office/review/{asked.submission}/", 760, "#figures")
    yield Picture("table", "analyst", f"/data/PM3/{PUBLISHED}/v001/", 1060)
    yield Picture("origin", "office", f"/data/PM3/{PUBLISHED}/v001/990121/TOTAL/01/", 720)


def main(named: list[str]) -> None:
    """All pictures, each checked for its size."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "city"
        for city in named:
            shutil.copytree(city, home)
        if not named:
            _shenhe("sample", str(home), "--faults")
            _shenhe("night", "--home", str(home), "--date", NIGHT)
        with _open(home):
            keys, wanted = _keys(), list(places())
            with loopback.served() as address, browsing.chromium() as browser:
                for each in wanted:
                    visit = browsing.visit(browser, address, session=keys[each.role], width=WIDTH)
                    _draw(visit, each)
                    visit.page.context.close()
                _draw_report(browser, home)
        _draw_workbooks(home, Path(folder))
    for file in sorted(PICTURES.glob("*.png")):
        size = file.stat().st_size
        sys.stdout.write(f"{file.name} {size // 1000} kB\n")
        if size > MOST_BYTES:
            raise SystemExit(f"{file.name} is larger than {MOST_BYTES} bytes")


def _shenhe(*words: str) -> None:
    subprocess.run([sys.executable, "-c", "from flows.cli import main; main()", *words], check=True)


@contextmanager
def _open(home: Path) -> Iterator[None]:
    record.connect(home)
    from portal.pages import clock
    from schemas.periods import SHANGHAI

    with clock.standing_at(datetime(2026, 10, 16, 9, tzinfo=SHANGHAI)):
        yield
    record.disconnect()


def _keys() -> dict[str, str]:
    """A session for each reader."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django.test.utils import setup_test_environment

    from portal.models import Member

    setup_test_environment()
    keys = {}
    for who in {each.role for each in places()}:
        role, _, unit = who.partition(" ")
        user = User.objects.create_user(f"{role}{unit}", password=PASSWORD)
        Member.objects.create(user=user, role=role, unit=unit, must_change_password=False)
        client = Client()
        client.force_login(user)
        keys[who] = client.cookies["sessionid"].value
    return keys


def _draw(visit: Visit, picture: Picture) -> None:
    page = visit.page
    page.set_viewport_size({"width": WIDTH, "height": picture.height})
    visit.go(picture.place)
    if page.locator("figure[data-chart]").count():
        page.wait_for_selector("figure svg")
    if picture.top:
        page.locator(picture.top).first.evaluate("each => scrollTo(0, each.getBoundingClientRect().top - 16)")
    whole = page.evaluate("document.querySelector('main').getBoundingClientRect().bottom")
    height = min(picture.height, whole)
    page.screenshot(path=PICTURES / f"{picture.name}.png", clip={"x": 0, "y": 0, "width": WIDTH, "height": height})


def _draw_report(browser: Browser, home: Path) -> None:
    """The quality report that lies in an edition, opened as a file."""
    (report,) = (home / "curated" / PERIOD).glob("v001/quality.html")
    page = browser.new_page(viewport={"width": 1024, "height": 954})
    page.goto(report.as_uri())
    page.screenshot(path=PICTURES / "quality.png")
    page.close()


def _draw_workbooks(home: Path, folder: Path) -> None:
    """The template of a county, and a marked workbook's own list and first table."""
    _shenhe("template", "CA", "--unit", "990121", "--period", "2026Q4", "-o", str(folder), "--home", str(home))
    (template,) = folder.glob("*.xlsx")
    (marked,) = (home / "replies" / CLERK / PERIOD / FAULTY).glob("*_校核结果.xlsx")
    _print(template, folder, {"template": ("990121-J01", 560)})
    _print(marked, folder, {"findings-list": ("原因代码", 370), "marked-sheet": ("990122-J01", 560)})


def _print(workbook: Path, folder: Path, wanted: dict[str, tuple[str, int]]) -> None:
    """For each picture the first page that has a word, down to a line of pixels."""
    office = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run([*office, "--outdir", str(folder), str(workbook)], check=True, capture_output=True)
    pdf = str(folder / f"{workbook.stem}.pdf")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    for name, (word, height) in wanted.items():
        page = next(number for number, each in enumerate(text.split("\f"), 1) if word in each)
        cut = ["-x", "30", "-y", "50", "-W", "1440", "-H", str(height)]
        only = ["-f", str(page), "-l", str(page), "-singlefile"]
        subprocess.run(["pdftoppm", "-png", "-r", "132", *cut, *only, pdf, str(PICTURES / name)], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
