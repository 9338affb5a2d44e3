"""What the office reads in the account of a night: the counts close, and what stands apart is named."""

import os
from datetime import date, datetime, time, timedelta
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st
from one_county import ANSWER, CADRES, CITY, COUNTY, FIRST, PARTY, Made, Town

from flows.chase.weekly import digest_begins, digest_day
from flows.judge.entered import Entered
from flows.nightly.account import Account, Expiring, Judged
from flows.office.configuration import Weekday
from flows.receive.refused import Rejection, turn_away
from flows.reply.letterbox import answer_name
from schemas.periods import SHANGHAI
from schemas.receipt import Refusal
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
    account = Account(Entered(frozenset({2, 3, 4}), 1, 1), 2, 0, judged, (), 0, (), 1.0, Expiring(), ())
    counts = [account.count(outcome) for outcome in (Outcome.CLEAN, Outcome.ERRORS, Outcome.QUERIES)]

    assert sum(counts) + account.again == len(judged)
    assert len(account.entered.taken) == sum(counts) + account.not_judged - account.taken_up
    assert "拒收 3 份" in account.lines("zh")[0]


def test_runs_that_were_cut_short_are_named_until_one_is_whole(town: Town) -> None:
    """Each with its time, in the account of the next whole run and in no later one."""
    with town.record() as record:
        for hour in (1, 2):
            record.begin_night("here", "", FIRST + timedelta(days=1, hours=hour))
    after, later = town.night(2), town.night(3)

    assert after.cut_short == tuple(FIRST + timedelta(days=1, hours=hour) for hour in (1, 2))
    assert "之前有 2 次夜间校核没有做完" in after.lines("zh")[1]
    assert f"{FIRST + timedelta(days=1, hours=1):%Y-%m-%d %H:%M}, " in after.lines("en")[1]
    assert later.cut_short == ()


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
    assert "这段时间拒收 2 份：\n" in told
    assert "   示例一县（1 份）：文件是空的" in told
    assert told.count("   示例一县（1 份）：") == 2
    assert "2 files refused in that time:" in told
    assert "■ 2025年第四季度" in told
    assert "■ Q4 2025" in told


def test_a_week_without_its_night_has_its_digest_from_the_next_one(town: Town) -> None:
    """Once, with all that came since the digest before, and on the chosen day again as ever; one run more is one file."""
    town.send("空.xlsx", b"")
    told = {}
    for day in (
        0,
        1,
        5,
        5,
        6,
        10,
        25,
        26,
    ):  # a Friday, a Saturday; the Wednesday after; its morrow; two Mondays later …
        town.night(day)
        file = town.home.reports / f"{FIRST + timedelta(days=day):%Y-%m-%d}" / "digest.txt"
        told[day] = file.read_text(encoding="utf-8") if file.is_file() else ""

    assert {day for day, text in told.items() if text} == {5, 10, 25}
    assert "一周小结（2027-01-11 至 2027-01-20）" in told[5]
    assert "这段时间拒收 1 份" in told[5]
    assert "一周小结（2027-01-20 至 2027-01-25）" in told[10]
    assert "这段时间拒收" not in told[10]
    assert "一周小结（2027-01-25 至 2027-02-09）" in told[25]


def test_an_office_owes_no_digest_before_its_first_night(town: Town) -> None:
    """There is no week to look back on; from the first chosen day on there is."""
    town.night(0)

    assert not list(town.home.reports.rglob("digest.txt"))


@given(
    weekday=st.sampled_from(Weekday),
    days=st.lists(st.integers(1, 20), min_size=1, max_size=20).map(lambda gaps: list(accumulate(gaps))),
)
def test_every_chosen_day_is_owed_once_and_nothing_between_two_digests_is_lost(
    weekday: Weekday, days: list[int]
) -> None:
    """Whatever nights there were: each digest begins where the one before ended, or earlier, and none comes too soon."""
    nights = [FIRST.date() + timedelta(days=day) for day in days]
    written: list[tuple[date, date]] = []
    for last, night in pairwise([None, *nights]):
        owed = digest_day(weekday, night, last)
        if owed is not None:
            written.append((owed, night))

    for owed, night in written:
        assert owed.isoweekday() == weekday.number
        assert owed <= night
        assert not [each for each in nights if owed <= each < night]
    for (_, before), (owed, _) in pairwise(written):
        assert before < owed <= before + timedelta(days=7)
    chosen = {day for day in nights if day.isoweekday() == weekday.number}
    assert chosen <= {night for _, night in written}


@given(
    weekday=st.sampled_from(Weekday),
    hours=st.lists(st.integers(1, 24 * 16), min_size=1, max_size=20).map(lambda gaps: list(accumulate(gaps))),
)
def test_a_digest_tells_what_came_since_the_one_before_to_the_minute(weekday: Weekday, hours: list[int]) -> None:
    """Whatever hours the nights ran at, also several a day: it begins at the moment at which the last one ended."""
    nights = [FIRST + timedelta(hours=each) for each in hours]
    ended: dict[date, datetime] = {}
    for night in nights:
        before = [each for each in nights if each.date() < night.date()]
        owed = digest_day(weekday, night.date(), before[-1].date() if before else None)
        if owed is None:
            continue
        begins = digest_begins(owed, before)
        earlier = [day for day in ended if day < night.date()]
        midnight = datetime.combine(owed - timedelta(days=7), time(), SHANGHAI)
        assert begins == (ended[max(earlier)] if earlier else midnight)
        ended[night.date()] = night


def test_what_came_between_nights_of_unlike_hours_is_told_once(town: Town) -> None:
    """A Monday's night at one and the next one by hand at nine: what came at five that first morning is in the second."""
    town.send("figures.json", b"[1, 2, 3]")
    town.night(3)
    came = FIRST + timedelta(days=3, hours=4)
    note = Rejection("0" * 64, "空.xlsx", f"{COUNTY}/空.xlsx", came, Refusal("FILE-EMPTY"))
    turn_away(town.home.raw, note, None, keep_bytes=False, tell=lambda: None)
    town.night(10 + 8 / 24)
    days = (town.home.reports / f"{FIRST + timedelta(days=day):%Y-%m-%d}" for day in (3, 10))
    first, second = ((day / "digest.txt").read_text(encoding="utf-8") for day in days)

    assert ["这段时间拒收 1 份" in told for told in (first, second)] == [True, True]
    assert ["文件是空的" in told for told in (first, second)] == [False, True]


def test_the_weekday_of_the_digest_is_a_choice(town: Town) -> None:
    """Friday, where the configuration says so."""
    choices = town.home.configuration
    choices.write_text(
        choices.read_text(encoding="utf-8").replace("[night]\n", '[night]\ndigest = "fri"\n'), encoding="utf-8"
    )
    town.night(0)

    assert (town.home.reports / f"{FIRST:%Y-%m-%d}" / "digest.txt").is_file()
