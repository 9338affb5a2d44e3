"""How a workbook was understood, in a few lines: whose it is, each table's cells, and what was read with tolerance."""

from collections import Counter
from collections.abc import Iterator

from schemas.messages import Language, say
from schemas.reading import CellState, TableReading, WorkbookReading
from schemas.returns import Returns
from schemas.sentences import level, line, number


def summary(reading: WorkbookReading, returns: Returns, language: Language) -> str:
    """The lines, ending in a line break."""
    return "".join(f"{each}\n" for each in _lines(reading, returns, language))


def _lines(reading: WorkbookReading, returns: Returns, language: Language) -> Iterator[str]:
    identity = reading.identity
    form = returns.get(identity.return_code)
    facts = {
        "unit": identity.unit,
        "title": form.zh if language == "zh" else form.en,
        "code": form.code,
        "period": identity.period,
        "template": identity.template or "—",
    }
    yield say("READ-WHOSE", language, facts)
    for table in reading.tables:
        yield _of_table(table, returns, language)
    for each in reading.cleanings:
        shown = {
            "place": f"{each.address.sheet}!{each.address.a1}",
            "shown": each.shown,
            "value": number(each.value, each.decimals, language),
            "how": say(each.how, language),
        }
        yield say("READ-CLEANED", language, shown)
    for finding in reading.findings:
        yield f"{level(finding, language)} {finding.code}  {line(finding, language)}"


def _of_table(reading: TableReading, returns: Returns, language: Language) -> str:
    table = returns.table(reading.table)
    states = Counter(reading.states.ravel().tolist())
    facts = {
        "code": table.code,
        "title": table.zh if language == "zh" else table.en,
        "sheets": reading.sheets,
        "rows": len(reading.row_codes),
        "columns": len(reading.columns),
        "filled": states[CellState.FILLED],
        "blank": states[CellState.BLANK],
        "unreadable": states[CellState.UNREADABLE] + states[CellState.NOT_COMPUTED],
        "absent": states[CellState.ABSENT],
    }
    return say("READ-TABLE", language, facts)
