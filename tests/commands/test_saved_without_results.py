"""A workbook whose formulas have no stored results: made by a script, or saved without being computed."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from one_office import ORGAN
from typer.testing import Result
from uncomputed import without_results


def _without_results(file: Path) -> tuple[Path, int]:
    """A file beside it with every formula's result taken out, and how many formulas there were."""
    out, made = file.with_name(f"空_{file.name}"), without_results(file.read_bytes())
    out.write_bytes(made.content)
    return out, made.formulas


def _told(result: Result) -> dict[str, object]:
    [file] = json.loads(result.stdout)["files"]
    return file


def test_it_is_one_finding_with_all_its_cells(desk, shenhe: Callable[..., Result]) -> None:
    """One error for the whole workbook, which says how many cells in which tables and what to do; nothing follows."""
    file, formulas = _without_results(desk.workbook("TA"))
    assert formulas > 20
    told = _told(shenhe("check", file, "--format", "json"))

    [finding] = told["findings"]
    assert told["verdict"] == "errors"
    assert finding["severity"] == "error"
    assert finding["suspects"] == []
    assert len(finding["cells"]) > 20
    said = finding["message"]["zh"]
    assert f"{len(finding['cells'])} 格公式没有结果" in said
    assert told["checks"]["violated"] == 0
    assert told["checks"]["cannot_tell"] > 0
    assert told["checks"]["held"] > 0
    text = shenhe("check", file).stdout
    assert "按 F9 重新计算，保存后再报" in text
    assert re.search(r"单元格 C7:[A-Z]+7", text)


def test_its_cells_are_told_once(desk, shenhe: Callable[..., Result]) -> None:
    """On the page, in the list and on the terminal: what was found says how many, the place which; no table of blanks."""
    file, _ = _without_results(desk.workbook("TA"))
    page, text = (shenhe("check", file, "--format", form).stdout for form in ("html", "text"))

    for told in (page, text):
        assert len(re.findall(r"等 \d+ 格", told)) == 1
    assert "<table" not in page
    assert "C7" not in _told(shenhe("check", file, "--format", "json"))["findings"][0]["message"]["zh"]


def test_few_formulas_without_results_are_told_so_too(desk, shenhe: Callable[..., Result]) -> None:
    """A page lists a few cells with what they hold; these hold nothing."""
    file = desk.workbook("TA")
    out = file.with_name("几格.xlsx")
    out.write_bytes(without_results(file.read_bytes(), "7").content)
    page = shenhe("check", out, "--format", "html").stdout

    assert 2 <= len(_told(shenhe("check", out, "--format", "json"))["findings"][0]["cells"]) <= 20
    assert "格公式没有结果" in page
    assert "<table" not in page


def test_every_other_cell_is_judged_as_usual(desk, shenhe: Callable[..., Result]) -> None:
    """A letter among the figures is the second finding, and no relation over a formula is told of."""
    file, _ = _without_results(desk.workbook("CA", typed={("CA4", ORGAN, "adj_total"): "1o2"}))
    patterns = [each["code"] for each in _told(shenhe("check", file, "--format", "json"))["findings"]]

    assert sorted(patterns) == ["CA1-D00", "CA4-D00"]


def test_a_template_saved_so_is_told_to_be_empty(desk, shenhe: Callable[..., Result], city: Path) -> None:
    """What its formulas would reckon of blank cells is of no interest."""
    made = shenhe("template", "CA", "--unit", "990121", "--period", "2026Q1", "-o", desk.folder / "t", "--home", city)
    assert made.exit_code == 0, made.output
    [blank] = (desk.folder / "t").glob("*.xlsx")
    file, _ = _without_results(blank)

    [finding] = _told(shenhe("check", file, "--format", "json"))["findings"]
    assert "没有填写" in finding["message"]["zh"]
