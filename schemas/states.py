"""The states of a submission and the moves between them; nothing else may change a state."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from schemas.messages import Language, say


class State(StrEnum):
    """Where one owed workbook stands."""

    MISSING = "missing"
    """nothing was sent: never kept, only shown"""
    CHECKING = "checking"
    TO_CORRECT = "to_correct"
    """has errors"""
    TO_EXPLAIN = "to_explain"
    """no errors, but queries without a valid explanation"""
    READY = "ready"
    """nothing stands against it; it waits for the confirmation of who sent it"""
    AWAITING_REVIEW = "awaiting_review"
    RETURNED = "returned"
    """by a person, with a reason"""
    APPROVED = "approved"
    PUBLISHED = "published"

    def words(self, language: Language) -> str:
        """The word that people read: 未报, 校核中, 需修改."""
        return say(f"STATE-{self.name.replace('_', '-')}", language)

    @property
    def is_settled(self) -> bool:
        """Whether a further file needs an open correction."""
        return self in {State.APPROVED, State.PUBLISHED}


class Side(StrEnum):
    """What may be said beside a state."""

    LATE = "late"
    CORRECTING = "correcting"

    def words(self, language: Language) -> str:
        """The word that people read: 逾期 or 更正中."""
        return say(f"SIDE-{self.name}", language)


class StateError(ValueError):
    """A move that the states do not allow; `message` says from where to where."""

    def __init__(self, before: State, after: State) -> None:
        super().__init__(f"{before} -> {after}")
        self.before = before
        self.after = after

    def message(self, language: Language) -> str:
        """The one sentence for the office."""
        facts = {"before": self.before.words(language), "after": self.after.words(language)}
        return say("STATE-MOVE", language, facts)


MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.MISSING: frozenset({State.CHECKING}),
        State.CHECKING: frozenset(
            {State.TO_CORRECT, State.TO_EXPLAIN, State.READY, State.AWAITING_REVIEW, State.APPROVED}
        ),
        State.TO_CORRECT: frozenset({State.CHECKING}),
        State.TO_EXPLAIN: frozenset({State.CHECKING}),
        State.READY: frozenset({State.CHECKING, State.AWAITING_REVIEW, State.APPROVED}),
        State.AWAITING_REVIEW: frozenset({State.CHECKING, State.READY, State.RETURNED, State.APPROVED}),
        State.RETURNED: frozenset({State.CHECKING}),
        State.APPROVED: frozenset({State.CHECKING, State.RETURNED, State.PUBLISHED}),
        State.PUBLISHED: frozenset(),
    }
)
"""From each state the states that may follow; a verdict is redone by way of CHECKING."""


def move(before: State, after: State) -> State:
    """`after`, where it may follow `before`. Raises StateError."""
    if after not in MOVES[before]:
        raise StateError(before, after)
    return after
