"""Whole files that must not be taken: personal data, a password, nothing in it, another county's, an old template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from random import Random
from struct import pack_into
from types import MappingProxyType
from zipfile import ZipFile

from flows.sample.draft import Draft
from flows.sample.key import Level, Planted
from flows.template import Attached, fill

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SECTOR = 512
_ENTRY = 128
_FREE, _END_OF_CHAIN, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
OLD_VERSION = "2025.2"


@dataclass(frozen=True, slots=True)
class Spoilt:
    """The bytes of a file and what is wrong with it."""

    content: bytes
    planted: Planted


def roster(draft: Draft, neighbour: Draft) -> Spoilt:
    """A list of people on a hidden sheet behind the tables."""
    del neighbour
    lines = [("姓名", "身份证号", "联系电话", "备注")]
    lines += [(f"示例{number}", identity(draft.chance), "", "") for number in range(1, 4)]
    sheet = Attached("附表", tuple(lines), hidden=True)
    content = fill(draft.order, draft.figures, earlier=draft.earlier, attached=(sheet,))
    what = "隐藏工作表“附表”是人员名册（号码为程序现编）"
    return Spoilt(content, Planted("roster", Level.REFUSED, sheet="附表", what=what))


def password(draft: Draft, neighbour: Draft) -> Spoilt:
    """A file as Office stores it behind a password."""
    del draft, neighbour
    return Spoilt(_locked(), Planted("password", Level.REFUSED, what="工作簿加了打开密码"))


def empty(draft: Draft, neighbour: Draft) -> Spoilt:
    """No bytes at all."""
    del draft, neighbour
    return Spoilt(b"", Planted("empty", Level.REFUSED, what="文件是空的（0 字节）"))


def wrong_unit(draft: Draft, neighbour: Draft) -> Spoilt:
    """The neighbour's workbook, sent as one's own."""
    other = neighbour.order.unit
    what = f"工作簿是{other.name}（{other.code}）的"
    planted = Planted("wrong_unit", Level.REFUSED, before=draft.order.unit.code, after=other.code, what=what)
    return Spoilt(neighbour.written(), planted)


def wrong_period(draft: Draft, neighbour: Draft) -> Spoilt:
    """This quarter's template with last quarter's name on its sheets."""
    del neighbour
    now = draft.order.period
    said, then = f"报告期：{now.zh}", f"报告期：{now.previous().zh}"
    planted = Planted("wrong_period", Level.REFUSED, before=now.zh, after=now.previous().zh, what="封面报告期是上季度")
    return Spoilt(_reworded(draft.written(), said, then), planted)


def old_version(draft: Draft, neighbour: Draft) -> Spoilt:
    """A template of the year before."""
    del neighbour
    order = replace(draft.order, form=replace(draft.order.form, version=OLD_VERSION))
    what = f"模板是 {OLD_VERSION} 版"
    planted = Planted("old_version", Level.REFUSED, before=draft.order.form.version, after=OLD_VERSION, what=what)
    return Spoilt(fill(order, draft.figures, earlier=draft.earlier), planted)


SPOILT: Mapping[str, tuple[Callable[[Draft, Draft], Spoilt], ...]] = MappingProxyType(
    {"CA": (roster,), "PM": (wrong_period,), "TA": (password, empty, wrong_unit, old_version)}
)
"""Whole files that counties send in turn, after the faults in figures, by return."""


def identity(chance: Random) -> str:
    """A number shaped like an identity number with a right check digit, of a place that is in nobody's number."""
    digits = f"1100001990{chance.randint(1, 12):02}{chance.randint(1, 28):02}{chance.randint(1, 999):03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + _CHECK_DIGITS[total % 11]


def _reworded(workbook: bytes, said: str, then: str) -> bytes:
    """The workbook with one text of its cells in place of another."""
    out = BytesIO()
    with ZipFile(BytesIO(workbook)) as old, ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/sharedStrings.xml":
                content = content.replace(said.encode(), then.encode())
            new.writestr(part, content)
    return out.getvalue()


def _locked() -> bytes:
    """An OLE file whose directory names the streams of an encrypted package, and nothing else."""
    header, table, directory = (bytearray(_SECTOR) for _ in range(3))
    header[: len(_OLE)] = _OLE
    pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    pack_into("<IIIII", header, 44, 1, 1, 0, 4096, _END_OF_CHAIN)
    pack_into("<III", header, 64, 0, _END_OF_CHAIN, 0)
    pack_into(f"<{(_SECTOR - 76) // 4}I", header, 76, 0, *[_FREE] * ((_SECTOR - 76) // 4 - 1))
    pack_into(f"<{_SECTOR // 4}I", table, 0, _FAT, _END_OF_CHAIN, *[_FREE] * (_SECTOR // 4 - 2))
    for number, name in enumerate(("Root Entry", "EncryptionInfo", "EncryptedPackage")):
        text = name.encode("utf-16-le")
        at = number * _ENTRY
        directory[at : at + len(text)] = text
        pack_into("<HBB", directory, at + 64, len(text) + 2, 5 if number == 0 else 2, 1)
        pack_into("<III", directory, at + 68, _FREE, _FREE, _FREE)
    return bytes(header + table + directory)
