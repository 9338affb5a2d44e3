"""What became of units between two days: whose earlier figures stand for a row, where units merged, split or moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from schemas.units import Register, Unit
from schemas.units.faults import ONE_DAY


@dataclass(frozen=True, eq=False)
class Succession:
    """The changes in a register after day `before` and by day `after`."""

    register: Register
    before: date
    after: date

    @cached_property
    def touched(self) -> frozenset[str]:
        """Codes of units whose figures another unit may have held on the earlier day, or that were not there then."""
        heirs = {code for unit in self._ended for code in (unit.successors or (unit.code,))}
        return frozenset(heirs | {unit.code for unit in self._begun})

    @cached_property
    def crossed(self) -> frozenset[str]:
        """Codes of those above units that came from elsewhere, went elsewhere, began or ended with nobody beside them.

        Their totals of the earlier day are not the sums of the rows that they have now.
        """
        crossed: set[str] = set()
        followed: set[Unit] = set()
        for unit in self._ended:
            followers = tuple(self._followers(unit))
            followed.update(followers)
            parents = {unit.parent, *(each.parent for each in followers)}
            if len(parents) > 1 or not followers:
                crossed |= parents
        return frozenset(crossed | {unit.parent for unit in self._begun if unit not in followed})

    def origins(self, code: str) -> tuple[Unit, ...]:
        """Units of the earlier day whose figures together are those of a unit; none where no sum of them is."""
        if self.register.at(code, self.after) is None:
            return ()
        return self.register.predecessors(code, self.before, self.after) or ()

    def reporters(self, code: str) -> frozenset[str]:
        """Reporting units whose earlier workbooks hold the figures of the rows of one reporting unit."""
        if code not in self.crossed:
            return frozenset({code})
        children = self.register.children(code, self.after)
        moved = (unit for child in children if child.code in self.touched for unit in self.origins(child.code))
        return frozenset({code, *(unit.parent for unit in moved)})

    @cached_property
    def _ended(self) -> tuple[Unit, ...]:
        return tuple(
            unit for unit in self.register.units if unit.valid_to and self.before <= unit.valid_to < self.after
        )

    @cached_property
    def _begun(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.register.units if self.before < unit.valid_from <= self.after)

    def _followers(self, unit: Unit) -> Iterator[Unit]:
        if unit.valid_to is not None:
            for code in unit.successors or (unit.code,):
                follower = self.register.at(code, unit.valid_to + ONE_DAY)
                if follower is not None:
                    yield follower


@lru_cache(maxsize=64)
def succession(register: Register, before: date, after: date) -> Succession:
    """The changes between two days, looked up once a process."""
    return Succession(register, before, after)
