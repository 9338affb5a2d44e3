"""The lists of the record in words: codes by the office's own forms, names and codes in the language of the page."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from flows.office.opened import Office
from flows.rulebook import RuleBook
from portal import record_words
from portal.admin import site
from portal.pages import clock
from record import register as record
from schemas.decision import Waiver
from schemas.messages.portal_record import NAMES
from schemas.returns import Returns, returns

ClientOf = Callable[..., Client]
CHINESE = re.compile("[\u4e00-\u9fff]")


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
        shown |= {str(each.verbose_name) for each in model._meta.fields if each.name not in (page.exclude or ())}

    assert sorted(each.zh for each in NAMES) == sorted(shown)


def test_every_page_of_the_record_is_in_the_language_of_its_reader(folder: Path, client_of: ClientOf) -> None:
    """Names of lists, headings, filters, words for codes: in English nothing of ours is Chinese, in Chinese as ever."""
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


def test_the_record_is_shown_while_the_settings_cannot_be_used(empty_folder: Path, client_of: ClientOf) -> None:
    """Rules and returns stay codes then."""
    waived("CA1-P01")
    (empty_folder / "shenhe.toml").write_text("= nothing", encoding="utf-8")

    page = client_of("administrator").get("/admin/record/waiver/")

    assert page.status_code == 200
    assert "<td>CA1-P01</td>" in page.content.decode()
