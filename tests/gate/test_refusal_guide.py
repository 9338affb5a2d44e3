"""The page of refusals names every one, is current, and its examples are files that the tests make."""

from pathlib import Path

from hostile import HOSTILE, WRONG

from schemas.messages import catalogue
from schemas.refusal_guide import EXAMPLES, PREFIXES, codes, page

PROJECT = Path(__file__).resolve().parents[2]
SAID_ELSEWHERE = {
    *(
        "FILE-PERSONAL",
        "FILE-UNREADABLE",
        "FILE-FAULT",
        "FILE-OTHER-UNIT",
        "FILE-FOLDER",
        "FILE-NOT-ENDED",
        "FILE-IDENTITY",
    ),
    *("FILE-NOT-OURS", "FILE-OTHER-FORM", "FILE-OLD-TEMPLATE", "FILE-WRONG-UNIT", "FILE-UNIT-CLASH"),
    *("FILE-WRONG-PERIOD", "FILE-PERIOD-CLASH", "FILE-NO-UNIT", "FILE-NO-PERIOD", "FILE-UNIT-UNKNOWN"),
}
"""What is refused for whose it is or what it holds, after the gate."""


def test_the_page_is_current() -> None:
    """`make refusals` writes it anew."""
    assert (PROJECT / "docs" / "office" / "refusals.md").read_text(encoding="utf-8") == page()


def test_every_refusal_has_its_example() -> None:
    """None is left out, none is there that nobody says."""
    assert {code for prefix in PREFIXES for code in codes(prefix)} == EXAMPLES.keys()
    assert all(code in catalogue() for code in EXAMPLES)


def test_every_refusal_of_the_gate_is_brought_about_by_a_file() -> None:
    """A code that no file can bring about would be a sentence for nobody."""
    brought_about = {case.code for case in (*HOSTILE.values(), *WRONG.values())}

    assert set(codes("FILE-")) - SAID_ELSEWHERE == brought_about
