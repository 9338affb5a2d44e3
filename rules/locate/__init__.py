"""From the broken rules of one submission to the fewest cells whose change makes every rule hold, exact in integers.

Every judged rule is a restriction: residual = weights . cells + constant, which an equality wants to be 0 and an
inequality at most 0. After Fellegi and Holt (1976): the fewest cells such that, these freed, all rules can hold. What
shows that a set of cells is too small is an implied edit, a combination of rules from which its cells have dropped out;
one more cell of that edit must be wrong. Blank cells must be filled in anyway: they are eliminated beforehand. No
floating point enters an answer.
"""

from rules.locate.answers import Located, locate
from rules.locate.blanks import Filled, WithoutBlanks
from rules.locate.layout import Layout, Rows
from rules.locate.problem import Acted, Answer, Cells, Change, Pattern, Restriction, Restrictions, Root, Touch, Variable
from rules.locate.roots import roots
from rules.locate.swaps import MOST_EXCHANGES

__all__ = [
    "MOST_EXCHANGES",
    "Acted",
    "Answer",
    "Cells",
    "Change",
    "Filled",
    "Layout",
    "Located",
    "Pattern",
    "Restriction",
    "Restrictions",
    "Root",
    "Rows",
    "Touch",
    "Variable",
    "WithoutBlanks",
    "locate",
    "roots",
]
