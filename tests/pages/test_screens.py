"""Every screen in Debian's Chromium, wide and narrow: axe-core finds nothing, no other host is asked, it is small."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import browsing
import loopback
import pytest
from browsing import Visit
from django.contrib.staticfiles import finders
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser
from screens import CLEAN, NO_SCREEN, RECORDS, SCREENS, Screen, Stage, sessions, stage

from portal.admin import site

WIDTHS = (1280, 390)
MOST_BYTES = 60_000
CHARTS = "/static/portal/charts.js"
PLACELESS = frozenset({"first-password", "password-wrong", "not-found", "too-large", "our-fault", "no-settings"})
"""Screens that belong to no entry of the menu, or that show none because the record may not answer."""
OTHERS_OWN = frozenset({"admin", "interface"})
"""Addresses that others list: Django's own site of the record, and the interface for programs."""
PICTURES = os.environ.get("SHENHE_TEST_PICTURES", "")
"""A folder for a picture of every screen, for who wants to look at them."""
_SCROLLED = """() => [...document.querySelectorAll("main *")]
  .filter(each => each.scrollWidth > each.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(each).overflowX))
  .filter(each => !/INPUT|TEXTAREA|SELECT/.test(each.tagName))
  .filter(each => each.tabIndex !== 0 || each.getAttribute("role") !== "region"
    || !(each.getAttribute("aria-label") || each.getAttribute("aria-labelledby"))
    || (innerWidth < 640 && getComputedStyle(each).backgroundImage === "none"))
  .map(each => each.outerHTML.slice(0, 120))"""
"""What scrolls sideways without a name, out of the keyboard's reach, or on a telephone without a sign of it."""
needs_chromium = pytest.mark.skipif(browsing.PROGRAM is None, reason="needs Chromium")


@dataclass(frozen=True, slots=True)
class House:
    """The portal, served, with the keys of its readers, and a browser before it."""

    browser: Browser
    address: str
    stage: Stage
    keys: dict[str, str]


@pytest.fixture(scope="module")
def house(shared_folder: Path, client_of) -> Iterator[House]:  # noqa: ARG001  # the office comes first
    made = stage(client_of)
    keys = sessions(client_of)
    with loopback.served() as address, browsing.chromium() as browser:
        yield House(browser, address, made, keys)


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all addresses, without those of rooms that list them themselves."""
    for each in patterns:
        if isinstance(each, URLResolver):
            if each.namespace not in OTHERS_OWN:
                yield from names(each.url_patterns)
        else:
            yield str(each.name)


def test_no_list_of_the_record_is_left_out() -> None:
    """Every list of the record's site is a screen."""
    lists = {each.name for each in _patterns(site.urls[0]) if str(each.name).endswith("_changelist")}

    assert {f"{name}_changelist" for name in RECORDS} == lists


def _patterns(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns)
        else:
            yield each


def test_no_page_is_left_out() -> None:
    """Each address is a screen of the list or is said to be none, and none is both or gone."""
    there = set(names(get_resolver().url_patterns))
    shown = {screen.view for screen in SCREENS if screen.view}

    assert shown | set(NO_SCREEN) == there
    assert shown & set(NO_SCREEN) == set()
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)


@needs_chromium
@pytest.mark.once
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_for_everybody_small_and_asks_nobody_else(house: House, screen: Screen) -> None:
    """WCAG 2.2 AA on a desk and on a telephone; nothing is cut off or wider than the window; under 60 kB, no other host."""
    visit = browsing.visit(house.browser, house.address, session=house.keys[screen.who])
    page = visit.page
    with screen.meanwhile():
        visit.go(screen.place(house.stage))
        if screen.act is not None:
            screen.act(page)
    page.emulate_media(media=screen.media)  # type: ignore[arg-type]

    found: dict[int, list[str]] = {}
    wide: dict[int, int] = {}
    unsigned: dict[int, list[str]] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = browsing.violations(page)
        wide[width] = page.evaluate("document.documentElement.scrollWidth")
        unsigned[width] = page.evaluate(_SCROLLED)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{screen.name}-{width}.png", full_page=True)
    told = visit.documents[-1]
    size = len(told.body()) + sum(asset_bytes(told.text(), visit))
    faults = visit.faults()
    title = page.title()
    marked = page.locator("header nav a[aria-current]").count()
    page.context.close()

    assert found == {width: [] for width in WIDTHS}
    assert unsigned == {width: [] for width in WIDTHS}
    assert wide == {width: width for width in WIDTHS}
    assert faults == []
    assert size < MOST_BYTES
    assert told.status in {screen.status, 422} if screen.status == 200 else told.status == screen.status
    assert title.startswith("错误：") == screen.is_wrong
    assert marked == int(bool(screen.who) and screen.name not in PLACELESS)


@needs_chromium
@pytest.mark.once
@pytest.mark.parametrize("who", [f"clerk {CLEAN}", "office", "analyst", "administrator"])
def test_the_menu_folds_up_on_a_telephone(house: House, who: str) -> None:
    """One line on top of every page; the menu opens and leads on, without JavaScript and by the keyboard alone."""
    page = browsing.visit(house.browser, house.address, session=house.keys[who], scripts=False, width=390).page
    page.goto(f"{house.address}/password/")
    line = page.locator("header.top").bounding_box()
    folded = page.locator("header nav").is_visible()
    page.keyboard.press("Tab")  # to the content
    page.keyboard.press("Tab")  # the name of the portal
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    entries = page.locator("header nav a").all()
    opened = [each.is_visible() for each in entries]
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    there = page.url
    page.context.close()

    assert line is not None
    assert line["height"] < 60
    assert not folded
    assert opened == [True] * len(opened)
    assert opened
    assert not there.endswith("/password/")


def asset_bytes(html: str, visit: Visit) -> Iterator[int]:
    """The sizes of the files of ours that a page names, but for the charts."""
    for path in set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html)):
        if path != CHARTS:
            found = finders.find(path.removeprefix("/static/"))
            assert found is not None, (path, visit.address)
            yield Path(found).stat().st_size
