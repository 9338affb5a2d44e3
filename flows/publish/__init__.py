"""Publishing: the facts of a period become an edition that is there whole or not at all."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from flows.curate import Facts
from flows.publish.disk import PublishError
from schemas.published import NotPublished, Published, Standing
from schemas.returns import Returns

__all__ = ["PublishError", "publish"]


def publish(
    facts: Facts, standings: Sequence[Standing], curated: Path, today: date, returns: Returns
) -> Published | NotPublished:
    """Make the next edition of the facts' period below `curated`, unless it would say what the last one says.

    `standings` lists every workbook that is owed for the period. One publisher at a time: what an ended one left
    half-made is removed first. Raises PublishError where the disk does not take it; the edition before then stands.
    """
    raise NotImplementedError
