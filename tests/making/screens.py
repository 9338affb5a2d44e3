"""Every screen of the portal in one list, and the office in which each of them has something to show.

What looks at screens (sizes, axe-core, pictures) takes them from here; a page that is missing fails a test.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from html import unescape

import second_edition
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from filled import doubtful, workbook
from looked_at import decide
from playwright.sync_api import Page

from portal.models import Key, Member
from portal.pages import clock
from record import register as record
from schemas.decision import Decision, Review

CLEAN, FAULTY, SILENT, CITY_LEVEL = "990121", "990122", "990123", "990100-S01"
PERIOD, PUBLISHED = "2026Q2", "2026Q1"
STRANGER, NEWCOMER = "", "newcomer"
"""Who has not signed in; an account that still has its first password."""
TRUE = "根据示组发〔2026〕8号批准设立，6月已挂牌1家"
ClientOf = Callable[..., Client]


@dataclass(frozen=True, slots=True)
class Stage:
    """Numbers of what stands on the stage."""

    faulty: int
    asked: int
    ready: int
    handed_in: int
    returned: int
    lost: int
    account: int
    first: Mapping[str, object]
    """of each list of the record that is not empty, what its first row is called"""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: its address by name, who looks at it, and what is done there before it is looked at."""

    name: str
    view: str
    who: str
    place: Callable[[Stage], str]
    act: Callable[[Page], None] | None = None
    media: str = "screen"
    status: int = 200
    meanwhile: Callable[[], AbstractContextManager[None]] = nullcontext
    """what is wrong with the office while it is looked at"""

    @property
    def is_wrong(self) -> bool:
        """Whether its title has to say that something is wrong."""
        return self.status >= 400 or self.name.endswith(("-refused", "-wrong")) or self.name in _WRONG


_WRONG = frozenset({"findings"})


def _at(name: str, query: str = "", **arguments: object) -> Callable[[Stage], str]:
    return lambda _: reverse(name, kwargs=arguments) + query


def _of(name: str, which: str, query: str = "") -> Callable[[Stage], str]:
    return lambda stage: reverse(name, args=[getattr(stage, which)]) + query


def _press(page: Page) -> None:
    """Send the page's own form."""
    with page.expect_navigation():
        page.locator("main form[method=post] button").first.click()


def _wrong_password(page: Page) -> None:
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "wrong")
    _press(page)


def _lock_out(page: Page) -> None:
    for _ in range(5):
        page.fill("#id_username", "locked")
        page.fill("#id_password", "wrong")
        _press(page)


def _weak_password(page: Page) -> None:
    for field in ("old_password", "new_password1", "new_password2"):
        page.fill(f"#id_{field}", "k7")
    _press(page)


def _forget(page: Page) -> None:
    """The page's cookie is gone, as when it was open for too long."""
    page.context.clear_cookies()
    page.fill("#id_username", "x")
    page.fill("#id_password", "x")
    _press(page)


def _explain_badly(page: Page) -> None:
    page.locator("textarea").first.fill("核实无误")
    page.locator("main select").first.select_option("R07")
    with page.expect_navigation():
        page.get_by_role("button", name="保存说明").click()


@contextmanager
def _configuration_broken() -> Iterator[None]:
    """Nobody can read the office's configuration."""
    file = settings.SHENHE_HOME / "shenhe.toml"
    held = file.with_name("aside.toml")
    file.rename(held)
    try:
        yield
    finally:
        held.rename(file)


def _other_language(page: Page) -> None:
    """The page asks for a language that there is not."""
    page.eval_on_selector("button[name=language]", "each => { each.value = 'fr' }")
    with page.expect_navigation():
        page.locator("button[name=language]").click()


def _open_all(page: Page) -> None:
    for each in page.locator("main details").all():
        each.evaluate("each => { each.open = true }")


def _name(page: Page) -> None:
    page.fill("#name", "季度图表")
    _press(page)


def _blank_name(page: Page) -> None:
    page.fill("#name", "   ")
    _press(page)


def _bad_account(page: Page) -> None:
    page.fill("#id_name", "两 个")
    page.select_option("#id_role", "clerk")
    _press(page)


def _return_without_reason(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="退回").click()


def _publish_unasked(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] button").last.click()


def _waive_unknown(page: Page) -> None:
    page.fill("#waive-code", "XX9-P99")
    page.fill("#waive-reason", "机构改革正在办理")
    page.fill("#waive-until", "2026-09-30")
    with page.expect_navigation():
        page.locator("form[action$='/waive/'] button").click()


def _share(page: Page) -> None:
    page.fill("#share", "五")
    _press(page)


def _send_nothing(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[enctype] button").click()


def _first_of(name: str, stage: Stage) -> str:
    """The page of the first of its kind in the record."""
    return reverse(f"admin:{name}_change", args=[stage.first[name]])


RECORDS = (
    "record_submission", "record_verdict", "record_explanation", "record_waiver", "record_correction",
    "record_decision", "record_edition", "record_releasenote", "record_auditentry", "record_night", "record_lease",
    "portal_letter",
)  # fmt: skip
"""What the site of the record lists, as Django calls it."""
_EMPTY = frozenset({"record_releasenote", "record_lease", "portal_letter"})
"""Of these there is nothing on the stage."""
_CLERK = f"clerk {SILENT}"
_OTHER = f"clerk {FAULTY}"
_EDITION = {"code": "CA1", "period": PUBLISHED, "vintage": 1}

SCREENS = (
    Screen("sign-in", "sign-in", STRANGER, _at("sign-in")),
    Screen("sign-in-wrong", "sign-in", STRANGER, _at("sign-in"), _wrong_password),
    Screen("locked-out", "sign-in", STRANGER, _at("sign-in"), _lock_out, status=429),
    Screen("too-old", "sign-in", STRANGER, _at("sign-in"), _forget, status=403),
    Screen("first-password", "change-password", NEWCOMER, _at("change-password")),
    Screen("password-wrong", "change-password", "analyst", _at("change-password"), _weak_password),
    Screen("not-found", "", "office", lambda _: "/nowhere/", status=404),
    Screen("not-found-stranger", "", STRANGER, lambda _: "/nowhere/", status=404),
    Screen("no-such-choice", "", STRANGER, _at("sign-in"), _other_language, status=400),
    Screen("unreadable", "", "office", _at("office-board", "?period=2026Q2%00"), status=400),
    Screen("not-that-way", "", "office", _at("office-waive"), status=405),
    Screen("too-large", "too-large", _CLERK, _at("too-large"), status=413),
    Screen("our-fault", "", f"clerk {CLEAN}", _of("clerk-marked", "lost"), status=500),
    Screen("no-settings", "", "office", _at("office-board"), status=503, meanwhile=_configuration_broken),
    Screen("tasks", "clerk-tasks", _CLERK, _at("clerk-tasks")),
    Screen("tasks-errors", "clerk-tasks", _OTHER, _at("clerk-tasks")),
    Screen("history", "clerk-history", _OTHER, _at("clerk-history")),
    Screen("upload", "clerk-upload", _CLERK, _at("clerk-upload", code="TA", period=PERIOD)),
    Screen("upload-refused", "clerk-upload", _CLERK, _at("clerk-upload", code="TA", period=PERIOD), _send_nothing),
    Screen("findings", "clerk-file", _OTHER, _of("clerk-file", "faulty")),
    Screen("explain", "clerk-file", _CLERK, _of("clerk-file", "asked"), _open_all),
    Screen("explain-refused", "clerk-file", _CLERK, _of("clerk-file", "asked"), _explain_badly),
    Screen("ready", "clerk-file", _OTHER, _of("clerk-file", "ready")),
    Screen("returned", "clerk-file", f"clerk {CLEAN}", _of("clerk-file", "returned")),
    Screen("confirm", "clerk-confirm", _OTHER, _of("clerk-confirm", "ready")),
    Screen("receipt", "clerk-receipt", _OTHER, _of("clerk-receipt", "handed_in")),
    Screen("receipt-printed", "clerk-receipt", _OTHER, _of("clerk-receipt", "handed_in"), media="print"),
    Screen("own-transfers", "clerk-transfers", f"clerk {CLEAN}", _at("clerk-transfers")),
    Screen("board", "office-board", "office", _at("office-board")),
    Screen("board-pressing", "office-board", "office", _at("office-board", "?show=pressing")),
    Screen("queue", "office-queue", "office", _at("office-queue")),
    Screen("review", "office-review", "office", _of("office-review", "faulty"), _open_all),
    Screen("review-refused", "office-review", "office", _of("office-review", "handed_in"), _return_without_reason),
    Screen("decisions", "office-decisions", "office", _at("office-decisions")),
    Screen("decisions-refused", "office-waive", "office", _at("office-decisions"), _waive_unknown),
    Screen("sums", "office-sums", "office", _at("office-sums", "?table=CA1")),
    Screen("transfers", "office-transfers", "office", _at("office-transfers")),
    Screen("publish", "office-publish", "office", _at("office-publish")),
    Screen("publish-refused", "office-publish", "office", _at("office-publish"), _publish_unasked),
    Screen("published", "office-publish", "office", _at("office-publish", f"?period={PUBLISHED}")),
    Screen("drafts", "office-drafts", "office", _at("office-drafts")),
    Screen("quality", "office-quality", "office", _at("office-quality")),
    Screen("settings", "office-settings", "office", _at("office-settings")),
    Screen("settings-refused", "office-settings", "office", _at("office-settings"), _share),
    Screen("units", "office-units", "office", _at("office-units", "?all=yes")),
    Screen("units-refused", "office-units", "office", _at("office-units"), _send_nothing),
    Screen("catalogue", "analyst-catalogue", "analyst", _at("analyst-catalogue")),
    Screen("search", "analyst-catalogue", "analyst", _at("analyst-catalogue", "?q=总数")),
    Screen("search-nothing", "analyst-catalogue", "analyst", _at("analyst-catalogue", "?q=no such thing")),
    Screen("table", "analyst-table", "analyst", _at("analyst-table", **_EDITION)),
    Screen("item", "analyst-item", "analyst", _at("analyst-item", code="CA1", number="01")),
    Screen("vintages", "analyst-vintages", "analyst", _at("analyst-vintages", code="CA1")),
    Screen("vintages-none", "analyst-vintages", "analyst", _at("analyst-vintages", code="PM1")),
    Screen("use", "analyst-use", "analyst", _at("analyst-use", **_EDITION)),
    Screen(
        "origin", "analyst-origin", "office",
        _at("analyst-origin", **_EDITION, unit=CLEAN, row="TOTAL", number="01"),
    ),
    Screen("keys", "analyst-keys", "analyst", _at("analyst-keys")),
    Screen("key-made", "analyst-keys", "analyst", _at("analyst-keys"), _name),
    Screen("key-refused", "analyst-keys", "analyst", _at("analyst-keys"), _blank_name),
    Screen("interface", "analyst-interface", "analyst", _at("analyst-interface")),
    Screen("accounts", "account-list", "administrator", _at("account-list")),
    Screen("account-add", "account-add", "administrator", _at("account-add")),
    Screen("account-add-refused", "account-add", "administrator", _at("account-add"), _bad_account),
    Screen("account", "account", "administrator", _of("account", "account")),
    Screen("account-password", "account-password", "administrator", _of("account", "account"), _press),
    Screen("record", "", "administrator", _at("admin:index")),
    *(Screen(f"record-{name}", "", "administrator", _at(f"admin:{name}_changelist")) for name in RECORDS),
    *(
        Screen(f"record-{name}-one", "", "administrator", partial(_first_of, name))
        for name in RECORDS if name not in _EMPTY
    ),
)  # fmt: skip

NO_SCREEN = {
    "home": "leads to the first page of a role",
    "sign-out": "leads to the sign-in",
    "language": "leads back",
    "clerk-template": "a file",
    "clerk-marked": "a file",
    "clerk-list": "a file",
    "clerk-check": "leads to the file's page",
    "clerk-withdraw": "leads to the file's page",
    "office-board-file": "a file",
    "office-file": "a file",
    "office-end-waiver": "leads to the decisions",
    "office-permit": "shows the decisions",
    "office-end-correction": "leads to the decisions",
    "office-note": "a file",
    "office-draft-file": "a file",
    "office-quality-file": "a file",
    "office-units-file": "a file",
    "analyst-choose": "leads to the newest edition",
    "analyst-download": "a file",
    "analyst-kept-file": "a file",
    "analyst-key-end": "leads to the keys",
    "account-end": "leads to the account",
    "account-reopen": "leads to the account",
    "account-assign": "leads to the account",
    "healthz": "for machines",
    "readyz": "for machines",
    "metrics": "for machines",
}
"""Addresses that are no screen of their own, and what they are instead."""


def stage(client_of: ClientOf) -> Stage:
    """Something of everything: put on file through the pages of the open office."""
    clerk, other, office = client_of("clerk", unit=SILENT), client_of("clerk", unit=FAULTY), client_of("office")
    asked = _sent(clerk, SILENT, "TA", doubtful)
    ready = _sent(other, FAULTY, "CA")
    handed_in = _sent(other, FAULTY, "TA", doubtful)
    _explain(other, handed_in)
    decide(other, reverse("clerk-confirm", args=[handed_in]))
    approved = record.current(CLEAN, "TA", PERIOD)
    returned = record.current(CLEAN, "PM", PERIOD)
    faulty = record.current(FAULTY, "PM", PERIOD)
    lost = record.current(CLEAN, "CA", PERIOD)
    if approved is None or returned is None or faulty is None or lost is None:
        raise LookupError(PERIOD)
    decide(office, reverse("office-review", args=[approved.submission]), {"review": "approve", "text": ""})
    comment = "表3与表1党员总数不一致，请核对后重新报送"
    record.review(Decision(returned.submission, Review.RETURN, "office", comment, clock.now()))
    exceptions = {"unit": CITY_LEVEL, "reason": "机构改革正在办理", "until": "2026-09-30"}
    office.post(reverse("office-waive"), exceptions | {"code": "PM1-P03", "row": "", "column": ""})
    office.post(reverse("office-permit"), exceptions | {"return": "CA", "period": PUBLISHED})
    second_edition.add(settings.SHENHE_HOME / "curated", PUBLISHED, "CA1", CLEAN, "closing")
    second_edition.leave_out(settings.SHENHE_HOME / "curated", PUBLISHED, "CA", "示例九县")
    analyst = client_of("analyst")
    for name in ("旧脚本", "月度报表"):
        analyst.post(reverse("analyst-keys"), {"name": name})
    analyst.post(reverse("analyst-key-end"), {"key": Key.objects.order_by("pk")[0].pk})
    client_of("administrator").post(reverse("account-add"), {"name": NEWCOMER, "role": "clerk", "unit": SILENT})
    newcomer = Member.objects.get(user__username=NEWCOMER)
    (settings.SHENHE_HOME / "raw" / lost.kept_as).unlink()
    first = {
        name: apps.get_model(*name.split("_")).objects.order_by("pk")[0].pk for name in RECORDS if name not in _EMPTY
    }
    return Stage(
        faulty.submission, asked, ready, handed_in, returned.submission, lost.submission, newcomer.pk, first
    )  # fmt: skip


def _sent(clerk: Client, unit: str, code: str, *changes: Callable[..., None]) -> int:
    name = f"{unit}_{code}_{PERIOD}.xlsx"
    file = SimpleUploadedFile(name, workbook(unit, code, *changes))
    clerk.post(reverse("clerk-upload", args=[code, PERIOD]), {"file": file})
    return record.sent(unit, code, PERIOD)[0].submission


def _explain(clerk: Client, number: int) -> None:
    address = reverse("clerk-file", args=[number])
    keys = re.findall(r'name="key-([^"]+)" value="([^"]+)"', clerk.get(address).content.decode())
    typed = {f"key-{at}": unescape(key) for at, key in keys}
    decide(clerk, address, typed | {f"text-{at}": TRUE for at, _ in keys} | {f"reason-{at}": "R07" for at, _ in keys})


def sessions(client_of: ClientOf) -> dict[str, str]:
    """For each of the list's readers, the key under which a browser is signed in."""
    keys = {STRANGER: ""}
    for who in {screen.who for screen in SCREENS} - {STRANGER}:
        role, _, unit = who.partition(" ")
        if role == NEWCOMER:
            client = Client()
            client.force_login(Member.objects.get(user__username=NEWCOMER).user)
        else:
            client = client_of(role, unit=unit)
        keys[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return keys
