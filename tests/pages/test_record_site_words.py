"""The lists of the record in words: codes by the office's own forms, names and codes in the language of the page."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import Field, Model
from django.test import Client

from flows.office.opened import Office
from flows.rulebook import RuleBook
from portal import record_words
from portal.admin import site
from portal.models import Letter
from portal.pages import clock
from record import models
from record import register as record
from schemas.decision import Reason, Review, Waiver
from schemas.messages import Language
from schemas.messages.portal_record import NAMES
from schemas.occasions import Occasion
from schemas.report import Outcome
from schemas.returns import Returns, returns

ClientOf = Callable[..., Client]
CHINESE = re.compile("[\u4e00-\u9fff]")
TAG = re.compile(r"<[^>]*>")


def waived(*codes: str) -> None:
    """Waivers of those rules for one county."""
    today = clock.now().date()
    for code in codes:
        made = Waiver("990121", code, "", "", "整建制划转，批文未到", "示例科", today, today + timedelta(30))
        record.waive(made, clock.now())


def test_rules_and_returns_are_those_of_the_office(
    empty_folder: Path, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule and a return that it has changed read as it has them; what it does not have stays a code."""
    (first, *_), here = tuple(returns()), Office.at(empty_folder)
    table = first.tables[0]
    renamed = replace(table.columns[0], zh="自定的第一栏")
    own = replace(first, tables=(replace(table, columns=(renamed, *table.columns[1:])),))
    monkeypatch.setattr(record_words, "office", lambda: replace(here, returns=Returns((own,))))
    known, unknown = next(each for each in table.rules if renamed.name in each.text), "PM1-P01"
    waived(f"{table.code}-{known.code}", unknown)

    page = client_of("administrator").get("/admin/record/waiver/").content.decode()

    assert "自定的第一栏" in page
    assert f"<td>{unknown}</td>" in page


def test_a_list_of_rules_makes_one_rule_book(
    empty_folder: Path, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many rows it has; a list without rules makes none."""
    assert empty_folder.is_dir()
    made = []

    class Counted(RuleBook):
        def __init__(self, declared: Returns) -> None:
            made.append(declared)
            super().__init__(declared)

    monkeypatch.setattr(record_words, "RuleBook", Counted)
    waived("CA1-P01", "CA1-P02", "CA5-L01", "CA1-N01")
    administrator = client_of("administrator")
    administrator.get("/admin/record/submission/")
    assert made == []
    page = administrator.get("/admin/record/waiver/").content.decode()
    assert page.count("<td>CA") == 4
    assert len(made) == 1


def test_every_list_and_field_has_a_name_in_english() -> None:
    """As the models name it in Chinese, so the catalogue does, once; nothing is there that no model has."""
    shown = set()
    for model, page in site._registry.items():
        shown |= {str(model._meta.verbose_name), str(model._meta.verbose_name_plural)}
        hidden = {"id", *(page.exclude or ())}  # an id is headed by a word of its own
        shown |= {str(each.verbose_name) for each in model._meta.fields if each.name not in hidden}

    assert sorted(each.zh for each in NAMES) == sorted(shown)


def test_every_page_of_the_record_is_in_the_language_of_its_reader(folder: Path, client_of: ClientOf) -> None:
    """Names of lists, headings and filters: in English nothing of ours is Chinese, in Chinese as ever."""
    assert folder.is_dir()
    administrator = client_of("administrator")
    administrator.cookies["language"] = "en"
    main = re.compile(r"<main.*</main>", re.DOTALL)
    headings = re.compile(r"<(?:h1|th|caption|label|a)\b[^>]*>([^<]*)<")
    index = main.search(administrator.get("/admin/").content.decode())
    assert index is not None
    assert not CHINESE.search(index[0])
    for model in site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        first = model.objects.first()
        for page in map(administrator.get, (address, *([] if first is None else [f"{address}{first.pk}/change/"]))):
            assert page.status_code == 200
            told = main.search(page.content.decode())
            assert told is not None
            assert [each for each in headings.findall(told[0]) if CHINESE.search(each)] == [], address
    english = administrator.get("/admin/record/submission/").content.decode()
    del administrator.cookies["language"]
    chinese = administrator.get("/admin/record/submission/").content.decode()
    assert all(
        each in english
        for each in ("<h1>Submission</h1>", ">Reporting unit</th>", "Talent return", "State: ", "All</a>")
    )
    assert all(each in chinese for each in ("<h1>报送</h1>", ">填报单位</th>", "人才统计表", "状态：", "全部</a>"))


def put_one_of_each() -> None:
    """What the city's nights did not leave: a decision of every kind, an explanation, a notice."""
    today, now = clock.now().date(), clock.now()
    waived("CA1-P01", "CA5-H00", "PM1-S09", "TA6-X01", "CA-S10")
    on_file = models.Submission.objects.filter(verdict__isnull=False).first()
    whose = {"unit": on_file.unit, "period": on_file.period, "return_code": on_file.return_code}
    signed = {"reason": "整建制划转，批文未到", "by": "示例科", "made_on": today, "expires_on": today}
    models.Correction.objects.create(**whose, **signed)
    for reason in Reason:
        said = {"key": "CA1-P01|CA1||", "numbers": "1", "rule_text": "0" * 64, "text": "", "by": "x", "written_at": now}
        models.Explanation.objects.create(**whose, **said, reason=reason.value)
    for review in Review:
        models.Decision.objects.create(submission=on_file, review=review.value, by="示例科", text="请核对", made_at=now)
    for occasion in Occasion:
        times = {"made_at": now, "next_try_at": now}
        Letter.objects.create(occasion=occasion.value, key=occasion.value, target="0" * 64, text="", **times)


def of_codes(model: type[Model]) -> dict[str, Field]:
    """Fields that hold a code with words, by their names."""
    named = {"return_code", "code", "action", "outcome"}
    return {each.name: each for each in model._meta.fields if each.choices or each.name in named}


def columns_of(page: str) -> dict[str, list[str]]:
    """The cells below each heading of a list, or beside each heading of one row's page."""
    text = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
    rows = [
        [TAG.sub("", each).strip() for each in text.findall(row)]
        for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    ]
    if '<table class="one">' in page:
        return {heading: [cell] for heading, cell in rows}
    return {heading: list(cells) for heading, *cells in zip(*rows, strict=True)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_codes_are_shown_in_words(folder: Path, client_of: ClientOf, language: Language) -> None:
    """In every list and on every row's page, whatever has a word is shown by it, in the language of the page alone."""
    assert folder.is_dir()
    put_one_of_each()
    administrator = client_of("administrator")
    administrator.cookies["language"] = language
    seen = set()
    for model in (each for each in site._registry if of_codes(each)):
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        first = model.objects.first()
        assert first is not None, model
        for page in (address, f"{address}{first.pk}/change/"):
            columns = columns_of(administrator.get(page).content.decode())
            for name, field in of_codes(model).items():
                codes = {str(value) for value in model.objects.values_list(name, flat=True)}
                cells = columns.get(record_words.named(field.verbose_name, language), [])
                seen |= {(model.__name__, name)} if cells else set()
                assert [each for each in cells if each in codes] == [], (page, name)
                assert [each for each in cells if bool(CHINESE.search(each)) is not (language == "zh")] == [], (
                    page,
                    name,
                )

    assert seen == {(model.__name__, name) for model in site._registry for name in of_codes(model)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_result_that_another_row_names_is_shown_in_words(
    folder: Path, client_of: ClientOf, language: Language
) -> None:
    """A submission's page names its result by the word for it."""
    assert folder.is_dir()
    administrator = client_of("administrator")
    administrator.cookies["language"] = language
    wrong = models.Submission.objects.filter(verdict__outcome=Outcome.ERRORS.value).first()
    page = administrator.get(f"/admin/record/submission/{wrong.pk}/change/").content.decode()

    assert f"{wrong.pk} {Outcome.ERRORS.words(language)}" in page
    assert f">{wrong.verdict}<" not in page


def test_the_record_is_shown_while_the_settings_cannot_be_used(empty_folder: Path, client_of: ClientOf) -> None:
    """Rules and returns stay codes then."""
    waived("CA1-P01")
    (empty_folder / "shenhe.toml").write_text("= nothing", encoding="utf-8")

    page = client_of("administrator").get("/admin/record/waiver/")

    assert page.status_code == 200
    assert "<td>CA1-P01</td>" in page.content.decode()
