"""How well a unit reports: its attempts as they are on file, and what is counted of them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One file that was taken; `errors` is None where it has no verdict. `corrects` says that it came under a 更正.

    `came_at` is when it counts as handed in, `received_at` when it was taken.
    """

    submission: int
    unit: str
    return_code: str
    period: str
    attempt: int
    received_at: datetime
    errors: int | None
    corrects: bool
    came_at: datetime


@dataclass(frozen=True, slots=True)
class UnitQuality:
    """What one unit owed and sent, in workbooks.

    `timely` were first sent by the deadline, `first_pass` had no errors the first time, `revised` were sent again after
    approval. `attempts` counts all files.
    """

    unit: str
    name: str
    owed: int
    sent: int
    timely: int
    first_pass: int
    revised: int
    attempts: int

    @property
    def score(self) -> float | None:
        """From 0 to 100, None where nothing was owed: the weights times their shares of what was owed.

        A workbook that never came is neither timely nor right the first time nor steady.
        """
        if not self.owed:
            return None
        steady = self.sent - self.revised
        return (TIMELY * self.timely + FIRST_PASS * self.first_pass + STEADY * steady) / self.owed


TIMELY, FIRST_PASS, STEADY = 50, 30, 20
"""Points for all workbooks in time, all without errors the first time, none revised after approval."""
