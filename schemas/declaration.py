"""What a declaration may not say: checked once, when a table or a return is made."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from rules.edit_rule import EditRule
from rules.language import (
    Change,
    Drift,
    Item,
    Near,
    Relation,
    RuleError,
    Scope,
    Within,
    items_of,
)
from rules.structure import Subset, partitions, subsets, sums
from schemas.across import AcrossRule
from schemas.built_in import BuiltIn
from schemas.clean import Clean
from schemas.model import SEE_ROW, TOTAL_ROW, Column, DeclarationError, Grain, Measure, Return, Table
from schemas.periods import Period, PeriodError
from schemas.reading import LARGEST


def examine(table: Table) -> None:
    """The checks that need no other table. Raises DeclarationError naming the table, the rule and the reason."""
    _examine_columns(table)
    _examine_headings(table)
    _examine_rows(table)
    _refuse_twice(table.code, "rules", [rule.code for rule in table.rules])
    for rule in table.rules:
        _parse(table, rule)
    subsets = _subsets(table)
    for rule in table.rules:
        _examine_rule(table, rule, subsets)
    own = [rule for rule in table.rules if not others_of(table, rule)]
    examine_examples(Clean([table]), ((table, rule) for rule in own))


def examine_return(declared: Return) -> None:
    """The checks of one return: its tables' codes, and the rules between its tables.

    Raises DeclarationError naming the table, the rule and the reason.
    """
    _refuse_twice(declared.code, "tables", [table.code for table in declared.tables])
    examine_between(declared.tables, ((table, rule) for table, rule in declared.rules() if others_of(table, rule)))


def examine_returns(members: Sequence[Return], across: Iterable[AcrossRule]) -> None:
    """The checks of all returns together: their codes, and the rules between them.

    Raises DeclarationError naming the table, the rule and the reason.
    """
    tables = {table.code: table for each in members for table in each.tables}
    _refuse_twice("all returns", "returns", [each.code for each in members])
    _refuse_twice("all returns", "tables", [table.code for each in members for table in each.tables])
    rules: list[tuple[Table, EditRule]] = []
    for each in across:
        if each.table not in tables:
            raise DeclarationError(f"{each.table}-{each.rule.code}: there is no table {each.table!r}")
        rules.append((tables[each.table], each.rule))
    for table in tables.values():
        codes = [rule.code for rule in table.rules] + [rule.code for home, rule in rules if home is table]
        _refuse_twice(table.code, "rules", codes)
    for table, rule in rules:
        _parse(table, rule)
        _examine_rule(table, rule, _subsets(table))
    examine_between(tuple(tables.values()), rules)


def examine_between(tables: Sequence[Table], rules: Iterable[tuple[Table, EditRule]]) -> None:
    """The checks of rules that name other tables, all of which are given.

    Raises DeclarationError for an unknown table or column, and where an example or a `breaks` is wrong.
    """
    clean = Clean(tables)
    between = tuple(rules)
    for table, rule in between:
        for code in sorted(others_of(table, rule) - clean.tables.keys()):
            raise _fault(table, rule, f"there is no table {code!r} beside it")
        _resolve(table, rule, clean.tables)
        _examine_measures(table, rule, clean.tables)
    examine_examples(clean, between)


def examine_examples(clean: Clean, rules: Iterable[tuple[Table, EditRule]]) -> None:
    """Refuses a rule that its clean example does not keep, or that its own `breaks` does not break."""
    for table, rule in rules:
        for row in clean.judged(table, rule):
            if not clean.holds(table, rule, row, {}):
                raise _fault(table, rule, f"the clean example does not keep it on row {row}")
        changes = {(cell.row, cell.column): cell.value for cell in clean.broken(table, rule)}
        if not changes:
            raise _fault(table, rule, "breaks changes nothing")
        if all(clean.holds(table, rule, row, changes) for row in clean.judged(table, rule)):
            raise _fault(table, rule, f"breaks {rule.breaks!r} does not break it")


def others_of(table: Table, rule: EditRule) -> frozenset[str]:
    """Codes of the other tables that a rule names, those of the cells that stub rows name among them."""
    items = items_of(rule.relation)
    found = {item.table for item in items if item.table and item.table != table.code}
    if Item("", "") in items:
        found |= {row.source.partition(".")[0] for row in table.rows if row.source}
    return frozenset(found)


def _fault(table: Table, rule: EditRule, reason: str) -> DeclarationError:
    return DeclarationError(f"{table.rule_code(rule)}: {reason}")


def _refuse_twice(code: str, what: str, names: Iterable[object]) -> None:
    seen: set[object] = set()
    for name in names:
        if name in seen:
            raise DeclarationError(f"{code}: two {what} share {name!r}")
        seen.add(name)


def _examine_columns(table: Table) -> None:
    _refuse_twice(table.code, "columns", [column.number for column in table.columns])
    _refuse_twice(table.code, "columns", [column.name for column in table.columns])
    for column in table.columns:
        if not column.name.isidentifier() or column.name in {"quarter", "year", "half"}:
            raise DeclarationError(f"{table.code}: {column.name!r} cannot be a column in a rule")
        _examine_figure(table, column, column.example)
        _examine_span(f"{table.code}.{column.number}", column.since, column.until)


def _examine_figure(table: Table, column: Column, value: int) -> None:
    if abs(value) >= LARGEST or (value < 0 and not column.signed):
        raise DeclarationError(f"{table.code}.{column.number}: {value} cannot stand in this column")


def _examine_span(place: str, since: str, until: str) -> None:
    try:
        first, last = (Period.parse(text) if text else None for text in (since, until))
    except PeriodError as error:
        raise DeclarationError(f"{place}: {error.text!r} is no period") from error
    if first and last and first.first_day > last.last_day:
        raise DeclarationError(f"{place}: asked from {since}, which is after {until}")


def _examine_headings(table: Table) -> None:
    """Every heading path stands once, and the columns under one heading stand side by side."""
    _refuse_twice(table.code, "columns", ["：".join(path) for path in table.headings])
    depth = max((len(path) for path in table.headings), default=0)
    for level in range(1, depth):
        groups = [path[:level] for path in table.headings]
        begun = [group for before, group in pairwise([(), *groups]) if group != before]
        _refuse_twice(table.code, "groups of columns that do not stand together", begun)


def _examine_rows(table: Table) -> None:
    if (table.grain is Grain.STUB) != bool(table.rows):
        raise DeclarationError(f"{table.code}: rows are declared for a stub, and for nothing else")
    codes = [row.code for row in table.rows]
    _refuse_twice(table.code, "rows", codes)
    for row in table.rows:
        if row.code == TOTAL_ROW or (row.parent and row.parent not in codes):
            raise DeclarationError(f"{table.code} row {row.code}: its code or its parent cannot be")
        if len(row.example) != len(table.columns):
            raise DeclarationError(f"{table.code} row {row.code}: the example has {len(row.example)} figures")
        for column, value in zip(table.columns, row.example, strict=True):
            _examine_figure(table, column, value)
            children = [child.example[table.columns.index(column)] for child in table.rows if child.parent == row.code]
            if children and sum(children) != value:
                raise DeclarationError(f"{table.code} row {row.code}: the example of {column.name} is no sum")


def _parse(table: Table, rule: EditRule) -> None:
    if rule.code in set(BuiltIn):
        raise _fault(table, rule, "this code is every table's own")
    try:
        _ = (rule.relation, rule.clauses, rule.breaches)
    except RuleError as error:
        raise _fault(table, rule, str(error)) from error


def _examine_rule(table: Table, rule: EditRule, subsets: Sequence[Subset]) -> None:
    for breach in rule.breaches:
        if breach.column not in table.names:
            raise _fault(table, rule, f"breaks names no column of the table: {breach.column!r}")
    if rule.scope is not Scope.ROW and table.grain is Grain.STUB:
        raise _fault(table, rule, "a stub has no row for the whole county")
    _examine_span(table.rule_code(rule), rule.since, rule.until)
    _examine_span(table.rule_code(rule), rule.since, rule.trial_until)
    _resolve(table, rule, {table.code: table})
    _examine_measures(table, rule, {table.code: table})
    _examine_partition(table, rule, subsets)
    _examine_wording(table, rule)


def _resolve(table: Table, rule: EditRule, tables: Mapping[str, Table]) -> None:
    """Every item names a column; items of tables that are not given are left for later."""
    for item in items_of(rule.relation):
        if item == Item("", ""):
            _resolve_sources(table, rule, tables)
            continue
        home = tables.get(item.table or table.code)
        if home is not None and item.column not in home.names:
            raise _fault(table, rule, f"there is no column {item.text!r}")


def _resolve_sources(table: Table, rule: EditRule, tables: Mapping[str, Table]) -> None:
    sources = [row.source for row in table.rows if row.source]
    if not sources:
        raise _fault(table, rule, "no row of the table names a source")
    for source in sources:
        code, _, name = source.partition(".")
        if code in tables and name not in tables[code].names:
            raise _fault(table, rule, f"there is no column {source!r}")


def _examine_measures(table: Table, rule: EditRule, tables: Mapping[str, Table]) -> None:
    """No sum, and no equality, joins people with places or events; rows of their own measure are left out."""
    for sides in sums(rule.relation):
        items = (item for side in sides for item in side.items())
        found = {measure for item in items if (measure := _measure(table, item, tables))}
        if len(found) > 1:
            names = "、".join(sorted(measure.zh for measure in found))
            raise _fault(table, rule, f"one sum joins units of measure: {names}")


def _measure(table: Table, item: Item, tables: Mapping[str, Table]) -> Measure | None:
    home = tables.get(item.table or table.code)
    if home is None or not item.column:
        return None
    measure = home.column(item.column).measure
    return None if measure == SEE_ROW else measure


def _examine_partition(table: Table, rule: EditRule, subsets: Sequence[Subset]) -> None:
    """No sum that makes up a total holds an item together with one that is declared to lie within it (其中)."""
    for addends in partitions(rule.relation):
        for subset in subsets:
            if subset.part in addends and subset.whole <= addends - {subset.part}:
                within = " + ".join(sorted(item.text for item in subset.whole))
                raise _fault(table, rule, f"the sum counts {subset.part.text} twice: it lies within {within}")


def _subsets(table: Table) -> tuple[Subset, ...]:
    return tuple(subsets(rule.relation for rule in table.rules))


def _examine_wording(table: Table, rule: EditRule) -> None:
    """Words come in both languages and do not repeat a threshold, which could then be changed in one place only."""
    if bool(rule.zh) != bool(rule.en):
        raise _fault(table, rule, "its words are in one language only")
    for threshold in _thresholds(rule.relation):
        for unit in ("%", " %", "个百分点", " points", " percentage points"):
            if f"{float(100 * threshold):g}{unit}" in rule.zh + rule.en:
                raise _fault(table, rule, f"its words repeat the threshold {float(100 * threshold):g}{unit}")


def _thresholds(relation: Relation) -> tuple[Fraction, ...]:
    match relation:
        case Within(_, _, low, high):
            return (low, high)
        case Change(_, limit, _) | Drift(_, _, limit) | Near(_, _, limit):
            return (limit,)
    return ()
