"""XML that no saved workbook holds is refused, in whichever part it stands."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from flows.gate import Admitted, examine
from schemas.receipt import Refusal

PARTS = [
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/worksheets/sheet1.xml",
    "docProps/core.xml",
    "xl/theme/theme1.xml",
]
ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


def code_of(content: bytes) -> str:
    result = examine(content, "a.xlsx")
    return result.code if isinstance(result, Refusal) else "admitted"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("declaration", [ENTITY, LAUGHS, "<!DOCTYPE x>"])
def test_a_document_type_is_refused_in_each_part(make: SimpleNamespace, part: str, declaration: str) -> None:
    """External entities and entity bombs need a DTD, and no workbook has one."""
    text = make.parts().get(part, "<x></x>")
    body = text.partition("?>\n")[2] or text

    assert code_of(make.zipped({**make.parts(), part: declaration + body})) == "FILE-DTD"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<y>" * 70 + "</y>" * 70, "FILE-XML-BOUNDS"),
        ("<y " + " ".join(f'a{number}="1"' for number in range(70)) + "/>", "FILE-XML-BOUNDS"),
        ("<y>", "FILE-BROKEN"),
        ("\x01", "FILE-BROKEN"),
        ("&unknown;", "FILE-BROKEN"),
    ],
)
def test_deep_wide_and_broken_parts_are_refused(make: SimpleNamespace, part: str, inner: str, code: str) -> None:
    """Bounds and form hold in each part alike."""
    text = make.parts().get(part, "<x></x>")
    end = text.rindex("</") if "</" in text else len(text) - 2
    if "</" not in text:
        text, end = text.replace("/>", "></Types>"), text.rindex("/>") + 1

    assert code == code_of(make.zipped({**make.parts(), part: text[:end] + inner + text[end:]}))


def test_a_very_long_tag_is_refused(make: SimpleNamespace) -> None:
    """One attribute of 2 MB: older parsers read it again with each piece."""
    text = f'<x a="{"y" * (2 << 20)}"/>'

    assert code_of(make.zipped({**make.parts(), "docProps/core.xml": text})) == "FILE-XML-BOUNDS"


def test_a_very_long_text_is_taken(make: SimpleNamespace) -> None:
    """The bound is on tags; a long text is no tag."""
    text = f"<x>{'y ' * (1 << 20)}</x>"

    assert code_of(make.zipped({**make.parts(), "docProps/core.xml": text})) == "admitted"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_parts_in_utf_16_are_handed_on_in_utf_8(make: SimpleNamespace, encoding: str) -> None:
    """UTF-16 is the other encoding of packages; readers need not know it."""
    name = "xl/worksheets/sheet1.xml"
    text = make.parts()[name].replace("UTF-8", "UTF-16" if "16" in encoding else "UTF-8")
    admitted = examine(make.zipped({**make.parts(), name: text.encode(encoding)}), "a.xlsx")

    assert isinstance(admitted, Admitted)
    kept = admitted.parts[name].decode()
    assert make.parts()[name].partition("?>")[2].strip() == (kept.partition("?>")[2] or kept).strip()


@pytest.mark.parametrize(("declared", "encoding"), [("GB2312", "gb2312"), ("UTF-8", "gb18030"), ("UTF-7", "ascii")])
def test_other_encodings_are_refused(make: SimpleNamespace, declared: str, encoding: str) -> None:
    """Neither a declared foreign encoding nor bytes that are not the declared one pass."""
    text = f'<?xml version="1.0" encoding="{declared}"?><x>{"表" if encoding != "ascii" else "x"}</x>'

    assert code_of(make.zipped({**make.parts(), "docProps/core.xml": text.encode(encoding)})) == "FILE-BROKEN"


@pytest.mark.parametrize("claimed", ["2000000000", "9" * 40])
def test_a_boastful_count_of_strings_is_refused(make: SimpleNamespace, claimed: str) -> None:
    """A reader that believes uniqueCount reserves memory for it."""
    strings = make.parts()["xl/sharedStrings.xml"].replace("<sst ", f'<sst uniqueCount="{claimed}" ')

    assert code_of(make.zipped({**make.parts(), "xl/sharedStrings.xml": strings})) == "FILE-STRINGS"


def test_more_strings_than_the_limit_are_refused(make: SimpleNamespace) -> None:
    """500,001 entries, however small."""
    strings = f"<sst {make.main}>{'<si><t/></si>' * 500_001}</sst>"

    assert code_of(make.zipped({**make.parts(), "xl/sharedStrings.xml": strings})) == "FILE-STRINGS"


def test_one_long_text_used_often_is_taken_and_costs_nothing(sheet_package: Callable[..., bytes]) -> None:
    """The gate holds a shared text once, however many cells show it."""
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001))

    assert code_of(sheet_package(rows)) == "admitted"
