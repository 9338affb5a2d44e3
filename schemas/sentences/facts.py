"""The facts of one finding, each as the text that its sentence quotes."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from schemas.finding import Cell, Finding, Level, Pattern, Role
from schemas.hint import Hint
from schemas.messages import Language, catalogue, listed, say
from schemas.model import TOTAL_ROW
from schemas.periods import Period, PeriodError
from schemas.sentences.figures import added_up, adds_up, number, path, plain, shown, sides_of

_SHORT_LABEL = 4
_MANY = 3


def code_of(group: str, pattern: Pattern) -> str:
    """Code of a pattern's message in a group: `FINDING-AT-MOST`."""
    return f"{group}-{pattern.name.replace('_', '-')}"


class Words:
    """The facts of one finding, each as the text that its sentence quotes."""

    def __init__(self, finding: Finding, language: Language) -> None:
        self.finding = finding
        self.language = language
        self.sides = sides_of(finding)

    def what(self, *, folded: bool) -> str:
        """The sentence of the pattern."""
        return say(self._variant(), self.language, self.facts(folded=folded))

    def _variant(self) -> str:
        finding = self.finding
        code = code_of("FINDING", finding.pattern)
        if finding.pattern is Pattern.AT_MOST and self._gap() == 0:
            return f"{code}-SAME"
        if finding.pattern is Pattern.CHANGE and not finding.detail:
            return f"{code}-FROM-ZERO"
        if finding.pattern is Pattern.BLANK and finding.detail:
            return f"{code}-WHOLE"
        if finding.pattern is Pattern.CLEANED and len(finding.cells) > 1:
            return f"{code}-MANY"
        if finding.pattern is Pattern.LAYOUT and finding.detail.startswith("SHEET-"):
            return f"{code}-SHEET"
        if finding.pattern is Pattern.UNSETTLED and finding.high:
            return f"{code}-TWO"
        if finding.pattern is Pattern.PRINTED and finding.low and finding.high:
            return f"{code}-CLOSED" if finding.level is Level.NOTE else f"{code}-RANGE"
        return code

    def facts(self, *, folded: bool) -> Mapping[str, object]:
        """Every fact that a sentence may ask for; which ones it does is the catalogue's business."""
        return Asked(self, folded=folded)

    def fact(self, name: str, *, folded: bool) -> object:
        """One fact by its name. Raises KeyError for a name that no sentence may ask for."""
        maker = _FACTS.get(name)
        if maker is not None:
            return maker(self)
        if name in {"sum", "first", "second"}:
            return {"sum": self.sum, "first": self.first, "second": self.second}[name](folded=folded)
        raise KeyError(name)

    def first(self, *, folded: bool) -> str:
        """What is wrong: `“女” 36`, or a sum of several."""
        return self._side(self.sides.first, self._value(), folded=folded)

    def second(self, *, folded: bool) -> str:
        """What it is held against; a bare limit where it is a constant."""
        if not self.sides.second:
            return self._number(self.finding.expected)
        return self._side(self.sides.second, self.finding.expected, folded=folded)

    def sum(self, *, folded: bool) -> str:
        """`男 60 ＋ 女 36`; folded or where there are many rows, how many items are added."""
        finding, parts = self.finding, self.sides.second
        if finding.pattern is Pattern.ROWS:
            return self._rows(parts, folded=folded)
        if finding.pattern is Pattern.RATIO:
            return " ÷ ".join(f"{self._label(cell)} {self._cell(cell)}" for cell in parts)
        if not adds_up(parts, finding) and folded and len(parts) > _MANY:
            return say("WEIGHTED-ITEMS", self.language, {"first": self._label(parts[0]), "count": len(parts)})
        if not adds_up(parts, finding):
            values = [f"{self._label(cell)} {self._cell(cell)}" for cell in parts]
            return say("SUM-WEIGHTED", self.language, {"values": values})
        if folded and len(parts) > _MANY:
            return say("SUM-ITEMS", self.language, {"first": self._label(parts[0]), "count": len(parts)})
        return self._added(parts)

    def _rows(self, parts: Sequence[Cell], *, folded: bool) -> str:
        if self.finding.place.row_code == TOTAL_ROW:
            return say("SUM-UNITS", self.language, {"count": len(parts)})
        if folded or len(parts) > _SHORT_LABEL:
            return say("SUM-ROWS", self.language, {"count": len(parts)})
        return self._added(parts)

    def _added(self, parts: Sequence[Cell]) -> str:
        plus, minus = (" ＋ ", " － ") if self.language == "zh" else (" + ", " − ")
        text = ""
        for at, cell in enumerate(parts):
            sign = minus if cell.role is Role.MINUS else plus
            text += (
                sign if at else sign.lstrip() if cell.role is Role.MINUS else ""
            ) + f"{self._label(cell)} {self._cell(cell)}"
        return text

    def _side(self, cells: Sequence[Cell], value: int | None, *, folded: bool) -> str:
        if len(cells) == 1 or value is None:
            return listed([f"{self._quoted(cell)} {self._cell(cell)}" for cell in cells], self.language)
        if folded and len(cells) > _MANY:
            text = say("SUM-ITEMS", self.language, {"first": self._label(cells[0]), "count": len(cells)})
        else:
            text = self._added(cells)
        return f"{text} {'＝' if self.language == 'zh' else '='} {self._number(value)}"

    def _value(self) -> int | None:
        finding = self.finding
        if len(self.sides.first) == 1:
            return self.sides.first[0].value
        if finding.expected is not None and finding.difference is not None:
            return finding.expected + finding.difference
        return added_up(self.sides.first, self._decimals())

    def _decimals(self) -> int:
        return self.finding.cells[0].decimals if self.finding.cells else 0

    def _number(self, value: int | None) -> str:
        return number(value, self._decimals(), self.language)

    def _cell(self, cell: Cell) -> str:
        return shown(cell, self.language)

    def _gap(self) -> int | None:
        if self.finding.difference is not None:
            return self.finding.difference
        value, expected = self._value(), self.finding.expected
        return None if value is None or expected is None else value - expected

    def _label(self, cell: Cell) -> str:
        """What a cell is called beside the others: its column, or its row; with what sets it apart from them."""
        place = self.finding.place
        if self.finding.pattern is Pattern.ROWS:
            return plain(cell.row_label)
        label = self._within_group(cell)
        if cell.table and place.table and cell.table != place.table:
            label = say("OTHER-TABLE", self.language, {"table": cell.table, "label": label})
        elif cell.row_code != place.row_code and cell.row_label and not cell.period:
            label = f"{plain(cell.row_label)} {label}"
        if cell.unit:
            label = f"{label} {cell.unit}"
        if cell.period and self.finding.pattern not in _SAY_PERIOD:
            label = say("EARLIER-CELL", self.language, {"period": self._period(cell), "label": label})
        return label

    def _within_group(self, cell: Cell) -> str:
        """The heading path; its group is left out where the total of the same finding is that group."""
        lead = self.finding.cells[0].column_label
        label = cell.column_label
        if cell is not self.finding.cells[0] and label.startswith(f"{lead}："):
            label = label[len(lead) + 1 :]
        return path(label)

    def _quoted(self, cell: Cell) -> str:
        label = self._label(cell)
        if self.language != "zh" or len(label) <= _SHORT_LABEL or "“" in label or not label:
            return label
        return say("QUOTED", self.language, {"label": label})

    def _period(self, cell: Cell) -> str:
        try:
            return Period.parse(cell.period).title(self.language)
        except PeriodError:
            named = f"PERIOD-{cell.period.upper().replace('_', '-')}"
            return say(named if named in catalogue() else "EARLIER-SAME", self.language)

    # One short method a fact, named in _FACTS.

    def subject(self) -> str:
        """What the finding is about, without its number."""
        return self._quoted(self.sides.first[0]) if self.sides.first else path(self.finding.place.column_label)

    def other(self) -> str:
        """What it is held against, without its number."""
        if not self.sides.second:
            return self._number(self.finding.expected)
        if self.finding.pattern in _SAY_PERIOD or len(self.sides.second) == 1:
            return self._quoted(self.sides.second[0])
        if self.finding.pattern in {Pattern.DRIFT, Pattern.BAND}:
            return self._quoted(self.sides.second[0])
        return say(
            "SUM-ITEMS", self.language, {"first": self._label(self.sides.second[0]), "count": len(self.sides.second)}
        )

    def other_value(self) -> str:
        """The number that it is held against."""
        second = self.sides.second
        if self.finding.expected is not None and self.finding.pattern not in {Pattern.DRIFT, Pattern.BAND}:
            return self._number(self.finding.expected)
        return self._cell(second[0]) if second else self._number(None)

    def value(self) -> str:
        """The number of the file."""
        value = self._value()
        if value is None and len(self.sides.first) == 1:
            return self._cell(self.sides.first[0])
        return self._number(value)

    def expected(self) -> str:
        """The number that would hold; of a number that is too small without more, 0."""
        if self.finding.expected is None and self.finding.pattern is Pattern.NEGATIVE:
            return self._number(0)
        return self._number(self.finding.expected)

    def total(self) -> str:
        """The total as it is called in the sentence."""
        if self.finding.pattern is Pattern.ROWS:
            if self.finding.place.row_code == TOTAL_ROW:
                return say("TOTAL-ROW", self.language)
            return say("PARENT-ROW", self.language, {"row": plain(self.finding.place.row_label)})
        return self._side_label(self.sides.first)

    def _side_label(self, cells: Sequence[Cell]) -> str:
        if not cells:
            return path(self.finding.place.column_label)
        if len(cells) == 1:
            return self._quoted(cells[0])
        return self._added(cells)

    def gap(self) -> str:
        """`合计少 1`, `多 36`: the difference with its direction."""
        gap = self._gap()
        if gap is None:
            return ""
        amount = self._number(abs(gap))
        if self.finding.pattern is Pattern.CHANGE:
            return say("GAP-LESS" if gap < 0 else "GAP-MORE", self.language, {"amount": amount})
        code = "GAP-LOW" if gap < 0 else "GAP-HIGH" if gap > 0 else "GAP-NONE"
        return say(code, self.language, {"total": self._repeated(), "amount": amount})

    def _repeated(self) -> str:
        """The total's name once more where it is short, as people say it: 合计少 1."""
        if self.language != "zh":
            return ""
        if self.finding.pattern is Pattern.ROWS and self.finding.place.row_code == TOTAL_ROW:
            return "合计"
        label = self.total()
        return label if len(label) <= _SHORT_LABEL and not label.endswith(("少", "多")) else ""

    def difference(self) -> str:
        """The difference without its direction."""
        gap = self._gap()
        return self._number(None if gap is None else abs(gap))

    def direction(self) -> str:
        """Which of the two is higher."""
        gap = self._gap()
        return "" if not gap else say("FIRST-HIGHER" if gap > 0 else "FIRST-LOWER", self.language)

    def period(self) -> str:
        """The earlier period of the second side."""
        return next(
            (self._period(cell) for cell in self.finding.cells if cell.period), say("EARLIER-SAME", self.language)
        )

    def parts(self) -> str:
        """`男、女` or 各项."""
        parts = self.sides.second
        if len(parts) == 2:
            names = {"first": self._label(parts[0]), "second": self._label(parts[1])}
            return say("PARTS-TWO", self.language, names)
        return say("PARTS-MANY", self.language)

    def relation(self) -> str:
        """`合计＝男＋女`, or that the total is the sum of its parts where they are many."""
        if len(self.sides.second) > _MANY or not adds_up(self.sides.second, self.finding):
            return say(
                "RELATION-MANY", self.language, {"total": "".join(self._label(cell) for cell in self.sides.first[:1])}
            )
        equals, plus, minus = ("＝", "＋", "－") if self.language == "zh" else (" = ", " + ", " − ")
        return equals.join(
            "".join(
                ((minus if cell.role is Role.MINUS else plus) if at else "") + self._label(cell)
                for at, cell in enumerate(side)
            )
            for side in (self.sides.first, self.sides.second)
        )

    def shown(self) -> str:
        """What the cell holds."""
        for cell in self.finding.cells:
            if cell.shown or cell.value is not None:
                return cell.shown or number(cell.value, cell.decimals, self.language)
        return self._detail() or plain(self.finding.place.row_label or self.finding.place.column_label)

    def kind(self) -> str:
        """What kind of number the cell wants."""
        decimals = self._decimals()
        return say("KIND-DECIMAL" if decimals else "KIND-WHOLE", self.language, {"decimals": decimals})

    def hint(self) -> str:
        """What exactly is odd, in brackets."""
        detail = self._detail()
        return say("HINT", self.language, {"text": detail}) if detail else ""

    def _detail(self) -> str:
        """The detail; where it is a packed hint, its sentence."""
        detail = self.finding.detail
        return Hint.unpack(detail).text(self.language) if detail.partition("|")[0] in catalogue() else detail

    def detail(self) -> str:
        """The detail, with signs as the language prints them."""
        detail = self._detail()
        return detail if self.language == "zh" else detail.replace("＋", "+").replace("－", "−")

    def suggestion(self) -> str:
        """`：35000`, where the cell's meaning is plain enough to suggest a number; typed as a clerk would."""
        for suspect in self.finding.suspects:
            if suspect.suggestion is not None and suspect.reason == "CLUE-AS-WRITTEN":
                typed = number(suspect.suggestion, suspect.decimals, self.language).replace(",", "")
                return say("SUGGESTED", self.language, {"number": typed})
        return ""


_SAY_PERIOD = frozenset({Pattern.OPENING, Pattern.MOVED, Pattern.FALLING, Pattern.CHANGE, Pattern.DRIFT})
"""Their sentences name the earlier period themselves."""

_FACTS: Mapping[str, Callable[[Words], object]] = {
    "subject": Words.subject,
    "other": Words.other,
    "other_value": Words.other_value,
    "value": Words.value,
    "expected": Words.expected,
    "total": Words.total,
    "gap": Words.gap,
    "difference": Words.difference,
    "direction": Words.direction,
    "period": Words.period,
    "parts": Words.parts,
    "relation": Words.relation,
    "shown": Words.shown,
    "kind": Words.kind,
    "hint": Words.hint,
    "detail": Words.detail,
    "suggestion": Words.suggestion,
    "low": lambda words: words.finding.low,
    "high": lambda words: words.finding.high,
    "count": lambda words: len(words.finding.cells),
    "table": lambda words: words.finding.place.table,
    "sheet": lambda words: words.finding.place.sheet,
    "row": lambda words: plain(words.finding.place.row_label or words.finding.place.row_code),
    "column": lambda words: path(words.finding.place.column_label),
}


class Asked(Mapping[str, object]):
    """Facts made when a sentence asks for them."""

    def __init__(self, words: Words, *, folded: bool) -> None:
        self._words = words
        self._folded = folded

    def __getitem__(self, name: str) -> object:
        return self._words.fact(name, folded=self._folded)

    def __iter__(self) -> Iterator[str]:
        return iter((*_FACTS, "sum", "first", "second"))

    def __len__(self) -> int:
        return len(_FACTS) + 3
