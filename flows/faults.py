"""Our own faults, told by a number that the log has too and never as somebody else's."""

import traceback
from hashlib import sha256
from pathlib import Path


def fault_number(error: BaseException) -> str:
    """Four digits that are the same for the same fault: of its type and of the place in our code."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
    return sha256(f"{type(error).__name__} {place}".encode()).hexdigest()[:4].upper()
