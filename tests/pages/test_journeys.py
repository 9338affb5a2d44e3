"""Each reader's journey through the served portal in Debian's Chromium, from the sign-in on, with JavaScript and without."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import browsing
import loopback
import pytest
import second_edition
from browsing import Visit
from filled import doubtful, workbook, wrong
from playwright.sync_api import Browser, Locator, expect

from portal.models import Member
from record import connect, disconnect
from record import register as record
from schemas.states import State

pytestmark = pytest.mark.skipif(browsing.PROGRAM is None, reason="needs Chromium")
PASSWORD, NEXT = "示例口令-2026-七月", "另一个口令-2026-八月"
CLEAN, FAULTY, SILENT = "990121", "990122", "990123"
PERIOD, PUBLISHED = "2026Q2", "2026Q1"
TRUE = "根据示组发〔2026〕8号批准设立，6月已挂牌1家"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def browser(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Chromium; the loop that drives it turns in this thread, where Django has connections of its own."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with browsing.chromium() as found:
        connect(folder)
        yield found
        disconnect()


@pytest.fixture
def address(browser: Browser) -> Iterator[str]:  # noqa: ARG001  # it ends first, and its connections with it
    with loopback.served() as served:
        yield served


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def visit(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A window of a stranger; at the journey's end nothing was amiss and no other host was asked."""
    made = browsing.visit(browser, address, scripts=request.param)
    yield made
    assert made.faults() == []
    assert made.documents


def sign_in(visit: Visit, member: Member, password: str = PASSWORD) -> None:
    visit.go("/")
    fill_in(visit, member.user.username, password)


def fill_in(visit: Visit, name: str, password: str) -> None:
    visit.page.get_by_label("用户名").fill(name)
    visit.page.get_by_label("密码", exact=True).fill(password)
    press(visit, "登录")


def follow(visit: Visit, name: str) -> None:
    leave(visit, visit.page.get_by_role("link", name=name).first)


def press(visit: Visit, name: str) -> None:
    leave(visit, visit.page.get_by_role("button", name=name, exact=True))


def leave(visit: Visit, through: Locator) -> None:
    """Click, and wait for the page that it leads to."""
    with visit.page.expect_navigation():
        through.click()


def title(visit: Visit) -> str:
    return visit.page.locator("h1").inner_text()


def told(visit: Visit) -> str:
    return visit.page.locator("main").inner_text()


def saved(visit: Visit, name: str) -> tuple[str, bytes]:
    """What a link downloads: the name that the browser gives it, and its bytes."""
    with visit.page.expect_download() as coming:
        visit.page.get_by_role("link", name=name).first.click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def send(visit: Visit, name: str, content: bytes) -> None:
    visit.page.locator("#file").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    press(visit, "上传并校核")


def test_the_clerk(visit: Visit, account_of: Callable[..., Member]) -> None:
    """Tasks, template, errors, the marked workbook, a query explained, confirmed, the receipt, taken back, the history."""
    name = "示例三县_人才统计表_2026Q2.xlsx"
    sign_in(visit, account_of("clerk", SILENT))
    assert title(visit) == "我的任务"
    leave(visit, visit.page.locator("tr", has_text="人才统计表").get_by_role("link"))
    kept, content = saved(visit, "下载本单位本期的模板")
    assert (kept, content[:2]) == (name, b"PK")

    send(visit, name, workbook(SILENT, "TA", wrong))
    assert visit.page.title().startswith("错误：")
    assert "人才统计表有 1 处错误，改好后重新上传" in told(visit)
    link = visit.page.locator(".told li a").first
    card = visit.page.locator(str(link.get_attribute("href")))
    assert card.locator("h3").inner_text() == link.inner_text()
    assert card.locator("td.wrong").count() == 1
    kept, content = saved(visit, "下载标注好的工作簿")
    assert (kept, content[:2]) == ("示例三县_人才统计表_2026Q2_校核结果.xlsx", b"PK")
    kept, content = saved(visit, "问题清单.csv")
    assert content.decode("utf-8-sig").splitlines()[0].startswith("文件,")

    follow(visit, "重新上传")
    send(visit, name, workbook(SILENT, "TA", doubtful))
    assert "与上一次相比：改好 1，剩 0，新增" in told(visit)
    explain(visit, "核实无误")
    assert visit.page.title().startswith("错误：")
    assert visit.page.locator("textarea").first.input_value() == "核实无误"
    explain(visit, TRUE)
    assert "说明已保存" in told(visit)

    follow(visit, "确认报送")
    assert "合计行" in told(visit)
    press(visit, "确认报送")
    assert title(visit) == "报送回执"
    found = record.sent(SILENT, "TA", PERIOD)[0]
    assert found.state is State.AWAITING_REVIEW
    assert found.sha256[:12] in told(visit)
    assert TRUE in told(visit)
    visit.page.emulate_media(media="print")
    expect(visit.page.locator("header.top")).to_be_hidden()
    expect(visit.page.locator("main table").first).to_be_visible()
    visit.page.emulate_media(media="screen")

    press(visit, "撤回")
    assert "已撤回" in told(visit)
    assert record.submission(found.submission).state is State.READY
    follow(visit, "报送记录")
    assert told(visit).count("网页上传") == 2
    press(visit, "退出")
    assert title(visit) == "登录"


def explain(visit: Visit, text: str) -> None:
    for field in visit.page.locator("textarea").all():
        field.fill(text)
    for choice in visit.page.locator("article select").all():
        choice.select_option("R07")
    press(visit, "保存说明")


def test_the_office(visit: Visit, account_of: Callable[..., Member]) -> None:
    """The board, a review returned with its reason and one approved, a waiver, and an edition published by the check list."""
    sign_in(visit, account_of("office"))
    assert title(visit) == "报送进度 2026年第二季度"
    assert "黄 · 还剩 2 天" in told(visit)
    follow(visit, "待审核")
    review(visit, "示例一县", "党员统计表")
    assert all(word in told(visit) for word in ("本期", "上期", "变化"))
    press(visit, "退回")
    assert visit.page.title().startswith("错误：")
    visit.page.locator(".told.error a").click()
    expect(visit.page.locator("#text")).to_be_in_viewport()
    visit.page.locator("#text").fill("第3栏与台账不一致，请核对")
    press(visit, "退回")
    assert "已退回" in told(visit)

    follow(visit, "待审核")
    review(visit, "示例一县", "干部统计表")
    press(visit, "通过")
    assert "：通过" in told(visit)

    follow(visit, "豁免与更正")
    visit.page.locator("#waive-unit").select_option(FAULTY)
    visit.page.locator("#waive-code").fill("PM1-P03")
    visit.page.locator("#waive-reason").fill("机构改革正在办理")
    visit.page.locator("#waive-until").fill("2026-09-30")
    press(visit, "登记豁免")
    assert "机构改革正在办理" in told(visit)

    follow(visit, "发布")
    assert "会收录的报表：1 份" in told(visit)
    press(visit, "发布")
    assert visit.page.title().startswith("错误：")
    assert record.editions(PERIOD) == ()
    visit.page.locator("#agree").check()
    press(visit, "发布")
    assert "已发布 2026Q2 v001" in told(visit)
    assert len(record.editions(PERIOD)) == 1


def review(visit: Visit, unit: str, form: str) -> None:
    leave(visit, visit.page.locator("tr", has_text=unit).filter(has_text=form).get_by_role("link"))
    assert unit in title(visit)


def test_the_analyst(visit: Visit, folder: Path, account_of: Callable[..., Member]) -> None:
    """A search, an item, its table, a number down to its cell, two editions compared, and a key that opens the interface."""
    second_edition.add(folder / "curated", PUBLISHED, "CA1", CLEAN, "closing")
    sign_in(visit, account_of("analyst"))
    visit.page.get_by_role("searchbox").fill("本年增加合计")
    press(visit, "查找")
    follow(visit, "CA1.02")
    assert "本年增加合计" in title(visit)
    follow(visit, "CA1 公务员")
    has_scripts = visit.page.locator("figure svg").count() > 0 or visit.page.locator("figure[hidden]").count() == 0
    if has_scripts:
        visit.page.wait_for_selector("figure svg")
    number = visit.page.locator("#figures tbody tr", has_text="示例一县").locator("td a").first
    shown = number.inner_text()
    leave(visit, number)
    assert title(visit) == "数的来源"
    assert shown in told(visit)
    assert re.search("· C\\d+", told(visit))

    follow(visit, "回到表 CA1")
    follow(visit, "版本比较")
    assert "4,321" in told(visit)

    follow(visit, "读取密钥")
    visit.page.get_by_label("用途", exact=False).fill("季度图表")
    press(visit, "建立")
    key = visit.page.locator("#secret").inner_text()
    asked = Request(f"{visit.address}/api/v1/editions", headers={"Authorization": f"Bearer {key}"})
    with urlopen(asked) as answer:
        assert {each["period"] for each in json.load(answer)} >= {PUBLISHED}


def test_the_administrator(visit: Visit, browser: Browser, account_of: Callable[..., Member]) -> None:
    """A new account with its first password, which its owner has to change; then the account is ended and shut out."""
    sign_in(visit, account_of("administrator"))
    follow(visit, "新增账号")
    visit.page.get_by_label("用户名").fill("sanxian")
    visit.page.get_by_label("角色").select_option("clerk")
    visit.page.get_by_label("填报单位").select_option(SILENT)
    press(visit, "新增账号")
    first = visit.page.locator("main pre").inner_text()

    owner = browsing.visit(browser, visit.address)
    owner.go("/")
    fill_in(owner, "sanxian", first)
    assert "首次登录请先改密码" in told(owner)
    owner.go("/tasks/")
    assert owner.page.locator("#id_old_password").count() == 1
    for field, word in (("old_password", first), ("new_password1", NEXT), ("new_password2", NEXT)):
        owner.page.locator(f"#id_{field}").fill(word)
    press(owner, "保存")
    assert title(owner) == "我的任务"
    assert "示例三县" in told(owner)

    visit.go("/accounts/")
    follow(visit, "sanxian")
    press(visit, "停用账号")
    assert "已停用" in told(visit)
    owner.go("/tasks/")
    assert title(owner) == "登录"
    fill_in(owner, "sanxian", NEXT)
    assert owner.page.title().startswith("错误：")
    assert owner.faults() == []
