"""An identity number is found wherever a workbook can hold it, and neither the answer nor the note repeats it."""

import functools
import io
from collections.abc import Callable
from types import SimpleNamespace

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from flows.gate import Admitted, Limits
from flows.receive.inspect_file import Inspected, inspect_file, labelled
from schemas.reading import Identity, WorkbookReading
from schemas.receipt import Refusal

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BODY = "53009919800229991"
NUMBER = BODY + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, BODY, strict=True)) % 11]


def named(admitted: Admitted, word: str) -> WorkbookReading:
    return WorkbookReading(admitted.sha256, Identity("CA", word, "2026Q3", ""), (), (), (), (), 0)


def verdict(content: bytes, name: str = "报表.xlsx") -> WorkbookReading | Refusal:
    understand = functools.partial(named, word="990121")
    inspected: Inspected = inspect_file(labelled(name, content), understand=understand, limits=Limits())
    return inspected.verdict


def book(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.title = "表1"
    workbook.active["A1"] = "单位"
    workbook.active["B2"] = 12
    workbook.create_sheet("附表")["C3"] = 990121001001
    change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def hide(workbook: openpyxl.Workbook) -> None:
    workbook["附表"]["B5"] = NUMBER
    workbook["附表"].sheet_state = "veryHidden"


def hide_row(workbook: openpyxl.Workbook) -> None:
    workbook["附表"]["B5"] = NUMBER
    workbook["附表"].row_dimensions[5].hidden = True


PLACES: dict[str, tuple[Callable[[openpyxl.Workbook], object], str]] = {
    "cell": (lambda book: setattr(book["表1"]["D4"], "value", NUMBER), "表1!D4"),
    "number": (lambda book: setattr(book["表1"]["D4"], "value", int(NUMBER)), "表1!D4"),
    "text": (lambda book: setattr(book["表1"]["D4"], "value", f"党员{NUMBER}转出"), "表1!D4"),
    "hidden sheet": (hide, "附表!B5"),
    "hidden row": (hide_row, "附表!B5"),
    "comment": (lambda book: setattr(book["附表"]["A1"], "comment", Comment(f"见 {NUMBER}", "科")), "附表"),
    "header": (lambda book: setattr(book["附表"].oddHeader.center, "text", NUMBER), "附表"),
    "footer": (lambda book: setattr(book["附表"].evenFooter.left, "text", NUMBER), "附表"),
    "sheet name": (lambda book: setattr(book["附表"], "title", NUMBER), "#2, xl/workbook.xml"),
    "defined name": (
        lambda book: book.defined_names.add(DefinedName("甲", attr_text=f'"{NUMBER}"')),
        "xl/workbook.xml",
    ),
    "property": (lambda book: setattr(book.properties, "description", NUMBER), "docProps/core.xml"),
    "formula": (lambda book: setattr(book["表1"]["D4"], "value", f'="{NUMBER}"&""'), "表1!D4"),
}


@pytest.mark.parametrize("place", PLACES)
def test_it_is_found_in_each_place_of_a_workbook(place: str) -> None:
    """The refusal names sheet and cell where there are some, and not the number."""
    change, named = PLACES[place]
    refusal = verdict(book(change))

    assert isinstance(refusal, Refusal)
    assert refusal.code == "FILE-PERSONAL"
    assert named == {fact.name: fact.value for fact in refusal.facts}["place"]
    assert NUMBER not in refusal.message("zh") + refusal.message("en") + repr(refusal)


def test_it_is_found_in_text_boxes_and_cached_formulas() -> None:
    """Drawn texts belong to the sheet that shows them; a formula's stored value is a text of its cell."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.add_worksheet("表1").insert_textbox("B2", f"联系人 {NUMBER}")
    boxed = verdict(buffer.getvalue())
    assert isinstance(boxed, Refusal)
    assert (boxed.code, boxed.facts[0].value) == ("FILE-PERSONAL", "表1")

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.add_worksheet("表1").write_formula("C3", "=A1", None, NUMBER)
    cached = verdict(buffer.getvalue())
    assert isinstance(cached, Refusal)
    assert (cached.code, cached.facts[0].value) == ("FILE-PERSONAL", "表1!C3")


@pytest.mark.parametrize(
    "cell",
    [
        f'<c r="A1" t="inlineStr"><is><r><t>{NUMBER[:7]}</t></r><r><t>{NUMBER[7:]}</t></r></is></c>',
        '<c r="A1" t="inlineStr"><is><t>' + "".join(f"&#{ord(sign)};" for sign in NUMBER) + "</t></is></c>",
        f'<c r="A1" t="inlineStr"><is><t><![CDATA[{NUMBER}]]></t></is></c>',
        f'<c r="A1"><v>{NUMBER[0]}.{NUMBER[1:15]}E+17</v></c>',
        f'<c r="A1"><f>LEN("{NUMBER}")</f><v>18</v></c>',
        f'<c r="A1" t="str"><f>B1</f><v>{NUMBER[:6]}&apos;{NUMBER[6:]}</v></c>',
    ],
    ids=["runs", "references", "cdata", "power", "formula", "apostrophe"],
)
def test_ways_of_writing_do_not_hide_it(sheet_package: Callable[..., bytes], cell: str) -> None:
    """Cut into runs of format, written as references, in CDATA, in a formula, set apart, or stored as a number."""
    refusal = verdict(sheet_package(f'<row r="1">{cell}</row>'))

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.facts[0].value) == ("FILE-PERSONAL", "表1!A1")


def test_a_roster_with_its_headings_in_the_cells_is_found(sheet_package: Callable[..., bytes]) -> None:
    """Short words that are no shared strings head a list of persons as well."""
    cells = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{word}</t></is></c>'
        for column, word in zip("AB", ("姓名", "电话"), strict=True)
    )
    refusal = verdict(sheet_package(f'<row r="1">{cells}</row>'))

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.facts[0].value) == ("FILE-PERSONAL", "表1!A1")


@pytest.mark.parametrize(
    "prompt", [f"填报说明&#xA;{NUMBER}", f"第一行&#10;{NUMBER[:6]}&#x31;", f"{NUMBER}&#13;&#10;以上"]
)
def test_line_breaks_in_a_prompt_do_not_hide_it(make: SimpleNamespace, prompt: str) -> None:
    """Prompts of our own templates have such breaks: they alone cost no second look, a number beside them does."""
    prompt = prompt.replace("&#x31;", NUMBER[6:].replace(NUMBER[6], f"&#{ord(NUMBER[6])};", 1))
    rules = f'<dataValidations count="1"><dataValidation prompt="{prompt}" sqref="A1"/></dataValidations>'
    refusal = verdict(make.zipped({**make.parts(), "xl/worksheets/sheet1.xml": make.sheet_xml("", rules)}))

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.facts[0].value) == ("FILE-PERSONAL", "表1")


def test_shared_strings_are_looked_at_with_their_runs_joined(make: SimpleNamespace) -> None:
    """The cells that show a string are named."""
    strings = (
        f"<sst {make.main}><si><t>单位</t></si><si><r><t>{NUMBER[:9]}</t></r><r><t>{NUMBER[9:]}</t></r></si></sst>"
    )
    refusal = verdict(make.zipped({**make.parts(), "xl/sharedStrings.xml": strings}))

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.facts[0].value) == ("FILE-PERSONAL", "表1!B1")


def test_a_roster_is_refused_and_the_cover_is_not() -> None:
    """Headings of a list of persons on a hidden sheet; the form's own labels for who filled it are furniture."""

    def roster(workbook: openpyxl.Workbook) -> None:
        for column, text in enumerate(("姓名", "性别", "出生年月", "联系电话"), 1):
            workbook["附表"].cell(3, column, text)
        workbook["附表"].sheet_state = "hidden"

    def cover(workbook: openpyxl.Workbook) -> None:
        for column, text in enumerate(("负责人：", "填表人：", "联系电话：", "0000-0000000"), 1):
            workbook["表1"].cell(9, column, text)

    refusal = verdict(book(roster))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.facts[0].value) == ("FILE-PERSONAL", "附表!A3")
    assert isinstance(verdict(book(cover)), WorkbookReading)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_refused_kinds_are_looked_at_too(encoding: str) -> None:
    """A roster as CSV is refused as personal, so that its bytes are not kept with the refused files."""
    refusal = verdict(f"单位,证件\r\n河东乡,{NUMBER}\r\n".encode(encoding), "名单.csv")

    assert isinstance(refusal, Refusal)
    assert refusal.code == "FILE-PERSONAL"


def test_a_personal_file_name_is_refused() -> None:
    """A name becomes part of receipts and notices."""
    refusal = verdict(book(lambda _: None), f"{NUMBER}.xlsx")

    assert isinstance(refusal, Refusal)
    assert refusal.code == "FILE-PERSONAL"


@pytest.mark.parametrize("word", ["../../etc", "", "2026 Q3", "a/b", NUMBER + "x" * 30])
def test_what_a_workbook_says_of_itself_is_no_path(word: str) -> None:
    """A unit or period that is no plain word is refused, not made into a folder."""
    chosen = functools.partial(named, word=word)
    inspected = inspect_file(labelled("a.xlsx", book(lambda _: None)), understand=chosen, limits=Limits())

    assert isinstance(inspected.verdict, Refusal)
    assert inspected.verdict.code == "FILE-IDENTITY"
    assert NUMBER not in repr(inspected.verdict)
