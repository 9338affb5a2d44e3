"""Spreadsheets of OpenDocument, their content.xml made by hand."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from html import escape

KIND = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_STYLES = (
    '<office:automatic-styles><style:style style:name="ta0" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def paragraph(content: str) -> str:
    return f"<text:p>{escape(content, quote=False)}</text:p>"


def cell(content: object, attributes: str = "") -> str:
    """One cell with its own attributes."""
    more = f" {attributes}" if attributes else ""
    if content is None:
        return f"<table:table-cell{more}/>"
    if isinstance(content, bool):
        kind, shown = f'boolean" office:boolean-value="{str(content).lower()}', str(content).upper()
    elif isinstance(content, int | float):
        kind, shown = f'float" office:value="{content!r}', str(content)
    elif isinstance(content, date):
        kind, shown = f'date" office:date-value="{content.isoformat()}', content.isoformat()
    elif str(content).startswith("#"):
        more += ' calcext:value-type="error"'
        kind, shown = 'string" office:string-value="', str(content)
    else:
        kind, shown = "string", str(content)
    return f'<table:table-cell office:value-type="{kind}"{more}>{paragraph(shown)}</table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    more = f" {attributes}" if attributes else ""
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def table(name: str, *rows: str, hidden: bool = False, head: str = "<table:table-column/>") -> str:
    style = ' table:style-name="ta0"' if hidden else ""
    return f'<table:table table:name="{escape(name)}"{style}>{head}{"".join(rows)}</table:table>'


def grid(name: str, cells: Mapping[tuple[int, int], object], *, hidden: bool = False) -> str:
    """A table with values by row and column from 1; gaps are repeated empty cells, as programs write them."""
    rows, last = [], 0
    for at in sorted({place[0] for place in cells}):
        if at > last + 1:
            rows.append(row(cell(None), attributes=f'table:number-rows-repeated="{at - last - 1}"'))
        line, left = [], 0
        for column in sorted(column for number, column in cells if number == at):
            if column > left + 1:
                line.append(cell(None, f'table:number-columns-repeated="{column - left - 1}"'))
            line.append(cell(cells[at, column]))
            left = column
        rows.append(row(*line))
        last = at
    return table(name, *rows, hidden=hidden)


def content(*tables: str, before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} {CALC} office:version="1.3">'
        f"{_STYLES}<office:body><office:spreadsheet>{before}{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def manifest(*entries: tuple[str, str], inside: str = "") -> str:
    """The list of members; `inside` goes into the first entry."""
    lines = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}">{inside if not at else ""}'
        "</manifest:file-entry>"
        for at, (path, kind) in enumerate((("/", KIND), ("content.xml", "text/xml"), *entries))
    )
    return f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{lines}</manifest:manifest>'


def ods(*tables: str, parts: Mapping[str, str | bytes] | None = None, kind: str = KIND, before: str = "") -> bytes:
    """A whole .ods with these tables."""
    members: dict[str, str | bytes] = {
        "content.xml": content(*tables, before=before),
        "META-INF/manifest.xml": manifest(),
    }
    members.update(parts or {})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        for name, part in members.items():
            archive.writestr(name, part)
    return buffer.getvalue()
