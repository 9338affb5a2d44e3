"""Zip packages made to mislead, to escape or to burst are refused from their directory."""

import io
import struct
import zipfile
import zlib
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.gate import Admitted, Limits, Note, examine
from flows.gate.admitted import Refused
from flows.gate.archive import Member, unpack
from schemas.receipt import Refusal

SHEET = "xl/worksheets/sheet1.xml"


def with_member(make: SimpleNamespace, name: str, content: bytes = b"x", attributes: int = 0) -> bytes:
    buffer = io.BytesIO(make.zipped(make.parts()))
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = attributes
        archive.writestr(info, content)
    return buffer.getvalue()


def patched(content: bytes, name: str, *, offset: int, form: str, value: int, local: int | None = None) -> bytes:
    """The package with one field of a member changed in the directory, and in the local header where given."""
    data = bytearray(content)
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    header = struct.unpack_from("<I", data, at + 42)[0]
    struct.pack_into(form, data, at + offset, value)
    if local is not None:
        struct.pack_into(form, data, header + local, value)
    return bytes(data)


def refused(content: bytes, code: str, what: str = "") -> None:
    result = examine(content, "a.xlsx")

    assert isinstance(result, Refusal)
    assert code == result.code
    assert what in {"", *(fact.value for fact in result.facts)}


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "..\\evil.xml"])
def test_names_that_lead_outside_are_refused(make: SimpleNamespace, name: str) -> None:
    """No member may point above or beside the package."""
    refused(with_member(make, name), "FILE-BROKEN", "zip-name")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [SHEET, "XL/Worksheets/SHEET1.xml", "xl\\worksheets\\sheet1.xml"])
def test_a_member_given_twice_is_refused(make: SimpleNamespace, name: str) -> None:
    """Case and slash folded: two readers may take two different sheets."""
    refused(with_member(make, name), "FILE-BROKEN", "zip-duplicate")


def test_links_and_folders_with_bytes_are_refused(make: SimpleNamespace) -> None:
    """A symbolic link, and a folder that owns bytes, occur in no workbook."""
    refused(with_member(make, "xl/link.xml", b"/etc/passwd", 0o120777 << 16), "FILE-BROKEN", "zip-link")
    refused(with_member(make, "xl/folder/", b"bytes"), "FILE-BROKEN", "zip-folder")


def test_encrypted_members_ask_for_the_password_to_go(make: SimpleNamespace) -> None:
    """The zip's own encryption reads like the workbook's."""
    content = patched(make.zipped(make.parts()), SHEET, offset=8, form="<H", value=1)

    refused(content, "FILE-PASSWORD")


def test_members_that_share_bytes_are_refused(make: SimpleNamespace) -> None:
    """Overlapping members are how 42 KB become petabytes."""
    content = make.zipped(make.parts())
    first = struct.unpack_from("<I", content, content.index(b"PK\x01\x02") + 20)[0]
    grown = patched(content, "[Content_Types].xml", offset=20, form="<I", value=first + 40)

    refused(grown, "FILE-BROKEN", "zip-overlap")


def test_sizes_that_lie_are_found_while_unpacking(make: SimpleNamespace) -> None:
    """A member that unpacks to more than it declares stops at what it declared."""
    content = patched(make.zipped(make.parts()), SHEET, offset=24, form="<I", value=50)

    refused(content, "FILE-BOMB", "declared")


@pytest.mark.parametrize(("size", "what"), [(11 << 20, "ratio"), (61 << 20, "part")])
def test_zip_bombs_are_refused_unopened(make: SimpleNamespace, size: int, what: str) -> None:
    """A sheet of spaces shrinks a thousandfold; the directory says so."""
    refused(make.zipped({**make.parts(), SHEET: b" " * size}), "FILE-BOMB", what)


def test_many_members_and_a_large_sum_are_refused(make: SimpleNamespace) -> None:
    """1,001 members, and parts that are fine alone but not together."""
    refused(make.zipped({**make.parts(), **{f"x/{number}": b"" for number in range(1000)}}), "FILE-BOMB", "members")
    content = make.zipped({**make.parts(), **{f"x/{number}.bin": bytes(9 << 20) for number in range(12)}})
    refused(content, "FILE-BOMB", "total")


def test_a_bomb_inside_a_bomb_is_not_opened(make: SimpleNamespace) -> None:
    """A zip among the members stays a closed picture-like member."""
    inner = make.zipped({"a.xml": b" " * (8 << 20)})

    assert isinstance(examine(make.zipped({**make.parts(), "xl/media/inner.zip": inner}), "a.xlsx"), Admitted)


@pytest.mark.parametrize("cut", [1, 10, 30, 400])
def test_a_cut_file_is_refused(make: SimpleNamespace, cut: int) -> None:
    """A copy that stopped before its end has no directory."""
    refused(make.zipped(make.parts())[:-cut], "FILE-BROKEN", "zip-end")


def test_changed_bytes_are_found_by_the_checksum(make: SimpleNamespace) -> None:
    """One changed byte in a stored member is found."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in make.parts().items():
            archive.writestr(name, part)
    refused(buffer.getvalue().replace(b"<v>12</v>", b"<v>13</v>"), "FILE-BROKEN", "zip-checksum")


def test_another_packing_method_is_refused(make: SimpleNamespace) -> None:
    """Workbooks are stored or deflated."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        for name, part in make.parts().items():
            archive.writestr(name, part)
    refused(buffer.getvalue(), "FILE-BROKEN", "zip-method")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xl/vbaProject.bin", "FILE-MACRO"),
        ("xl/macrosheets/sheet1.xml", "FILE-MACRO"),
        ("xl/dialogsheets/sheet1.xml", "FILE-MACRO"),
        ("other/vbaProject.bin", "FILE-MACRO"),
        ("xl/activeX/activeX1.xml", "FILE-OBJECT"),
        ("xl/embeddings/oleObject1.bin", "FILE-OBJECT"),
        ("xl/embeddings/表.docx", "FILE-OBJECT"),
    ],
)
def test_macros_and_embedded_objects_are_refused(make: SimpleNamespace, name: str, code: str) -> None:
    """By the place of the member, before any part is unpacked."""
    refused(make.zipped({**make.parts(), name: b"x"}), code)


@pytest.mark.parametrize(("kind", "code"), [("vbaProject", "FILE-MACRO"), ("oleObject", "FILE-OBJECT")])
def test_active_content_under_another_name_is_found_by_its_relationship(
    make: SimpleNamespace, kind: str, code: str
) -> None:
    """A relationship says what a member with a harmless name is."""
    links = make.relations(("rId1", kind, "../data.dat"))
    content = make.zipped({**make.parts(), "xl/worksheets/_rels/sheet1.xml.rels": links, "xl/data.dat": b"x"})

    refused(content, code)


def test_a_macro_workbook_is_found_by_its_content_type(make: SimpleNamespace) -> None:
    """.xlsm renamed to .xlsx without its project is refused too."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        'PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    )

    refused(make.zipped({**make.parts(), "[Content_Types].xml": types}), "FILE-MACRO")


def test_external_links_are_noted_and_not_followed(make: SimpleNamespace) -> None:
    """A link to another workbook is the reader's business."""
    links = make.relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "sharedStrings", "sharedStrings.xml"),
        ("rId3", "externalLink", "externalLinks/externalLink1.xml"),
    )
    admitted = examine(make.zipped({**make.parts(), "xl/_rels/workbook.xml.rels": links}), "a.xlsx")

    assert isinstance(admitted, Admitted)
    assert Note.EXTERNAL_LINKS in admitted.notes


def test_ten_thousand_sheets_are_refused(make: SimpleNamespace) -> None:
    """A workbook has 1 to 100 sheets."""
    entries = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="rId1"/>' for number in range(10_000))
    book = f'<workbook {make.main} xmlns:r="{make.links}"><sheets>{entries}</sheets></workbook>'

    refused(make.zipped({**make.parts(), "xl/workbook.xml": book}), "FILE-SHEETS", "10000")


@pytest.mark.parametrize(
    "part",
    [
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
    ],
)
def test_a_missing_part_never_crashes(make: SimpleNamespace, part: str) -> None:
    """Without any one part the answer is a refusal, or the sheet without its strings is refused by its index."""
    parts = make.parts()
    del parts[part]

    assert isinstance(examine(make.zipped(parts), "a.xlsx"), Refusal)


def test_limits_are_a_setting(make: SimpleNamespace) -> None:
    """An office may be stricter."""
    assert isinstance(examine(make.zipped(make.parts()), "a.xlsx", Limits(members=3)), Refusal)


def test_damaged_streams_are_refused(make: SimpleNamespace) -> None:
    """Any one byte changed in the deflated sheet gives a refusal, never an error of the library."""
    content = make.zipped(make.parts())
    start = content.index(b"xl/worksheets/sheet1.xml") + len(SHEET)
    for at in range(start, start + 60):
        changed = bytearray(content)
        changed[at] ^= 0x55
        assert isinstance(examine(bytes(changed), "a.xlsx"), Refusal | Admitted)


@given(
    plain=st.binary(max_size=300).map(lambda some: some * 7),
    level=st.integers(0, 9),
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=3),
    cut=st.integers(0, 3),
    lie=st.integers(-2, 2),
)
def test_a_stream_unpacks_as_zlib_unpacks_it(
    plain: bytes, level: int, changes: list[tuple[int, int]], cut: int, lie: int
) -> None:
    """Whole, changed, cut or of another size than declared: what one unpacks the other does, and what one refuses too."""
    packed = bytearray(zlib.compress(plain, level, -zlib.MAX_WBITS))
    for place, value in changes:
        packed[place % len(packed)] = value
    packed = packed[: len(packed) - cut]
    size = max(0, len(plain) + lie)
    member = Member("a.xml", zipfile.ZIP_DEFLATED, zlib.crc32(plain), len(packed), size, 0, 0)

    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        expected = stream.decompress(bytes(packed), size + 1)
    except zlib.error:
        expected = None

    if expected is not None and stream.eof and expected == plain and size == len(plain):
        assert unpack(bytes(packed), member) == plain
    else:
        with pytest.raises(Refused):
            unpack(bytes(packed), member)
