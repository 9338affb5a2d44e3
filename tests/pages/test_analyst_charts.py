"""The one file that draws charts: what it is made of, and that browsers draw with it under our own policy."""

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path

import loopback
import pytest
from django.conf import settings

pytestmark = pytest.mark.files

PORTAL = Path(__file__).parents[2] / "portal"
BUILT = PORTAL / "static" / "portal" / "charts.js"
STATED = json.loads((PORTAL / "charts" / "package.json").read_text(encoding="utf-8"))
LOCKED = json.loads((PORTAL / "charts" / "package-lock.json").read_text(encoding="utf-8"))


def test_the_file_is_what_the_package_states() -> None:
    """Its hash and the version in its first line are those of package.json and of the lock."""
    first = BUILT.read_text(encoding="utf-8").splitlines()[0]

    assert sha256(BUILT.read_bytes()).hexdigest() == STATED["built"]["sha256"]
    for name, version in re.findall(r"(\w+) (\d+\.\d+\.\d+)", first):
        assert LOCKED["packages"][f"node_modules/{name}"]["version"] == version
    assert f"echarts {STATED['dependencies']['echarts']}," in first


def test_versions_are_exact_and_the_lock_names_no_registry() -> None:
    """Every package has its hash, none an address."""
    asked = STATED["dependencies"] | STATED["devDependencies"]
    packages = {name: each for name, each in LOCKED["packages"].items() if name}

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    assert all("resolved" not in each for each in packages.values())
    assert "http" not in json.dumps([each.get("dependencies") for each in packages.values()])


def test_the_licences_come_with_it() -> None:
    """Of everything that is in the file."""
    licences = (BUILT.parent / "charts.LICENSE.txt").read_text(encoding="utf-8")

    assert "Apache License" in licences
    assert "The Apache Software Foundation" in licences
    assert "Copyright (c) 2017, Baidu Inc." in licences
    assert "Copyright (c) Microsoft Corporation" in licences


def test_the_file_asks_no_other_host() -> None:
    """The only addresses in it are names of XML vocabularies."""
    hosts = set(re.findall(r"https?://([\w.-]+)", BUILT.read_text(encoding="utf-8")))

    assert hosts <= {"www.w3.org"}


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")
@pytest.mark.usefixtures("folder")
def test_browsers_draw_charts_under_our_policy(client_of) -> None:
    """A bar for each unit and a line for each, named to readers of the screen; no violation, no other host."""
    from playwright.sync_api import sync_playwright

    session = client_of("analyst").cookies[settings.SESSION_COOKIE_NAME].value
    heard: list[str] = []
    asked: set[str] = set()
    drawn: dict[str, tuple[str | None, int, int]] = {}
    with loopback.served() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(locale="zh-CN")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        page = context.new_page()
        page.on("console", lambda said: heard.append(said.text))
        page.on("request", lambda request: asked.add(request.url.split("/")[2]))
        for place in ("/data/CA1/2026Q1/v001/", "/data/CA1/items/01/"):
            page.goto(f"{address}{place}")
            page.wait_for_selector("figure svg")
            drawn[place] = (
                page.get_attribute(".drawing", "aria-label"),
                page.locator("figure svg pattern").count(),
                page.locator("figure svg path").count(),
            )
        browser.close()

    assert heard == []
    assert asked == {address.removeprefix("http://")}
    label, patterns, _ = drawn["/data/CA1/2026Q1/v001/"]
    assert "上年末实有数" in label
    assert patterns >= 1
    assert drawn["/data/CA1/items/01/"][2] > 4
