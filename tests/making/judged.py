"""What a child says of one file, as a plain word that may leave it."""

import resource
import time

from flows.gate import Admitted, Limits, examine
from flows.gate.sweep import sweep, sweep_refused
from schemas.receipt import Refusal


def judged(content: bytes, name: str, limits: Limits) -> str:
    """The code of the refusal, personal data looked for; or `taken` where the file was opened to its last cell."""
    admitted = examine(content, name, limits)
    if isinstance(admitted, Refusal):
        admitted.message("zh")
        return "FILE-PERSONAL" if sweep_refused(content, limits) else admitted.code
    return _opened(admitted)


def _opened(admitted: Admitted) -> str:
    # Imported late: what refuses most files is the gate alone, and its bounds are measured without the reader.
    from flows.read import open_package
    from flows.read.raw import Damaged

    hits = sweep(admitted)
    try:
        open_package(admitted)
    except Damaged as error:
        return error.refusal.code
    return "FILE-PERSONAL" if hits else "taken"


def measured(content: bytes, name: str, limits: Limits) -> list[str | float]:
    """The answer, the processor seconds that it took, and the most memory that this process ever held, in MiB."""
    started = time.process_time()
    answer = judged(content, name, limits)
    seconds = time.process_time() - started
    return [answer, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]
