"""The quick looks that save time say the same as the slow ones, or ask for them."""

import io
import random
import re

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from flows.gate import Admitted, Limits, examine
from flows.gate import sweep as swept
from flows.gate.admitted import Refused
from flows.gate.parts import count_of
from flows.gate.rows import Body
from flows.gate.strings import prove_strings
from flows.gate.swift import take_rows
from schemas.personal import PlacedText, scan_texts, telling

HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2">'
MARKS = "0123456789" * 3 + " '-.ExX+姓名<"
LOOKED_FOR = re.compile(rb"(?<![0-9.])(?!10+(?![0-9 '-]))[0-9](?:[ '-]?[0-9]){10}")


@pytest.mark.parametrize(
    "strings",
    [
        b"<si><t>a</t></si><si><t>b &amp; c</t></si>",
        b'<si><t xml:space="preserve"> a</t></si>',
        b"",
        b"<si><t></t></si><si/>",
        b"<si><r><t>a</t></r><r><t>b</t></r></si><si><t>c</t></si>",
        b"<si><t>a</t><phoneticPr fontId='1'/></si>",
        b"<si><t>&#20013;</t></si>",
        b"<si><t><![CDATA[<si>]]></t></si>",
        b"<!-- <si> --><si><t>a</t></si>",
    ],
)
def test_shared_strings_are_counted_alike_both_ways(strings: bytes) -> None:
    """As programs write them, and in every form that a parser has to read."""
    part = HEAD + SST + strings + b"</sst>"

    assert prove_strings(part, Limits()).count == count_of(part, "si", Limits())


@pytest.mark.parametrize("strings", [b"<si><t>\x01</t></si>", b"<si><t>\xef\xbf\xbe</t></si>", b"<si><t>a</si></t>"])
def test_shared_strings_that_are_no_xml_are_refused(strings: bytes) -> None:
    """The glance takes nothing that a parser refuses."""
    with pytest.raises(Refused):
        prove_strings(HEAD + SST + strings + b"</sst>", Limits())


@given(st.lists(st.text(MARKS, max_size=30), max_size=6))
def test_texts_that_tell_nothing_give_no_hit(texts: list[str]) -> None:
    """Where something personal is found, the look at the shapes has said so."""
    placed = [PlacedText("表", row, 1, text) for row, text in enumerate(texts, 1)]

    assert telling(texts) or scan_texts(placed) == ()


@given(st.binary(max_size=10), st.text("0123456789 '-", min_size=9, max_size=24), st.binary(max_size=10))
def test_a_long_number_is_seen_wherever_it_stands(before: bytes, number: str, after: bytes) -> None:
    """The look at stretches of digits finds what a search of the whole part finds."""
    part = before + number.encode() + after

    assert swept._long_number(part) or not LOOKED_FOR.search(part)


TEXTS = st.text(MARKS.replace("<", "&１"), max_size=14).map(lambda text: text.replace("&", "&amp;"))
WRITTEN = st.sampled_from(
    [
        '<c r="A{row}" t="str"><f>B1</f><v>{text}</v></c>',
        '<c r="A{row}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
        '<c r="A{row}"><f>{text}</f><v>1</v></c>',
        '<c r="A{row}"><v>{digits}</v></c>',
    ]
)


@given(st.lists(st.tuples(WRITTEN, TEXTS), min_size=1, max_size=4))
def test_rows_that_are_proven_hide_nothing_from_the_quick_look(cells: list[tuple[str, str]]) -> None:
    """What a look at all their bytes sees is among the texts that are looked at."""
    rows = "".join(
        f'<row r="{row}">{cell.format(row=row, text=text, digits="".join(filter(str.isascii, filter(str.isdigit, text))))}</row>'
        for row, (cell, text) in enumerate(cells, 1)
    ).encode()
    (taken,) = take_rows([Body(rows, 0, len(rows), frozenset())], 0)

    assert taken is not None
    assert swept._worth_rows(taken) or not swept._worth(rows)


@given(st.lists(st.text(MARKS, max_size=30), max_size=6), st.lists(st.text(MARKS, max_size=30), max_size=6))
def test_texts_known_from_before_change_no_verdict(before: list[str], texts: list[str]) -> None:
    """What told nothing tells nothing later, whatever it stands beside."""
    first = telling(texts)
    telling(before)

    assert telling(texts) == first
    assert telling([*before, *texts]) == (telling(before) or first)


def test_a_template_is_not_looked_at_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the bound of a validation nor the template's own hashes are taken for numbers of persons."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = workbook.add_worksheet("表1")
    sheet.write_number(4, 2, 12)
    sheet.data_validation("C5:C9", {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 10**15})
    chance = random.Random(1)
    for row in range(200):
        sheet.write_string(row, 0, f"{chance.getrandbits(256):064x}")
    workbook.close()
    admitted = examine(content.getvalue(), "a.xlsx")
    assert isinstance(admitted, Admitted)
    monkeypatch.setattr(swept, "_sheet_hits", lambda *_: pytest.fail("looked at closely"))

    assert swept.sweep(admitted) == ()
