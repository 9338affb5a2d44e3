"""What a cell says: taken as a number where nothing is guessed, with a log; else told with the reason."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.read.typed import NoNumber, Number, number_of
from schemas.finding import Level, Pattern
from schemas.hint import Hint
from schemas.reading import CellState

ROW, COLUMN = 9, 5  # 梅溪镇, 考试录用


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        ("186", 186, "CLEANED-TEXT"),
        (" 186 ", 186, "CLEANED-SPACES"),
        ("186　", 186, "CLEANED-SPACES"),
        ("186\u00a0", 186, "CLEANED-SPACES"),
        ("186_x000D_\n", 186, "CLEANED-SPACES"),
        ("１８６", 186, "CLEANED-WIDTH"),
        ("1,861", 1861, "CLEANED-SEPARATOR"),
        ("1，861", 1861, "CLEANED-SEPARATOR"),
        ("12,345,678", 12345678, "CLEANED-SEPARATOR"),
        ("186.0", 186, "CLEANED-DECIMAL"),
        ("1990007.0", 1990007, "CLEANED-DECIMAL"),
        ("'186", 186, "CLEANED-APOSTROPHE"),
        ("+186", 186, "CLEANED-SIGN"),
        ("0", 0, "CLEANED-TEXT"),
        ("1\u200b86", 186, "CLEANED-SPACES"),
        ("\ufeff186", 186, "CLEANED-SPACES"),
        ("1 861", 1861, "CLEANED-SPACES"),
        ("１，８６１．０", 1861, "CLEANED-WIDTH"),
        ("’186", 186, "CLEANED-APOSTROPHE"),
        ("−12", -12, "CLEANED-TEXT"),
        ("－12", -12, "CLEANED-WIDTH"),
        ("007", 7, "CLEANED-TEXT"),
    ],
)
def test_a_text_that_is_one_number_is_taken(text, value, how) -> None:
    """And what was tolerated is said."""
    found = number_of(text)

    assert isinstance(found, Number)
    assert found.value == value
    assert how in found.how


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1o2", "CELL-LETTER|position=2|letter=o"),
        ("l0", "CELL-LETTER|position=1|letter=l"),
        ("12人", "CELL-MEASURE|suggestion=12"),
        ("3.5万", "CELL-WAN|suggestion=35000"),
        ("2.8万余", "CELL-ABOUT|word=余"),
        ("约30", "CELL-ABOUT|word=约"),
        ("30以上", "CELL-ABOUT|word=以上"),
        ("30多", "CELL-ABOUT|word=多"),
        ("12%", "CELL-PERCENT"),
        ("xx", "CELL-PLACEHOLDER|shown=xx"),
        ("——", "CELL-PLACEHOLDER|shown=——"),
        ("无", "CELL-PLACEHOLDER|shown=无"),
        ("/", "CELL-PLACEHOLDER|shown=/"),
        ("-", "CELL-PLACEHOLDER|shown=-"),
        ("NA", "CELL-PLACEHOLDER|shown=NA"),
        ("1,86", "CELL-COMMA"),
        ("9.90121E+11", "CELL-SCIENTIFIC"),
        ("2026/3/2", "CELL-DATE"),
        ("2026年3月2日", "CELL-DATE"),
        ("3.2.1", "CELL-DATE"),
        ("3-2", "CELL-FRACTION"),
        ("1/2", "CELL-FRACTION"),
        ("１／２", "CELL-FRACTION"),
        ("½", "CELL-WORDS"),
        ("1 2", "CELL-CHARACTER|position=2|letter= "),
        ("12+3", "CELL-CHARACTER|position=3|letter=+"),
        ("1　2", "CELL-CHARACTER|position=2|letter=　"),
        ("1\u00a02", "CELL-CHARACTER|position=2|letter=\u00a0"),
        ("十二", "CELL-CHINESE"),
        ("三十二", "CELL-CHINESE"),
        ("〇", "CELL-CHINESE"),
        ("二〇二六", "CELL-CHINESE"),
        ("十二万", "CELL-CHINESE"),
        ("二十余", "CELL-ABOUT|word=余"),
        ("(12)", "CELL-BRACKETS"),
        ("（12）", "CELL-BRACKETS"),
        ("(1,200)", "CELL-BRACKETS"),
        ("12①", "CELL-CHARACTER|position=3|letter=①"),
        ("5²", "CELL-CHARACTER|position=2|letter=²"),
        ("12⒈", "CELL-CHARACTER|position=3|letter=⒈"),
        ("１2㎡", "CELL-CHARACTER|position=3|letter=㎡"),
        ("١٢", "CELL-CHARACTER|position=1|letter=١"),
        ("-1o2", "CELL-LETTER|position=3|letter=o"),
        ("1.2E3", "CELL-SCIENTIFIC"),
        ("12 人", "CELL-MEASURE|suggestion=12"),
        ("１２人", "CELL-MEASURE|suggestion=12"),
        ("1,234万", "CELL-CHARACTER|position=6|letter=万"),
        ("0.5‰", "CELL-PERCENT"),
        ("１２％", "CELL-PERCENT"),
        ("近30", "CELL-ABOUT|word=近"),
        ("30左右", "CELL-ABOUT|word=左右"),
        (">30", "CELL-ABOUT|word=>"),
        ("不详", "CELL-WORDS"),
        ("是", "CELL-WORDS"),
        ("TRUE", "CELL-WORDS"),
        ("×", "CELL-PLACEHOLDER|shown=×"),
        ("……", "CELL-PLACEHOLDER|shown=……"),
        ("／", "CELL-PLACEHOLDER|shown=／"),
        ("nan", "CELL-PLACEHOLDER|shown=nan"),
        ("12.", "CELL-WORDS"),
        (".5", "CELL-WORDS"),
    ],
)
def test_a_text_that_needs_a_guess_is_told_with_its_reason(text, hint) -> None:
    """Nothing of it becomes a number; the hint says what stands in the way, in both languages."""
    found = number_of(text)

    assert isinstance(found, NoNumber)
    assert found.pattern in (Pattern.NOT_A_NUMBER, Pattern.NOT_WHOLE)
    assert found.hint is not None
    assert found.hint == Hint.of(hint.partition("|")[0], **dict(f.split("=") for f in hint.split("|")[1:]))
    assert Hint.unpack(str(found.hint)) == found.hint
    assert found.hint.text("zh") != found.hint.text("en")


@pytest.mark.parametrize("text", ["", " ", "　", "\u200b", "_x000D_\n"])
def test_nothing_but_white_space_is_blank(text) -> None:
    """It is not zero."""
    assert number_of(text) == NoNumber(Pattern.BLANK)


@given(st.integers(-(10**14), 10**14), st.booleans(), st.booleans())
def test_however_a_whole_number_is_written_it_is_that_number(number, grouped, wide) -> None:
    """Separators, width and spaces change nothing."""
    text = f"{number:,}" if grouped else str(number)
    if wide:
        text = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    found = number_of(f" {text}　")

    assert isinstance(found, Number)
    assert found.value == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_blank_or_told(text) -> None:
    """Never an exception, never a value out of letters."""
    match number_of(text):
        case Number(value, how):
            assert value.is_finite()
            assert how
        case NoNumber(pattern, hint):
            assert (hint is None) == (pattern is Pattern.BLANK)


def _only(outcome):
    findings = [finding for finding in outcome.findings if finding.level is Level.ERROR]
    assert len(findings) == 1, findings
    return findings[0]


@pytest.mark.parametrize(
    ("content", "pattern", "shown"),
    [
        ("1o2", Pattern.NOT_A_NUMBER, "1o2"),
        (3.5, Pattern.NOT_WHOLE, "3.5"),
        pytest.param("3.5", Pattern.NOT_WHOLE, "3.5", id="text with half a person"),
        (1234567890.5, Pattern.NOT_WHOLE, "1234567890.5"),
        (-3, Pattern.NEGATIVE, "-3"),
        pytest.param("-3", Pattern.NEGATIVE, "-3", id="text below zero"),
        (True, Pattern.NOT_A_NUMBER, "TRUE"),
        (date(2026, 3, 2), Pattern.NOT_A_NUMBER, "2026-03-02"),
        ("#REF!", Pattern.ERROR_VALUE, "#REF!"),
        ("=1+1", Pattern.NO_CACHE, ""),
        (1e15, Pattern.NOT_A_NUMBER, "1000000000000000"),
        ("9" * 40, Pattern.NOT_A_NUMBER, "9" * 40),
    ],
)
def test_a_cell_that_is_no_number_of_its_measure_is_one_finding(
    stamped, understood, figures, content, pattern, shown
) -> None:
    """With its cell, and nothing else is lost: the cell is unreadable (a formula is not computed), every other one is read."""
    outcome = understood(stamped.with_cell(ROW, COLUMN, content))

    finding = _only(outcome)
    assert finding.pattern is pattern
    assert finding.code == "XA1-D00"
    assert (finding.place.row_label, finding.place.column) == ("梅溪镇", "recruited")
    assert finding.cells[0].shown == shown
    assert finding.cells[0].address is not None
    assert finding.cells[0].address.a1 == "E9"
    lost = pattern is Pattern.NO_CACHE
    assert outcome.states()[2][2] == (CellState.NOT_COMPUTED if lost else CellState.UNREADABLE)
    figures[2][2] = 0
    assert outcome.values() == figures


@pytest.mark.parametrize("content", [None, "", "　"])
def test_a_blank_cell_is_a_finding_and_not_zero(stamped, understood, content) -> None:
    """Also where only white space stands."""
    outcome = understood(stamped.with_cell(ROW, COLUMN, content))

    finding = _only(outcome)
    assert (finding.pattern, finding.code) == (Pattern.BLANK, "XA1-D00")
    assert finding.cells[0].address is not None
    assert finding.cells[0].address.a1 == "E9"
    assert outcome.states()[2][2] == CellState.BLANK


def test_a_blank_row_is_one_finding_with_all_its_cells(stamped, understood) -> None:
    """A township that forgot to report is told once."""
    layout = stamped
    for column in range(3, 12):
        layout = layout.with_cell(ROW, column, None)

    finding = _only(understood(layout))

    assert (finding.pattern, finding.place.row_label, finding.place.column) == (Pattern.BLANK, "梅溪镇", "")
    assert len(finding.cells) == 9


def test_a_blank_table_is_one_finding(stamped, understood) -> None:
    """A sheet that was not filled at all."""
    rows = (*stamped.staff[:6], *(line[:2] for line in stamped.staff[6:]))

    finding = _only(understood(replace(stamped, staff=rows)))

    assert (finding.pattern, finding.place.table, finding.place.row_code) == (Pattern.BLANK, "XA1", "")


@pytest.mark.parametrize("content", ["2", "２", "2.0", " 2", "2　"])
def test_a_tolerated_value_is_read_logged_and_remarked(stamped, understood, figures, content) -> None:
    """The log says the cell, what it was and what was made of it; the clerk gets one remark a table."""
    outcome = understood(stamped.with_cell(ROW, COLUMN, content).with_cell(ROW, COLUMN + 1, "1"))

    assert outcome.values() == figures
    assert outcome.errors == []
    assert outcome.notes == [Pattern.CLEANED]
    assert {(c.address.a1, c.shown, c.value) for c in outcome.reading.cleanings} == {("E9", content, 2), ("F9", "1", 1)}


@pytest.mark.parametrize("content", [4.000000000001, 4.0000000000000009, "4.00"])
def test_money_is_read_in_its_decimals(stamped, understood, figures, content) -> None:
    """Leavings of binary arithmetic are no third decimal."""
    outcome = understood(stamped.with_cell(ROW, 11, content))

    assert outcome.values() == figures
    assert outcome.errors == []


@pytest.mark.parametrize("content", [4.001, "4.0010", 4.0049])
def test_a_third_decimal_of_money_is_told(stamped, understood, content) -> None:
    """It is not rounded away."""
    finding = _only(understood(stamped.with_cell(ROW, 11, content)))

    assert finding.pattern is Pattern.NOT_WHOLE
    assert Hint.unpack(finding.detail) == Hint.of("CELL-DECIMALS", decimals=2)


def test_a_column_that_may_be_negative_takes_a_negative(stamped, understood, figures) -> None:
    """净增减 is signed."""
    outcome = understood(stamped.with_cell(ROW, 10, -7))

    figures[2][7] = -7
    assert outcome.values() == figures
    assert outcome.findings == ()


def test_a_row_with_its_own_measure_sets_the_decimals(stamped, understood) -> None:
    """Half a person is told; half a 万元 is money."""
    targets = [list(line) for line in stamped.targets]
    targets[5][3], targets[7][3] = 30.5, 50.55

    finding = _only(understood(replace(stamped, targets=tuple(map(tuple, targets)))))

    assert (finding.pattern, finding.place.row_code, finding.place.column) == (Pattern.NOT_WHOLE, "R1", "done")


def test_a_percent_format_means_per_cent(stamped, understood) -> None:
    """0.02 shown as 2% is no 0.02 people; told, not guessed."""
    outcome = understood(replace(stamped.with_cell(ROW, COLUMN, 0.02), formats={"E9": "0%"}))

    assert _only(outcome).detail == "CELL-PERCENT"


@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False))
def test_money_through_binary_floats_is_exact(amount) -> None:
    """What a workbook stores of a sum in two decimals is that sum again."""
    stored = float(amount)

    assert round(Decimal(repr(stored)) * 100) == int(amount * 100)


def test_ten_thousands_are_suggested_for_people_and_not_for_money(stamped, understood) -> None:
    """3.5万 people are 35000; in 万元 it could mean either."""
    people = _only(understood(stamped.with_cell(ROW, COLUMN, "3.5万")))
    money = _only(understood(stamped.with_cell(ROW, 11, "3.5万")))

    assert (people.pattern, people.detail) == (Pattern.NOT_WHOLE, "CELL-WAN|suggestion=35000")
    assert Hint.unpack(money.detail) == Hint.of("CELL-ABOUT", word="万")


@pytest.mark.parametrize(("content", "number_format"), [("75%", "General"), (0.75, "0%"), ("75 ％", "General")])
def test_a_percentage_in_a_column_of_per_cent_is_that_many(stamped, understood, content, number_format) -> None:
    """75 % is 75.0, however it was typed."""
    targets = [list(line) for line in stamped.targets]
    targets[5][4] = content
    layout = replace(stamped, staff=tuple(map(tuple, targets)), targets=stamped.staff, merges=(), hidden_rows=())

    outcome = understood(replace(layout, names=("一", "二"), formats={"E6": number_format}))

    assert outcome.values("XA2")[0][2] == 750
    assert outcome.errors == []
    assert {cleaning.how for cleaning in outcome.reading.cleanings} == {"CLEANED-PERCENT"}
