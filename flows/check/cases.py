"""Findings of one workbook folded into cases: those that one change of a cell would mend have one root."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from flows.check.court import Judged
from flows.check.panel import NOWHERE
from rules.judge import Verdict
from rules.language import Comparison, Operator, Severity
from rules.locate import Change, Constraints, roots
from schemas.finding import Address, Finding, Suspect


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken hard equality or inequality of a workbook: where it was judged, and its finding.

    `rule` is the position among the table's rules, or None for the hierarchy; `row` the panel row (of the parent);
    `column` the item of the hierarchy, -1 else.
    """

    table: str
    rule: int | None
    row: int
    column: int
    finding: Finding


@dataclass(frozen=True, slots=True, eq=False)
class _Instance:
    """Judged rules of one form on the rows of one workbook: a block of the constraint system."""

    rows: NDArray[np.int64]
    cells: NDArray[np.int64]
    coefficients: NDArray[np.int64]
    residuals: NDArray[np.int64]
    known: NDArray[np.bool_]
    equality: bool


class Workbook:
    """The tables of one county's workbook as one system of integer constraints over its cells."""

    def __init__(self, county: int, judged: Sequence[Judged]) -> None:
        self.county = county
        self.judged = {each.panel.table.code: each for each in judged}
        self.base: dict[str, int] = {}
        size = 0
        for code, each in self.judged.items():
            self.base[code] = size
            size += self._height(each) * len(each.panel.table.columns)
        self.size = size

    def fold(self, broken: Sequence[Broken], first_root: int) -> tuple[Finding, ...]:
        """The broken rules' findings with their roots numbered from `first_root`, each root's lead first."""
        constraints, index = self._constraints()
        positions = {index[each.table, each.rule, each.row, each.column]: each for each in broken}
        folded: list[Finding] = []
        number = first_root
        for root in roots(constraints):
            members = [positions[rule].finding for rule in root.rules if rule in positions]
            if not members:
                continue
            members.sort(key=_lead_first)
            suspects = self._suspects(root.changes)
            folded += [replace(members[0], root=number, suspects=suspects)]
            folded += [replace(member, root=number) for member in members[1:]]
            number += 1
        return tuple(folded)

    def _constraints(self) -> tuple[Constraints, dict[tuple[str, int | None, int, int], int]]:
        blocks: list[csr_array] = []
        residuals, known, equality = [], [], []
        index: dict[tuple[str, int | None, int, int], int] = {}
        height = 0
        for code, rule, row_keys, instance in self._instances():
            count = len(instance.residuals)
            shape = (count, self.size)
            blocks.append(csr_array((instance.coefficients, (instance.rows, instance.cells)), shape=shape))
            residuals.append(instance.residuals)
            known.append(instance.known)
            equality.append(np.full(count, instance.equality))
            index.update({(code, rule, row, column): height + i for i, (row, column) in enumerate(row_keys)})
            height += count
        values, floor, parent = self._cells()
        matrix = csr_array(vstack(blocks, format="csr"))
        return Constraints(
            matrix,
            np.concatenate(residuals),
            np.concatenate(equality),
            np.concatenate(known),
            parent,
            values,
            floor,
        ), index

    def _instances(self) -> Iterator[tuple[str, int | None, list[tuple[int, int]], _Instance]]:
        for code, judged in self.judged.items():
            for rule_index, rule in enumerate(judged.rules):
                relation = rule.relation
                if isinstance(relation, Comparison) and rule.severity is Severity.ERROR:
                    instance = self._of_rule(judged, rule_index, relation.operator)
                    if instance is not None:
                        start, stop = self._span(judged)
                        yield code, rule_index, [(row, -1) for row in range(start, stop)], instance
            if judged.hierarchy is not None:
                yield from self._of_hierarchy(code, judged)

    def _of_rule(self, judged: Judged, rule_index: int, operator: Operator) -> _Instance | None:
        """One comparison on every row of the workbook, written as == 0 or <= 0."""
        if operator not in {Operator.EQUAL, Operator.AT_MOST, Operator.AT_LEAST}:
            return None
        system = judged.judgements.system
        form = system.compiled[rule_index].first
        start, stop = self._span(judged)
        span = np.arange(stop - start, dtype=np.int64)
        sign = -1 if operator is Operator.AT_LEAST else 1
        rows, cells, coefficients = [], [], []
        residuals = np.full(stop - start, int(system.constants[form]), dtype=np.int64)
        for place in range(system.forms.indptr[form], system.forms.indptr[form + 1]):
            item, weight = int(system.forms.indices[place]), int(system.forms.data[place])
            residuals += weight * judged.judgements.values[item, start:stop]
            own, position = self._variables(judged, item, start, stop)
            rows.append(span[own])
            cells.append(position[own])
            coefficients.append(np.full(int(own.sum()), sign * weight, dtype=np.int64))
        verdicts = judged.judgements.verdicts[rule_index, start:stop]
        told = (verdicts == Verdict.HOLDS) | (verdicts == Verdict.VIOLATED)
        return _Instance(
            np.concatenate(rows),
            np.concatenate(cells),
            np.concatenate(coefficients),
            sign * residuals,
            told,
            operator is Operator.EQUAL,
        )

    def _variables(
        self, judged: Judged, item: int, start: int, stop: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which rows take the item from a cell of this workbook, and that cell's number."""
        gathered = judged.gathered[item]
        origin = gathered.origin[start:stop]
        source = gathered.source
        own = np.zeros(stop - start, dtype=bool)
        if source is None or source.period != judged.panel.period or source.table.code not in self.base:
            return own, origin
        own = origin != NOWHERE
        column = source.columns[judged.judgements.system.items[item].column]
        offset = origin - int(source.starts[self.county])
        return own, self.base[source.table.code] + offset * len(source.table.columns) + column

    def _of_hierarchy(
        self, code: str, judged: Judged
    ) -> Iterator[tuple[str, int | None, list[tuple[int, int]], _Instance]]:
        """Every parent row of the workbook against its children, column by column."""
        hierarchy = judged.hierarchy
        start, stop = self._span(judged)
        width = len(judged.panel.table.columns)
        columns = np.arange(width, dtype=np.int64)
        if hierarchy is None:
            return
        for place, parent in enumerate(hierarchy.parents):
            if not start <= parent < stop:
                continue
            children = np.flatnonzero(judged.parent_of[start:stop] == parent)
            members = np.concatenate(([parent - start], children))
            cells = self.base[code] + (members[:, np.newaxis] * width + columns).ravel()
            weights = np.repeat(np.where(np.arange(len(members)) == 0, 1, -1), width)
            verdicts = hierarchy.verdicts[place]
            known = (verdicts == Verdict.HOLDS) | (verdicts == Verdict.VIOLATED)
            instance = _Instance(
                np.tile(columns, len(members)),
                cells,
                weights.astype(np.int64),
                hierarchy.residuals[place].astype(np.int64),
                known,
                equality=True,
            )
            yield code, None, [(int(parent), column) for column in range(width)], instance

    def _cells(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Value, smallest allowed value and total of every cell of the workbook."""
        values, floors, parents = [], [], []
        for code, judged in self.judged.items():
            start, stop = self._span(judged)
            columns = judged.panel.table.columns
            values.append(judged.panel.values[start:stop].ravel())
            lowest = np.array([-(10**15) if column.signed else 0 for column in columns], dtype=np.int64)
            floors.append(np.tile(lowest, stop - start))
            above = judged.parent_of[start:stop]
            grid = self.base[code] + (above - start)[:, np.newaxis] * len(columns) + np.arange(len(columns))
            parents.append(np.where(above[:, np.newaxis] >= 0, grid, -1).ravel())
        return np.concatenate(values), np.concatenate(floors), np.concatenate(parents)

    def _suspects(self, changes: Sequence[Change]) -> tuple[Suspect, ...]:
        """The cell to look at, where one change alone stands out; several equal answers name none."""
        if len(changes) != 1:
            return ()
        change = changes[0]
        address, value, decimals = self._cell(change.cells[0])
        if address is None:
            return ()
        reason = "CLUE-CARRIED" if len(change.cells) > 1 else "CLUE-ALONE"
        return (Suspect(address, value + change.amount, decimals, reason),)

    def _cell(self, number: int) -> tuple[Address | None, int, int]:
        code = max((base, code) for code, base in self.base.items() if base <= number)[1]
        judged = self.judged[code]
        row, column = divmod(number - self.base[code], len(judged.panel.table.columns))
        reading = judged.panel.readings[self.county]
        item = judged.panel.table.columns[column]
        value = int(judged.panel.values[int(judged.panel.starts[self.county]) + row, column])
        if reading is None or item.name not in reading.columns:
            return None, value, item.measure.decimals
        return reading.address(row, reading.columns.index(item.name)), value, item.measure.decimals

    def _span(self, judged: Judged) -> tuple[int, int]:
        return int(judged.panel.starts[self.county]), int(judged.panel.starts[self.county + 1])

    def _height(self, judged: Judged) -> int:
        start, stop = self._span(judged)
        return stop - start


def _lead_first(finding: Finding) -> tuple[int, int]:
    """Rules within a row before sums of rows, fewer cells before more: what the clerk checks first."""
    from_rows = len({cell.row_code for cell in finding.cells}) > 1
    return (int(from_rows), len(finding.cells))
