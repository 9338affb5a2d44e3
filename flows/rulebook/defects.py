"""The defects that lint finds, in words: each with the rules that make it one, as they are printed."""

from collections.abc import Iterator, Sequence

from flows.rulebook.entries import RuleBook
from rules.lint import Defect, Kind
from schemas.messages import Language, listed, say
from schemas.returns import Returns


def as_text(defects: Sequence[Defect], returns: Returns, language: Language) -> str:
    """The defects for a terminal, and how many rules there are; lines that end in a line break."""
    book = RuleBook(returns)
    lines = [line for defect in defects for line in _lines(defect, book, returns, language)]
    count = sum(1 for _ in returns.all_rules())
    code = "LINT-COUNT" if defects else "LINT-CLEAN"
    lines.append(say(code, language, {"count": count, "found": len(defects)}))
    return "".join(f"{line}\n" for line in lines)


def _lines(defect: Defect, book: RuleBook, returns: Returns, language: Language) -> Iterator[str]:
    because = listed(defect.because, language)
    if defect.kind is Kind.NEVER_BROKEN and because:
        because = say("LINT-BECAUSE", language, {"rules": because})
    facts = {
        "what": _called(defect.code, returns, language),
        "because": because,
        "items": listed([_called(item, returns, language) for item in defect.items], language),
    }
    yield say(f"LINT-{defect.kind.name.replace('_', '-')}", language, facts)
    for code in dict.fromkeys((defect.code, *defect.because)):
        if _is_rule(code, returns):
            entry = book.entry(code)
            yield say("LINT-RULE", language, {"code": code, "printed": entry.printed(language), "text": entry.text})


def _is_rule(code: str, returns: Returns) -> bool:
    return any(declared.code == code for declared in returns.all_rules())


def _called(code: str, returns: Returns, language: Language) -> str:
    """An item by its code and heading, `CA1.02 增加：小计`; anything else as it is."""
    table, _, name = code.partition(".")
    for each in returns.tables:
        if each.code == table and name in each.names:
            column = each.column(name)
            return f"{each.column_code(name)} {column.zh if language == 'zh' else column.en}"
    return code
