"""The lists of the record say codes in words: those of the office's own forms, looked for once a page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from flows.office.opened import Office
from flows.rulebook import RuleBook
from portal import record_site
from portal.pages import clock
from record import register as record
from schemas.decision import Waiver
from schemas.returns import Returns, returns

ClientOf = Callable[..., Client]


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
    monkeypatch.setattr(record_site, "office", lambda: replace(here, returns=Returns((own,))))
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

    monkeypatch.setattr(record_site, "RuleBook", Counted)
    waived("CA1-P01", "CA1-P02", "CA5-L01", "CA1-N01")
    administrator = client_of("administrator")
    administrator.get("/admin/record/submission/")
    assert made == []
    page = administrator.get("/admin/record/waiver/").content.decode()
    assert page.count("<td>CA") == 4
    assert len(made) == 1
