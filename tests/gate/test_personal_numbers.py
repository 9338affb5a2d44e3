"""Identity numbers are found however they are written; unit codes, totals and money are not taken for them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.personal import PersonalKind, PlacedText, contains_personal, identity_number, scan_texts

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def made_up(province: str = "53", born: str = "19800229", serial: str = "99991") -> str:
    """An identity number of no district, made here with its check digit."""
    body = f"{province}00{serial[:2]}{born}{serial[2:]}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


NUMBER = next(number for serial in range(99000, 99999) if (number := made_up(serial=str(serial)))[17] == "X")
WIDE = NUMBER.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})


def card(digits: str) -> str:
    """Made-up digits with the Luhn digit that closes them."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return digits + str(-sum(number - 9 if number > 9 else number for number in doubled) % 10)


def kinds(*texts: str, numeric: bool = False) -> set[PersonalKind]:
    return {
        hit.kind for hit in scan_texts(PlacedText("表1", row, 3, text, numeric) for row, text in enumerate(texts, 1))
    }


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        NUMBER.lower(),
        WIDE,
        f"'{NUMBER}",
        f" {NUMBER} ",
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        f"{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}",
        "\u200b".join(NUMBER),
        f"党员{NUMBER}已转出",
        f"身份证号：{NUMBER}，电话",
        NUMBER[:15] + "000",
        f"{NUMBER[0]}.{NUMBER[1:15]}E+17",
    ],
)
def test_an_identity_number_is_found_in_each_disguise(text: str) -> None:
    """Full-width, spaced, hyphened, quoted, interrupted by invisible signs, inside text, and as a stored number."""
    assert {PersonalKind.IDENTITY} == kinds(text)
    assert contains_personal(text)


def test_a_number_cell_needs_no_check_digit() -> None:
    """Its last digits are lost, so province and birth date decide."""
    digits = NUMBER[:17] + str((int(NUMBER[17].replace("X", "0")) + 1) % 10)

    assert {PersonalKind.IDENTITY} == kinds(digits, numeric=True)
    assert set() == kinds(digits)


@pytest.mark.parametrize(
    "text",
    [
        "990121",
        "990121001",
        "990121001001",
        "123456789012",
        "12345678901.25",
        "0.33333333333333331",
        "20261015",
        "2026-10-15 17:30:00",
        "0000-0000000",
        made_up(born="19800230"),
        made_up(province="99"),
        "1" + NUMBER,
        f"{NUMBER}7",
    ],
)
def test_what_only_resembles_one_is_left_alone(text: str) -> None:
    """Codes of units, money, ratios, dates, impossible birthdays and provinces, longer numbers."""
    assert set() == kinds(text)


def test_every_digit_is_checked() -> None:
    """Any one digit changed makes it no identity number (the last three zeros of a stored number apart)."""
    for place in range(18):
        changed = NUMBER[:place] + ("1" if NUMBER[place] != "1" else "2") + NUMBER[place + 1 :]
        assert not identity_number(changed)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=200))
def test_numbers_of_returns_never_trip_it(numbers: list[int]) -> None:
    """Counts, money and codes of up to twelve digits spread over a table: mobile-like ones may repeat by chance."""
    texts = [str(number) for number in numbers if not (len(str(number)) == 11 and str(number)[0] == "1")]

    assert set() == kinds(*texts)


def test_false_alarms_on_generated_tables() -> None:
    """200,000 generated unit codes, counts and sums of money give no alarm."""
    chance = random.Random(20261)
    for _ in range(200):
        cells = [
            f"{990100 + chance.randrange(100)}{chance.randrange(10**6):06d}"
            if column % 10 == 0
            else f"{chance.random() * 10 ** chance.randrange(1, 9):.2f}"
            if column % 10 == 1
            else str(chance.randrange(10 ** chance.randrange(1, 10)))
            for column in range(1000)
        ]
        assert scan_texts(PlacedText("s", at // 40 + 1, at % 40 + 1, text) for at, text in enumerate(cells)) == ()


def test_a_mobile_number_counts_under_its_heading_or_three_in_a_column() -> None:
    """Eleven digits alone may be a sum."""
    assert set() == kinds("13900000001")
    assert {PersonalKind.MOBILE} == kinds("联系电话", "13900000001")
    assert {PersonalKind.MOBILE} == kinds("13900000001", "13900000002", "13900000003")
    assert set() == kinds("联系电话：", "13900000001")
    assert contains_personal("请打 139 0000 0001")


def test_bank_cards_and_old_numbers_count_under_their_heading() -> None:
    """A card by Luhn, an identity number of 15 digits by its date."""
    assert {PersonalKind.BANK} == kinds("银行卡号", card("620000000000000001"))
    assert {PersonalKind.IDENTITY} == kinds("身份证号码", "530099800228001")
    assert set() == kinds("530099800228001")
    assert contains_personal("旧号 530099800228001")


def test_roster_headings_in_one_row_are_found() -> None:
    """姓名 beside another personal heading; apart, in a note, or as labels of the form they are nothing."""

    def row(*texts: str) -> tuple[PlacedText, ...]:
        return tuple(PlacedText("附表", 4, column, text) for column, text in enumerate(texts, 2))

    assert [(hit.sheet, hit.row, hit.column, hit.kind) for hit in scan_texts(row("姓  名", "性别", "出生年月"))] == [
        ("附表", 4, 2, PersonalKind.ROSTER)
    ]
    assert scan_texts(row("负责人姓名", "联系电话"))
    assert not scan_texts(row("姓名", "性别", "人数"))
    assert not scan_texts(row("填表人姓名：", "联系电话："))
    assert not scan_texts((*row("姓名"), PlacedText("附表", 5, 3, "联系电话")))
    assert not scan_texts(row("不得填写姓名、身份证号和联系电话等个人信息，只填汇总数"))


def test_a_hit_never_holds_the_value() -> None:
    """The place and the kind are all that is known afterwards."""
    (hit,) = scan_texts([PlacedText("表1", 2, 3, NUMBER)])

    assert NUMBER not in repr(hit)
    assert (hit.sheet, hit.row, hit.column) == ("表1", 2, 3)
