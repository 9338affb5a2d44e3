"""What an office's record knows of workbooks that are only checked, asked when a check needs it."""

import os
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from flows.cli.speech import note
from schemas.messages import Language

if TYPE_CHECKING:
    from flows.check import Key
    from flows.decide import OnHand
    from flows.office.opened import Office
    from flows.precheck import Recalled


def recalled(office: "Office", language: Language) -> "Recalled | None":
    """What the record says of earlier periods and of decisions; None where there is none, or none in the present form.

    A check changes nothing, so a record of an earlier form stays as it is: what is left out then is told on stderr.
    """
    from record.database import FILE

    folder = office.home.path.resolve()
    if not (os.environ.get("DATABASE_URL") or (folder / FILE).is_file()):
        return None
    from record.connection import is_up_to_date, look_at  # only an office's check pays for its record

    look_at(folder)
    if not is_up_to_date():
        note("CHECK-RECORD-EARLIER", language)
        return None
    from flows.judge.history import usual_in
    from flows.precheck import Recalled

    return Recalled(partial(usual_in, office), partial(_decided, office))


def _decided(office: "Office", key: "Key", today: date) -> "OnHand":
    """What is on file about an owed workbook, as the night of that day would find it."""
    from flows.judge.on_hand import on_hand_of

    return on_hand_of(office, [key], today)[key]
