"""Notices outside the portal, to targets that the office has named: what happened, without figures, tried until delivered."""

from portal.notices.rounds import one_round

__all__ = ["one_round"]
