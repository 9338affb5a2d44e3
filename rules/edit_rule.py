"""An edit rule as it is declared: its code, its text, what it leads to, and the smallest change that trips it."""

import ast
from dataclasses import dataclass
from functools import cached_property

from rules.language import Clause, Relation, RuleError, Scope, Severity, parse, parse_when


@dataclass(frozen=True, slots=True)
class Breach:
    """A change to one cell of the clean example: `column += amount`, or `column = amount` with `absolute`.

    `amount` is scaled by the column's decimals, as examples are.
    """

    column: str
    amount: int
    absolute: bool = False


@dataclass(frozen=True)
class EditRule:
    """One rule of a table.

    `code` is the part after the table (`P01`); the table completes it (`CA1-P01`). `breaks` is Python-like text,
    `closing += 1` or `female = 9999; male -= 3`, in the columns of the table. `zh` and `en` state the rule in words
    where the printed relation alone would not be understood; `why` gives its source. `trial_until` is the last period
    in which a new rule is judged and only told; from the next on it leads to what `severity` says. `though_implied`
    says that the rule is wanted although others imply it: it still speaks where one of their cells cannot be told.
    """

    code: str
    text: str
    breaks: str
    severity: Severity = Severity.ERROR
    scope: Scope = Scope.ROW
    when: str = ""
    zh: str = ""
    en: str = ""
    why: str = ""
    since: str = ""
    until: str = ""
    trial_until: str = ""
    though_implied: bool = False

    @cached_property
    def relation(self) -> Relation:
        """The parsed text. Raises RuleError where it is not in the language."""
        return parse(self.text)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The parsed `when`. Raises RuleError where it is not a condition on the calendar."""
        return parse_when(self.when)

    @cached_property
    def breaches(self) -> tuple[Breach, ...]:
        """The parsed `breaks`. Raises RuleError where it is not a change of a column."""
        return _breaches(self.breaks)


def _breaches(text: str) -> tuple[Breach, ...]:
    try:
        statements = ast.parse(text.strip()).body
    except SyntaxError as error:
        raise RuleError(f"breaks {text!r}: {error.msg}") from error
    return tuple(_breach(statement, text) for statement in statements)


def _breach(statement: ast.stmt, text: str) -> Breach:
    match statement:
        case ast.AugAssign(ast.Name(column), ast.Add(), ast.Constant(int(amount))):
            return Breach(column, amount)
        case ast.AugAssign(ast.Name(column), ast.Sub(), ast.Constant(int(amount))):
            return Breach(column, -amount)
        case ast.Assign([ast.Name(column)], ast.Constant(int(amount))):
            return Breach(column, amount, absolute=True)
        case ast.Assign([ast.Name(column)], ast.UnaryOp(ast.USub(), ast.Constant(int(amount)))):
            return Breach(column, -amount, absolute=True)
    raise RuleError(f"breaks {text!r}: {ast.unparse(statement)!r} is not a change of a column")
