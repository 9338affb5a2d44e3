"""Findings of one workbook folded into cases: those that one mistake would explain have one root."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flows.check.blanks import Blanks
from flows.check.plan import Plan
from flows.check.restrictions import WorkbookRestrictions
from flows.check.suspects import Suspicions
from rules.locate import Pattern as Act
from rules.locate import Root, WithoutBlanks, roots
from schemas.finding import Address, Finding, Pattern, Suspect
from schemas.model import TOTAL_ROW

CaseFindings = list[Finding]
"""The findings of one case, its lead first."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken restriction of a workbook: its number in the plan, and its finding."""

    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Found:
    """What is found in one workbook: by the reader, of restrictions, and of rules that no change of cells is asked for."""

    read: tuple[Finding, ...] = ()
    broken: tuple[Broken, ...] = ()
    others: tuple[Finding, ...] = ()
    texts: frozenset[Address] = frozenset()
    """cells whose figure is stored as a text"""

    @property
    def has_open_cells(self) -> bool:
        """Whether a finding of the reader is about one cell without a usable figure."""
        return any(_open_cell(finding) is not None for finding in self.read)


def fold(plan: Plan, county: int, found: Found) -> tuple[Finding, ...]:
    """All findings of a workbook, numbered by their roots from 1, each root's lead first.

    Those of structure and single cells come first, then arithmetic, then what is asked about. A blank or unreadable
    cell is told what the rules leave it, and what only the missing figure has broken is among its consequences.
    """
    workbook = WorkbookRestrictions(plan, county)
    if not found.broken and not found.has_open_cells:
        suspicions = Suspicions(workbook, WithoutBlanks(workbook, ()))
        return _numbered([*_each(found.read), *with_totals([], _with_clues(found.others, suspicions))])
    return _Folding(workbook, WithoutBlanks(workbook, workbook.blanks), found).folded()


class _Folding:
    """The folding of one workbook in which restrictions are broken or cells are open."""

    def __init__(self, workbook: WorkbookRestrictions, without: WithoutBlanks, found: Found) -> None:
        self._workbook = workbook
        self._without = without
        self._found = found
        self._findings: Mapping[int, Finding] = {each.number: each.finding for each in found.broken}
        told = filter(without.is_told, self._findings)
        texts = workbook.numbers(found.texts)
        self._roots = roots(without, {*told, *without.broken}, workbook, texts)
        self._blanks = Blanks(workbook, without)
        self._suspicions = Suspicions(workbook, without)

    def folded(self) -> tuple[Finding, ...]:
        """All findings of the workbook."""
        rules = [self._rules(root) for root in self._roots]
        cases = list(self._of_arithmetic(rules))
        placed = set().union(*rules)
        read = self._of_reader(cases, [rule for rule in self._findings if rule not in placed])
        cells = [self._cells(each) for each in rules]
        others: list[Finding] = []
        for finding in _with_clues(self._found.others, self._suspicions):
            hangs = (
                case
                for case, root, own in zip(cases, self._roots, cells, strict=True)
                if self._hangs(finding, root, own)
            )
            next(hangs, others).append(finding)
        return _numbered([*read, *with_totals(cases, others)])

    def _rules(self, root: Root) -> frozenset[int]:
        """The judged rules of a root, those that its implied ones are made of among them."""
        made = (self._without.made_of(rule) or (rule,) for rule in root.rules)
        return frozenset(rule for rules in made for rule in rules)

    def _cells(self, rules: frozenset[int]) -> frozenset[int]:
        """The cells that a case is about: those of its rules, of a sum of rows the total alone."""
        return frozenset(cell for rule in rules for cell in self._workbook.told_by(rule))

    def _hangs(self, finding: Finding, root: Root, cells: frozenset[int]) -> bool:
        """Whether what is asked about goes with a case: a figure whose right value is known, or a result of its figures.

        Everything else that is asked about stays a case of its own: it may have to be explained whatever is corrected.
        """
        own = self._workbook.number(finding.cells[0])
        corrected = {cell for change in root.certain for cell in change.cells}
        return own in corrected or not cells.isdisjoint(self._workbook.made_of(own))

    def _of_arithmetic(self, rules: Sequence[frozenset[int]]) -> Iterator[CaseFindings]:
        placed: set[int] = set()
        for root, own in zip(self._roots, rules, strict=True):
            judged = (self._findings[each] for each in sorted(own - placed) if each in self._findings)
            members = sorted(judged, key=_lead_first)
            placed |= own
            lead, *others = members or [self._blanks.unsettled(root)]
            yield [replace(lead, suspects=self._suspicions.of(root)), *others]

    def _left_out(self) -> Mapping[Address, Suspect]:
        """The figures stored as texts that a sum was told to leave out."""
        acts = [root for root in self._roots if root.pattern is Act.LEFT_OUT]
        own = [suspect for root in acts for suspect in self._suspicions.of(root)]
        return {each.address: each for each in own if each.address in self._found.texts}

    def _of_reader(self, cases: Sequence[CaseFindings], left: Sequence[int]) -> list[CaseFindings]:
        """The reader's findings as cases, with clues and with what hangs on a blank; those of one act go to its case."""
        clues, joined = self._blanks.clues(self._roots), self._blanks.joined(self._roots)
        left_out = self._left_out()
        read: list[CaseFindings] = []
        by_cell: dict[Address, CaseFindings] = {}
        for finding in self._found.read:
            address = _open_cell(finding)
            clue = clues.get(address) if address else None
            told = replace(finding, suspects=(clue,)) if clue else _with_left_out(finding, left_out)
            if address and address in joined:
                cases[joined[address]].append(told)
                by_cell[address] = cases[joined[address]]
                continue
            read.append([told])
            by_cell.update((cell.address, read[-1]) for cell in finding.cells if cell.address)
        for rule in left:
            places = (by_cell.get(address) for address in self._blanks.addresses(rule))
            case = next((each for each in places if each is not None), None)
            if case is None:
                read.append([self._findings[rule]])
            else:
                case.append(self._findings[rule])
        return read


def _with_left_out(finding: Finding, left_out: Mapping[Address, Suspect]) -> Finding:
    """The remark on numbers that were stored as texts, with those of them that have to be typed again."""
    if finding.pattern is not Pattern.CLEANED:
        return finding
    named = (left_out.get(cell.address) for cell in finding.cells if cell.address is not None)
    return replace(finding, suspects=tuple(each for each in named if each is not None))


def _with_clues(findings: Sequence[Finding], suspicions: Suspicions) -> list[Finding]:
    return [replace(finding, suspects=suspicions.in_yuan(finding)) for finding in findings]


def with_totals(cases: Sequence[CaseFindings], others: Sequence[Finding]) -> list[CaseFindings]:
    """The cases and the other findings as cases; of a total row only what its units do not account for is a case.

    A total that is asked about for just the amount by which units are asked about is a consequence of the first.
    """
    told = [*cases, *_each([each for each in others if each.place.row_code != TOTAL_ROW])]
    for total in (each for each in others if each.place.row_code == TOTAL_ROW):
        below = [case for case in told if _is_of_unit(case[0], total)]
        amounts = [_amount(case[0]) for case in below]
        if below and None not in amounts and sum(each for each in amounts if each is not None) == _amount(total):
            below[0].append(total)
        else:
            told.append([total])
    return told


_ADDED_UP = frozenset({Pattern.NOTE_NEEDED, Pattern.MOVED, Pattern.FALLING})
"""Findings whose amounts in the units make that of the total."""


def _is_of_unit(finding: Finding, total: Finding) -> bool:
    """Whether a finding is the same in a unit's row as another in the total row."""
    place, other = finding.place, total.place
    same = (finding.code, place.table, place.column) == (total.code, other.table, other.column)
    return same and finding.pattern in _ADDED_UP and place.row_code != TOTAL_ROW


def _amount(finding: Finding) -> int | None:
    """By how much a value is not what needs no question; None where that cannot be added up."""
    if finding.difference is not None:
        return finding.difference
    return finding.cells[0].value if len(finding.cells) == 1 else None


def _each(findings: Sequence[Finding]) -> list[CaseFindings]:
    return [[finding] for finding in findings]


def _open_cell(finding: Finding) -> Address | None:
    """The cell without a usable figure that a finding of the reader is about; None where it is about something else."""
    is_one = len(finding.cells) == 1 and finding.cells[0].value is None
    return finding.cells[0].address if is_one else None


def _numbered(cases: Sequence[CaseFindings]) -> tuple[Finding, ...]:
    return tuple(replace(finding, root=root) for root, case in enumerate(cases, 1) for finding in case)


_LIMITS = frozenset({Pattern.AT_MOST, Pattern.NEGATIVE, Pattern.FALLING})
"""Findings that tell that a number is too large or too small, not what it should be."""


def _lead_first(finding: Finding) -> tuple[bool, bool, bool, int]:
    """Within a row before sums of rows, units before totals, sums before limits, fewer cells before more."""
    is_total = finding.place.row_code == TOTAL_ROW
    return (finding.pattern is Pattern.ROWS, is_total, finding.pattern in _LIMITS, len(finding.cells))
