"""What this process counts of itself."""

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Since the process began."""

    faults: int = 0
    """pages that ended with a fault of ours"""


tally = Tally()
