"""acts: what a person of the data office does: review, waive, permit a correction, publish.

Each is one function of the office, of what is wanted, and of the moment: it holds what is asked for against the
register and the forms, puts it on file, and tells the county where it concerns one. `record.connect` comes first, and
`record.register.check_day` where the moment is not the clock's.
"""

from flows.acts.corrections import Permitted, permit
from flows.acts.editions import publish
from flows.acts.reviews import Reviewed, review
from flows.acts.waivers import Waived, end_waiver, waive

__all__ = ["Permitted", "Reviewed", "Waived", "end_waiver", "permit", "publish", "review", "waive"]
