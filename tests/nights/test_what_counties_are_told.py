"""What a county finds below replies/ after a night about the workbooks that were judged."""

import io
from datetime import date

import openpyxl
from one_county import ANSWER, ASKED, CADRES, COUNTY, FIRST, WRONG, Made, Town, explained, head_of, saved

from flows.office.chamber import chamber
from flows.office.opened import Office
from flows.precheck import Ground, Offered, check_files
from flows.reply import notice
from flows.reply.letterbox import answer_name
from schemas.decision import Waiver
from schemas.messages import catalogue
from schemas.report import FileReport, Outcome
from schemas.states import State


def test_an_answer_says_in_both_languages_what_to_do_with_the_files_beside_it(town: Town) -> None:
    """By the marked workbook and its list, back into the inbox; there is no page to log in to.

    Found long after the deadline: due on the third working day after the night.
    """
    chinese, english = town.told()

    assert chinese.startswith("【组织统计】示例一县 干部统计表（2025Q4）第1次上传：1 处错误")
    assert "请按标注工作簿和问题清单改正后重新放入收件夹。截止 1月20日" in chinese
    assert "upload 1: 1 error, 0 queries; please correct the marked workbook" in english
    assert "put it into the inbox again. Due " in english
    for code, message in catalogue().items():
        if code.startswith("NOTICE-INBOX"):
            assert "登录" not in message.zh
            assert "我的任务" not in message.zh
            assert "log in" not in message.en


def test_explanations_that_are_not_accepted_are_named_and_are_no_new_findings(town: Town, made: Made) -> None:
    """The notice and the head of the list count them; 改好, 剩, 新增 are about the figures alone."""
    town.send(CADRES, made.asked)
    town.night(1)
    assert "没有错误，1 处请核实，请改数，或在标注工作簿的问题清单里写明原因" in town.told()[0]
    marked = town.replies(ANSWER)[answer_name(CADRES, ".xlsx")]
    town.send(CADRES, explained(marked, "R99", "属实"))
    town.night(2)

    chinese, english = town.told()
    assert "没有错误，1 处请核实，2 条说明没有采用（原因见问题清单），请改数" in chinese
    assert "no errors, 1 query, 2 explanations not accepted (the list of findings says why); please correct" in english
    top = head_of(town.replies(ANSWER)[answer_name(CADRES, ".xlsx")])
    assert "2 条说明没有采用，原因见各处" in top
    assert "与上一次相比：改好 0，剩 1，新增 0" in top
    assert town.current().state is State.TO_EXPLAIN


def test_what_is_waived_is_not_called_corrected(town: Town, made: Made) -> None:
    """The error stands in both uploads and is told in neither: it is neither 改好 nor 剩."""
    with town.record() as record:
        until = date(2027, 3, 1)
        for code in {finding.code for finding in record.findings(1)}:
            record.waive(Waiver(COUNTY, code, "", "", "上年数待核，批文未到", "office", FIRST.date(), until), FIRST)
    town.send(CADRES, made.changed(CADRES, {**WRONG, **ASKED}))
    town.night(1)

    assert "没有错误，1 处请核实" in town.told()[0]
    assert "改好 0，剩 0，新增 1" in head_of(town.replies(ANSWER)[answer_name(CADRES, ".xlsx")])


def test_what_is_explained_is_neither_left_nor_new(town: Town, made: Made) -> None:
    """A resubmission that explains its one query has nothing left, and waits for a person."""
    town.send(CADRES, made.asked)
    town.night(1)
    marked = town.replies(ANSWER)[answer_name(CADRES, ".xlsx")]
    town.send(CADRES, explained(marked, "R99", "两名干部按省里统一部署参加援派工作，期满后调回原地任职"))
    town.night(2)

    assert town.current().state is State.AWAITING_REVIEW
    assert "校核通过" in town.told()[0]
    assert "改好 0，已说明 1，剩 0，新增 0" in head_of(town.replies(ANSWER)[answer_name(CADRES, ".xlsx")])


def test_the_newest_answer_lies_in_the_folder_and_earlier_ones_whole_in_their_own(town: Town, made: Made) -> None:
    """Also where the last one is an approval, which has no list any more."""
    first = town.replies(ANSWER)
    town.send("第二次.xlsx", made.asked)
    town.night(1)
    second = {name: text for name, text in town.replies(ANSWER).items() if "/" not in name}
    town.send("第三次.xlsx", made.sent[CADRES])
    town.night(2)
    last = town.replies(ANSWER)

    assert {f"第1次/{name}": text for name, text in first.items()}.items() <= last.items()
    assert {f"第2次/{name}": text for name, text in second.items()}.items() <= last.items()
    assert len(first) == len(second) == 2
    assert "已审定" in town.told()[0]
    assert "approved" in town.told()[1]
    assert town.current().attempt == 3


def test_of_another_kind_the_page_of_results_is_named() -> None:
    """An .xls cannot be marked: its clerk is led to the page, and to .xlsx where something is to be explained."""
    asked = FileReport(
        "表.xls", "0" * 64, Outcome.QUERIES, unit_name="示例一县", return_zh="干部统计表", period="2025Q4"
    )

    assert "按校核结果页改数后重新放入收件夹；属实的，请另存为 .xlsx" in notice.of_check(asked, 1, None, 7, "zh")
    assert "save it as .xlsx" in notice.of_check(asked, 1, None, 7, "en")


def test_an_answer_names_the_template_that_the_file_was_made_from(town: Town, made: Made) -> None:
    """That of the year before was right for its period: the night and a check say so alike, not what is handed out now."""
    book = openpyxl.load_workbook(io.BytesIO(made.sent[CADRES]), data_only=True)
    for stamp in book.custom_doc_props.props:
        stamp.value = stamp.value.replace("CA-2026.1", "CA-2025.1")
    town.send(CADRES, saved(book))
    file = town.home.inbox / COUNTY / CADRES
    office = Office.at(town.folder)
    ground = Ground(office.returns, office)
    [checked] = check_files([Offered(file, CADRES)], ground, chamber(), FIRST.date(), lambda _: None)
    town.night(1)
    with town.record() as record:
        from flows.acts.answered import answered  # only once a record is opened

        seen = answered(office, record.current(COUNTY, "CA", "2025Q4").submission)

    assert checked.report.template == "CA-2025.1"
    assert seen is not None
    assert seen.report.template == "CA-2025.1"
