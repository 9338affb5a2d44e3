"""A night in this process: no reading child, no Prefect server, no Great Expectations; what it does is the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.chamber import Chamber, Died, Done
from flows.publish.gate import Verdict


class Here(Chamber):
    """Runs the task in this process: for tests about what is done with files, not about untrusted ones."""

    def __init__(self) -> None:
        super().__init__()

    def run(self, task: Callable[[bytes], object], items: Sequence[bytes | Path]) -> tuple[Done[object] | Died, ...]:
        return tuple(Done(task(item)) for item in items if isinstance(item, bytes))


@dataclass(frozen=True)
class Direct:
    """A task of the flow that is done when it is asked for, with what came of it."""

    work: Callable[..., Any]

    def submit(self, *arguments: object) -> "Direct":
        try:
            outcome: object = self.work(*arguments)
        except Exception as error:  # noqa: BLE001 - as Prefect hands over what a task raised
            outcome = error
        return Direct(lambda: outcome)

    def wait(self) -> None:
        """It is done."""

    def result(self, *_: object) -> object:
        return self.work()


def night_here(patch: pytest.MonkeyPatch) -> None:
    """Let `flow.nightly.fn` run here. To be called after `quiet`: it imports Prefect."""
    from flows.nightly import flow
    from flows.office import chamber
    from flows.publish import press

    patch.setattr(chamber, "_opened", Here)
    patch.setattr(press, "judge_edition", lambda *_: Verdict(()))  # it takes a second and writes nothing
    patch.setattr(flow, "create_markdown_artifact", lambda **_: None)
    for name in ("receive_files", "check_units", "reply_to"):
        patch.setattr(flow, name, Direct(getattr(flow, name).fn))
