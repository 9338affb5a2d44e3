"""The first table of a workbook laid out otherwise than in the template, its figures the same."""

from dataclasses import replace
from typing import Any

Layout = Any
"""Rows of cells with a method for each thing that a clerk may do to them; declared beside the tests of reading."""


def shifted(layout: Layout, down: int, right: int) -> Layout:
    """Everything further down and to the right."""
    rows = [(*[None] * right, *line) for line in layout.staff]
    return replace(layout, staff=(*[()] * down, *rows), merges=(), hidden_rows=())


def without_codes(layout: Layout) -> Layout:
    """The column of unit codes left out."""
    return replace(layout, staff=tuple(line[1:] if len(line) > 1 else line for line in layout.staff), merges=())


def split_heads(layout: Layout) -> Layout:
    """Headings that one had to break over two rows."""
    split = ("单位代码", "单位名称", "上年末", "本年", None, None, "本年", None, None, "净", "经费")
    rest = (None, None, "实有数", "增加", None, None, "减少", None, None, "增减", "支出")
    return replace(layout, staff=(*layout.staff[:2], split, rest, *layout.staff[3:]), merges=())


def padded(layout: Layout) -> Layout:
    """White space between the characters of every label."""

    def pad(content: object) -> object:
        return " ".join(content) + "\n" if isinstance(content, str) and not content.isascii() else content

    rows = [tuple(pad(content) for content in line) for line in layout.staff]
    return replace(layout, staff=tuple(rows))


def total_last(layout: Layout) -> Layout:
    """The total row last, padded and without its code."""
    *head, total, a, b, c, d = layout.staff
    return replace(layout, staff=(*head, a, b, c, d, ("", "合　　计", *total[2:])))


def reordered_rows(layout: Layout) -> Layout:
    """The rows in another order."""
    *head, total, a, b, c, d = layout.staff
    return replace(layout, staff=(*head, c, total, d, a, b))


def reordered_columns(layout: Layout) -> Layout:
    """The columns in another order."""
    order = [0, 1, 10, 6, 7, 8, 2, 3, 4, 5, 9]
    rows = []
    for line in layout.staff:
        full = [*line, *[None] * (12 - len(line))]
        rows.append(tuple(full[at] for at in order))
    return replace(layout, staff=tuple(rows), merges=())


def two_blocks(layout: Layout) -> Layout:
    """续表: the second half of the columns below the first, with its own headings and stub."""
    lines = [[*line, *[None] * (12 - len(line))] for line in layout.staff]
    stub, left, right = slice(0, 2), slice(2, 6), slice(6, 11)
    first = [(*line[stub], *line[left]) for line in lines]
    second = [(*line[stub], *line[right]) for line in lines[2:]]
    return replace(layout, staff=(*first, ("续表",), *second), merges=())


def side_by_side(layout: Layout) -> Layout:
    """The last two townships to the right, headings repeated."""
    lines = [[*line, *[None] * (11 - len(line))][:11] for line in layout.staff]
    head, data = lines[:-5], lines[-5:]
    rows = [(*line, *line) for line in head]
    rows += [(*data[0], *data[3]), (*data[1], *data[4]), tuple(data[2])]
    return replace(layout, staff=tuple(rows), merges=())


def on_two_sheets(layout: Layout) -> Layout:
    """The last two townships on a sheet of their own."""
    lines = list(layout.staff)
    head = lines[:-5]
    return replace(
        layout,
        staff=tuple(lines[:-2]),
        sheets={"工作人员增减情况（续）": (*head, *lines[-2:])},
        merges=(),
    )


def heading_row_inserted(layout: Layout) -> Layout:
    """A note and a blank row above the headings."""
    note = ("（本表由各单位填报）",)
    return replace(layout, staff=(*layout.staff[:2], note, (), *layout.staff[2:]), merges=())
