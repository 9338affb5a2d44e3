"""Debian's Chromium on the served portal: what it asked, what it complained of, and what axe-core says of a page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from playwright.sync_api import Browser, Page, Response, sync_playwright

PROGRAM = shutil.which("chromium")
_STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
  rules: {"target-size": {enabled: true}}})
  .then(found => found.violations.map(each =>
    `${each.id}: ${each.help}: ${each.nodes.map(node => node.html.slice(0, 160)).join(" | ")}`))"""
_ANSWERED = "Failed to load resource: the server responded with a status of "
"""Chromium says so of a page that is a refusal in words; of anything else `troubles` has it by its status."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser window of one reader: its page, the hosts that it asked, what it complained of, the pages it got."""

    page: Page
    address: str
    hosts: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)
    documents: list[Response] = field(default_factory=list)

    def go(self, place: str) -> None:
        """Open a place of the portal."""
        self.page.goto(f"{self.address}{place}")

    def faults(self) -> list[str]:
        """Complaints of the browser, files that did not come, other hosts that were asked."""
        own = self.address.removeprefix("http://")
        return [*self.troubles, *(f"asked {host}" for host in sorted(self.hosts - {own}))]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser while the block lasts."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=PROGRAM, args=["--no-sandbox", "--lang=zh-CN"], env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        try:
            yield browser
        finally:
            browser.close()


def visit(browser: Browser, address: str, *, session: str = "", scripts: bool = True, width: int = 1280) -> Visit:
    """A window of its own, in Chinese; signed in where the key of a session is given."""
    context = browser.new_context(
        locale="zh-CN", java_script_enabled=scripts, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    context.set_default_timeout(120_000)  # a busy machine is no fault of a page
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    made = Visit(context.new_page(), address)
    made.page.on("console", lambda said: _heard(made, said.text))
    made.page.on("pageerror", lambda error: made.troubles.append(str(error)))
    made.page.on("request", lambda request: made.hosts.add(_host(request.url)))
    made.page.on("response", lambda response: _answered(made, response))
    return made


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA, and against its own good practice, on a page as it is now."""
    page.evaluate(_axe())
    found: list[str] = page.evaluate(_RUN, _STANDARD)
    return found


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def _host(url: str) -> str:
    return url.split("/")[2]


def _heard(made: Visit, text: str) -> None:
    if not text.startswith(_ANSWERED):
        made.troubles.append(text)


def _answered(made: Visit, response: Response) -> None:
    if response.request.resource_type == "document":
        made.documents.append(response)
    elif response.status >= 400:
        made.troubles.append(f"{response.status} {response.url}")
