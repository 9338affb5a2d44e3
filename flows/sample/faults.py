"""Faults in figures, each of a kind that clerks make, put into one workbook of the newest quarter."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flows.sample.draft import Draft, NoPlaceError, Spot
from flows.sample.key import Level, Planted

Fault = Callable[[Draft], None]
_YUAN = 9_999
"""What is added to a figure in 万元 to make it one in yuan."""


def row_total_wrong(draft: Draft) -> None:
    """A row total that is one more than its parts."""
    row = draft.some("CA1", "inc_total")
    _changed(draft, "row_total", Spot("CA1", row, "inc_total"), 1, "CA1-P01", "本年增加合计多 1，合计行随之多 1")


def township_carried(draft: Draft) -> None:
    """A part that is five too much, in the total row as well."""
    row = draft.some("CA4", "adj_promote")
    _changed(draft, "township_carried", Spot("CA4", row, "adj_promote"), 5, "CA4-P01", "提拔重用多 5，合计行随之多 5")


def township_not_carried(draft: Draft) -> None:
    """A part that is five too much, the total row as it was."""
    row = draft.some("CA4", "adj_rotate")
    what = "平级交流多 5，合计行仍是原数"
    _changed(draft, "township_not_carried", Spot("CA4", row, "adj_rotate"), 5, "CA4-U00", what, carry=False)


def members_not_carried(draft: Draft) -> None:
    """One death more in one unit than the total row has."""
    row = draft.some("PM1", "death")
    what = "死亡多 1，合计行仍是原数"
    _changed(draft, "township_not_carried", Spot("PM1", row, "death"), 1, "PM1-U00", what, carry=False)


def of_which_above(draft: Draft) -> None:
    """An item of which the whole is less."""
    row = draft.some("CA5", "closing")
    spot = Spot("CA5", row, "female")
    by = draft.value(Spot("CA5", row, "closing")) + 3 - draft.value(spot)
    _changed(draft, "of_which", spot, by, "CA5-L01", "女多于期末在库")


def women_above_total(draft: Draft) -> None:
    """More women developed than people."""
    row = draft.some("PM3", "total", 2)
    spot = Spot("PM3", row, "female")
    by = draft.value(Spot("PM3", row, "total")) + 2 - draft.value(spot)
    _changed(draft, "of_which", spot, by, "PM3-L01", "女多于发展党员总数")


def opening_changed(draft: Draft) -> None:
    """An opening that is not last year's closing."""
    row = draft.some("CA5", "opening")
    _changed(draft, "opening", Spot("CA5", row, "opening"), 2, "CA5-T01", "上年末在库比上年末审定数多 2")


def times_ten(draft: Draft) -> None:
    """A figure with a nought too many."""
    row = draft.some("CA4", "adj_rank", 2)
    spot = Spot("CA4", row, "adj_rank")
    _changed(draft, "times_ten", spot, 9 * draft.value(spot), "CA4-P01", "职级晋升多写一个 0")


def digits_swapped(draft: Draft) -> None:
    """Two neighbouring digits in each other's place. Raises NoPlaceError."""
    for row in sorted(draft.units("PM1"), key=lambda code: -draft.value(Spot("PM1", code, "death"))):
        shown = draft.shown(Spot("PM1", row, "death"))
        if len(shown) > 1 and shown[-1] != shown[-2]:
            by = int(shown[:-2] + shown[-1] + shown[-2]) - int(shown)
            _changed(draft, "digits_swapped", Spot("PM1", row, "death"), by, "PM1-P03", "死亡末两位颠倒")
            return
    raise NoPlaceError("no unit has a figure of two different digits")


def negative(draft: Draft) -> None:
    """A count below zero."""
    row = draft.some("CA5", "practice")
    _typed(draft, "negative", Spot("CA5", row, "practice"), -3, "CA5-D00", "填了负数")


def blank(draft: Draft) -> None:
    """Nothing where a number is asked."""
    row = draft.some("CA1", "inc_recruit")
    _typed(draft, "blank", Spot("CA1", row, "inc_recruit"), None, "CA1-D00", "没有填")


def letter(draft: Draft) -> None:
    """A letter o where a nought is meant."""
    row = draft.largest("CA4", "adj_total")
    _typed(draft, "letter", Spot("CA4", row, "adj_total"), "1o2", "CA4-D00", "第 2 个字符是字母 o")


def approximate(draft: Draft) -> None:
    """About how many, with a unit, instead of a number."""
    row = draft.largest("PM4", "train_act")
    _typed(draft, "approximate", Spot("PM4", row, "train_act"), "2.8万余", "PM4-D00", "填了约数和单位")


def placeholder(draft: Draft) -> None:
    """Two letters kept from a draft."""
    row = draft.some("TA5", "card_issued")
    _typed(draft, "placeholder", Spot("TA5", row, "card_issued"), "xx", "TA5-D00", "占位的 xx 没有换成数")


def needs_note(draft: Draft) -> None:
    """Someone under other increases: it balances and has to be explained."""
    row = draft.some("CA1", "inc_appoint")
    draft.change(Spot("CA1", row, "inc_appoint"), -1)
    _changed(
        draft,
        "needs_note",
        Spot("CA1", row, "inc_other"),
        1,
        "CA1-N02",
        "其他增加 1 人，数是平的，须写说明",
        Level.QUERY,
    )


def restored(draft: Draft) -> None:
    """A membership restored: it balances and has to be explained."""
    row = draft.largest("PM1", "move_in_prov")
    for column in ("move_in", "move_in_prov"):
        draft.change(Spot("PM1", row, column), -1)
    _changed(
        draft,
        "needs_note",
        Spot("PM1", row, "restored"),
        1,
        "PM1-N02",
        "恢复党籍 1 人，数是平的，须写说明",
        Level.QUERY,
    )


def cumulative_drop(draft: Draft) -> None:
    """Fewer since 1 January than a quarter ago, the parts in balance. Raises NoPlaceError."""
    for row in draft.units("CA4"):
        was = draft.was(Spot("CA4", row, "adj_total")) or 0
        by = was - 1 - draft.value(Spot("CA4", row, "adj_total"))
        if was and draft.value(Spot("CA4", row, "adj_rank")) + by >= 0 and not _limits(draft, row, was - 1):
            draft.change(Spot("CA4", row, "adj_rank"), by)
            _changed(draft, "cumulative_drop", Spot("CA4", row, "adj_total"), by, "CA4-T01", "累计数比上季度少 1")
            return
    raise NoPlaceError("no unit had adjustments a quarter ago")


def cross_table(draft: Draft) -> None:
    """One more developed than in the first table, in balance within its own."""
    row = draft.some("PM3", "total")
    for column in ("age_le25", "le35", "edu_bachelor", "occ_other"):
        draft.change(Spot("PM3", row, column), 1)
    _changed(draft, "cross_table", Spot("PM3", row, "total"), 1, "PM3-X01", "发展党员总数比 PM1 多 1，本表内是平的")


def two_cells(draft: Draft) -> None:
    """Two wrong figures in one row."""
    row = draft.some("PM4", "app_new", 3)
    _changed(draft, "two_cells", Spot("PM4", row, "app_new"), 3, "PM4-F01", "同一行两处填错之一")
    _changed(draft, "two_cells", Spot("PM4", row, "act_new"), -2, "PM4-F02", "同一行两处填错之二")


def swapped_cells(draft: Draft) -> None:
    """Two parts of one whole in each other's place: the sum cannot see it."""
    row = draft.largest("PM3", "occ_farmer")
    by = draft.value(Spot("PM3", row, "occ_worker")) - draft.value(Spot("PM3", row, "occ_farmer"))
    draft.change(Spot("PM3", row, "occ_worker"), -by)
    _changed(
        draft, "swapped_cells", Spot("PM3", row, "occ_farmer"), by, "", "工人与农牧渔民两格对调，合计不变", Level.SILENT
    )


def money(draft: Draft) -> None:
    """A hundredth of 万元 too much."""
    row = draft.some("TA5", "fund_housing")
    _changed(draft, "money", Spot("TA5", row, "fund_housing"), 1, "TA5-P01", "租房购房补贴多 0.01 万元")


def in_yuan(draft: Draft) -> None:
    """Spending in yuan where 万元 is asked, consistently: sums hold, only the budget is left far behind."""
    row = draft.largest("TA5", "fund_spent")
    for column in ("fund_housing", "fund_project", "fund_other"):
        draft.change(Spot("TA5", row, column), _YUAN * draft.value(Spot("TA5", row, column)))
    spot = Spot("TA5", row, "fund_spent")
    by = _YUAN * draft.value(spot)
    draft.change(Spot("TA6", "R6", "done"), by)
    _changed(draft, "yuan", spot, by, "TA5-Q01", "支出按元填，应按万元；各项相加是平的", Level.QUERY)


def station(draft: Draft) -> None:
    """One post-doctoral station more than last quarter."""
    row = draft.units("TA4")[0]
    what = "博士后站比上季度多 1，须附批准文号"
    _changed(draft, "changed_stock", Spot("TA4", row, "station_postdoc"), 1, "TA4-N01", what, Level.QUERY)


def stub_source(draft: Draft) -> None:
    """Done to date is not what the table of origin says; the rate follows by formula."""
    _changed(draft, "stub_source", Spot("TA6", "R4", "done"), 100, "TA6-X01", "累计完成与来源表县合计差 1")


def partition(draft: Draft) -> None:
    """One way of bringing in talent counted four too high."""
    row = draft.some("TA3", "total")
    _changed(draft, "partition", Spot("TA3", row, "way_flexible"), 4, "TA3-P03", "柔性引进多 4，合计行随之多 4")


FAULTS: Mapping[str, tuple[tuple[Fault, ...], ...]] = MappingProxyType(
    {
        "CA": (
            (row_total_wrong,),
            (township_carried, of_which_above),
            (township_not_carried,),
            (opening_changed,),
            (times_ten, negative),
            (blank, letter),
            (needs_note, cumulative_drop),
        ),
        "PM": (
            (digits_swapped,),
            (cross_table,),
            (women_above_total,),
            (approximate,),
            (members_not_carried,),
            (restored, swapped_cells),
            (two_cells,),
        ),
        "TA": ((placeholder,), (money,), (in_yuan, station), (stub_source, partition)),
    }
)
"""Faults of one workbook by return; the counties take them in turn."""


def _changed(
    draft: Draft,
    kind: str,
    spot: Spot,
    by: int,
    rule: str,
    what: str,
    level: Level = Level.ERROR,
    *,
    carry: bool = True,
) -> None:
    before = draft.shown(spot)
    draft.change(spot, by, carry=carry)
    draft.plant(Planted(kind, level, rule=rule, what=what), spot, before)


def _typed(draft: Draft, kind: str, spot: Spot, content: str | int | None, rule: str, what: str) -> None:
    before = draft.shown(spot)
    draft.type(spot, content)
    draft.plant(Planted(kind, Level.ERROR, rule=rule, what=what), spot, before)


def _limits(draft: Draft, row: str, total: int) -> bool:
    """Whether an item of which the total is the whole would be above it."""
    return any(
        draft.value(Spot("CA4", row, each)) > total for each in ("of_female", "of_minority", "of_nonparty", "of_le35")
    )
