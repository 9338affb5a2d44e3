"""Personal data: found by shape and heading, told by place and kind, never by value.

Identity numbers follow GB 11643 (province, birth date, check digit); numbers typed as numbers keep 15 digits and end in
zeros. Mobile, bank and 15-digit identity numbers are like other numbers: they count under a heading or three in a column.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class PersonalKind(StrEnum):
    """What a text looks like."""

    IDENTITY = "identity"
    MOBILE = "mobile"
    BANK = "bank"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text and where it stands; row and column count from 1 and are 0 outside the grid (comment, name, property)."""

    sheet: str
    row: int
    column: int
    text: str
    numeric: bool = False
    """Whether the cell stores a number: its 18 digits cannot be checked, for only 15 of them are kept."""


@dataclass(frozen=True, slots=True)
class PersonalHit:
    """Where something personal stands and of which kind; the value is not kept."""

    sheet: str
    row: int
    column: int
    kind: PersonalKind


_PROVINCES = frozenset(
    # Provinces of GB/T 2260, and 81 to 83 for residents of Hong Kong, Macao and Taiwan.
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()  # noqa: SIM905 - read as one line
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OLDEST = 1900
_SEPARATOR = "\x1e"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LONG = r"\d(?:[ '\u2010-\u2015-]?\d){10,}[Xx]?"
_NAME = re.compile(r"姓\s*名")
_SUSPECT = re.compile(_LONG + r"|\d\.\d+[Ee]\+?1[0-9]|" + _NAME.pattern)
_RUN = re.compile(r"(?<![\d.])" + _LONG + r"(?![\d.]*\d)")
_IDENTITY = re.compile(r"(?<![0-9])[1-8][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx](?![0-9])")
_POWER = re.compile(r"\d(?:\.\d{1,17})?[Ee]\+?1[0-9]")
_WHOLE = re.compile(r"\d{11,19}\.0+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_BANK = re.compile(r"\d{16,19}")
_PHONE_HEADING = re.compile(r"电话|手机|联系方式")
_BANK_HEADING = re.compile(r"卡号|账号|帐号|银行")
_IDENTITY_HEADING = re.compile(r"身份证|身份号码|证件号")
_ROSTER_HEADING = re.compile(r"身份证|身份号码|证件号|出生|电话|手机|联系方式|住址|银行卡|工资卡|籍贯")
_LONGEST_HEADING = 12
_SHORTEST_NUMBER, _LONGEST_NUMBER = 11, 20
_IN_A_COLUMN = 3


def scan_texts(texts: Iterable[PlacedText]) -> tuple[PersonalHit, ...]:
    """All places whose text is personal, in order of sheet, row and column; a roster counts once a heading row.

    Numbers are given as their stored text, also in the form 1.10105E+17.
    """
    placed = [one for one in texts if one.text]
    if not placed:
        return ()
    whole = normalised(_SEPARATOR.join(one.text for one in placed))
    if not _SUSPECT.search(whole):
        return ()
    plain = whole.split(_SEPARATOR)
    found = set(_rosters(placed, plain))
    columns: dict[tuple[str, int, PersonalKind], list[PlacedText]] = defaultdict(list)
    for one, text in zip(placed, plain, strict=True):
        for kind, certain in _kinds(text, numeric=one.numeric):
            if certain:
                found.add(PersonalHit(one.sheet, one.row, one.column, kind))
            else:
                columns[one.sheet, one.column, kind].append(one)
    for (sheet, column, kind), members in columns.items():
        if _backed(members, kind, column, sheet, placed, plain):
            found.update(PersonalHit(sheet, one.row, column, kind) for one in members)
    return tuple(sorted(found, key=lambda hit: (hit.sheet, hit.row, hit.column, hit.kind)))


def contains_personal(text: str) -> bool:
    """Whether a free text (an explanation, a file name) holds an identity, mobile or bank number."""
    return any(kind is not PersonalKind.BANK or _bank_card(digits) for kind, digits in _shapes(normalised(text)))


def contains_identity(text: str) -> bool:
    """Whether a text of any length and origin holds an 18-digit identity number with its check digit."""
    whole = normalised(text)
    return any(identity_number(run[0].upper()) and not run[0].endswith("000") for run in _IDENTITY.finditer(whole))


def suspicious(text: str) -> bool:
    """Whether a text can hold anything that `scan_texts` looks for: quick, and never wrongly no."""
    return _SUSPECT.search(normalised(text)) is not None


def telling(texts: Iterable[str]) -> bool:
    """Whether any of the texts has the shape of a personal number or heads a roster: without one `scan_texts` is silent.

    More exact than `suspicious`: a long hash has many digits and tells nothing.
    """
    fresh = set(texts) - _harmless
    whole = normalised(_SEPARATOR.join(fresh))
    if _SUSPECT.search(whole):
        suspects = (text for text in whole.split(_SEPARATOR) if _SUSPECT.search(text))
        if any(_NAME.search(text) or any(True for _ in _shapes(text)) for text in suspects):
            return True
    if len(_harmless) + len(fresh) > _MOST_HARMLESS:
        _harmless.clear()
    if len(fresh) <= _MOST_HARMLESS:
        _harmless.update(text for text in fresh if len(text) <= _LONGEST_HARMLESS)
    return False


_harmless: set[str] = set()
"""Texts known to tell nothing: workbooks of one template have most of theirs in common. What tells is never held."""
_MOST_HARMLESS, _LONGEST_HARMLESS = 1 << 14, 1 << 8


def normalised(text: str) -> str:
    """Full-width signs narrowed and invisible ones dropped, so that a disguised number looks like itself."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))


def _kinds(text: str, *, numeric: bool) -> Iterator[tuple[PersonalKind, bool]]:
    """The kinds that a text shows, with whether it counts alone."""
    for kind, digits in _shapes(text, numeric=numeric):
        yield kind, kind is PersonalKind.IDENTITY and len(digits) == 18


def _shapes(text: str, *, numeric: bool = False) -> Iterator[tuple[PersonalKind, str]]:
    stripped = text.strip(" '\t\r\n")
    if _POWER.fullmatch(stripped) or _WHOLE.fullmatch(stripped):
        text, numeric = format(Decimal(stripped), "f").partition(".")[0], True
    for run in _RUN.finditer(text):
        for joined in _readings(_ascii_digits(run[0]).upper()):
            # An x behind a whole number belongs to what follows.
            digits = joined if len(joined) == 18 else joined.rstrip("X")
            kind = _shape(digits, numeric=numeric)
            if kind is not None:
                yield kind, digits


def _readings(run: str) -> Iterator[str]:
    """The digits of a run as one number, then those of every few groups of it: numbers may stand side by side."""
    groups = re.findall(r"[0-9X]+", run)
    yield "".join(groups)
    for first in range(len(groups)):
        joined = ""
        for group in groups[first:]:
            joined += group
            if len(joined) > _LONGEST_NUMBER:
                break
            if len(joined) >= _SHORTEST_NUMBER:
                yield joined


def _ascii_digits(text: str) -> str:
    return (
        text
        if text.isascii()
        else "".join(str(unicodedata.digit(mark, -1)) if mark.isdigit() else mark for mark in text)
    )


def _shape(digits: str, *, numeric: bool) -> PersonalKind | None:
    if len(digits) == 18 and identity_number(digits, checked=not numeric):
        return PersonalKind.IDENTITY
    if len(digits) == 15 and digits.isdigit() and _born("19" + digits[6:12]) and digits[:2] in _PROVINCES:
        return PersonalKind.IDENTITY
    if _MOBILE.fullmatch(digits):
        return PersonalKind.MOBILE
    return PersonalKind.BANK if _BANK.fullmatch(digits) and _luhn(digits) else None


def identity_number(digits: str, *, checked: bool = True) -> bool:
    """Whether 18 signs are an identity number: province, birth date and, where `checked`, the check digit.

    A number cell keeps 15 significant digits, so the last three of an identity number typed there become 000; copied
    on as text it keeps these zeros.
    """
    if digits[:2] not in _PROVINCES or not digits[:17].isdigit() or not _born(digits[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return not checked or _CHECKS[total % 11] == digits[17] or digits.endswith("000")


def _born(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if not _OLDEST <= year < 2100:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _bank_card(digits: str) -> bool:
    """Cards of the country begin with 62 and have 16 to 19 digits."""
    return digits.startswith("62")


def _backed(
    members: Sequence[PlacedText],
    kind: PersonalKind,
    column: int,
    sheet: str,
    placed: list[PlacedText],
    plain: list[str],
) -> bool:
    """Whether numbers that prove nothing alone stand three in a column or under a heading that names them."""
    if column and len({one.row for one in members}) >= _IN_A_COLUMN:
        return kind is not PersonalKind.BANK or all(_bank_like(one) for one in members)
    heading = {PersonalKind.MOBILE: _PHONE_HEADING, PersonalKind.BANK: _BANK_HEADING}.get(kind, _IDENTITY_HEADING)
    last = max(one.row for one in members)
    return any(
        one.column == column and one.sheet == sheet and 0 < one.row < last and _heads(text, heading)
        for one, text in zip(placed, plain, strict=True)
    )


def _bank_like(one: PlacedText) -> bool:
    return any(_bank_card(digits) for kind, digits in _shapes(normalised(one.text)) if kind is PersonalKind.BANK)


def _heads(text: str, heading: re.Pattern[str]) -> bool:
    """Whether a cell is a heading of that kind; a label that ends in a colon is furniture of the form."""
    short = "".join(text.split())
    return len(short) <= _LONGEST_HEADING and not short.endswith(":") and heading.search(short) is not None


def _rosters(placed: list[PlacedText], plain: list[str]) -> Iterator[PersonalHit]:
    """Rows that head a list of persons: 姓名 and another personal heading beside it."""
    names: dict[tuple[str, int], PlacedText] = {}
    for one, text in zip(placed, plain, strict=True):
        short = "".join(text.split())
        if one.row and short.endswith("姓名") and len(short) <= _LONGEST_HEADING:
            names.setdefault((one.sheet, one.row), one)
    if not names:
        return
    for one, text in zip(placed, plain, strict=True):
        head = names.get((one.sheet, one.row))
        if head is not None and one.column != head.column and _heads(text, _ROSTER_HEADING):
            yield PersonalHit(head.sheet, head.row, head.column, PersonalKind.ROSTER)
