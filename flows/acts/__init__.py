"""acts: what a person does: the office reviews, waives, permits a correction, publishes; a clerk sends a workbook.

Each is one function of the office, of what is wanted, and of the moment: it holds what is asked for against the
register and the forms, puts it on file, and tells the county where it concerns one. `record.connect` comes first, and
`record.register.check_day` where the moment is not the clock's.
"""

from flows.acts.corrections import Permitted, end_correction, permit
from flows.acts.editions import Note, NoteOtherwise, NoteSeen, publish
from flows.acts.registers import Replaced, replace_register
from flows.acts.reviews import Reviewed, review
from flows.acts.thresholds import change_false_questions
from flows.acts.waivers import Waived, end_waiver, waive

__all__ = [
    "Note",
    "NoteOtherwise",
    "NoteSeen",
    "Permitted",
    "Replaced",
    "Reviewed",
    "Waived",
    "change_false_questions",
    "end_correction",
    "end_waiver",
    "permit",
    "publish",
    "replace_register",
    "review",
    "waive",
]
