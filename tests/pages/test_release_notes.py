"""What the office says beside an edition: kept with it, told wherever the edition is told, and audited."""

import json
import re
import shutil
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from flows import acts
from flows.cli.commands import app
from flows.office.opened import Office
from flows.publish.editions import catalogued
from flows.publish.gate import Verdict
from portal.pages import clock
from record import audit, models
from record import register as record
from record.errors import RecordError
from schemas.decision import Decision, Review
from schemas.periods import Period
from schemas.published import Published

ClientOf = Callable[..., Client]
CODE, CLEAN = "2026Q2", "990121"
PERIOD = Period.parse(CODE)
NOTE = "本版首次收录 *示例一县*。\n其余县待报。"


@pytest.fixture
def approved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office of which one county's workbooks are approved, and whose editions nobody judges: that takes a second each."""
    monkeypatch.setattr("flows.publish.press.judge_edition", lambda *_: Verdict(()))
    for each in record.on_file(CODE):
        if each.unit == CLEAN:
            record.review(Decision(each.submission, Review.APPROVE, "office", "", clock.now()))
    return folder


def publish(folder: Path, text: str | None = None) -> Published:
    note = None if text is None else acts.Note(text, "office")
    done = acts.publish(Office.at(folder), PERIOD, clock.now(), note)
    assert isinstance(done, Published)
    return done


def sums(folder: Path) -> dict[str, str]:
    edition = folder / "curated" / CODE / "v001"
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in edition.iterdir()}


def seen(office: Client) -> str:
    """What the form of the page carries of what its writer sees."""
    page = office.get(f"{reverse('office-publish')}?period={CODE}").content.decode()
    (carried,) = re.findall(r'name="seen" value="([^"]+)"', page)
    return str(carried)


def test_a_note_stands_wherever_the_edition_does(approved: Path, client_of: ClientOf) -> None:
    """On the office's page, in CHANGES and the quality report as text, on a table's page, and in the interface."""
    office, analyst = client_of("office"), client_of("analyst")
    address = reverse("office-publish")
    page = office.get(address).content.decode()
    assert 'id="note"' in page
    posted = {"period": CODE, "agree": "yes", "note": NOTE.replace("\n", "\r\n"), "seen": seen(office)}
    assert office.post(address, posted).status_code == 302

    edition = approved / "curated" / CODE / "v001"
    assert "## 发布说明 Release note\n\n本版首次收录 \\*示例一县\\*。\n" in (edition / "CHANGES.md").read_text("utf-8")
    assert "<p>其余县待报。</p>" in (edition / "quality.html").read_text("utf-8")
    assert json.loads((edition / "edition.json").read_bytes())["note"] == NOTE
    assert [each.note for each in catalogued(approved / "curated") if each.period == CODE] == [NOTE]
    shown = unescape(analyst.get(reverse("analyst-choose", args=["CA1"]), follow=True).content.decode())
    assert "发布说明" in shown
    assert "其余县待报。" in shown
    [key] = re.findall(r'id="secret">([^<]+)<', analyst.post("/data/keys/", {"name": "图表"}).content.decode())
    told = Client().get("/api/v1/editions", headers={"Authorization": f"Bearer {key}"}).json()
    assert [each["note"] for each in told if each["period"] == CODE] == [NOTE]
    (written,) = [each for each in audit.export() if each.action == "release_note"]
    assert (written.by, written.subject, json.loads(written.facts)["text"]) == ("office", f"edition {CODE} v001", NOTE)


def test_an_edition_made_again_says_the_same(approved: Path) -> None:
    """The note is on file: from it the same bytes come again, also where nobody writes it a second time."""
    publish(approved, NOTE)
    before = sums(approved)
    shutil.rmtree(approved / "curated" / CODE)
    models.EditionEntry.objects.filter(edition__period=CODE).delete()
    models.Edition.objects.filter(period=CODE).delete()
    models.Submission.objects.filter(period=CODE, state="published").update(state="approved")

    assert publish(approved).new
    assert sums(approved) == before


def test_a_note_alone_makes_no_edition_and_waits_for_the_next(approved: Path, client_of: ClientOf) -> None:
    """It is shown in its field until then, may be taken back, and what is published keeps what it says."""
    publish(approved, NOTE)
    assert not publish(approved, "更正一处").new
    page = unescape(client_of("office").get(f"{reverse('office-publish')}?period={CODE}").content.decode())
    assert re.search("<textarea[^>]*>更正一处</textarea>", page)
    assert not publish(approved, "").new
    assert (record.release_note(CODE, 1), record.release_note(CODE, 2)) == (NOTE, "")
    with pytest.raises(RecordError) as late:
        record.put_release_note(CODE, 1, "另一句", "office", clock.now())
    assert late.value.code == "NOTE-PUBLISHED"


@pytest.mark.parametrize("text", ["电话13800138000", "字" * 2_001])
def test_a_note_that_cannot_be_taken_leads_to_its_field_and_publishes_nothing(
    approved: Path, client_of: ClientOf, text: str
) -> None:
    """Of a person, or too long; what was typed is still there."""
    assert approved.is_dir()
    office = client_of("office")
    posted = {"period": CODE, "agree": "yes", "note": text, "seen": seen(office)}
    answer = office.post(reverse("office-publish"), posted)
    assert answer.status_code == 422
    assert '<a href="#note">' in answer.content.decode()
    assert text in answer.content.decode()
    assert record.editions(CODE) == ()
    assert record.release_note(CODE, 1) == ""


def test_a_note_does_not_go_out_with_another_edition(approved: Path, client_of: ClientOf) -> None:
    """The night published meanwhile what the note was meant for: nothing is kept, the page says so and keeps the text."""
    office = client_of("office")
    carried = seen(office)
    publish(approved)
    posted = {"period": CODE, "agree": "yes", "note": NOTE, "seen": carried}

    answer = office.post(reverse("office-publish"), posted)

    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f"写给 {CODE} v001 的，现在下一版是 {CODE} v002" in page
    assert "其余县待报。</textarea>" in page
    assert [record.release_note(CODE, vintage) for vintage in (1, 2)] == ["", ""]
    (renewed,) = re.findall(r'name="seen" value="([^"]+)"', page)
    assert office.post(reverse("office-publish"), {**posted, "seen": renewed}).status_code == 302
    assert [record.release_note(CODE, vintage) for vintage in (1, 2)] == ["", NOTE]


@pytest.mark.parametrize("typed", ["", "另一句"])
def test_a_note_does_not_take_the_place_of_one_unseen(approved: Path, client_of: ClientOf, typed: str) -> None:
    """Somebody else wrote after the page was opened: their words stay, are told, and nothing is published."""
    assert approved.is_dir()
    office = client_of("office")
    carried = seen(office)
    record.put_release_note(CODE, 1, NOTE, "张科", clock.now())

    answer = office.post(reverse("office-publish"), {"period": CODE, "agree": "yes", "note": typed, "seen": carried})

    assert answer.status_code == 422
    assert f"给 {CODE} v001 写的发布说明现在是：“本版首次收录" in unescape(answer.content.decode())
    assert (record.release_note(CODE, 1), record.editions(CODE)) == (NOTE, ())


@pytest.mark.parametrize("carried", [None, "", "1", "x-y", "1-000000000000", "٣-000000000000"])
def test_a_note_of_a_form_that_does_not_say_what_was_seen_is_not_kept(
    approved: Path, client_of: ClientOf, carried: str | None
) -> None:
    """A page older than the program, or no page of ours."""
    assert approved.is_dir()
    posted = {"period": CODE, "agree": "yes", "note": NOTE, **({} if carried is None else {"seen": carried})}
    answer = client_of("office").post(reverse("office-publish"), posted)
    assert (answer.status_code, record.release_note(CODE, 1), record.editions(CODE)) == (422, "", ())
    assert "没有发布：" in answer.content.decode()


def test_publishing_without_a_note_field_leaves_what_was_written(approved: Path, client_of: ClientOf) -> None:
    """What nobody speaks of stays, and goes out with its edition."""
    record.put_release_note(CODE, 1, NOTE, "张科", clock.now())
    assert client_of("office").post(reverse("office-publish"), {"period": CODE, "agree": "yes"}).status_code == 302
    assert [each.note for each in catalogued(approved / "curated") if each.period == CODE] == [NOTE]


def test_the_command_line_takes_a_note(approved: Path) -> None:
    """Signed; without the option what was written before stays."""
    connections.close_all()
    words = ("publish", CODE, "--home", str(approved), "--date", "2026-07-14", "--lang", "zh")
    done = CliRunner().invoke(app, [*words, "--note", NOTE, "--by", "张科"])
    assert done.exit_code == 0, done.output
    assert [each.note for each in catalogued(approved / "curated") if each.period == CODE] == [NOTE]
    assert "没有" in CliRunner().invoke(app, [*words]).stdout
    (written,) = [each for each in audit.export() if each.action == "release_note"]
    assert written.by == "张科"
