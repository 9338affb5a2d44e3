"""Held against other libraries: every cell of generated workbooks is what openpyxl and xlrd read in the same file."""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from html import escape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_xlsx import HEAD, LINKS, MAIN, package, relations, sheet_xml
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_ISO8601, to_excel
from second_eye import EVERY_KIND, by_openpyxl, by_xlrd

from flows.gate import Admitted, examine
from flows.read import open_package
from flows.read.raw import CellKind

SOFFICE = shutil.which("soffice")
Seen = dict[tuple[str, int, int], object]
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff_")
    | st.sampled_from("\n&<>\"'　中合计"),
    min_size=1,
    max_size=8,
)
ERRORS = st.sampled_from(["#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
NUMERALS = st.one_of(
    st.integers(-(10**15), 10**15).map(str),
    st.floats(-1e15, 1e15, allow_nan=False).map(repr),
    st.sampled_from(["0", "-0", "0.1", "00012", "1E3", "1.5e-7", "4.0000000000000009", "1e308", "123456789012345678"]),
)
PLAIN, DAY, PERCENT = range(3)
"""Styles of the generated workbooks."""


@dataclass(frozen=True)
class Written:
    """One cell as XML: its type, what stands inside, its style; `shared` is an entry of the shared strings."""

    kind: str
    inside: str
    style: int = PLAIN
    shared: str = ""


def text_element(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text, quote=False)}</t>'


def rich(runs: Iterable[str], sound: str = "") -> str:
    """Runs of rich text, and how they sound."""
    said = f'<rPh sb="0" eb="1">{text_element(sound)}</rPh><phoneticPr fontId="0"/>' if sound else ""
    return "".join(f"<r><rPr><b/></rPr>{text_element(run)}</r>" for run in runs) + said


FORMULAS = st.sampled_from(["", "<f>1+1</f>", '<f t="shared" si="0" ref="A1:A9">B1</f>', '<f t="shared" si="0"/>'])
WRITTEN = st.one_of(
    st.builds(lambda text: Written("s", "", shared=text_element(text)), TEXTS),
    st.builds(lambda runs, sound: Written("s", "", shared=rich(runs, sound)), st.lists(TEXTS, min_size=1), TEXTS),
    st.builds(lambda text: Written("inlineStr", f"<is>{text_element(text)}</is>"), TEXTS),
    st.builds(lambda runs: Written("inlineStr", f"<is>{rich(runs)}</is>"), st.lists(TEXTS, min_size=1, max_size=3)),
    st.builds(lambda f, text: Written("str", f"{f}<v>{escape(text, quote=False)}</v>"), FORMULAS, TEXTS),
    st.builds(lambda f, flag: Written("b", f"{f}<v>{int(flag)}</v>"), FORMULAS, st.booleans()),
    st.builds(lambda f, error: Written("e", f"{f}<v>{error}</v>"), FORMULAS, ERRORS),
    st.builds(lambda f, number, kind: Written(kind, f"{f}<v>{number}</v>"), FORMULAS, NUMERALS, st.sampled_from(["", "n"])),
    st.builds(lambda day: Written("", f"<v>{day}</v>", DAY), st.integers(61, 80_000)),
    st.builds(lambda share: Written("", f"<v>{share!r}</v>", PERCENT), st.floats(0, 2)),
    st.builds(lambda day: Written("d", f"<v>{day.isoformat()}</v>", DAY), st.dates(date(1990, 1, 1), date(2100, 1, 1))),
    st.just(Written("", "<f>A1+1</f>")),
    st.just(Written("", "", DAY)),
    st.just(Written("", "<v></v>")),
)  # fmt: skip
PLACES = st.tuples(st.integers(1, 30), st.integers(1, 40) | st.sampled_from([702, 703, 16384]))


def by_hand(cells: dict[tuple[int, int], Written]) -> bytes:
    """A package of these cells, its shared strings in the order in which they are met, each twice."""
    shared: list[str] = []
    rows = []
    for row in sorted({place[0] for place in cells}):
        line = []
        for column in sorted(column for at, column in cells if at == row):
            one = cells[row, column]
            inside = one.inside
            if one.shared:
                inside = f"<v>{len(shared)}</v>"
                shared += [one.shared, one.shared]
            kind = f' t="{one.kind}"' if one.kind else ""
            style = f' s="{one.style}"' if one.style else ""
            line.append(f'<c r="{get_column_letter(column)}{row}"{style}{kind}>{inside}</c>')
        rows.append(f'<row r="{row}">{"".join(line)}</row>')
    formats = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for number in (0, 14, 10)
    )
    styles = (
        f'{HEAD}<styleSheet {MAIN}><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="3">{formats}</cellXfs></styleSheet>'
    )
    kinds = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for name, kind in (
            ("workbook", "sheet.main"),
            ("worksheets/sheet1", "worksheet"),
            ("sharedStrings", "sharedStrings"),
            ("styles", "styles"),
        )
    )
    return package(
        {
            "[Content_Types].xml": f'{HEAD}<Types xmlns="{LINKS.replace("officeDocument/2006/relationships", "package/2006/content-types")}">{kinds}</Types>',
            "xl/_rels/workbook.xml.rels": relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "sharedStrings", "sharedStrings.xml"),
                ("rId3", "styles", "styles.xml"),
            ),
            "xl/sharedStrings.xml": f"{HEAD}<sst {MAIN}>{''.join(f'<si>{each}</si>' for each in shared)}</sst>",
            "xl/styles.xml": styles,
            "xl/worksheets/sheet1.xml": sheet_xml("".join(rows)),
        }
    )


def ours(content: bytes, name: str) -> Seen:
    """Every cell with a value; ISO dates as their numbers, as other libraries have them."""
    admitted = examine(content, name, EVERY_KIND)
    assert isinstance(admitted, Admitted), admitted
    book = open_package(admitted)
    seen: Seen = {}
    for sheet in book.sheets:
        cells = sheet.cells
        for at, kind in enumerate(cells.kinds.tolist()):
            place = sheet.name, int(cells.rows[at]), int(cells.columns[at])
            match CellKind(kind):
                case CellKind.NUMBER:
                    seen[place] = float(cells.numbers[at])
                case CellKind.BOOLEAN:
                    seen[place] = bool(cells.numbers[at])
                case CellKind.ISO_DATE:
                    seen[place] = float(to_excel(from_ISO8601(book.shown(sheet, at))))
                case CellKind.TEXT | CellKind.ERROR:
                    seen[place] = book.shown(sheet, at)
    return filled(seen)


def filled(seen: Seen) -> Seen:
    return {place: value for place, value in seen.items() if value != ""}


def theirs(found: list[list[object]]) -> Seen:
    return filled({(str(one[0]), int(str(one[1])), int(str(one[2]))): one[3] for one in found})


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(PLACES, WRITTEN, min_size=1, max_size=30))
def test_xml_written_by_hand_is_read_as_openpyxl_reads_it(cells: dict[tuple[int, int], Written]) -> None:
    """Shared, rich and inline texts, results of formulas, flags, errors, numerals, dates in both forms, blanks."""
    content = by_hand(cells)

    assert ours(content, "a.xlsx") == theirs(by_openpyxl(content))


CONTENTS = st.one_of(
    st.integers(-(10**9), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 6)),
    TEXTS.filter(lambda text: text.strip() == text and text[0] not in "='"),
    st.booleans(),
    st.sampled_from(["=1/0", "=1+1", '="甲"&"乙"', "=NA()", "=A1", "=1=1", "0012", " 12 ", "１２"]),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    # Quarters of a day are exact in binary; openpyxl rounds other times to microseconds.
    st.builds(
        datetime.combine, st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from([time(6), time(12), time(18)])
    ),
)
SHEETS = st.lists(
    st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 60)), CONTENTS, max_size=25), min_size=12, max_size=12
)


def by_openpyxl_written(sheets: Iterable[dict[tuple[int, int], object]]) -> bytes:
    """A workbook with a sheet of each."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, cells in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for place, content in cells.items():
            sheet.cell(*place).value = content
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@settings(
    max_examples=2,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sheets=SHEETS)
def test_what_a_spreadsheet_program_writes_is_read_as_others_read_it(
    sheets: list[dict[tuple[int, int], object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Formulas are worked out and every text moved by the program: in .xlsx openpyxl, in .xls xlrd is the other eye."""
    folder: Path = tmp_path_factory.mktemp("converted")
    (folder / "given.xlsx").write_bytes(by_openpyxl_written(sheets))
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    for ending, other in (("xlsx:Calc MS Excel 2007 XML", by_openpyxl), ("xls:MS Excel 97", by_xlrd)):
        out = folder / "out"
        command = [str(SOFFICE), profile, "--headless", "--convert-to", ending, "--outdir", str(out)]
        subprocess.run([*command, str(folder / "given.xlsx")], check=True, capture_output=True, timeout=180)
        saved = out / f"given.{ending.partition(':')[0]}"

        seen = ours(saved.read_bytes(), saved.name)

        assert seen == theirs(other(saved.read_bytes()))
        assert len(seen) >= sum(len(cells) for cells in sheets) / 2
