"""What a wrong figure brings about in the results of formulas is told with it, not beside it."""

import pytest

from schemas.model import TOTAL_ROW


@pytest.mark.parametrize(
    ("column", "lead", "followed"),
    [("opening", "CA1-T01", {"closing_due": 1, "closing_diff": -1}), ("closing", "CA2-X01", {"closing_diff": 1})],
)
@pytest.mark.parametrize("amount", [54, -3])
def test_a_derived_difference_is_told_with_the_figure_that_makes_it(desk, column, lead, followed, amount) -> None:
    """The sheet reckons 应有数 and 差 from the wrong figure: one case, the question about 差 among its consequences."""
    for name, sign in {column: 1, **followed}.items():
        desk.add("CA1", desk.organ, name, sign * amount, carried=True)

    found = [one for one in desk.checked("CA").findings if one.code in {lead, "CA1-N01"}]

    assert {one.root for one in found} == {1}
    assert (found[0].code, found[0].place.row_code) == (lead, desk.organ)
    assert {(one.code, one.place.row_code) for one in found} == {
        (code, row) for code in (lead, "CA1-N01") for row in (desk.organ, TOTAL_ROW)
    }
