"""Publishing: the facts of a period become an edition that is there whole or not at all."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from flows.publish.disk import PublishError

if TYPE_CHECKING:
    from flows.curate import Facts
    from schemas.published import NotPublished, Published, Standing
    from schemas.returns import Returns

__all__ = ["PublishError", "publish"]


def publish(
    facts: "Facts",
    standings: "Sequence[Standing]",
    curated: Path,
    today: date,
    returns: "Returns",
    city: str,
    note: str = "",
) -> "Published | NotPublished":
    """Make the next edition of the facts' period below `curated`, unless it would say what the last one says.

    `standings` lists every workbook that is owed for the period, `city` is the city's name for titles,
    `note` what the office says beside the next edition; a note alone makes none. There may be
    one publisher at a time: what an ended one left half-made is removed first. Raises PublishError where the disk does
    not take it, and `flows.publish.gate.GateFault` where an expectation cannot be judged; the edition before stands.
    """
    from flows.publish.press import Order, make  # reading editions does not pay for what makes them

    return make(Order(facts, standings, curated, today, returns, city, note))
