"""Packages of .xlsx made by hand, part by part."""

import io
import zipfile
from collections.abc import Mapping

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet_xml(rows: str, tail: str = "") -> str:
    return f"{HEAD}<worksheet {MAIN}><sheetData>{rows}</sheetData>{tail}</worksheet>"


def relations(*triples: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{key}" Type="{LINKS}/{kind}" Target="{to}"/>' for key, kind, to in triples)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def ordinary_parts() -> dict[str, str | bytes]:
    """The least parts of a workbook with one sheet and two shared strings."""
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{HEAD}<workbook {MAIN} xmlns:r="{LINKS}"><sheets>'
        '<sheet name="表1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/sharedStrings.xml": f"{HEAD}<sst {MAIN}><si><t>单位</t></si><si><t>合计</t></si></sst>",
        "xl/worksheets/sheet1.xml": sheet_xml(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
            '<row r="2"><c r="B2"><v>12</v></c></row>'
        ),
    }


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def package(changes: Mapping[str, str | bytes | None] | None = None) -> bytes:
    """The least workbook with parts replaced, added or (None) left out."""
    parts = ordinary_parts()
    for name, content in (changes or {}).items():
        if content is None:
            del parts[name]
        else:
            parts[name] = content
    return zipped(parts)
