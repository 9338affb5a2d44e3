"""What the office reads in the account of a night: the counts close, and what stands apart is named."""

import os
from datetime import timedelta

from one_county import ANSWER, CADRES, CITY, COUNTY, FIRST, PARTY, Made, Town

from flows.nightly.account import Account, Entered, Judged
from flows.reply.letterbox import answer_name
from schemas.report import Outcome
from schemas.states import State


def test_what_is_judged_again_beside_others_is_counted_apart(town: Town, made: Made) -> None:
    """The county sends its second return: the first is judged again beside it, and the counts close."""
    town.send(PARTY, made.sent[PARTY])
    account = town.night(1)

    assert (len(account.entered.taken), len(account.judged), account.again) == (1, 2, 1)
    assert "收到 1 份" in account.lines("zh")[0]
    assert "校核 2 份：通过 1，需修改 0，待说明 0，因其他变化重校 1；" in account.lines("zh")[0]
    assert (
        "2 checked: 1 clean, 0 to correct, 0 to explain, 1 checked again for changes beside them;"
        in account.lines("en")[0]
    )


def test_of_two_files_of_one_night_the_earlier_is_counted_as_not_judged(town: Town, made: Made) -> None:
    """Both were received; the later one counts."""
    for at, content in enumerate((made.asked, made.sent[CADRES])):
        town.send(f"{at}.xlsx", content)
        os.utime(town.home.inbox / COUNTY / f"{at}.xlsx", (FIRST.timestamp() + at,) * 2)
    account = town.night(1)

    assert (len(account.entered.taken), len(account.judged), account.not_judged) == (2, 1, 1)
    assert any("收到的有 1 份这次没有校核" in line for line in account.lines("zh"))
    assert any("Received and not checked this time: 1" in line for line in account.lines("en"))
    assert {name.rpartition("/")[0] for name in town.replies(ANSWER)} == {"", "第1次"}
    assert {"1_校核结果.txt", f"第1次/{answer_name(CADRES, '.txt')}"} <= town.replies(ANSWER).keys()


def test_published_workbooks_keep_their_verdict_and_the_office_hears_of_earlier_rules(town: Town) -> None:
    """After a change of rules what is published is not judged again; a line says how many there are."""
    assert town.night(1).earlier_rules == 0
    with town.record():
        from record import models

        models.Verdict.objects.filter(submission__state=State.PUBLISHED.value).update(rule_set="0" * 64)
    account = town.night(2)

    assert (account.earlier_rules, account.judged, town.current(CITY).rule_set) == (1, (), "0" * 64)
    assert any(
        "1 份已发布的报表是按以前的规则校核的" in line and "shenhe impact" in line for line in account.lines("zh")
    )
    assert any("1 published workbook was judged by an earlier rule set" in line for line in account.lines("en"))


def test_the_counts_of_an_account_close() -> None:
    """Judged for the first time and again; received, taken up and left."""
    judged = (
        Judged(1, Outcome.CLEAN, first=True),
        Judged(2, Outcome.ERRORS, first=True),
        Judged(3, Outcome.QUERIES, first=True),
        Judged(9, Outcome.ERRORS, first=False),
    )
    account = Account(Entered(frozenset({2, 3, 4}), 1, 1), 2, 0, judged, (), 0, (), 1.0)
    counts = [account.count(outcome) for outcome in (Outcome.CLEAN, Outcome.ERRORS, Outcome.QUERIES)]

    assert sum(counts) + account.again == len(judged)
    assert len(account.entered.taken) == sum(counts) + account.not_judged - account.taken_up
    assert "拒收 3 份" in account.lines("zh")[0]


def test_the_night_of_the_chosen_weekday_writes_the_digest(town: Town, made: Made) -> None:
    """Once a week: what came and what was refused of whom and why, where the periods stand; no night else."""
    town.send("空.xlsx", b"")
    town.send("figures.json", b"[1, 2, 3]")
    town.send(PARTY, made.sent[PARTY])
    folders = {}
    for day in range(4):  # from a Friday to a Monday
        town.night(day)
        folders[day] = town.home.reports / f"{FIRST + timedelta(days=day):%Y-%m-%d}"
    told = (folders[3] / "digest.txt").read_text(encoding="utf-8")

    assert [(folders[day] / "digest.txt").is_file() for day in folders] == [False, False, False, True]
    assert "一周小结（2027-01-11 至 2027-01-18）" in told
    assert "一周内拒收 2 份：\n" in told
    assert "   示例一县（1 份）：文件是空的" in told
    assert told.count("   示例一县（1 份）：") == 2
    assert "2 files refused within the week:" in told
    assert "■ 2025年第四季度" in told
    assert "■ Q4 2025" in told


def test_the_weekday_of_the_digest_is_a_choice(town: Town) -> None:
    """Friday, where the configuration says so."""
    choices = town.home.configuration
    choices.write_text(
        choices.read_text(encoding="utf-8").replace("[night]\n", '[night]\ndigest = "fri"\n'), encoding="utf-8"
    )
    town.night(0)

    assert (town.home.reports / f"{FIRST:%Y-%m-%d}" / "digest.txt").is_file()
