"""A finding in words: its line, title, place, sum, advice and clue, made from the finding alone.

Labels are quoted as they are printed in the form, in both languages; the rest is the catalogue's.
"""

from collections.abc import Mapping, Sequence

from schemas.finding import Address, Finding, Level, Pattern, Suspect
from schemas.messages import Language, listed, say
from schemas.model import TOTAL_ROW
from schemas.sentences.facts import Words, code_of
from schemas.sentences.figures import number, path, plain, shown
from schemas.sentences.ranges import ranges

__all__ = [
    "LONGEST_LINE",
    "advice",
    "arithmetic",
    "clue",
    "level",
    "level_word",
    "line",
    "number",
    "numbers",
    "path",
    "place",
    "plain",
    "reference",
    "said",
    "shown",
    "suspicion",
    "title",
]

LONGEST_LINE = 60
"""Characters within which a line should stay; a long sum is then folded."""
_LISTED_CELLS = 6

_CELL_PATTERNS = frozenset(
    {
        Pattern.BLANK,
        Pattern.NOT_A_NUMBER,
        Pattern.NOT_WHOLE,
        Pattern.NEGATIVE,
        Pattern.NO_CACHE,
        Pattern.ERROR_VALUE,
        Pattern.CLEANED,
    }
)
_SUMS = frozenset({Pattern.SUM, Pattern.ROWS, Pattern.RATIO, Pattern.PRINTED})
_ADVICE: Mapping[Pattern, str] = {
    Pattern.BAND: "QUERY",
    Pattern.CHANGE: "QUERY",
    Pattern.DRIFT: "QUERY",
    Pattern.NOTE_NEEDED: "QUERY",
    Pattern.NEAR: "QUERY",
    Pattern.UNUSUAL: "QUERY",
    Pattern.UNLIKE: "QUERY",
    Pattern.STRUCTURE: "QUERY",
    Pattern.HEADING_MISSING: "HEADING",
    Pattern.HEADING_UNKNOWN: "HEADING",
    Pattern.ROW_MISSING: "ROW",
    Pattern.ROW_UNKNOWN: "ROW",
    Pattern.ROW_TWICE: "ROW",
    Pattern.TABLE_MISSING: "TABLE",
    Pattern.TABLE_TWICE: "TABLE",
}


def level(finding: Finding, language: Language) -> str:
    """错误, 核实, 提示 or 拒收."""
    return level_word(finding.level, language)


def level_word(grave: Level, language: Language) -> str:
    """The word of a level."""
    return say(f"LEVEL-{grave.name}", language)


def line(finding: Finding, language: Language) -> str:
    """The one line that stands for the finding everywhere; a long sum is folded to stay within `LONGEST_LINE`."""
    return _line(finding, language, folded=_too_long(finding, language))


def title(finding: Finding, language: Language) -> str:
    """The rule in words: 男、女之和不等于合计."""
    words = Words(finding, language)
    return say(code_of("TITLE", finding.pattern), language, words.facts(folded=True))


def place(finding: Finding, language: Language) -> str:
    """Sheet, table, row and all cells of the file: 工作表“…”（CA1）第 12 行 河东乡，单元格 C12、D12、E12."""
    where = finding.place
    code = "PLACE-SHEET" if where.sheet else "PLACE-TABLE"
    text = say(code, language, {"sheet": where.sheet, "table": where.table})
    address = _own_address(finding)
    if where.row_code and address is not None:
        text = say("PLACE-ROW", language, {"place": text, "at": address.row, "row": plain(where.row_label)}).rstrip()
    elif where.row_label:
        text = say("PLACE-LABEL", language, {"place": text, "row": plain(where.row_label)})
    cells = _cell_list(finding, language)
    return say("PLACE-CELLS", language, {"place": text, "cells": cells}) if cells else text


def reference(finding: Finding) -> str:
    """`干部基本情况!C12`: the cell that the finding is about, else its sheet, else its table."""
    address = next((cell.address for cell in finding.cells if cell.address is not None), None)
    return f"{address.sheet}!{address.a1}" if address else finding.place.sheet or finding.place.table


def said(finding: Finding, language: Language) -> str:
    """The line without its place: 男 60 ＋ 女 36 ＝ 96，合计填的是 95，合计少 1."""
    return Words(finding, language).what(folded=_too_long(finding, language))


def arithmetic(finding: Finding, language: Language) -> str:
    """What was found with the numbers of the file and the difference with its direction, nothing folded."""
    return Words(finding, language).what(folded=False)


def advice(finding: Finding, language: Language) -> str:
    """怎么改: what the clerk can do about it."""
    if finding.suspects and finding.suspects[0].reason in _LEFT_OUT:
        return say("ADVICE-LEFT-OUT", language)
    name = _ADVICE.get(finding.pattern, finding.pattern.name.replace("_", "-"))
    if finding.level is Level.QUERY and finding.pattern not in _CELL_PATTERNS and name in _FIXABLE:
        name = "QUERY"
    if finding.level is Level.NOTE and name in _FIXABLE | {"QUERY"}:
        name = "NOTE"
    return say(f"ADVICE-{name}", language, Words(finding, language).facts(folded=True))


_FIXABLE = frozenset({"SUM", "EQUAL", "AT-MOST", "FALLING", "CONDITION", "RATIO", "NEGATIVE"})
"""Advice to correct, which for a query becomes: correct or explain; for a note: nothing need be done."""


def clue(finding: Finding, language: Language) -> str:
    """The likeliest wrong cell with its suggested value, labelled as a clue; empty where there is none."""
    if not finding.suspects:
        return ""
    return say("CLUE", language, {"clue": suspicion(finding, finding.suspects[0], language)})


def suspicion(finding: Finding, suspect: Suspect, language: Language) -> str:
    """Why one cell is suspected, without the label that it is only a clue."""
    equal = [each for each in finding.suspects if each.reason in _OF_SEVERAL]
    exchanged = [each for each in finding.suspects if each.reason == _EXCHANGED]
    acts = [each for each in finding.suspects if _is_act(each)]
    figures = [each for each in finding.suspects if each not in acts and each not in exchanged]
    reason = _reason(finding, suspect, language)
    if suspect not in acts and equal and suspect not in (*equal, *exchanged):
        reason = say("ELSE", language, {"clue": reason, "cells": _cells(finding, equal, language)})
    if exchanged and suspect not in (*acts, *exchanged):
        facts = {"clue": reason, "exchanged": _cells(finding, exchanged, language)}
        reason = say("ELSE-EXCHANGED", language, facts)
    follows = [_reason(finding, each, language) for each in finding.suspects if each.reason == _FOLLOWS]
    if follows and suspect is finding.suspects[0]:
        reason = say("THEN-FOLLOWS", language, {"clue": reason, "follows": _named(follows, language)})
    others = acts if suspect in figures else [each for each in acts if each.reason != suspect.reason]
    for other in {each.reason: each for each in others}.values() if suspect is finding.suspects[0] else ():
        reason = say("ELSE-ACT", language, {"clue": reason, "act": _reason(finding, other, language)})
    if suspect in acts and figures and suspect is finding.suspects[0]:
        reason = say("ELSE-FIGURES", language, {"clue": reason, "cells": _cells(finding, figures, language)})
    return reason


def _reason(finding: Finding, suspect: Suspect, language: Language) -> str:
    """The reason of one suspect with its proof, and with all cells of which it is one."""
    alike = [each for each in finding.suspects if each.reason == suspect.reason]
    exchanged = [each for each in finding.suspects if each.reason == _EXCHANGED]
    facts = {
        "where": _suspected(finding, suspect),
        "suggestion": number(suspect.suggestion, suspect.decimals, language),
        "cells": _cells(finding, alike, language),
        "partner": _cells(finding, [each for each in alike if each != suspect], language),
        "exchanged": _cells(finding, exchanged, language),
        "count": sum(not _is_act(each) and each not in exchanged for each in finding.suspects),
    }
    reason = say(suspect.reason, language, facts)
    if suspect.holds > 1:
        proof = "PROOF-OPEN" if suspect.reason in _OF_OPEN_CELLS else "PROOF"
        reason = say(proof, language, {"clue": reason, "holds": suspect.holds})
    return reason


def _cells(finding: Finding, suspects: Sequence[Suspect], language: Language) -> str:
    return _named([_suspected(finding, each) for each in suspects], language)


_ACTS = ("CLUE-ROW-", "CLUE-COLUMN-", "CLUE-ROWS-", "CLUE-COLUMNS-", "CLUE-TABLE-")


def _is_act(suspect: Suspect) -> bool:
    """Whether a cell is named for an act on many figures."""
    return suspect.reason.startswith(_ACTS)


_LEFT_OUT = frozenset({"CLUE-LEFT-OUT", "CLUE-LEFT-OUT-SEVERAL"})
"""Reasons of figures stored as texts: they are right, and have to be typed again all the same."""
_FOLLOWS = "CLUE-FOLLOWS"
"""Reason of results that will be right with such a figure."""
_EXCHANGED = "CLUE-OR-EXCHANGED"
"""Reason of cells that may have changed places, where other cells would do as well."""
_OF_SEVERAL = frozenset({"CLUE-ONE-OF", "CLUE-ONE-GROUP", "CLUE-ONE-EXCHANGE"})
"""Reasons of single figures that the rules allow alike: all are named."""


_OF_OPEN_CELLS = frozenset({"CLUE-BLANK", "CLUE-UNREADABLE"})
"""Reasons of cells whose rules could not be judged."""


def numbers(finding: Finding) -> str:
    """The values that an explanation was written for, in a form that is the same wherever it is printed."""
    return "|".join(
        cell.shown if cell.value is None else number(cell.value, cell.decimals, "zh") for cell in finding.cells
    )


def _too_long(finding: Finding, language: Language) -> bool:
    return len(_line(finding, language, folded=False)) > LONGEST_LINE


def _line(finding: Finding, language: Language, *, folded: bool) -> str:
    what = Words(finding, language).what(folded=folded)
    if finding.pattern in _CELL_PATTERNS:
        labels = " ".join(part for part in (plain(finding.place.row_label), path(finding.place.column_label)) if part)
        address = _own_address(finding)
        facts = {"table": finding.place.table, "cell": address.a1 if address else "", "labels": labels, "what": what}
        return " ".join(say("LINE-CELL", language, facts).split())
    where = _where(finding, language)
    if finding.pattern.cells_are_alike:
        cells = ""  # a whole workbook of them: what was found says how many, the place says which
    elif finding.cells and finding.pattern is not Pattern.ROWS:
        cells = _cell_list(finding, language, apart=finding.pattern in _SUMS)
    else:
        cells = _cell_list(finding, language, apart=True)
    code = "LINE" if cells else "LINE-BARE"
    return say(code, language, {"where": where, "what": what, "cells": cells})


def _where(finding: Finding, language: Language) -> str:
    where, address = finding.place, _own_address(finding)
    row = plain(where.row_label)
    facts = {
        "table": where.table,
        "row": row,
        "column": path(where.column_label),
        "at": address.row if address else "",
    }
    if finding.pattern is Pattern.ROWS:
        return say("WHERE-PARENT", language, facts)
    if where.row_code == TOTAL_ROW and row:
        return say("WHERE-TOTAL", language, facts)
    if not where.row_code or (address is None and not row):
        return where.table or where.sheet
    if address is None:
        return say("WHERE-LABEL", language, facts).rstrip()
    return say("WHERE-ROW" if row else "WHERE-ROW-BARE", language, facts)


def _own_address(finding: Finding) -> Address | None:
    """The address in the finding's own sheet and row, else the first one."""
    here = [cell for cell in finding.cells if cell.address is not None]
    own = [cell for cell in here if cell.row_code == finding.place.row_code and cell.table == finding.place.table]
    chosen = own or here
    return chosen[0].address if chosen else None


def _cell_list(finding: Finding, language: Language, *, apart: bool = False) -> str:
    """`C12、D12、E12`, cells of another sheet with its name; `apart`: only the first, which the sentence is about."""
    addresses = list(dict.fromkeys(cell.address for cell in finding.cells if cell.address is not None))
    if finding.pattern.cells_are_alike:
        stretches = [_reference(each.first, finding.place.sheet, each.a1) for each in ranges(addresses)]
        return _named(stretches, language, len(addresses))
    if apart:
        addresses = addresses[:1]
    names = [_reference(address, finding.place.sheet) for address in addresses]
    return _named(names, language)


def _named(names: Sequence[str], language: Language, cells: int = 0) -> str:
    """`C12、D12、E12`; of more than a few the first, and how many there are (`cells`, where a name may be a range)."""
    if len(names) <= _LISTED_CELLS:
        return listed(names, language)
    facts = {"cells": listed(names[:_LISTED_CELLS], language), "count": cells or len(names)}
    return say("CELLS-MORE", language, facts)


def _reference(address: Address, sheet: str, name: str = "") -> str:
    """A cell, or the range of that name, with its sheet where that is another one."""
    called = name or address.a1
    return called if address.sheet == sheet else f"{address.sheet}!{called}"


def _suspected(finding: Finding, suspect: Suspect) -> str:
    for cell in finding.cells:
        if cell.address == suspect.address:
            label = plain(cell.row_label) if finding.pattern is Pattern.ROWS else path(cell.column_label)
            return f"{_reference(suspect.address, finding.place.sheet)} {label}".strip()
    return _reference(suspect.address, finding.place.sheet)
