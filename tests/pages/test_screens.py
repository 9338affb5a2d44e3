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
from screens import NO_SCREEN, SCREENS, Screen, Stage, sessions, stage

WIDTHS = (1280, 390)
MOST_BYTES = 60_000
CHARTS = "/static/portal/charts.js"
OTHERS_OWN = frozenset({"admin", "interface"})
"""Addresses that others list: Django's own site of the record, and the interface for programs."""
PICTURES = os.environ.get("SHENHE_TEST_PICTURES", "")
"""A folder for a picture of every screen, for who wants to look at them."""
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
    visit.go(screen.place(house.stage))
    if screen.act is not None:
        screen.act(page)
    page.emulate_media(media=screen.media)  # type: ignore[arg-type]

    found: dict[int, list[str]] = {}
    wide: dict[int, int] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = browsing.violations(page)
        wide[width] = page.evaluate("document.documentElement.scrollWidth")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{screen.name}-{width}.png", full_page=True)
    told = visit.documents[-1]
    size = len(told.body()) + sum(asset_bytes(told.text(), visit))
    faults = visit.faults()
    title = page.title()
    page.context.close()

    assert found == {width: [] for width in WIDTHS}
    assert wide == {width: width for width in WIDTHS}
    assert faults == []
    assert size < MOST_BYTES
    assert (told.status == 404) == screen.name.startswith("not-found")
    assert title.startswith("错误：") == screen.is_wrong


def asset_bytes(html: str, visit: Visit) -> Iterator[int]:
    """The sizes of the files of ours that a page names, but for the charts."""
    for path in set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html)):
        if path != CHARTS:
            found = finders.find(path.removeprefix("/static/"))
            assert found is not None, (path, visit.address)
            yield Path(found).stat().st_size
