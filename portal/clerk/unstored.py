"""What a clerk is told when the disk takes nothing: the step was not done, and it is a fault of ours."""

import logging

from django.contrib import messages
from django.http import HttpRequest

from flows.faults import fault_number
from flows.receive import StoreError
from portal.clerk.own import Clerk
from schemas.messages import say

_log = logging.getLogger("shenhe.portal")


def tell_not_stored(request: HttpRequest, clerk: Clerk, error: StoreError) -> None:
    """Say so on the next page, with the number under which the log has it."""
    number = fault_number(error)
    _log.error("fault %s", number, exc_info=error)
    messages.error(request, say("STEP-NOT-STORED", clerk.language, {"number": number}))
