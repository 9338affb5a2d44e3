"""The data office's journey: the board, a review, decisions, sums, publishing, drafts, quality, settings."""

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from filled import workbook
from looked_at import decide

from flows.acts import sending
from flows.acts.sending import Sent, Upload
from flows.chase.alerts import Alert, alarm
from flows.chase.reporting_quality import reporting_quality
from flows.chase.supervision import notices, standings
from flows.check import Key
from flows.office.chamber import chamber
from flows.office.opened import Office
from flows.review.mirrors import mirrors
from flows.sample.draft import Draft, Spot
from portal.office.findings import explanations
from portal.pages import clock
from record import audit
from record import register as record
from schemas.decision import Explained, Reason
from schemas.finding import Address, Cell, Finding, Level, Pattern, Place, Role
from schemas.periods import SHANGHAI, Period
from schemas.report import cases
from schemas.sentences import line, place
from schemas.states import State
from schemas.unit_quality import UnitQuality

PERIOD = "2026Q2"
CLEAN, FAULTY, SILENT = "990121", "990122", "990123"
LATER = datetime(2026, 7, 20, 9, 0, tzinfo=SHANGHAI)
"""Two working days after the deadline."""
ClientOf = Callable[..., Client]


@pytest.fixture
def browser(folder: Path, client_of: ClientOf) -> Client:  # noqa: ARG001  # the folder comes first
    """The data office's browser."""
    return client_of("office")


def number_of(unit: str, return_code: str) -> int:
    found = record.current(unit, return_code, PERIOD)
    assert found is not None
    return found.submission


def text(response: object) -> str:
    return unescape(response.content.decode())


def test_the_board_says_every_state_in_words(browser: Client) -> None:
    """Each place has its state; the silent county's missing workbook has its alert in words beside the colour."""
    shown = text(browser.get(reverse("office-board")))

    assert "待审核" in shown
    assert "需修改" in shown
    assert '<span class="state missing">未报</span>' in shown
    assert '<span class="alert yellow">黄 · 还剩 2 天</span>' in shown


def test_the_board_turns_red_after_the_deadline(browser: Client) -> None:
    """A day after the deadline what is not handed in is late and red, what awaits review is not."""
    with clock.standing_at(LATER):
        shown = text(browser.get(reverse("office-board") + "?show=pressing"))

    assert '<span class="alert red">红 · 逾期 4 天</span>' in shown
    assert "示例三县" in shown
    assert "示例一县" not in shown


def test_alerts_begin_as_they_are_declared(folder: Path) -> None:
    """Blue five days before, yellow two, red a day after; orange after three working days of silence; no alert when done."""
    office, period = Office.at(folder), Period.parse(PERIOD)
    row = {each.row.state: each.row for each in standings(office, period, clock.now())}
    silent, back, waiting = row[State.MISSING], row[State.TO_CORRECT], row[State.AWAITING_REVIEW]

    def on(day: int, of: object) -> Alert | None:
        found = alarm(of, period, datetime(2026, 7, day, 9, tzinfo=SHANGHAI))
        return found.alert if found else None

    assert [on(day, silent) for day in (10, 11, 13, 14, 16)] == [
        None,
        Alert.BLUE,
        Alert.BLUE,
        Alert.YELLOW,
        Alert.YELLOW,
    ]
    long_ago = datetime(2026, 7, 8, 9, tzinfo=SHANGHAI)
    early = alarm(back, period, datetime(2026, 7, 10, 9, tzinfo=SHANGHAI), long_ago)
    assert early is None
    pressed = alarm(back, period, datetime(2026, 7, 13, 9, tzinfo=SHANGHAI), long_ago)
    assert pressed is not None
    assert (pressed.alert, pressed.days) == (Alert.ORANGE, 3)
    assert all(on(day, waiting) is None for day in (10, 16, 20))


def test_a_monthly_period_has_alerts_of_its_own(folder: Path) -> None:
    """Blue once collection has begun, yellow a day before the deadline, orange after two working days of silence."""
    office = Office.at(folder)
    row = {each.row.state: each.row for each in standings(office, Period.parse(PERIOD), clock.now())}
    monthly, deadline = Period.parse("2026M06"), datetime(2026, 7, 3, 17, 30, tzinfo=SHANGHAI)

    def on(day: int, state: State, back: int = 1) -> Alert | None:
        moment, since = (datetime(2026, 7, each, 9, tzinfo=SHANGHAI) for each in (day, back))
        owed = replace(row.get(state, row[State.TO_CORRECT]), state=state, due=deadline, late=moment > deadline)
        found = alarm(owed, monthly, moment, since)
        return found.alert if found else None

    assert [on(day, State.MISSING) for day in (1, 2, 3, 4)] == [Alert.BLUE, Alert.YELLOW, Alert.YELLOW, Alert.RED]
    assert [on(day, State.RETURNED) for day in (1, 2, 3)] == [Alert.BLUE, Alert.YELLOW, Alert.ORANGE]
    assert on(1, State.TO_EXPLAIN) is Alert.BLUE


def test_moves_that_do_not_agree_are_an_orange_alert_of_the_city(browser: Client, folder: Path) -> None:
    """On the board with the way to both sides, and in the digest of the week."""

    def one_more(made: Draft) -> None:
        made.change(Spot("CA1", made.units("CA1")[0], "inc_move_in_city"), 1)

    told = browser.get(reverse("office-draft-file", args=["digest"])).content.decode("utf-8-sig")
    assert "对不上" not in told
    office, wanted = Office.at(folder), Key(FAULTY, "CA", PERIOD)
    sent = sending.send(office, wanted, Upload("表.xlsx", workbook(FAULTY, "CA", one_more)), clock.now(), chamber())
    assert isinstance(sent, Sent)

    assert "橙 · 市内调入、调出对不上：CA1-M02。查看两边的数" in text(browser.get(reverse("office-board")))
    told = browser.get(reverse("office-draft-file", args=["digest"])).content.decode("utf-8-sig")
    assert "橙：市内调入、调出对不上（CA1-M02）" in told


def test_what_we_are_still_checking_is_no_unit_s_fault(folder: Path) -> None:
    """No notice of supervision names a workbook that is in our hands."""
    office, period = Office.at(folder), Period.parse(PERIOD)
    found = standings(office, period, LATER)
    late = [each for each in found if each.alarm is not None and each.alarm.alert is Alert.RED]
    checking = [replace(each, row=replace(each.row, state=State.CHECKING)) for each in late]

    assert notices(office, period, late, LATER, "zh")
    assert notices(office, period, checking, LATER, "zh") == ()


def test_the_queue_leads_to_reviews_oldest_first(browser: Client) -> None:
    """Everything that awaits review is listed with a link to its page."""
    shown = text(browser.get(reverse("office-queue")))
    waiting = [each.submission for each in record.on_file(PERIOD) if each.state is State.AWAITING_REVIEW]

    places = [shown.index(reverse("office-review", args=[number])) for number in waiting]
    assert len(places) == 8
    assert f"待审核（{len(waiting)}）" in shown


def test_a_review_shows_three_columns_and_the_findings(browser: Client) -> None:
    """This period, last period, change; and each finding in the very words of the other forms."""
    number = number_of(FAULTY, "PM")
    shown = text(browser.get(reverse("office-review", args=[number])))

    assert all(word in shown for word in (">本期<", ">上期<", ">变化<", "上期为 2026年第一季度 审定数"))
    assert all(line(finding, "zh") in shown for finding in record.findings(number) if finding.level.value == "error")
    assert re.search(r'<td class="number wrong">[^<]+<span class="small">（有问题）</span></td>', shown)
    other = text(browser.get(reverse("office-review", args=[number]) + "?table=PM4"))
    assert "PM4" in other
    assert browser.get(reverse("office-review", args=[number]) + "?table=CA1").status_code == 404
    assert browser.get(reverse("office-review", args=[99_999])).status_code == 404


def test_a_review_shows_every_explanation() -> None:
    """Also those of queries that follow from another one: the reviewer judges what the clerk wrote about each."""
    (case,) = cases(office_findings())
    given = explanations(case, {one.key: explanation(one) for one in office_findings()}, "zh")
    assert ["说明 left" in given[0], "说明 death" in given[1]] == [True, True]


def office_findings() -> tuple[Finding, ...]:
    """Two queries of one root."""
    places = (Place("PM1", "表", "TOTAL", "合计", "left", "出党"), Place("PM1", "表", "TOTAL", "合计", "death", "死亡"))
    return tuple(
        Finding("PM1-N01", Level.QUERY, Pattern.NOTE_NEEDED, place, (cell_at(place),), root=1) for place in places
    )


def cell_at(place: Place) -> Cell:
    return Cell(
        Role.SUBJECT, place.table, place.row_code, place.row_label, place.column, place.column_label,
        Address(place.sheet, 9, 3), 5,
    )  # fmt: skip


def explanation(finding: Finding) -> Explained:
    return Explained(finding, Reason.OTHER, f"说明 {finding.place.column}", "5", "")


def test_the_file_comes_back_as_it_was_kept(browser: Client, folder: Path) -> None:
    """Byte for byte, as an attachment that no browser guesses."""
    found = record.submission(number_of(CLEAN, "CA"))
    response = browser.get(reverse("office-file", args=[found.submission]))

    assert response.content == (folder / "raw" / found.kept_as).read_bytes()
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_approval_is_on_file_and_told(browser: Client, folder: Path) -> None:
    """Approved, signed by the account, and the county has its notice."""
    number = number_of(CLEAN, "CA")
    response = decide(browser, reverse("office-review", args=[number]), {"review": "approve", "text": ""}, follow=True)

    assert record.submission(number).state is State.APPROVED
    (decided,) = record.decisions(number)
    assert decided.by == "office"
    assert f"编号 {number}：通过" in text(response)
    notices_of = (folder / "replies" / CLEAN / PERIOD / "CA").glob("*.txt")
    assert any("已审定" in each.read_text("utf-8") for each in notices_of)


def test_a_return_needs_its_reason(browser: Client) -> None:
    """Without one nothing happens: the title says so, and the summary leads to the field."""
    number = number_of(CLEAN, "PM")
    response = decide(browser, reverse("office-review", args=[number]), {"review": "return", "text": "改"})

    shown = text(response)
    assert response.status_code == 422
    assert "<title>错误：" in shown
    assert '<a href="#text">' in shown
    assert 'id="text"' in shown
    assert record.submission(number).state is State.AWAITING_REVIEW

    decide(browser, reverse("office-review", args=[number]), {"review": "return", "text": "第3栏与台账不一致，请核对"})
    assert record.submission(number).state is State.RETURNED


def test_what_does_not_wait_is_not_approved(browser: Client) -> None:
    """A workbook with errors is not approved by a forged form; a second approval is told where it stands."""
    faulty, clean = number_of(FAULTY, "PM"), number_of(CLEAN, "TA")
    refused = decide(browser, reverse("office-review", args=[faulty]), {"review": "approve"})
    assert "需修改" in text(refused)
    assert refused.status_code == 422

    for text_of, status in (("", 302), ("再看了一遍，可以", 422)):
        fields = {"review": "approve", "text": text_of}
        assert decide(browser, reverse("office-review", args=[clean]), fields).status_code == status
    assert len(record.decisions(clean)) == 1


def test_a_waiver_is_made_listed_and_ended(browser: Client) -> None:
    """By code or name, with reason and expiry; ended, it is gone from the list."""
    wanted = {
        "unit": FAULTY,
        "code": "pm1-p03",
        "row": "",
        "column": "",
        "reason": "机构改革正在办理",
        "until": "2026-09-30",
    }
    shown = text(browser.post(reverse("office-waive"), wanted, follow=True))

    (made,) = record.waivers(clock.now().date())
    assert (made.unit, made.code, made.by) == (FAULTY, "PM1-P03", "office")
    assert "机构改革正在办理" in shown

    browser.post(reverse("office-end-waiver", args=[made.number]))
    assert record.waivers(clock.now().date()) == ()
    assert browser.post(reverse("office-end-waiver", args=[99_999])).status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"until": "2028-01-01"}, "waive-until"),
        ({"until": "明天"}, "waive-until"),
        ({"reason": "改"}, "waive-reason"),
        ({"code": "XX9-P99"}, "waive-code"),
        ({"row": "月球"}, "waive-row"),
        ({"column": "没有这一栏"}, "waive-column"),
        ({"unit": "000000"}, "waive-unit"),
    ],
)
def test_a_refused_waiver_leads_to_its_field(change: dict[str, str], field: str, browser: Client) -> None:
    """The summary names the field, and what was typed is kept."""
    wanted = {
        "unit": FAULTY,
        "code": "PM1-P03",
        "row": "",
        "column": "",
        "reason": "机构改革正在办理",
        "until": "2026-09-30",
    }
    response = browser.post(reverse("office-waive"), wanted | change)

    shown = text(response)
    assert response.status_code == 422
    assert f'<a href="#{field}">' in shown
    assert f'id="{field}"' in shown
    assert record.waivers(clock.now().date()) == ()


def test_a_correction_is_permitted_and_ended(browser: Client) -> None:
    """Only for what is approved; ended, no further file is taken under it."""
    wanted = {"unit": CLEAN, "return": "CA", "period": "2026Q1", "reason": "上期数有误需要更正", "until": "2026-08-31"}
    assert browser.post(reverse("office-permit"), wanted | {"period": PERIOD}).status_code == 422

    shown = text(browser.post(reverse("office-permit"), wanted, follow=True))
    (made,) = record.corrections(clock.now().date())
    assert "已同意 示例一县 2026Q1" in shown
    assert not record.is_closed(CLEAN, "CA", "2026Q1", clock.now())

    browser.post(reverse("office-end-correction", args=[made.number]))
    assert record.corrections(clock.now().date()) == ()
    assert record.is_closed(CLEAN, "CA", "2026Q1", clock.now())
    assert "end_correction" in [each.action for each in audit.export()]
    assert audit.verify().is_whole


def test_sums_name_who_is_missing(browser: Client) -> None:
    """Coverage is stated, and the county whose workbook is not handed in is named with its state."""
    shown = text(browser.get(reverse("office-sums") + f"?period={PERIOD}&table=CA1"))

    assert "覆盖 3/4" in shown
    assert "未包括：示例二县（需修改）" in shown


def test_sums_are_the_counties_totals(folder: Path) -> None:
    """The city's number is the sum of the numbers beside it; a share is not added up."""
    from flows.review.summing import summed

    office, period = Office.at(folder), Period.parse(PERIOD)
    board = record.board(period, office.register, tuple(office.returns), clock.now())
    for code in ("CA1", "TA6"):
        found = summed(office, period, office.returns.table(code), board)
        added = [each for each in found.lines if each.city is not None]
        assert added
        assert all(each.city == sum(one or 0 for one in each.counties) for each in added)
        assert all(each.spot.measure.zh != "%" for each in added)


def test_moves_stand_side_by_side(browser: Client, client_of: ClientOf, folder: Path) -> None:
    """The office sees every county's two numbers; a clerk sees the own ones and whether the city closes."""
    found = {each.code: each for each in mirrors(Office.at(folder), Period.parse(PERIOD))}
    moves = found["CA1-M02"]
    assert moves.holds
    assert moves.gap == 0
    assert len(moves.sides) == 4
    assert found["TA2-M02"].holds is None

    shown = text(browser.get(reverse("office-transfers")))
    assert f"{moves.sum_left:,}" in shown
    own = text(client_of("clerk", unit=CLEAN).get(reverse("clerk-transfers")))
    assert "本单位" in own
    assert "示例二县" not in own
    assert browser.get(reverse("clerk-transfers")).status_code == 404


def test_publishing_asks_for_the_missing(browser: Client) -> None:
    """Where not all is approved the box must be ticked; then the edition stands with its vintage and note."""
    address = reverse("office-publish")
    assert browser.post(address, {"period": PERIOD, "agree": "yes"}).status_code == 422
    for code in ("CA", "PM", "TA"):
        decide(browser, reverse("office-review", args=[number_of(CLEAN, code)]), {"review": "approve"})

    page = text(browser.get(address))
    assert "已审定、会收录的报表：3 份" in page
    assert "会列为“未包括”的报表：9 份" in page
    unticked = browser.post(address, {"period": PERIOD})
    assert unticked.status_code == 422
    assert '<a href="#agree">' in text(unticked)
    assert record.editions(PERIOD) == ()

    done = text(browser.post(address, {"period": PERIOD, "agree": "yes"}, follow=True))
    assert "已发布 2026Q2 v001" in done
    assert "这是本报告期的第一版" in done
    (edition,) = record.editions(PERIOD)
    assert len(edition.submissions) == 3
    again = text(browser.post(address, {"period": PERIOD, "agree": "yes"}, follow=True))
    assert "没有新版次" in again
    note = browser.get(reverse("office-note", args=[PERIOD, 1]))
    assert "这是本报告期的第一版" in note.content.decode("utf-8-sig")
    assert browser.get(reverse("office-note", args=[PERIOD, 2])).status_code == 404


def test_drafts_name_what_is_owed_and_nothing_more(browser: Client, folder: Path) -> None:
    """Reminders for who owes something; a notice of supervision only for who is late; all as text too."""
    shown = text(browser.get(reverse("office-drafts")))
    assert "示例三县 人才统计表（2026Q2）尚未报送" in shown
    assert "示例一县 的文稿" not in shown
    assert "督查通知单（草稿）" not in shown

    with clock.standing_at(LATER):
        response = browser.get(reverse("office-draft-file", args=["notices"]) + f"?period={PERIOD}")
        office, period = Office.at(folder), Period.parse(PERIOD)
        found = notices(office, period, standings(office, period, LATER), LATER, "zh")
    told = response.content.decode("utf-8-sig")
    assert response["Content-Type"].startswith("text/plain")
    assert [each.unit for each in found] == [FAULTY, SILENT]
    assert "1. 人才统计表：未报，已逾期 4 天" in told
    assert f"编号：{SILENT}-{PERIOD}-20260720" in told
    late = [each.row for each in standings(office, period, LATER) if each.row.unit == FAULTY and each.row.late]
    assert all(f"已逾期 4 天（编号 {row.submission}）" in told for row in late)
    for case in (case for row in late for case in cases(record.verdict(row.submission).findings)):
        if case.lead.level is not Level.NOTE:
            assert f"{case.lead.code}：{place(case.lead, 'zh')}" in told
    assert "请于 2026-07-23 前报送" in told
    digest = browser.get(reverse("office-draft-file", args=["digest"])).content.decode("utf-8-sig")
    assert "这段时间收到 11 份，来自 4 个单位。" in digest
    assert browser.get(reverse("office-draft-file", args=["other"])).status_code == 404


def test_quality_counts_what_its_formula_says(browser: Client, folder: Path) -> None:
    """In time, right the first time, revised: counted by workbook, with the formula on the page and in the file."""
    units = {each.unit: each for each in reporting_quality(Office.at(folder), [Period.parse(PERIOD)], LATER)}

    assert units[CLEAN] == UnitQuality(CLEAN, "示例一县", 3, 3, 3, 3, 0, 3)
    assert units[CLEAN].score == 100
    assert (units[SILENT].owed, units[SILENT].sent, units[SILENT].timely) == (3, 2, 2)
    assert units[SILENT].score == pytest.approx(200 / 3)
    assert units[FAULTY].first_pass == 0
    assert units[FAULTY].score == 70
    assert "得分 ＝（50 × 按时份数" in text(browser.get(reverse("office-quality")))
    lines = list(csv.reader(StringIO(browser.get(reverse("office-quality-file")).content.decode("utf-8-sig"))))
    assert lines[0][0] == "代码"
    assert lines[-1][0].startswith("得分")


def test_a_new_register_is_checked_before_it_counts(browser: Client, folder: Path) -> None:
    """Faults are named by line and nothing changes; a unit with workbooks on file must stay; a good one takes its place."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    address, file = reverse("office-units"), folder / "register.csv"
    before = file.read_bytes()

    def sent(content: str) -> object:
        return browser.post(address, {"register": SimpleUploadedFile("名册.csv", content.encode())})

    csv_text = before.decode("utf-8-sig")
    wrong = sent(csv_text.replace("2025", "20x5", 1) if "2025" in csv_text else csv_text + "坏行\n")
    assert wrong.status_code == 422
    assert '<a href="#register">' in text(wrong)
    lost = sent("".join(each for each in csv_text.splitlines(keepends=True) if not each.startswith(SILENT)))
    assert lost.status_code == 422
    assert browser.post(address, {}).status_code == 422
    assert file.read_bytes() == before

    done = sent(csv_text.replace("示例三县", "示例新三县"))
    assert done.status_code == 302
    assert "示例新三县" in file.read_text("utf-8-sig")
    (kept,) = (folder / "registers").glob("*.csv")
    assert kept.read_bytes() == before
    assert "示例新三县" in text(browser.get(address))
    assert "register_file" in [each.action for each in audit.export()]


def test_the_query_line_is_changed_in_the_file(browser: Client, folder: Path) -> None:
    """A whole percent is put into shenhe.toml and on record; anything else is refused and the file stays."""
    address, file = reverse("office-settings"), folder / "shenhe.toml"
    before = file.read_text("utf-8")

    for wrong in ("0", "51", "五", "3.5", ""):
        assert browser.post(address, {"share": wrong}).status_code == 422
    assert file.read_text("utf-8") == before

    assert browser.post(address, {"share": "8"}).status_code == 302
    assert Office.at(folder).configuration.false_questions == 0.08
    assert before.splitlines()[0] in file.read_text("utf-8")
    assert 'value="8"' in text(browser.get(address))
    assert "configure" in [each.action for each in audit.export()]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[checks]\nfalse_questions = 0.05 # as agreed\n", "[checks]\nfalse_questions = 0.08 # as agreed\n"),
        ("[checks]\n\n[night]\nworkers = 2\n", "[checks]\nfalse_questions = 0.08\n\n[night]\nworkers = 2\n"),
        ("[night]\nworkers = 2\n", "[night]\nworkers = 2\n\n[checks]\nfalse_questions = 0.08\n"),
    ],
)
def test_only_one_line_of_the_configuration_changes(before: str, after: str) -> None:
    """Comments and all other settings stay as a person wrote them."""
    from flows.acts.thresholds import with_share

    assert with_share(before, 8) == after


def test_a_night_at_work_is_told(browser: Client, folder: Path) -> None:
    """While another process works on the office's record, what needs it alone is refused in words."""
    import fcntl

    with (folder / ".night-lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        response = browser.post(reverse("office-settings"), {"share": "8"})

    assert response.status_code == 422
    assert '<a href="#share">' in text(response)


def test_decisions_are_not_made_before_the_last_night(browser: Client) -> None:
    """A clock that runs behind the record decides nothing."""
    with clock.standing_at(clock.now() - timedelta(days=30)):
        response = decide(browser, reverse("office-review", args=[number_of(CLEAN, "CA")]), {"review": "approve"})

    assert response.status_code == 422
    assert record.submission(number_of(CLEAN, "CA")).state is State.AWAITING_REVIEW
