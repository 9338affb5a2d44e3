"""The journey of a clerk through the pages: tasks, template, upload, answer, explanation, confirmation, receipt, withdrawal."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from filled import doubtful, other, workbook, wrong
from looked_at import carried, decide
from uncomputed import without_results

from flows.acts.answered import answered
from flows.office.opened import Office
from flows.receive import StoreError
from portal.pages import clock
from record import models
from record import register as record
from record.verdicts import reopen
from schemas.decision import Decision, Review
from schemas.sentences import line, place
from schemas.states import State

ClientOf = Callable[..., Client]
CLEAN, FAULTY, SILENT = "990121", "990122", "990123"
UPLOAD = "/tasks/TA/2026Q2/"
TRUE = "根据示组发〔2026〕8号批准设立，6月已挂牌1家"


@pytest.fixture
def browser(folder: Path, client_of: ClientOf) -> Client:  # noqa: ARG001  # the office comes first
    return client_of("clerk", unit=SILENT)


def text_of(page: HttpResponse) -> str:
    """A page as its reader sees it, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def upload(
    browser: Client, content: bytes, name: str = "示例三县_人才统计表_2026Q2.xlsx", address: str = UPLOAD
) -> HttpResponse:
    return browser.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)


def newest(unit: str = SILENT, code: str = "TA") -> int:
    return record.sent(unit, code, "2026Q2")[0].submission


def whole(page: HttpResponse) -> None:
    """One h1, a title, links within the page that lead somewhere, ids that stand once, a label for every input, small."""
    html = page.content.decode()
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert html.count("<h1") == 1
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    labelled = set(re.findall(r'<label for="([^"]+)"', html))
    fields = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
    for field in fields:
        if 'type="hidden"' not in field:
            assert re.search(r'\bid="([^"]+)"', field)[1] in labelled
    assert "style=" not in html
    assert "<script>" not in html
    assert len(page.content) < 60_000


def test_the_tasks_name_state_deadline_and_one_next_step(browser: Client) -> None:
    """Each return of the period once, with days left; late in words once the deadline has passed."""
    page = browser.get("/tasks/")
    told = text_of(page)
    whole(page)
    assert "示例三县 · 2026年第二季度" in told
    assert "截止 7月16日（周四）17:30，还剩 2 天" in told
    assert "人才统计表 未报 还没有上传 下载模板、上传" in told
    assert page.content.decode().count('<td><a class="button"') == 3
    with clock.standing_at(clock.now().replace(day=20)):
        late = text_of(browser.get("/tasks/"))
    assert "已经过了 4 天" in late
    assert "未报 逾期：请尽快报送" in late


def test_the_tasks_lead_to_the_moves_once_there_is_something_to_see(folder: Path, client_of: ClientOf) -> None:
    """A unit with a workbook on file finds its own numbers and the city's gap; one with none is led nowhere."""
    browser = client_of("clerk", unit=SILENT)
    [address] = re.findall(r'href="(/[^"]*transfers[^"]*)"', unescape(browser.get("/tasks/").content.decode()))
    assert "2026年第二季度" in text_of(browser.get(address))
    assert folder.is_dir()
    with clock.standing_at(clock.now().replace(month=10, day=5)):
        assert "transfers" not in browser.get("/tasks/").content.decode()


def test_the_template_is_of_exactly_this_unit_and_period_and_is_taken_when_filled(browser: Client) -> None:
    """Its name says both; sent back unfilled it is checked, not refused."""
    page = browser.get("/tasks/TA/2026Q2/template/")
    assert "%E7%A4%BA%E4%BE%8B%E4%B8%89%E5%8E%BF" in page.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(page.content)) as package:
        assert any("990123|2026Q2" in package.read(name).decode(errors="ignore") for name in package.namelist())
    assert "需修改" in text_of(upload(browser, page.content))


def test_from_upload_to_receipt_and_back(browser: Client) -> None:
    """Errors; corrected: queries; explained: ready; confirmed with the totals; the receipt; withdrawn; history."""
    page = upload(browser, workbook(SILENT, "TA", wrong))
    whole(page)
    first = newest()
    assert "<title>错误：" in page.content.decode()
    assert "人才统计表有 1 处错误，改好后重新上传" in text_of(page)

    page = upload(browser, workbook(SILENT, "TA", doubtful))
    number = newest()
    told = text_of(page)
    whole(page)
    assert (record.submission(first).replaced_by, record.submission(number).state) == (number, State.TO_EXPLAIN)
    assert "与上一次相比：改好 1，剩 0，新增" in told
    keys = re.findall(r'name="key-([^"]+)" value="([^"]+)"', page.content.decode())
    blank = {f"key-{at}": unescape(key) for at, key in keys} | carried(page)
    refused = browser.post(
        page.request["PATH_INFO"],
        blank | {f"text-{at}": "核实无误" for at, _ in keys} | {f"reason-{at}": "R07" for at, _ in keys},
    )
    whole(refused)
    assert refused.status_code == 422
    assert "<title>错误：" in refused.content.decode()
    assert "核实无误" in refused.content.decode()
    page = browser.post(
        page.request["PATH_INFO"],
        blank | {f"text-{at}": TRUE for at, _ in keys} | {f"reason-{at}": "R07" for at, _ in keys},
        follow=True,
    )
    assert "说明已保存" in text_of(page)
    assert record.submission(number).state is State.READY

    page = browser.get(f"/tasks/file/{number}/confirm/")
    whole(page)
    assert "合计行" in text_of(page)
    assert "clerk990123 代表 示例三县 确认报送" in text_of(page)
    page = decide(browser, f"/tasks/file/{number}/confirm/", follow=True)
    told = text_of(page)
    whole(page)
    found = record.submission(number)
    assert found.sha256[:12] in told
    for word in (
        "填报单位（盖章） 示例三县",
        "负责人",
        "填表人",
        "报出时间 2026-07-14 09:00",
        "联系电话",
        TRUE,
        "待审核",
    ):
        assert word in told

    page = browser.post(f"/tasks/file/{number}/withdraw/", follow=True)
    assert "已撤回" in text_of(page)
    assert browser.get(f"/tasks/file/{number}/receipt/").status_code == 404
    page = browser.get("/tasks/history/")
    whole(page)
    assert text_of(page).count("网页上传") == 2


def test_what_is_judged_anew_after_it_was_handed_in_says_so_and_shows_no_receipt(browser: Client) -> None:
    """What could not be judged at once is by the next night, or by who asks; then its receipt is there again."""
    upload(browser, workbook(SILENT, "TA"))
    number = newest()
    decide(browser, f"/tasks/file/{number}/confirm/", follow=True)
    assert reopen(models.Submission.objects.get(pk=number))

    page = browser.get(f"/tasks/file/{number}/receipt/", follow=True)
    whole(page)
    assert page.redirect_chain == [(f"/tasks/file/{number}/", 302)]
    assert "豁免或校核规则有变，要重新校核，下面是原来的结果" in text_of(page)
    browser.post(f"/tasks/file/{number}/check/")
    assert record.submission(number).state is State.AWAITING_REVIEW
    whole(browser.get(f"/tasks/file/{number}/receipt/"))


def test_a_returned_workbook_shows_the_comment_as_a_card(browser: Client) -> None:
    """With the way to send it again."""
    upload(browser, workbook(SILENT, "TA"))
    number = newest()
    decide(browser, f"/tasks/file/{number}/confirm/")
    record.review(Decision(number, Review.RETURN, "office", "请核对人才公寓间数", clock.now()))
    page = browser.get(f"/tasks/file/{number}/")
    assert "退回：请核对人才公寓间数" in text_of(page)
    assert "看退回意见" in text_of(browser.get("/tasks/"))
    page = upload(browser, workbook(SILENT, "TA", other))
    assert record.submission(newest()).attempt == 2


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.xlsx", "文件是空的（0 字节）"),
        (b"%PDF-1.4", "表.xlsx", "这个文件是 PDF"),
        (b"x" * (21 << 20), "大.xlsx", "文件超过 20 MB"),
        (workbook(CLEAN, "TA"), "表.xlsx", "封面填报单位是“示例一县”，您的账号是“示例三县”"),
        (workbook(SILENT, "TA", period="2026Q1"), "表.xlsx", "报告期是2026年第一季度，现在报的是2026年第二季度"),
        (workbook(SILENT, "CA"), "表.xlsx", "看起来是干部统计表"),
    ],
)
def test_a_file_that_is_not_taken_says_what_why_and_what_to_do(
    browser: Client, content: bytes, name: str, said: str
) -> None:
    """On the page of the upload, whose title and summary say so; nothing is on file."""
    page = upload(browser, content, name)
    whole(page)
    assert page.status_code == 422
    assert "<title>错误：" in page.content.decode()
    assert said in text_of(page)
    assert record.sent(SILENT, "TA", "2026Q2") == ()


def test_without_a_file_the_page_asks_for_one(browser: Client) -> None:
    """No browser's own script is needed for that."""
    page = browser.post(UPLOAD, {})
    assert page.status_code == 422
    assert "请先选择要上传的工作簿" in text_of(page)


def test_a_fault_of_ours_is_told_as_ours_with_its_number(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the file is kept, and after: the second leaves a way to check it again."""

    def full(*_: object, **__: object) -> None:
        raise StoreError("STORE-FULL")

    with monkeypatch.context() as patch:
        patch.setattr("flows.acts.sending.receive_bytes", full)
        page = upload(browser, workbook(SILENT, "TA"))
    assert page.status_code == 503
    assert re.search("编号 [0-9A-F]{4}），不是您的文件问题", text_of(page))
    with monkeypatch.context() as patch:
        patch.setattr("flows.judge.replies.deliver", full)
        page = upload(browser, workbook(SILENT, "TA"))
    assert re.search("编号 [0-9A-F]{4}），不是您的文件问题，已通知管理员，文件已保留", text_of(page))
    assert "校核还没有做完" in text_of(page)
    page = browser.post(f"/tasks/file/{newest()}/check/", follow=True)
    assert "项校核全部通过，请确认报送" in text_of(page)


def test_a_period_that_has_not_ended_is_neither_handed_out_nor_taken(browser: Client) -> None:
    """Its pages are there from the day after its last; what is on file of it stays to be read."""
    content = workbook(SILENT, "TA")
    for period in ("2026Q3", "2027Q4"):
        assert browser.get(f"/tasks/TA/{period}/template/").status_code == 404
        assert browser.get(f"/tasks/TA/{period}/").status_code == 404
        assert upload(browser, content, address=f"/tasks/TA/{period}/").status_code == 404
    with clock.standing_at(clock.now().replace(month=6, day=30)):
        assert browser.get("/tasks/TA/2026Q2/template/").status_code == 404
        assert browser.get(f"/tasks/file/{newest(code='PM')}/").status_code == 200
    with clock.standing_at(clock.now().replace(day=1)):
        assert browser.get("/tasks/TA/2026Q2/template/").status_code == 200


def test_a_full_disk_is_told_at_every_step_and_nothing_is_done(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Confirming, taking back, explaining, checking again; what was typed is still there."""

    def full(*_: object, **__: object) -> None:
        raise StoreError("STORE-FULL")

    page = upload(browser, workbook(SILENT, "TA", doubtful))
    number = newest()
    at, key = re.findall(r'name="key-([^"]+)" value="([^"]+)"', page.content.decode())[0]
    typed = {f"key-{at}": unescape(key), f"text-{at}": TRUE, f"reason-{at}": "R07", **carried(page)}
    own = f"/tasks/file/{number}/"
    with monkeypatch.context() as patch:
        patch.setattr("flows.judge.turns.locked", full)
        kept = browser.post(own, typed)
        told = [browser.post(f"{own}{step}/", follow=True) for step in ("confirm", "withdraw", "check")]
    for each in (kept, *told):
        assert re.search("系统现在不能保存（编号 [0-9A-F]{4}），不是您的问题", text_of(each))
    assert (kept.status_code, TRUE in text_of(kept)) == (503, True)
    whole(kept)
    upload(browser, workbook(SILENT, "TA"))
    own = f"/tasks/file/{newest()}/"
    with monkeypatch.context() as patch:
        patch.setattr("flows.acts.telling.tell", full)
        assert "这一步没有办成" in text_of(decide(browser, f"{own}confirm/", follow=True))
        assert record.submission(newest()).state is State.READY
    decide(browser, f"{own}confirm/")
    assert record.submission(newest()).state is State.AWAITING_REVIEW


@pytest.mark.parametrize("page", ["9" * 5_000, "0", "-1", "²", "x"])
def test_a_page_that_there_is_not_is_another_page(browser: Client, page: str) -> None:
    """Of the findings and of the history; also after explanations are saved."""
    own = f"/tasks/file/{newest(code='PM')}/"
    assert browser.get(own, {"page": page}).status_code == 200
    assert browser.get("/tasks/history/", {"page": page}).status_code == 200


def test_page_workbook_list_and_record_say_the_same(folder: Path, client_of: ClientOf) -> None:
    """Every line and place of a finding, in the words that all forms share; the summary reads like the cards."""
    browser, office = client_of("clerk", unit=FAULTY), Office.at(folder)
    for code in ("CA", "PM", "TA"):
        number = newest(FAULTY, code)
        seen = answered(office, number)
        assert seen is not None
        page = browser.get(f"/tasks/file/{number}/")
        told = text_of(page)
        whole(page)
        listed = list(csv.reader(io.StringIO(browser.get(f"/tasks/file/{number}/list/").content.decode("utf-8-sig"))))
        for case in seen.report.cases:
            assert " ".join(line(case.lead, "zh").split()) in told
            assert " ".join(place(case.lead, "zh").split()) in told
            assert any(line(case.lead, "zh") in row for row in listed)
        html = page.content.decode()
        for target, words in re.findall(r'<li><a href="#(case-\d+)">([^<]+)</a>', html):
            assert f'id="{target}" tabindex="-1"><h3>{words}</h3>' in html
        marked = browser.get(f"/tasks/file/{number}/marked/")
        with zipfile.ZipFile(io.BytesIO(marked.content)) as package:
            assert any("问题清单" in package.read(name).decode(errors="ignore") for name in package.namelist())
        english = browser.get(f"/tasks/file/{number}/", headers={"cookie": "language=en"})
        assert english.status_code in {200, 302}


@pytest.mark.usefixtures("folder")
def test_the_excerpt_shows_the_sheet_as_it_was_filled(client_of: ClientOf) -> None:
    """The letters that stand where a number should, between the rows above and below, in red and in words."""
    page = client_of("clerk", unit=FAULTY).get(f"/tasks/file/{newest(FAULTY)}/").content.decode()
    assert re.search(r'<td class="number wrong">xx<span class="small">（有问题）</span></td>', page)
    assert len(re.findall(r'<tr><td class="number">\d+</td><th scope="row">', page)) == 3


def test_a_workbook_that_was_not_computed_names_its_cells_once(browser: Client) -> None:
    """Its card says how many and where, and to press F9; no excerpt of empty cells stands below."""
    page = upload(browser, without_results(workbook(SILENT, "TA")).content)
    whole(page)
    told = text_of(page)
    [card] = re.findall(r"<article class=\"case.*?</article>", page.content.decode(), re.DOTALL)
    assert "按 F9 重新计算" in told
    assert told.count("C7:U7") == 1
    assert "<table" not in card


def test_another_unit_sees_nothing_and_others_have_no_such_pages(browser: Client, client_of: ClientOf) -> None:
    """404 for every object of another county and for every other role; strangers sign in first."""
    upload(browser, workbook(SILENT, "TA", wrong))
    number = newest()
    own = [reverse(name, args=[number]) for name in ("clerk-file", "clerk-marked", "clerk-list")]
    assert [browser.get(address).status_code for address in own] == [200, 200, 200]
    posts = [reverse(name, args=[number]) for name in ("clerk-file", "clerk-check", "clerk-confirm", "clerk-withdraw")]
    reads = [*own, *(reverse(name, args=[number]) for name in ("clerk-confirm", "clerk-receipt"))]
    for role, unit in (("clerk", CLEAN), ("office", ""), ("analyst", ""), ("administrator", "")):
        stranger = client_of(role, unit=unit)
        assert {stranger.get(address).status_code for address in reads} == {404}
        assert {stranger.post(address).status_code for address in posts} == {404}
        if role != "clerk":
            for address in ("/tasks/", "/tasks/history/", UPLOAD, f"{UPLOAD}template/"):
                assert stranger.get(address).status_code == 404
    assert {Client().get(address).status_code for address in (*reads, "/tasks/")} == {302}
    assert browser.get("/tasks/XX/2026Q2/").status_code == 404
    assert browser.get("/tasks/TA/1999Q1/").status_code == 404
    assert browser.get("/tasks/TA/never/").status_code == 404
    assert browser.get(f"/tasks/file/{number}/withdraw/").status_code == 405


def test_the_pages_are_there_in_english(browser: Client) -> None:
    """Whoever chose it reads no Chinese around the form's own words."""
    browser.cookies["language"] = "en"
    assert "My tasks" in text_of(browser.get("/tasks/"))
    page = upload(browser, workbook(SILENT, "TA", doubtful))
    assert "Needs explanation" in text_of(page)
    whole(page)
