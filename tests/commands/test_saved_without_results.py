"""A workbook whose formulas have no stored results: made by a script, or saved without being computed."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from one_office import ORGAN
from typer.testing import Result

RESULT = re.compile(rb"(</f>|<f[^>]*/>)<v>[^<]*</v>")


def _without_results(file: Path) -> tuple[Path, int]:
    """The workbook with every formula's result taken out, and how many cells of tables hold a formula."""
    out, formulas = file.with_name(f"空_{file.name}"), 0
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            content = before.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                content, found = RESULT.subn(rb"\1", content)
                formulas += found
            after.writestr(part, content)
    return out, formulas


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
