"""How many submissions stand where: for machines that watch the portal, without units and figures."""

from django.db.models import Count

from record import models
from schemas.receipt import PORTAL
from schemas.states import State
from schemas.submission import StateCount


def counts() -> tuple[StateCount, ...]:
    """How many submissions that count are in each state, by period; states without any are left out."""
    rows = (
        models.Submission.objects.filter(taken=True, replaced_by=None)
        .order_by("period", "state")
        .values_list("period", "state")
        .annotate(number=Count("pk"))
    )
    return tuple(StateCount(period, State(state), number) for period, state, number in rows)


def uploads() -> int:
    """How many files came through the portal and are on file, also those that were replaced since."""
    return models.Submission.objects.filter(source__startswith=f"{PORTAL}/").count()
